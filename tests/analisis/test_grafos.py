"""Cómo se arman los grafos de la Red a partir de nodos y lazos."""

from datetime import date

import networkx as nx
import pytest

from red.analisis.grafos import (
    Clase,
    ClaseLazo,
    Lazo,
    LazoSinExtremo,
    Nodo,
    Participacion,
    construir_grafo,
    de_clase,
    lazos_de_coformacion,
    red_de_dependencias,
    red_de_personas,
)
from tests.analisis.redes import institucion, persona, red

ANA, EVA = persona("ana", "dif"), persona("eva", "obras")


def test_varios_lazos_entre_dos_nodos_son_una_arista_que_los_recuerda():
    grafo = construir_grafo(
        [ANA, EVA],
        [
            Lazo("ana", "eva", ClaseLazo.COLABORACION, date(2026, 5, 1), peso=2.0, fuente="Declarada"),
            Lazo("eva", "ana", ClaseLazo.COFORMACION, date(2025, 1, 9), peso=0.5, fuente="EC0308"),
            Lazo("ana", "eva", ClaseLazo.COFORMACION),
        ],
    )

    assert grafo.edges["eva", "ana"] == {
        "clases": (ClaseLazo.COFORMACION, ClaseLazo.COLABORACION),
        "peso": 3.5,
        "desde": date(2025, 1, 9),
        "fuentes": ("Declarada", "EC0308"),
    }


def test_los_atributos_propios_del_nodo_mandan_sobre_los_ajenos():
    nodo = Nodo("ana", Clase.PERSONA, "Ana", "dif", {"nivel": "mando medio", "nombre": "otra"})

    assert construir_grafo([nodo], []).nodes["ana"] == {
        "nivel": "mando medio",
        "clase": Clase.PERSONA,
        "nombre": "Ana",
        "grupo": "dif",
    }


def test_un_lazo_a_quien_no_esta_se_denuncia():
    with pytest.raises(LazoSinExtremo, match="zoe"):
        construir_grafo([ANA], [Lazo("ana", "zoe", ClaseLazo.COLABORACION)])


def test_un_lazo_consigo_misma_no_une_a_nadie():
    grafo = construir_grafo([ANA], [Lazo("ana", "ana", ClaseLazo.COLABORACION)])

    assert grafo.number_of_edges() == 0


def test_la_red_de_una_fecha_deja_fuera_lo_que_no_existia():
    lazos = [Lazo("ana", "eva", ClaseLazo.COLABORACION, desde=date(2026, 1, 1), hasta=date(2026, 6, 30))]

    def hay_lazo(dia: date) -> bool:
        return construir_grafo([ANA, EVA], lazos, dia).has_edge("ana", "eva")

    dias = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [hay_lazo(dia) for dia in dias] == [False, True, True, False]


def test_quienes_comparten_dos_ediciones_suman_sus_pesos():
    taller = [Participacion(p, "t", "Taller", date(2026, 2, 1)) for p in ("ana", "eva", "luz")]
    curso = [Participacion(p, "c", "Curso", date(2025, 3, 1)) for p in ("eva", "ana")]

    lazo, *demas = lazos_de_coformacion(taller + curso)

    assert (lazo.origen, lazo.destino, lazo.peso) == ("ana", "eva", 1.5)
    assert (lazo.desde, lazo.fuente) == (date(2025, 3, 1), "Curso · Taller")
    assert [otro.peso for otro in demas] == [0.5, 0.5]


def test_asistir_dos_veces_a_la_misma_edicion_cuenta_una():
    repetida = [Participacion("ana", "t"), Participacion("ana", "t"), Participacion("eva", "t")]

    assert [lazo.peso for lazo in lazos_de_coformacion(repetida)] == [1.0]


def test_quien_fue_sola_no_se_une_con_nadie():
    assert lazos_de_coformacion([Participacion("ana", "t")]) == []


def test_un_acto_multitudinario_no_une_a_nadie():
    acto = [Participacion(f"p{i}", "acto") for i in range(11)]

    assert lazos_de_coformacion(acto, maximo=10) == []
    assert len(lazos_de_coformacion(acto, maximo=11)) == 55


def test_mujeres_del_sur_publicado_proyecta_139_lazos():
    dos_modos = nx.davis_southern_women_graph()
    mujeres = dos_modos.graph["top"]
    participaciones = [Participacion(mujer, evento) for mujer in mujeres for evento in dos_modos[mujer]]

    lazos = {(lazo.origen, lazo.destino): lazo for lazo in lazos_de_coformacion(participaciones)}

    assert len(lazos) == 139
    compartidos = set(dos_modos["Evelyn Jefferson"]) & set(dos_modos["Theresa Anderson"])
    assert len(compartidos) == 7
    esperado = sum(1 / (len(dos_modos[evento]) - 1) for evento in compartidos)
    assert lazos["Evelyn Jefferson", "Theresa Anderson"].peso == pytest.approx(esperado)


def test_la_fuerza_de_cada_asistente_es_el_numero_de_ediciones():
    """Es lo que distingue al peso de Newman: nadie pesa más por ir a cursos con más gente."""
    dos_modos = nx.davis_southern_women_graph()
    lazos = lazos_de_coformacion(
        Participacion(mujer, evento) for mujer in dos_modos.graph["top"] for evento in dos_modos[mujer]
    )

    for mujer in dos_modos.graph["top"]:
        fuerza = sum(lazo.peso for lazo in lazos if mujer in (lazo.origen, lazo.destino))
        assert fuerza == pytest.approx(dos_modos.degree[mujer])


def test_dos_dependencias_se_unen_por_su_gente():
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"], "cultura": ["luz"]}, [("ana", "eva")])
    proyeccion = red_de_dependencias(grafo)

    assert sorted(map(sorted, proyeccion.edges)) == [["dif", "obras"]]
    assert proyeccion.edges["dif", "obras"] == {"peso": 1, "personas": {"ana", "eva"}}
    assert proyeccion.nodes["dif"] == {"nombre": "Dif", "personas": 2}


def test_una_persona_de_dos_dependencias_las_une():
    grafo = red({"dif": ["ana"], "obras": []}, otros=[Lazo("ana", "obras", ClaseLazo.DESIGNACION)])

    assert red_de_dependencias(grafo).edges["dif", "obras"]["personas"] == {"ana"}


def test_la_red_de_personas_no_cuenta_la_adscripcion():
    grafo = red({"dif": ["ana", "sol"]}, nodos=[institucion("obras")])

    assert de_clase(grafo, Clase.INSTITUCION) == ["dif", "obras"]
    assert set(red_de_personas(grafo)) == {"ana", "sol"}
    assert red_de_personas(grafo).number_of_edges() == 0
