"""Cifras que cuestan y son exactas: se recuerdan mientras nadie cambie la base, ni un instante más.

Contar cien mil filas tarda más que mostrar veinticinco, y casi siempre da lo mismo que hace un momento. Aquí
cada cifra se guarda junto con la versión de la base con que se contó: en SQLite, la que ve una conexión que sólo
vigila; en PostgreSQL, la fotografía de transacciones que ve quien pregunta. Si algo se confirmó después, la versión
es otra y se vuelve a contar. Dentro de una transacción que escribe nunca se recuerda: ahí se decide y se cuenta de
verdad. Lo recordado es de todo el proceso: lo que contó una petición sirve a las demás.
"""

import os
import sqlite3
import threading
from array import array
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, event
from sqlalchemy.engine import Connection

from red.base import db

T = TypeVar("T")

ESPERA = 5
"""Segundos que una petición espera a que otra acabe de contar lo mismo; después cuenta por su lado."""
CABEN = 512
"""Cuántas cosas se guardan de cada base; al llenarse se olvidan todas y se empieza de nuevo."""


def recordar(clave: Hashable, calcular: Callable[[], T]) -> T:
    """Lo calculado para esa clave con la base como está; si cambió o nadie lo ha pedido, lo calcula.

    La clave dice todo lo que cambia el resultado y no está en la base: de qué es, qué día, con qué filtros.
    Lo guardado lo leen varias peticiones a la vez: nadie lo modifica y no lleva objetos de una sesión.
    """
    sesion = db.session
    if "hecho" in sesion.info or sesion.new or sesion.dirty or sesion.deleted:
        return calcular()
    recuerdos = _recuerdos(sesion.connection())
    if recuerdos is None:
        return calcular()
    if clave in recuerdos:
        valor: T = recuerdos[clave]
        return valor
    turno = _turno_de(clave)
    es_suyo = turno.acquire(timeout=ESPERA)
    try:
        if clave in recuerdos:
            return recuerdos[clave]  # type: ignore[no-any-return]
        valor = calcular()
        if len(recuerdos) >= CABEN:
            recuerdos.clear()
        recuerdos[clave] = valor
        return valor
    finally:
        if es_suyo:
            turno.release()


def olvidar() -> None:
    """Olvida lo de este proceso: quien cuenta o mide lo que cuesta una página empieza siempre de cero."""
    with _turno:
        _recordado.clear()


def _turno_de(clave: Hashable) -> Any:
    """Quien primero pide una cifra la cuenta y las demás peticiones la esperan, en vez de contarla todas a la vez."""
    with _turno:
        if len(_turnos) >= CABEN:
            _turnos.clear()
        return _turnos.setdefault((os.getpid(), clave), threading.RLock())


def contar(consulta: Select[Any]) -> int:
    """El número que da la consulta, exacto."""
    return _recordar_consulta("cuenta", consulta, lambda: db.session.scalar(consulta) or 0)


def filas(consulta: Any) -> Sequence[Any]:
    """Las filas que da la consulta; sólo de columnas, nunca de objetos de la sesión."""
    return _recordar_consulta("filas", consulta, lambda: db.session.execute(consulta).all())


def llaves(consulta: Select[int]) -> Sequence[int]:
    """Las llaves que da la consulta, en su orden: para listas de miles que ningún índice da ya ordenadas."""
    return _recordar_consulta("llaves", consulta, lambda: array("i", db.session.scalars(consulta)))


def _recordar_consulta(que: str, consulta: Select[Any], calcular: Callable[[], T]) -> T:
    llave = consulta._generate_cache_key()
    if llave is None:
        return calcular()
    valores = tuple(repr(parametro.effective_value) for parametro in llave.bindparams)
    return recordar((que, llave.key, valores), calcular)


class _Vigia:
    """Una conexión de SQLite que nunca escribe: por eso nota cualquier cambio, de este proceso o de otro."""

    def __init__(self, archivo: str) -> None:
        self._conexion = sqlite3.connect(archivo, timeout=15, isolation_level=None, check_same_thread=False)
        self._conexion.execute("PRAGMA query_only = ON")
        self._turno = threading.Lock()

    def version(self) -> int:
        """El contador de cambios de la base; sólo crece."""
        with self._turno:
            return int(self._conexion.execute("PRAGMA data_version").fetchone()[0])


_vigias: dict[tuple[int, str], _Vigia] = {}
_recordado: dict[tuple[int, str], tuple[Any, dict[Hashable, Any]]] = {}
_turno = threading.Lock()
_turnos: dict[Hashable, Any] = {}


@event.listens_for(Engine, "begin")
def _abrir(conexion: Connection) -> None:
    """Toda transacción empieza sin saber qué versión de la base ve.

    En SQLite se averigua aquí: la versión antes y después de tomar la fotografía. Si alguien confirmó en medio, no
    se sabe de cuál es y en esa transacción no se recuerda.
    """
    conexion.info.pop("version", None)
    if conexion.dialect.name != "sqlite":
        return
    directa: Any = conexion.connection.dbapi_connection
    archivo = str(conexion.engine.url.database or "")
    if conexion.get_execution_options().get("escribe", False) or not os.path.exists(archivo):
        return
    vigia = _vigia_de(archivo)
    antes = vigia.version()
    directa.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if vigia.version() == antes:
        conexion.info["version"] = (antes, directa.total_changes)


def _vigia_de(archivo: str) -> _Vigia:
    """El vigía de ese archivo en este proceso: una conexión abierta no pasa de un proceso a su hijo."""
    llave = (os.getpid(), archivo)
    with _turno:
        if llave not in _vigias:
            _vigias[llave] = _Vigia(archivo)
        return _vigias[llave]


def _recuerdos(conexion: Connection) -> dict[Hashable, Any] | None:
    """Lo recordado para la versión de la base que esta conexión ve; None si no se sabe cuál es."""
    version = _version(conexion)
    if version is None:
        return None
    llave = (os.getpid(), str(conexion.engine.url))
    with _turno:
        guardada, recuerdos = _recordado.get(llave, (None, {}))
        if guardada != version:
            if isinstance(version, int) and guardada is not None and version < guardada:
                return None  # una fotografía más vieja que la de otra petición: ni lee ni deja recuerdos
            recuerdos = {}
            _recordado[llave] = (version, recuerdos)
    return recuerdos


def _version(conexion: Connection) -> Any:
    """La versión de la base que ve la transacción en curso."""
    directa: Any = conexion.connection.dbapi_connection
    if not isinstance(directa, sqlite3.Connection):
        if "version" not in conexion.info:
            instantanea = conexion.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()
            conexion.info["version"] = instantanea
        return conexion.info["version"]
    version, cambios = conexion.info.get("version", (None, 0))
    return version if directa.total_changes == cambios else None
