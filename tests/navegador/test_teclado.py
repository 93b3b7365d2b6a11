"""Sólo con el teclado: entrar, buscar un curso e inscribirse, sin tocar el ratón."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.navegador import pasos
from tests.navegador.conftest import Abrir

PASOS_A_LO_MAS = 60


FOCO = """() => {
  const donde = document.activeElement;
  if (donde === document.body) return '';
  const estilo = getComputedStyle(donde);
  return estilo.outlineStyle === 'none' && estilo.boxShadow === 'none' ? donde.outerHTML.slice(0, 120) : '';
}"""


def _tabular_hasta(pagina: Page, destino: Locator) -> None:
    """Avanza con Tab hasta llegar; en cada parada el foco ha de verse."""
    expect(destino).to_be_visible()
    for _ in range(PASOS_A_LO_MAS):
        pagina.keyboard.press("Tab")
        sin_verse = pagina.evaluate(FOCO)
        assert not sin_verse, f"No se ve dónde está el foco: {sin_verse}"
        if destino.evaluate("(e) => e === document.activeElement"):
            return
    raise AssertionError(f"Con Tab no se llega a {destino}")


def test_se_entra_y_se_inscribe_sin_raton(abrir: Abrir) -> None:
    pasos.abrir_edicion(abrir(pasos.COORDINADORA), "Edición con teclado")

    pagina = abrir().pagina
    pagina.goto("/")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    _tabular_hasta(pagina, pagina.get_by_role("banner").get_by_role("link", name="Entrar"))
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_label("Correo")).to_be_focused()
    pagina.keyboard.type(pasos.INTEGRANTE)
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_label("Contraseña", exact=True)).to_be_focused()
    pagina.keyboard.type(pasos.CONTRASENA)
    pagina.keyboard.press("Enter")
    expect(pasos.titulo(pagina)).to_have_text("Mi panel")

    _tabular_hasta(
        pagina, pagina.get_by_role("navigation", name="Principal").get_by_role("link", name="Formación")
    )
    pagina.keyboard.press("Enter")
    expect(pasos.titulo(pagina)).to_have_text("Formación")
    pagina.keyboard.press("/")
    expect(pagina.get_by_label("Buscar en toda la plataforma")).to_be_focused()
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_label("Buscar en toda la plataforma")).not_to_be_focused()
    _tabular_hasta(pagina, pagina.get_by_label("Buscar", exact=True))
    pagina.keyboard.type("ECO308")
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_text("Mostrando sólo:")).to_be_visible()
    _tabular_hasta(
        pagina, pagina.get_by_role("row").filter(has_text="Edición con teclado").get_by_role("link")
    )
    pagina.keyboard.press("Enter")
    _tabular_hasta(pagina, pagina.get_by_role("button", name="Inscribirme"))
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_text(re.compile("Tienes tu lugar"))).to_be_visible()


def test_el_menu_de_la_cuenta_se_abre_y_se_cierra_con_el_teclado(abrir: Abrir) -> None:
    pagina = abrir(pasos.INTEGRANTE).pagina
    pagina.goto("/panel")
    cuenta = pagina.locator("details.cuenta > summary")
    _tabular_hasta(pagina, cuenta)
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("link", name="Mi perfil")).to_be_visible()
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_role("link", name="Mi perfil")).to_be_hidden()
    expect(cuenta).to_be_focused()
