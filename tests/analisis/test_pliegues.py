"""La página del mapa se pliega sin callar: lo que importa se lee sin abrir nada."""

import re
from types import SimpleNamespace

import networkx as nx
from flask import Flask

from red.analisis import consultas, vistas
from red.analisis.diagnostico import diagnosticar
from red.analisis.fichas import fichar
from red.analisis.hallazgos import buscar_hallazgos
from red.analisis.lectura import Accion, ClaseAccion
from red.analisis.medidas import medir
from red.analisis.pliegues import agrupar, los_primeros, tablas
from red.personas.modelos import Finalidad
from red.reloj import hoy
from tests.analisis.redes import red
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    una_analista,
    una_institucion,
    una_integrante,
    una_red,
)

EN_PEDAZOS = red(
    {"dif": ["ana", "sol"], "salud": ["luz"], "obras": ["eva"], "agua": ["zoe"], "parques": []},
    [("ana", "luz"), ("ana", "eva"), ("sol", "ana")],
)


def test_los_primeros_hallazgos_son_de_temas_distintos_y_los_mas_graves() -> None:
    hallazgos = buscar_hallazgos(EN_PEDAZOS, medir(EN_PEDAZOS))
    primeros = los_primeros(hallazgos)
    assert len(primeros) == 3
    assert len({hallazgo.clase for hallazgo in primeros}) == 3
    assert primeros[0] == hallazgos[0]


def test_agrupar_no_pierde_ningun_hallazgo_y_cada_grupo_dice_cuantos() -> None:
    hallazgos = buscar_hallazgos(EN_PEDAZOS, medir(EN_PEDAZOS))
    grupos = agrupar(hallazgos)
    assert sorted(h.id for g in grupos for h in g.hallazgos) == sorted(h.id for h in hallazgos)
    assert all(grupo.frase.endswith(".") for grupo in grupos)
    assert len(grupos) < len(hallazgos) or len(hallazgos) == len({h.clase for h in hallazgos})


def test_la_frase_de_la_red_es_una_sola() -> None:
    frase = diagnosticar(EN_PEDAZOS, medir(EN_PEDAZOS)).frase
    assert frase.count(". ") == 0
    assert frase.endswith(".")


def test_la_tabla_dice_en_su_renglon_a_cuantas_no_llega_la_red() -> None:
    medidas = medir(EN_PEDAZOS)
    frases = [tabla.frase for tabla in tablas(fichar(EN_PEDAZOS, medidas), medidas)]
    assert any("a una todavía no llega la Red" in frase for frase in frases), frases


def test_todo_lo_largo_va_plegado_y_la_tabla_sigue_en_la_pagina(app: Flask, cliente: Cliente) -> None:
    lugares = [una_institucion(), una_institucion()]
    mia = una_red(instituciones=lugares)
    aviso = un_aviso_de_privacidad()
    nombres = []
    for lugar in lugares:
        persona = una_integrante(mia, lugar)
        for finalidad in (Finalidad.MAPA, Finalidad.ANALISIS):
            un_consentimiento(persona, finalidad, aviso)
        nombres.append(persona.nombre_visible)
    cliente.entrar(una_analista(mia))
    html = cliente.get(f"/analisis/{mia.clave}").get_data(as_text=True)
    plegado = "".join(re.findall(r'<details class="plegable.*?</details>\s*(?=<)', html, re.DOTALL))
    assert 'id="tabla-del-mapa"' in plegado
    assert html.index("<details") < html.index('id="tabla-del-mapa"')
    assert all(nombre in plegado for nombre in nombres)
    assert all(
        re.sub(r"<.*?>", "", resumen).strip()
        for resumen in re.findall(r"<summary.*?</summary>", html, re.DOTALL)
    )


def test_la_ficha_de_un_hallazgo_es_de_quien_trata_y_dice_de_quien(app: Flask) -> None:
    mia = una_red()
    alguien, dif = una_integrante(mia), una_institucion(nombre="DIF")
    persona, lugar = f"p{alguien.id}", f"i{dif.id}"
    grafo = nx.Graph()
    grafo.add_node(persona, nombre="Rosa Ruiz")
    grafo.add_node(lugar, nombre="DIF")
    en_grafo = consultas.RedEnGrafo(grafo, grafo, {persona: alguien.clave})
    leida = vistas.Analisis(mia, hoy(), en_grafo, medir(EN_PEDAZOS))

    def enlace(*nodos: str) -> vistas.Enlace:
        accion = Accion(ClaseAccion.DESIGNAR_SUPLENTE, "Acuerda quién la cubre.", (lugar,))
        return vistas._enlace(leida, SimpleNamespace(que_hacer=accion, nodos=nodos))

    with app.test_request_context():
        assert enlace(persona, lugar) == vistas.Enlace(f"/personas/{alguien.clave}", de="Rosa Ruiz")
        assert enlace(lugar) == vistas.Enlace(f"/instituciones/{dif.id}", de="DIF"), "el control"
