"""El motor da lo mismo que networkx, y lo que networkx da mal lo da bien."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from red.analisis.motor import comunidades, conectividad, espectro, locales, papeles, recorridos
from red.analisis.motor.arreglos import Arreglos
from red.analisis.motor.despacho import _ADMITEN, Despacho
from red.analisis.motor.presentacion import FUNCIONES

BETWEENNESS = "centrality.tests.test_betweenness_centrality"
RAIZ = Path(__file__).parents[2]
DE_NETWORKX = (
    "tests.test_core", "tests.test_cluster", "tests.test_structuralholes", "tests.test_bridges",
    BETWEENNESS, "centrality.tests.test_closeness_centrality",
    "centrality.tests.test_harmonic_centrality", "link_analysis.tests.test_pagerank",
    "components.tests.test_connected", "components.tests.test_biconnected",
    "centrality.tests.test_eigenvector_centrality",
)  # fmt: skip


@st.composite
def grafos(dibujar: st.DrawFn) -> nx.Graph:
    """Grafos vacíos, de un nodo, en pedazos, con árboles que cuelgan y con pesos."""
    nodos = dibujar(st.integers(0, 14))
    posibles = [(u, v) for u in range(nodos) for v in range(u)]
    lazos = dibujar(st.lists(st.sampled_from(posibles), unique=True)) if posibles else []
    grafo: nx.Graph = nx.Graph()
    grafo.add_nodes_from(f"n{n}" for n in dibujar(st.permutations(range(nodos))))
    for u, v in lazos:
        grafo.add_edge(f"n{u}", f"n{v}", weight=dibujar(st.sampled_from([0.5, 1.0, 2.0, 7.0])))
    return grafo


def iguales(esperados: dict[Any, float], grafo: nx.Graph, hallados: Any) -> None:
    """Los mismos valores, nodo por nodo, en el orden del grafo."""
    np.testing.assert_allclose(hallados, [esperados[nodo] for nodo in grafo], rtol=1e-9, atol=1e-9)


ESTRELLA_ENORME = nx.star_graph(700)
CAMINO = nx.path_graph(300)
RUEDA = nx.wheel_graph(600)


@settings(max_examples=80, deadline=None)
@example(ESTRELLA_ENORME)
@example(CAMINO)
@example(RUEDA)
@given(grafos())
def test_el_motor_da_lo_mismo_que_networkx(grafo: nx.Graph) -> None:
    arreglos = Arreglos.de_networkx(grafo, "weight")
    iguales(nx.betweenness_centrality(grafo, normalized=False), grafo, recorridos.intermediacion(arreglos))
    iguales(nx.harmonic_centrality(grafo), grafo, recorridos.cercanias(arreglos).inversos)
    iguales(nx.core_number(grafo), grafo, locales.nucleos(arreglos))
    iguales(nx.triangles(grafo), grafo, locales.triangulos(arreglos))
    iguales(nx.clustering(grafo), grafo, locales.agrupamiento(arreglos))
    if grafo.size() and len(grafo) <= 20:  # networkx tarda segundos en cada nodo muy conectado
        iguales(nx.constraint(grafo, weight="weight"), grafo, locales.restriccion(arreglos))
        uno_a_uno = nx.effective_size(grafo, nodes=list(grafo), weight="weight")
        iguales(uno_a_uno, grafo, locales.tamano_efectivo(arreglos))
    if len(grafo):
        iguales(nx.pagerank(grafo, tol=1e-13, max_iter=5000), grafo, espectro.pagerank(arreglos))
    cortes = conectividad.cortes(arreglos)
    nombres = list(grafo)
    separan = {nombres[i] for i in np.flatnonzero(cortes.articulaciones)}
    assert separan == set(nx.articulation_points(grafo))
    puentes = {frozenset((nombres[u], nombres[v])) for u, v in cortes.puentes.tolist()}
    assert puentes == {frozenset(lazo) for lazo in nx.bridges(grafo)}


@settings(max_examples=40, deadline=None)
@given(grafos())
def test_el_impacto_de_cada_salida_es_el_de_quitarla_de_verdad(grafo: nx.Graph) -> None:
    cortes = conectividad.cortes(Arreglos.de_networkx(grafo))
    for lugar, nodo in enumerate(grafo):
        suyos = nx.node_connected_component(grafo, nodo) - {nodo}
        quedan = [len(pedazo) for pedazo in nx.connected_components(grafo.subgraph(suyos))]
        assert cortes.pedazos[lugar] == len(quedan)
        assert cortes.pares[lugar] == (sum(quedan) ** 2 - sum(n * n for n in quedan)) // 2


@settings(max_examples=40, deadline=None)
@example(ESTRELLA_ENORME)
@given(grafos())
def test_la_intermediacion_suma_los_pasos_de_enmedio_de_todos_los_caminos(grafo: nx.Graph) -> None:
    """Σ intermediación = Σ de (distancia − 1) en los pares que se alcanzan: dos cuentas que no comparten nada."""
    arreglos = Arreglos.de_networkx(grafo)
    cercanias = recorridos.cercanias(arreglos)
    de_enmedio = (cercanias.pasos.sum() - cercanias.alcanza.sum()) / 2
    assert recorridos.intermediacion(arreglos).sum() == pytest.approx(de_enmedio)


@settings(max_examples=30, deadline=None)
@given(grafos())
def test_con_todos_los_pivotes_la_muestra_es_exacta_y_sin_error(grafo: nx.Graph) -> None:
    arreglos = Arreglos.de_networkx(grafo)
    muestra = recorridos.intermediacion_por_muestreo(arreglos, len(grafo))
    if len(grafo) > 1:
        np.testing.assert_allclose(muestra.valores, recorridos.intermediacion(arreglos), atol=1e-9)
        assert not muestra.errores.any()


@settings(max_examples=30, deadline=None)
@given(grafos(), st.integers(1, 4))
def test_las_candidatas_son_las_de_mas_contactos_en_comun(grafo: nx.Graph, cuantas: int) -> None:
    _, valen = locales.candidatas(Arreglos.de_networkx(grafo), cuantas)
    for lugar, nodo in enumerate(grafo):
        ajenos = [(nodo, otro) for otro in grafo if otro != nodo and not grafo.has_edge(nodo, otro)]
        esperados = sorted((v for *_, v in nx.adamic_adar_index(grafo, ajenos)), reverse=True)[:cuantas]
        esperados += [0.0] * (cuantas - len(esperados))
        np.testing.assert_allclose(valen[lugar], esperados, atol=1e-12)


def test_las_candidatas_son_de_otro_grupo_si_se_dicen_los_grupos() -> None:
    arreglos = Arreglos.de_networkx(nx.path_graph(3))
    mismo = locales.candidatas(arreglos, 1, np.array([5, 5, 5], np.int32))[0][0, 0]
    otro = locales.candidatas(arreglos, 1, np.array([5, 5, 6], np.int32))[0][0, 0]
    de_nadie = locales.candidatas(arreglos, 1, np.array([-1, 5, -1], np.int32))[0][0, 0]
    assert (mismo, otro, de_nadie) == (-1, 2, 2)


def test_los_lazos_repetidos_se_juntan_y_los_de_uno_consigo_se_quitan() -> None:
    arreglos = Arreglos.de_lazos(
        3, np.array([0, 1, 2, 0]), np.array([1, 0, 2, 2]), np.array([1.0, 2.0, 9.0, 4.0])
    )
    assert arreglos.vecinos.tolist() == [1, 2, 0, 0]
    assert arreglos.pesos is not None
    assert arreglos.pesos.tolist() == [3.0, 4.0, 3.0, 4.0]


def test_el_resultado_no_depende_de_cuantos_procesadores_haya(monkeypatch: pytest.MonkeyPatch) -> None:
    arreglos = Arreglos.de_networkx(nx.connected_watts_strogatz_graph(900, 6, 0.2, seed=3))

    def todo() -> list[Any]:
        return [
            recorridos.intermediacion(arreglos),
            recorridos.cercanias(arreglos).inversos,
            recorridos.intermediacion_por_muestreo(arreglos, 90, 1).valores,
            locales.restriccion(arreglos),
        ]

    con_varios = todo()
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    for antes, ahora in zip(con_varios, todo(), strict=True):
        assert (antes == ahora).all()


@pytest.mark.parametrize(
    ("nombre", "grafo", "opciones"),
    [
        ("betweenness_centrality", nx.path_graph(4), {"k": 2}),
        ("betweenness_centrality", nx.DiGraph([(0, 1)]), {}),
        ("betweenness_centrality", nx.Graph([(0, 0), (0, 1)]), {}),
        ("constraint", nx.Graph([(0, 1, {"weight": -1.0})]), {"weight": "weight"}),
        ("closeness_centrality", nx.MultiGraph([(0, 1), (0, 1)]), {}),
        ("louvain_communities", nx.path_graph(4), {}),
        ("triangles", nx.path_graph(4), {"no_existe": 1}),
    ],
)
def test_lo_que_no_sabe_hacer_igual_lo_declina(
    nombre: str, grafo: nx.Graph, opciones: dict[str, Any]
) -> None:
    assert not Despacho.can_run(nombre, (grafo,), opciones)


def test_lo_chico_lo_hace_networkx_y_lo_grande_el_motor() -> None:
    chico, grande = nx.path_graph(10), nx.path_graph(1000)
    assert not Despacho.should_run("triangles", (chico,), {})
    assert Despacho.should_run("triangles", (grande,), {})
    assert Despacho.should_run("triangles", (Arreglos.de_networkx(chico),), {})


def test_se_presenta_con_todo_lo_que_sabe_hacer() -> None:
    assert set(FUNCIONES) == set(_ADMITEN)


def _pruebas_de_networkx(
    tmp_path: Path, modulos: Iterable[str] = DE_NETWORKX, alterar: str = ""
) -> subprocess.CompletedProcess[str]:
    """Las pruebas de networkx corridas con este motor, en otro proceso, que lo conoce por sus puntos de entrada."""
    (tmp_path / "alterado.py").write_text(alterar)
    entorno = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(RAIZ), str(tmp_path))),
        "NETWORKX_TEST_BACKEND": "red",
        "NETWORKX_FALLBACK_TO_NX": "True",
    }
    elegidos = [f"networkx.algorithms.{modulo}" for modulo in modulos]
    opciones = ["-q", "-n0", "-W", "ignore", "-p", "no:cacheprovider", "-p", "alterado"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *opciones, "--pyargs", *elegidos],
        cwd=tmp_path, env=entorno, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_las_pruebas_de_networkx_pasan_con_el_motor(tmp_path: Path) -> None:
    hecho = _pruebas_de_networkx(tmp_path)
    assert hecho.returncode == 0, hecho.stdout[-2000:]
    assert " passed" in hecho.stdout


def test_las_pruebas_de_networkx_notarian_un_motor_que_yerra(tmp_path: Path) -> None:
    """El control: si el motor contara mal, aquellas pruebas lo dirían; así se sabe que es él quien responde."""
    hecho = _pruebas_de_networkx(
        tmp_path,
        [BETWEENNESS],
        "from red.analisis.motor import recorridos\n"
        "bien = recorridos.intermediacion\n"
        "recorridos.intermediacion = lambda grafo: bien(grafo) + 1\n",
    )
    assert hecho.returncode == 1
    assert "test_betweenness_centrality" in hecho.stdout


# ------------------------------------------------------------------ Lo publicado

Medida = Callable[[Arreglos], Any]


@pytest.mark.parametrize(
    ("grafo", "medida", "publicado"),
    [
        # Krackhardt, 1990, ASQ 35: la cometa; Heather es 7.
        (
            nx.krackhardt_kite_graph(),
            recorridos.intermediacion,
            {7: 0.389, 5: 0.231, 6: 0.231, 8: 0.222, 3: 0.102},
        ),
        # Padgett y Ansell, 1993; Wasserman y Faust, 1994, cap. 5.
        (
            nx.florentine_families_graph(),
            recorridos.intermediacion,
            {"Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212},
        ),
        # Zachary, 1977, sin pesos.
        (nx.karate_club_graph(), recorridos.intermediacion, {0: 0.438, 33: 0.304}),
    ],
)
def test_la_intermediacion_publicada(grafo: nx.Graph, medida: Medida, publicado: dict[Any, float]) -> None:
    arreglos = Arreglos.de_networkx(grafo)
    n = len(grafo)
    valores = arreglos.por_nombre(medida(arreglos) * 2 / ((n - 1) * (n - 2)))
    assert {nodo: round(valores[nodo], 3) for nodo in publicado} == publicado


def test_la_restriccion_publicada_de_los_medici() -> None:
    arreglos = Arreglos.de_networkx(nx.florentine_families_graph())
    assert round(arreglos.por_nombre(locales.restriccion(arreglos))["Medici"], 3) == 0.21


# ------------------------------------------------------------------ Comunidades


@settings(max_examples=60, deadline=None)
@example(ESTRELLA_ENORME)
@given(grafos())
def test_cada_grupo_queda_unido_por_dentro_y_la_modularidad_es_la_de_networkx(grafo: nx.Graph) -> None:
    arreglos = Arreglos.de_networkx(grafo, "weight")
    de = comunidades.leiden(arreglos, 3)
    grupos = [
        {nodo for nodo, suyo in zip(grafo, de, strict=True) if suyo == g}
        for g in range(len(set(de.tolist())))
    ]
    assert [len(g) for g in grupos] == sorted(map(len, grupos), reverse=True)
    if grafo.size():
        assert all(nx.is_connected(grafo.subgraph(grupo)) for grupo in grupos)
        suya = comunidades.modularidad(arreglos, de)
        assert suya == pytest.approx(nx.community.modularity(grafo, grupos, weight="weight"))
        assert suya >= nx.community.modularity(grafo, [{nodo} for nodo in grafo], weight="weight") - 1e-12


@pytest.mark.parametrize(("peso", "publicada"), [(None, 0.4198), ("weight", 0.4449)])
def test_en_el_club_de_karate_llega_a_la_modularidad_optima(peso: str | None, publicada: float) -> None:
    """Brandes y otros, 2008, IEEE TKDE 20: el óptimo de la red de Zachary son cuatro grupos."""
    hallado = comunidades.comunidades(Arreglos.de_networkx(nx.karate_club_graph(), peso))
    assert (round(hallado.modularidad, 4), hallado.cuantas) == (publicada, 4)


def test_la_misma_semilla_da_lo_mismo_y_lo_inestable_se_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    parejo = Arreglos.de_networkx(nx.gnm_random_graph(200, 400, seed=5))
    claro = Arreglos.de_networkx(nx.connected_caveman_graph(8, 12))
    una = comunidades.comunidades(parejo)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert (una.de == comunidades.comunidades(parejo).de).all()
    assert una.acuerdo < 0.7, "Al azar no hay grupos de verdad, y se nota"
    firme = comunidades.comunidades(claro)
    assert (firme.cuantas, firme.acuerdo, firme.firmeza.min()) == (8, 1.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30))
def test_el_parecido_entre_repartos_vale_uno_si_son_el_mismo_y_no_depende_del_orden(
    pares: list[tuple[int, int]],
) -> None:
    uno, otro = (np.array(lado, np.int32) for lado in zip(*pares, strict=True))
    parecido = comunidades.rand_ajustado(uno, otro)
    assert parecido == pytest.approx(comunidades.rand_ajustado(otro, uno))
    assert parecido <= 1.0
    assert comunidades.rand_ajustado(uno, (uno + 3) % 5) == 1.0


def test_los_grupos_conservan_su_nombre_aunque_cambie_su_gente() -> None:
    antes = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, -1], np.int32)
    ahora = np.array([1, 1, 1, 0, 0, 0, 0, 2, -1, 2], np.int32)
    assert comunidades.emparejar(antes, ahora) == {0: 1, 1: 0}, "El tercero cambió más de la mitad: es otro"


# ------------------------------------------------------------------ Papeles entre grupos


@st.composite
def grafos_con_grupos(dibujar: st.DrawFn) -> tuple[nx.Graph, dict[Any, int]]:
    grafo = dibujar(grafos())
    return grafo, {nodo: dibujar(st.integers(-1, 2)) for nodo in grafo}


@settings(max_examples=60, deadline=None)
@given(grafos_con_grupos())
def test_los_papeles_son_los_que_salen_de_mirar_cada_par_de_contactos(
    dados: tuple[nx.Graph, dict[Any, int]],
) -> None:
    grafo, grupo = dados
    hallados = papeles.papeles(Arreglos.de_networkx(grafo), np.array([grupo[n] for n in grafo], np.int32))
    for lugar, nodo in enumerate(grafo):
        cuenta = dict.fromkeys(papeles.PAPELES, 0)
        suyos = [v for v in grafo[nodo] if grupo[v] >= 0]
        for a, b in combinations(suyos, 2) if grupo[nodo] >= 0 else ():
            if grafo.has_edge(a, b):
                continue
            if grupo[a] == grupo[b]:
                cuenta["coordina" if grupo[a] == grupo[nodo] else "consulta"] += 1
            else:
                cuenta["representa" if grupo[nodo] in (grupo[a], grupo[b]) else "enlaza"] += 1
        assert {papel: getattr(hallados, papel)[lugar] for papel in papeles.PAPELES} == cuenta


@settings(max_examples=40, deadline=None)
@given(grafos_con_grupos())
def test_el_indice_ei_y_la_asortatividad_son_los_de_contar_lazos(
    dados: tuple[nx.Graph, dict[Any, int]],
) -> None:
    grafo, grupo = dados
    grupos = np.array([grupo[n] for n in grafo], np.int32)
    con_grupo = grafo.subgraph([n for n in grafo if grupo[n] >= 0])
    fuera = sum(grupo[u] != grupo[v] for u, v in con_grupo.edges)
    arreglos = Arreglos.de_networkx(grafo)
    total, _ = papeles.indices_ei(arreglos, grupos)
    if not con_grupo.size():
        assert total is None
        assert papeles.asortatividad(arreglos, grupos) is None
        return
    assert total == pytest.approx((2 * fuera - con_grupo.size()) / con_grupo.size())
    nx.set_node_attributes(con_grupo, grupo, "grupo")
    if len({grupo[n] for u_v in con_grupo.edges for n in u_v}) > 1:
        esperada = nx.attribute_assortativity_coefficient(con_grupo, "grupo")
        assert papeles.asortatividad(arreglos, grupos) == pytest.approx(esperada)


def test_la_participacion_es_cero_en_uno_y_crece_con_los_grupos() -> None:
    grafo = nx.star_graph(4)
    arreglos = Arreglos.de_networkx(grafo)
    todos_en_uno = papeles.participacion(arreglos, np.array([0, 1, 1, 1, 1], np.int32))
    repartidos = papeles.participacion(arreglos, np.array([0, 1, 2, 3, 4], np.int32))
    sin_grupo = papeles.participacion(arreglos, np.array([0, -1, -1, -1, -1], np.int32))
    assert (todos_en_uno[0], repartidos[0]) == (0.0, 0.75)
    assert np.isnan(sin_grupo[0])
