"""El portal orienta: la portada se lee sin cuenta y el panel dice lo que toca."""

from red.base import transaccion
from red.personas.avisos_de_privacidad import JURISDICCIONES
from red.personas.operaciones import publicar_avisos
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import una_administradora, una_coordinadora, una_integrante, una_red, una_unidad


def test_las_paginas_que_orientan_se_leen_sin_cuenta(cliente: Cliente) -> None:
    for direccion in ("/", "/primeros-pasos", "/accesibilidad"):
        assert cliente.get(direccion).status_code == 200


def test_el_aviso_publico_no_deja_senales_sin_llenar(cliente: Cliente) -> None:
    with transaccion():
        publicar_avisos(hoy())
    for pais in JURISDICCIONES:
        pagina = cliente.get(f"/privacidad?pais={pais}").text
        assert "la institución que convoca tu Red" in pagina
        assert "$" not in pagina


def test_el_panel_dice_a_la_integrante_lo_que_le_toca(cliente: Cliente) -> None:
    cliente.entrar(una_integrante(una_red()))
    pagina = cliente.get("/panel").text
    assert "Completa tu perfil" in pagina
    assert "no tiene registrada su Unidad de Igualdad de Género" in pagina


def test_el_panel_dice_a_la_coordinadora_que_unidad_no_tiene_titular(cliente: Cliente) -> None:
    red = una_red()
    una_unidad(red.convocante)
    cliente.entrar(una_coordinadora(red))
    assert "1 unidad instalada no tiene titular" in cliente.get("/panel").text


def test_la_administracion_sin_ninguna_red_empieza_por_la_institucion_que_convoca(cliente: Cliente) -> None:
    cliente.entrar(una_administradora())
    assert cliente.get("/administracion").status_code == 200
    assert "¿De qué país es la institución?" in cliente.get("/instituciones/nueva").text
