"""Una invitación sometida a todo lo que puede pasarle, en cualquier orden, contra un modelo de una página."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from red.avisos.modelos import Aviso, EstadoAviso
from red.base import buscar, db, transaccion
from red.errores import ErrorDeDominio
from red.invitaciones import consultas, consultas_envio, operaciones, respuestas
from red.invitaciones.modelos import EstadoInvitacion, Invitacion, LlaveInvitacion
from red.personas.modelos import AvisoPrivacidad, Persona
from red.redes.modelos import Membresia, Red
from red.reloj import ahora
from tests.fabricas import un_aviso_de_privacidad, una_coordinadora, una_red
from tests.invitaciones.ayudas import un_alta, una_invitacion, una_llave

EJEMPLOS = int(os.environ.get("EJEMPLOS", "8"))
"""Cuántas historias se inventan por motor; `EJEMPLOS=2000` para buscar a fondo."""

COMIENZO = datetime(2026, 11, 2, 18, tzinfo=UTC)
E = EstadoInvitacion


class Historia(RuleBasedStateMachine):
    """Lo que puede pasarle a una invitación; `red_id` y `aviso_id` los pone la prueba."""

    red_id: int
    aviso_id: int
    numero = 0

    @initialize()
    def empezar(self) -> None:
        Historia.numero += 1
        self.viaje = time_machine.travel(COMIENZO, tick=False)
        self.reloj = self.viaje.start()
        red = db.session.get_one(Red, self.red_id)
        self.correo = f"historia{Historia.numero}@ejemplo.test"
        self.invitacion = una_invitacion(red, self.correo)
        self.id = self.invitacion.id
        self.fichas = [una_llave(self.invitacion)]
        self.respuesta: EstadoInvitacion | None = None
        self.abierta = False
        self.vence = self.invitacion.vence_en

    def teardown(self) -> None:
        self.viaje.stop()

    @property
    def espera(self) -> bool:
        return self.respuesta is None

    @property
    def vigente(self) -> bool:
        return self.espera and ahora() < self.vence

    def intentar(self, se_puede: bool, hacer: Any, *datos: Any) -> bool:
        """La operación tiene que lograrse exactamente cuando el modelo dice que se puede."""
        try:
            with transaccion():
                hacer(self.id, *datos)
        except ErrorDeDominio:
            logrado = False
        else:
            logrado = True
        assert logrado is se_puede
        return logrado

    @rule(dias=st.integers(1, 9))
    def pasa_el_tiempo(self, dias: int) -> None:
        self.reloj.shift(timedelta(days=dias))

    @rule()
    def sale_el_correo(self) -> None:
        with transaccion():
            for aviso in db.session.scalars(select(Aviso)):
                aviso.estado = EstadoAviso.ENVIADO
        self.fichas.append(una_llave(buscar(Invitacion, self.id)))

    @rule(dias=st.sampled_from([3, 7]))
    def reenviar(self, dias: int) -> None:
        en_camino = consultas.hay_correo_en_camino(self.id)
        invitacion, ayer = buscar(Invitacion, self.id), ahora() - timedelta(days=1)
        correo = invitacion.correo
        van = consultas_envio.enviados_a(invitacion.red_id, [correo], ayer).get(correo, 0)
        se_puede = self.espera and not en_camino and van < operaciones.POR_CORREO
        if self.intentar(se_puede, operaciones.reenviar, timedelta(days=dias)):
            self.vence = max(self.vence, ahora() + timedelta(days=dias))

    @rule()
    def revocar(self) -> None:
        if self.intentar(self.espera, operaciones.revocar):
            self.respuesta = E.REVOCADA

    @rule()
    def empezar_a_responder(self) -> None:
        self.intentar(True, respuestas.anotar_apertura)
        self.abierta = self.abierta or self.vigente

    @rule()
    def rechazar(self) -> None:
        if self.intentar(self.espera, respuestas.rechazar, None, None):
            self.respuesta = E.RECHAZADA

    @rule()
    def aceptar(self) -> None:
        aviso = db.session.get_one(AvisoPrivacidad, self.aviso_id)
        if self.intentar(self.vigente, respuestas.aceptar, un_alta(), set(), aviso):
            self.respuesta, self.abierta = E.ACEPTADA, True

    @invariant()
    def el_estado_es_el_del_modelo(self) -> None:
        estado = buscar(Invitacion, self.id).estado(ahora())
        if self.respuesta:
            assert estado is self.respuesta
        elif not self.vigente:
            assert estado is E.VENCIDA
        else:
            assert estado is (E.ABIERTA if self.abierta else E.ENVIADA)

    @invariant()
    def el_plazo_nunca_se_acorta_y_todos_los_enlaces_llevan_a_ella(self) -> None:
        assert buscar(Invitacion, self.id).vence_en == self.vence
        for ficha in self.fichas:
            hallada = consultas.invitacion_de_huella(LlaveInvitacion.huella_de(ficha))
            assert hallada is not None
            assert hallada.id == self.id

    @invariant()
    def integra_la_red_solo_quien_acepto(self) -> None:
        hay = db.session.scalar(
            select(func.count())
            .select_from(Membresia)
            .join(Persona, Persona.id == Membresia.persona_id)
            .where(Persona.correo == self.correo)
        )
        assert hay == (1 if self.respuesta is E.ACEPTADA else 0)


def test_pase_lo_que_pase_una_invitacion_se_responde_una_vez(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad(vigente_desde=COMIENZO.date())
    una_coordinadora(red)
    Historia.red_id, Historia.aviso_id = red.id, aviso.id
    run_state_machine_as_test(
        Historia,
        settings=settings(
            max_examples=EJEMPLOS,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("estado", list(EstadoInvitacion))
def test_cada_estado_tiene_palabras_para_quien_lo_lee(estado: EstadoInvitacion) -> None:
    assert estado.etiqueta[0].isupper()
