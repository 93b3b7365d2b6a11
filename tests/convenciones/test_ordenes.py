"""Toda orden de consola se carga al pedirla, se llama como se anuncia y dice para qué es."""

import importlib
import pkgutil

import click
import pytest
from flask import Flask
from flask.cli import AppGroup

import red
from red.comandos import MODULOS, Ordenes


@pytest.mark.parametrize("nombre", MODULOS)
def test_cada_orden_se_carga_y_dice_para_que_es(nombre: str) -> None:
    aplicacion = Flask("red")
    aplicacion.cli = Ordenes()
    orden = aplicacion.cli.get_command(click.Context(aplicacion.cli), nombre)
    assert orden is not None
    assert orden.name == nombre
    assert orden.help


def test_ninguna_orden_queda_sin_anunciar() -> None:
    hay = set()
    for modulo in pkgutil.walk_packages(red.__path__, "red."):
        if modulo.name.endswith(".comandos"):
            cargado = importlib.import_module(modulo.name)
            hay |= {valor.name for valor in vars(cargado).values() if isinstance(valor, AppGroup)}
    assert hay, "Esta prueba ya no encuentra órdenes"
    assert hay <= set(MODULOS), "Anúnciala en red/comandos.py"
