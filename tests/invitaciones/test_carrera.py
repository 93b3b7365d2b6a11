"""Cincuenta aceptaciones a la vez del mismo enlace: una cuenta, una persona y una membresía."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection

from red import motores
from red.acceso.modelos import Cuenta
from red.aplicacion import crear_app
from red.base import M, buscar, db, transaccion
from red.invitaciones import respuestas as operaciones
from red.personas.modelos import AvisoPrivacidad, Persona
from red.redes.modelos import Membresia
from tests.fabricas import un_aviso_de_privacidad, una_red
from tests.invitaciones.ayudas import un_alta, una_invitacion
from tests.motores import Fabrica, configurar

A_LA_VEZ = 50
MOTORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
pytestmark = pytest.mark.lento


@dataclass(frozen=True)
class Fin:
    """Cómo acabó la carrera."""

    respuestas: Counter[str]
    cuentas: int
    personas: int
    membresias: int


def correr(app: Flask) -> Fin:
    """Prepara una invitación y la acepta desde tantos hilos, todos detrás de la misma salida."""
    with app.app_context():
        red, aviso = una_red(), un_aviso_de_privacidad()
        invitacion_id, aviso_id = una_invitacion(red).id, aviso.id
        db.session.remove()
    salida, respuestas = threading.Barrier(A_LA_VEZ), Counter[str]()

    def aceptar() -> None:
        with app.app_context():
            salida.wait()
            try:
                with transaccion():
                    operaciones.aceptar(invitacion_id, un_alta(), set(), buscar(AvisoPrivacidad, aviso_id))
                respuestas["aceptada"] += 1
            except Exception as error:
                respuestas[type(error).__name__] += 1

    hilos = [threading.Thread(target=aceptar) for _ in range(A_LA_VEZ)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    with app.app_context():
        cuantas = [
            db.session.scalar(select(func.count()).select_from(m)) or 0 for m in (Cuenta, Persona, Membresia)
        ]
        db.session.remove()
    return Fin(respuestas, *cuantas)


def en_una_base(direccion: str, carpeta: Path, antes: Callable[[], None] = lambda: None) -> Fin:
    app = crear_app(configurar(direccion, carpeta))
    app.testing = True
    with app.app_context():
        antes()
    try:
        return correr(app)
    finally:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("motor", MOTORES)
def test_cincuenta_a_la_vez_dejan_una_sola_cuenta(bases: Fabrica, motor: str) -> None:
    fin = en_una_base(bases.nueva(motor), bases.carpeta)
    assert fin.respuestas == {"aceptada": 1, "YaRespondida": A_LA_VEZ - 1}
    assert (fin.cuentas, fin.personas, fin.membresias) == (1, 1, 1)


@pytest.mark.postgresql
def test_sin_candado_ni_indices_postgresql_crearia_varias(
    bases: Fabrica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: si esta prueba falla, la de arriba ya no distingue una protección que sirve de una que no."""

    def sin_candado(modelo: type[M], id: int) -> M:
        return db.session.scalars(select(modelo).where(modelo.id == id)).one()

    for modulo in (
        "invitaciones.respuestas",
        "acceso.operaciones",
        "personas.operaciones",
        "redes.operaciones",
    ):
        monkeypatch.setattr(f"red.{modulo}.con_candado", sin_candado)

    def quitar_indices() -> None:
        with db.engine.connect() as conexion, conexion.begin():
            cambios = Operations(MigrationContext.configure(conexion))
            cambios.drop_constraint("uq_persona_correo", "persona", type_="unique")
            cambios.drop_constraint("uq_cuenta_correo", "cuenta", type_="unique")

    fin = en_una_base(bases.nueva("postgresql"), bases.carpeta, quitar_indices)
    assert fin.cuentas > 1


@pytest.mark.postgresql
def test_sin_candado_el_indice_todavia_impide_la_segunda_cuenta(
    bases: Fabrica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """La última defensa: varias pasan la revisión y la base sólo deja entrar a una."""

    def sin_candado(modelo: type[M], id: int) -> M:
        return db.session.scalars(select(modelo).where(modelo.id == id)).one()

    for modulo in (
        "invitaciones.respuestas",
        "acceso.operaciones",
        "personas.operaciones",
        "redes.operaciones",
    ):
        monkeypatch.setattr(f"red.{modulo}.con_candado", sin_candado)
    fin = en_una_base(bases.nueva("postgresql"), bases.carpeta)
    assert fin.respuestas["YaRegistrado"] > 0
    assert (fin.cuentas, fin.personas, fin.membresias) == (1, 1, 1)


def test_sin_turno_de_escritura_sqlite_deja_gente_sin_respuesta(
    bases: Fabrica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: con una transacción diferida, SQLite rechaza a quienes ya habían leído."""

    def diferida(conexion: Connection) -> Any:
        if conexion.dialect.name == "sqlite":
            conexion.exec_driver_sql("BEGIN")

    event.remove(motores.Engine, "begin", motores._abrir_transaccion)
    event.listen(motores.Engine, "begin", diferida)
    try:
        fin = en_una_base(bases.nueva("sqlite"), bases.carpeta)
    finally:
        event.remove(motores.Engine, "begin", diferida)
        event.listen(motores.Engine, "begin", motores._abrir_transaccion)
    assert fin.respuestas["OperationalError"] > 0
