"""Los ejemplos que llevan escritas las funciones de formación, y las de textos que usan, dicen la verdad."""

import doctest
import importlib

import pytest

from red.formacion.exportacion import escribir_csv


@pytest.mark.parametrize("modulo", ["formacion.consultas", "formacion.modelos", "textos"])
def test_los_ejemplos_se_cumplen(modulo: str) -> None:
    resultado = doctest.testmod(importlib.import_module(f"red.{modulo}"))
    assert resultado.attempted > 0
    assert resultado.failed == 0


@pytest.mark.parametrize("escrito", ["=1", " =1", "\u200b=1", "−1", "\u00a0＝1", "﹢1", "\n1"])
def test_la_lista_descargada_no_lleva_formulas(escrito: str) -> None:
    assert f"'{escrito}" in escribir_csv(["Motivo"], [[escrito]])
