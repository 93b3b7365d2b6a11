"""Aplicaciones armadas como en cada instalación: en claro, con HTTPS y en producción."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from red.aplicacion import crear_app
from red.base import db
from red.configuracion import Entorno
from tests.motores import Fabrica, configurar

SITIO = "https://red.ejemplo.test"
Levantar = Callable[..., Flask]


@pytest.fixture(scope="session")
def levantar(bases: Fabrica) -> Iterator[Levantar]:
    """Arma una aplicación sobre una base propia, con los cambios de configuración que se digan.

    Responde a las fallas como en el servidor: con su página, sin dejar pasar la excepción.
    """
    armadas: list[Flask] = []

    def _levantar(motor: str = "sqlite", **cambios: object) -> Flask:
        app = crear_app(
            configurar(str(cambios.pop("base_datos", "")) or bases.nueva(motor), bases.carpeta, **cambios)
        )
        armadas.append(app)
        return app

    yield _levantar
    for app in armadas:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def en_claro(levantar: Levantar) -> Flask:
    """Sin HTTPS: la demostración en la propia máquina. Con páginas de más que fallan a propósito."""
    app = levantar()
    con_tropiezos(app)
    return app


@pytest.fixture(scope="session")
def en_produccion(levantar: Levantar) -> Flask:
    """Con HTTPS y en producción."""
    app = levantar(
        entorno=Entorno.PRODUCCION, url_publica=SITIO, correo="smtp://usuaria:secreto-del-correo@127.0.0.1:9"
    )
    con_tropiezos(app)
    return app


def con_tropiezos(app: Flask) -> None:
    """Suma una página pública que falla y otra que nadie declaró."""
    from red.portero import publica

    def fallar() -> str:
        raise RuntimeError("algo que nadie esperaba, con un dato: contraseña-de-alguien")

    app.add_url_rule("/prueba/falla", "prueba_falla", publica(fallar))
    app.add_url_rule("/prueba/sin-declarar", "prueba_sin_declarar", lambda: "esto no se sirve")
