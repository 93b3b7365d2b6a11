"""Cuánto tarda `make correr` en dar la primera página: repetido, y desde un clon nuevo."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.rendimiento.servidores import RAIZ, esperar, puerto_libre

DETENER = 30


def repetido() -> float:
    """Segundos de la segunda vez, con su propia base en una carpeta temporal."""
    with tempfile.TemporaryDirectory(prefix="red-arranque-") as instancia:
        _hasta_la_primera_pagina(RAIZ, Path(instancia), 120)
        return _hasta_la_primera_pagina(RAIZ, Path(instancia), 60)


def desde_cero() -> float:
    """Segundos de la primera vez en un clon nuevo: instala, construye, migra y carga; la caché ya está tibia."""
    with tempfile.TemporaryDirectory(prefix="red-clon-") as carpeta:
        clon = Path(carpeta) / "clon"
        subprocess.run(["git", "clone", "--quiet", str(RAIZ), str(clon)], check=True)
        return _hasta_la_primera_pagina(clon, clon / "instancia", 300)


def _hasta_la_primera_pagina(raiz: Path, instancia: Path, plazo: float) -> float:
    puerto = puerto_libre()
    ajenas = ("RED_", "VIRTUAL_ENV", "PUERTO", "MAKE")
    entorno = {nombre: valor for nombre, valor in os.environ.items() if not nombre.startswith(ajenas)}
    inicio = time.monotonic()
    proceso = subprocess.Popen(
        ["make", "correr", f"PUERTO={puerto}"],
        cwd=raiz,
        env={**entorno, "RED_INSTANCIA": str(instancia)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        esperar(puerto, proceso, plazo)
        return time.monotonic() - inicio
    finally:
        os.killpg(proceso.pid, signal.SIGTERM)
        proceso.wait(DETENER)
        _esperar_a_que_suelte(puerto)


def _esperar_a_que_suelte(puerto: int) -> None:
    """`make` termina antes que el servidor que lanzó: espera a que nadie atienda el puerto."""
    limite = time.monotonic() + DETENER
    while time.monotonic() < limite:
        with socket.socket() as enchufe:
            if enchufe.connect_ex(("127.0.0.1", puerto)):
                return
        time.sleep(0.1)
