"""La misma carrera como la vive el servidor: doscientas sesiones oprimen «Inscribirme» en el mismo instante.

Como programa (`python -m tests.formacion.rafaga [sqlite|postgresql] [vueltas]`) la corre y dice cuánto tardó.
"""

import hashlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, select

from red.acceso.modelos import Cuenta, sello_nuevo
from red.base import db, transaccion
from red.personas.modelos import Persona
from red.reloj import ahora
from tests.formacion.carrera import Pista, Resultado, mirar, pista
from tests.motores import fabrica_de_bases

RAIZ = Path(__file__).parents[2]
PROCESOS, HILOS = 2, 4
LISTA = "Atendiendo la cola de trabajos."


@dataclass(frozen=True)
class Sesion:
    """Lo que lleva el navegador de una persona que ya entró: su galleta y su ficha contra falsificación."""

    galleta: str
    ficha: str


def abrir_sesiones(app: Flask, personas: Sequence[int]) -> list[Sesion]:
    """Cuenta y sesión para cada persona, firmadas con la llave de la aplicación; nadie adivina contraseñas aquí."""
    with transaccion():
        correos = db.session.execute(select(Persona.id, Persona.correo).where(Persona.id.in_(personas))).all()
        filas = [
            {
                "persona_id": id,
                "correo": correo,
                "contrasena": "sin contraseña",
                "sello": sello_nuevo(),
                "activa": True,
                "creada_en": ahora(),
            }
            for id, correo in correos
        ]
        db.session.execute(insert(Cuenta), filas)
    firma = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    fichas = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    sesiones = []
    for id, sello in db.session.execute(select(Cuenta.id, Cuenta.sello)).all():
        cruda = hashlib.sha256(os.urandom(32)).hexdigest()
        contenido = {"_user_id": f"{id}:{sello}", "_fresh": True, "csrf_token": cruda}
        nombre = app.config["SESSION_COOKIE_NAME"]
        sesiones.append(Sesion(f"{nombre}={firma.dumps(contenido)}", str(fichas.dumps(cruda))))
    db.session.rollback()
    return sesiones


@contextmanager
def servidor(donde: Pista, carpeta: Path) -> Iterator[int]:
    """El servidor de producción sobre esa base, con sus trabajos de fondo; da el puerto en que atiende."""
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto: int = libre.getsockname()[1]
    entorno = {
        **{n: v for n, v in os.environ.items() if not n.startswith("RED_")},
        "RED_ENTORNO": "demo",
        "RED_BASE_DATOS": donde.direccion,
        "RED_CLAVE_SECRETA": donde.app.config["SECRET_KEY"],
        "RED_INSTANCIA": str(carpeta),
        "RED_URL_PUBLICA": f"http://127.0.0.1:{puerto}",
        "RED_PROCESOS": str(PROCESOS),
        "RED_HILOS": str(HILOS),
        "PUERTO": str(puerto),
        "PYTHONUNBUFFERED": "1",
    }
    orden = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    diario = carpeta / f"servidor-{puerto}.txt"
    with diario.open("w") as salida:
        proceso = subprocess.Popen(
            orden, cwd=RAIZ, env=entorno, stdout=salida, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        try:
            _esperar(proceso, puerto, diario)
            yield puerto
        finally:
            proceso.terminate()
            try:
                proceso.wait(60)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()


def _esperar(proceso: subprocess.Popen[bytes], puerto: int, diario: Path) -> None:
    """Hasta que atienda y sus trabajos de fondo también: que arrancar no cuente como tardar."""
    limite = time.monotonic() + 60
    while time.monotonic() < limite and proceso.poll() is None:
        if LISTA in diario.read_text():
            try:
                socket.create_connection(("127.0.0.1", puerto), 1).close()
            except OSError:
                pass
            else:
                return
        time.sleep(0.1)
    raise RuntimeError(f"El servidor no arrancó:\n{diario.read_text()[-3000:]}")


@dataclass(frozen=True)
class Medida:
    """Qué contestó el servidor, cuánto tardó todo y qué quedó en la base."""

    respuestas: Counter[str]
    segundos: float
    esperas: Sequence[float]
    resultado: Resultado

    def __str__(self) -> str:
        """Una línea con las cifras."""
        p95 = statistics.quantiles(self.esperas, n=20)[-1]
        return (
            f"{len(self.esperas)} peticiones en {self.segundos:.2f} s; p95 {p95:.2f} s; "
            f"{dict(self.respuestas)}; lugares {len(self.resultado.numeros)}, "
            f"de más {self.resultado.sobrevendidos}, en espera {self.resultado.esperan}"
        )


def rafaga(puerto: int, edicion_id: int, sesiones: Sequence[Sesion]) -> Medida:
    """Todas oprimen el botón a la vez; cada una espera su respuesta."""
    salida = threading.Barrier(len(sesiones) + 1)
    respuestas: Counter[str] = Counter()
    esperas: list[float] = []
    anotar = threading.Lock()

    def oprimir(sesion: Sesion) -> None:
        conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
        cabeceras = {
            "Cookie": sesion.galleta,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        salida.wait()
        principio = time.monotonic()
        try:
            conexion.request(
                "POST",
                f"/formacion/ediciones/{edicion_id}/inscribirme",
                f"csrf_token={sesion.ficha}",
                cabeceras,
            )
            respuesta = conexion.getresponse()
            respuesta.read()
            dicho = f"{respuesta.status} {respuesta.getheader('Location') or ''}".strip()
        except OSError as error:
            dicho = type(error).__name__
        with anotar:
            respuestas[dicho] += 1
            esperas.append(time.monotonic() - principio)
        conexion.close()

    hilos = [threading.Thread(target=oprimir, args=(sesion,)) for sesion in sesiones]
    for hilo in hilos:
        hilo.start()
    salida.wait()
    principio = time.monotonic()
    for hilo in hilos:
        hilo.join()
    return Medida(respuestas, time.monotonic() - principio, esperas, mirar(edicion_id, Counter()))


def _medir(motor: str, vueltas: int) -> None:
    with (
        fabrica_de_bases() as bases,
        pista(bases.nueva(motor), bases.carpeta, 200) as donde,
        servidor(donde, bases.carpeta) as puerto,
    ):
        sesiones = abrir_sesiones(donde.app, donde.personas)
        for vuelta in range(vueltas):
            print(motor, vuelta + 1, rafaga(puerto, donde.edicion(50), sesiones), flush=True)


if __name__ == "__main__":
    _medir(*(sys.argv[1:2] or ["sqlite"]), vueltas=int((sys.argv[2:3] or ["3"])[0]))
