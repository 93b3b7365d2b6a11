"""Lo común de las pruebas de correo: una aplicación que envía a un servidor de verdad."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.avisos.servidor import Receptor, servidor_de_correo


@pytest.fixture
def con_correo(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Cambia el servidor de correo de la aplicación mientras dura la prueba."""

    def cambiar(direccion: str) -> None:
        configuracion = replace(app.config["RED"], correo=direccion, remitente="Red <avisos@red.test>")
        monkeypatch.setitem(app.config, "RED", configuracion)

    return cambiar


@pytest.fixture
def correo(app: Flask, con_correo) -> Iterator[Receptor]:
    """Un servidor de correo al que la aplicación envía."""
    with servidor_de_correo() as (receptor, direccion):
        con_correo(direccion)
        yield receptor
