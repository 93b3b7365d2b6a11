"""Capturar un examen en papel y enviar el mismo desde la plataforma a la vez: vale el que llegó primero."""

import pytest
from flask import Flask

from red.base import db, transaccion
from red.evaluaciones import consultas, operaciones
from red.evaluaciones.modelos import Origen, Uso
from tests import fabricas
from tests.a_la_vez import en_otro, que_espere
from tests.evaluaciones.apoyo import puesta, una_edicion_con, una_evaluacion


def _envia_mientras_se_captura(app: Flask) -> tuple[Origen, float | None, list[str]]:
    """Se envía; antes de confirmarlo, alguien captura otra nota. Qué quedó y qué falló."""
    red = fabricas.una_red()
    edicion, (ana,) = una_edicion_con(red, 1)
    aplicacion = puesta(edicion, una_evaluacion(red))
    with transaccion():
        operaciones.guardar(aplicacion.id, ana.id, {})
    edicion_id, aplicacion_id, ana_id, fallas = edicion.id, aplicacion.id, ana.id, list[str]()

    def captura() -> None:
        with transaccion():
            operaciones.capturar(edicion_id, Uso.FINAL, {ana_id: 10.0}, None)

    with transaccion():
        operaciones.enviar(aplicacion_id, ana_id, {})
        db.session.flush()
        hilo = en_otro(app, captura, fallas)
        que_espere(hilo)
    hilo.join()
    db.session.expire_all()
    hoja = consultas.hoja_de(aplicacion_id, ana_id)
    assert hoja is not None
    return hoja.origen, hoja.calificacion, fallas


def test_lo_capturado_no_pisa_lo_que_se_estaba_enviando(app: Flask) -> None:
    assert _envia_mientras_se_captura(app) == (Origen.EN_LINEA, 0.0, ["NoSePuedeCambiar"])


def test_sin_apartarla_la_pisaria(app: Flask, motor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if motor != "postgresql":
        pytest.skip("SQLite escribe de uno en uno")
    monkeypatch.setattr(operaciones, "con_candado", lambda modelo, id_, **_: db.session.get_one(modelo, id_))
    assert _envia_mientras_se_captura(app) == (Origen.CAPTURADA, 10.0, [])
