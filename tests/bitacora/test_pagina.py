"""La bitácora en pantalla: en palabras, con filtros en la dirección y sólo para quien dirige."""

import re
from datetime import timedelta

import pytest

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.bitacora.modelos import Registro
from red.reloj import hoy
from red.textos import sin_acentos
from tests import fabricas as f
from tests.cliente import Cliente

URL = "/bitacora/"


@pytest.fixture
def mundo(app):
    class Mundo:
        red = f.una_red(nombre="Red propia")
        otra = f.una_red(nombre="Red ajena")
        admin = f.una_administradora()
        coordinadora = f.una_coordinadora(red)
        ana = f.una_persona(nombre="Ana", primer_apellido="Ruiz")

    with actuando("redes.editar", Mundo.ana.id), transaccion():
        Mundo.red.meta = 150
        Mundo.otra.meta = 250
    return Mundo


def _texto(cliente, **filtros):
    respuesta = cliente.get(URL, query_string=filtros)
    assert respuesta.status_code == 200
    return respuesta.get_data(as_text=True)


def test_la_administracion_ve_todo_en_palabras(cliente, mundo):
    texto = _texto(cliente.entrar(mundo.admin))
    assert "Ana Ruiz cambió la Red «Red propia»: meta de 100 a 150" in texto
    assert "Ana Ruiz cambió la Red «Red ajena»: meta de 100 a 250" in texto


def test_la_coordinacion_ve_solo_lo_de_su_red(cliente, mundo):
    texto = _texto(cliente.entrar(mundo.coordinadora))
    assert "Red propia" in texto
    assert "Red ajena" not in texto


def test_se_filtra_por_quien_por_que_y_por_fecha(cliente, mundo):
    cliente.entrar(mundo.admin)
    assert "Red ajena" in _texto(cliente, q="ana ruiz", tabla="red")
    assert "Ningún cambio coincide" in _texto(cliente, q="nadie así")
    assert "Ningún cambio coincide" in _texto(cliente, hasta=(hoy() - timedelta(days=1)).isoformat())
    filtrada = _texto(cliente, tabla="institucion", desde=hoy().isoformat())
    assert "«Red propia»" not in filtrada
    assert '<option value="institucion" selected>' in filtrada
    assert f'value="{hoy().isoformat()}"' in filtrada


@pytest.mark.parametrize(
    "filtros",
    [
        {"desde": "ayer"},
        {"desde": "2026-02-31", "hasta": "9999-12-31"},
        {"desde": "0001-01-01"},
        {"tabla": "pg_user"},
        {"pagina": "-3"},
        {"pagina": "99999999999999999999"},
        {"q": "' OR 1=1 --"},
    ],
)
def test_un_filtro_sin_sentido_no_falla(cliente, mundo, filtros):
    _texto(cliente.entrar(mundo.admin), **filtros)


def test_se_lee_por_paginas(cliente, mundo):
    for n in range(60):
        with transaccion():
            mundo.red.meta = 1000 + n
    cliente.entrar(mundo.admin)
    assert "meta de 1058 a 1059" in _texto(cliente)
    assert "meta de 1058 a 1059" not in _texto(cliente, pagina=2)


def test_lo_escrito_por_una_persona_se_ve_como_texto(cliente, mundo):
    with transaccion():
        mundo.red.nombre = "<script>alert(1)</script>"
    texto = _texto(cliente.entrar(mundo.admin))
    assert "<script>alert" not in texto
    assert "&lt;script&gt;" in texto


def test_los_demas_papeles_no_la_ven(app, mundo):
    for persona in (
        f.una_analista(mundo.red),
        f.una_integrante(mundo.red),
        f.un_enlace(mundo.red.convocante),
    ):
        assert Cliente(app).entrar(persona).get(URL).status_code == 403


def test_leer_la_bitacora_no_la_cambia(cliente, mundo):
    cliente.entrar(mundo.admin)
    antes = db.session.scalar(db.select(db.func.count()).select_from(Registro))
    _texto(cliente)
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).select_from(Registro)) == antes


def test_lo_que_se_filtra_va_en_el_orden_del_espanol(cliente, mundo):
    lista = _texto(cliente.entrar(mundo.admin)).partition('id="filtro-tabla"')[2].partition("</select>")[0]
    opciones = re.findall(r"<option[^>]*>([^<]+)</option>", lista)[1:]
    assert opciones == sorted(opciones, key=sin_acentos)
    assert opciones != sorted(opciones), "control: alguna empieza con acento"
