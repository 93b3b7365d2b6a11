"""Cuando algo sale mal la página lo dice en español, ofrece por dónde seguir y no cuenta nada de más."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from red.acceso.consultas import cuenta_de_persona
from red.base import db
from tests.cliente import Cliente, revisar_html
from tests.convenciones.test_plantillas import INGLES
from tests.fabricas import una_cuenta, una_persona
from tests.motores import Fabrica
from tests.seguridad.conftest import Levantar

EN_INGLES = re.compile(
    r"Traceback|Internal Server|Not Found|Bad Request|Method Not|werkzeug|sqlalchemy|sqlite|psycopg", re.I
)


def _revisar(respuesta: TestResponse, codigo: int) -> str:
    pagina = respuesta.get_data(as_text=True)
    assert respuesta.status_code == codigo
    revisar_html(pagina)
    principal = pagina.partition("<main")[2].partition("</main>")[0]
    assert re.search(r"<a [^>]*href=\"/", principal), "La página de error ofrece por dónde seguir"
    assert str(codigo) in principal, "La página de error dice su código, para quien pida ayuda"
    texto = re.sub(r"<[^>]+>", " ", principal)
    assert not EN_INGLES.search(texto)
    assert not INGLES.search(texto)
    return pagina


def _con_cuenta(app: Flask) -> Cliente:
    with app.app_context():
        persona = una_persona()
        una_cuenta(persona)
        cliente = Cliente(app)
        cliente.entrar(cuenta_de_persona(persona.id))  # type: ignore[arg-type]
    return cliente


@pytest.mark.parametrize("con_sesion", [False, True])
def test_cada_pagina_de_error_ayuda(en_claro: Flask, con_sesion: bool) -> None:
    visita = _con_cuenta(en_claro).navegador if con_sesion else en_claro.test_client()
    _revisar(visita.get("/no-existe"), 404)
    _revisar(visita.put("/acceso/entrar"), 405)
    _revisar(visita.post("/acceso/entrar", data={"correo": "a@b.c"}), 400)
    _revisar(visita.post("/acceso/entrar", data={"correo": "x" * 7_000_000}), 413)
    _revisar(visita.get("/prueba/falla"), 500)
    _revisar(visita.get("/prueba/sin-declarar"), 500)
    if con_sesion:
        _revisar(visita.get("/administracion"), 403)


def test_una_falla_no_cuenta_nada_de_lo_que_paso(en_claro: Flask) -> None:
    pagina = en_claro.test_client().get("/prueba/falla").get_data(as_text=True)
    for palabra in ("contraseña-de-alguien", "RuntimeError", "fallar", "conftest"):
        assert palabra not in pagina


@contextmanager
def _base_apartada(archivo: str) -> Iterator[None]:
    """Otra conexión tiene el turno de escritura y no lo suelta."""
    with closing(sqlite3.connect(archivo, isolation_level=None)) as otra:
        otra.execute("BEGIN IMMEDIATE")
        yield
        otra.execute("ROLLBACK")


@pytest.fixture
def impaciente(levantar: Levantar, bases: Fabrica) -> tuple[Flask, str]:
    """Una aplicación que espera el turno de escritura sólo un instante."""
    direccion = bases.nueva("sqlite")
    app = levantar(base_datos=direccion)
    with app.app_context():

        def esperar_poco(conexion: sqlite3.Connection, _registro: object) -> None:
            conexion.execute("PRAGMA busy_timeout = 50")

        event.listen(db.engine, "connect", esperar_poco)
    return app, direccion.removeprefix("sqlite:///")


def test_si_otra_persona_tiene_el_turno_se_dice_que_vuelva_en_un_minuto(
    impaciente: tuple[Flask, str],
) -> None:
    app, archivo = impaciente
    cliente = _con_cuenta(app)
    ficha = cliente.ficha()
    with app.app_context():
        db.engine.dispose()
    with _base_apartada(archivo):
        ocupada = cliente.navegador.post("/acceso/salir", data={"csrf_token": ficha})
        pagina = _revisar(ocupada, 503)
        assert ocupada.headers["Retry-After"].isdigit()
        assert "No podemos guardar en este momento" in pagina
        datos = {"csrf_token": ficha, "nota": 'Una "nota" larga'}
        vuelve = _revisar(cliente.navegador.post("/acceso/salir?de=aqui", data=datos), 503)
        assert 'name="nota" value="Una &#34;nota&#34; larga"' in vuelve
        assert 'action="/acceso/salir?de=aqui"' in vuelve
        secreto = {**datos, "contrasena": "no-se-repite"}
        vuelve = _revisar(cliente.navegador.post("/acceso/salir", data=secreto), 503)
        assert "no-se-repite" not in vuelve
        assert "Vuelve atrás" in vuelve
        lectura = cliente.navegador.get("/panel")
        assert lectura.status_code == 200, "Leer sigue siendo posible mientras otra persona guarda"
    assert cliente.navegador.post("/acceso/salir", data={"csrf_token": ficha}).status_code == 303


@pytest.mark.parametrize("con_sesion", [False, True])
def test_sin_base_de_datos_la_pagina_de_error_aparece_igual(
    levantar: Levantar, bases: Fabrica, con_sesion: bool
) -> None:
    sana = levantar()
    cliente = _con_cuenta(sana)
    galleta = cliente.navegador.get_cookie("sesion")
    assert galleta is not None
    ida = levantar(base_datos=f"sqlite:///{bases.carpeta}/no-hay/tal/carpeta.sqlite")
    visita: FlaskClient = ida.test_client()
    if con_sesion:
        visita.set_cookie("sesion", galleta.value)
    ruta = "/panel" if con_sesion else "/"
    respuesta = visita.get(ruta)
    _revisar(respuesta, 503)
    assert respuesta.headers["Retry-After"]
    assert visita.get("/salud").status_code == 503


@pytest.mark.postgresql
@pytest.mark.parametrize("con_sesion", [False, True])
def test_sin_postgresql_tambien(levantar: Levantar, bases: Fabrica, con_sesion: bool) -> None:
    cliente = _con_cuenta(levantar())
    galleta = cliente.navegador.get_cookie("sesion")
    assert galleta is not None
    ida = levantar(base_datos=f"postgresql+psycopg://app@/nada?host={bases.carpeta}")
    visita: FlaskClient = ida.test_client()
    if con_sesion:
        visita.set_cookie("sesion", galleta.value)
    _revisar(visita.get("/panel" if con_sesion else "/"), 503)


@pytest.mark.postgresql
def test_si_no_quedan_conexiones_se_dice_que_vuelva_en_un_minuto(levantar: Levantar) -> None:
    app = levantar("postgresql")
    with app.app_context(), ExitStack() as tomadas:
        grupo = db.engine.pool
        grupo._timeout, grupo._max_overflow = 0.05, 0  # type: ignore[attr-defined]
        for _ in range(grupo.size()):  # type: ignore[attr-defined]
            tomadas.enter_context(db.engine.connect())
        respuesta = app.test_client().get("/")
        _revisar(respuesta, 503)
        assert respuesta.headers["Retry-After"]


def test_una_direccion_desmedida_se_dice_en_espanol(app: Flask) -> None:
    navegador = app.test_client()
    larga = navegador.get("/?q=" + "a" * 5000)
    assert larga.status_code == 414
    assert "demasiado larga" in larga.get_data(as_text=True)
    assert navegador.get("/?q=" + "a" * 3000).status_code == 200
