"""El trabajo de quien imparte, desde su teléfono: pasar lista sin conexión, la hoja con el teclado y el código de la sala."""

import re

from playwright.sync_api import Page, expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir

GUARDADAS = "() => Object.keys(localStorage).filter((c) => c.startsWith('asistencias:'))"


def _lista_de_hoy(pagina: Page) -> None:
    pagina.goto("/asistencias/")
    pagina.get_by_role("link", name=re.compile("^Pasar lista")).first.click()
    expect(pasos.titulo(pagina)).to_have_text("Pasar lista")


def _sin_marca(pagina: Page) -> list[str]:
    """Los nombres de quienes todavía no tienen marca, en su orden."""
    renglones = pagina.locator(".pase-renglon").filter(
        has_not=pagina.locator("[aria-pressed=true], .pase-puesta")
    )
    return renglones.locator(".pase-nombre").all_inner_texts()


def test_quien_imparte_pasa_lista_sin_conexion_y_se_guarda_una_vez(abrir: Abrir) -> None:
    ventana = abrir(pasos.ENLACE, ancho=ANCHO_DE_TELEFONO)
    pagina = ventana.pagina
    _lista_de_hoy(pagina)
    una, otra = _sin_marca(pagina)[:2]
    ventana.contexto.set_offline(True)
    pagina.get_by_role("button", name=f"Falta {una}").click()
    pagina.get_by_role("button", name=f"Presente {una}").click()
    pagina.get_by_role("button", name=f"Presente {otra}").click()
    expect(pagina.get_by_role("status").filter(has_text="3 marcas esperan conexión")).to_be_visible()
    expect(pagina.get_by_role("button", name=f"Presente {una}")).to_have_attribute("aria-pressed", "true")
    guardado = pagina.evaluate("() => JSON.stringify({...localStorage})")
    assert una.split()[0] not in guardado, "En el aparato no se guardan nombres"
    ventana.contexto.set_offline(False)
    expect(pagina.get_by_text("esperan conexión")).to_be_hidden()
    assert pagina.evaluate(GUARDADAS) == [], "Lo enviado se borra del aparato"
    pagina.reload()
    for nombre in (una, otra):
        expect(pagina.get_by_role("button", name=f"Presente {nombre}")).to_have_attribute(
            "aria-pressed", "true"
        )
    pagina.get_by_role("link", name=f"Historia de {una}").click()
    expect(pagina.get_by_role("row")).to_have_count(3, timeout=5000)  # el encabezado, la falta y el presente

    # Lo que no se alcanza a enviar se borra al cerrar la sesión, y antes se pregunta.
    _lista_de_hoy(pagina)
    ventana.contexto.set_offline(True)
    pagina.get_by_role("button", name=f"Retardo {otra}").click()
    expect(pagina.get_by_text("1 marca espera conexión")).to_be_visible()
    preguntas: list[str] = []
    pagina.on("dialog", lambda dialogo: (preguntas.append(dialogo.message), dialogo.dismiss()))
    pagina.locator("details.cuenta summary").click()
    pagina.get_by_role("button", name="Cerrar sesión").click()
    assert "se pierden" in preguntas[0]
    assert pagina.evaluate(GUARDADAS) != []
    ventana.contexto.set_offline(False)
    expect(pagina.get_by_text("1 marca espera conexión")).to_be_hidden()


def test_la_hoja_se_pasa_con_el_teclado_y_el_codigo_de_la_sala_anota(abrir: Abrir) -> None:
    imparte = abrir(pasos.ENLACE).pagina
    _lista_de_hoy(imparte)
    lista = imparte.url
    imparte.goto(f"{lista}/hoja")
    primera = imparte.locator("tbody select").first
    primera.focus()
    imparte.keyboard.press("r")
    imparte.keyboard.press("f")
    imparte.keyboard.press("ArrowUp")
    expect(imparte.locator("tbody select").nth(1)).to_be_focused()
    imparte.keyboard.press("p")
    expect(primera).to_have_value("retardo")
    expect(imparte.locator("tbody select").nth(1)).to_have_value("presente")
    imparte.get_by_role("button", name="Guardar la hoja").click()
    expect(imparte.get_by_text("Guardamos")).to_be_visible()

    imparte.goto(f"{lista}/pantalla")
    cifras = imparte.locator(".pantalla-cifras").inner_text()
    asiste = abrir(pasos.INTEGRANTE, ancho=ANCHO_DE_TELEFONO, con_javascript=False).pagina
    asiste.goto("/asistencias/codigo")
    asiste.get_by_label("Las seis cifras de la pantalla").fill(cifras)
    asiste.get_by_role("button", name="Continuar").click()
    expect(asiste.get_by_role("main")).to_contain_text("Tu asistencia de hoy")
