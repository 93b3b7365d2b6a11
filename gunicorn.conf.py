"""El servidor: cuántos procesos atienden, qué se anota y quién cuida el trabajo de fondo.

Se usa con `gunicorn -c gunicorn.conf.py wsgi:app`. Variables de entorno:

    RED_ESCUCHA             dónde escucha; por omisión 127.0.0.1:$PUERTO (8000)
    RED_PROCESOS            procesos que atienden; por omisión 2
    RED_HILOS               peticiones a la vez en cada proceso; por omisión 4
    RED_REGISTRO_ACCESOS    «si» anota cada petición, sin datos de personas; por omisión no
    RED_COLA                vacía o «embebida»: aquí mismo se atienden los trabajos de fondo
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

RAIZ = Path(__file__).resolve().parent
TRABAJOS = (sys.executable, "-m", "flask", "--app", "wsgi", "tareas", "atender")
PLAZO_DE_SALIDA = 15  # segundos que se da al trabajo en curso para terminar


def cola_embebida() -> bool:
    """Si los trabajos de fondo se atienden en esta misma máquina, junto al servidor."""
    return os.environ.get("RED_COLA", "").strip() in {"", "embebida"}


def vigilar(maestro: int) -> None:
    """Mantiene vivo el proceso que atiende los trabajos de fondo mientras viva el servidor.

    Es un proceso aparte y no un hilo del servidor: así gunicorn nunca confunde su salida con la de quienes
    atienden peticiones, y si el servidor muere de golpe nada queda huérfano. Si los trabajos se caen una y otra
    vez, espera cada vez más, hasta medio minuto.
    """
    seguir = True

    def terminar(*_: object) -> None:
        nonlocal seguir
        seguir = False

    signal.signal(signal.SIGTERM, terminar)
    signal.signal(signal.SIGINT, lambda *_: None)
    espera = 0.5
    while seguir and os.getppid() == maestro:
        inicio = time.monotonic()
        proceso = subprocess.Popen(TRABAJOS, cwd=RAIZ, stdin=subprocess.DEVNULL)
        while seguir and os.getppid() == maestro and proceso.poll() is None:
            time.sleep(0.2)
        if proceso.poll() is None:
            # Con SIGINT acaba lo que está haciendo; recién nacido aún no lo sabe, y tampoco tiene nada que acabar.
            proceso.send_signal(signal.SIGINT if time.monotonic() - inicio > 5 else signal.SIGTERM)
            try:
                proceso.wait(PLAZO_DE_SALIDA)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()
            return
        espera = 1.0 if time.monotonic() - inicio > 60 else min(espera * 2, 30.0)
        print(
            f"El proceso de trabajos de fondo terminó ({proceso.returncode}); vuelve en {espera:.0f} s.",
            file=sys.stderr,
            flush=True,
        )
        limite = time.monotonic() + espera
        while seguir and os.getppid() == maestro and time.monotonic() < limite:
            time.sleep(0.2)


if __name__ == "__main__":
    vigilar(int(sys.argv[1]))
    sys.exit()


from gunicorn.glogging import Logger  # noqa: E402  (quien vigila no necesita cargar gunicorn)

bind = os.environ.get("RED_ESCUCHA") or f"127.0.0.1:{os.environ.get('PUERTO') or '8000'}"
chdir = str(RAIZ)
worker_class = "gthread"
workers = int(os.environ.get("RED_PROCESOS") or 2)
threads = int(os.environ.get("RED_HILOS") or 4)
# Se carga una vez y los procesos lo comparten: arranca antes y ocupa menos memoria.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
# Lo más que el servidor admite; la aplicación dice antes, y en español, que una dirección es demasiado larga.
limit_request_line = 8190
# El latido de cada proceso en memoria y no en disco: un disco lento no debe hacerlo parecer muerto.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Nadie administra este servidor por un enchufe: con las señales del sistema basta.
control_socket_disable = True

accesslog = "-" if os.environ.get("RED_REGISTRO_ACCESOS", "").lower() in {"si", "sí", "1"} else None
errorlog = "-"
loglevel = os.environ.get("RED_NIVEL_REGISTRO") or "warning"
# Ni dirección de red, ni navegador, ni lo que se buscó: qué se pidió, qué se respondió y cuánto tardó.
access_log_format = "%(t)s %(m)s %(ruta)s %(s)s %(b)s %(M)s ms"

SECRETO = re.compile(r"[\w.~-]{20,}")


class RegistroSinPersonas(Logger):
    """Anota la ruta sin la consulta y con los enlaces personales tachados."""

    def atoms(self, resp, req, environ, request_time):
        """Agrega a lo que gunicorn sabe de la petición la ruta que sí puede guardarse."""
        atomos = super().atoms(resp, req, environ, request_time)
        atomos["ruta"] = SECRETO.sub("…", environ.get("PATH_INFO", ""))
        return atomos


logger_class = RegistroSinPersonas

_vigilante: subprocess.Popen[bytes] | None = None


def when_ready(server):
    """Cuando ya se escucha, empieza también el trabajo de fondo."""
    global _vigilante
    if cola_embebida():
        # En su propia sesión: Ctrl+C llega al servidor, y el servidor le avisa con orden.
        _vigilante = subprocess.Popen(
            [sys.executable, __file__, str(os.getpid())], stdin=subprocess.DEVNULL, start_new_session=True
        )


def post_fork(server, worker):
    """Cada proceso abre sus propias conexiones: las del que lo creó no pueden compartirse."""
    from red.base import db

    with worker.app.wsgi().app_context():
        for motor in db.engines.values():
            motor.dispose(close=False)


def on_exit(server):
    """Termina el trabajo de fondo, dándole tiempo de acabar lo que hacía."""
    if _vigilante is not None and _vigilante.poll() is None:
        _vigilante.terminate()
        try:
            _vigilante.wait(PLAZO_DE_SALIDA + 5)
        except subprocess.TimeoutExpired:
            _vigilante.kill()
