"""La coordinación busca con el teclado en toda la plataforma, y junta y separa un registro repetido."""

import re

from playwright.sync_api import expect

from tests.navegador import pasos
from tests.navegador.conftest import Abrir


def test_se_busca_y_se_abre_sin_tocar_el_raton(abrir: Abrir) -> None:
    pagina = pasos.entrar(abrir(), pasos.COORDINADORA)
    pagina.keyboard.press("/")
    expect(pagina.get_by_label("Buscar en toda la plataforma")).to_be_focused()
    pagina.keyboard.type("alumbrdo")
    pagina.keyboard.press("Enter")
    expect(pasos.titulo(pagina)).to_have_text("Buscar")
    expect(pagina.get_by_text("difiere en una letra")).to_be_visible()
    pagina.keyboard.press("/")
    expect(pagina.get_by_label("Buscar", exact=True)).to_be_focused()
    pagina.keyboard.press("ArrowDown")
    hallada = pagina.get_by_role("link", name=pasos.INSTITUCION)
    expect(hallada).to_be_focused()
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_label("Buscar", exact=True)).to_be_focused()
    pagina.keyboard.press("ArrowDown")
    pagina.keyboard.press("Enter")
    expect(pasos.titulo(pagina)).to_have_text(pasos.INSTITUCION)


def test_dos_registros_se_juntan_y_se_separan(abrir: Abrir) -> None:
    pagina = pasos.entrar(abrir(), pasos.COORDINADORA)
    pasos.ver_todo_lo_pendiente(pagina)
    pagina.get_by_role("link", name=re.compile("de personas se parece")).click()
    pagina.get_by_role("link", name=re.compile("^Comparar")).first.click()
    pagina.get_by_role("link", name="Juntarlos").click()
    expect(pagina.get_by_text("queda una, con todo el periodo").first).to_be_visible()
    pagina.get_by_role("button", name="Juntarlos en uno").click()
    expect(pagina.get_by_text("ahora son un solo registro")).to_be_visible()
    pagina.get_by_role("button", name="Deshacer").click()
    expect(pagina.get_by_text("cada registro quedó como estaba")).to_be_visible()
