"""Lo que toda prueba puede pedir: una aplicación sobre una base de verdad y quien la visite."""

from collections.abc import Iterator

import pytest
from flask import Flask

from red.aplicacion import crear_app
from red.base import Modelo, db
from tests.cliente import Cliente
from tests.motores import Fabrica, configurar, fabrica_de_bases

MOTORES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def bases() -> Iterator[Fabrica]:
    """Fábrica de bases recién migradas, para pruebas que necesitan una propia."""
    with fabrica_de_bases() as fabrica:
        yield fabrica


@pytest.fixture(scope="session", params=[pytest.param(m, marks=getattr(pytest.mark, m)) for m in MOTORES])
def _app_de_motor(request: pytest.FixtureRequest, bases: Fabrica) -> Iterator[Flask]:
    app = crear_app(configurar(bases.nueva(request.param), bases.carpeta))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_app_de_motor: Flask) -> Iterator[Flask]:
    """La aplicación con su contexto puesto; lo que la prueba guarde se borra al terminar."""
    with _app_de_motor.app_context():
        yield _app_de_motor
        db.session.remove()
        with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
            for tabla in reversed(Modelo.metadata.sorted_tables):
                conexion.execute(tabla.delete())


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Quien visita las páginas: cada HTML que recibe se revisa."""
    return Cliente(app)


@pytest.fixture
def motor(app: Flask) -> str:
    """El motor sobre el que corre la prueba: sqlite o postgresql."""
    return db.engine.dialect.name
