"""Escribir montones de filas de corrido: por COPY en PostgreSQL, por lotes en los demás motores.

No pasa por los modelos: quien llama trae ya lo que ellos calcularían, y la bitácora no se entera.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from psycopg.types.json import JsonDumper
from sqlalchemy import Connection, Table, func, insert, select, text

from red.base import Modelo, db

Fila = Sequence[Any]
POR_LOTE = 10_000


def volcar(conexion: Connection, modelo: type[Modelo], columnas: str, filas: Iterable[Fila]) -> int:
    """Escribe las filas en la tabla del modelo y dice cuántas fueron.

    ``columnas`` son sus nombres separados por espacios; las que falten quedan vacías. Las opciones van
    como texto y los instantes con zona.
    """
    nombres = columnas.split()
    if conexion.dialect.name == "postgresql":
        return _por_copia(conexion, _tabla(modelo), nombres, filas)
    return _por_lotes(conexion, _tabla(modelo), nombres, filas)


def _por_copia(conexion: Connection, tabla: Table, columnas: list[str], filas: Iterable[Fila]) -> int:
    total = 0
    de_psycopg: Any = conexion.connection.driver_connection
    with de_psycopg.cursor() as cursor:
        cursor.adapters.register_dumper(dict, JsonDumper)
        with cursor.copy(f"COPY {tabla.name} ({', '.join(columnas)}) FROM STDIN") as copia:
            for fila in filas:
                copia.write_row(fila)
                total += 1
    return total


def _por_lotes(conexion: Connection, tabla: Table, columnas: list[str], filas: Iterable[Fila]) -> int:
    total, pendientes = 0, iter(filas)
    while lote := [dict(zip(columnas, fila, strict=True)) for fila in islice(pendientes, POR_LOTE)]:
        conexion.execute(insert(tabla), lote)
        total += len(lote)
    return total


def ultima_llave(conexion: Connection, modelo: type[Modelo]) -> int:
    """La mayor llave que ya hay en la tabla; cero si está vacía."""
    return conexion.scalar(select(func.max(modelo.id))) or 0


def adelantar_llaves(conexion: Connection, modelos: Iterable[type[Modelo]]) -> None:
    """Deja el contador de llaves después de las que se escribieron a mano; SQLite lo hace solo."""
    if conexion.dialect.name != "postgresql":
        return
    for modelo in modelos:
        tabla = _tabla(modelo)
        secuencia = func.pg_get_serial_sequence(tabla.name, "id")
        conexion.execute(select(func.setval(secuencia, ultima_llave(conexion, modelo))))


def actualizar_estadisticas() -> None:
    """Dice al motor cuántas filas hay y cómo se reparten, para que elija bien sus índices."""
    if db.engine.dialect.name == "postgresql":
        # Limpiar además le permite contestar desde el índice sin ir a la tabla; no puede ir en una transacción.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conexion:
            conexion.execute(text("VACUUM ANALYZE"))
        return
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        conexion.execute(text("ANALYZE"))


def _tabla(modelo: type[Modelo]) -> Table:
    tabla = modelo.__table__
    assert isinstance(tabla, Table)
    return tabla
