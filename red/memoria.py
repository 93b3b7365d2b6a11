"""Cifras que cuestan y son exactas: se recuerdan mientras nadie cambie la base, ni un instante más.

Contar cien mil filas tarda más que mostrar veinticinco, y casi siempre da lo mismo que hace un momento. Aquí
cada cifra se guarda junto con la versión de la base con que se contó: en SQLite, su contador de cambios; en
PostgreSQL, la fotografía de transacciones que ve quien pregunta. Si algo se confirmó después, la versión es otra
y se vuelve a contar. Dentro de una transacción que escribe nunca se recuerda: ahí se decide y se cuenta de verdad.
"""

import sqlite3
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.engine import Connection

from red.base import db

T = TypeVar("T")

CABEN = 256
"""Cuántas cifras se guardan; al llenarse se olvidan todas y se empieza de nuevo."""

_de_postgresql: dict[str, dict[str, Any]] = {}


def recordar(clave: Hashable, calcular: Callable[[], T]) -> T:
    """Lo calculado para esa clave con la base como está; si cambió o nadie lo ha pedido, lo calcula.

    La clave dice todo lo que cambia el resultado y no está en la base: de qué es, qué día, con qué filtros.
    """
    sesion = db.session
    if "hecho" in sesion.info or sesion.new or sesion.dirty or sesion.deleted:
        return calcular()
    recuerdos = _recuerdos(sesion.connection())
    if clave in recuerdos:
        valor: T = recuerdos[clave]
        return valor
    valor = calcular()
    if len(recuerdos) >= CABEN:
        recuerdos.clear()
    recuerdos[clave] = valor
    return valor


def contar(consulta: Select[Any]) -> int:
    """El número que da la consulta, exacto."""
    return _recordar_consulta("cuenta", consulta, lambda: db.session.scalar(consulta) or 0)


def filas(consulta: Any) -> Sequence[Any]:
    """Las filas que da la consulta; sólo de columnas, nunca de objetos de la sesión."""
    return _recordar_consulta("filas", consulta, lambda: db.session.execute(consulta).all())


def _recordar_consulta(que: str, consulta: Select[Any], calcular: Callable[[], T]) -> T:
    llave = consulta._generate_cache_key()
    if llave is None:
        return calcular()
    valores = tuple(repr(parametro.effective_value) for parametro in llave.bindparams)
    return recordar((que, llave.key, valores), calcular)


def _recuerdos(conexion: Connection) -> dict[Hashable, Any]:
    """Lo recordado para la versión de la base que esta conexión ve; de otra versión no queda nada.

    SQLite cuenta aparte lo que cambia cada conexión y lo que cambian las demás, así que cada conexión lleva sus
    recuerdos; en PostgreSQL la fotografía dice lo mismo a todas, y las de un proceso los comparten.
    """
    directa: Any = conexion.connection.dbapi_connection
    if isinstance(directa, sqlite3.Connection):
        lugar: dict[str, Any] = conexion.info
        version: Any = (directa.execute("PRAGMA data_version").fetchone()[0], directa.total_changes)
    else:
        lugar = _de_postgresql.setdefault(str(conexion.engine.url), {})
        version = conexion.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()
    guardada, recuerdos = lugar.get("memoria", (None, {}))
    if guardada != version:
        recuerdos = {}
        lugar["memoria"] = (version, recuerdos)
    suyos: dict[Hashable, Any] = recuerdos
    return suyos
