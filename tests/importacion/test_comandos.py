"""La orden de consola: simular no guarda, aplicar guarda todo, y en JSON se entiende desde otro programa."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from red.base import db
from red.importacion.modelos import PlanDeImportacion
from red.personas.modelos import Persona
from tests import fabricas
from tests.importacion.apoyo import ENCABEZADOS, libro, una


def _archivo(carpeta: Path, *filas: list[str]) -> str:
    ruta = carpeta / "lista.xlsx"
    ruta.write_bytes(libro(ENCABEZADOS, *filas))
    return str(ruta)


def _correr(app: Flask, *argumentos: str) -> tuple[int, str]:
    resultado = app.test_cli_runner().invoke(args=["importar", *argumentos])
    db.session.rollback()
    return resultado.exit_code, resultado.output


def test_simular_dice_que_haria_y_no_guarda_nada(app: Flask, tmp_path: Path) -> None:
    fabricas.una_institucion(nombre="Tesorería")
    codigo, salida = _correr(app, "personas", _archivo(tmp_path, una()), "--simular", "--json")
    assert codigo == 0, salida
    assert json.loads(salida)["destinos"] == {"nueva": 1}
    assert not db.session.scalars(select(Persona)).all()
    assert "se conserva" not in salida


def test_aplicar_guarda_y_repetirlo_no_cambia_nada(app: Flask, tmp_path: Path) -> None:
    fabricas.una_institucion(nombre="Tesorería")
    archivo = _archivo(tmp_path, una(), una("mal"))
    codigo, salida = _correr(app, "personas", archivo, "--aplicar")
    assert codigo == 2, salida
    assert "Renglón 3" in salida
    assert len(db.session.scalars(select(Persona)).all()) == 1
    codigo, salida = _correr(app, "personas", archivo, "--aplicar", "--json")
    assert json.loads(salida)["destinos"] == {"igual": 1, "con_error": 1}


def test_un_archivo_ilegible_dice_por_que(app: Flask, tmp_path: Path) -> None:
    ruta = tmp_path / "x.xlsx"
    ruta.write_bytes(b"%PDF-1.4")
    codigo, salida = _correr(app, "personas", str(ruta), "--json")
    assert codigo == 1
    assert "es un PDF" in json.loads(salida)["error"]
    assert not db.session.scalars(select(PlanDeImportacion)).all()


def test_se_limita_a_la_red_que_se_diga(app: Flask, tmp_path: Path) -> None:
    fabricas.una_institucion(nombre="Tesorería")
    red = fabricas.una_red()
    codigo, salida = _correr(app, "personas", _archivo(tmp_path, una()), "--red", red.clave)
    assert codigo == 2
    assert "no está entre las instituciones de tu Red" in salida
