"""Llevarse el mapa con nombres pide decir para qué; sin ellos no."""

import re

import pytest

from red.analisis.entrada import leer
from red.analisis.formularios import Formato
from tests.cliente import Cliente
from tests.fabricas import una_analista, una_red

SIN_RAZON = "Di con una frase para qué necesitas los nombres."


@pytest.mark.parametrize(
    ("datos", "codigo"),
    [
        ({}, 200),
        ({"con_nombres": "y"}, 422),
        ({"con_nombres": "y", "motivo": "         "}, 422),
        ({"con_nombres": "y", "motivo": "Informe anual de la Red"}, 200),
    ],
)
def test_con_nombres_se_dice_para_que(cliente: Cliente, datos: dict[str, str], codigo: int) -> None:
    red = una_red(clave="tonala")
    cliente.entrar(una_analista(red))
    respuesta = cliente.post("/analisis/tonala/exportar", {"formato": "graphml", **datos})
    assert respuesta.status_code == codigo
    assert (SIN_RAZON in respuesta.text) is (codigo == 422)


def test_lo_que_se_lleva_se_puede_volver_a_leer_en_cada_formato(cliente: Cliente) -> None:
    red = una_red(clave="tonala")
    cliente.entrar(una_analista(red))
    leidos = {}
    for formato in Formato:
        respuesta = cliente.post("/analisis/tonala/exportar", {"formato": formato.value})
        hallado = re.search(r'filename="(red-tonala-[\d-]+\.\w+)"', respuesta.headers["Content-Disposition"])
        assert hallado
        leidos[hallado[1].rpartition(".")[2]] = len(leer(respuesta.get_data(), nombre=hallado[1]).nodos)
    assert list(leidos) == ["graphml", "gexf", "net", "zip"]
    assert len(set(leidos.values())) == 1


def test_la_razon_no_se_anuncia_como_opcional(cliente: Cliente) -> None:
    cliente.entrar(una_analista(una_red(clave="tonala")))
    (etiqueta,) = re.findall(r'<label for="motivo">(.*?)</label>', cliente.get("/analisis/tonala").text)
    assert etiqueta == "Para qué necesitas los nombres"
