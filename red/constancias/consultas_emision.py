"""Preguntas sobre las emisiones por lote: cuáles siguen, en qué van y qué fue de cada persona."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.constancias.modelos import EmisionDeConstancias, EstadoRenglon, RenglonDeEmision


def emisiones_de(edicion_id: int) -> Sequence[EmisionDeConstancias]:
    """Las emisiones de una edición, de la más reciente a la más antigua."""
    consulta = select(EmisionDeConstancias).where(EmisionDeConstancias.edicion_id == edicion_id)
    return db.session.scalars(consulta.order_by(EmisionDeConstancias.id.desc())).all()


def en_curso_de(edicion_id: int) -> EmisionDeConstancias | None:
    """La de esa edición que todavía no termina ni se detuvo; la más antigua, si hay varias."""
    consulta = select(EmisionDeConstancias).where(
        EmisionDeConstancias.edicion_id == edicion_id,
        EmisionDeConstancias.terminada_en.is_(None),
        EmisionDeConstancias.detenida_en.is_(None),
    )
    return db.session.scalars(consulta.order_by(EmisionDeConstancias.id).limit(1)).one_or_none()


def emisiones_en_curso() -> Sequence[int]:
    """Las que no han terminado ni se detuvieron."""
    consulta = select(EmisionDeConstancias.id).where(
        EmisionDeConstancias.terminada_en.is_(None), EmisionDeConstancias.detenida_en.is_(None)
    )
    return db.session.scalars(consulta.order_by(EmisionDeConstancias.id)).all()


def avance_de(emision_id: int) -> dict[EstadoRenglon, int]:
    """Cuántas van de cada suerte."""
    consulta = (
        select(RenglonDeEmision.estado, func.count(RenglonDeEmision.id).label("cuantas"))
        .where(RenglonDeEmision.emision_id == emision_id)
        .group_by(RenglonDeEmision.estado)
    )
    cuentas = {fila.estado: fila.cuantas for fila in db.session.execute(consulta)}
    return {estado: cuentas.get(estado, 0) for estado in EstadoRenglon}


def pendientes_de(emision_id: int, cuantas: int) -> Sequence[Row[int, int]]:
    """Los renglones que faltan, con su persona, en orden."""
    consulta = (
        select(RenglonDeEmision.id, RenglonDeEmision.persona_id)
        .where(RenglonDeEmision.emision_id == emision_id, RenglonDeEmision.estado == EstadoRenglon.PENDIENTE)
        .order_by(RenglonDeEmision.id)
        .limit(cuantas)
    )
    return db.session.execute(consulta).all()


def renglones_de(emision_id: int) -> Select[RenglonDeEmision]:
    """Qué fue de cada una; lo que no se pudo, primero."""
    return (
        select(RenglonDeEmision)
        .where(RenglonDeEmision.emision_id == emision_id)
        .options(joinedload(RenglonDeEmision.persona), joinedload(RenglonDeEmision.constancia))
        .order_by(RenglonDeEmision.estado.desc(), RenglonDeEmision.id)
    )
