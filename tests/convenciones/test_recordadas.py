"""La página que se recuerda es la misma que se armaría: ni de otra persona, ni de antes de un cambio, ni sin permiso."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, before_render_template

from red.base import db, transaccion
from red.permisos import Rol
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import un_papel, una_cuenta, una_membresia, una_persona, una_red

LISTA = "/personas/"


@pytest.fixture
def armadas(app: Flask) -> Iterator[list[str]]:
    """Las plantillas que se arman mientras dura la prueba."""
    nombres: list[str] = []

    def anotar(_app: Flask, template: Any, **_: Any) -> None:
        nombres.append(template.name)

    with before_render_template.connected_to(anotar, app):
        yield nombres


@pytest.fixture
def red(app: Flask) -> Red:
    return una_red()


def coordinadora(red: Red, **datos: str) -> Persona:
    persona = una_persona(**datos)
    una_cuenta(persona)
    un_papel(persona, Rol.COORDINADORA, red=red)
    return persona


def en_la_lista(cliente: Cliente) -> str:
    respuesta = cliente.get(LISTA)
    assert respuesta.status_code == 200
    return respuesta.get_data(as_text=True)


@pytest.fixture
def reloj() -> Iterator[time_machine.Traveller]:
    """A mitad de un minuto: nada de lo que sigue cae en el siguiente."""
    with time_machine.travel(datetime(2026, 5, 4, 18, 0, 20, tzinfo=UTC), tick=False) as viaje:
        yield viaje


def test_volver_a_la_lista_no_la_arma_otra_vez(
    app: Flask, reloj: time_machine.Traveller, red: Red, armadas: list[str]
) -> None:
    cliente = Cliente(app).entrar(coordinadora(red))
    en_la_lista(cliente)  # estrena la ficha de los formularios
    primera, segunda = en_la_lista(cliente), en_la_lista(cliente)
    assert armadas.count("personas/listar.html") == 2
    assert primera == segunda


def test_control_sin_recordar_se_arma_cada_vez(
    app: Flask, reloj: time_machine.Traveller, red: Red, armadas: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RECORDAR_PAGINAS", False)
    cliente = Cliente(app).entrar(coordinadora(red))
    for _ in range(3):
        en_la_lista(cliente)
    assert armadas.count("personas/listar.html") == 3


def test_al_minuto_se_arma_de_nuevo(
    app: Flask, reloj: time_machine.Traveller, red: Red, armadas: list[str]
) -> None:
    cliente = Cliente(app).entrar(coordinadora(red))
    for _ in range(3):
        en_la_lista(cliente)
    reloj.shift(timedelta(seconds=60))
    en_la_lista(cliente)
    assert armadas.count("personas/listar.html") == 3


def test_lo_que_otra_persona_cambia_se_ve_enseguida(
    app: Flask, reloj: time_machine.Traveller, red: Red
) -> None:
    cliente = Cliente(app).entrar(coordinadora(red))
    en_la_lista(cliente)
    assert "Zenaida" not in en_la_lista(cliente)
    una_membresia(red, una_persona(nombre="Zenaida"))
    assert "Zenaida" in en_la_lista(cliente)


def test_nadie_recibe_la_pagina_de_otra(app: Flask, reloj: time_machine.Traveller, red: Red) -> None:
    otra_red = una_red()
    una_membresia(red, una_persona(nombre="Zenaida"))
    de_aqui = Cliente(app).entrar(coordinadora(red, nombre="Rosalba"))
    de_alla = Cliente(app).entrar(coordinadora(otra_red, nombre="Fermina"))
    for _ in range(3):
        suya, ajena = en_la_lista(de_aqui), en_la_lista(de_alla)
    assert "Zenaida" in suya
    assert "Rosalba" in suya
    assert "Zenaida" not in ajena
    assert "Rosalba" not in ajena


def test_dos_sesiones_de_la_misma_persona_llevan_cada_una_su_ficha(
    app: Flask, reloj: time_machine.Traveller, red: Red
) -> None:
    persona = coordinadora(red)
    una, otra = Cliente(app).entrar(persona), Cliente(app).entrar(persona)
    for _ in range(3):
        en_la_lista(una), en_la_lista(otra)
    with una.navegador.session_transaction() as primera, otra.navegador.session_transaction() as segunda:
        assert primera["csrf_token"] != segunda["csrf_token"]
    fichas = [
        en_la_lista(cliente).partition('name="csrf_token" value="')[2].partition('"')[0]
        for cliente in (una, otra)
    ]
    assert _admite(una, fichas[0])
    assert _admite(otra, fichas[1])
    assert not _admite(una, fichas[1])


def _admite(cliente: Cliente, ficha: str) -> bool:
    """Si un formulario enviado con esa ficha pasa la guarda; lo que la página decida después no importa aquí."""
    respuesta = cliente.navegador.post("/acceso/papeles/0/terminar", data={"csrf_token": ficha})
    return respuesta.status_code != 400


def test_quien_pierde_su_papel_ya_no_la_recibe(app: Flask, reloj: time_machine.Traveller, red: Red) -> None:
    persona = una_persona()
    una_cuenta(persona)
    papel = un_papel(persona, Rol.COORDINADORA, red=red)
    cliente = Cliente(app).entrar(persona)
    for _ in range(3):
        en_la_lista(cliente)
    with transaccion():
        papel.hasta = hoy() - timedelta(days=1)
        papel.desde = hoy() - timedelta(days=30)
    db.session.rollback()
    assert cliente.get(LISTA).status_code == 403


def test_el_aviso_de_lo_recien_hecho_se_da_una_vez(
    app: Flask, reloj: time_machine.Traveller, red: Red
) -> None:
    cliente = Cliente(app).entrar(coordinadora(red))
    for _ in range(2):
        en_la_lista(cliente)
    with cliente.navegador.session_transaction() as sesion:
        sesion["_flashes"] = [("exito", "Guardamos lo que escribiste.")]
    assert "Guardamos lo que escribiste." in en_la_lista(cliente)
    assert "Guardamos lo que escribiste." not in en_la_lista(cliente)
