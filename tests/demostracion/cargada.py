"""Lo que tarda en cargarse se carga una vez por motor: quien sólo mira lo comparte, y quien escribe lleva su copia."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from red.aplicacion import crear_app
from red.base import db
from tests.motores import Fabrica, configurar

SOLO_MIRAR = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET default_transaction_read_only = on"}


class Cargada:
    """Una base que se cargó una vez, y lo que dijo quien la cargó."""

    def __init__(self, bases: Fabrica, motor: str, cargar: Callable[[Flask], Any]) -> None:
        self._bases = bases
        self._motor = motor
        self._direccion = bases.nueva(motor)
        with self._abrir(self._direccion) as app, app.app_context():
            self.dicho = cargar(app)
            db.session.remove()

    @contextmanager
    def _abrir(self, direccion: str) -> Iterator[Flask]:
        app = crear_app(configurar(direccion, self._bases.carpeta))
        app.testing = True
        try:
            yield app
        finally:
            with app.app_context():
                db.engine.dispose()

    @contextmanager
    def para_mirar(self) -> Iterator[Flask]:
        """La que comparten las que sólo miran: si una escribiera, la base se lo impide."""
        with self._abrir(self._bases.copia(self._direccion)) as app:
            with app.app_context():
                event.listen(db.engine, "connect", self._no_escribir)
            yield app

    @contextmanager
    def copia(self) -> Iterator[Flask]:
        """Una igual para quien la cambia, con su contexto puesto."""
        with self._abrir(self._bases.copia(self._direccion)) as app, app.app_context():
            yield app
            db.session.remove()

    def _no_escribir(self, conexion: Any, _registro: object) -> None:
        conexion.execute(SOLO_MIRAR[self._motor])
        conexion.commit()
