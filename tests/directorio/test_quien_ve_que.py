"""Cada quien ve de cada persona lo que ella abrió, ni más ni menos: la tabla entera, por comportamiento."""

from collections.abc import Callable

import pytest
from flask import Flask

from red.acceso.modelos import Cuenta
from red.base import transaccion
from red.personas.modelos import Audiencia, CampoVisible, Persona, Tema
from red.personas.operaciones_privacidad import ocultar
from red.redes.consultas import membresia_abierta
from red.redes.operaciones import concluir
from tests.cliente import Cliente
from tests.directorio.escena import AYER, SECRETOS, Escena, un_miembro, una_colega, una_escena
from tests.fabricas import (
    un_enlace,
    una_administradora,
    una_adscripcion,
    una_analista,
    una_coordinadora,
    una_cuenta,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)

Quien = Callable[[Escena], Persona]


def _colega(escena: Escena) -> Persona:
    return una_colega(escena, escena.obras)


def _otra(escena: Escena) -> Persona:
    return una_colega(escena, escena.salud)


def _ajena(escena: Escena) -> Persona:
    return una_integrante(una_red(instituciones=[escena.obras]), escena.obras)


def _colega_de_antes(escena: Escena) -> Persona:
    """Trabajó en la misma institución hasta ayer; hoy, en otra."""
    persona = una_persona()
    una_adscripcion(persona, escena.obras, hasta=AYER)
    una_membresia(escena.red, persona)
    una_cuenta(persona)
    return persona


TODO, NADA = set(CampoVisible), set[CampoVisible]()
REGISTRO: list[Quien] = [
    lambda escena: una_coordinadora(escena.red),
    lambda escena: una_analista(escena.red),
    lambda _escena: una_administradora(),
]
# quién mira, audiencia de todos los datos, si consiente el directorio → si la encuentra, qué datos ve
TABLA: list[tuple[Quien, Audiencia, bool, bool, set[CampoVisible]]] = [
    *(
        (quien, audiencia, consiente, True, TODO)
        for quien in REGISTRO
        for audiencia in Audiencia
        for consiente in (True, False)
    ),
    *(
        (quien, audiencia, False, False, NADA)
        for quien in (_colega, _otra, _ajena)
        for audiencia in Audiencia
    ),
    (_colega, Audiencia.NADIE, True, True, NADA),
    (_colega, Audiencia.INSTITUCION, True, True, TODO),
    (_colega, Audiencia.RED, True, True, TODO),
    (_otra, Audiencia.NADIE, True, True, NADA),
    (_otra, Audiencia.INSTITUCION, True, True, NADA),
    (_otra, Audiencia.RED, True, True, TODO),
    (_colega_de_antes, Audiencia.INSTITUCION, True, True, NADA),
    (_ajena, Audiencia.NADIE, True, False, NADA),
    (_ajena, Audiencia.INSTITUCION, True, False, NADA),
    (_ajena, Audiencia.RED, True, False, NADA),
]


def _datos_en(html: str) -> set[CampoVisible]:
    return {campo for campo, secreto in SECRETOS.items() if secreto in html}


@pytest.mark.parametrize(("quien", "audiencia", "consiente", "la_encuentra", "datos"), TABLA)
def test_cada_quien_ve_lo_que_le_abrieron(
    app: Flask,
    cliente: Cliente,
    quien: Quien,
    audiencia: Audiencia,
    consiente: bool,
    la_encuentra: bool,
    datos: set[CampoVisible],
) -> None:
    escena = una_escena()
    persona = un_miembro(
        escena,
        audiencia=audiencia,
        consiente=consiente,
        nombre="Canaria",
        correo=SECRETOS[CampoVisible.CORREO],
        telefono=SECRETOS[CampoVisible.TELEFONO],
    )
    with transaccion():
        persona.ofrece = SECRETOS[CampoVisible.INTERESES]
    clave = persona.clave
    cliente.entrar(quien(escena))
    lista = cliente.get("/personas/").get_data(as_text=True)
    assert ("Canaria" in lista) is la_encuentra
    assert _datos_en(lista) <= datos, "La lista enseña un dato que no le abrieron"
    ficha = cliente.get(f"/personas/{clave}")
    assert ficha.status_code == (200 if la_encuentra else 404)
    assert _datos_en(ficha.get_data(as_text=True)) == datos


def test_quien_solo_es_enlace_no_abre_el_directorio(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    cliente.entrar(un_enlace(escena.obras))
    assert cliente.get("/personas/").status_code == 403


def test_sin_cuenta_el_directorio_manda_a_entrar(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    clave = un_miembro(escena, audiencia=Audiencia.RED).clave
    assert cliente.get("/personas/").status_code == 302
    assert cliente.get(f"/personas/{clave}").status_code == 302


def test_la_ficha_propia_se_ve_entera_aunque_nadie_mas_la_vea(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    yo = una_colega(escena, escena.obras)
    clave, correo = yo.clave, yo.correo
    html = cliente.entrar(yo).get(f"/personas/{clave}").get_data(as_text=True)
    assert correo in html
    assert "/personas/mi-perfil" in html


def test_la_coordinadora_de_otra_red_no_encuentra_a_nadie_de_esta(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    clave = un_miembro(escena, nombre="Canaria", audiencia=Audiencia.RED).clave
    cliente.entrar(una_coordinadora(una_red()))
    assert "Canaria" not in cliente.get("/personas/").get_data(as_text=True)
    assert cliente.get(f"/personas/{clave}").status_code == 404
    assert cliente.get(f"/personas/{clave}/editar").status_code == 404


def test_quien_coordina_una_red_e_integra_otra_tiene_las_dos_vistas(app: Flask, cliente: Cliente) -> None:
    escena, suya = una_escena(), una_red()
    oculta = un_miembro(escena, nombre="Oculta", consiente=False)
    visible = un_miembro(escena, nombre="Visible")
    una_membresia(suya, una_persona(nombre="Registrada"))
    quien = una_coordinadora(suya)
    una_membresia(escena.red, quien)
    claves = oculta.clave, visible.clave
    cliente.entrar(quien)
    registro = cliente.get("/personas/").get_data(as_text=True)
    directorio = cliente.get("/personas/?vista=directorio").get_data(as_text=True)
    assert "Registrada" in registro
    assert "Visible" not in registro
    assert "Visible" in directorio
    assert "Oculta" not in directorio
    assert cliente.get(f"/personas/{claves[0]}").status_code == 404
    assert cliente.get(f"/personas/{claves[1]}").status_code == 200


def test_ocultarse_vale_desde_la_siguiente_pagina(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = un_miembro(escena, nombre="Canaria", audiencia=Audiencia.RED)
    clave = persona.clave
    cuenta: Cuenta = una_cuenta(persona)
    mirona = Cliente(app).entrar(una_colega(escena, escena.obras))
    assert "Canaria" in mirona.get("/personas/").get_data(as_text=True)
    assert cliente.entrar(cuenta).post("/personas/mi-privacidad/ocultarme").status_code == 303
    assert "Canaria" not in mirona.get("/personas/").get_data(as_text=True)
    assert mirona.get(f"/personas/{clave}").status_code == 404


def test_ocultarse_cierra_tambien_cada_dato(app: Flask) -> None:
    persona = un_miembro(una_escena(), audiencia=Audiencia.RED, ofrece=(Tema.DATOS,))
    with transaccion():
        ocultar(persona)
    assert {persona.audiencia(campo) for campo in CampoVisible} == {Audiencia.NADIE}


def test_quien_dejo_la_red_sigue_en_el_registro_y_en_ningun_otro_lado(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = un_miembro(escena, nombre="Canaria", audiencia=Audiencia.RED)
    clave = persona.clave
    with transaccion():
        membresia = membresia_abierta(escena.red.id, persona.id)
        assert membresia is not None
        concluir(membresia, AYER, "Cambió de gobierno")
    mirona, coordinadora = una_colega(escena, escena.obras), una_coordinadora(escena.red)
    cliente.entrar(mirona)
    assert cliente.get(f"/personas/{clave}").status_code == 404
    cliente.entrar(coordinadora)
    assert cliente.get(f"/personas/{clave}").status_code == 200
    assert "Canaria" not in cliente.get("/personas/").get_data(as_text=True)
    assert "Canaria" in cliente.get("/personas/?situacion=concluida").get_data(as_text=True)
