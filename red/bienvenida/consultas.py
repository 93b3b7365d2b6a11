"""Preguntas sobre la bienvenida: qué pasos están hechos de verdad, qué dice la Red y quién coordina."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Exists, Select, exists, select

from red.acceso.modelos import Asignacion
from red.base import db
from red.bienvenida.la_casa import TEXTO
from red.bienvenida.modelos import Bienvenida, GuiaDeBienvenida, Paso
from red.formacion.modelos import Curso, Edicion, Inscripcion
from red.permisos import Rol
from red.personas.modelos import Interes, Persona


@dataclass(frozen=True)
class Avance:
    """Un paso de la guía: si los datos dicen que está hecho, o si lo dejó para después."""

    paso: Paso
    hecho: bool
    despues: bool

    @property
    def falta(self) -> bool:
        """Si todavía le toca."""
        return not (self.hecho or self.despues)


def texto_de(red_id: int) -> str:
    """Lo que la Red dice a quien llega; si no ha escrito nada, el de la casa."""
    propia = guia_de(red_id)
    return propia.texto if propia is not None else TEXTO


def guia_de(red_id: int) -> GuiaDeBienvenida | None:
    """El texto propio de la Red."""
    return db.session.scalars(select(GuiaDeBienvenida).where(GuiaDeBienvenida.red_id == red_id)).one_or_none()


def bienvenida_de(red_id: int, persona_id: int) -> Bienvenida | None:
    """La guía de esa persona en esa Red; None si llegó antes de que hubiera."""
    consulta = select(Bienvenida).where(Bienvenida.red_id == red_id, Bienvenida.persona_id == persona_id)
    return db.session.scalars(consulta).one_or_none()


def avances(bienvenida: Bienvenida) -> list[Avance]:
    """Los pasos en orden, cada uno con lo que dicen los datos; con dos preguntas."""
    persona = bienvenida.persona
    fila = db.session.execute(
        select(
            _dijo_temas(persona.id).label("temas"),
            _se_inscribio(persona.id, bienvenida.red_id).label("curso"),
        )
    ).one()
    hechos = {
        Paso.PERFIL: persona.perfil_completo_en is not None,
        Paso.TEMAS: fila.temas,
        Paso.PRIVACIDAD: persona.privacidad_decidida_en is not None,
        Paso.CURSO: fila.curso,
    }
    saltados = bienvenida.saltados.get("pasos", [])
    return [Avance(paso, bool(hechos[paso]), paso.value in saltados) for paso in Paso]


def _dijo_temas(persona_id: Any) -> Exists:
    return exists().where(Interes.persona_id == persona_id)


def _se_inscribio(persona_id: Any, red_id: Any) -> Exists:
    """Alguna vez: cancelar después no lo deshace."""
    return exists().where(
        Inscripcion.persona_id == persona_id,
        Inscripcion.edicion_id == Edicion.id,
        Edicion.curso_id == Curso.id,
        Curso.red_id == red_id,
    )


def terminadas_sin_decirlo(cuantas: int) -> Sequence[Bienvenida]:
    """Guías abiertas cuyos pasos ya están todos hechos."""
    consulta = (
        select(Bienvenida)
        .join(Persona, Persona.id == Bienvenida.persona_id)
        .where(
            Bienvenida.terminada_en.is_(None),
            Persona.perfil_completo_en.is_not(None),
            Persona.privacidad_decidida_en.is_not(None),
            _dijo_temas(Bienvenida.persona_id),
            _se_inscribio(Bienvenida.persona_id, Bienvenida.red_id),
        )
        .limit(cuantas)
    )
    return db.session.scalars(consulta).all()


def quienes_coordinan(red_id: int, dia: date) -> Sequence[Persona]:
    """Quienes coordinan la Red ese día, por nombre."""
    consulta: Select[Persona] = (
        select(Persona)
        .join(Asignacion, Asignacion.persona_id == Persona.id)
        .where(
            Asignacion.red_id == red_id,
            Asignacion.rol == Rol.COORDINADORA,
            Asignacion.vigente(dia),
            Asignacion.terminada_en.is_(None),
        )
        .order_by(Persona.orden, Persona.id)
    )
    return db.session.scalars(consulta).unique().all()


def ediciones_abiertas(red_id: int, dia: date, cuantas: int = 3) -> Sequence[Edicion]:
    """Las ediciones de la Red a las que hoy puede inscribirse, por su inicio."""
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .where(
            Curso.red_id == red_id,
            Edicion.cancelada_en.is_(None),
            Edicion.inscripcion_desde <= dia,
            Edicion.inscripcion_hasta >= dia,
        )
        .order_by(Edicion.inicia_el, Edicion.id)
        .limit(cuantas)
    )
    return db.session.scalars(consulta).all()
