"""A quién le toca que un levantamiento le pregunte, y quién sigue en la Red."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from red.acceso.modelos import Asignacion
from red.base import db
from red.levantamientos.modelos import AQuienes, Consultada, Levantamiento
from red.permisos import Rol
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from red.redes.modelos import Membresia, Participacion


def por_consultar(este: Levantamiento, dia: date) -> Select[int]:
    """Consulta con las llaves de las personas a quienes ese día toca preguntar."""
    activas = (
        Membresia.red_id == este.red_id,
        Membresia.persona_id == Persona.id,
        Membresia.integraba(dia),
        ~Membresia.en_pausa(dia),
    )
    integra = exists().where(*activas)
    quienes: ColumnElement[bool] = integra
    if este.a_quienes is AQuienes.ENLACES:
        titular = exists().where(
            Adscripcion.persona_id == Persona.id,
            Adscripcion.vigente(dia),
            Adscripcion.nivel == NivelCargo.TITULAR,
        )
        quienes = or_(es_enlace(este.red_id, dia), and_(integra, titular))
    return select(Persona.id).where(quienes, Persona.fusionada_en_id.is_(None)).order_by(Persona.id)


def es_enlace(red_id: int, dia: date, persona_id: Any = Persona.id) -> ColumnElement[bool]:
    """Condición: quien ese día era enlace de una institución que participa en la Red."""
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id == red_id, Participacion.vigente(dia)
    )
    return exists().where(
        Asignacion.persona_id == persona_id,
        Asignacion.rol == Rol.ENLACE,
        Asignacion.vigente(dia),
        Asignacion.institucion_id.in_(participan),
    )


def sin_consultar(este: Levantamiento, dia: date) -> Sequence[int]:
    """A quienes toca preguntar y todavía no se les pregunta."""
    ya = select(Consultada.persona_id).where(Consultada.levantamiento_id == este.id)
    return db.session.scalars(por_consultar(este, dia).where(Persona.id.not_in(ya))).all()


def a_cuantas(este: Levantamiento, dia: date) -> int:
    """A cuántas personas se les preguntaría ese día."""
    return db.session.scalar(select(func.count()).select_from(por_consultar(este, dia).subquery())) or 0


def sigue_en(red_id: int, dia: date, persona_id: Any = Consultada.persona_id) -> ColumnElement[bool]:
    """Condición: quien ese día sigue siendo de la Red, como integrante o como enlace de una de sus instituciones."""
    integra = exists().where(
        Membresia.red_id == red_id, Membresia.persona_id == persona_id, Membresia.integraba(dia)
    )
    return or_(integra, es_enlace(red_id, dia, persona_id))
