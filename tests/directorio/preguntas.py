"""Cuántas preguntas le hace a la base lo que corre dentro de un bloque."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from red.base import db


@contextmanager
def contando() -> Iterator[list[str]]:
    """Junta las órdenes SELECT que llegan a la base mientras dura el bloque."""
    hechas: list[str] = []

    def anotar(_conexion: Any, _cursor: Any, orden: str, *_resto: Any) -> None:
        if orden.lstrip().upper().startswith("SELECT"):
            hechas.append(orden)

    event.listen(db.engine, "before_cursor_execute", anotar)
    try:
        yield hechas
    finally:
        event.remove(db.engine, "before_cursor_execute", anotar)
