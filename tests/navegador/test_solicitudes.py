"""Sumarse por iniciativa propia, del primer vistazo a la cuenta: conocer la Red, pedir entrar, el respaldo y la decisión."""

from playwright.sync_api import expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir

NOMBRE = "Eulalia Inventada"
CORREO = "eulalia.solicita@guadalajara.ejemplo.test"
TITULAR = "titular.solicita@guadalajara.ejemplo.test"


def test_de_la_pagina_publica_a_la_cuenta(abrir: Abrir) -> None:
    ventana = abrir(ancho=ANCHO_DE_TELEFONO, con_javascript=False)
    pasos.pedir_entrar(ventana.pagina, NOMBRE, CORREO, TITULAR)
    pagina = pasos.comprobar_direccion(ventana, CORREO)
    assert "/solicitud/" not in pagina.url, "La ficha del enlace no debe quedarse en la dirección"
    pagina.get_by_role("button", name="Sí, soy yo").click()
    expect(pagina.get_by_role("main")).to_contain_text("Espera el respaldo de su titular")

    titular = pasos.leer_lo_que_se_respalda(abrir(), TITULAR)
    assert "/respaldo/" not in titular.url
    expect(titular.get_by_role("main")).to_contain_text("Quiero aprender con otras instituciones")
    pasos.respaldar(titular)

    coordinadora = abrir(pasos.COORDINADORA).pagina
    pasos.aceptar_solicitud(coordinadora, NOMBRE)
    coordinadora.get_by_role("button", name="Que surta efecto ya").click()
    expect(coordinadora.get_by_role("main")).to_contain_text("el enlace para abrir su cuenta")

    pagina = pasos.abrir_correo(ventana, CORREO, "Respuesta a tu solicitud")
    pagina.get_by_role("link", name="Abrir mi cuenta").click()
    pasos.aceptar_el_aviso(pagina)
    pasos.abrir_la_cuenta_aprobada(pagina, NOMBRE)
    expect(pagina.get_by_text(f"Ya integras la {pasos.RED}. Te damos la bienvenida.")).to_be_visible()
