"""Personal del instituto abre el mapa, lee lo que dice, y se lo lleva para abrirlo en otro programa."""

import csv
import io
import re
import zipfile
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from tests.navegador import pasos
from tests.navegador.conftest import Abrir

CLASES = {"persona", "institucion", "unidad"}


@pytest.fixture
def mapa(abrir: Abrir) -> Page:
    """La página del mapa, abierta por personal del instituto y ya dibujada."""
    pagina = abrir(pasos.INSTITUTO).pagina
    pagina.goto("/panel")
    pasos.al_menu(pagina, "Mapa")
    expect(pasos.titulo(pagina)).to_have_text("Mapa de la Red")
    expect(pagina.locator("html")).to_have_attribute("data-mapa", "dibujado")
    pasos.desplegar(pagina)
    return pagina


def _descarga(mapa: Page, formato: str, carpeta: Path) -> Path:
    mapa.get_by_label("Formato").select_option(label=formato)
    with mapa.expect_download() as bajada:
        mapa.get_by_role("button", name="Preparar el archivo").click()
    destino = carpeta / bajada.value.suggested_filename
    bajada.value.save_as(destino)
    return destino


def _quienes_dice_la_tabla(mapa: Page, titulo: str) -> set[str]:
    tabla = mapa.get_by_role("table", name=f"{titulo}, en tabla")
    return set(tabla.get_by_role("rowheader").all_inner_texts())


def test_el_mapa_y_su_tabla_dicen_lo_mismo(mapa: Page) -> None:
    datos = mapa.evaluate("() => JSON.parse(document.getElementById('datos-del-mapa').textContent)")
    for clase, titulo in (("persona", "Personas"), ("institucion", "Instituciones"), ("unidad", "Unidades")):
        dibujadas = {nodo["etiqueta"] for nodo in datos["nodos"] if nodo["clase"] == clase}
        assert dibujadas
        assert _quienes_dice_la_tabla(mapa, titulo) == dibujadas
    quien = next(nodo for nodo in datos["nodos"] if nodo["clase"] == "persona" and nodo["datos"])
    renglon = mapa.get_by_role("row").filter(has=mapa.get_by_role("rowheader", name=quien["etiqueta"]))
    for _, valor in quien["datos"]:
        expect(renglon.first).to_contain_text(valor)


def test_los_hallazgos_dicen_en_espanol_quien_une_quien_esta_lejos_y_que_salida_corta(mapa: Page) -> None:
    contenido = mapa.get_by_role("main")
    hallazgos = contenido.locator("#hallazgos article.hallazgo")
    assert hallazgos.count() >= 5
    titulos = " · ".join(hallazgos.locator("h3").all_inner_texts())
    assert re.search(r"un[ea]", titulos), titulos
    assert re.search(r"[Ss]i .* (se va|dejara|deja)|se queda|cort", titulos), titulos
    for hallazgo in hallazgos.all():
        expect(hallazgo).to_contain_text("Qué hacer:")
    palabras = contenido.inner_text().lower()
    for jerga in (
        "betweenness",
        "nodo de",
        "componente conexa",
        "centralidad",
        "grado medio",
        "clúster",
        "undefined",
        "none",
    ):
        assert jerga not in palabras, f"La página dice «{jerga}»"


def test_el_mapa_sale_en_graphml_sin_nombres_y_se_vuelve_a_abrir(mapa: Page, tmp_path: Path) -> None:
    nombres = _quienes_dice_la_tabla(mapa, "Personas")
    archivo = _descarga(mapa, "GraphML (networkx, yEd, R)", tmp_path)
    assert archivo.suffix == ".graphml"
    grafo = nx.read_graphml(archivo)
    assert {datos["clase"] for _, datos in grafo.nodes(data=True)} == CLASES
    personas = [datos["label"] for _, datos in grafo.nodes(data=True) if datos["clase"] == "persona"]
    assert len(personas) == len(nombres)
    assert all(re.fullmatch(r"Persona \d+", nombre) for nombre in personas)
    texto = archivo.read_text()
    assert not [nombre for nombre in nombres if nombre in texto]


def test_con_nombres_sale_solo_si_se_dice_para_que(mapa: Page, tmp_path: Path) -> None:
    nombres = _quienes_dice_la_tabla(mapa, "Personas")
    mapa.get_by_label("Con los nombres de las personas").check()
    mapa.get_by_role("button", name="Preparar el archivo").click()
    expect(mapa.get_by_role("group", name="Revisa lo siguiente")).to_contain_text(
        "para qué necesitas los nombres"
    )
    expect(mapa.get_by_label("Con los nombres de las personas")).to_be_checked()
    mapa.get_by_label("Para qué necesitas los nombres").fill("Preparar la reunión anual de enlaces")
    archivo = _descarga(mapa, "GEXF (Gephi)", tmp_path)
    grafo = nx.read_gexf(archivo)
    etiquetas = {datos["label"] for _, datos in grafo.nodes(data=True)}
    assert nombres <= etiquetas


def test_el_mapa_sale_en_dos_tablas(mapa: Page, tmp_path: Path) -> None:
    nombres = _quienes_dice_la_tabla(mapa, "Personas")
    archivo = _descarga(mapa, "CSV: dos tablas en un archivo zip", tmp_path)
    with zipfile.ZipFile(archivo) as paquete:
        nodos, lazos = (
            list(csv.DictReader(io.StringIO(paquete.read(nombre).decode("utf-8-sig"))))
            for nombre in ("nodos.csv", "lazos.csv")
        )
    assert {renglon["clase"] for renglon in nodos} == CLASES
    assert lazos
    unidos = {renglon[punta] for renglon in lazos for punta in ("origen", "destino")}
    assert unidos <= {renglon["id"] for renglon in nodos}
    assert not [nombre for nombre in nombres if nombre in str(nodos)]


def test_el_mapa_de_otra_fecha_dice_cual(mapa: Page) -> None:
    mapa.get_by_role("link", name="Ver cómo era un año antes").click()
    expect(mapa.get_by_role("link", name="Volver a hoy")).to_be_visible()
    expect(mapa.locator("html")).to_have_attribute("data-mapa", re.compile("dibujado|vacio"))


def test_sin_javascript_queda_la_tabla(abrir: Abrir) -> None:
    pagina = abrir(pasos.INSTITUTO, con_javascript=False).pagina
    pagina.goto("/analisis/guadalajara")
    aviso = pagina.locator("noscript .mapa-aviso")
    expect(aviso).to_be_visible()
    expect(aviso).to_contain_text("El mapa se dibuja con JavaScript")
    aviso.locator("a").click()
    expect(pagina.get_by_role("table", name="Personas, en tabla")).to_be_visible()
    expect(pagina.get_by_label("Buscar en el mapa")).to_be_hidden()
