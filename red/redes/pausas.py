"""Preguntas sobre las pausas: quién está en una, quién ya debía volver y cuántas son."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.redes.modelos import EstadoMembresia, Membresia, Pausa


def esta_en_pausa(membresia: Membresia, dia: date) -> bool:
    """Si ese día estaba en pausa."""
    consulta = select(Membresia.id).where(Membresia.id == membresia.id, Membresia.en_pausa(dia))
    return db.session.scalar(consulta) is not None


def ultima_pausa(red_id: int, persona_id: int) -> Pausa | None:
    """La pausa más reciente de esa persona en esa Red; None si nunca tuvo."""
    consulta = (
        select(Pausa)
        .where(Pausa.red_id == red_id, Pausa.persona_id == persona_id)
        .order_by(Pausa.desde.desc(), Pausa.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def pausas_cumplidas(red_id: int, dia: date, cuantas: int = 200) -> Sequence[Membresia]:
    """Membresías que siguen anotadas en pausa aunque ya llegó su día de regreso."""
    consulta = (
        select(Membresia)
        .where(
            Membresia.red_id == red_id,
            Membresia.hasta.is_(None),
            Membresia.estado == EstadoMembresia.EN_PAUSA,
            ~Membresia.en_pausa(dia),
        )
        .options(joinedload(Membresia.persona))
        .order_by(Membresia.id)
        .limit(cuantas)
    )
    return db.session.scalars(consulta).all()


def cuantas_en_pausa(redes: Collection[int], dia: date) -> dict[int, int]:
    """Integrantes en pausa de cada Red ese día. Empieza por las pausas, que son pocas, y no por las integrantes."""
    con_periodo = (
        select(Pausa.red_id, func.count(Pausa.persona_id.distinct()))
        .join(Membresia, and_(Membresia.red_id == Pausa.red_id, Membresia.persona_id == Pausa.persona_id))
        .where(Pausa.red_id.in_(redes), Pausa.vigente(dia), Membresia.integraba(dia))
        .group_by(Pausa.red_id)
    )
    sin_fecha = (
        select(Membresia.red_id, func.count())
        .where(
            Membresia.red_id.in_(redes),
            Membresia.estado == EstadoMembresia.EN_PAUSA,
            Membresia.integraba(dia),
            ~exists().where(Pausa.red_id == Membresia.red_id, Pausa.persona_id == Membresia.persona_id),
        )
        .group_by(Membresia.red_id)
    )
    cuentas: Counter[int] = Counter()
    for consulta in (con_periodo, sin_fecha):
        filas: Any = db.session.execute(consulta)
        cuentas.update(dict(filas.all()))
    return dict(cuentas)
