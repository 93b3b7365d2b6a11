"""La lista de expedientes de una Red, con sus filtros y para llevársela."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.certificacion.cadena import TERMINADAS
from red.certificacion.modelos_expediente import (
    Etapa,
    Expediente,
    PapelEnExpediente,
    ParticipanteDeExpediente,
)
from red.personas.modelos import Persona


@dataclass(frozen=True)
class Filtro:
    """Lo que se pide de la lista."""

    red_id: int | None = None
    estandar_id: int | None = None
    etapa: Etapa | None = None
    escrito: str = ""
    abiertos: bool = False
    sin_evaluadora: bool = False


def expedientes(redes: frozenset[int] | None, filtro: Filtro) -> Select[Expediente]:
    """Los de esas Redes (todas si es None) que cumplen el filtro, del que más lleva esperando al más reciente."""
    consulta = (
        select(Expediente)
        .join(Persona, Persona.id == Expediente.persona_id)
        .options(
            joinedload(Expediente.persona),
            joinedload(Expediente.estandar),
            joinedload(Expediente.red),
            joinedload(Expediente.institucion),
        )
        .order_by(Expediente.etapa.in_(TERMINADAS), Expediente.etapa_desde, Expediente.id)
    )
    if redes is not None:
        consulta = consulta.where(Expediente.red_id.in_(redes))
    if filtro.red_id is not None:
        consulta = consulta.where(Expediente.red_id == filtro.red_id)
    if filtro.estandar_id is not None:
        consulta = consulta.where(Expediente.estandar_id == filtro.estandar_id)
    if filtro.etapa is not None:
        consulta = consulta.where(Expediente.etapa == filtro.etapa)
    if filtro.abiertos or filtro.sin_evaluadora:
        consulta = consulta.where(Expediente.etapa.not_in(TERMINADAS))
    if filtro.sin_evaluadora:
        consulta = consulta.where(~_con(PapelEnExpediente.EVALUADORA))
    if filtro.escrito.strip():
        consulta = consulta.where(Persona.coincide(filtro.escrito))
    return consulta


def _con(papel: PapelEnExpediente) -> Any:
    """Condición: alguien tiene hoy ese papel en el expediente."""
    return (
        select(ParticipanteDeExpediente.id)
        .where(
            ParticipanteDeExpediente.expediente_id == Expediente.id,
            ParticipanteDeExpediente.papel == papel,
            ParticipanteDeExpediente.terminada_en.is_(None),
        )
        .exists()
    )


def evaluadoras_de(expedientes_: Sequence[int]) -> dict[int, Persona]:
    """Quién evalúa hoy cada expediente de una página."""
    if not expedientes_:
        return {}
    filas = db.session.execute(
        select(ParticipanteDeExpediente.expediente_id, Persona)
        .join(Persona, Persona.id == ParticipanteDeExpediente.persona_id)
        .where(
            ParticipanteDeExpediente.expediente_id.in_(expedientes_),
            ParticipanteDeExpediente.papel == PapelEnExpediente.EVALUADORA,
            ParticipanteDeExpediente.terminada_en.is_(None),
        )
    ).all()
    return {fila.expediente_id: fila.Persona for fila in filas}


def sin_evaluadora(red_id: int) -> int:
    """Cuántos expedientes en curso de la Red esperan que se nombre a quien evalúa."""
    return (
        db.session.scalar(
            select(func.count(Expediente.id)).where(
                Expediente.red_id == red_id,
                Expediente.etapa.not_in(TERMINADAS),
                ~_con(PapelEnExpediente.EVALUADORA),
            )
        )
        or 0
    )


def todos(consulta: Select[Expediente]) -> Sequence[Expediente]:
    """La lista entera, para llevársela."""
    return db.session.scalars(consulta).all()
