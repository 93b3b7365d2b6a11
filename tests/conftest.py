"""Lo que toda prueba puede pedir: una aplicación sobre una base de verdad y quien la visite."""

import gc
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from red.base import Modelo, db
from tests.cliente import Cliente
from tests.motores import Fabrica, configurar, fabrica_de_bases, una_app

settings.register_profile("red", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("red")
"""Una máquina ocupada no es una falla: cuánto se tarda lo dice `make medir`."""

MOTORES = ("sqlite", "postgresql")
_BORRADOS = [str(tabla.delete()) for tabla in reversed(Modelo.metadata.sorted_tables)]
_SIN_VIGILAR = "SET LOCAL session_replication_role = replica"
_VACIAR = {"sqlite": _BORRADOS, "postgresql": ["; ".join([_SIN_VIGILAR, *_BORRADOS])]}
"""Lo que deja vacía la base: a un servidor se le dice de una vez, porque cada ida y vuelta cuesta.

PostgreSQL no vigila las llaves mientras se vacía todo: buscaría a quien apunta a cada fila entre las que se acaban de
borrar, y con tres mil filas eso tarda veinte segundos.
"""


def vaciar() -> None:
    """Borra todo lo guardado en la base de la aplicación en curso."""
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        for orden in _VACIAR[conexion.dialect.name]:
            conexion.exec_driver_sql(orden)


def pytest_configure() -> None:
    """Mientras se importan las pruebas no se busca basura: no la hay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Lo que ya se importó dura hasta el final: que Python no lo recorra cada vez que busca basura."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lo más largo empieza primero: si no, un proceso acabaría solo con ello mientras los demás descansan."""
    items.sort(key=lambda item: item.path.name != "test_accesibilidad.py")


@pytest.fixture(scope="session")
def bases() -> Iterator[Fabrica]:
    """Fábrica de bases recién migradas, para pruebas que necesitan una propia."""
    with fabrica_de_bases() as fabrica:
        yield fabrica


@pytest.fixture(scope="session")
def _apps(bases: Fabrica) -> Iterator[dict[str, Flask]]:
    """Una aplicación por motor, que nace cuando se pide y sirve a todas las pruebas del proceso."""
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=[pytest.param(m, marks=getattr(pytest.mark, m)) for m in MOTORES])
def app(request: pytest.FixtureRequest, bases: Fabrica, _apps: dict[str, Flask]) -> Iterator[Flask]:
    """La aplicación con su contexto puesto; lo que la prueba guarde se borra al terminar."""
    motor = request.param
    if motor not in _apps:
        _apps[motor] = una_app(configurar(bases.nueva(motor), bases.carpeta))
        _apps[motor].testing = True
    with _apps[motor].app_context():
        yield _apps[motor]
        db.session.remove()
        vaciar()


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Quien visita las páginas: cada HTML que recibe se revisa."""
    return Cliente(app)


@pytest.fixture
def motor(app: Flask) -> str:
    """El motor sobre el que corre la prueba: sqlite o postgresql."""
    return db.engine.dialect.name
