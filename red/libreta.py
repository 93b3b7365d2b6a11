"""Apuntar miles de cosas seguidas, cada una confirmada en el acto y sin esperar al disco.

Es para lo que, si se pierde, se repite sin daño; lo demás va en `red.base.transaccion`. Lo apuntado sobrevive a la
muerte del proceso; un corte de luz puede llevarse lo del último instante.
"""

from typing import Any, ClassVar, Self

from sqlalchemy import Update

from red.base import db


class Libreta:
    """Una conexión propia en la que cada orden queda al hacerse, sin transacción que abrir ni cerrar."""

    _DEPRISA: ClassVar = {
        "sqlite": "PRAGMA synchronous = NORMAL",
        "postgresql": "SET synchronous_commit = off",
    }
    _COMO_ANTES: ClassVar = {"sqlite": "PRAGMA synchronous = FULL", "postgresql": "RESET synchronous_commit"}

    def __enter__(self) -> Self:
        """Toma la conexión y le dice que no espere al disco."""
        opciones = {"escribe": True, "apunta": True, "isolation_level": "AUTOCOMMIT"}
        self._conexion = db.engine.connect().execution_options(**opciones)
        self._conexion.exec_driver_sql(self._DEPRISA[self._conexion.dialect.name])
        return self

    def apuntar(self, orden: Update, valores: dict[str, Any]) -> None:
        """Hace la orden con esos valores; al volver ya quedó."""
        self._conexion.execute(orden, valores)

    def __exit__(self, *_: object) -> None:
        """Deja la conexión como estaba."""
        self._conexion.exec_driver_sql(self._COMO_ANTES[self._conexion.dialect.name])
        self._conexion.close()
