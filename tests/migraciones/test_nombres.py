"""Ninguna tabla repite el nombre de una restricción: SQLite lo deja pasar y PostgreSQL no."""

from collections import Counter

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table

import red.aplicacion  # noqa: F401  (con ella se conocen todas las tablas)
from red.base import Modelo


def _repetidos(tabla: Table) -> list[str]:
    nombres = Counter(str(restriccion.name) for restriccion in tabla.constraints if restriccion.name)
    return [nombre for nombre, veces in nombres.items() if veces > 1]


def test_ninguna_restriccion_repite_su_nombre() -> None:
    repetidos = {
        tabla.name: _repetidos(tabla) for tabla in Modelo.metadata.sorted_tables if _repetidos(tabla)
    }
    assert not repetidos, f"Dos columnas de la misma Opcion: usa tipo_de_opcion con su nombre. {repetidos}"


def test_la_revision_ve_un_nombre_repetido() -> None:
    tabla = Table(
        "dos",
        MetaData(),
        Column("a", Integer),
        CheckConstraint("a > 0", name="x"),
        CheckConstraint("a < 9", name="x"),
    )
    assert _repetidos(tabla) == ["x"]
