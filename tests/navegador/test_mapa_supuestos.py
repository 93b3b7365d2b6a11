"""Con el mapa se pregunta: por dónde se llega, qué pasaría si alguien falta, sólo con quiénes; y se comparte."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.mapa_suelto import red_inventada, servir
from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO, Ventana
from tests.navegador.conftest import Abrir

VIVO = re.compile("si|no")
PUENTES = """() => {
  const { nodos, lazos } = JSON.parse(document.getElementById('datos-del-mapa').textContent);
  const personas = nodos.filter((n) => n.clase === 'persona');
  personas.sort((a, b) => b.valores.intermediacion - a.valores.intermediacion);
  const pedazos = (sin) => {
    const vistos = new Set([sin]);
    let cuantos = 0;
    for (const { id } of nodos) {
      if (vistos.has(id)) continue;
      cuantos += 1;
      for (const cola = [id]; cola.length; ) {
        const este = cola.pop();
        if (vistos.has(este)) continue;
        vistos.add(este);
        for (const l of lazos) {
          if (l.origen === este) cola.push(l.destino);
          if (l.destino === este) cola.push(l.origen);
        }
      }
    }
    return cuantos;
  };
  const hay = pedazos(null);
  const paso = personas.find(({ id }) => pedazos(id) > hay && lazos.some((l) => l.origen === id || l.destino === id));
  const solas = nodos.filter((n) => !lazos.some((l) => l.origen === n.id || l.destino === n.id));
  return { central: personas[0], paso, lejana: personas[Math.floor(personas.length / 2)], sola: solas[0] };
}"""


def _mapa(pagina: Page, final: str = "") -> Page:
    pagina.goto(f"/analisis/guadalajara{final}")
    expect(pagina.locator("html")).to_have_attribute("data-mapa-vivo", VIVO)
    return pagina


@pytest.fixture
def mapa(abrir: Abrir) -> Page:
    """El mapa de Guadalajara, que ya se puede usar."""
    return _mapa(abrir(pasos.INSTITUTO).pagina)


def _escribir(pagina: Page, campo: str, nombre: str) -> None:
    pagina.locator(campo).fill(nombre)
    pagina.keyboard.press("Enter")


def test_desde_una_ficha_se_llega_al_camino_con_el_teclado_y_se_comparte(mapa: Page, abrir: Abrir) -> None:
    quien = mapa.evaluate(PUENTES)
    _escribir(mapa, "#mapa-busqueda", quien["central"]["etiqueta"])
    mapa.get_by_role("button", name=re.compile("^Ver el camino hasta")).press("Enter")
    expect(mapa.locator("#mapa-hasta")).to_be_focused()
    mapa.keyboard.type(quien["lejana"]["etiqueta"])
    mapa.keyboard.press("Enter")
    dicho = mapa.locator("#mapa-camino-dicho")
    expect(dicho).to_have_text(re.compile(r"^.+( → .+)+: (un|dos|tres|cuatro|cinco|seis) pasos?\.$"))
    frase = dicho.inner_text()
    expect(mapa.get_by_role("list", name="El camino, paso por paso").get_by_role("listitem")).to_have_count(
        frase.count("→") + 1
    )
    expect(mapa.locator("#mapa-estado")).to_contain_text(f"De {quien['central']['etiqueta']} a ")

    otra = _mapa(abrir(pasos.INSTITUTO, ancho=ANCHO_DE_TELEFONO).pagina, re.sub("^[^#]+", "", mapa.url))
    expect(otra.locator("#mapa-camino-dicho")).to_have_text(frase)

    # El control: a quien no tiene lazos no se llega, y se dice.
    _escribir(mapa, "#mapa-hasta", quien["sola"]["etiqueta"])
    expect(dicho).to_have_text(re.compile("^Entre .+ no hay camino"))


def test_lo_supuesto_dice_quien_se_queda_sin_camino_y_se_deshace(mapa: Page, abrir: Abrir) -> None:
    quien = mapa.evaluate(PUENTES)
    central = quien["paso"]["etiqueta"]
    _escribir(mapa, "#mapa-busqueda", central)
    mapa.get_by_role("button", name=re.compile("^¿Y si no estuviera")).click()
    dicho = mapa.locator("#mapa-supuesto-dicho")
    expect(dicho).to_contain_text(f"Sin {central}, se queda")
    expect(dicho).to_contain_text("Antes:")
    expect(dicho).to_contain_text("Después:")
    expect(mapa.get_by_text("nada de esto se guarda")).to_be_visible()
    ficha = mapa.get_by_role("button", name=f"Quitar Se supone: sin {central}")
    expect(ficha).to_be_visible()

    otra = _mapa(abrir(pasos.INSTITUTO).pagina, re.sub("^[^#]+", "", mapa.url))
    expect(otra.locator("#mapa-supuesto-dicho")).to_have_text(dicho.inner_text(), use_inner_text=True)

    _escribir(mapa, "#mapa-une", quien["sola"]["etiqueta"])
    _escribir(mapa, "#mapa-con", quien["lejana"]["etiqueta"])
    mapa.get_by_role("button", name="Añadir vínculo").click()
    expect(dicho).to_contain_text("un camino que no tenía")
    mapa.get_by_role("button", name="Deshacer lo último").click()
    expect(dicho).not_to_contain_text("un camino que no tenía")
    ficha.click()
    expect(dicho).to_be_empty()
    assert "#" not in mapa.url
    mapa.reload()
    expect(mapa.locator("#mapa-fichas")).to_be_hidden()


def test_tocando_figuras_se_quitan_y_escape_lo_termina(mapa: Page) -> None:
    quien = mapa.evaluate(PUENTES)
    _escribir(mapa, "#mapa-busqueda", quien["central"]["etiqueta"])
    mapa.locator("#mapa-supuesto > summary").click()
    quitar = mapa.get_by_role("button", name="Quitar tocando el mapa")
    quitar.click()
    expect(quitar).to_have_attribute("aria-pressed", "true")
    mapa.locator("#mapa").click()  # en el medio está quien se eligió
    expect(mapa.get_by_role("list", name="Lo que se supone").get_by_role("listitem")).to_have_count(1)
    mapa.keyboard.press("Escape")
    expect(quitar).to_have_attribute("aria-pressed", "false")


def test_los_filtros_se_ven_como_fichas_y_se_quitan(mapa: Page) -> None:
    estado = mapa.locator("#mapa-estado")
    todo = estado.inner_text()
    mapa.get_by_role("group", name="Sólo de: nivel del puesto").get_by_role("checkbox").first.check()
    ficha = mapa.get_by_role("button", name=re.compile("^Quitar Nivel del puesto:"))
    expect(ficha).to_be_visible()
    expect(estado).not_to_have_text(todo)
    mapa.get_by_label("Sólo lazos que empezaron desde el").fill("2026-06-01")
    mapa.keyboard.press("Tab")
    expect(mapa.get_by_role("button", name="Quitar Lazos desde el 1 de junio de 2026")).to_be_visible()
    quien = mapa.evaluate(PUENTES)["central"]["etiqueta"]
    mapa.get_by_role("button", name="Ver toda la Red").click()
    expect(mapa.locator("#mapa-fichas")).to_be_hidden()
    expect(estado).to_have_text(todo)
    _escribir(mapa, "#mapa-busqueda", quien)
    mapa.get_by_role("button", name=re.compile("^Ver sólo sus vecinas")).click()
    expect(mapa.get_by_role("button", name=f"Quitar Sólo lo que está a un paso de {quien}")).to_be_visible()


def test_se_descarga_en_lineas_con_titulo_fecha_y_lo_supuesto(mapa: Page, tmp_path: Path) -> None:
    quien = mapa.evaluate(PUENTES)["central"]
    _escribir(mapa, "#mapa-busqueda", quien["etiqueta"])
    mapa.get_by_role("button", name=re.compile("^¿Y si no estuviera")).click()
    with mapa.expect_download() as bajada:
        mapa.get_by_role("button", name="Descargar en líneas (SVG)").click()
    archivo = tmp_path / "mapa.svg"
    bajada.value.save_as(archivo)
    raiz = ElementTree.parse(archivo).getroot()  # noqa: S314 — lo escribió nuestra propia página
    textos = [e.text or "" for e in raiz.iter("{http://www.w3.org/2000/svg}text")]
    datos = mapa.evaluate("() => JSON.parse(document.getElementById('datos-del-mapa').textContent)")
    assert datos["titulo"] in " ".join(textos)
    assert f"Al {datos['fecha']}" in textos
    assert f"Se supone: sin {quien['etiqueta']}" in " ".join(textos)
    assert {clase["etiqueta"] for clase in datos["clases"]} <= set(textos)
    nombres = {t.text for t in raiz.iter("{http://www.w3.org/2000/svg}title")}
    assert quien["etiqueta"] not in nombres, "La figura quitada sigue en el dibujo"
    assert len(nombres) > 90


def test_las_comunidades_plegadas_se_abren_al_tocarlas(chromium: Browser) -> None:
    with servir(red_inventada(200, grupos_plegados=True)) as sitio:
        ventana = Ventana(chromium, sitio)
        pagina = ventana.pagina
        pagina.goto("/")
        expect(pagina.locator("html")).to_have_attribute("data-mapa-vivo", VIVO)
        estado = pagina.locator("#mapa-estado")
        expect(estado).to_have_text(re.compile("200 figuras y 600 lazos, en 5 grupos"))
        _escribir(pagina, "#mapa-busqueda", "Beatriz Inventada 121")
        expect(pagina.get_by_role("heading", name="Beatriz Inventada 121")).to_be_visible()
        pagina.get_by_role("button", name="Quitar la selección").click()
        expect(estado).to_have_text(re.compile("en 4 grupos"))
        _escribir(pagina, "#mapa-busqueda", "Beatriz Inventada 121")
        pagina.get_by_role("button", name=re.compile("^Cerrar su grupo")).click()
        expect(estado).to_have_text(re.compile("en 5 grupos"))
        assert ventana.faltas == []
        ventana.cerrar()
