"""La cola de trabajos: embebida en SQLite en una sola máquina, Redis cuando hay varias.

Los trabajos son avisos de que hay algo que hacer; lo que hay que hacer está en la base de datos.
Por eso perder la cola no pierde nada: el repaso de cada minuto lo encuentra.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

from red.configuracion import Configuracion, Entorno

TRABAJOS: dict[str, Callable[[], Any]] = {}
"""Trabajo por nombre; cada dominio registra los suyos al importarse."""

CADA_MINUTO: list[str] = []


def trabajo(nombre: str, *, cada_minuto: bool = False) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Registra una función sin argumentos como trabajo de fondo."""

    def registrar(funcion: Callable[[], Any]) -> Callable[[], Any]:
        TRABAJOS[nombre] = funcion
        if cada_minuto:
            CADA_MINUTO.append(nombre)
        return funcion

    return registrar


def instalar(app: Flask, configuracion: Configuracion) -> None:
    """Conecta la aplicación con su cola."""
    cola = _crear(configuracion)

    @cola.task(name="hacer")  # type: ignore[untyped-decorator]
    def hacer(nombre: str) -> None:
        with app.app_context():
            TRABAJOS[nombre]()

    @cola.periodic_task(crontab(minute="*"), name="repaso")  # type: ignore[untyped-decorator]
    def repaso() -> None:
        repasar(app)

    app.extensions["cola"] = cola
    app.extensions["hacer"] = hacer


def repasar(app: Flask) -> None:
    """Hace todos los trabajos de cada minuto; que uno falle no detiene a los demás."""
    for nombre in CADA_MINUTO:
        try:
            with app.app_context():
                TRABAJOS[nombre]()
        except Exception:
            app.logger.exception("Falló el repaso de «%s»; se hará de nuevo en un minuto", nombre)


def _crear(configuracion: Configuracion) -> Huey:
    if configuracion.cola_externa:
        return RedisHuey("red", url=configuracion.cola, results=False)
    if configuracion.entorno is Entorno.PRUEBAS:
        return MemoryHuey("red", results=False)
    archivo = configuracion.instancia / "cola.sqlite"
    return SqliteHuey("red", filename=str(archivo), results=False, fsync=False)


def pedir(nombre: str) -> None:
    """Pide que el trabajo se haga pronto, sin esperar; que falle la cola no falla la petición."""
    try:
        current_app.extensions["hacer"](nombre)
    except Exception:
        current_app.logger.exception("La cola no aceptó «%s»; el repaso de cada minuto lo hará", nombre)


def atender(app: Flask) -> None:
    """Atiende la cola hasta que llegue la señal de terminar."""
    consumidor = app.extensions["cola"].create_consumer(
        workers=1, periodic=True, initial_delay=0.1, max_delay=2
    )
    consumidor.run()
