"""Lo que un corte mide y dice: contra networkx, con redes sembradas donde se sabe la respuesta, y con cada lente."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.analisis.efecto import efecto_de_la_formacion
from red.analisis.grafos import Clase, ClaseLazo
from red.analisis.hallazgos_de_corte import Leida, buscar
from red.analisis.lectura import ClaseHallazgo, Hallazgo
from red.analisis.mediciones import medir_vista
from red.analisis.motor.proyeccion import parejas, pares_en_comun
from red.analisis.recetas import Lente, Receta, Vista, mirar
from red.analisis.redaccion import Palabras
from red.analisis.tejido import CLASES, CLASES_DE_LAZO, Encuentros, Lazos, Nodos, Tejido

DIA = date(2026, 11, 22)


def tejido(
    grupos: Sequence[int],
    colaboran: Sequence[tuple[int, int]],
    cursos: Sequence[Sequence[int]] = (),
    desde: int = DIA.toordinal() - 100,
) -> Tejido:
    """Personas (una por grupo dicho, con su institución), quiénes colaboran y quiénes estuvieron en cada curso."""
    personas, instituciones = len(grupos), max(grupos, default=-1) + 1
    suyos = [personas + g for g in grupos] + [personas + i for i in range(instituciones)]
    lazos = [(p, suyos[p], ClaseLazo.ADSCRIPCION) for p in range(personas)]
    lazos += [(a, b, ClaseLazo.COLABORACION) for a, b in colaboran]
    juntas = [(p, curso) for curso, quienes in enumerate(cursos) for p in quienes]
    clases = [CLASES.index(Clase.PERSONA)] * personas + [CLASES.index(Clase.INSTITUCION)] * instituciones
    return Tejido(
        DIA,
        Nodos(
            np.array(clases, np.int8),
            np.array([*range(personas), *range(instituciones)], np.int64),
            np.array(suyos, np.int32),
            np.array([(s - personas) // 2 for s in suyos], np.int64),
            np.array([3] * personas + [-1] * instituciones, np.int8),
        ),
        Lazos(
            np.array([a for a, *_ in lazos], np.int32),
            np.array([b for _, b, _ in lazos], np.int32),
            np.array([CLASES_DE_LAZO.index(c) for *_, c in lazos], np.int8),
            np.ones(len(lazos)),
            np.full(len(lazos), desde, np.int32),
        ),
        Encuentros(
            np.array([p for p, _ in juntas], np.int32),
            np.array([c for _, c in juntas], np.int64),
            np.full(len(juntas), CLASES_DE_LAZO.index(ClaseLazo.COFORMACION), np.int8),
            np.full(len(juntas), desde, np.int32),
        ),
    )


def hallazgos(hechos: Tejido, receta: Receta | None = None) -> list[Hallazgo]:
    vista = mirar(hechos, receta or Receta())
    return buscar(leida(vista), efecto_de_la_formacion(hechos))


def leida(vista: Vista) -> Leida:
    def nombrar(lugares: np.ndarray) -> list[str]:
        return [vista.identificadores[lugar] for lugar in lugares.tolist()]

    return Leida(vista, medir_vista(vista), nombrar, Palabras())


def silos(azar: Random, cuantos: int = 3, gente: int = 8) -> tuple[list[int], list[tuple[int, int]]]:
    """Instituciones donde cada quien trata a varias de la suya y a nadie de fuera."""
    grupos = [g for g in range(cuantos) for _ in range(gente)]
    lazos = []
    for g in range(cuantos):
        suyas = [p for p, suyo in enumerate(grupos) if suyo == g]
        lazos += [par for par in combinations(suyas, 2) if azar.random() < 0.6]
    return grupos, lazos


def test_en_cien_redes_al_azar_halla_a_quien_se_sembro_como_unico_paso() -> None:
    for semilla in range(100):
        azar = Random(semilla)
        grupos, lazos = silos(azar)
        paso = azar.randrange(len(grupos))
        ajenas = [p for p in range(len(grupos)) if grupos[p] != grupos[paso]]
        por_grupo = {grupos[p]: p for p in azar.sample(ajenas, len(ajenas))}
        lazos += [(paso, otra) for otra in por_grupo.values()]
        hallados = hallazgos(tejido(grupos, lazos))
        cortan = [h for h in hallados if h.clase is ClaseHallazgo.SALIDA_QUE_CORTA]
        unen = [h for h in hallados if h.clase is ClaseHallazgo.INTERCONEXION]
        assert any(h.nodos[0] == f"p{paso}" for h in cortan), semilla
        assert any(h.nodos[0] == f"p{paso}" for h in unen), semilla


def test_en_cien_redes_al_azar_halla_los_grupos_cerrados_y_sin_ellos_no_los_inventa() -> None:
    for semilla in range(100):
        azar = Random(semilla)
        grupos, lazos = silos(azar)
        cerrados = [h for h in hallazgos(tejido(grupos, lazos)) if h.clase is ClaseHallazgo.GRUPO_CERRADO]
        assert len(cerrados) == 3, semilla
        mezclada = [tuple(azar.sample(range(len(grupos)), 2)) for _ in lazos]
        abiertos = hallazgos(tejido(grupos, mezclada))  # type: ignore[arg-type]
        assert not any(h.clase is ClaseHallazgo.GRUPO_CERRADO for h in abiertos), semilla


def test_el_lazo_que_propone_acerca_de_verdad() -> None:
    grupos, lazos = silos(Random(3), cuantos=2)
    hechos = tejido(grupos, lazos)
    propuesto = next(h for h in hallazgos(hechos) if h.clase is ClaseHallazgo.A_QUIEN_VINCULAR)
    una, otra = (int(nodo[1:]) for nodo in propuesto.nodos)
    con_el = tejido(grupos, [*lazos, (una, otra)])
    antes, despues = (medir_vista(mirar(t, Receta())).numeros["en_el_mayor"] for t in (hechos, con_el))
    assert grupos[una] != grupos[otra]
    assert despues == 2 * antes


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), max_size=6, unique=True), max_size=6))
def test_coincidir_pesa_lo_que_newman_dice_y_los_pares_son_los_que_hay(aulas: list[list[int]]) -> None:
    quienes = np.array([p for aula in aulas for p in aula], np.int32)
    eventos = np.array([e for e, aula in enumerate(aulas) for _ in aula], np.int64)
    unos, otros, pesos = parejas(quienes, eventos, 5)
    caben = [aula for aula in aulas if 2 <= len(aula) <= 5]
    esperado = sorted((min(p), max(p), 1 / (len(aula) - 1)) for aula in caben for p in combinations(aula, 2))
    hallado = zip(np.minimum(unos, otros), np.maximum(unos, otros), pesos, strict=True)
    assert sorted((int(a), int(b), float(w)) for a, b, w in hallado) == esperado
    inicios = np.concatenate(([0], np.cumsum([len(aula) for aula in aulas]))).astype(np.int64)
    pares = pares_en_comun(inicios, quienes.astype(np.int64) // 2, 4, 5)
    juntos = {tuple(sorted((a // 2, b // 2))) for aula in caben for a, b in combinations(aula, 2)}
    assert [tuple(par) for par in pares.tolist()] == sorted(par for par in juntos if par[0] != par[1])


def test_el_efecto_distingue_cursos_que_cruzan_de_los_que_repiten_el_organigrama() -> None:
    grupos = [g for g in range(10) for _ in range(6)]
    cruzan = [[6 * g + lugar for g in range(10)] for lugar in range(6)]
    repiten = [[6 * g + lugar for lugar in range(6)] for g in range(10)]
    repiten[0] = [*repiten[0][:5], 6]
    mucho, poco = (efecto_de_la_formacion(tejido(grupos, [], cursos)) for cursos in (cruzan, repiten))
    assert mucho is not None
    assert poco is not None
    assert (mucho.pares_de_instituciones, mucho.nuevos, mucho.con_cursos) == (45, 45, 10)
    assert mucho.pares_de_instituciones >= mucho.al_azar_bajo
    assert (poco.pares_de_instituciones, poco.con_cursos) == (1, 2)
    assert poco.pares_de_instituciones < poco.al_azar_bajo
    assert efecto_de_la_formacion(tejido(grupos, [(0, 6)])) is None


def test_cada_lente_dobla_lo_que_dice_y_los_filtros_quitan_lo_suyo() -> None:
    grupos = [0, 0, 1, 2, 3]
    hechos = tejido(grupos, [(0, 2), (1, 2)], [[2, 3]])
    completa, personas, dependencias, municipios, encuentros = (
        mirar(hechos, Receta(lente)) for lente in Lente
    )
    assert (len(completa), completa.arreglos.number_of_edges()) == (9, 8)
    assert (len(personas), personas.arreglos.number_of_edges()) == (5, 3)
    assert dependencias.arreglos.vecinos.tolist() == [1, 0, 2, 1]
    assert dependencias.arreglos.unos.tolist() == [2.0, 2.0, 1.0, 1.0], "Dos personas de la misma con la otra"
    assert dependencias.gente.tolist() == [2, 1, 1, 1]
    assert (len(municipios), municipios.arreglos.number_of_edges()) == (2, 1)
    assert (len(encuentros), encuentros.arreglos.number_of_edges()) == (3, 2)
    sin_cursos = Receta(Lente.PERSONAS, lazos=(ClaseLazo.COLABORACION,))
    assert mirar(hechos, sin_cursos).arreglos.number_of_edges() == 2
    assert mirar(hechos, Receta(desde=DIA)).arreglos.number_of_edges() == 0
    assert len(mirar(hechos, Receta(niveles=("titular",)))) == 4
    ego = mirar(hechos, Receta(centro=0))
    assert sorted(ego.identificadores) == ["i0", "p0", "p1", "p2"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_una_receta_se_guarda_y_vuelve_igual_y_el_orden_no_cambia_la_huella(semilla: int) -> None:
    azar = Random(semilla)
    receta = Receta(
        azar.choice(list(Lente)),
        tuple(azar.sample(list(ClaseLazo), 2)),
        azar.choice([None, DIA]),
        (3, 4),
        ("titular",),
        7,
    )
    assert Receta.de_json(receta.en_json()) == receta
    grupos, lazos = silos(azar, gente=3)
    hechos = tejido(grupos, lazos, [[0, 4], [1, 5]])
    orden = np.array(azar.sample(range(len(hechos.lazos)), len(hechos.lazos)))
    otros = Lazos(*(getattr(hechos.lazos, campo)[orden] for campo in Lazos.__slots__))
    assert replace(hechos, lazos=otros).huella == hechos.huella
    assert tejido(grupos, [*lazos, (0, 8)], [[0, 4], [1, 5]]).huella != hechos.huella


def test_los_numeros_son_los_de_networkx() -> None:
    grupos, lazos = silos(Random(5))
    lazos += [(0, 9), (10, 20)]
    vista = mirar(tejido(grupos, lazos), Receta())
    medidas = medir_vista(vista, a_fondo=True)
    grafo = vista.arreglos.a_networkx()
    for columna, valores in (
        ("intermediacion", nx.betweenness_centrality(grafo)),
        ("cercania", nx.closeness_centrality(grafo)),
        ("armonica", nx.harmonic_centrality(grafo)),
        ("agrupamiento", nx.clustering(grafo)),
        ("nucleo", nx.core_number(grafo)),
    ):
        np.testing.assert_allclose(medidas.columnas[columna], [valores[n] for n in grafo], atol=1e-12)
    assert medidas.numeros["transitividad"] == pytest.approx(nx.transitivity(grafo))
    assert medidas.numeros["pedazos"] == nx.number_connected_components(grafo)
