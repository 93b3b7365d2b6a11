"""Preguntas sobre las designaciones que esperan que la coordinación diga quién es."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.memoria import contar
from red.redes.modelos import Participacion
from red.unidades.modelos import DesignacionPorConfirmar, Funcion, Unidad


def pendiente_igual(unidad_id: int, funcion: Funcion, correo: str) -> DesignacionPorConfirmar | None:
    """La que ya se pidió para esa función con ese correo y nadie ha decidido."""
    consulta = select(DesignacionPorConfirmar).where(
        DesignacionPorConfirmar.unidad_id == unidad_id,
        DesignacionPorConfirmar.funcion == funcion,
        DesignacionPorConfirmar.correo == correo,
        DesignacionPorConfirmar.decidida_en.is_(None),
    )
    return db.session.scalars(consulta.order_by(DesignacionPorConfirmar.id).limit(1)).one_or_none()


def de_unidad(unidad_id: int, declinadas_desde: datetime) -> Sequence[DesignacionPorConfirmar]:
    """Las de esa unidad que esperan, y las que hace poco no se aceptaron, para que lo sepa quien las pidió."""
    consulta = select(DesignacionPorConfirmar).where(
        DesignacionPorConfirmar.unidad_id == unidad_id,
        or_(
            DesignacionPorConfirmar.decidida_en.is_(None),
            DesignacionPorConfirmar.aceptada.is_(False)
            & (DesignacionPorConfirmar.decidida_en >= declinadas_desde),
        ),
    )
    return db.session.scalars(consulta.order_by(DesignacionPorConfirmar.id)).all()


def pendientes(redes: frozenset[int] | None, dia: date) -> Select[DesignacionPorConfirmar]:
    """Las que esperan en unidades de instituciones de esas Redes (None: todas), la que más espera primero."""
    consulta = (
        select(DesignacionPorConfirmar)
        .join(DesignacionPorConfirmar.unidad)
        .where(DesignacionPorConfirmar.decidida_en.is_(None))
        .options(
            joinedload(DesignacionPorConfirmar.unidad).joinedload(Unidad.institucion),
            joinedload(DesignacionPorConfirmar.pedida_por),
        )
        .order_by(DesignacionPorConfirmar.id)
    )
    if redes is not None:
        participan = select(Participacion.institucion_id).where(
            Participacion.red_id.in_(sorted(redes)), Participacion.vigente(dia)
        )
        consulta = consulta.where(Unidad.institucion_id.in_(participan))
    return consulta


def cuantas(redes: frozenset[int] | None, dia: date) -> int:
    """Cuántas esperan en esas Redes."""
    de_ellas = pendientes(redes, dia).options().order_by(None).with_only_columns(DesignacionPorConfirmar.id)
    return contar(select(func.count()).select_from(de_ellas.subquery()))
