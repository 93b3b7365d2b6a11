"""Lo que sale se vuelve a abrir igual, sin nombres si se pide y sin fórmulas nunca."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from itertools import pairwise
from random import Random
from zipfile import ZipFile

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.analisis.exportacion import (
    a_csv_lazos,
    a_csv_nodos,
    a_gexf,
    a_graphml,
    a_zip,
    aplanar,
    con_medidas,
    seudonimizar,
)
from red.analisis.grafos import Clase, ClaseLazo, Grafo, Lazo, Nodo, construir_grafo
from red.analisis.medidas import medir
from red.textos import celda_segura
from tests.analisis.redes import institucion, persona, red, redes_al_azar


def igual(abierto: Grafo, esperado: Grafo) -> bool:
    for _, _, datos in abierto.edges(data=True):
        for ajeno in ("id", "start", "end"):
            datos.pop(ajeno, None)
    for _, datos in abierto.nodes(data=True):
        datos.pop("viz", None)
    for atributo in ("node_default", "edge_default", "mode", "name"):
        abierto.graph.pop(atributo, None)
    return nx.utils.graphs_equal(abierto, esperado)


def tabla(crudo: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(crudo.decode("utf-8-sig"), newline="")))


def con_de_todo() -> Grafo:
    return construir_grafo(
        [
            institucion("dif", "Sistema DIF"),
            Nodo("ana", Clase.PERSONA, "Ana Ñúñez «& <Cía>", "dif", {"nivel": "mando medio", "edad": 40}),
            Nodo("eva", Clase.PERSONA, "Eva\x00\x0b\nRuiz ", None, {"edad": 3.5, "type": "x", "label": "y"}),
            Nodo("uig", Clase.UNIDAD, "", "dif", {"nivel": 7, "instalada": True}),
        ],
        [
            Lazo("ana", "dif", ClaseLazo.ADSCRIPCION, date(2024, 2, 29), fuente="Directorio"),
            Lazo("ana", "eva", ClaseLazo.COLABORACION, peso=0.25),
            Lazo("ana", "eva", ClaseLazo.COFORMACION, fuente="EC0308 \r\n segunda"),
        ],
    )


def test_graphml_se_abre_igual():
    grafo = con_de_todo()

    assert igual(nx.read_graphml(BytesIO(a_graphml(grafo))), aplanar(grafo))


def test_gexf_se_abre_igual_y_acomodado():
    grafo = con_de_todo()

    crudo = a_gexf(grafo, {"ana": (0.25, 0.5)})
    abierto = nx.read_gexf(BytesIO(crudo))

    assert abierto.nodes["ana"]["viz"]["position"] == {"x": 250.0, "y": 500.0, "z": 0.0}
    assert re.findall(rb'viz:shape value="(\w+)"', crudo) == [b"square", b"disc", b"disc", b"diamond"]
    assert igual(abierto, aplanar(grafo))


@settings(max_examples=60, deadline=None)
@given(redes_al_azar(), st.data())
def test_cualquier_red_con_cualquier_texto_se_abre_igual(grafo: Grafo, datos: st.DataObject):
    for nodo in grafo:
        grafo.nodes[nodo]["nombre"] = datos.draw(st.text(max_size=12))
    grafo = con_medidas(grafo, medir(grafo))

    assert igual(nx.read_graphml(BytesIO(a_graphml(grafo))), aplanar(grafo))
    assert igual(nx.read_gexf(BytesIO(a_gexf(grafo))), aplanar(grafo))
    assert len(tabla(a_csv_nodos(grafo))) == len(grafo)
    assert len(tabla(a_csv_lazos(grafo))) == grafo.number_of_edges()


def test_aplanar_limpia_y_no_pisa_lo_reservado():
    plano = aplanar(con_de_todo())

    assert plano.nodes["eva"] == {
        "label": "Eva Ruiz",
        "clase": "persona",
        "edad": 3.5,
        "dato_type": "x",
        "dato_label": "y",
    }
    assert plano.nodes["ana"]["edad"] == 40.0
    assert plano.nodes["uig"] == {
        "label": "uig",
        "clase": "unidad",
        "grupo": "dif",
        "dependencia": "Sistema DIF",
        "nivel": "7",
        "instalada": True,
    }
    assert plano.edges["ana", "eva"] == {
        "weight": 1.25,
        "clases": "coformacion|colaboracion",
        "fuentes": "EC0308 segunda",
    }
    assert plano.edges["ana", "dif"]["desde"] == "2024-02-29"


def test_los_csv_llevan_marca_y_nombres_de_ambos_lados():
    nodos, lazos = a_csv_nodos(con_de_todo()), a_csv_lazos(con_de_todo())

    assert nodos.startswith(b"\xef\xbb\xbfid,nombre,clase,dependencia,grupo,")
    assert tabla(nodos)[1]["dependencia"] == "Sistema DIF"
    assert tabla(lazos)[0] == {
        "origen": "dif",
        "nombre_origen": "Sistema DIF",
        "destino": "ana",
        "nombre_destino": "Ana Ñúñez «& <Cía>",
        "clases": "adscripcion",
        "peso": "1.0",
        "desde": "2024-02-29",
        "fuentes": "Directorio",
    }


@pytest.mark.parametrize(
    "texto",
    [
        "=HYPERLINK(1)",
        "+52 33 1234",
        "-2+3",
        "@SUMA(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "\0Ana",
        "−1",
        "  =1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        "﹢1",
        "\u00a0＝1",
    ],
)
def test_lo_que_parece_formula_lleva_apostrofo(texto: str):
    assert celda_segura(texto) == f"'{texto}"


@pytest.mark.parametrize("valor", ["Ana", "", "a=b", "1-2", "«=»", -3, -0.5, True])
def test_lo_que_no_es_formula_queda_igual(valor: str | float):
    assert celda_segura(valor) == valor


def test_ningun_nombre_sale_como_formula():
    grafo = construir_grafo(
        [institucion("dif", "=cmd|' /C calc'!A0"), persona("ana", "dif", "@Ana")],
        [Lazo("ana", "dif", ClaseLazo.ADSCRIPCION, fuente="+oficio")],
    )

    for crudo in (a_csv_nodos(grafo), a_csv_lazos(grafo)):
        celdas = [celda for renglon in tabla(crudo) for celda in renglon.values()]
        assert not [celda for celda in celdas if celda[:1] in {"=", "+", "-", "@"}]


def red_de_veinte() -> Grafo:
    personas = [f"p{i:02d}" for i in range(20)]
    grafo = red(
        {"dif": personas[:10], "obras": personas[10:]},
        otros=[
            Lazo(una, otra, ClaseLazo.COFORMACION, date(2026, 1, 2), fuente="Taller de Ana")
            for una, otra in pairwise(personas)
        ],
    )
    for nodo in grafo:
        grafo.nodes[nodo].update(correo=f"{nodo}@ejemplo.mx", nivel="mando medio")
    return grafo


def test_con_seudonimos_no_queda_rastro_de_nadie():
    grafo = con_medidas(red_de_veinte(), medir(red_de_veinte()))
    seudonimos = seudonimizar(grafo, conservar=["nivel"])

    for crudo in (
        a_graphml(seudonimos),
        a_gexf(seudonimos),
        a_csv_nodos(seudonimos),
        a_csv_lazos(seudonimos),
    ):
        texto = crudo.decode()
        assert "Persona 001" in texto
        assert not re.search(r"\bP\d\d\b|\bp\d\d\b|p\d\d@|Taller de Ana|2026-01-02", texto)
    assert seudonimos.nodes["persona-001"]["nivel"] == "mando medio"
    assert "correo" not in seudonimos.nodes["persona-001"]
    assert seudonimos.nodes["dif"]["correo"] == "dif@ejemplo.mx"


def test_con_seudonimos_la_red_es_la_misma():
    grafo = red_de_veinte()
    seudonimos = seudonimizar(grafo, azar=Random(4))

    assert nx.is_isomorphic(grafo, seudonimos)
    assert sorted(medir(grafo).intermediacion.valores.values()) == pytest.approx(
        sorted(medir(seudonimos).intermediacion.valores.values())
    )
    assert {n for n in seudonimos if n in grafo} == {"dif", "obras"}


def test_el_numero_no_sigue_al_nombre_y_cambia_de_una_vez_a_otra():
    grafo = red_de_veinte()
    ordenes = set()
    for semilla in range(6):
        seudonimos = seudonimizar(grafo, azar=Random(semilla))
        personas = [n for n in seudonimos if n.startswith("persona-")]
        assert personas == sorted(personas)
        ordenes.add(tuple(seudonimos.nodes[p]["grupo"] for p in personas))

    assert len(ordenes) == 6
    assert list(seudonimizar(grafo).nodes) == [
        "dif",
        "obras",
        *(f"persona-{lugar:03d}" for lugar in range(1, 21)),
    ]


def test_el_zip_trae_las_tablas_y_advierte():
    grafo = red_de_veinte()

    with ZipFile(BytesIO(a_zip(seudonimizar(grafo), con_seudonimos=True))) as archivo:
        assert archivo.namelist() == ["nodos.csv", "lazos.csv", "LEEME.txt"]
        assert "no es anonimato" in archivo.read("LEEME.txt").decode()
    assert a_zip(grafo) == a_zip(grafo)


def test_una_red_vacia_tambien_sale():
    vacia: Grafo = nx.Graph()

    assert len(nx.read_graphml(BytesIO(a_graphml(vacia)))) == 0
    assert len(nx.read_gexf(BytesIO(a_gexf(vacia)))) == 0
    assert tabla(a_csv_nodos(vacia)) == tabla(a_csv_lazos(vacia)) == []
    assert len(seudonimizar(vacia)) == 0


def test_las_medidas_salen_con_su_nombre():
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"]}, [("ana", "eva")])

    ana = con_medidas(grafo, medir(grafo)).nodes["ana"]

    assert ana["medida_grado"] == 2
    assert ana["medida_separa"] == 2
    assert ana["medida_dependencias_que_toca"] == 2
    assert "medida_grado" not in grafo.nodes["ana"]
