"""Preguntas sobre unidades: cuáles hay, quién las sostiene y cuánto falta para tenerlas todas."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.instituciones.consultas import una_de
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.memoria import contar, filas
from red.paginacion import Pagina, paginar_llaves
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad, Persona
from red.redes.meta import VENTANA, Avance, contador_de_meta
from red.redes.modelos import MideMeta, Participacion
from red.unidades.modelos import (
    INSTALADAS,
    Designacion,
    EstadoUnidad,
    Funcion,
    PasoDeUnidad,
    TipoUnidad,
    Unidad,
)

SIN_UNIDAD_PROPIA = (TipoInstitucion.INSTITUTO_MUJERES,)
"""Clases a las que no se les pide unidad: son ellas las que conducen la política de igualdad."""


def de_instituciones(instituciones: Collection[int], dia: date) -> dict[int, list[Unidad]]:
    """Las unidades vigentes de esas instituciones, por institución."""
    consulta = (
        select(Unidad)
        .where(Unidad.institucion_id.in_(instituciones), Unidad.vigente(dia))
        .order_by(Unidad.nombre)
    )
    halladas: dict[int, list[Unidad]] = {}
    for unidad in db.session.scalars(consulta):
        halladas.setdefault(unidad.institucion_id, []).append(unidad)
    return halladas


def listado(
    dia: date,
    *,
    entre: Select[Any] | None,
    propias: frozenset[int] = frozenset(),
    texto: str = "",
    tipo: TipoUnidad | None = None,
    estado: EstadoUnidad | None = None,
    vacante: Funcion | None = None,
) -> Select[Unidad]:
    """Unidades vigentes ese día, por institución.

    `entre` es la consulta de las instituciones que se pueden ver (None: todas); `vacante` deja sólo las
    que no tienen a nadie en esa función.
    """
    consulta = (
        select(Unidad)
        .join(Unidad.institucion)
        .where(Unidad.vigente(dia))
        .order_by(Institucion.nombre, Unidad.id)
    )
    if entre is not None:
        consulta = consulta.where(una_de(Unidad.institucion_id, entre, propias))
    if texto:
        consulta = consulta.where(or_(Institucion.coincide(texto), Unidad.coincide(texto)))
    if tipo:
        consulta = consulta.where(Unidad.tipo == tipo)
    if estado:
        consulta = consulta.where(etapa_el(dia) == estado)
    if vacante:
        consulta = consulta.where(~_ocupada(vacante, dia))
    return consulta


def pagina_de(consulta: Select[Unidad], numero: int) -> Pagina[Unidad]:
    """Un tramo de `listado`, cada unidad con su institución y su territorio."""
    tramo = paginar_llaves(consulta.with_only_columns(Unidad.id), numero)
    con_lo_suyo = (
        select(Unidad)
        .where(Unidad.id.in_(tramo.filas))
        .options(joinedload(Unidad.institucion).joinedload(Institucion.territorio))
    )
    leidas = {unidad.id: unidad for unidad in db.session.scalars(con_lo_suyo)}
    return replace(tramo, filas=[leidas[llave] for llave in tramo.filas])


def _ocupada(funcion: Funcion, dia: date) -> ColumnElement[bool]:
    return exists().where(
        Designacion.unidad_id == Unidad.id, Designacion.funcion == funcion, Designacion.vigente(dia)
    )


def designaciones(unidad_id: int) -> list[Designacion]:
    """Todas las de la unidad, las de hoy y las de antes, de la más reciente a la más antigua."""
    consulta = (
        select(Designacion)
        .where(Designacion.unidad_id == unidad_id)
        .options(joinedload(Designacion.persona))
        .order_by(Designacion.desde.desc(), Designacion.id.desc())
    )
    return list(db.session.scalars(consulta))


def sostienen(unidades: Collection[int], dia: date) -> dict[int, dict[Funcion, list[Designacion]]]:
    """Quiénes tienen cada función ese día, por unidad."""
    consulta = (
        select(Designacion)
        .where(Designacion.unidad_id.in_(unidades), Designacion.vigente(dia))
        .options(joinedload(Designacion.persona))
        .order_by(Designacion.desde)
    )
    halladas: dict[int, dict[Funcion, list[Designacion]]] = {unidad: {} for unidad in unidades}
    for designacion in db.session.scalars(consulta):
        halladas[designacion.unidad_id].setdefault(designacion.funcion, []).append(designacion)
    return halladas


def designaciones_de_persona(persona_id: int, dia: date) -> list[Designacion]:
    """Las funciones que una persona tiene ese día, con su unidad y su institución."""
    consulta = (
        select(Designacion)
        .where(Designacion.persona_id == persona_id, Designacion.vigente(dia))
        .options(joinedload(Designacion.unidad).joinedload(Unidad.institucion))
        .order_by(Designacion.desde)
    )
    return list(db.session.scalars(consulta))


def abiertas_de(unidad_id: int, funcion: Funcion, dia: date) -> list[Designacion]:
    """Las designaciones de esa función que siguen vigentes ese día o empiezan después."""
    consulta = select(Designacion).where(
        Designacion.unidad_id == unidad_id,
        Designacion.funcion == funcion,
        or_(Designacion.hasta.is_(None), Designacion.hasta >= dia),
    )
    return list(db.session.scalars(consulta.options(joinedload(Designacion.persona))))


@dataclass(frozen=True)
class Cobertura:
    """Cuántas instituciones de una clase participan y cuántas tienen unidad instalada."""

    tipo: TipoInstitucion
    participan: int
    instaladas: int


def cobertura(red_id: int, dia: date) -> list[Cobertura]:
    """Cobertura por clase de institución, en el orden en que se declararon las clases."""
    consulta = (
        select(
            Institucion.tipo,
            func.count(),
            func.sum(case((con_unidad(Institucion.id, dia), 1), else_=0)),
        )
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
            Institucion.tipo.not_in(SIN_UNIDAD_PROPIA),
        )
        .group_by(Institucion.tipo)
    )
    por_tipo = {tipo: Cobertura(tipo, total, con) for tipo, total, con in filas(consulta)}
    return [por_tipo[tipo] for tipo in TipoInstitucion if tipo in por_tipo]


def instalada(dia: date) -> ColumnElement[bool]:
    """Condición: la unidad existía ese día y ya estaba instalada, aunque después se haya cerrado."""
    hoy_lo_esta = and_(Unidad.instalada_el.is_(None), Unidad.estado.in_(INSTALADAS))
    lo_estaba = and_(Unidad.instalada_el <= dia, Unidad.estado.in_([*INSTALADAS, EstadoUnidad.INACTIVA]))
    return and_(Unidad.vigente(dia), or_(hoy_lo_esta, lo_estaba))


def etapa_el(dia: date) -> ColumnElement[Any]:
    """La etapa de la unidad ese día; la que no tiene historia anotada, la que dice su ficha."""
    suyos = (PasoDeUnidad.unidad_id == Unidad.id, PasoDeUnidad.deshecho_en.is_(None))
    ultima = (
        select(PasoDeUnidad.estado)
        .where(*suyos, PasoDeUnidad.el <= dia)
        .order_by(PasoDeUnidad.el.desc(), PasoDeUnidad.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    despues = case((exists().where(*suyos), EstadoUnidad.NO_INICIADA), else_=Unidad.estado)
    return func.coalesce(ultima, despues)


def con_unidad(institucion: Any, dia: date) -> ColumnElement[bool]:
    """Condición: esa institución tenía ese día una unidad instalada."""
    return exists().where(Unidad.institucion_id == institucion, instalada(dia))


def sin_unidad(red_id: int, dia: date) -> Select[Institucion]:
    """Instituciones participantes que todavía no tienen ninguna unidad instalada, por nombre."""
    return (
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
            Institucion.tipo.not_in(SIN_UNIDAD_PROPIA),
            ~con_unidad(Institucion.id, dia),
        )
        .order_by(Institucion.nombre)
    )


def cuantas_sin(funcion: Funcion, redes: frozenset[int] | None, dia: date) -> int:
    """Unidades instaladas de esas Redes (None: todas) que no tienen a nadie en esa función."""
    consulta = select(func.count(Unidad.id)).where(instalada(dia), ~_ocupada(funcion, dia))
    if redes is not None:
        participan = select(Participacion.institucion_id).where(
            Participacion.red_id.in_(redes), Participacion.vigente(dia)
        )
        consulta = consulta.where(Unidad.institucion_id.in_(participan))
    return contar(consulta)


def designaciones_de_red(red_id: int, dia: date) -> list[Any]:
    """Para el grafo: (unidad_id, institucion_id, nombre de la unidad, persona_id, función, desde)."""
    consulta = (
        select(
            Unidad.id.label("unidad_id"),
            Unidad.institucion_id,
            Unidad.nombre,
            Designacion.persona_id,
            Designacion.funcion,
            Designacion.desde,
        )
        .join(Participacion, Participacion.institucion_id == Unidad.institucion_id)
        .outerjoin(Designacion, (Designacion.unidad_id == Unidad.id) & Designacion.vigente(dia))
        .where(Participacion.red_id == red_id, Participacion.vigente(dia), Unidad.vigente(dia))
        .order_by(Unidad.id, Designacion.id)
    )
    return list(db.session.execute(consulta))


@contador_de_meta(MideMeta.UNIDADES)
def _instituciones_con_unidad(redes: Collection[int], dia: date) -> dict[int, Avance]:
    """Avance de las Redes cuya meta son unidades: instituciones que tienen una instalada."""

    def contar(cuando: date) -> dict[int, int]:
        consulta = (
            select(Participacion.red_id, func.count(Participacion.institucion_id.distinct()))
            .join(Unidad, Unidad.institucion_id == Participacion.institucion_id)
            .where(
                Participacion.red_id.in_(redes),
                Participacion.vigente(dia),
                instalada(cuando),
            )
            .group_by(Participacion.red_id)
        )
        return {fila[0]: fila[1] for fila in db.session.execute(consulta)}

    antes = contar(dia - VENTANA)
    hoy = contar(dia)
    con_historia = set(
        db.session.scalars(
            select(Participacion.red_id).where(
                Participacion.red_id.in_(redes), Participacion.desde <= dia - VENTANA
            )
        )
    )
    return {red: Avance(hoy.get(red, 0), antes.get(red, 0) if red in con_historia else None) for red in redes}


def hay_abierta(institucion_id: int) -> bool:
    """Si la institución tiene alguna unidad sin cerrar, haya empezado cuando haya empezado."""
    consulta = select(Unidad.id).where(Unidad.institucion_id == institucion_id, Unidad.hasta.is_(None))
    return db.session.scalar(consulta.limit(1)) is not None


def unidad_con_nombre(institucion_id: int, nombre: str, salvo: int | None = None) -> Unidad | None:
    """La unidad sin cerrar de la institución que se llama así."""
    consulta = select(Unidad).where(
        Unidad.institucion_id == institucion_id, Unidad.nombre == nombre, Unidad.hasta.is_(None)
    )
    return next((unidad for unidad in db.session.scalars(consulta) if unidad.id != salvo), None)


def personas_de_institucion(
    institucion_id: int, dia: date, *, todas: bool, quien: int | None = None
) -> list[Persona]:
    """Quienes trabajan ese día en la institución, por apellido: a ellas se puede designar.

    Sin `todas`, que es de quien lleva el registro, sólo quien pregunta, quienes consintieron aparecer en el
    directorio y quienes ya sostienen una unidad: a las demás no se les delata.
    """
    consulta = (
        select(Persona)
        .join(Adscripcion, Adscripcion.persona_id == Persona.id)
        .where(Adscripcion.institucion_id == institucion_id, Adscripcion.vigente(dia))
        .order_by(Persona.orden)
    )
    if not todas:
        sostiene = exists().where(Designacion.persona_id == Persona.id, Designacion.vigente(dia))
        consulta = consulta.where(
            or_(Persona.id == quien, consiente(Finalidad.DIRECTORIO, Persona.id), sostiene)
        )
    return list(db.session.scalars(consulta))


def pasos(unidad_id: int) -> list[PasoDeUnidad]:
    """Las etapas por las que pasó, en orden; sin las que se deshicieron."""
    consulta = (
        select(PasoDeUnidad)
        .where(PasoDeUnidad.unidad_id == unidad_id, PasoDeUnidad.deshecho_en.is_(None))
        .order_by(PasoDeUnidad.el, PasoDeUnidad.id)
    )
    return list(db.session.scalars(consulta))
