"""El dibujo: siempre el mismo, dentro del cuadro, sin encimar y con cada dependencia junta."""

from itertools import combinations
from math import dist

import networkx as nx
import pytest
from hypothesis import given, settings

from red.analisis.disposicion import disponer
from red.analisis.grafos import Grafo, Lazo, Participacion, construir_grafo, lazos_de_coformacion
from tests.analisis.redes import con_nombres, institucion, persona, red, redes_al_azar


def guadalajara(dependencias: int = 25, personas: int = 100, cursos: int = 6) -> Grafo:
    """Una Red del tamaño de la primera que usará el sistema, con sus cursos."""
    plantilla: dict[str, list[str]] = {f"d{i:02d}": [] for i in range(dependencias)}
    for i in range(personas):
        plantilla[f"d{(i * i) % dependencias:02d}"].append(f"p{i:03d}")
    participaciones = [
        Participacion(f"p{(7 * c + 5 * i) % personas:03d}", f"c{c}") for c in range(cursos) for i in range(14)
    ]
    lazos: list[Lazo] = lazos_de_coformacion(participaciones)
    return red(plantilla, [(f"p{i:03d}", f"p{i + 50:03d}") for i in range(0, 40, 3)], lazos)


@settings(max_examples=60, deadline=None)
@given(redes_al_azar())
def test_todo_nodo_tiene_lugar_dentro_del_cuadro_y_nadie_encima_de_nadie(grafo: Grafo):
    lugares = disponer(grafo)

    assert set(lugares) == set(grafo)
    assert all(0 <= coordenada <= 1 for lugar in lugares.values() for coordenada in lugar)
    for uno, otro in combinations(lugares.values(), 2):
        assert dist(uno, otro) > 0.02


def test_la_misma_red_da_el_mismo_dibujo():
    grafo = guadalajara()
    revuelto = construir_grafo([], [])
    revuelto.add_nodes_from(reversed(list(grafo.nodes(data=True))))
    revuelto.add_edges_from(reversed(list(grafo.edges(data=True))))

    assert disponer(grafo) == disponer(grafo)
    assert disponer(grafo) == disponer(revuelto)


def test_cada_dependencia_queda_junto_a_su_gente():
    grafo = guadalajara()
    lugares = disponer(grafo)
    personas = [n for n in grafo if n.startswith("p")]
    centros = {d: lugares[d] for d in grafo if d.startswith("d")}

    propias = [dist(lugares[p], centros[grafo.nodes[p]["grupo"]]) for p in personas]
    ajenas = [
        dist(lugares[p], centro)
        for p in personas
        for d, centro in centros.items()
        if d != grafo.nodes[p]["grupo"]
    ]

    assert sum(propias) / len(propias) < 0.4 * sum(ajenas) / len(ajenas)


def test_nadie_tapa_a_nadie_en_una_red_de_verdad():
    lugares = disponer(guadalajara())

    menor = min(dist(uno, otro) for uno, otro in combinations(lugares.values(), 2))

    # En un mapa de 800 puntos de ancho, dos figuras quedan a nueve o más.
    assert menor > 9 / 800


def test_los_que_no_tienen_lazos_van_formados_abajo():
    nodos = [institucion(f"vacia{i}") for i in range(5)]
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"]}, [("ana", "eva")], nodos=nodos)
    lugares = disponer(grafo)

    alturas = {lugares[f"vacia{i}"][1] for i in range(5)}
    assert len(alturas) <= 2
    assert max(alturas) < min(lugares[n][1] for n in ("dif", "obras", "ana", "sol", "eva"))


def test_los_pedazos_no_se_enciman():
    plantilla = {f"d{i}": [f"p{i}{j}" for j in range(3)] for i in range(8)}
    lugares = disponer(red(plantilla))

    def caja(i: int) -> tuple[float, float, float, float]:
        suyos = [lugares[n] for n in (f"d{i}", *plantilla[f"d{i}"])]
        xs, ys = zip(*suyos, strict=True)
        return min(xs), max(xs), min(ys), max(ys)

    for una, otra in combinations(map(caja, range(8)), 2):
        assert una[1] < otra[0] or otra[1] < una[0] or una[3] < otra[2] or otra[3] < una[2]


def test_cero_uno_y_dos_nodos():
    assert disponer(nx.Graph()) == {}
    assert disponer(construir_grafo([persona("ana")], [])) == {"ana": (0.5, 0.5)}
    assert sorted(disponer(red({"dif": ["ana"]})).values()) != [(0.5, 0.5), (0.5, 0.5)]


@pytest.mark.parametrize("nodos", [1201, 3000])
def test_una_red_enorme_tambien_tiene_dibujo(nodos: int):
    lugares = disponer(con_nombres(nx.random_labeled_tree(nodos, seed=1)))

    assert len(set(lugares.values())) == nodos
