"""Enviar correos frente a `smtplib` desnudo, que sólo entrega mensajes ya hechos, por la misma puerta y en la misma corrida.

El producto toma cada correo de la base, lo redacta con sus dos formas, lo entrega y apunta que salió. Se alternan y de
cada uno vale la mejor vuelta: en las demás, algo le quitó la máquina.
"""

import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from red.aplicacion import crear_app
from red.avisos import envio, redaccion
from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar_muchos
from red.avisos.transporte import Sobre
from red.base import db, transaccion
from red.textos import numero
from tests.motores import Postgresql, configurar, migrar
from tests.rendimiento.informe import Figura, Informe

CORREOS, VUELTAS, PARTE = 400, 10, 2.0
RAIZ = Path(__file__).parents[2]


def medir(informe: Informe, *, postgresql: bool = False) -> None:
    """Envía en cada motor y lo dice en proporción a la vara."""
    with tempfile.TemporaryDirectory(prefix="red-correo-") as carpeta:
        _en(informe, "sqlite", f"sqlite:///{carpeta}/red.sqlite", Path(carpeta))
        if postgresql:
            servidor = Postgresql(opciones="")
            servidor.iniciar()
            try:
                _en(informe, "postgresql", servidor.crear("correo"), Path(carpeta))
            finally:
                servidor.terminar()


def _en(informe: Informe, motor: str, base_datos: str, carpeta: Path) -> None:
    apartado = f"Enviar {numero(CORREOS)} correos, en {motor}"
    print(f"\n· {apartado}", flush=True)
    migrar(base_datos, carpeta)
    with _sumidero() as puerto:
        app = crear_app(
            configurar(
                base_datos, carpeta, correo=f"smtp://127.0.0.1:{puerto}", remitente="Red <avisos@red.test>"
            )
        )
        with app.app_context():
            try:
                _comparar(informe, apartado, app, puerto)
            finally:
                db.session.remove()
                db.engine.dispose()


def _comparar(informe: Informe, apartado: str, app: Flask, puerto: int) -> None:
    _encolar()
    hechos = [_redactado(aviso) for aviso in db.session.scalars(db.select(Aviso).order_by(Aviso.id))]
    db.session.rollback()
    envio.enviar_pendientes()
    desnudo, propio = [], []
    for _ in range(VUELTAS):
        desnudo.append(_con_smtplib(hechos, puerto))
        _encolar()
        inicio = time.perf_counter()
        assert envio.enviar_pendientes() == {"enviados": CORREOS}
        propio.append(time.perf_counter() - inicio)
    vara, suyo = CORREOS / min(desnudo), CORREOS / min(propio)
    informe.anotar(
        apartado,
        Figura(
            "correos por segundo, frente a smtplib desnudo",
            f"1/{vara / suyo:.2f}  ({numero(suyo)} / {numero(vara)})",
            f"≥ 1/{PARTE:.0f}",
            vara / suyo <= PARTE,
        ),
    )


def _encolar() -> None:
    with transaccion():
        filas = [(f"p{n}@ejemplo.test", {"nombre": f"Ana {n}"}, None) for n in range(CORREOS)]
        encolar_muchos("contrasena_cambiada", filas)


def _redactado(aviso: Aviso) -> Sobre:
    return redaccion.componer(aviso, redaccion.escribir(aviso))


def _con_smtplib(sobres: list[Sobre], puerto: int) -> float:
    """Los mismos mensajes, ya hechos, por una sola conexión."""
    with smtplib.SMTP("127.0.0.1", puerto) as conexion:
        conexion.ehlo()
        inicio = time.perf_counter()
        for sobre in sobres:
            conexion.sendmail(sobre.remitente, [sobre.para], sobre.datos)
        return time.perf_counter() - inicio


@contextmanager
def _sumidero() -> Iterator[int]:
    """El sumidero en su propio proceso, para que no le quite tiempo a quien envía."""
    orden = [sys.executable, "-m", "tests.rendimiento.sumidero"]
    with subprocess.Popen(
        orden, cwd=RAIZ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as proceso:
        assert proceso.stdout is not None
        assert proceso.stdin is not None
        yield int(proceso.stdout.readline())
        proceso.stdin.close()
