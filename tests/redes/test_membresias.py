"""Pausar, volver, salir y regresar: ningún estado pierde su pasado, y cada día se cuenta como fue."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.directorio.condiciones import Filtros, Situacion
from red.directorio.consultas import pagina_de_personas
from red.directorio.mirada import Mirada
from red.importacion import exportacion
from red.personas.modelos import Persona
from red.redes import membresias, pausas
from red.redes.camino import camino_de
from red.redes.composicion import composicion, personas_activas
from red.redes.modelos import EstadoMembresia, Membresia, Pausa, Red
from red.redes.trabajos import volver_de_pausas
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente

DIA = date(2026, 3, 1)


def _el(dia: date) -> time_machine.travel:
    return time_machine.travel(f"{dia.isoformat()} 18:00:00Z", tick=False)


def _una_vida() -> tuple[Red, Persona, Persona]:
    """Entra en marzo, pausa de abril a mayo, sale en julio y regresa en septiembre; otra la acompaña siempre."""
    with _el(DIA):
        red = fabricas.una_red()
        quien = fabricas.una_coordinadora(red)
        siempre, persona = fabricas.una_integrante(red), fabricas.una_persona()
        fabricas.una_cuenta(persona)
    pasos = [
        (DIA, lambda: membresias.incorporar(red, persona, hoy(red.zona), como="Por invitación")),
        (date(2026, 4, 1), lambda: membresias.pausar(_abierta(red, persona), "Licencia por cuidados")),
        (date(2026, 5, 11), lambda: membresias.reactivar(_abierta(red, persona))),
        (date(2026, 7, 15), lambda: membresias.concluir(_abierta(red, persona), hoy(red.zona), "Cambio de puesto")),
        (date(2026, 9, 1), lambda: membresias.incorporar(red, persona, hoy(red.zona))),
    ]  # fmt: skip
    for dia, paso in pasos:
        with _el(dia), actuando("prueba", quien.id), transaccion():
            paso()
    assert siempre.id != persona.id
    return red, persona, quien


def _abierta(red: Red, persona: Persona) -> Membresia:
    return db.session.scalars(
        select(Membresia).where(Membresia.red_id == red.id, Membresia.persona_id == persona.id, Membresia.hasta.is_(None))
    ).one()  # fmt: skip


@pytest.mark.parametrize(
    ("dia", "estado"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), "activa"),
        (date(2026, 3, 31), "activa"),
        (date(2026, 4, 1), "en_pausa"),
        (date(2026, 5, 10), "en_pausa"),
        (date(2026, 5, 11), "activa"),
        (date(2026, 7, 14), "activa"),
        (date(2026, 7, 15), None),
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), "activa"),
    ],
)
def test_cuentas_listas_y_exportaciones_dicen_quien_estaba_activa_ese_dia(
    app: Flask, dia: date, estado: str | None
) -> None:
    red, persona, _ = _una_vida()
    acompana = 1  # la que estuvo siempre
    por_estado = composicion(red.id, dia).por_estado
    assert por_estado.get(EstadoMembresia.ACTIVA, 0) == acompana + (estado == "activa")
    assert por_estado.get(EstadoMembresia.EN_PAUSA, 0) == (estado == "en_pausa")
    assert personas_activas([red.id], dia)[red.id].valor == acompana + (estado == "activa")
    for situacion in (Situacion.ACTIVA, Situacion.EN_PAUSA):
        mirada = Mirada(frozenset({red.id}), True, dia, hoy=date(2026, 10, 1))
        filtros = Filtros(situacion=situacion)
        esta = situacion.value == estado
        claves = {v.clave: v for v in pagina_de_personas(mirada, filtros, 1).filas}
        assert (persona.clave in claves) is esta
        if esta:
            assert claves[persona.clave].membresias[0].estado.value == estado
        assert (persona.correo in {fila[3] for fila in exportacion.personas(mirada, filtros)}) is esta


def test_el_camino_dice_cada_cambio_con_su_motivo_y_quien_lo_hizo(app: Flask, cliente: Cliente) -> None:
    with _el(date(2026, 10, 1)):
        red, persona, quien = _una_vida()
        hitos = [(h.dia, h.texto, h.detalle, bool(h.quien)) for h in camino_de(persona.id, None)]
        assert hitos == [
            (date(2026, 9, 1), "Regresó a la Red", "", True),
            (date(2026, 7, 15), "Dejó la Red", "Cambio de puesto", True),
            (date(2026, 5, 11), "Volvió de la pausa", "", True),
            (date(2026, 4, 1), "Quedó en pausa", "Licencia por cuidados.", True),
            (DIA, "Se integró a la Red", "Por invitación", True),
        ]
        assert camino_de(persona.id, frozenset()) == []
        cliente.entrar(quien)
        pagina = cliente.get(f"/personas/{persona.clave}").get_data(as_text=True)
        assert "Licencia por cuidados" in pagina
        # Una colega no ve el camino de otra.
        aviso = fabricas.un_aviso_de_privacidad()
        fabricas.un_consentimiento(persona, fabricas.Finalidad.DIRECTORIO, aviso)
        cliente.entrar(fabricas.una_integrante(red))
        pagina = cliente.get(f"/personas/{persona.clave}").get_data(as_text=True)
        assert persona.primer_apellido in pagina
        assert "Licencia por cuidados" not in pagina


def test_quien_dijo_cuando_volvia_vuelve_ese_dia_y_se_le_dice_una_vez(app: Flask) -> None:
    with _el(DIA):
        red = fabricas.una_red()
        con_fecha, sin_fecha, otra = (fabricas.una_integrante(red) for _ in range(3))
        with transaccion():
            membresias.pausar(_abierta(red, con_fecha), "Licencia", regresa_el=DIA + timedelta(days=10))
            membresias.pausar(_abierta(red, sin_fecha), "Licencia")
        with pytest.raises(membresias.RegresoPasado), transaccion():
            membresias.pausar(_abierta(red, otra), "Licencia", regresa_el=DIA)
        with pytest.raises(membresias.RegresoMuyLejano), transaccion():
            membresias.pausar(_abierta(red, otra), "Licencia", regresa_el=DIA.replace(year=9999))
    with _el(DIA + timedelta(days=9)):
        volver_de_pausas()
        assert _abierta(red, con_fecha).estado is EstadoMembresia.EN_PAUSA
    with _el(DIA + timedelta(days=10)):
        dia = hoy(red.zona)
        # Antes de que nadie haga nada ya cuenta como activa; el trabajo lo deja anotado y se lo dice.
        assert not pausas.esta_en_pausa(_abierta(red, con_fecha), dia)
        assert pausas.esta_en_pausa(_abierta(red, sin_fecha), dia)
        volver_de_pausas()
        volver_de_pausas()
        assert _abierta(red, con_fecha).estado is EstadoMembresia.ACTIVA
        assert _abierta(red, sin_fecha).estado is EstadoMembresia.EN_PAUSA
        enviados = db.session.scalars(select(Aviso.para).where(Aviso.plantilla == "pausa_terminada")).all()
        assert enviados == [con_fecha.correo]
        ultimo = camino_de(con_fecha.id, None)[0]
        assert (ultimo.texto, ultimo.dia) == ("Volvió de la pausa", dia)


def test_la_pausa_anotada_sin_fecha_sigue_contando_y_al_volver_recibe_la_de_la_bitacora(app: Flask) -> None:
    with _el(DIA):
        red, persona = fabricas.una_red(), fabricas.una_persona()
        membresia = fabricas.una_membresia(red, persona, desde=date(2026, 1, 1))
    with _el(date(2026, 4, 5)), transaccion():  # así se anotaban las pausas
        membresia.estado, membresia.motivo = EstadoMembresia.EN_PAUSA, "Licencia"
    for dia in (DIA, date(2026, 6, 1)):
        assert composicion(red.id, dia).por_estado == {EstadoMembresia.EN_PAUSA: 1}
    with _el(date(2026, 6, 1)), transaccion():
        membresias.reactivar(_abierta(red, persona))
    pausa = db.session.scalars(select(Pausa)).one()
    assert (pausa.desde, pausa.hasta, pausa.motivo) == (date(2026, 4, 5), date(2026, 5, 31), "Licencia")
    assert composicion(red.id, DIA).por_estado == {EstadoMembresia.ACTIVA: 1}
    assert composicion(red.id, date(2026, 5, 1)).por_estado == {EstadoMembresia.EN_PAUSA: 1}


def test_la_pausa_que_se_quita_el_mismo_dia_consta_y_no_cuenta(app: Flask) -> None:
    with _el(DIA):
        red = fabricas.una_red()
        persona = fabricas.una_integrante(red)
        with transaccion():
            membresias.pausar(_abierta(red, persona), "Por error")
            membresias.reactivar(_abierta(red, persona))
        assert composicion(red.id, hoy(red.zona)).por_estado == {EstadoMembresia.ACTIVA: 1}
        assert [h.texto for h in camino_de(persona.id, None)][-1] == "Se integró a la Red"
        assert "Quedó en pausa" in [h.texto for h in camino_de(persona.id, None)]
