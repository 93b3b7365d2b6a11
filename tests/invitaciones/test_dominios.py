"""Una dirección a una letra de otra conocida se pregunta, y nunca se rechaza."""

import doctest

import pytest
from flask import Flask

from red.base import db
from red.invitaciones import dominios, plan
from red.redes.modelos import Red
from red.reloj import ahora
from red.solicitudes.modelos import Solicitud
from red.solicitudes.vistas import pedido
from tests import fabricas
from tests.cliente import Cliente
from tests.solicitudes.ayudas import formulario, una_red_abierta

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def _con_sitio(red: Red) -> None:
    for _ in range(dominios.SE_REPITE):
        n = fabricas.con_letras(db.session.query(fabricas.Persona).count())
        fabricas.una_membresia(red, fabricas.una_persona(correo=f"p{n}@guadalajara.gob.mx"))


def test_los_ejemplos_valen(app: Flask) -> None:
    assert doctest.testmod(dominios).failed == 0


def test_al_invitar_se_sugiere_y_se_puede_enviar_igual(app: Flask) -> None:
    red, otra = fabricas.una_red(), fabricas.una_red()
    _con_sitio(red)
    escritos = "ana@guadaljara.gob.mx, eva@guadalajara.gob.mx, luz@gmial.com"
    dichos = plan.planear(red, escritos, ahora()).renglones
    assert [r.explicacion for r in dichos] == [
        "¿Quisiste decir ana@guadalajara.gob.mx?",
        "",
        "¿Quisiste decir luz@gmail.com?",
    ]
    assert all(r.destino is plan.Destino.NUEVA for r in dichos), "Sugerir no detiene"
    assert plan.planear(otra, escritos, ahora()).renglones[0].explicacion == "", "Control: lo sabe cada Red"


def test_al_pedir_entrar_se_pregunta_una_sola_vez(app: Flask, cliente: Cliente) -> None:
    red = una_red_abierta()
    direccion, datos = f"/solicitudes/pedir/{red.clave}", formulario(red, correo="lucia@gmial.com")
    primera = cliente.post(direccion, datos)
    assert primera.status_code == 422
    assert "¿Quisiste decir lucia@gmail.com?" in primera.text
    assert db.session.query(Solicitud).count() == 0
    assert cliente.post(direccion, {**datos, "correo_mirado": "lucia@gmial.com"}).status_code == 303
    assert db.session.query(Solicitud).count() == 1, "Si estaba bien, se envía igual"


def test_en_una_red_grande_la_institucion_se_busca(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = una_red_abierta()
    for nombre in ("Tesorería", "Obras Públicas"):
        fabricas.una_participacion(red, fabricas.una_institucion(nombre=nombre))
    direccion = f"/solicitudes/pedir/{red.clave}"
    assert "Busca tu institución" not in cliente.get(direccion).text, "Control: si caben, se elige"
    monkeypatch.setattr(pedido, "MUCHAS", 2)
    assert "Obras Públicas" not in cliente.get(direccion).text
    hallada = cliente.post(direccion, {**formulario(red), "buscada": "obras", "accion": "buscar"})
    assert hallada.status_code == 200
    assert "Obras Públicas</option>" in hallada.text
    assert "Tesorería" not in hallada.text
    assert db.session.query(Solicitud).count() == 0, "Buscar no envía"
    assert cliente.post(direccion, {**formulario(red), "buscada": ""}).status_code == 303, "La elegida sigue"
