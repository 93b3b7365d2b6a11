"""El impacto de cada salida contra quitar de verdad a cada quien."""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings

from red.analisis.caminos import Alcances
from red.analisis.grafos import Clase, Grafo, de_clase, grupos
from red.analisis.impacto import impactos, puentes
from tests.analisis.redes import con_nombres, red, redes_al_azar


def a_la_fuerza(grafo: Grafo, nodo: str) -> set[frozenset[str]]:
    """Los pedazos en que de verdad queda el componente de un nodo al quitarlo."""
    componente = nx.node_connected_component(grafo, nodo) - {nodo}
    return {frozenset(pedazo) for pedazo in nx.connected_components(grafo.subgraph(componente))}


@settings(max_examples=300, deadline=None)
@given(redes_al_azar())
def test_el_impacto_es_lo_que_queda_al_quitar(grafo: Grafo):
    hallados = impactos(grafo)

    assert set(hallados) == set(nx.articulation_points(grafo))
    for nodo in grafo:
        pedazos = a_la_fuerza(grafo, nodo)
        if nodo not in hallados:
            assert len(pedazos) <= 1
            continue
        impacto = hallados[nodo]
        assert set(impacto.pedazos()) == pedazos
        assert impacto.tamanos == tuple(sorted(map(len, pedazos), reverse=True))
        assert set(impacto.separados()) < pedazos
        assert impacto.pares_cortados == sum(len(uno) * len(otro) for uno, otro in combinations(pedazos, 2))


@pytest.mark.parametrize("semilla", range(8))
def test_el_impacto_en_redes_ralas_mas_grandes(semilla: int):
    grafo = con_nombres(nx.gnm_random_graph(120, 130, seed=semilla))

    for nodo, impacto in impactos(grafo).items():
        assert set(impacto.pedazos()) == a_la_fuerza(grafo, nodo)


def test_una_cadena_larga_no_agota_la_pila():
    grafo = con_nombres(nx.path_graph(5000))

    medio = impactos(grafo)["2500"]

    assert medio.tamanos == (2500, 2499)


@settings(deadline=None)
@given(redes_al_azar())
def test_quitar_un_puente_separa_y_quitar_otro_lazo_no(grafo: Grafo):
    hallados = {frozenset(puente) for puente in puentes(grafo)}
    antes = nx.number_connected_components(grafo) if len(grafo) else 0
    for lazo in list(grafo.edges):
        otro = grafo.copy()
        otro.remove_edge(*lazo)
        assert (nx.number_connected_components(otro) > antes) == (frozenset(lazo) in hallados)


@settings(max_examples=150, deadline=None)
@given(redes_al_azar())
def test_los_rodeos_son_los_que_salen_de_medir_los_pasos_con_y_sin_ella(grafo: Grafo):
    personas = de_clase(grafo, Clase.PERSONA)
    grupo_de = grupos(grafo)
    con_ella = dict(nx.all_pairs_shortest_path_length(grafo))
    alcances = Alcances(grafo)
    for quien in personas:
        otro = grafo.copy()
        otro.remove_node(quien)
        sin_ella = dict(nx.all_pairs_shortest_path_length(otro))
        lejos = perdidos = ajenos = 0
        for una, otra in combinations([p for p in personas if p != quien], 2):
            antes, despues = con_ella[una].get(otra), sin_ella[una].get(otra)
            if antes == despues:
                continue
            perdidos += despues is None
            lejos += despues is not None
            suyos = {grupo_de[una], grupo_de[otra]}
            ajenos += None not in suyos and len(suyos) == 2

        rodeo = alcances.rodeo(quien)

        assert (rodeo.pares_mas_lejos, rodeo.pares_sin_camino) == (lejos, perdidos)
        assert sum(veces for _, _, veces in rodeo.entre) == ajenos


def test_el_rodeo_dice_entre_que_dependencias():
    grafo = red(
        {"dif": ["ana", "sol"], "obras": ["eva", "luz"], "cultura": ["mar"]},
        [("ana", "eva"), ("mar", "sol"), ("mar", "luz")],
    )

    rodeo = Alcances(grafo).rodeo("ana")

    assert rodeo.pares_sin_camino == 0
    assert rodeo.pares_mas_lejos == 1
    assert rodeo.entre == (("dif", "obras", 1),)
