"""Una Red muy grande se dobla en sus instituciones: nadie se pierde y se dice cuántas se dibujan."""

from typing import Any

import pytest
from flask import Flask

from red.analisis import consultas, lente, vistas
from red.analisis.grafos import ClaseLazo
from red.analisis.medidas import medir
from red.base import db
from red.personas.modelos import Finalidad, Persona
from red.reloj import hoy
from red.vinculos.modelos import Colaboracion, Intensidad
from tests.cliente import Cliente
from tests.fabricas import (
    guardar,
    un_aviso_de_privacidad,
    un_consentimiento,
    una_analista,
    una_institucion,
    una_integrante,
    una_red,
)


@pytest.fixture
def grande(app: Flask) -> Any:
    """Tres instituciones con 3, 2 y 1 personas; de la primera, una no consiente el mapa."""
    lugares = [una_institucion(nombre=f"Lugar {n}") for n in range(3)]
    red = una_red(instituciones=lugares)
    aviso = un_aviso_de_privacidad()
    gente: list[Persona] = []
    for lugar, cuantas in zip(lugares, (3, 2, 1), strict=True):
        gente += [una_integrante(red, lugar) for _ in range(cuantas)]
    for persona in gente[:2] + gente[3:]:
        for finalidad in (Finalidad.MAPA, Finalidad.ANALISIS):
            un_consentimiento(persona, finalidad, aviso)
    return red, lugares, gente


def colaboran(red: Any, una: Persona, otra: Persona) -> None:
    guardar(
        Colaboracion(
            red_id=red.id,
            persona_id=una.id,
            con_persona_id=otra.id,
            intensidad=Intensidad.COORDINA,
            desde=hoy(),
        )
    )


def test_cada_persona_que_consintio_cuenta_en_su_institucion(grande: Any) -> None:
    red, lugares, _ = grande
    doblada = consultas.red_doblada(red.id, hoy())
    assert [doblada.gente[f"i{lugar.id}"] for lugar in lugares] == [2, 2, 1]


def test_dos_personas_que_colaboran_unen_a_sus_instituciones(grande: Any) -> None:
    red, lugares, gente = grande
    colaboran(red, gente[0], gente[3])
    colaboran(red, gente[2], gente[5])  # la tercera no consintió: su lazo no se dibuja
    grafo = consultas.red_doblada(red.id, hoy()).grafo
    assert list(grafo.edges) == [(f"i{lugares[0].id}", f"i{lugares[1].id}")]
    assert grafo.edges[f"i{lugares[0].id}", f"i{lugares[1].id}"]["clases"] == (ClaseLazo.COLABORACION,)


def test_se_dice_cuantas_se_dibujan_y_cuantas_hay(grande: Any) -> None:
    red, _, _ = grande
    doblada = consultas.red_doblada(red.id, hoy(), cuantas=2)
    assert len(doblada.grafo) == 2
    assert "las 2 dependencias con más gente, de 3" in lente.frase(doblada)
    assert "sus 3 dependencias" in lente.frase(consultas.red_doblada(red.id, hoy()))


def test_una_edicion_une_a_las_instituciones_una_vez(app: Flask) -> None:
    doblez = lente.Doblez({1: 10, 2: 10, 3: 20, 4: 30})
    doblez.ediciones([(7, 1), (7, 2), (7, 3), (8, 4)])
    (lazo,) = doblez.lazos()
    assert (lazo.origen, lazo.destino, lazo.fuente) == ("i10", "i20", "una edición compartida")


def test_la_red_que_pasa_del_tope_se_dibuja_por_instituciones(
    grande: Any, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, lugares, gente = grande
    colaboran(red, gente[0], gente[3])
    cliente.entrar(una_analista(red))
    html = cliente.get(f"/analisis/{red.clave}").get_data(as_text=True)
    assert gente[0].nombre_visible in html
    monkeypatch.setattr(vistas, "TOPE_DE_INTEGRANTES", 3)
    html = cliente.get(f"/analisis/{red.clave}").get_data(as_text=True)
    assert "se dibujan sus 3 dependencias" in html
    assert 'id="datos-del-mapa"' in html
    assert 'id="tabla-del-mapa"' in html
    assert all(lugar.nombre in html for lugar in lugares)
    assert not [p for p in gente if p.nombre_visible in html]


def test_los_datos_dan_el_tamano_por_la_gente_entre_cero_y_uno(grande: Any) -> None:
    red, _, _ = grande
    doblada = consultas.red_doblada(red.id, hoy())
    medidas = medir(doblada.grafo)
    datos = lente.datos(
        doblada,
        medidas,
        lente.hallazgos(doblada, medidas),
        titulo="Red",
        dia=hoy(),
        direccion=lambda nodo: nodo,
    )
    assert datos["medidas"][0]["id"] == "gente"
    assert max(nodo["valores"]["gente"] for nodo in datos["nodos"]) == 1
    assert all(0 < nodo["valores"]["gente"] <= 1 for nodo in datos["nodos"])
    db.session.rollback()
