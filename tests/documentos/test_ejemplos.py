"""Los ejemplos que llevan escritas las funciones de papeles, archivos y unidades dicen la verdad."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "modulo",
    [
        "archivos.reconocimiento",
        "documentos.composicion",
        "documentos.letras",
        "unidades.protocolo",
        "unidades.requisitos",
    ],
)
def test_los_ejemplos_se_cumplen(modulo: str) -> None:
    resultado = doctest.testmod(importlib.import_module(f"red.{modulo}"))
    assert resultado.attempted > 0
    assert resultado.failed == 0
