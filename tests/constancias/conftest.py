"""Lo propio de las pruebas de constancias: una edición terminada, quienes la terminaron y quien firma."""

from datetime import timedelta

import pytest
from flask import Flask, g

from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from red.constancias import emisiones, operaciones, sueltas, trabajos
from red.constancias.modelos import Constancia, EmisionDeConstancias
from red.formacion import logros
from red.formacion.modelos import Edicion
from red.formacion.modelos_logros import ClaseDeLogro
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas as f
from tests.cliente import Cliente


class Visitas(Cliente):
    """Varias personas ante el mismo navegador, una después de otra."""

    def entrar(self, quien: Cuenta | Persona) -> Cliente:
        """Abre sesión como esa persona y olvida a la anterior."""
        g.pop("_login_user", None)
        return super().entrar(quien)

    def salir(self) -> None:
        """Sigue como quien no tiene cuenta."""
        g.pop("_login_user", None)
        g.pop("identidad", None)
        with self.navegador.session_transaction() as sesion:
            sesion.clear()


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Quien visita las páginas: cada HTML que recibe se revisa."""
    return Visitas(app)


@pytest.fixture(name="red")
def _red(app: Flask) -> Red:
    return f.una_red()


@pytest.fixture(name="coordinadora")
def _coordinadora(red: Red) -> Persona:
    return f.una_coordinadora(red)


@pytest.fixture(name="edicion")
def _edicion(red: Red) -> Edicion:
    return una_terminada(red)


@pytest.fixture(name="firmante")
def _firmante(red: Red, coordinadora: Persona) -> None:
    firmar(red)


def firmar(red: Red) -> None:
    """La Red dice quién firma."""
    with transaccion():
        operaciones.nombrar_firmante(
            red.id, None, "Mtra. Laura Ejemplo", "Directora General", hoy() - timedelta(days=90), None
        )


def una_terminada(red: Red, **valores: object) -> Edicion:
    """Edición que ya pasó."""
    dia = hoy()
    fechas = {
        "inicia_el": dia - timedelta(days=20),
        "termina_el": dia - timedelta(days=10),
        "inscripcion_desde": dia - timedelta(days=40),
        "inscripcion_hasta": dia - timedelta(days=21),
    }
    return f.una_edicion(red, **{**fechas, **valores})


def terminan(
    edicion: Edicion, personas: list[Persona], clase: ClaseDeLogro = ClaseDeLogro.ACREDITACION
) -> None:
    """Queda dicho que terminaron esa edición."""
    with transaccion():
        for persona in personas:
            logros.otorgar(persona.id, edicion, clase, 20, hoy())


def emitir(edicion: Edicion, persona: Persona) -> Constancia:
    """La suya, emitida ahora."""
    return sueltas.emitir(sueltas.de_quien_termino(edicion, persona, None, hoy()))


def emitir_todas(app: Flask, edicion: Edicion, cuantas: int) -> EmisionDeConstancias:
    """Las pide y hace el trabajo de fondo hasta que no falta ninguna."""
    with transaccion():
        emision = emisiones.pedir(edicion.id, cuantas, None, hoy())
    trabajos.emitir_constancias()
    db.session.expire_all()
    return emision
