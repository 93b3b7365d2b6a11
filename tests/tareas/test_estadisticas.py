"""SQLite conoce el tamaño de sus tablas sin que nadie lo pida; PostgreSQL lo hace solo."""

import pytest
from flask import Flask

from red.base import db
from red.tareas import estadisticas
from tests import fabricas


def _miradas() -> list[str]:
    with db.engine.connect() as conexion:
        hay = conexion.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").scalar()
        filas = conexion.exec_driver_sql("SELECT DISTINCT tbl FROM sqlite_stat1").all() if hay else []
    return [fila[0] for fila in filas]


def test_se_mira_cuando_la_base_cambia_de_tamano_y_si_no_se_deja_en_paz(
    app: Flask, motor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estadisticas, "_pesaba", {})
    fabricas.una_persona()
    estadisticas.actualizar_estadisticas()
    if motor == "postgresql":
        assert estadisticas._pesaba == {}, "PostgreSQL no lo necesita"
        return
    assert "persona" in _miradas()
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        conexion.exec_driver_sql("DELETE FROM sqlite_stat1")
    estadisticas.actualizar_estadisticas()
    assert _miradas() == [], "Control: del mismo tamaño, no se vuelve a mirar"
    estadisticas._pesaba.clear()
    estadisticas.actualizar_estadisticas()
    assert "persona" in _miradas()
