"""Dos transacciones a la vez, cada una en su hilo."""

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from red.base import db


def en_otro(app: Flask, hacer: Callable[[], Any], fallas: list[str]) -> threading.Thread:
    """Lo hace en otro hilo, con su propia sesión; ahí se anota cómo se llama lo que falle."""

    def correr() -> None:
        with app.app_context():
            try:
                hacer()
            except Exception as error:
                fallas.append(type(error).__name__)
            finally:
                db.session.remove()

    hilo = threading.Thread(target=correr)
    hilo.start()
    return hilo


def que_espere(hilo: threading.Thread) -> None:
    """Hasta que el otro espere un candado, o acabe; en SQLite espera su turno desde que empieza."""
    if db.engine.dialect.name == "sqlite":
        return
    for _ in range(100):
        with db.engine.connect() as conexion:
            esperan = conexion.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        if esperan or not hilo.is_alive():
            return
        time.sleep(0.01)
