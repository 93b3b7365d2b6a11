"""Lo que sale de aquí vuelve a entrar igual, y lo que hicieron otros programas se lee como ellos lo quisieron decir."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from red.analisis.entrada import ArchivoNoSirve, GrafoLeido, Limites, leer
from red.analisis.exportacion import a_csv_lazos, a_gexf, a_graphml, a_pajek, a_zip, aplanar
from red.analisis.grafos import ClaseLazo, Grafo, Lazo, construir_grafo
from tests.analisis.redes import institucion, persona, redes_al_azar

RAROS = [
    "=1+1",
    "'=x",
    '"',
    "Ana «Ñú»",
    "\x00\x1b[31m",
    "a\\",
    " ",
    "\u202eojo",
    "a;b,c\td",
    "<&>",
    "*Edges",
    "%",
    "🌱",
]
nombres = st.one_of(st.sampled_from(RAROS), st.text(max_size=12))


def lazos_por_nombre(leido: GrafoLeido, grafo: "Grafo | None" = None) -> dict[frozenset[str], float]:
    """Cada par unido y su peso; con `grafo`, quien va por número se dice con el nodo que le toca."""
    ids = list(grafo) if grafo is not None else leido.nodos
    return {frozenset((ids[uno], ids[otro])): peso for uno, otro, peso in leido.lazos()}


def desnudo(texto: str) -> str:
    """Sólo lo que se ve; y sin el apóstrofo de delante, que en una hoja de cálculo puede ser de ella o de quien escribió."""
    return "".join(letra for letra in texto if letra.isprintable() and not letra.isspace()).lstrip("'")


@settings(max_examples=60, deadline=None)
@given(redes_al_azar(), st.data())
def test_lo_que_sale_en_cualquier_formato_vuelve_a_entrar(grafo: Grafo, datos: st.DataObject):
    for nodo in grafo:
        grafo.nodes[nodo]["nombre"] = datos.draw(nombres)
    plano = aplanar(grafo)
    esperados = {frozenset(par): peso for *par, peso in plano.edges(data="weight")}

    for como in (a_graphml, a_gexf, a_zip):
        leido = leer(como(grafo))
        assert leido.nodos == list(plano)
        rotulos = [
            (desnudo(d["label"]), desnudo(suya))
            for (_, d), suya in zip(plano.nodes(data=True), leido.etiquetas, strict=True)
        ]
        assert all(esperado == suyo for esperado, suyo in rotulos if esperado)
        assert lazos_por_nombre(leido) == pytest.approx(esperados)
        assert leido.con_pesos == bool(esperados)
        assert leido.atributos.get("clase", {}) == dict(
            enumerate(str(c) for _, c in plano.nodes(data="clase"))
        )

    pajek = leer(a_pajek(grafo))
    assert lazos_por_nombre(pajek, plano) == pytest.approx(esperados)
    assert set(leer(a_csv_lazos(grafo)).nodos) == {n for n in plano if plano.degree[n]}


@settings(max_examples=60, deadline=None)
@given(redes_al_azar(), st.data())
def test_pajek_lo_abre_networkx_con_sus_nombres_y_pesos(grafo: Grafo, datos: st.DataObject):
    for nodo in grafo:
        grafo.nodes[nodo]["nombre"] = datos.draw(nombres)
    plano = aplanar(grafo)

    crudo = a_pajek(grafo, dict.fromkeys(list(grafo)[:3], (0.25, 0.5)))
    abierto = nx.read_pajek(BytesIO(crudo))

    rotulo = dict(zip(plano, abierto, strict=True))  # uno por nodo: ninguno se juntó con otro
    assert {frozenset((rotulo[u], rotulo[v])): p for u, v, p in plano.edges(data="weight")} == {
        frozenset((u, v)): p for u, v, p in abierto.edges(data="weight")
    }
    assert [datos["id"] for _, datos in abierto.nodes(data=True)] == [
        str(n) for n in range(1, len(plano) + 1)
    ]


def test_gexf_lleva_las_fechas_de_los_lazos_y_pajek_el_lugar_de_los_nodos():
    grafo = construir_grafo(
        [institucion("dif", 'El "DIF"'), persona("ana", "dif")],
        [Lazo("ana", "dif", ClaseLazo.ADSCRIPCION, date(2024, 2, 29))],
    )

    gexf = a_gexf(grafo)
    assert b'start="2024-02-29"' in gexf
    assert b'mode="dynamic"' in gexf
    assert nx.read_gexf(BytesIO(gexf)).edges["dif", "ana"]["start"] == "2024-02-29"
    assert leer(gexf).avisos[0].startswith("Trae fechas")
    assert (
        a_pajek(grafo, {"dif": (0.25, 1.0)}).decode().splitlines()[1]
        == "1 \"El 'DIF'\" 0.2500 0.0000 0.5 box"
    )


@settings(max_examples=40, deadline=None)
@example(nx.karate_club_graph())
@given(
    st.builds(
        nx.gnp_random_graph, st.integers(0, 12), st.sampled_from([0.0, 0.3, 1.0]), seed=st.integers(0, 99)
    )
)
def test_lo_que_escribe_networkx_se_lee_igual_que_lo_lee_networkx(grafo: nx.Graph):
    for escribir, abrir in ((nx.write_graphml_xml, nx.read_graphml), (nx.write_gexf, nx.read_gexf)):
        destino = BytesIO()
        escribir(grafo, destino)
        esperado, leido = abrir(BytesIO(destino.getvalue())), leer(destino.getvalue()).a_networkx()
        assert list(leido) == [str(nodo) for nodo in esperado]
        assert {frozenset(par): p for *par, p in leido.edges(data="weight")} == {
            frozenset(map(str, par)): p for *par, p in esperado.edges(data="weight", default=1.0)
        }


@pytest.mark.parametrize("codigo", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    "tabla",
    [
        "origen,destino,peso\r\nAna Ñúñez,Eva,0.5\r\nEva,Luz,2\r\n",
        "Peso;Fecha;Target;Source\n0,5;hoy;Eva;Ana Ñúñez\n2;ayer;Luz;Eva\n",
        "De\tA\tValor\nAna Ñúñez\tEva\t0.5\n\n\nEva\tLuz\t2",
        'FROM,"nota",TO,weight\n"Ana Ñúñez","dice ""hola"",\notro renglón",Eva,0.5\nEva,,Luz,2\n',
    ],
)
def test_una_tabla_se_lee_con_cualquier_separador_acento_y_orden(tabla: str, codigo: str):
    leido = leer(tabla.encode(codigo))

    assert lazos_por_nombre(leido) == {frozenset(("Ana Ñúñez", "Eva")): 0.5, frozenset(("Eva", "Luz")): 2.0}


def test_dos_tablas_traen_sus_nodos_y_los_que_no_tienen_lazos():
    paquete = BytesIO()
    with ZipFile(paquete, "w") as archivo:
        archivo.writestr("estudio/Nodes.csv", "Label;Id;Nivel\nAna;1;medio\nEva;2;\nSol;3;alto\n")
        archivo.writestr("estudio/Edges.csv", "Source;Target;Type\n1;2;Directed\n")
        archivo.writestr("estudio/LEEME.txt", "hola")
    leido = leer(paquete.getvalue(), nombre="estudio.zip")

    assert leido.etiquetas == ["Ana", "Eva", "Sol"]
    assert leido.grados.tolist() == [1, 1, 0]
    assert leido.atributos == {"Nivel": {0: "medio", 2: "alto"}}
    assert "Sus lazos tienen dirección" in leido.avisos[0]


def test_lo_que_se_cambia_al_leer_se_dice():
    leido = leer(
        b'<graphml xmlns="urn:g"><key id="w" for="edge" attr.name="Weight" attr.type="double"><default>2</default></key>'
        b'<key id="k" for="node" attr.name="nivel" attr.type="string"><default>medio</default></key>'
        b'<graph edgedefault="directed"><edge source="b" target="a"/><node id="a"><data key="k">alto</data></node>'
        b'<node id="b"/><edge source="a" target="b"><data key="w">0.5</data></edge><edge source="b" target="b"/>'
        b'<node id="g"><graph><node id="g::c"/></graph></node><edge source="a" target="g::c"><data key="w">0</data></edge>'
        b"</graph></graphml>"
    )

    assert leido.nodos == ["a", "b", "g", "g::c"]
    assert list(leido.lazos()) == [(0, 1, 2.5)]
    assert leido.atributos["nivel"] == {0: "alto", 1: "medio", 2: "medio", 3: "medio"}
    assert [aviso.split(":")[0] for aviso in leido.avisos] == [
        "Trae grupos dentro de otros",
        "Se quitó 1 lazo de un nodo consigo mismo.",
        "Se quitó 1 lazo de peso cero.",
        "Sus lazos tienen dirección",
        "1 lazo repetía un par ya unido",
    ]


def test_los_arreglos_y_networkx_dicen_el_mismo_grafo():
    leido = leer(b'*Vertices 4\n1 Ana\n3 "Luz y Sol"\n*Arcs\n1 2 0.5\n*Edgeslist\n3 1 2\n')

    assert leido.etiquetas == ["Ana", "2", "Luz y Sol", "4"]
    assert nx.utils.graphs_equal(leido.a_arreglos().a_networkx(), _sin_datos(leido.a_networkx()))
    assert np.all(leido.unos < leido.otros)


def _sin_datos(grafo: nx.Graph) -> nx.Graph:
    limpio: nx.Graph = nx.Graph()
    limpio.add_nodes_from(grafo)
    limpio.add_edges_from(grafo.edges(data=True))
    return limpio


@pytest.mark.parametrize("cual", ["nodos", "lazos", "datos"])
def test_cada_limite_se_cumple_justo(cual: str):
    crudo = a_graphml(
        construir_grafo(
            [institucion("dif"), persona("ana", "dif")], [Lazo("ana", "dif", ClaseLazo.ADSCRIPCION)]
        )
    )
    justo = {"nodos": 2, "lazos": 1, "datos": 6}[cual]

    assert leer(crudo, limites=Limites(**{cual: justo})).nodos == ["dif", "ana"]
    with pytest.raises(ArchivoNoSirve, match=f"al pasar de {justo - 1}"):
        leer(crudo, limites=Limites(**{cual: justo - 1}))


def test_el_formato_se_puede_decir_y_se_comprueba(tmp_path):
    ruta = tmp_path / "estudio.dat"
    ruta.write_bytes(a_gexf(construir_grafo([institucion("dif")], [])))

    assert leer(ruta).formato == leer(str(ruta), "gexf").formato == "gexf"
    with pytest.raises(ArchivoNoSirve, match="No es GraphML: por dentro es GEXF"):
        leer(ruta, "graphml")
    with pytest.raises(ArchivoNoSirve, match="No existe"):
        leer(tmp_path / "otro.gexf")


como_se_escriben: dict[str, Callable[[Grafo], bytes]] = {
    "estudio.graphml": a_graphml,
    "estudio.gexf": a_gexf,
    "estudio.net": a_pajek,
    "estudio.csv": a_csv_lazos,
    "estudio.zip": a_zip,
}


@pytest.mark.parametrize("nombre", como_se_escriben)
def test_un_archivo_cortado_en_cualquier_parte_no_deja_nada_a_medias(nombre: str):
    grafo = construir_grafo(
        [institucion("dif", "DIF"), persona("ana", "dif"), persona("eva", "dif")],
        [Lazo("ana", "dif", ClaseLazo.ADSCRIPCION), Lazo("ana", "eva", ClaseLazo.COLABORACION)],
    )
    entero = como_se_escriben[nombre](grafo).rstrip()
    por_renglones = nombre.endswith((".net", ".csv"))

    for corte in range(1, len(entero), 7):
        # Lo que se escribe por renglones no dice dónde acaba: cortado justo entre dos, es otro archivo bueno.
        try:
            leido = leer(entero[:corte], nombre=nombre)
        except ArchivoNoSirve:
            continue
        assert por_renglones
        assert set(leido.nodos) <= {"dif", "ana", "eva", "1", "2", "3"} | set("diaev")
