"""Personal del instituto abre el mapa, lee lo que dice, y se lo lleva para abrirlo en otro programa."""

import csv
import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from red.reloj import hoy
from tests.navegador import pasos
from tests.navegador.conftest import Abrir
from tests.navegador.servidor import Servidor

CLASES = {"persona", "institucion", "unidad"}
SUYAS = """
SELECT p.clave FROM persona p
JOIN membresia m ON m.persona_id = p.id
JOIN red r ON r.id = m.red_id
WHERE r.clave = 'guadalajara' AND m.desde <= :dia AND (m.hasta IS NULL OR m.hasta >= :dia)
AND (m.estado <> 'concluida' OR m.hasta > :dia)
AND EXISTS (
  SELECT 1 FROM consentimiento c JOIN aviso_privacidad a ON a.id = c.aviso_id
  WHERE c.persona_id = p.id AND c.retirado_en IS NULL AND (c.finalidad = :finalidad OR
    (:finalidad = 'analisis' AND c.finalidad = 'mapa' AND instr(a.finalidades, 'analisis') = 0))
)
"""
"""Las integrantes de hoy que consienten una finalidad; quien aceptó el mapa cuando los dos iban juntos, los dos."""


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


def _quienes_consienten(sitio: Servidor, finalidad: str) -> set[str]:
    """Sus claves, preguntadas a la base y no a la página."""
    with closing(sqlite3.connect(f"file:{sitio.carpeta / 'red.sqlite'}?mode=ro", uri=True)) as base:
        dia = hoy().isoformat()
        return {clave for (clave,) in base.execute(SUYAS, {"dia": dia, "finalidad": finalidad})}


def _personas_de_la_tabla(mapa: Page) -> dict[str, str]:
    """Cada persona de la tabla: su clave y su nombre."""
    renglones = mapa.get_by_role("table", name="Personas, en tabla").get_by_role("rowheader")
    enlaces: list[tuple[str, str]] = renglones.get_by_role("link").evaluate_all(
        "(todos) => todos.map((a) => [a.pathname.split('/').pop(), a.innerText])"
    )
    return dict(enlaces)


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


def test_el_mapa_y_su_tabla_dicen_lo_mismo(mapa: Page, sitio: Servidor) -> None:
    datos = mapa.evaluate("() => JSON.parse(document.getElementById('datos-del-mapa').textContent)")
    consienten, cuentan = (_quienes_consienten(sitio, finalidad) for finalidad in ("mapa", "analisis"))
    personas = [nodo for nodo in datos["nodos"] if nodo["clase"] == "persona"]
    dibujadas = {nodo["direccion"].rsplit("/", 1)[-1] for nodo in personas}
    assert dibujadas == consienten
    assert consienten - cuentan, "Alguien aceptó el mapa y no el análisis"
    assert cuentan - consienten, "Alguien aceptó el análisis y no el mapa"
    en_tabla = _personas_de_la_tabla(mapa)
    assert en_tabla.keys() == consienten | cuentan
    sin_contar = mapa.get_by_role("row", name=re.compile("no entra en las cuentas"))
    assert sin_contar.count() == len(consienten - cuentan)
    for clase, titulo in (("institucion", "Instituciones"), ("unidad", "Unidades")):
        de_la_clase = {nodo["etiqueta"] for nodo in datos["nodos"] if nodo["clase"] == clase}
        assert de_la_clase
        assert _quienes_dice_la_tabla(mapa, titulo) == de_la_clase
    for quienes in (consienten & cuentan, consienten - cuentan):
        quien = next(nodo for nodo in personas if nodo["direccion"].endswith(tuple(quienes)))
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


def test_el_mapa_sale_en_graphml_sin_nombres_y_se_vuelve_a_abrir(
    mapa: Page, tmp_path: Path, sitio: Servidor
) -> None:
    nombres, cuentan = _personas_de_la_tabla(mapa), _quienes_consienten(sitio, "analisis")
    archivo = _descarga(mapa, "GraphML (networkx, yEd, R)", tmp_path)
    assert archivo.suffix == ".graphml"
    grafo = nx.read_graphml(archivo)
    assert {datos["clase"] for _, datos in grafo.nodes(data=True)} == CLASES
    personas = [datos["label"] for _, datos in grafo.nodes(data=True) if datos["clase"] == "persona"]
    assert len(personas) == len(cuentan) < len(nombres)
    assert all(re.fullmatch(r"Persona \d+", nombre) for nombre in personas)
    texto = archivo.read_text()
    assert not [nombre for nombre in nombres.values() if nombre in texto]


def test_con_nombres_sale_solo_si_se_dice_para_que(mapa: Page, tmp_path: Path, sitio: Servidor) -> None:
    nombres, cuentan = _personas_de_la_tabla(mapa), _quienes_consienten(sitio, "analisis")
    mapa.get_by_label("Con los nombres de las personas").check()
    mapa.get_by_role("button", name="Preparar el archivo").click()
    expect(mapa.get_by_role("group", name="Revisa lo siguiente")).to_contain_text(
        "para qué necesitas los nombres"
    )
    expect(mapa.get_by_label("Con los nombres de las personas")).to_be_checked()
    mapa.get_by_label("Para qué necesitas los nombres").fill("Preparar la reunión anual de enlaces")
    archivo = _descarga(mapa, "GEXF (Gephi)", tmp_path)
    grafo = nx.read_gexf(archivo)
    salen = {datos["label"] for _, datos in grafo.nodes(data=True) if datos["clase"] == "persona"}
    assert salen == {nombre for clave, nombre in nombres.items() if clave in cuentan}


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
