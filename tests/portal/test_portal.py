"""El portal orienta: la portada se lee sin cuenta y el panel dice lo que toca."""

import re

import pytest

from red.base import transaccion
from red.personas.avisos_de_privacidad import JURISDICCIONES
from red.personas.operaciones_privacidad import publicar_avisos
from red.portal.panel import PENDIENTES_A_LA_VISTA, Panel, por_urgencia
from red.redes.apartados import Pendiente
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    una_administradora,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_red,
    una_unidad,
)


def test_las_paginas_que_orientan_se_leen_sin_cuenta(cliente: Cliente) -> None:
    for direccion in ("/", "/primeros-pasos", "/accesibilidad"):
        assert cliente.get(direccion).status_code == 200


def test_el_aviso_publico_no_deja_senales_sin_llenar(cliente: Cliente) -> None:
    with transaccion():
        publicar_avisos(hoy())
    for pais in JURISDICCIONES:
        pagina = cliente.get(f"/privacidad?pais={pais}").text
        assert "<p>La institución que te invita convoca esta Red y responde por tus datos.</p>" in pagina
        assert "$" not in pagina


def test_a_quien_integra_una_red_el_aviso_le_dice_quien_la_convoca(cliente: Cliente) -> None:
    with transaccion():
        publicar_avisos(hoy())
    red = una_red()
    cliente.entrar(una_integrante(red))
    pagina = cliente.get("/privacidad").text
    assert f"{red.convocante.nombre} convoca esta Red" in pagina
    assert "La institución que te invita convoca" in cliente.get("/privacidad?pais=CL").text, (
        "la suya no está ahí"
    )


def test_el_panel_dice_a_la_integrante_lo_que_le_toca(cliente: Cliente) -> None:
    obras = una_institucion()
    cliente.entrar(una_integrante(una_red(instituciones=[obras]), obras))
    pagina = cliente.get("/panel").text
    assert "Completa tu perfil" in pagina
    assert "no tiene registrada su Unidad de Igualdad de Género" in pagina


def test_a_quien_trabaja_donde_se_convoca_no_se_le_pide_unidad(cliente: Cliente) -> None:
    cliente.entrar(una_integrante(una_red()))
    assert "no tiene registrada" not in cliente.get("/panel").text


def test_con_varias_redes_cada_asunto_dice_de_cual_es(cliente: Cliente) -> None:
    for nombre in ("Red del Norte", "Red del Sur"):
        obras = una_institucion()
        una_unidad(obras)
        una_red(nombre=nombre, instituciones=[obras])
    cliente.entrar(una_administradora())
    pagina = cliente.get("/panel").text
    assert "Red del Norte. Designa a quien falta" in pagina
    assert "Red del Sur. Designa a quien falta" in pagina


@pytest.mark.parametrize(
    ("direccion", "encendida"),
    [("/personas/mi-perfil", False), ("/personas/mi-privacidad", False), ("/personas/", True)],
)
def test_mi_perfil_no_enciende_el_directorio(cliente: Cliente, direccion: str, encendida: bool) -> None:
    un_aviso_de_privacidad()
    cliente.entrar(una_integrante(una_red()))
    enlace = re.search(r'<a[^>]*href="/personas/"[^>]*aria-current[^>]*>', cliente.get(direccion).text)
    assert (enlace is not None) is encendida


@pytest.mark.parametrize("direccion", ["/formacion/", "/constancias/", "/trayectos/avance", "/redes/"])
def test_lo_que_es_de_la_formacion_enciende_su_entrada(cliente: Cliente, direccion: str) -> None:
    cliente.entrar(una_coordinadora(una_red()))
    enlace = re.search(r'<a[^>]*href="/formacion/"[^>]*aria-current[^>]*>', cliente.get(direccion).text)
    assert (enlace is not None) is (direccion != "/redes/")


def test_el_panel_dice_a_la_coordinadora_que_unidad_no_tiene_titular(cliente: Cliente) -> None:
    red = una_red()
    una_unidad(red.convocante)
    cliente.entrar(una_coordinadora(red))
    assert "1 unidad instalada no tiene titular" in cliente.get("/panel").text


def test_la_administracion_sin_ninguna_red_empieza_por_la_institucion_que_convoca(cliente: Cliente) -> None:
    cliente.entrar(una_administradora())
    assert cliente.get("/administracion").status_code == 200
    assert "¿De qué país es la institución?" in cliente.get("/instituciones/nueva").text


def test_el_panel_ensena_lo_que_mas_urge_y_dobla_lo_demas() -> None:
    pendientes = [Pendiente(f"tranquilo {n}", "") for n in range(PENDIENTES_A_LA_VISTA)]
    panel = Panel("Norma", por_urgencia([*pendientes, Pendiente("atrasado", "", tono="mal")]))
    assert panel.primero[0].texto == "atrasado"
    assert [uno.texto for uno in panel.despues] == [f"tranquilo {PENDIENTES_A_LA_VISTA - 1}"]
    assert [*panel.primero, *panel.despues] == panel.pendientes
