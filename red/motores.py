"""Lo que cada motor necesita al abrir una conexión y al empezar una transacción.

Basta importarlo: escucha a todas las conexiones.
"""

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

INTENTOS_DE_WAL = 100
"""Diez segundos: sólo hace falta cuando dos procesos estrenan la misma base."""


@event.listens_for(Engine, "connect")
def _preparar_conexion(conexion: Any, _registro: Any) -> None:
    """SQLite: sincronización completa, llaves foráneas y espera; la transacción la abre `begin`."""
    if not isinstance(conexion, sqlite3.Connection):
        return
    conexion.isolation_level = None
    # Un minuto: con la máquina ahogada, doscientas a la vez tardan más de quince segundos en pasar de una en una.
    conexion.execute("PRAGMA busy_timeout = 60000")
    _escribir_aparte(conexion)
    for orden in (
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
        "PRAGMA cache_size = -32000",
    ):
        conexion.execute(orden)


def _escribir_aparte(conexion: sqlite3.Connection) -> None:
    """Pone la bitácora de escritura adelantada (WAL); si dos la ponen a la vez, SQLite no espera: se insiste."""
    for _ in range(INTENTOS_DE_WAL):
        try:
            conexion.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            time.sleep(0.1)
    conexion.execute("PRAGMA journal_mode = WAL")


@event.listens_for(Engine, "begin")
def _abrir_transaccion(conexion: Connection) -> None:
    """SQLite: quien va a escribir pide el turno al abrir; una transacción diferida fallaría a medias."""
    if conexion.dialect.name == "sqlite":
        opciones = conexion.get_execution_options()
        if opciones.get("apunta", False):
            return
        escribe = opciones.get("escribe", False)
        conexion.exec_driver_sql("BEGIN IMMEDIATE" if escribe else "BEGIN")
