"""El mapa se dibuja de verdad y se usa con ratón, con teclado y con la búsqueda."""

import base64
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir

MUCHOS_COLORES = 1000
"""Más de los que tienen los botones y los textos que van encima del dibujo."""

COLORES = """async (fotos) => {
  const leer = async (foto) => {
    const imagen = new Image();
    imagen.src = `data:image/png;base64,${foto}`;
    await imagen.decode();
    const lienzo = new OffscreenCanvas(imagen.width, imagen.height);
    const pincel = lienzo.getContext('2d');
    pincel.drawImage(imagen, 0, 0);
    return new Uint32Array(pincel.getImageData(0, 0, imagen.width, imagen.height).data.buffer);
  };
  const [una, otra] = await Promise.all(fotos.map(leer));
  let distintos = 0;
  una.forEach((punto, lugar) => (distintos += punto !== otra[lugar]));
  return { colores: new Set(una).size, cambio: distintos / una.length };
}"""


def _foto(pagina: Page) -> bytes:
    return pagina.locator("#mapa").screenshot(animations="disabled")


def _comparar(chromium: Browser, una: bytes, otra: bytes) -> dict[str, float]:
    """Cuántos colores tiene la primera imagen y qué parte de sus puntos cambia en la segunda."""
    contexto = chromium.new_context()
    hoja = contexto.new_page()
    resultado = hoja.evaluate(COLORES, [base64.b64encode(foto).decode() for foto in (una, otra)])
    contexto.close()
    return dict(resultado)


@pytest.fixture
def mapa(abrir: Abrir) -> Page:
    """El mapa de Guadalajara, dibujado."""
    return _abrir_mapa(abrir)


def _abrir_mapa(abrir: Abrir, **opciones: int) -> Page:
    pagina = abrir(pasos.INSTITUTO, **opciones).pagina
    pagina.goto("/analisis/guadalajara")
    expect(pagina.locator("html")).to_have_attribute("data-mapa", "dibujado")
    return pagina


def test_el_mapa_tiene_dibujo(mapa: Page, chromium: Browser) -> None:
    caja = mapa.locator("#mapa").bounding_box()
    assert caja is not None
    assert caja["width"] > 500
    assert caja["height"] > 300
    dibujado = _foto(mapa)
    colores = _comparar(chromium, dibujado, dibujado)["colores"]
    assert colores > MUCHOS_COLORES
    # El control: sin sus lienzos, en el mismo lugar no queda dibujo.
    mapa.evaluate("() => document.querySelectorAll('#mapa canvas').forEach((lienzo) => lienzo.remove())")
    vacio = _foto(mapa)
    assert _comparar(chromium, vacio, vacio)["colores"] < MUCHOS_COLORES / 2


def test_la_busqueda_lleva_a_una_persona_y_el_panel_dice_su_frase(mapa: Page, chromium: Browser) -> None:
    datos = mapa.evaluate("() => JSON.parse(document.getElementById('datos-del-mapa').textContent)")
    quien = max(
        (n for n in datos["nodos"] if n["clase"] == "persona"), key=lambda n: n["valores"]["intermediacion"]
    )
    antes = _foto(mapa)
    mapa.get_by_label("Buscar en el mapa").focus()
    mapa.keyboard.type(quien["etiqueta"].split()[0].lower()[:6])
    expect(mapa.get_by_role("listbox", name="Resultados")).to_be_visible()
    mapa.get_by_label("Buscar en el mapa").fill(quien["etiqueta"])
    mapa.keyboard.press("ArrowDown")
    mapa.keyboard.press("ArrowUp")
    mapa.keyboard.press("Enter")
    panel = mapa.get_by_role("region", name="Lo elegido en el mapa")
    expect(panel.get_by_role("heading", name=quien["etiqueta"])).to_be_visible()
    expect(panel).to_contain_text(quien["frase"])
    expect(mapa.locator("#mapa-estado")).to_contain_text(quien["frase"])
    assert _comparar(chromium, antes, _foto(mapa))["cambio"] > 0.02

    mapa.get_by_role("button", name="Quitar la selección").click()
    expect(panel).to_be_hidden()
    expect(mapa.locator("#mapa-estado")).to_contain_text(re.compile("^A la vista:"))


def test_el_teclado_mueve_y_acerca_el_mapa(mapa: Page, chromium: Browser) -> None:
    marco = mapa.get_by_role("application", name=re.compile("Mapa de la Red"))
    marco.focus()
    expect(marco).to_be_focused()
    antes = _foto(mapa)
    for _ in range(3):
        mapa.keyboard.press("+")
    cerca = _foto(mapa)
    assert _comparar(chromium, antes, cerca)["cambio"] > 0.02
    mapa.keyboard.press("ArrowRight")
    assert _comparar(chromium, cerca, _foto(mapa))["cambio"] > 0.02
    mapa.keyboard.press("0")
    assert _comparar(chromium, antes, _foto(mapa))["cambio"] < 0.01


def test_un_hallazgo_senala_a_quienes_nombra(mapa: Page, chromium: Browser) -> None:
    antes = _foto(mapa)
    hallazgo = mapa.locator("#mapa-hallazgos button").first
    titulo = hallazgo.inner_text()
    hallazgo.click()
    expect(hallazgo).to_have_attribute("aria-pressed", "true")
    expect(mapa.get_by_role("region", name="Lo elegido en el mapa")).to_contain_text(titulo)
    expect(mapa.locator("#mapa-estado")).to_contain_text(re.compile("señalad"))
    assert _comparar(chromium, antes, _foto(mapa))["cambio"] > 0.02
    mapa.keyboard.press("Escape")
    expect(mapa.get_by_role("region", name="Lo elegido en el mapa")).to_be_hidden()


def test_desde_el_hallazgo_escrito_se_llega_al_mapa(mapa: Page) -> None:
    pasos.desplegar(mapa)
    escrito = mapa.locator("#hallazgos article.hallazgo").first
    escrito.get_by_role("link", name=re.compile("^Ver(lo)? en el mapa")).click()
    expect(escrito).to_have_class(re.compile("elegido"))
    expect(mapa.get_by_role("application", name=re.compile("Mapa de la Red"))).to_be_focused()


def test_en_el_telefono_tambien_se_dibuja(abrir: Abrir, chromium: Browser) -> None:
    pagina = _abrir_mapa(abrir, ancho=ANCHO_DE_TELEFONO)
    foto = _foto(pagina)
    assert _comparar(chromium, foto, foto)["colores"] > MUCHOS_COLORES
