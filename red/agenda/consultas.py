"""Preguntas sobre la agenda de una persona: siempre las mismas cuatro, tenga una jornada o cien."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from red.acceso.modelos import Cuenta
from red.agenda.modelos import SuscripcionDeCalendario
from red.agenda.sucesos import SE_RECUERDA, Relacion, Suceso, de_relacion
from red.base import db
from red.formacion.modelos import Curso, Edicion, Imparte, Inscripcion, Jornada, JornadaRetirada

Suya = TypeVar("Suya", Inscripcion, Imparte)

HACIA_ATRAS = timedelta(days=365)
"""Lo que pasó hace más de un año ya no está en la agenda."""


def suscripcion_viva(persona_id: int) -> SuscripcionDeCalendario | None:
    """La dirección que hoy le sirve a esa persona."""
    consulta = select(SuscripcionDeCalendario).where(
        SuscripcionDeCalendario.persona_id == persona_id, SuscripcionDeCalendario.revocada_en.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def suscripcion_de(secreto: str) -> SuscripcionDeCalendario | None:
    """De quién es esa dirección; de nadie si se retiró, si no existe o si su cuenta se cerró."""
    consulta = (
        select(SuscripcionDeCalendario)
        .join(Cuenta, Cuenta.persona_id == SuscripcionDeCalendario.persona_id)
        .where(
            SuscripcionDeCalendario.huella == SuscripcionDeCalendario.huella_de(secreto),
            SuscripcionDeCalendario.revocada_en.is_(None),
            Cuenta.activa,
        )
    )
    return db.session.scalars(consulta).one_or_none()


def sucesos_de(persona_id: int, momento: datetime, edicion_id: int | None = None) -> list[Suceso]:
    """Su agenda, del suceso más antiguo al más lejano; con `edicion_id`, sólo lo de esa edición."""
    return _sucesos(_relaciones(persona_id, momento, edicion_id), momento)


def sucesos_de_edicion(edicion: Edicion, persona_id: int | None, momento: datetime) -> list[Suceso]:
    """Las jornadas de una edición como las tiene quien pregunta; si no está inscrita, sin darlas por firmes."""
    suyas = _relaciones(persona_id, momento, edicion.id) if persona_id else []
    return _sucesos(suyas, momento) or _sucesos([Relacion(edicion)], momento)


def _relaciones(persona_id: int, momento: datetime, edicion_id: int | None) -> list[Relacion]:
    desde = (momento - HACIA_ATRAS).date()
    inscripciones: defaultdict[int, list[Inscripcion]] = defaultdict(list)
    imparte: defaultdict[int, list[Imparte]] = defaultdict(list)
    ediciones: dict[int, Edicion] = {}
    for inscripcion in db.session.scalars(_de_la_persona(Inscripcion, persona_id, desde, edicion_id)):
        inscripciones[inscripcion.edicion_id].append(inscripcion)
        ediciones[inscripcion.edicion_id] = inscripcion.edicion
    for uno in db.session.scalars(_de_la_persona(Imparte, persona_id, desde, edicion_id)):
        imparte[uno.edicion_id].append(uno)
        ediciones[uno.edicion_id] = uno.edicion
    return [
        Relacion(edicion, inscripciones.get(id, ()), imparte.get(id, ())) for id, edicion in ediciones.items()
    ]


def _de_la_persona(modelo: type[Suya], persona_id: int, desde: date, edicion_id: int | None) -> Select[Suya]:
    """Lo de esa persona, con su edición, su curso y su Red ya leídos."""
    con_todo = contains_eager(modelo.edicion).contains_eager(Edicion.curso).contains_eager(Curso.red)
    consulta = (
        select(modelo)
        .join(modelo.edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(con_todo)
        .where(modelo.persona_id == persona_id, Edicion.termina_el >= desde)
        .order_by(modelo.id)
    )
    return consulta if edicion_id is None else consulta.where(modelo.edicion_id == edicion_id)


def _sucesos(relaciones: Sequence[Relacion], momento: datetime) -> list[Suceso]:
    jornadas, retiradas = _jornadas([relacion.edicion.id for relacion in relaciones], momento)
    sucesos = [
        suceso
        for relacion in relaciones
        for suceso in de_relacion(
            relacion, jornadas[relacion.edicion.id], retiradas[relacion.edicion.id], momento
        )
    ]
    return sorted(sucesos, key=lambda suceso: (suceso.inicia, suceso.identidad))


def _jornadas(
    ediciones: Iterable[int], momento: datetime
) -> tuple[dict[int, list[Jornada]], dict[int, list[JornadaRetirada]]]:
    ids = list(ediciones)
    jornadas: defaultdict[int, list[Jornada]] = defaultdict(list)
    retiradas: defaultdict[int, list[JornadaRetirada]] = defaultdict(list)
    if ids:
        consulta = select(Jornada).where(Jornada.edicion_id.in_(ids))
        for jornada in db.session.scalars(consulta.order_by(Jornada.inicia_en, Jornada.id)):
            jornadas[jornada.edicion_id].append(jornada)
        quitadas = select(JornadaRetirada).where(
            JornadaRetirada.edicion_id.in_(ids), JornadaRetirada.retirada_en > momento - SE_RECUERDA
        )
        for retirada in db.session.scalars(quitadas.order_by(JornadaRetirada.id)):
            retiradas[retirada.edicion_id].append(retirada)
    return jornadas, retiradas
