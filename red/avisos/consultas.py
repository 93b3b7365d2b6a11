"""Preguntas a la bandeja de salida."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select

from red.avisos.modelos import Aviso, CuotaDeCorreo, EstadoAviso, EstadoLote, Lote
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


def por_estado(*condiciones: ColumnElement[bool]) -> dict[EstadoAviso, int]:
    """Cuántos correos hay en cada estado, de los que cumplen esas condiciones."""
    cuantos = dict.fromkeys(EstadoAviso, 0)
    consulta = select(Aviso.estado, func.count()).where(*condiciones).group_by(Aviso.estado)
    for estado, total in db.session.execute(consulta):
        cuantos[estado] = total
    return cuantos


def mas_antiguo_por_enviar() -> datetime | None:
    """Desde cuándo espera el que más espera."""
    return db.session.scalar(select(func.min(Aviso.creado_en)).where(Aviso.estado == EstadoAviso.PENDIENTE))


def fallidos() -> Sequence[Aviso]:
    """Los que no se pudieron enviar, apartados en orden."""
    consulta = select(Aviso).where(Aviso.estado == EstadoAviso.FALLIDO).order_by(Aviso.id)
    return db.session.scalars(consulta.with_for_update()).all()


# Lotes


def cuota_con_candado(persona_id: int, dia: date) -> CuotaDeCorreo:
    """La cuenta del día de esa persona, apartada: nadie más la cambia hasta que acabe la transacción."""
    consulta = (
        select(CuotaDeCorreo)
        .where(CuotaDeCorreo.persona_id == persona_id, CuotaDeCorreo.dia == dia)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).one()


def sin_aprobar_de(persona_id: int, dia: date) -> int:
    """A cuántas personas ha escrito hoy sin que nadie más lo mirara."""
    consulta = select(CuotaDeCorreo.sin_aprobar).where(
        CuotaDeCorreo.persona_id == persona_id, CuotaDeCorreo.dia == dia
    )
    return db.session.scalar(consulta) or 0


def lotes_por_aprobar(redes: frozenset[int] | None) -> Sequence[Lote]:
    """Los lotes de esas Redes que esperan aprobación, el más antiguo primero; de todas si es None."""
    consulta = select(Lote).where(Lote.estado == EstadoLote.POR_APROBAR).order_by(Lote.id)
    if redes is not None:
        consulta = consulta.where(Lote.red_id.in_(redes))
    return db.session.scalars(consulta).all()
