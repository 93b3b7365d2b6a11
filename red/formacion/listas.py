"""Preguntas de quien coordina: sus cursos, las listas de cada edición, las que están por llenarse y lo de quien se va."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from red.base import db
from red.formacion.consultas import (
    CON_LUGAR,
    EN_ESPERA,
    OFRECIDA,
    ORDEN_DE_ESPERA,
    VIVA,
    con_codigos,
    de_redes,
)
from red.formacion.modelos import Curso, Edicion, Inscripcion, TipoCurso
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import EstadoMembresia, Membresia


def cursos(redes: frozenset[int] | None, texto: str = "", tipo: TipoCurso | None = None) -> Select[Any]:
    """Los cursos de esas Redes con cuántas ediciones tienen y cuándo empieza la última."""
    ediciones = (
        select(
            Edicion.curso_id,
            func.count().label("ediciones"),
            func.max(Edicion.inicia_el).label("ultima"),
        )
        .group_by(Edicion.curso_id)
        .subquery()
    )
    consulta = (
        select(Curso, func.coalesce(ediciones.c.ediciones, 0).label("ediciones"), ediciones.c.ultima)
        .join(Curso.red)
        .outerjoin(ediciones, ediciones.c.curso_id == Curso.id)
        .options(contains_eager(Curso.red))
        .where(de_redes(redes), Curso.coincide(con_codigos(texto)))
        .order_by(Curso.codigo, Curso.id)
    )
    return consulta.where(Curso.tipo == tipo) if tipo else consulta


def lista(edicion: Edicion, cuales: str, dia: date) -> Any:
    """Inscripciones con quién es y dónde trabaja hoy: «con_lugar», «en_espera» o «canceladas».

    Con lugar, por número de lugar; en espera, primero quienes tienen uno por aceptar y después en el orden en que les
    toca; canceladas, la última primero.
    """
    primero_ofrecidas = (Inscripcion.oferta_vence_en.is_(None), *ORDEN_DE_ESPERA)
    condicion: ColumnElement[bool]
    orden: tuple[Any, ...]
    condicion, orden = {
        "con_lugar": (CON_LUGAR, (Inscripcion.lugar,)),
        "en_espera": (or_(EN_ESPERA, OFRECIDA), primero_ofrecidas),
        "canceladas": (Inscripcion.cancelada_en.is_not(None), (Inscripcion.cancelada_en.desc(),)),
    }[cuales]
    return (
        select(Inscripcion, Adscripcion.puesto, Institucion.nombre.label("institucion"))
        .join(Inscripcion.persona)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .options(contains_eager(Inscripcion.persona))
        .where(Inscripcion.edicion_id == edicion.id, condicion)
        .order_by(*orden, Inscripcion.id)
    )


def cuantas_canceladas(edicion_id: int) -> int:
    """Cuántas inscripciones de la edición se cancelaron."""
    consulta = select(func.count()).where(
        Inscripcion.edicion_id == edicion_id, Inscripcion.cancelada_en.is_not(None)
    )
    return db.session.scalar(consulta) or 0


def filas_de(consulta: Any) -> Sequence[Any]:
    """Todas las filas de una lista, para llevársela en un archivo."""
    return db.session.execute(consulta).all()


def candidatas(
    edicion: Edicion, escrito: str, dia: date, limite: int = 20
) -> Sequence[Row[Persona, str, str]]:
    """Integrantes de la Red sin inscripción viva en la edición cuyo nombre coincide, por apellido."""
    inscrita = exists().where(
        Inscripcion.edicion_id == edicion.id, Inscripcion.persona_id == Persona.id, VIVA
    )
    return integrantes_que_coinciden(edicion, escrito, dia, ~inscrita, limite)


def integrantes_que_coinciden(
    edicion: Edicion, escrito: str, dia: date, condicion: ColumnElement[bool], limite: int
) -> Sequence[Row[Persona, str, str]]:
    """Integrantes de la Red de la edición cuyo nombre coincide y cumplen la condición, con su puesto de ese día."""
    consulta = (
        select(Persona, Adscripcion.puesto, Institucion.nombre.label("institucion"))
        .join(Membresia, Membresia.persona_id == Persona.id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(
            Membresia.red_id == edicion.curso.red_id,
            Membresia.vigente(dia),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
            Persona.coincide(escrito),
            condicion,
        )
        .order_by(Persona.orden, Persona.id)
        .limit(limite)
    )
    return db.session.execute(consulta).all()


def vivas_en_la_red(red_id: int, persona_id: int) -> Sequence[Inscripcion]:
    """Los lugares y las esperas de la persona en las ediciones de la Red, en el orden en que se apartan."""
    consulta = (
        select(Inscripcion)
        .join(Edicion, Edicion.id == Inscripcion.edicion_id)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(
            Curso.red_id == red_id,
            Inscripcion.persona_id == persona_id,
            Inscripcion.cancelada_en.is_(None),
        )
        .order_by(Edicion.id)
    )
    return db.session.scalars(consulta).all()
