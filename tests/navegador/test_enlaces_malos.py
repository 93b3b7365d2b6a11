"""Una invitación que no sirve lo dice y ofrece el paso siguiente; la salida rápida funciona siempre."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir


def _enlace_de(abrir: Abrir, correo: str) -> str:
    """La dirección del enlace que llegó a ese correo."""
    pagina = pasos.abrir_correo(abrir(), correo, re.compile("te envió una invitación"))
    direccion = pagina.get_by_role("link", name="Ver la invitación").get_attribute("href")
    assert direccion is not None
    return direccion


def _invitada(abrir: Abrir, correo: str) -> Page:
    """Quien coordina, después de invitar a ese correo."""
    coordinadora = abrir(pasos.COORDINADORA)
    pasos.invitar(coordinadora, correo)
    return coordinadora.pagina


def test_una_invitacion_usada_lleva_a_entrar(abrir: Abrir) -> None:
    correo = "usada@guadalajara.ejemplo.test"
    _invitada(abrir, correo)
    enlace = _enlace_de(abrir, correo)
    primera = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    primera.goto(enlace)
    pasos.aceptar_el_aviso(primera)
    pasos.crear_la_cuenta(primera, "Ursula", "Inventada")

    otra = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    assert otra.goto(enlace).status == 410  # type: ignore[union-attr]
    expect(pasos.titulo(otra)).to_have_text("Esta invitación ya se aceptó")
    otra.get_by_role("main").get_by_role("link", name="Entrar", exact=True).click()
    expect(pasos.titulo(otra)).to_have_text("Entra a tu Red")


def test_una_invitacion_revocada_dice_a_quien_preguntar(abrir: Abrir) -> None:
    correo = "revocada@guadalajara.ejemplo.test"
    coordinadora = _invitada(abrir, correo)
    enlace = _enlace_de(abrir, correo)
    coordinadora.get_by_role("row").get_by_role("link", name=correo).first.click()
    coordinadora.get_by_role("link", name="Revocar").click()
    coordinadora.get_by_role("main").get_by_role("button", name=re.compile("^Revocar")).click()
    expect(coordinadora.get_by_text("Revocamos la invitación: sus enlaces ya no sirven.")).to_be_visible()

    pagina = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    pagina.goto(enlace)
    expect(pasos.titulo(pagina)).to_have_text("Esta invitación ya no sirve")
    expect(pagina.get_by_role("main")).to_contain_text("pregunta a Instituto Municipal de las Mujeres")
    expect(pagina.get_by_role("link", name="Ir a la página de inicio")).to_be_visible()


def test_un_enlace_alterado_no_revela_nada_y_dice_que_hacer(abrir: Abrir) -> None:
    correo = "alterada@guadalajara.ejemplo.test"
    _invitada(abrir, correo)
    enlace = _enlace_de(abrir, correo)
    pagina = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    for malo in (enlace[:-6], enlace[:-1] + ("A" if enlace[-1] != "A" else "B"), "/invitacion/%20"):
        respuesta = pagina.goto(malo)
        assert respuesta is not None
        assert respuesta.status == 404, f"{malo} contestó {respuesta.status}"
        expect(pasos.titulo(pagina)).to_have_text("No reconocemos este enlace")
        expect(pagina.get_by_role("main")).to_contain_text("pide a quien te invitó que te la reenvíe")
        expect(pagina.get_by_role("main")).not_to_contain_text("Guadalajara")


def test_una_invitacion_que_no_se_quiere_se_rechaza_sin_cuenta(abrir: Abrir) -> None:
    correo = "no.puede@guadalajara.ejemplo.test"
    coordinadora = _invitada(abrir, correo)
    pagina = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    pagina.goto(_enlace_de(abrir, correo))
    pagina.get_by_role("link", name="No puedo o no quiero integrarla").click()
    pagina.get_by_label("Por qué").fill("Me mudo de municipio")
    pagina.get_by_label("Correo de quien podría ir en tu lugar").fill("relevo@guadalajara.ejemplo.test")
    pagina.get_by_role("main").get_by_role("button").last.click()
    expect(pasos.titulo(pagina)).to_have_text("Gracias por responder")
    coordinadora.goto(f"/invitaciones/?red=guadalajara&q={correo}")
    coordinadora.get_by_role("row").get_by_role("link", name=correo).first.click()
    expect(coordinadora.get_by_role("main")).to_contain_text("relevo@guadalajara.ejemplo.test")


@pytest.mark.parametrize("manera", ["clic", "escape", "sin-javascript"])
def test_la_salida_rapida_deja_el_sitio(abrir: Abrir, manera: str) -> None:
    ventana = abrir(con_javascript=manera != "sin-javascript")
    ventana.vigilancia.permitidos.add("www.wikipedia.org")
    pagina = ventana.pagina
    pagina.goto("/privacidad")
    pagina.goto("/acceso/entrar")
    with pagina.expect_event("requestfailed", lambda peticion: "www.wikipedia.org" in peticion.url):
        if manera == "escape":
            for _ in range(3):
                pagina.keyboard.press("Escape")
        else:
            pagina.get_by_role("link", name="Salida rápida").click()
    expect(pagina).not_to_have_url(re.compile(re.escape(ventana.vigilancia.sitio)))
