"""Se halla a quien se puede ver, aunque falte un acento o sobre una letra; a nadie más."""

import pytest
from flask import Flask

from red.base import db
from red.busqueda import consultas
from red.personas.modelos import Finalidad, Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.duplicados.escena import como


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red con una institución de nombre conocido."""
    dependencia = fabricas.una_institucion(
        nombre="Secretaría de Cultura", siglas="SECULT", antes_llamada="Bellas Artes"
    )
    fabricas.una_unidad(dependencia, nombre="Unidad de Género de Cultura")
    return fabricas.una_red(instituciones=[dependencia])


def _nombres(quien: Persona, escrito: str) -> tuple[list[str], list[str], list[str]]:
    db.session.rollback()
    hallado = consultas.buscar(como(quien), escrito, hoy())
    return (
        [persona.nombre for persona in hallado.personas.filas],
        [institucion.nombre for institucion in hallado.instituciones.filas],
        [unidad.nombre for unidad in hallado.unidades.filas],
    )


@pytest.mark.parametrize(
    "escrito", ["cultura", "CULTURA", "secultura secre", "secult", "bellas", "Cultrua", "cultuura"]
)
def test_una_institucion_por_nombre_siglas_nombre_anterior_o_con_una_letra_de_mas(
    red: Red, escrito: str
) -> None:
    quien = fabricas.una_coordinadora(red)
    halladas = _nombres(quien, escrito)[1]
    assert halladas == ([] if escrito.startswith("secultura") else ["Secretaría de Cultura"])


def test_una_unidad_por_su_nombre(red: Red) -> None:
    assert _nombres(fabricas.una_coordinadora(red), "unidad de género de cult")[2] == [
        "Unidad de Género de Cultura"
    ]


@pytest.mark.parametrize("escrito", ["hernandez", "Hernández", "hernandes", "hrenandez", "elena hern"])
def test_una_persona_sin_acentos_y_con_una_errata(red: Red, escrito: str) -> None:
    fabricas.una_integrante(red, nombre="María Elena", primer_apellido="Hernández")
    assert _nombres(fabricas.una_coordinadora(red), escrito)[0] == ["María Elena Hernández"]


def test_lo_exacto_no_se_mezcla_con_lo_parecido(red: Red) -> None:
    fabricas.una_integrante(red, nombre="Ana", primer_apellido="Marín")
    fabricas.una_integrante(red, nombre="Ana", primer_apellido="Martín")
    assert _nombres(fabricas.una_coordinadora(red), "marin")[0] == ["Ana Marín"]


def test_quien_integra_solo_halla_a_quien_acepto_aparecer(red: Red) -> None:
    aviso = fabricas.un_aviso_de_privacidad()
    visible = fabricas.una_integrante(red, nombre="Rosaura")
    fabricas.una_integrante(red, nombre="Rosaura", primer_apellido="Oculta")
    fabricas.un_consentimiento(visible, Finalidad.DIRECTORIO, aviso)
    colega = fabricas.una_integrante(red)
    assert _nombres(colega, "rosaura")[0] == [visible.nombre_visible]
    assert _nombres(colega, "rosarua")[0] == [visible.nombre_visible]
    assert len(_nombres(fabricas.una_coordinadora(red), "rosaura")[0]) == 2


def test_lo_de_otra_red_no_se_halla(red: Red) -> None:
    otra = fabricas.una_red()
    fabricas.una_integrante(otra, nombre="Rosaura")
    quien = fabricas.una_coordinadora(otra)
    assert _nombres(quien, "cultura") == ([], [], [])
    assert _nombres(fabricas.una_coordinadora(red), "rosaura")[0] == []


def test_quien_no_tiene_papel_no_halla_nada(red: Red) -> None:
    sin_papel = fabricas.una_persona()
    fabricas.una_cuenta(sin_papel)
    assert _nombres(sin_papel, "cultura") == ([], [], [])


def test_el_registro_que_se_junto_con_otro_no_se_halla(red: Red) -> None:
    queda = fabricas.una_integrante(red, nombre="Rosaura")
    se_va = fabricas.una_persona(nombre="Rosaura", fusionada_en_id=queda.id)
    assert se_va.fusionada_en_id
    administradora = fabricas.una_administradora()
    assert len(_nombres(administradora, "rosaura")[0]) == 1


def test_la_pagina_agrupa_y_dice_cuando_perdono_una_letra(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = cliente.get("/busqueda/?q=cultrua").get_data(as_text=True)
    assert "difiere en una letra" in pagina
    assert "Secretaría de Cultura" in pagina
    assert "Nada coincide" in cliente.get("/busqueda/?q=zzzzz").get_data(as_text=True)
    assert cliente.get("/busqueda/?q=%25_%27").status_code == 200


def test_si_hay_mas_lleva_a_la_lista(cliente: Cliente, red: Red) -> None:
    for _ in range(consultas.POR_GRUPO + 1):
        fabricas.una_integrante(red, nombre="Rosaura")
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = cliente.get("/busqueda/?q=rosaura").get_data(as_text=True)
    assert "/personas/?q=rosaura" in pagina
    assert pagina.count('class="persona-nombre"') == consultas.POR_GRUPO


def test_sin_la_mirada_se_notaria(red: Red, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: si la búsqueda no mirara quién pregunta, lo de otra Red saldría."""
    quien = fabricas.una_coordinadora(fabricas.una_red())
    monkeypatch.setattr(consultas, "_se_ven", lambda llaves, *_: set(llaves))
    assert _nombres(quien, "cultura")[1] == ["Secretaría de Cultura"]


def test_aunque_las_primeras_sean_ajenas_se_halla_la_propia(
    red: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Si lo que coincide es casi todo de otras Redes, se pregunta por todo lo que se ve."""
    monkeypatch.setattr(consultas, "POR_TANDA", 1)
    ajena = fabricas.una_red()
    for n in range(5):
        fabricas.una_integrante(ajena, nombre="Rosaura", primer_apellido=f"Aa{n}")
        fabricas.una_participacion(ajena, fabricas.una_institucion(nombre=f"Aaa de Cultura {n}"))
    fabricas.una_integrante(red, nombre="Rosaura", primer_apellido="Zúñiga")
    quien = fabricas.una_coordinadora(red)
    assert _nombres(quien, "rosaura")[0] == ["Rosaura Zúñiga"]
    assert _nombres(quien, "cultura")[1] == ["Secretaría de Cultura"]
    assert _nombres(quien, "cultura")[2] == ["Unidad de Género de Cultura"]


@pytest.mark.parametrize("escrito", ["ECO308", "ec0308", "EC-308", "capacit"])
def test_un_curso_por_su_codigo_como_se_escriba(red: Red, cliente: Cliente, escrito: str) -> None:
    curso = fabricas.un_curso(red, codigo="EC0308", nombre="Capacitación presencial")
    edicion = fabricas.una_edicion(red, curso=curso)
    ajeno = fabricas.un_curso(fabricas.una_red(), codigo="EC0308", nombre="Capacitación ajena")
    fabricas.una_edicion(ajeno.red, curso=ajeno)
    cliente.entrar(fabricas.una_integrante(red))
    pagina = cliente.get("/busqueda/", query_string={"q": escrito}).text
    assert f"/formacion/ediciones/{edicion.id}" in pagina
    assert "Capacitación ajena" not in pagina
