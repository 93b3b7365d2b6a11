"""Preguntas sobre quienes fueron a una edición sin tener lugar."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.asistencias.modelos import Asistencia, Visitante
from red.base import db
from red.errores import NoEncontrado
from red.formacion.modelos import Curso, Edicion


def visita_con_correo(edicion_id: int, correo: str) -> Visitante | None:
    """La visita de la edición que dio ese correo."""
    consulta = select(Visitante).where(Visitante.edicion_id == edicion_id, Visitante.correo == correo)
    return db.session.scalars(consulta.order_by(Visitante.id)).first()


def visita_de_persona(edicion_id: int, persona_id: int) -> Visitante | None:
    """La visita de la edición que resultó ser esa persona."""
    consulta = select(Visitante).where(Visitante.edicion_id == edicion_id, Visitante.persona_id == persona_id)
    return db.session.scalars(consulta).one_or_none()


def visita(id: int) -> Visitante:
    """La visita con su edición y su Red; lanza NoEncontrado si no existe."""
    consulta = (
        select(Visitante)
        .where(Visitante.id == id)
        .options(joinedload(Visitante.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
    )
    fila = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if fila is None:
        raise NoEncontrado
    return fila


def visitas_de(edicion_id: int) -> Sequence[Visitante]:
    """Las visitas de la edición, con quién resultaron ser."""
    consulta = (
        select(Visitante)
        .where(Visitante.edicion_id == edicion_id)
        .options(joinedload(Visitante.persona))
        .order_by(Visitante.nombre, Visitante.id)
    )
    return db.session.scalars(consulta).all()


def asistencias_de_visita(visitante_id: int) -> Sequence[Asistencia]:
    """Las asistencias de una visita, a todas las jornadas."""
    consulta = select(Asistencia).where(Asistencia.visitante_id == visitante_id).order_by(Asistencia.id)
    return db.session.scalars(consulta).all()
