"""Los hallazgos sobre redes armadas a mano, donde se sabe de antemano qué hay que encontrar."""

import re

import networkx as nx
import pytest
from hypothesis import given, settings

from red.analisis.diagnostico import Etapa, diagnosticar
from red.analisis.grafos import Clase, ClaseLazo, Grafo, Lazo, Nodo
from red.analisis.hallazgos import AVISO, buscar_hallazgos
from red.analisis.lectura import (
    ClaseAccion,
    ClaseHallazgo,
    Confianza,
    Gravedad,
    Hallazgo,
)
from red.analisis.medidas import medir
from tests.analisis.redes import persona, red, redes_al_azar


def hallar(grafo: Grafo, clase: ClaseHallazgo | None = None) -> list[Hallazgo]:
    hallazgos = buscar_hallazgos(grafo, medir(grafo))
    return [h for h in hallazgos if clase in (None, h.clase)]


def uno(grafo: Grafo, clase: ClaseHallazgo) -> Hallazgo:
    hallados = hallar(grafo, clase)
    assert len(hallados) == 1, hallados
    return hallados[0]


def etapa(grafo: Grafo) -> Etapa:
    return diagnosticar(grafo, medir(grafo)).etapa


def dos_mitades_por(puente: str = "ana") -> Grafo:
    """Dos grupos de dependencias, y una sola persona que trata con ambos."""
    return red(
        {"dif": [puente, "sol", "flor"], "salud": ["luz", "paz"], "obras": ["eva", "mar"], "agua": ["zoe"]},
        [
            ("sol", "luz"),
            ("flor", "paz"),
            (puente, "luz"),
            ("eva", "zoe"),
            ("mar", "zoe"),
            (puente, "zoe"),
            (puente, "eva"),
        ],
    )


def estrella_de_dependencias() -> Grafo:
    centro = ["c1", "c2", "c3", "c4", "c5"]
    orilla = {f"d{i}": [f"p{i}", f"q{i}"] for i in range(1, 6)}
    return red(
        {"instituto": centro, **orilla},
        [(f"c{i}", f"p{i}") for i in range(1, 6)] + [(f"c{i % 5 + 1}", f"q{i}") for i in range(1, 6)],
    )


def red_tejida(dependencias: int = 6) -> Grafo:
    plantilla = {f"d{i}": [f"a{i}", f"b{i}"] for i in range(dependencias)}
    trato = [(f"{letra}{i}", f"{letra}{j}") for letra in "ab" for i in range(dependencias) for j in range(i)]
    return red(plantilla, trato)


def test_la_salida_plantada_se_encuentra_y_dice_a_quien_separa():
    hallazgo = uno(dos_mitades_por(), ClaseHallazgo.SALIDA_QUE_CORTA)

    assert hallazgo.titulo == "Si Ana deja su puesto, la Red se parte"
    assert hallazgo.frase == (
        "Tres personas de Obras y Agua quedarían sin camino a las otras cuatro personas de dos dependencias."
    )
    assert hallazgo.nodos == ("ana", "agua", "eva", "mar", "obras", "zoe")
    assert hallazgo.que_hacer.clase == ClaseAccion.DESIGNAR_SUPLENTE
    assert hallazgo.que_hacer.nodos == ("dif",)
    assert hallazgo.gravedad == Gravedad.ALTA


def test_una_salida_que_separa_a_pocas_no_dice_que_la_red_se_parte():
    grafo = red(
        {"dif": [f"d{i}" for i in range(12)], "obras": ["eva", "mar"], "agua": ["zoe"]},
        [("d1", "eva"), ("d2", "mar"), ("eva", "zoe"), ("d3", "d4")],
        [Lazo("flor", "d5", ClaseLazo.COLABORACION)],
        [persona("flor")],
    )

    hallazgos = hallar(grafo, ClaseHallazgo.SALIDA_QUE_CORTA)

    assert [h.titulo for h in hallazgos] == [
        "Si D5 deja su puesto, una persona queda sin camino al resto",
        "Si Eva deja su puesto, una persona queda sin camino al resto",
    ]
    assert [h.frase for h in hallazgos] == [
        "Flor quedaría sin camino a las otras 14 personas de tres dependencias.",
        "Zoe (Agua) quedaría sin camino a las otras 14 personas de dos dependencias.",
    ]
    assert {h.gravedad for h in hallazgos} == {Gravedad.MEDIA}


def test_nadie_corta_una_red_tejida():
    assert hallar(red_tejida(), ClaseHallazgo.SALIDA_QUE_CORTA) == []


def test_compartir_dependencia_basta_para_no_quedar_fuera():
    """Si Ana se va, Sol sigue unida a la dependencia que es suya: nadie queda sin camino."""
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva", "mar"]}, [("ana", "eva"), ("sol", "mar")])

    assert hallar(grafo, ClaseHallazgo.SALIDA_QUE_CORTA) == []


def test_la_persona_que_enlaza_se_encuentra_con_lo_que_costaria_su_ausencia():
    enlaces = hallar(dos_mitades_por("ana"), ClaseHallazgo.INTERCONEXION)

    ana = enlaces[0]
    assert ana.nodos == ("ana", "dif", "agua", "obras", "salud", "eva", "luz", "zoe")
    assert ana.titulo == "Ana enlaza cuatro dependencias"
    assert (
        ana.frase
        == "Llega desde Dif a Agua, Obras y Salud. Si faltara, 12 pares de personas ya no tendrían camino."
    )
    assert ana.porque[0] == "Tiene trato con tres dependencias además de la suya."
    assert ana.que_hacer.clase == ClaseAccion.DECLARAR_VINCULO


def test_quien_trata_solo_con_su_dependencia_no_es_enlace():
    grafo = red({"dif": ["ana", "sol", "flor"], "obras": ["eva"]}, [("ana", "sol"), ("ana", "flor")])

    assert hallar(grafo, ClaseHallazgo.INTERCONEXION) == []


def test_si_hay_otro_camino_se_dice_que_nadie_daria_mas_pasos():
    grafo = red(
        {"dif": ["ana", "sol"], "obras": ["eva", "mar"]},
        [("ana", "eva"), ("ana", "mar"), ("sol", "eva"), ("sol", "mar")],
    )

    frases = [h.frase for h in hallar(grafo, ClaseHallazgo.INTERCONEXION)]

    assert frases
    assert all(
        frase.endswith("nadie daría más pasos: hay otros caminos igual de cortos.") for frase in frases
    )


def test_una_dependencia_con_una_sola_persona_cuelga_de_ella():
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"]}, [("ana", "eva"), ("sol", "eva")])

    hallazgo = uno(grafo, ClaseHallazgo.DEPENDENCIA_COLGADA)

    assert hallazgo.titulo == "Una dependencia está en la Red por una sola persona"
    assert hallazgo.frase.endswith("Obras (por Eva).")
    assert hallazgo.que_hacer == hallazgo.que_hacer.__class__(
        ClaseAccion.INVITAR, "Invita a una segunda persona de esa dependencia.", ("obras",)
    )
    assert hallazgo.nodos == ("obras", "eva")


def test_las_dependencias_sin_trato_con_otras_se_nombran():
    grafo = red(
        {"dif": ["ana", "sol"], "obras": ["eva"], "agua": ["zoe", "mia"], "cultura": []},
        [("ana", "eva"), ("zoe", "mia")],
    )

    hallazgo = uno(grafo, ClaseHallazgo.DEPENDENCIA_AISLADA)

    assert hallazgo.titulo == "Una dependencia todavía no trata con ninguna otra"
    assert hallazgo.porque == ("Agua: dos personas, ningún lazo hacia afuera.",)
    assert hallazgo.nodos == ("agua", "zoe", "mia")
    assert hallazgo.confianza != Confianza.ALTA


def test_las_personas_que_no_coinciden_con_nadie_se_nombran():
    grafo = red({"dif": ["ana", "sol"], "obras": ["eva"]}, [("ana", "eva")], nodos=[persona("flor")])

    hallazgo = uno(grafo, ClaseHallazgo.PERSONA_AISLADA)

    assert hallazgo.nodos == ("sol", "flor")
    assert hallazgo.titulo == "Dos personas todavía no coinciden con nadie"
    assert "De ellas, 1 sin dependencia anotada." in hallazgo.porque
    assert hallazgo.que_hacer.clase == ClaseAccion.VER_FORMACION


def test_quien_tiene_designacion_en_otra_dependencia_no_esta_aislada():
    grafo = red({"dif": ["ana"], "obras": ["eva"]}, otros=[Lazo("ana", "obras", ClaseLazo.DESIGNACION)])

    assert uno(grafo, ClaseHallazgo.PERSONA_AISLADA).nodos == ("eva",)


def test_las_dependencias_sin_nadie_se_invitan():
    hallazgo = uno(red({"dif": ["ana"], "obras": [], "agua": []}), ClaseHallazgo.DEPENDENCIA_VACIA)

    assert hallazgo.titulo == "Dos dependencias sin nadie en la Red"
    assert hallazgo.que_hacer.clase == ClaseAccion.INVITAR
    assert hallazgo.que_hacer.nodos == ("obras", "agua")


def test_dos_grupos_que_no_se_tocan_son_una_red_en_pedazos():
    grafo = red(
        {"dif": ["ana"], "salud": ["luz"], "obras": ["eva", "mar"], "agua": ["zoe"]},
        [("ana", "luz"), ("eva", "zoe")],
    )

    hallazgo = uno(grafo, ClaseHallazgo.RED_EN_PEDAZOS)

    assert hallazgo.titulo == "La Red está en dos grupos que no se tocan"
    assert hallazgo.que_hacer.nodos == ("obras", "dif")
    assert set(hallazgo.nodos) == {"ana", "luz", "dif", "salud"}
    assert etapa(grafo) == Etapa.EN_PEDAZOS


def test_una_dependencia_suelta_no_parte_la_red_en_grupos():
    grafo = red({"dif": ["ana"], "salud": ["luz"], "obras": ["eva"]}, [("ana", "luz")])

    assert hallar(grafo, ClaseHallazgo.RED_EN_PEDAZOS) == []


def test_la_unidad_de_una_sola_persona_pide_suplente():
    unidad = Nodo("uig", Clase.UNIDAD, "Unidad de Igualdad", "dif")
    lazos = [
        Lazo("uig", "dif", ClaseLazo.PERTENENCIA),
        Lazo("ana", "uig", ClaseLazo.DESIGNACION),
    ]
    sola = red({"dif": ["ana", "sol"]}, [("ana", "sol")], lazos, [unidad])
    dos = red({"dif": ["ana", "sol"]}, [], [*lazos, Lazo("sol", "uig", ClaseLazo.DESIGNACION)], [unidad])

    hallazgo = uno(sola, ClaseHallazgo.UNIDAD_DE_UNA_PERSONA)

    assert hallazgo.nodos == ("uig", "ana")
    assert hallazgo.que_hacer.clase == ClaseAccion.DESIGNAR_SUPLENTE
    assert hallar(dos, ClaseHallazgo.UNIDAD_DE_UNA_PERSONA) == []
    assert hallar(dos, ClaseHallazgo.DEPENDENCIA_SIN_UNIDAD) == []


def test_la_dependencia_sin_unidad_pide_registrarla():
    hallazgo = uno(red({"dif": ["ana"], "obras": []}), ClaseHallazgo.DEPENDENCIA_SIN_UNIDAD)

    assert hallazgo.nodos == ("dif",)
    assert hallazgo.que_hacer.clase == ClaseAccion.REGISTRAR_UNIDAD


def test_la_densidad_se_dice_de_cada_cien():
    plantilla = {"dif": [f"p{i}" for i in range(10)], "obras": ["eva"]}
    grafo = red(plantilla, [("p0", "p1"), ("p1", "p2"), ("p2", "eva")])

    hallazgo = uno(grafo, ClaseHallazgo.DENSIDAD)

    assert hallazgo.frase == "De cada 100 pares posibles de personas, hay 5 unidos."
    assert hallazgo.porque[1] == "Tres de cada diez de esos lazos cruzan de una dependencia a otra."


def test_los_hallazgos_van_de_lo_que_urge_a_lo_que_conviene_saber():
    gravedades = [h.gravedad for h in hallar(dos_mitades_por())]

    assert gravedades == sorted(gravedades, key=list(Gravedad).index)
    assert gravedades[0] == Gravedad.ALTA


@pytest.mark.parametrize(
    ("grafo", "esperada"),
    [
        (nx.Graph(), Etapa.EMPIEZA),
        (red({"dif": ["ana", "sol"]}, [("ana", "sol")]), Etapa.EMPIEZA),
        (red({"dif": ["ana"], "obras": ["eva"], "agua": ["zoe"]}), Etapa.EN_PEDAZOS),
        (estrella_de_dependencias(), Etapa.UN_CENTRO),
        (dos_mitades_por(), Etapa.UN_CENTRO),
        (red_tejida(), Etapa.TEJIDA),
    ],
    ids=["vacía", "una dependencia", "sin lazos", "estrella", "dos mitades", "tejida"],
)
def test_la_etapa_de_redes_conocidas(grafo: Grafo, esperada: Etapa):
    assert etapa(grafo) == esperada


def test_una_red_con_dos_centros_lo_dice():
    orilla = {f"d{i}": [f"p{i}", f"q{i}"] for i in range(10)}
    trato = [(f"{'mn'[i % 2]}{j}", f"{letra}{i}") for i in range(10) for j, letra in enumerate("pq")]
    grafo = red(
        {"mujeres": ["m0", "m1"], "nueva": ["n0", "n1"], **orilla},
        [*trato, ("m0", "n0"), ("m1", "n1"), ("p0", "p2"), ("p1", "p3")],
    )

    diagnostico = diagnosticar(grafo, medir(grafo))

    assert diagnostico.etapa == Etapa.VARIOS_CENTROS
    assert "Lo demás se sostiene en Mujeres y Nueva." in diagnostico.porque


def test_el_resumen_se_entiende_sin_saber_de_redes():
    diagnostico = diagnosticar(dos_mitades_por(), medir(dos_mitades_por()))

    assert diagnostico.titulo == "Una red con un solo centro"
    assert diagnostico.resumen == (
        "La Red reúne a ocho personas de cuatro dependencias. "
        "De cada 100 pares posibles de personas, hay 25 unidos. "
        "Ocho personas tienen trato con más de una dependencia."
    )
    assert diagnostico.porque == (
        "Las cuatro dependencias con gente están unidas por algún camino.",
        "Sin Ana, dos dependencias quedarían sin camino a las demás.",
    )
    assert diagnostico.aviso == AVISO
    assert "no mide el valor" in AVISO.lower()


def test_una_red_sin_personas_dice_que_esperar():
    grafo = red({"dif": [], "obras": []})

    assert diagnosticar(grafo, medir(grafo)).resumen.startswith("Todavía no hay personas en la Red.")
    assert [h.clase for h in hallar(grafo)] == [ClaseHallazgo.DEPENDENCIA_VACIA]


def test_con_pocos_lazos_registrados_la_confianza_baja():
    pocas = red({"dif": [f"p{i}" for i in range(20)], "obras": ["eva", "mar"]}, [("p0", "eva")])
    bastantes = red({"dif": ["ana", "sol"], "obras": ["eva", "mar"]}, [("ana", "eva"), ("sol", "mar")])

    assert uno(pocas, ClaseHallazgo.DENSIDAD).confianza == Confianza.BAJA
    assert uno(bastantes, ClaseHallazgo.DENSIDAD).confianza == Confianza.ALTA


JERGA = re.compile(
    r"nodo|arista|grafo|betweenness|centralidad|componente|densidad|clúster|[!@]|None|nan\b", re.I
)


@settings(max_examples=200, deadline=None)
@given(redes_al_azar())
def test_cualquier_red_se_lee_sin_jerga_y_con_razones(grafo: Grafo):
    diagnostico = diagnosticar(grafo, medir(grafo))
    hallazgos = hallar(grafo)

    assert len({h.id for h in hallazgos}) == len(hallazgos)
    for hallazgo in hallazgos:
        assert set(hallazgo.nodos) <= set(grafo) | {d for d in hallazgo.nodos if d.startswith("d")}
        assert len(set(hallazgo.nodos)) == len(hallazgo.nodos)
        assert hallazgo.porque
        assert re.fullmatch(r"[a-z0-9-]+", hallazgo.id)
        for texto in (hallazgo.frase, *hallazgo.porque, hallazgo.que_hacer.texto):
            assert texto.endswith(".")
            assert texto[0].isupper()
            assert "  " not in texto
            assert not JERGA.search(texto), texto
    for texto in (diagnostico.resumen, *diagnostico.porque, diagnostico.siguiente):
        assert texto.endswith(".")
        assert not JERGA.search(texto), texto


@settings(max_examples=60, deadline=None)
@given(redes_al_azar())
def test_la_misma_red_dice_siempre_lo_mismo(grafo: Grafo):
    assert hallar(grafo) == hallar(grafo.copy())
