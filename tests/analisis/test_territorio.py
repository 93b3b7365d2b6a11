"""La Red por lugares: cada lazo se cuenta una vez, nadie que no aceptó entra y el dibujo dice lo mismo que la tabla."""

from itertools import combinations
from math import hypot
from typing import Any

import networkx as nx
import pytest
from flask import Flask
from hypothesis import given, settings

from red.analisis import consultas_territorio, territorio
from red.analisis.grafos import Clase, ClaseLazo, Grafo, Lazo, Nodo
from red.personas.modelos import Finalidad
from red.reloj import hoy
from red.territorios.modelos import Nivel, Territorio
from red.territorios.perfiles import Palabra
from red.unidades.consultas_cobertura import Lugar
from red.vinculos.modelos import Colaboracion, Intensidad
from tests.analisis.redes import red, redes_al_azar
from tests.cliente import Cliente
from tests.fabricas import (
    guardar,
    un_aviso_de_privacidad,
    un_consentimiento,
    un_territorio,
    una_analista,
    una_institucion,
    una_integrante,
    una_red,
)

COMUNAS = Palabra("comuna", "comunas", femenina=True)


def lugar(id_: int, nombre: str, donde: tuple[float, float] | None = None) -> Lugar:
    latitud, longitud = donde or (None, None)
    suyo = Territorio(id=id_, pais="CL", nivel=Nivel.MUNICIPIO, codigo=str(id_), nombre=nombre)
    return Lugar(suyo, latitud, longitud)


def region() -> tuple[Grafo, dict[str, int], dict[int, Lugar]]:
    """Tres comunas: dos que tratan entre sí, dos veces, y una que no trata con nadie."""
    grafo = red(
        {"serena": ["ana", "sol"], "ovalle": ["eva"], "canela": ["zoe"]},
        [("ana", "eva"), ("sol", "eva"), ("ana", "sol")],
        [Lazo("ana", "eva", ClaseLazo.COFORMACION), Lazo("omm", "serena", ClaseLazo.PERTENENCIA)],
        [Nodo("omm", Clase.UNIDAD, "Oficina", "serena")],
    )
    lugares = {
        1: lugar(1, "La Serena", (-29.9, -71.25)),
        2: lugar(2, "Ovalle", (-30.6, -71.2)),
        3: lugar(3, "Canela", (-29.9, -71.25)),
    }
    return grafo, {"serena": 1, "ovalle": 2, "canela": 3}, lugares


def test_los_lazos_se_juntan_por_lugar_y_los_de_casa_aparte() -> None:
    vista = territorio.por_lugares(*region())

    (flujo,) = vista.flujos
    assert (flujo.uno, flujo.otro, flujo.lazos) == (1, 2, 2)
    assert flujo.por_clase == {ClaseLazo.COLABORACION: 2, ClaseLazo.COFORMACION: 1}
    assert flujo.de_que == "declaran colaborar, 2; coincidieron en una edición, 1"
    serena = vista.lugares[1]
    assert (serena.personas, serena.dentro, serena.fuera, serena.trata) == (2, 1, 2, {2})
    assert [en.lugar.nombre for en in vista.sueltos] == ["Canela"]
    assert territorio.frase(vista, COMUNAS) == (
        "De 3 comunas en la Red, 2 tratan con otra. Sin lazos hacia las demás: Canela."
    )


def test_con_una_clase_solo_cuentan_sus_lazos() -> None:
    vista = territorio.por_lugares(*region(), clase=ClaseLazo.COFORMACION)

    assert [(flujo.lazos, dict(flujo.por_clase)) for flujo in vista.flujos] == [
        (1, {ClaseLazo.COFORMACION: 1})
    ]


@settings(max_examples=60, deadline=None)
@given(redes_al_azar())
def test_ningun_lazo_se_pierde_ni_se_cuenta_dos_veces(grafo: Grafo) -> None:
    lugar_de = {f"d{n}": n % 2 + 1 for n in range(4)}
    vista = territorio.por_lugares(grafo, lugar_de, {n: lugar(n, f"Lugar {n}") for n in (1, 2)})

    de = {nodo: lugar_de.get(datos.get("grupo") or "") for nodo, datos in grafo.nodes(data=True)}
    cuentan = [
        (de[una], de[otra])
        for una, otra, datos in grafo.edges(data=True)
        if de[una] and de[otra] and set(datos["clases"]) & set(territorio.ENTRE_LUGARES)
    ]
    assert sum(flujo.lazos for flujo in vista.flujos) == sum(una != otra for una, otra in cuentan)
    assert sum(en.dentro for en in vista.lugares.values()) == sum(una == otra for una, otra in cuentan)
    assert sum(en.personas for en in vista.lugares.values()) == sum(
        datos["clase"] == Clase.PERSONA and de[nodo] is not None for nodo, datos in grafo.nodes(data=True)
    )


@pytest.mark.parametrize("con_coordenadas", [True, False])
def test_el_dibujo_pone_todos_los_lugares_sin_encimarlos(con_coordenadas: bool) -> None:
    grafo, lugar_de, lugares = region()
    if not con_coordenadas:
        lugares[3] = lugar(3, "Canela")
    vista = territorio.por_lugares(grafo, lugar_de, lugares)
    lamina = territorio.laminar(vista, "CL", {1: "Coquimbo", 2: "Coquimbo", 3: "Coquimbo"}, elegido=3)

    assert lamina is not None
    assert lamina.en_mapa is con_coordenadas
    assert len(lamina.mapa.marcas) == 3
    for una, otra in combinations(lamina.mapa.marcas, 2):
        assert hypot(una.x - otra.x, una.y - otra.y) >= una.radio + otra.radio
    (trazo,) = lamina.trazos
    assert trazo.dicho == "La Serena y Ovalle: 2 lazos"
    assert trazo.apagado


def test_con_un_solo_lugar_no_hay_que_dibujar() -> None:
    vista = territorio.por_lugares(nx.Graph(), {}, {1: lugar(1, "Guadalajara")})

    assert territorio.laminar(vista, "MX", {}) is None
    assert territorio.frase(vista, COMUNAS) == "Toda la Red está en una comuna: Guadalajara."


@pytest.fixture
def intermunicipal(app: Flask) -> Any:
    """Dos comunas con una persona cada una, que colaboran; una tercera persona no aceptó contar."""
    madre = un_territorio(nivel=Nivel.ENTIDAD, nombre="Coquimbo", pais="CL", latitud=-29.9, longitud=-71.2)
    comunas = [
        un_territorio(nombre=n, pais="CL", madre_id=madre.id, latitud=y, longitud=-71.2)
        for n, y in (("La Serena", -29.9), ("Ovalle", -30.6), ("Canela", None))
    ]
    lugares = [una_institucion(nombre=f"OMM de {c.nombre}", territorio_id=c.id) for c in comunas]
    red_ = una_red(instituciones=lugares, convocante=una_institucion(territorio_id=madre.id))
    gente = [una_integrante(red_, suya) for suya in lugares]
    aviso = un_aviso_de_privacidad()
    for persona, finalidades in zip(
        gente, ([Finalidad.MAPA, Finalidad.ANALISIS],) * 2 + ([Finalidad.ANALISIS],), strict=True
    ):
        for finalidad in finalidades:
            un_consentimiento(persona, finalidad, aviso)
    for una, otra in ((gente[0], gente[1]), (gente[0], gente[2])):
        guardar(
            Colaboracion(red_id=red_.id, persona_id=una.id, con_persona_id=otra.id,
                         intensidad=Intensidad.COORDINA, desde=hoy())
        )  # fmt: skip
    return red_, comunas, lugares


def test_la_pagina_no_cuenta_a_quien_no_acepto_estar_en_el_mapa(
    intermunicipal: Any, cliente: Cliente
) -> None:
    red_, comunas, _ = intermunicipal
    cliente.entrar(una_analista(red_))
    html = cliente.get(f"/analisis/{red_.clave}/territorio").text
    assert "La Serena y Ovalle" in html
    assert "Canela y La Serena" not in html
    assert "2 tratan con otro" in html
    assert "La Serena y Ovalle: 1 lazo</title>" in html
    sola = cliente.get(
        f"/analisis/{red_.clave}/territorio?lugar={comunas[2].id}&lazo=nada&fecha=2020-01-01"
    ).text
    assert "La Serena y Ovalle: 1 lazo" not in sola


def test_quien_no_tiene_coordenadas_toma_las_de_quien_la_contiene_y_si_no_caben_se_juntan(
    intermunicipal: Any,
) -> None:
    _, comunas, lugares = intermunicipal
    ubicadas = consultas_territorio.ubicar([f"i{lugares[2].id}", "i999999", "p1", "None"])

    canela = ubicadas.lugares[comunas[2].id]
    assert (canela.latitud, canela.longitud) == (-29.9, -71.2)
    assert ubicadas.entidad_de == {comunas[2].id: "Coquimbo"}

    juntas = consultas_territorio.ubicar([f"i{suya.id}" for suya in lugares], caben=2)
    (region_,) = juntas.lugares.values()
    assert region_.nombre == "Coquimbo (región)"
    assert set(juntas.lugar_de.values()) == {region_.territorio.id}
