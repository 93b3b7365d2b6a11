"""Bases vacías de cada motor y cómo llevarlas de una versión a otra."""

from collections.abc import Callable

import pytest
from flask_migrate import downgrade

from red.aplicacion import crear_app
from tests.motores import Fabrica, configurar, migrar

MOTORES = [pytest.param(motor, marks=getattr(pytest.mark, motor)) for motor in ("sqlite", "postgresql")]


@pytest.fixture(params=MOTORES)
def motor(request: pytest.FixtureRequest) -> str:
    """El motor de la prueba."""
    return str(request.param)


@pytest.fixture
def vacia(bases: Fabrica, motor: str) -> str:
    """Dirección de una base sin tablas."""
    return bases.vacia(motor)


@pytest.fixture
def subir(bases: Fabrica) -> Callable[..., None]:
    """Sube una base a la versión dicha, o a la última."""

    def _subir(direccion: str, revision: str = "head") -> None:
        migrar(direccion, bases.carpeta, revision)

    return _subir


@pytest.fixture
def bajar(bases: Fabrica) -> Callable[..., None]:
    """Baja una base a la versión dicha, o hasta quedar sin nada."""

    def _bajar(direccion: str, revision: str = "base") -> None:
        app = crear_app(configurar(direccion, bases.carpeta))
        with app.app_context():
            downgrade(revision=revision)
            app.extensions["sqlalchemy"].engine.dispose()

    return _bajar


@pytest.fixture(scope="session")
def migradas(bases: Fabrica) -> Callable[[str], str]:
    """Una base ya migrada de cada motor, para mirarla sin cambiarla."""
    hechas: dict[str, str] = {}

    def dar(motor: str) -> str:
        return hechas.setdefault(motor, bases.nueva(motor))

    return dar
