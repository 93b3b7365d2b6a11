"""El servidor de verdad con la demostración cargada, en una carpeta temporal y un puerto libre."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.motores import carpeta_temporal

RAIZ = Path(__file__).resolve().parents[2]
MANIFIESTO = RAIZ / "estaticos" / "dist" / "manifiesto.json"
PLAZO = 240
"""Segundos que se esperan a que la demostración quede cargada y el servidor conteste."""
NECESARIOS = ("principal.css", "principal.js", "mapa.js")


class Servidor:
    """El sistema como lo levanta «make correr»: la demostración, gunicorn y los trabajos de fondo."""

    def __init__(self) -> None:
        comprobar_lo_construido()
        self.carpeta = carpeta_temporal()
        self.puerto = _puerto_libre()
        self.url = f"http://127.0.0.1:{self.puerto}"
        self._entorno = {
            **{clave: valor for clave, valor in os.environ.items() if not clave.startswith("RED_")},
            "RED_INSTANCIA": str(self.carpeta),
            "RED_ENTORNO": "demo",
            "RED_URL_PUBLICA": self.url,
            "RED_CORREO": "",
            "PUERTO": str(self.puerto),
        }
        self._diario = (self.carpeta / "diario.txt").open("w+")
        self._proceso: subprocess.Popen[bytes] | None = None

    def iniciar(self) -> None:
        """Lo levanta desde una base vacía; no vuelve hasta que contesta."""
        self._proceso = subprocess.Popen(
            [sys.executable, ".ci/correr"],
            cwd=RAIZ,
            env=self._entorno,
            stdin=subprocess.DEVNULL,
            stdout=self._diario,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        limite = time.monotonic() + PLAZO
        while not self._contesta():
            if self._proceso.poll() is not None or time.monotonic() > limite:
                raise RuntimeError(f"El servidor no arrancó. Esto anotó:\n{self.diario()}")
            time.sleep(0.1)

    def detener(self) -> None:
        """Apaga el servidor con todo su grupo de procesos y borra su carpeta."""
        if self._proceso is not None and self._proceso.poll() is None:
            # Primero con orden: así gunicorn apaga también los trabajos de fondo.
            self._proceso.terminate()
            try:
                self._proceso.wait(25)
            except subprocess.TimeoutExpired:
                os.killpg(self._proceso.pid, signal.SIGKILL)
                self._proceso.wait()
        self._diario.close()
        shutil.rmtree(self.carpeta, ignore_errors=True)

    def diario(self) -> str:
        """Lo que el servidor anotó."""
        self._diario.flush()
        return (self.carpeta / "diario.txt").read_text()

    def orden(self, *argumentos: str) -> str:
        """Ejecuta una orden `flask` sobre los mismos datos y devuelve lo que dijo."""
        return self._correr("flask", "--app", "wsgi", *argumentos)

    @property
    def clave_secreta(self) -> str:
        """Con la que este servidor firma."""
        return (self.carpeta / "clave_secreta").read_text().strip()

    def preguntar(self, consulta: str, **datos: str) -> list[tuple[Any, ...]]:
        """Lo que contesta su base, que así sólo se lee."""
        with closing(sqlite3.connect(f"file:{self.carpeta / 'red.sqlite'}?mode=ro", uri=True)) as base:
            return base.execute(consulta, datos).fetchall()

    def _correr(self, *orden: str) -> str:
        hecho = subprocess.run(
            [sys.executable, "-m", *orden],
            cwd=RAIZ,
            env=self._entorno,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if hecho.returncode:
            raise RuntimeError(f"Falló «{' '.join(orden)}»:\n{hecho.stdout}\n{hecho.stderr}")
        return hecho.stdout

    def _contesta(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/salud", timeout=5) as respuesta:
                return bool(json.load(respuesta)["bien"])
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@contextmanager
def un_servidor() -> Iterator[Servidor]:
    """Un servidor levantado, que se apaga pase lo que pase."""
    servidor = Servidor()
    try:
        servidor.iniciar()
        yield servidor
    finally:
        servidor.detener()


def comprobar_lo_construido() -> None:
    """Falla si falta lo que recibe el navegador: sin estilos ni guiones estas pruebas no dicen nada."""
    construido = json.loads(MANIFIESTO.read_text()) if MANIFIESTO.exists() else {}
    faltan = [nombre for nombre in NECESARIOS if nombre not in construido]
    if faltan:
        raise RuntimeError(
            f"Falta construir lo del navegador ({', '.join(faltan)}). Corre las pruebas con «make probar», "
            "que lo construye, o ejecuta «make preparar»."
        )


def _puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])
