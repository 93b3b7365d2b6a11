"""Una solicitud sometida a todo lo que puede pasarle, en cualquier orden, contra un modelo de una página."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import db, transaccion
from red.errores import ErrorDeDominio
from red.invitaciones.modelos import Invitacion
from red.personas.modelos import AvisoPrivacidad
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.solicitudes import consultas, operaciones, operaciones_bandeja, trabajos
from red.solicitudes.modelos import (
    VENTANA,
    ClaseDeLlave,
    Decision,
    EstadoSolicitud,
    LlaveSolicitud,
    Sentido,
    Solicitud,
)
from tests.fabricas import una_coordinadora
from tests.solicitudes.ayudas import TITULAR, una_red_abierta, unos_datos

EJEMPLOS = int(os.environ.get("EJEMPLOS", "8"))
"""Cuántas historias se inventan por motor; `EJEMPLOS=2000` para buscar a fondo."""
COMIENZO = datetime(2026, 11, 2, 18, tzinfo=UTC)
E = EstadoSolicitud


class Historia(RuleBasedStateMachine):
    """Lo que puede pasarle a una solicitud en una Red que pide respaldo; las llaves las pone la prueba."""

    red_id: int
    coordinadora_id: int
    numero = 0

    @initialize()
    def empezar(self) -> None:
        Historia.numero += 1
        self.viaje = time_machine.travel(COMIENZO, tick=False)
        self.reloj = self.viaje.start()
        self.correo = f"historia{Historia.numero}@ejemplo.test"
        red = db.session.get_one(Red, self.red_id)
        aviso = db.session.scalars(select(AvisoPrivacidad)).first()
        assert aviso is not None
        db.session.rollback()
        with transaccion():
            solicitud = operaciones.pedir(red, self.correo, self._datos(), aviso)
        self.id, self.final, self.confirmada, self.version = solicitud.id, None, False, 1
        self.confirmar_antes_de = ahora() + operaciones.PARA_CONFIRMAR
        self.respuesta: bool | None = None
        self.pedido_hasta: datetime | None = None
        self.llaves: list[tuple[int, int]] = []
        self.escritos: list[datetime] = []
        self.decision: tuple[Sentido, datetime, int] | None = None

    def teardown(self) -> None:
        self.viaje.stop()

    def _datos(self) -> operaciones.Datos:
        return unos_datos(titular_correo=f"titular.{self.correo}")

    @property
    def abierta(self) -> bool:
        return self.confirmada and self.final is None

    def intentar(self, se_puede: bool, hacer: Callable[[], object]) -> bool:
        """La operación se logra exactamente cuando el modelo dice que se puede."""
        db.session.rollback()
        try:
            with transaccion():
                hacer()
        except ErrorDeDominio:
            logrado = False
        else:
            logrado = True
        assert logrado is se_puede
        return logrado

    def _pedir_respaldo(self) -> None:
        self.respuesta, self.pedido_hasta = None, ahora() + operaciones.PARA_RESPALDAR
        self.escritos.append(ahora())

    def _cabe_otro_correo(self) -> bool:
        ayer = ahora() - timedelta(days=1)
        return sum(cuando >= ayer for cuando in self.escritos) < operaciones.RESPALDOS_AL_DIA

    @rule(horas=st.sampled_from([1, 30, 24 * 8, 24 * 15]))
    def pasa_el_tiempo(self, horas: int) -> None:
        self.reloj.shift(timedelta(hours=horas))

    @rule()
    def comprueba_su_direccion(self) -> None:
        a_tiempo = self.final is None and (self.confirmada or ahora() < self.confirmar_antes_de)
        primera = not self.confirmada
        if self.intentar(a_tiempo, lambda: operaciones.confirmar(self.id)) and primera:
            self.confirmada = True
            self._pedir_respaldo()

    @rule()
    def la_corrige(self) -> None:
        cabe = self._cabe_otro_correo()
        if self.intentar(self.abierta, lambda: operaciones.corregir(self.id, self._datos())):
            self.version += 1
            self.respuesta = self.pedido_hasta = None
            if cabe:
                self._pedir_respaldo()

    @rule()
    def sale_el_correo_del_respaldo(self) -> None:
        if self.pedido_hasta is None:
            return
        db.session.rollback()
        with transaccion():
            solicitud = db.session.get_one(Solicitud, self.id)
            operaciones.acunar_llave(solicitud, ClaseDeLlave.RESPALDAR, TITULAR)
        self.llaves.append((db.session.scalars(select(func.max(LlaveSolicitud.id))).one(), self.version))

    @rule(si=st.booleans(), cual=st.integers(0, 5))
    def responde_la_titular(self, si: bool, cual: int) -> None:
        if not self.llaves:
            return
        llave_id, version = self.llaves[cual % len(self.llaves)]
        se_puede = (
            self.abierta
            and version == self.version
            and self.respuesta is None
            and self.pedido_hasta is not None
            and ahora() < self.pedido_hasta
        )
        hacer = operaciones.respaldar if si else lambda id_: operaciones.no_respaldar(id_, "No la conozco")
        if self.intentar(se_puede, lambda: hacer(llave_id)):
            self.respuesta = si

    @rule()
    def la_retira(self) -> None:
        pendiente = not self.confirmada and self.final is None and ahora() < self.confirmar_antes_de
        if self.intentar(self.abierta or pendiente, lambda: operaciones.retirar(self.id)):
            self.final = E.RETIRADA

    @rule(sentido=st.sampled_from(list(Sentido)))
    def la_coordinacion_decide(self, sentido: Sentido) -> None:
        cuenta = cuenta_de_persona(self.coordinadora_id)
        assert cuenta is not None
        quien = identidad(cuenta, hoy())
        se_puede = self.abierta and self.decision is None
        se_puede = se_puede and (sentido is Sentido.DECLINAR or self.respuesta is True)
        clave = f"solicitud-{self.id}"
        if self.intentar(se_puede, lambda: operaciones_bandeja.decidir(quien, [clave], sentido, "Porque sí")):
            self.decision = (sentido, ahora() + VENTANA, self.version)

    @rule()
    def la_coordinacion_deshace(self) -> None:
        ids = db.session.scalars(
            select(Decision.id).where(Decision.asunto_id == self.id).order_by(Decision.id)
        ).all()
        se_puede = self.decision is not None and ahora() < self.decision[1]
        if self.intentar(se_puede, lambda: operaciones_bandeja.deshacer(ids, self.coordinadora_id)):
            self.decision = None

    @rule()
    def pasa_el_trabajo_de_cada_minuto(self) -> None:
        db.session.rollback()
        trabajos.surtir_decisiones()
        if self.decision is not None and ahora() >= self.decision[1]:
            sentido, _, version = self.decision
            self.decision = None
            if self.abierta and version == self.version:
                self.final = E.APROBADA if sentido is Sentido.APROBAR else E.DECLINADA

    @invariant()
    def el_estado_es_el_del_modelo(self) -> None:
        db.session.rollback()
        solicitud = consultas.con_lo_suyo(self.id)
        assert solicitud is not None
        if self.final is not None:
            esperado = self.final
        elif not self.confirmada:
            esperado = E.POR_CONFIRMAR if ahora() < self.confirmar_antes_de else E.SIN_CONFIRMAR
        else:
            esperado = E.EN_RESPALDO if self.respuesta is None else E.EN_REVISION
        assert solicitud.estado(ahora()) is esperado
        assert solicitud.version == self.version

    @invariant()
    def se_abre_la_puerta_solo_a_la_aceptada_y_una_vez(self) -> None:
        hay = db.session.scalar(select(func.count(Invitacion.id)).where(Invitacion.correo == self.correo))
        assert hay == (1 if self.final is E.APROBADA else 0)


def test_pase_lo_que_pase_una_solicitud_tiene_un_solo_final(app: Flask) -> None:
    with time_machine.travel(COMIENZO - timedelta(days=60), tick=False):
        red = una_red_abierta(pide_respaldo=True)
        coordinadora = una_coordinadora(red)
    Historia.red_id, Historia.coordinadora_id = red.id, coordinadora.id
    run_state_machine_as_test(
        Historia,
        settings=settings(
            max_examples=EJEMPLOS,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
