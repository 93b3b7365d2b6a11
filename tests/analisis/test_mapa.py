"""Lo que el mapa y la tabla dicen de cada nodo, y la forma en que llega al navegador."""

import json
from datetime import date
from typing import Any

from hypothesis import given, settings

from red.analisis.diagnostico import diagnosticar
from red.analisis.fichas import fichar
from red.analisis.grafos import Clase, ClaseLazo, Grafo, Lazo, Nodo, construir_grafo
from red.analisis.hallazgos import buscar_hallazgos
from red.analisis.mapa import datos_del_mapa
from red.analisis.medidas import medir
from red.analisis.redaccion import Palabras
from tests.analisis.redes import institucion, persona, red, redes_al_azar

DIA = date(2026, 11, 21)


def mapa(grafo: Grafo, **opciones: Any) -> dict[str, Any]:
    medidas = medir(grafo)
    hallazgos = buscar_hallazgos(grafo, medidas)
    return datos_del_mapa(grafo, medidas, hallazgos, titulo="Red de prueba", dia=DIA, **opciones)


def de_todo() -> Grafo:
    return red(
        {"dif": ["ana", "sol"], "obras": ["eva"], "cultura": [], "agua": ["zoe"]},
        [("ana", "eva"), ("ana", "sol")],
        [
            Lazo("uig", "dif", ClaseLazo.PERTENENCIA),
            Lazo("sol", "uig", ClaseLazo.DESIGNACION, date(2026, 2, 1), fuente="Oficio 12"),
        ],
        [Nodo("uig", Clase.UNIDAD, "Unidad de Igualdad", "dif")],
    )


def test_la_frase_de_cada_nodo_se_entiende_sola():
    fichas = fichar(de_todo(), medir(de_todo()))

    assert {nodo: ficha.frase for nodo, ficha in fichas.items()} == {
        "dif": "Dos personas en la Red, con trato hacia otra dependencia.",
        "obras": "Una persona en la Red, con trato hacia otra dependencia.",
        "cultura": "Todavía no hay nadie de aquí en la Red.",
        "agua": "Una persona en la Red, sin trato con otras dependencias.",
        "ana": "Trata con dos personas de dos dependencias.",
        "sol": "Trata con una persona de su dependencia.",
        "eva": "Trata con una persona de una dependencia.",
        "zoe": "Todavía no comparte curso ni colaboración con nadie.",
        "uig": "Una persona con designación.",
    }


def test_los_datos_dicen_que_pasaria_si_alguien_dejara_su_puesto():
    fichas = fichar(de_todo(), medir(de_todo()))

    assert dict(fichas["eva"].datos)["Si dejara su puesto"] == "su dependencia quedaría fuera de la Red"
    assert dict(fichas["ana"].datos)["Si dejara su puesto"] == "una persona quedaría sin camino"
    assert "Si dejara su puesto" not in dict(fichas["sol"].datos)


def test_la_unidad_dice_quienes_tienen_designacion():
    datos = dict(fichar(de_todo(), medir(de_todo()))["uig"].datos)

    assert datos == {"Dependencia": "Dif", "Con designación": "Sol"}


def test_el_mapa_lleva_lo_que_el_navegador_dibuja():
    datos = mapa(de_todo(), direccion=lambda nodo: f"/ficha/{nodo}" if nodo != "zoe" else None)

    assert (datos["titulo"], datos["fecha"]) == ("Red de prueba", "21 de noviembre de 2026")
    assert [clase["etiqueta"] for clase in datos["clases"]] == ["Personas", "Dependencias", "Unidades"]
    assert [clase["id"] for clase in datos["clases_de_lazo"]] == [
        "colaboracion",
        "designacion",
        "adscripcion",
        "pertenencia",
    ]
    nodos = {nodo["id"]: nodo for nodo in datos["nodos"]}
    assert nodos["ana"]["clase"] == "persona"
    assert nodos["ana"]["direccion"] == "/ficha/ana"
    assert nodos["zoe"]["direccion"] is None
    assert nodos["ana"]["grupos"] == {"dependencia": "dif", "pedazo": "0"}
    designacion = next(lazo for lazo in datos["lazos"] if "designacion" in lazo["clases"])
    assert designacion == {
        "origen": "sol",
        "destino": "uig",
        "clases": ["designacion"],
        "peso": 1.0,
        "desde": "1 feb 2026",
        "dia": "2026-02-01",
        "detalle": "Oficio 12",
    }


def test_el_tamano_compara_a_cada_quien_con_las_de_su_clase():
    nodos = {nodo["id"]: nodo["valores"]["trato"] for nodo in mapa(de_todo())["nodos"]}

    assert nodos["ana"] == nodos["dif"] == nodos["uig"] == 1.0
    assert nodos["eva"] == 0.667
    assert nodos["cultura"] == 0.0


def test_los_grupos_de_color_van_del_mayor_al_menor():
    grafo = construir_grafo(
        [institucion("dif"), institucion("obras")]
        + [persona(f"p{i}", "obras" if i < 3 else "dif") for i in range(4)],
        [],
    )
    for lugar, nodo in enumerate(n for n in grafo if n.startswith("p")):
        grafo.nodes[nodo]["nivel"] = "operativo" if lugar < 3 else "superior"

    agrupaciones = {
        a["id"]: a for a in mapa(grafo, agrupaciones={"nivel": "Nivel del puesto"})["agrupaciones"]
    }

    assert [g["etiqueta"] for g in agrupaciones["dependencia"]["grupos"]] == ["Obras", "Dif"]
    assert agrupaciones["nivel"]["etiqueta"] == "Nivel del puesto"
    assert [g["id"] for g in agrupaciones["nivel"]["grupos"]] == ["operativo", "superior"]


def test_lo_que_es_de_una_institucion_vale_para_su_gente():
    grafo = de_todo()
    grafo.nodes["dif"]["tipo"] = "Organismo"
    grafo.nodes["ana"]["nivel"] = "Titular"
    nodos = {
        n["id"]: n["grupos"] for n in mapa(grafo, agrupaciones={"tipo": "Tipo", "nivel": "Nivel"})["nodos"]
    }

    assert {n: g["tipo"] for n, g in nodos.items() if "tipo" in g} == dict.fromkeys(
        ("dif", "ana", "sol", "uig"), "Organismo"
    )
    assert [n for n, g in nodos.items() if "nivel" in g] == ["ana"]


def test_las_palabras_son_las_del_territorio():
    chilenas = Palabras("dirección", "direcciones")
    grafo = de_todo()
    medidas = medir(grafo)
    datos = mapa(grafo, palabras=chilenas)

    assert {"id": "institucion", "singular": "Dirección", "etiqueta": "Direcciones"} in datos["clases"]
    dicho = [hallazgo.frase + hallazgo.titulo for hallazgo in buscar_hallazgos(grafo, medidas, chilenas)]
    dicho += [
        texto for h in buscar_hallazgos(grafo, medidas, chilenas) for texto in (*h.porque, h.que_hacer.texto)
    ]
    diagnostico = diagnosticar(grafo, medidas, chilenas)
    dicho += [diagnostico.resumen, *diagnostico.porque, json.dumps(datos["nodos"], ensure_ascii=False)]
    todo = " ".join(dicho).replace('"dependencia":', "")
    assert "direcciones" in todo
    assert "ependencia" not in todo


def test_un_enlace_se_dibuja_con_sus_lazos_al_centro():
    hallazgos = {h["id"]: h for h in mapa(de_todo())["hallazgos"]}

    assert hallazgos["interconexion-ana"]["centro"] == "ana"
    assert hallazgos["dependencia-vacia"]["centro"] is None


@settings(max_examples=60, deadline=None)
@given(redes_al_azar())
def test_cualquier_red_llega_completa_al_navegador(grafo: Grafo):
    datos = json.loads(json.dumps(mapa(grafo)))

    assert {nodo["id"] for nodo in datos["nodos"]} == set(grafo)
    assert len(datos["lazos"]) == grafo.number_of_edges()
    assert all(0 <= valor <= 1 for nodo in datos["nodos"] for valor in nodo["valores"].values())
    assert all(nodo["frase"].endswith(".") for nodo in datos["nodos"])
    presentes = {clase["id"] for clase in datos["clases"]}
    assert all(nodo["clase"] in presentes for nodo in datos["nodos"])
    for hallazgo in datos["hallazgos"]:
        assert set(hallazgo["nodos"]) <= set(grafo)
