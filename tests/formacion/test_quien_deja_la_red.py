"""Quien deja una Red deja sus lugares, y pasan a quien sigue en el mismo acto."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.formacion import operaciones, programacion
from red.formacion.consultas import inscripcion_viva
from red.personas.modelos import Persona
from red.redes.consultas import integra, membresia_abierta
from red.redes.operaciones import concluir
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    una_cuenta,
    una_edicion,
    una_membresia,
    una_persona,
    una_red,
)


def _escena() -> tuple[int, int, int, int]:
    """Una edición de un lugar, con quien lo tiene y quien espera: Red, edición y las dos personas."""
    red = una_red()
    edicion = una_edicion(red, cupo=1)
    personas = [una_persona(), una_persona()]
    for persona in personas:
        una_membresia(red, persona)
        with transaccion():
            operaciones.inscribir(edicion.id, persona.id)
    return red.id, edicion.id, personas[0].id, personas[1].id


def _concluir(red_id: int, persona_id: int) -> None:
    membresia = membresia_abierta(red_id, persona_id)
    assert membresia is not None
    with transaccion():
        concluir(membresia, hoy(), "Cambió de trabajo")


def test_al_concluir_su_lugar_pasa_a_quien_espera(app: Flask) -> None:
    red_id, edicion_id, quien_va, quien_espera = _escena()
    espera = inscripcion_viva(edicion_id, quien_espera)
    assert espera is not None
    assert espera.lugar is None
    _concluir(red_id, quien_va)
    assert inscripcion_viva(edicion_id, quien_va) is None
    espera = inscripcion_viva(edicion_id, quien_espera)
    assert espera is not None
    assert espera.lugar == 1


def test_quien_esperaba_y_se_va_deja_la_fila_sin_tocar_el_lugar_de_nadie(app: Flask) -> None:
    red_id, edicion_id, con_lugar, quien_va = _escena()
    _concluir(red_id, quien_va)
    assert inscripcion_viva(edicion_id, quien_va) is None
    sigue = inscripcion_viva(edicion_id, con_lugar)
    assert sigue is not None
    assert sigue.lugar == 1


def test_dejar_una_red_no_toca_los_cursos_de_otra(app: Flask) -> None:
    _, edicion_id, persona_id, _ = _escena()
    otra = una_red()
    una_membresia(otra, una_persona())
    with transaccion():
        operaciones.retirar_de_la_red(otra.id, persona_id)
    assert inscripcion_viva(edicion_id, persona_id) is not None


def test_quien_sale_por_decision_propia_tambien_deja_su_lugar(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    edicion = una_edicion(red, cupo=1)
    persona, clave, edicion_id = una_persona(), red.clave, edicion.id
    una_membresia(red, persona)
    una_cuenta(persona)
    with transaccion():
        operaciones.inscribir(edicion_id, persona.id)
    persona_id = persona.id
    cliente.entrar(persona)
    assert cliente.post(f"/redes/{clave}/salir", {"motivo": ""}).status_code == 303
    assert inscripcion_viva(edicion_id, persona_id) is None


def _se_cruzan(app: Flask) -> tuple[int, int]:
    """Una persona se inscribe y, antes de que eso se confirme, la coordinación termina su membresía."""
    red = una_red()
    edicion, persona = una_edicion(red, cupo=5), una_persona()
    una_membresia(red, persona)
    red_id, edicion_id, persona_id = red.id, edicion.id, persona.id
    inscrita, salio = threading.Event(), threading.Event()

    def sale() -> None:
        with app.app_context():
            inscrita.wait(10)
            _concluir(red_id, persona_id)
            salio.set()
            db.session.remove()

    db.session.remove()
    hilo = threading.Thread(target=sale)
    hilo.start()
    with transaccion():
        operaciones.inscribir(edicion_id, persona_id)
        inscrita.set()
        salio.wait(0.7)
    hilo.join(15)
    assert salio.is_set()
    db.session.remove()
    return edicion_id, persona_id


def test_quien_sale_en_el_instante_en_que_se_inscribe_no_conserva_el_lugar(app: Flask) -> None:
    assert inscripcion_viva(*_se_cruzan(app)) is None


def test_sin_apartar_la_membresia_lo_conservaria(
    app: Flask, motor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control negativo: en PostgreSQL, sin el candado, las dos se cruzan sin verse. SQLite las pone en fila siempre."""

    def sin_apartar(red_id: int, persona_id: int, dia: date, *, apartar: bool = False) -> bool:
        return integra(red_id, persona_id, dia)

    monkeypatch.setattr(operaciones, "integra", sin_apartar)
    assert (inscripcion_viva(*_se_cruzan(app)) is None) == (motor == "sqlite")


def test_quien_se_va_mientras_esta_cancelada_no_recupera_su_lugar(app: Flask) -> None:
    red_id, edicion_id, quien_va, quien_espera = _escena()
    with transaccion():
        programacion.cancelar_edicion(edicion_id, "No hay sede")
    escritos = _correos_a(quien_va)
    _concluir(red_id, quien_va)
    assert inscripcion_viva(edicion_id, quien_va) is None
    espera = inscripcion_viva(edicion_id, quien_espera)
    assert espera is not None
    assert espera.lugar is None
    with transaccion():
        assert programacion.reanudar_edicion(edicion_id) == 1
    assert inscripcion_viva(edicion_id, quien_va) is None
    db.session.refresh(espera)
    assert espera.lugar == 1
    assert _correos_a(quien_va) == escritos


def _correos_a(persona_id: int) -> int:
    correo = db.session.get_one(Persona, persona_id).correo
    suyos = select(func.count(Aviso.id)).where(Aviso.para == correo, Aviso.plantilla.startswith("formacion"))
    return db.session.scalar(suyos) or 0
