"""Las medidas contra valores publicados, formas cerradas e identidades."""

from itertools import combinations
from math import comb
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.analisis import medidas
from red.analisis.grafos import ClaseLazo, Grafo, Lazo
from red.analisis.impacto import impactos, puentes
from red.analisis.intermediacion import _estimar, intermediacion
from red.analisis.medidas import (
    Cobertura,
    cercania,
    cercania_clasica,
    cobertura,
    componentes,
    densidad,
    dependencias_que_toca,
    fuerza,
    grado,
    indice_ei,
    medir,
    restriccion,
)
from tests.analisis.redes import con_nombres, institucion, red, redes_al_azar

KITE = con_nombres(
    nx.relabel_nodes(
        nx.krackhardt_kite_graph(),
        dict(
            enumerate(
                ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]
            )
        ),
    )
)
FLORENCIA = con_nombres(nx.florentine_families_graph())
KARATE = con_nombres(nx.karate_club_graph())
SUR = con_nombres(nx.davis_southern_women_graph())


def valores(medida: dict[str, float], *nodos: str) -> list[float]:
    return [round(medida[nodo], 3) for nodo in nodos]


def test_cometa_de_krackhardt_1990():
    entre = intermediacion(KITE).valores

    assert round(grado(KITE)["Diane"] / 9, 3) == 0.667
    assert valores(cercania_clasica(KITE), "Fernando", "Garth") == [0.643, 0.643]
    assert valores(entre, "Heather", "Fernando", "Garth", "Ike", "Diane") == [
        0.389,
        0.231,
        0.231,
        0.222,
        0.102,
    ]
    assert set(impactos(KITE)) == {"Heather", "Ike"}
    assert {frozenset(puente) for puente in puentes(KITE)} == {
        frozenset({"Heather", "Ike"}),
        frozenset({"Ike", "Jane"}),
    }


def test_familias_de_florencia_padgett_y_ansell_1993():
    entre = intermediacion(FLORENCIA).valores

    assert valores(entre, "Medici", "Guadagni", "Albizzi") == [0.522, 0.255, 0.212]
    assert valores(cercania_clasica(FLORENCIA), "Medici") == [0.56]
    assert valores(restriccion(FLORENCIA), "Medici") == [0.21]
    assert set(impactos(FLORENCIA)) == {"Albizzi", "Guadagni", "Medici", "Salviati"}
    separados = impactos(FLORENCIA)["Medici"].separados()
    assert sorted(sorted(pedazo) for pedazo in separados) == [["Acciaiuoli"], ["Pazzi", "Salviati"]]


def test_club_de_karate_zachary_1977():
    entre = intermediacion(KARATE).valores

    assert valores(entre, "0", "33") == [0.438, 0.304]
    assert set(impactos(KARATE)) == {"0"}
    assert densidad(KARATE) == pytest.approx(78 / comb(34, 2))


def test_mujeres_del_sur_borgatti_y_everett_1997():
    """Los valores de dos modos se publican divididos entre el máximo posible de su modo."""
    assert valores(grado_de_dos_modos(), "Evelyn Jefferson", "Theresa Anderson", "E8") == [
        0.571,
        0.571,
        0.778,
    ]
    bipartita = nx.bipartite.betweenness_centrality(
        nx.davis_southern_women_graph(), nx.davis_southern_women_graph().graph["top"]
    )
    nuestra = intermediacion(SUR).valores
    razon = nuestra["E8"] / bipartita["E8"]
    assert round(bipartita["E8"], 3) == 0.244
    assert round(bipartita["Evelyn Jefferson"], 3) == 0.097
    # La nuestra es la misma cuenta con otro divisor: la razón es igual en todos los eventos.
    for evento in (f"E{i}" for i in range(1, 15)):
        assert nuestra[evento] == pytest.approx(razon * bipartita[evento])


def grado_de_dos_modos() -> dict[str, float]:
    return {
        nodo: veces / (18 if nodo.startswith("E") and nodo[1:].isdigit() else 14)
        for nodo, veces in grado(SUR).items()
    }


@settings(deadline=None)
@given(redes_al_azar())
def test_la_suma_de_la_intermediacion_es_la_de_los_pasos_intermedios(grafo: Grafo):
    """Cada par unido a distancia d reparte d−1 entre quienes lo intermedian."""
    pares = (len(grafo) - 1) * (len(grafo) - 2) / 2
    pasos = dict(nx.all_pairs_shortest_path_length(grafo))
    esperada = sum(pasos[una][otra] - 1 for una, otra in combinations(grafo, 2) if otra in pasos[una])

    suma = sum(intermediacion(grafo).valores.values())

    assert suma * max(pares, 0) == pytest.approx(esperada if pares > 0 else 0)


@settings(deadline=None)
@given(redes_al_azar(), st.randoms())
def test_cambiar_los_nombres_no_cambia_las_medidas(grafo: Grafo, azar: Random):
    nuevos = [f"x{i}" for i in range(len(grafo))]
    azar.shuffle(nuevos)
    nombres = dict(zip(grafo, nuevos, strict=True))
    otro = nx.relabel_nodes(grafo, nombres)
    for nodo, datos in otro.nodes(data=True):
        otro.nodes[nodo]["grupo"] = nombres.get(datos["grupo"])

    una, otra = medir(grafo), medir(otro)

    for nodo in grafo:
        gemelo = nombres[nodo]
        assert una.grado[nodo] == otra.grado[gemelo]
        assert una.fuerza[nodo] == pytest.approx(otra.fuerza[gemelo])
        assert una.cercania[nodo] == pytest.approx(otra.cercania[gemelo])
        assert una.restriccion.get(nodo) == pytest.approx(otra.restriccion.get(gemelo))
        assert una.intermediacion.valores[nodo] == pytest.approx(otra.intermediacion.valores[gemelo])
    assert {nombres[nodo] for nodo in una.impactos} == set(otra.impactos)
    assert una.indice_ei == otra.indice_ei
    assert una.cobertura == otra.cobertura


@settings(deadline=None)
@given(redes_al_azar())
def test_la_restriccion_es_la_de_networkx(grafo: Grafo):
    pytest.importorskip("scipy")
    if grafo.number_of_edges() == 0:
        assert restriccion(grafo) == {}
        return
    suya = nx.constraint(grafo, weight="peso")
    for nodo, valor in restriccion(grafo).items():
        assert valor == pytest.approx(suya[nodo])


@pytest.mark.parametrize("origenes", [1, 3, 4096])
@settings(deadline=None)
@given(grafo=redes_al_azar())
def test_la_cercania_es_la_armonica_de_networkx(origenes: int, grafo: Grafo):
    with pytest.MonkeyPatch.context() as cambio:
        cambio.setattr(medidas, "ORIGENES_A_LA_VEZ", origenes)
        nuestra = cercania(grafo)

    for nodo, valor in nx.harmonic_centrality(grafo).items():
        assert nuestra[nodo] * max(1, len(grafo) - 1) == pytest.approx(valor)


@pytest.mark.parametrize("n", [3, 4, 7, 12])
def test_formas_cerradas(n: int):
    estrella = con_nombres(nx.star_graph(n - 1))
    completa = con_nombres(nx.complete_graph(n))
    cadena = con_nombres(nx.path_graph(n))
    anillo = con_nombres(nx.cycle_graph(n))

    assert intermediacion(estrella).valores["0"] == pytest.approx(1)
    assert set(intermediacion(completa).valores.values()) == {0.0}
    assert intermediacion(cadena).valores["1"] == pytest.approx((n - 2) / comb(n - 1, 2))
    assert len({round(v, 9) for v in intermediacion(anillo).valores.values()}) == 1
    assert densidad(completa) == 1.0
    assert cercania(completa)["0"] == pytest.approx(1)
    assert cercania(estrella)["1"] == pytest.approx((1 + (n - 2) / 2) / (n - 1))
    assert restriccion(estrella)["0"] == pytest.approx(1 / (n - 1))
    assert restriccion(cadena)["0"] == pytest.approx(1)


def test_con_todos_los_pivotes_la_estimacion_es_exacta():
    exacta = intermediacion(KARATE).valores
    estimada = _estimar(KARATE, len(KARATE), semilla=1)

    for nodo in KARATE:
        assert estimada.valores[nodo] == pytest.approx(exacta[nodo])
        assert estimada.errores[nodo] == 0


def test_la_intermediacion_muestreada_lo_dice_y_acierta_dentro_de_su_error():
    grafo = con_nombres(nx.barabasi_albert_graph(600, 4, seed=7))
    exacta = intermediacion(grafo, presupuesto=None)
    estimada = intermediacion(grafo, presupuesto=600_000, semilla=3)

    assert exacta.es_exacta
    assert not exacta.errores
    assert not estimada.es_exacta
    assert estimada.pivotes == 600_000 // grafo.number_of_edges()
    importan = sorted(exacta.valores, key=exacta.valores.__getitem__)[-50:]
    dentro = [
        abs(estimada.valores[nodo] - exacta.valores[nodo]) <= 2 * estimada.errores[nodo] for nodo in importan
    ]
    assert sum(dentro) >= 45
    mayores = sorted(exacta.valores, key=exacta.valores.__getitem__)[-10:]
    hallados = sorted(estimada.valores, key=estimada.valores.__getitem__)[-10:]
    assert len(set(mayores) & set(hallados)) >= 8


def test_la_muestra_se_repite_con_la_misma_semilla():
    grafo = con_nombres(nx.barabasi_albert_graph(300, 4, seed=7))

    una = intermediacion(grafo, presupuesto=1000, semilla=5)

    assert una.pivotes == 100
    assert una == intermediacion(grafo, presupuesto=1000, semilla=5)
    assert una != intermediacion(grafo, presupuesto=1000, semilla=6)


def test_indice_ei_va_de_menos_uno_a_uno():
    dentro = red({"dif": ["ana", "eva"]}, [("ana", "eva")])
    fuera = red({"dif": ["ana"], "obras": ["eva"]}, [("ana", "eva")])
    sin_lazos = red({"dif": ["ana"], "obras": ["eva"]})

    assert (indice_ei(dentro), indice_ei(fuera), indice_ei(sin_lazos)) == (-1, 1, None)


def test_toca_la_suya_y_las_de_sus_lazos():
    grafo = red(
        {"dif": ["ana"], "obras": ["eva"], "cultura": []},
        [("ana", "eva")],
        [Lazo("ana", "cultura", ClaseLazo.COLABORACION)],
    )

    assert dependencias_que_toca(grafo) == {
        "ana": {"dif", "obras", "cultura"},
        "eva": {"obras", "dif"},
    }


def test_cobertura_distingue_vacias_solas_y_con_trato_fuera():
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"], "cultura": [], "salud": ["luz"]}, [("ana", "eva")])

    assert cobertura(grafo) == Cobertura(dependencias=4, con_personas=3, con_una_sola=2, con_lazos_fuera=2)


def test_los_pedazos_van_del_mayor_al_menor():
    grafo = red({"dif": ["ana"], "obras": ["eva", "sol"], "cultura": []})

    assert componentes(grafo) == (
        frozenset({"obras", "eva", "sol"}),
        frozenset({"dif", "ana"}),
        frozenset({"cultura"}),
    )


@settings(max_examples=60, deadline=None)
@given(redes_al_azar())
def test_medir_acepta_cualquier_red_y_respeta_los_rangos(grafo: Grafo):
    todas = medir(grafo)

    assert todas.densidad is None or 0 <= todas.densidad <= 1
    assert all(0 <= valor <= 1 + 1e-9 for valor in todas.intermediacion.valores.values())
    assert all(0 <= valor <= 1 + 1e-9 for valor in todas.cercania.values())
    assert all(0 < valor < 2 for valor in todas.restriccion.values())
    assert set(todas.restriccion) == {nodo for nodo, veces in todas.grado.items() if veces}
    assert sum(map(len, todas.componentes)) == len(grafo)
    assert todas.fuerza == pytest.approx(dict(grafo.degree(weight="peso")))
    assert set(todas.aislados) == set(nx.isolates(grafo))


def test_fuerza_sin_peso_cuenta_uno_por_lazo():
    assert fuerza(con_nombres(nx.path_graph(3))) == {"0": 1.0, "1": 2.0, "2": 1.0}


def test_redes_de_cero_uno_y_dos_nodos():
    vacia = medir(nx.Graph())
    assert (vacia.personas, vacia.densidad, vacia.componentes) == (0, None, ())

    sola = medir(red({}, nodos=[institucion("dif")]))
    assert (sola.densidad, sola.aislados, sola.cercania) == (None, ("dif",), {"dif": 0.0})

    pareja = medir(red({"dif": ["ana"]}))
    assert pareja.cercania == {"dif": 1.0, "ana": 1.0}
    assert pareja.impactos == {}
