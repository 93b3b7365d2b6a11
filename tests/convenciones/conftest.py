"""La aplicación armada, sin base que abrir: basta para preguntarle por sus rutas y sus plantillas."""

from pathlib import Path

import pytest
from flask import Flask

from red.aplicacion import crear_app
from tests.motores import configurar


@pytest.fixture(scope="session")
def armada(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """La aplicación como la ve quien la arma: ninguna prueba de aquí abre su base."""
    carpeta: Path = tmp_path_factory.mktemp("convenciones")
    return crear_app(configurar(f"sqlite:///{carpeta / 'nadie-la-abre.sqlite'}", carpeta))
