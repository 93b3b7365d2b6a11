"""Los ejemplos que llevan escritas las funciones de formación dicen la verdad."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("modulo", ["calendario", "consultas", "exportacion", "modelos"])
def test_los_ejemplos_se_cumplen(modulo: str) -> None:
    resultado = doctest.testmod(importlib.import_module(f"red.formacion.{modulo}"))
    assert resultado.attempted > 0
    assert resultado.failed == 0
