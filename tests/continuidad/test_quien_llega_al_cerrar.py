"""A la institución que se cierra, se junta o ya terminó no se le suma nadie; ni siquiera quien llega al mismo tiempo."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from red.base import con_candado, db, transaccion
from red.continuidad import operaciones
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion
from red.instituciones.operaciones import YaNoExiste
from red.invitaciones import respuestas
from red.invitaciones.modelos import Invitacion
from red.invitaciones.respuestas import Alta
from red.personas import operaciones as personas
from red.personas.modelos import Adscripcion, AvisoPrivacidad, NivelCargo, Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.unidades import operaciones as unidades
from red.unidades.modelos import Designacion, Funcion, Unidad
from tests.cliente import Cliente
from tests.fabricas import (
    CONTRASENA,
    guardar,
    un_aviso_de_privacidad,
    una_adscripcion,
    una_coordinadora,
    una_institucion,
    una_persona,
    una_red,
    una_unidad,
)


def _adscribir(persona_id: int, institucion_id: int) -> None:
    persona = db.session.get_one(Persona, persona_id)
    personas.adscribir(persona, institucion_id, "Directora", NivelCargo.SUPERIOR, hoy())


def _designar(persona_id: int, institucion_id: int) -> None:
    unidad = db.session.scalars(select(Unidad).where(Unidad.institucion_id == institucion_id)).one()
    unidades.designar(unidad, db.session.get_one(Persona, persona_id), Funcion.TITULAR, hoy())


def _abiertas(institucion_id: int) -> int:
    """Puestos y funciones sin cerrar en esa institución."""
    db.session.rollback()
    puestos = select(Adscripcion.id).where(
        Adscripcion.institucion_id == institucion_id, Adscripcion.hasta.is_(None)
    )
    funciones = (
        select(Designacion.id)
        .join(Unidad)
        .where(Unidad.institucion_id == institucion_id, Designacion.hasta.is_(None))
    )
    return len(db.session.scalars(puestos).all()) + len(db.session.scalars(funciones).all())


def _mundo() -> tuple[Institucion, Institucion, Persona]:
    una, sigue = una_institucion(nombre="Cultura"), una_institucion(nombre="Bienestar")
    una_red(instituciones=[una, sigue])
    una_unidad(una)
    persona = una_persona()
    una_adscripcion(persona, una)
    return una, sigue, persona


def test_a_la_que_termino_no_se_le_suma_nadie_y_se_dice_por_que(app: Flask) -> None:
    una, sigue, persona = _mundo()
    with transaccion():
        operaciones.cerrar(una, FechaParcial(hoy() - timedelta(days=3)), None, None)
    otra = una_institucion(nombre="Repetida", fusionada_en_id=sigue.id)
    for llegar, campo in ((_adscribir, "institucion_id"), (_designar, "desde")):
        with pytest.raises(YaNoExiste, match="Cultura existió hasta el") as dicho, transaccion():
            llegar(persona.id, una.id)
        assert dicho.value.campo == campo
    with pytest.raises(YaNoExiste, match="se juntó con Bienestar"), transaccion():
        _adscribir(persona.id, otra.id)
    with pytest.raises(YaNoExiste), transaccion():
        unidades.registrar(una, unidades.DatosUnidad("uig", "Otra"), hoy())  # type: ignore[arg-type]
    assert _abiertas(una.id) == 0
    with transaccion():
        _adscribir(persona.id, sigue.id)
    assert _abiertas(sigue.id) == 1, "Control: en la que sigue en pie, sí"


def test_corregir_no_lleva_a_una_que_termino_y_deja_componer_lo_demas(app: Flask) -> None:
    una, sigue, persona = _mundo()
    with transaccion():
        sigue.hasta = hoy() - timedelta(days=1)
    suya = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == persona.id)).one()
    with pytest.raises(YaNoExiste), transaccion():
        personas.corregir_adscripcion(suya, sigue.id, "X", NivelCargo.SUPERIOR, suya.desde)
    with transaccion():
        una.hasta = hoy() - timedelta(days=1)
    with transaccion():
        personas.corregir_adscripcion(suya, una.id, "Puesto bien escrito", NivelCargo.SUPERIOR, suya.desde)
    assert suya.puesto == "Puesto bien escrito"


def test_la_pagina_lo_dice_junto_al_campo(cliente: Cliente) -> None:
    """La unidad que una división dejó por repartir sigue abierta, pero su institución ya no."""
    una, _, persona = _mundo()
    red = una_red(instituciones=[una])
    with transaccion():
        una.hasta = hoy() - timedelta(days=1)
    unidad = db.session.scalars(select(Unidad)).one()
    datos = {"funcion": "titular", "persona_id": str(persona.id), "nivel": "superior", "desde": "2026"}
    cliente.entrar(una_coordinadora(red))
    respuesta = cliente.post(f"/unidades/{unidad.id}/designar", datos)
    assert respuesta.status_code == 422
    assert 'id="desde-error"' in respuesta.text
    assert "ya no se le suma nadie" in respuesta.text


def _mientras_se_junta(
    app: Flask,
    llegar: Callable[[int, int], None],
    antes: Callable[[Institucion, Persona], None] = lambda _una, _persona: None,
) -> tuple[list[str], int]:
    """Alguien llega cuando la institución ya está apartada para juntarse; qué falló y qué quedó abierto en ella."""
    una, sigue, persona = _mundo()
    antes(una, persona)
    una_id, sigue_id, persona_id = una.id, sigue.id, persona.id
    fallas: list[str] = []

    def anotando(hacer: Callable[[], Any]) -> None:
        try:
            hacer()
        except Exception as error:
            fallas.append(type(error).__name__)
        finally:
            db.session.remove()

    def quien_llega() -> None:
        with transaccion():
            llegar(persona_id, una_id)

    def aparte() -> None:
        with app.app_context():
            anotando(quien_llega)

    def juntar() -> None:
        with transaccion():
            con_candado(Institucion, una_id)
            hilo.start()
            _esperar_a_que_se_detenga(hilo)
            operaciones.fusionar(
                [db.session.get_one(Institucion, una_id)],
                db.session.get_one(Institucion, sigue_id),
                hoy(),
                None,
                None,
            )

    hilo = threading.Thread(target=aparte)
    anotando(juntar)
    hilo.join()
    return fallas, _abiertas(una_id)


def _esperar_a_que_se_detenga(hilo: threading.Thread) -> None:
    """Hasta que quien llega espere un candado, o acabe; en SQLite espera su turno desde que empieza."""
    if db.engine.dialect.name == "sqlite":
        return
    esperan = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        with db.engine.connect() as conexion:
            if conexion.scalar(esperan) or not hilo.is_alive():
                return
        time.sleep(0.01)


@pytest.mark.parametrize("llegar", [_adscribir, _designar])
def test_quien_llega_mientras_se_junta_se_entera(app: Flask, llegar: Callable[[int, int], None]) -> None:
    assert _mientras_se_junta(app, llegar) == (["YaNoExiste"], 0)


def test_quien_acepta_una_invitacion_mientras_se_junta_no_traba_el_cambio(app: Flask) -> None:
    """Juntar cambia también las invitaciones de la institución: aceptar la aparta antes que su invitación."""
    aviso_id = un_aviso_de_privacidad().id
    hechas: list[int] = []

    def aceptar(_persona_id: int, institucion_id: int) -> None:
        alta = Alta("Eva", "Ríos", None, None, institucion_id, "Jefa", NivelCargo.SUPERIOR, CONTRASENA)
        respuestas.aceptar(hechas[0], alta, set(), db.session.get_one(AvisoPrivacidad, aviso_id))

    def invitar(una: Institucion, persona: Persona) -> None:
        red_id = db.session.scalar(select(Red.id)) or 0
        hechas.append(
            guardar(
                Invitacion(red_id=red_id, correo="eva@ejemplo.test", nombre="Eva", institucion_id=una.id,
                           creada_en=ahora(), creada_por_id=persona.id, vence_en=ahora() + timedelta(days=5))
            ).id
        )  # fmt: skip

    assert _mientras_se_junta(app, aceptar, antes=invitar) == (["YaNoExiste"], 0)
    assert db.session.get_one(Invitacion, hechas[0]).aceptada_en is None


@pytest.mark.postgresql
def test_sin_apartarla_se_traban_o_queda_alguien_en_la_que_termino(
    app: Flask, motor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: si el puesto aparta a la persona sin apartar antes a la institución, la prueba de arriba lo nota."""
    if motor != "postgresql":
        pytest.skip("SQLite escribe de uno en uno")
    monkeypatch.setattr(personas, "en_pie", lambda id_, _campo: db.session.get_one(Institucion, id_))
    fallas, abiertas = _mientras_se_junta(app, _adscribir)
    assert fallas or abiertas
    assert fallas != ["YaNoExiste"]


def test_lo_que_entro_antes_del_cierre_lo_alcanza(app: Flask) -> None:
    """El cierre espera a quien ya estaba entrando, y la cuenta."""
    una, _, _ = _mundo()
    nueva, una_id = (
        guardar(Persona(nombre="Eva", primer_apellido="Ríos", correo="e@x.test", visibilidad={})),
        una.id,
    )

    def cerrar() -> None:
        with app.app_context():
            try:
                with transaccion():
                    institucion = db.session.get_one(Institucion, una_id)
                    operaciones.cerrar(institucion, FechaParcial(hoy()), None, None)
            finally:
                db.session.remove()

    hilo = threading.Thread(target=cerrar)
    with transaccion():
        _adscribir(nueva.id, una_id)
        _designar(nueva.id, una_id)
        hilo.start()
        _esperar_a_que_se_detenga(hilo)
    hilo.join()
    assert _abiertas(una_id) == 0
