"""Quien coordina entra, ve cómo va su Red e invita a una servidora."""

import re

from playwright.sync_api import expect

from tests.navegador import pasos
from tests.navegador.conftest import Abrir


def test_la_coordinadora_ve_su_red_e_invita(abrir: Abrir) -> None:
    ventana = abrir()
    pagina = ventana.pagina
    pagina.goto("/")
    pagina.get_by_role("banner").get_by_role("link", name="Entrar").click()
    pagina.get_by_label("Correo").fill(pasos.COORDINADORA)
    pagina.get_by_label("Contraseña", exact=True).fill(pasos.CONTRASENA)
    pagina.keyboard.press("Enter")
    expect(pasos.titulo(pagina)).to_have_text("Mi panel")

    pasos.al_menu(pagina, "Mi Red")
    expect(pasos.titulo(pagina)).to_have_text(pasos.RED)
    contenido = pagina.get_by_role("main")
    expect(
        contenido.get_by_text("Convoca Instituto Municipal de las Mujeres en Guadalajara")
    ).to_contain_text("Guadalajara")
    meta = contenido.locator(".medidor")
    expect(meta).to_contain_text(re.compile(r"\d+ de 100 servidoras públicas"))
    expect(meta).to_contain_text(re.compile(r"Faltan \d+\."))

    por_dependencia = contenido.get_by_role("table", name=re.compile("Por dependencia"))
    expect(
        por_dependencia.get_by_role("row").filter(has_text="Desarrollo Integral de la Familia")
    ).to_contain_text(re.compile(r"\d"))
    por_nivel = contenido.get_by_role("table", name="Por nivel del puesto")
    for nivel in ("Titular", "Mando superior", "Mando medio", "Operativo"):
        expect(por_nivel.get_by_role("row").filter(has_text=nivel)).to_contain_text("%")

    contenido.get_by_role("link", name="Invitar", exact=True).first.click()
    pagina.get_by_label("Correos").fill(
        "Sofía Inventada <sofia.alumbrado@guadalajara.ejemplo.test>\nesto no es un correo"
    )
    pagina.get_by_label("Institución que les propones").select_option(label=pasos.INSTITUCION)
    pagina.get_by_label("Mensaje personal").fill("Nos hace falta tu mirada.")
    pagina.get_by_role("button", name="Revisar antes de enviar").click()
    expect(contenido.get_by_role("heading", name="Se enviará 1")).to_be_visible()
    expect(contenido.get_by_role("heading", name="No se entiende 1")).to_be_visible()
    contenido.get_by_role("button", name="Enviar 1 invitación").click()

    expect(contenido.get_by_text("Sale 1 invitación. Aquí verás quién responde.")).to_be_visible()
    renglon = contenido.get_by_role("row").filter(has_text="sofia.alumbrado@guadalajara.ejemplo.test")
    expect(renglon).to_contain_text(pasos.INSTITUCION)
    expect(renglon).to_contain_text(re.compile("En cola|Enviada"))

    carta = pasos.abrir_correo(abrir(), "sofia.alumbrado@", re.compile("te envió una invitación"))
    expect(carta.get_by_role("main")).to_contain_text("«Nos hace falta tu mirada.»")
    expect(carta.get_by_role("main")).to_contain_text(pasos.RED)


def test_lo_que_la_coordinadora_no_entiende_vuelve_con_lo_que_escribio(abrir: Abrir) -> None:
    pagina = abrir(pasos.COORDINADORA).pagina
    pagina.goto("/invitaciones/nueva?red=guadalajara")
    pagina.get_by_label("Mensaje personal").fill("Un mensaje que no debe perderse")
    pagina.get_by_role("button", name="Revisar antes de enviar").click()
    resumen = pagina.get_by_role("group", name="Revisa lo siguiente")
    expect(resumen).to_be_focused()
    resumen.get_by_role("link", name="Correos: Escribe al menos un correo.").click()
    expect(pagina.get_by_label("Correos")).to_be_focused()
    expect(pagina.get_by_label("Mensaje personal")).to_have_value("Un mensaje que no debe perderse")
