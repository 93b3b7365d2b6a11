"""Preguntas a la bandeja de salida."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db


def siguiente_con_candado(momento: datetime) -> Aviso | None:
    """El correo que más lleva esperando, apartado para quien pregunta; salta los que otro proceso tiene.

    En SQLite basta el turno de escritura de la transacción.
    """
    consulta = (
        select(Aviso)
        .where(Aviso.estado == EstadoAviso.PENDIENTE, Aviso.siguiente_en <= momento)
        .order_by(Aviso.siguiente_en, Aviso.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).one_or_none()


def salida(estado: EstadoAviso | None, escrito: str = "") -> Select[Aviso]:
    """La bandeja, de lo más reciente a lo más antiguo; `escrito` es parte de la dirección."""
    consulta = select(Aviso).order_by(Aviso.id.desc())
    if estado is not None:
        consulta = consulta.where(Aviso.estado == estado)
    if escrito:
        consulta = consulta.where(Aviso.para.contains(escrito.strip().lower(), autoescape=True))
    return consulta


def por_estado() -> dict[EstadoAviso, int]:
    """Cuántos correos hay en cada estado."""
    cuantos = dict.fromkeys(EstadoAviso, 0)
    for estado, total in db.session.execute(select(Aviso.estado, func.count()).group_by(Aviso.estado)):
        cuantos[estado] = total
    return cuantos


def mas_antiguo_por_enviar() -> datetime | None:
    """Desde cuándo espera el que más espera."""
    return db.session.scalar(select(func.min(Aviso.creado_en)).where(Aviso.estado == EstadoAviso.PENDIENTE))


def fallidos() -> Sequence[Aviso]:
    """Los que no se pudieron enviar, apartados en orden."""
    consulta = select(Aviso).where(Aviso.estado == EstadoAviso.FALLIDO).order_by(Aviso.id)
    return db.session.scalars(consulta.with_for_update()).all()
