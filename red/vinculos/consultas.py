"""Preguntas sobre las colaboraciones declaradas."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, select

from red.base import db
from red.vinculos.modelos import Colaboracion, Intensidad

Lazo = Row[int, int, int | None, int | None, Intensidad, date, date | None]


def colaboraciones(red_id: int, dia: date) -> Sequence[Lazo]:
    """Las declaradas en la Red y vigentes ese día, para armar el grafo.

    Cada fila lleva `id`, `persona_id` (quien declara), `con_persona_id` o `con_institucion_id`,
    `intensidad`, `desde` y `hasta`. Quién consintió aparecer en el mapa lo decide quien lo dibuja.
    """
    consulta = (
        select(
            Colaboracion.id,
            Colaboracion.persona_id,
            Colaboracion.con_persona_id,
            Colaboracion.con_institucion_id,
            Colaboracion.intensidad,
            Colaboracion.desde,
            Colaboracion.hasta,
        )
        .where(Colaboracion.red_id == red_id, Colaboracion.vigente(dia))
        .order_by(Colaboracion.id)
    )
    return db.session.execute(consulta).all()
