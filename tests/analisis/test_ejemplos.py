"""Los ejemplos que llevan escritas las funciones del análisis dicen la verdad."""

import doctest
import importlib
import pkgutil

import pytest

import red.analisis

CON_WEB_O_DATOS = ("vistas", "formularios", "consultas")
MODULOS = [
    modulo.name
    for modulo in pkgutil.walk_packages(red.analisis.__path__, "red.analisis.")
    if modulo.name.rpartition(".")[2] not in CON_WEB_O_DATOS
]


@pytest.mark.parametrize("modulo", MODULOS)
def test_los_ejemplos_se_cumplen(modulo: str):
    resultado = doctest.testmod(importlib.import_module(modulo))

    assert resultado.failed == 0
