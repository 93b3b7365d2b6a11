"""Levantar un gunicorn en un puerto libre y detenerlo, y cargarlo de peticiones un rato."""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent.parent
PROCESOS, HILOS = 2, 4
CONEXIONES = PROCESOS * HILOS
ACEPTA = "gzip, br"
"""Lo que acepta un navegador: las páginas viajan comprimidas."""


@contextmanager
def plazo(segundos: int) -> Iterator[None]:
    """Interrumpe lo que se haga dentro, espere lo que espere, si pasa de ese tiempo: lanza TimeoutError."""

    def cortar(*_: object) -> None:
        raise TimeoutError(f"no terminó en {segundos} s")

    anterior = signal.signal(signal.SIGALRM, cortar)
    signal.alarm(segundos)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, anterior)


def puerto_libre() -> int:
    """Un puerto de esta máquina que nadie usa."""
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


@contextmanager
def gunicorn(aplicacion: str, entorno: dict[str, str], *opciones: str) -> Iterator[int]:
    """Sirve la aplicación y da el puerto cuando ya responde."""
    puerto = puerto_libre()
    orden = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{puerto}", *opciones, aplicacion]
    proceso = subprocess.Popen(
        orden,
        cwd=RAIZ,
        env={**os.environ, **entorno},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # heredada, quien lea por una tubería esperaría a cada proceso que deje gunicorn
        start_new_session=True,
    )
    try:
        esperar(puerto, proceso, 60)
        yield puerto
    finally:
        proceso.send_signal(signal.SIGTERM)
        try:
            proceso.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(proceso.pid, signal.SIGKILL)
            proceso.wait()


def esperar(puerto: int, proceso: subprocess.Popen[bytes], plazo: float) -> None:
    """Espera a que la portada responda; lanza RuntimeError si el proceso muere o se pasa el plazo."""
    limite = time.monotonic() + plazo
    while time.monotonic() < limite:
        conexion = HTTPConnection("127.0.0.1", puerto, timeout=10)
        try:
            conexion.request("GET", "/")
            conexion.getresponse().read()
            return
        except OSError:
            if proceso.poll() is not None:
                raise RuntimeError(f"El servidor terminó con {proceso.returncode}") from None
            time.sleep(0.02)
        finally:
            conexion.close()
    raise RuntimeError(f"El servidor no respondió en {plazo} s")


@dataclass
class _Conexion:
    """Una conexión que pide lo mismo una y otra vez; no vuelve a pedir hasta leer la respuesta entera."""

    puerto: int
    peticion: bytes
    enchufe: socket.socket = field(init=False)
    recibido: bytearray = field(default_factory=bytearray)
    falta: int | None = None

    def __post_init__(self) -> None:
        self.abrir()

    def abrir(self) -> None:
        """Conecta de nuevo y pide."""
        self.enchufe = socket.create_connection(("127.0.0.1", self.puerto), timeout=30)
        self.enchufe.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pedir()

    def pedir(self) -> None:
        """Manda la petición."""
        self.recibido.clear()
        self.falta = None
        self.enchufe.sendall(self.peticion)

    def leer(self) -> int | None:
        """Lee lo que haya; devuelve el código cuando la respuesta está completa y cero si se cortó."""
        trozo = self.enchufe.recv(262_144)
        if not trozo:
            return 0
        self.recibido += trozo
        if self.falta is None:
            fin = self.recibido.find(b"\r\n\r\n")
            if fin < 0:
                return None
            cabeza = bytes(self.recibido[:fin]).lower()
            largo = cabeza.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.falta = fin + 4 + int(largo or 0)
        return int(self.recibido[9:12]) if len(self.recibido) >= self.falta else None


@dataclass(frozen=True)
class Rafaga:
    """Cuántas peticiones se respondieron bien por segundo, y cuántas no."""

    por_segundo: float
    malas: int


def calentar(puerto: int, ruta: str, cookie: str, plazo_s: float = 20.0) -> None:
    """Pide la ruta hasta que cada proceso la haya servido: la primera vez compila y cuenta, y no vale."""
    limite = time.monotonic() + plazo_s
    servidas = 0.0
    while servidas < CONEXIONES * PROCESOS and time.monotonic() < limite:
        servidas += cargar(puerto, ruta, cookie, 0.5).por_segundo * 0.5


def cargar(puerto: int, ruta: str, cookie: str, segundos: float) -> Rafaga:
    """Pide la ruta sin descanso por varias conexiones durante ese rato."""
    peticion = (
        f"GET {ruta} HTTP/1.1\r\nHost: 127.0.0.1:{puerto}\r\nCookie: {cookie}\r\n"
        f"Accept: text/html\r\nAccept-Encoding: {ACEPTA}\r\nConnection: keep-alive\r\n\r\n"
    ).encode()
    buenas = malas = 0
    with selectors.DefaultSelector() as selector:
        conexiones = [_Conexion(puerto, peticion) for _ in range(CONEXIONES)]
        for conexion in conexiones:
            selector.register(conexion.enchufe, selectors.EVENT_READ, conexion)
        inicio = time.perf_counter()
        while (van := time.perf_counter() - inicio) < segundos:
            for llave, _ in selector.select(timeout=1):
                conexion = llave.data
                codigo = conexion.leer()
                if codigo is None:
                    continue
                buenas, malas = (buenas + 1, malas) if codigo == 200 else (buenas, malas + 1)
                if codigo:
                    conexion.pedir()
                    continue
                selector.unregister(conexion.enchufe)
                conexion.enchufe.close()
                conexion.abrir()
                selector.register(conexion.enchufe, selectors.EVENT_READ, conexion)
        for conexion in conexiones:
            conexion.enchufe.close()
    return Rafaga(buenas / van, malas)
