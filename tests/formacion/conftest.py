"""Lo propio de las pruebas de formación."""

import pytest
from flask import Flask, g

from red.acceso.modelos import Cuenta
from red.formacion.modelos import Edicion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from tests import fabricas
from tests.cliente import Cliente


class Visitas(Cliente):
    """Varias personas ante el mismo navegador, una después de otra.

    La prueba y sus peticiones comparten el contexto de la aplicación, y ahí Flask-Login recuerda a quien
    entró primero: al cambiar de persona hay que olvidarla.
    """

    def entrar(self, quien: Cuenta | Persona) -> Cliente:
        """Abre sesión como esa persona y olvida a la anterior."""
        g.pop("_login_user", None)
        return super().entrar(quien)


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Quien visita las páginas: cada HTML que recibe se revisa."""
    return Visitas(app)


@pytest.fixture(name="red")
def _red(app: Flask) -> Red:
    return fabricas.una_red()


@pytest.fixture(name="edicion")
def _edicion(red: Red) -> Edicion:
    return fabricas.una_edicion(red, cupo=1)


@pytest.fixture(name="ana")
def _ana(red: Red) -> Persona:
    return fabricas.una_integrante(red)


@pytest.fixture(name="coordinadora")
def _coordinadora(red: Red) -> Persona:
    return fabricas.una_coordinadora(red)
