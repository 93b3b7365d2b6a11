"""El esquema de una base tal como lo cuenta ella misma, para compararlo y resumirlo en una huella."""

import hashlib
import json
from typing import Any

import sqlalchemy
from sqlalchemy import CheckConstraint, Engine, Index, UniqueConstraint, inspect

from red.base import Modelo

VERSION = "alembic_version"


def motor_de(direccion: str) -> Engine:
    """Un motor aparte, para mirar sin pasar por la aplicación."""
    return sqlalchemy.create_engine(direccion, poolclass=sqlalchemy.NullPool)


def esquema(direccion: str) -> dict[str, Any]:
    """Tablas, columnas, llaves, comprobaciones e índices, con sus condiciones, en orden."""
    motor = motor_de(direccion)
    with motor.connect() as conexion:
        mirada = inspect(conexion)
        # De todas las tablas a la vez: preguntar de una en una a un servidor tarda diez veces más.
        columnas, llaves = mirada.get_multi_columns(), mirada.get_multi_pk_constraint()
        reglas = {
            "ajenas": mirada.get_multi_foreign_keys(),
            "unicas": mirada.get_multi_unique_constraints(),
            "comprobaciones": mirada.get_multi_check_constraints(),
            "indices": mirada.get_multi_indexes(),
        }
        tablas = {
            tabla: {
                "columnas": [
                    {clave: str(columna[clave]) for clave in ("name", "type", "nullable", "default")}
                    for columna in columnas[None, tabla]
                ],
                "llave": llaves[None, tabla]["constrained_columns"],
                **{clase: _ordenadas(dichas.get((None, tabla), ())) for clase, dichas in reglas.items()},
            }
            for tabla in sorted(mirada.get_table_names())
            if tabla != VERSION
        }
    motor.dispose()
    return tablas


def huella(direccion: str) -> str:
    """Resumen del esquema: dos bases iguales dan la misma."""
    return hashlib.sha256(json.dumps(esquema(direccion), sort_keys=True).encode()).hexdigest()


def version(direccion: str) -> str | None:
    """La versión que la base dice tener; None si no dice ninguna."""
    motor = motor_de(direccion)
    with motor.connect() as conexion:
        hay = inspect(conexion).has_table(VERSION)
        dicha = (
            conexion.exec_driver_sql(f"SELECT version_num FROM {VERSION}").scalar() if hay else None  # noqa: S608
        )
    motor.dispose()
    return dicha


def reglas_de_los_modelos() -> dict[str, set[str]]:
    """Por tabla, los nombres de las comprobaciones, unicidades e índices que los modelos declaran."""
    reglas = {}
    for tabla in Modelo.metadata.sorted_tables:
        con_nombre = [r for r in tabla.constraints if isinstance(r, (CheckConstraint, UniqueConstraint))]
        reglas[tabla.name] = {str(r.name) for r in con_nombre} | {str(i.name) for i in tabla.indexes}
    return reglas


def indices_parciales() -> dict[str, Index]:
    """Los índices que sólo rigen sobre una parte de la tabla: lo vigente."""
    return {
        str(indice.name): indice
        for tabla in Modelo.metadata.sorted_tables
        for indice in tabla.indexes
        if indice.dialect_options["sqlite"]["where"] is not None
    }


def _ordenadas(reglas: Any) -> list[str]:
    return sorted(json.dumps(dict(regla), sort_keys=True, default=str) for regla in reglas)
