"""Lo propio de las pruebas de certificación."""

import pytest
from flask import Flask

from tests.certificacion.escena import Escena, crear
from tests.cliente import Cliente


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Quien visita las páginas: cada HTML que recibe se revisa."""
    return Cliente(app)


@pytest.fixture
def escena(app: Flask) -> Escena:
    """Una Red que certifica."""
    return crear(app)
