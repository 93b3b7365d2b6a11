"""Cuántas preguntas le hace a la base lo que corre dentro de un bloque."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from red import memoria
from red.base import db
from tests.cliente import Cliente


@contextmanager
def contando() -> Iterator[list[str]]:
    """Junta las consultas que llegan a la base mientras dura el bloque, sin nada recordado de antes.

    Lo recordado se olvida primero: en PostgreSQL, una transacción cualquiera del servidor (hasta la limpieza que hace
    solo) cambia la versión de la base entre una petición y otra, y la cuenta dependería de esa casualidad. Por lo
    mismo no se cuenta la pregunta que averigua la versión.
    """
    hechas: list[str] = []

    def anotar(_conexion: Any, _cursor: Any, orden: str, *_resto: Any) -> None:
        if orden.lstrip().upper().startswith("SELECT") and "pg_current_snapshot" not in orden:
            hechas.append(orden)

    memoria.olvidar()
    event.listen(db.engine, "before_cursor_execute", anotar)
    try:
        yield hechas
    finally:
        event.remove(db.engine, "before_cursor_execute", anotar)


def consultas_de(cliente: Cliente, ruta: str) -> int:
    """Cuántas consultas cuesta esa página."""
    with contando() as hechas:
        assert cliente.get(ruta).status_code == 200
    return len(hechas)
