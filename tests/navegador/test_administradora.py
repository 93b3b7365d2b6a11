"""Quien administra crea una Red, nombra a quien la coordina y mira los correos por salir."""

import re

from playwright.sync_api import expect

from tests.navegador import pasos
from tests.navegador.conftest import Abrir


def test_la_administradora_crea_una_red_y_nombra_a_quien_la_coordina(abrir: Abrir) -> None:
    pagina = pasos.entrar(abrir(), pasos.ADMINISTRADORA)
    pasos.al_menu(pagina, "Administración")
    contenido = pagina.get_by_role("main")
    contenido.get_by_role("link", name=re.compile("Crear una Red")).first.click()

    pagina.get_by_label("Buscar", exact=True).fill("dif guadalajara")
    pagina.keyboard.press("Enter")
    contenido.get_by_role("row").filter(has_text="Sistema para el Desarrollo").get_by_role("link").click()
    expect(contenido).to_contain_text("La convoca Sistema para el Desarrollo Integral de la Familia")
    pagina.get_by_label("Nombre de la Red").fill("Red de cuidados de Guadalajara")
    pagina.get_by_label("Meta", exact=True).fill("40")
    pagina.get_by_label("Qué se cuenta").fill("personas cuidadoras")
    contenido.get_by_role("button", name="Crear la Red").click()
    expect(pasos.titulo(pagina)).to_have_text("Red de cuidados de Guadalajara")
    expect(contenido.locator(".medidor")).to_contain_text("0 de 40 personas cuidadoras")

    pasos.al_menu(pagina, "Papeles")
    contenido.get_by_role("link", name="Dar un papel").first.click()
    pagina.get_by_label("Buscar", exact=True).fill(pasos.COQUIMBO)
    pagina.keyboard.press("Enter")
    contenido.get_by_role("link", name=re.compile("^Elegir")).click()
    pagina.get_by_label("Papel", exact=True).select_option(label="Coordinación de la Red")
    contenido.get_by_label(re.compile("^Red")).select_option(label="Red de cuidados de Guadalajara")
    pagina.get_by_label("Tu contraseña").fill("no es ésta, sino otra")
    contenido.get_by_role("button", name="Dar el papel").click()
    expect(contenido.get_by_role("group", name="Revisa lo siguiente")).to_contain_text("No es tu contraseña.")
    pagina.get_by_label("Tu contraseña").fill(pasos.CONTRASENA)
    contenido.get_by_role("button", name="Dar el papel").click()
    expect(contenido.get_by_text("tiene un papel nuevo. Le avisamos por correo.")).to_be_visible()

    pasos.al_menu(pagina, "Administración")
    contenido.get_by_role("link", name=re.compile("[Cc]orreos")).first.click()
    expect(pasos.titulo(pagina)).to_have_text("Correos por salir")
    expect(contenido.get_by_role("row").filter(has_text=pasos.COQUIMBO).first).to_be_visible()

    nueva = pasos.entrar(abrir(), pasos.COQUIMBO)
    pasos.al_menu(nueva, "Mi Red")
    expect(nueva.get_by_role("main")).to_contain_text("Red de cuidados de Guadalajara")
