"""Pide a un proceso aparte que lea el archivo, y recibe sus renglones conforme los da."""

import io
import json
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from red.errores import ErrorDeDominio
from red.importacion.lectura.limites import SEGUNDOS

RAIZ = Path(__file__).resolve().parents[3]
MUCHO = (
    "El archivo pide demasiada memoria o demasiado tiempo para abrirse, así que no se leyó. "
    "Copia sólo tus datos a un libro nuevo o divídelo en varios."
)
TROZO = 1 << 18
Renglon = tuple[int, list[str], list[int]]


class ArchivoIlegible(ErrorDeDominio):
    """El archivo no se puede leer: el mensaje dice por qué y qué hacer."""

    def __init__(self, razon: str) -> None:
        super().__init__(razon, "archivo")


@dataclass(frozen=True)
class Leido:
    """Lo que se supo del archivo y todos sus renglones, comprimidos."""

    formato: str
    hoja: str | None
    separador: str | None
    codificacion: str | None
    total: int
    primeros: list[Renglon]
    contenido: bytes


def leer(datos: bytes, archivo: str, primeros: int) -> Leido:
    """Lee el archivo entero en su proceso, y entiende sus primeros renglones; lanza ArchivoIlegible."""
    compresor, trozos = zlib.compressobj(1), []
    with aparte("red.importacion.lectura.lector", datos, archivo) as salida:
        supo = _dicho(salida.readline())
        if "formato" not in supo:
            raise ArchivoIlegible(MUCHO)
        al_principio: list[bytes] = []
        while (
            len(al_principio) < primeros and (escrito := salida.readline()) and not escrito.startswith(b"{")
        ):
            al_principio.append(escrito)
        pendiente = b"".join(al_principio)
        if len(al_principio) < primeros:
            pendiente += escrito
        # Lo último que se escribe, cuántos fueron, no se guarda: por eso siempre queda un renglón en la mano.
        while trozo := salida.read(TROZO):
            pendiente += trozo
            corte = pendiente.rfind(b"\n", 0, -1) + 1
            trozos.append(compresor.compress(pendiente[:corte]))
            pendiente = pendiente[corte:]
    corte = pendiente.rfind(b"\n", 0, -1) + 1
    fin = _dicho(pendiente[corte:])
    if "total" not in fin:
        raise ArchivoIlegible(MUCHO)
    trozos.append(compresor.compress(pendiente[:corte]))
    trozos.append(compresor.flush())
    entendidos = [entender(escrito.decode("ascii")) for escrito in al_principio]
    return Leido(**supo, total=fin["total"], primeros=entendidos, contenido=b"".join(trozos))


def renglones(contenido: bytes) -> Iterator[str]:
    """Los renglones que se guardaron comprimidos, cada uno como lo escribió el lector."""
    with io.TextIOWrapper(
        io.BufferedReader(_Descomprime(contenido)), encoding="ascii", newline="\n"
    ) as texto:
        yield from texto


def entender(escrito: str) -> Renglon:
    """El número, las celdas y las columnas con fórmula de un renglón guardado."""
    numero, formulas, celdas = escrito.split("\t", 2)
    return int(numero), json.loads(celdas), [int(f) for f in formulas.split(",")] if formulas else []


class _Descomprime(io.RawIOBase):
    """Lo comprimido, leído por partes: nunca está entero en memoria."""

    def __init__(self, contenido: bytes) -> None:
        self._contenido = memoryview(contenido)
        self._descompresor = zlib.decompressobj()
        self._lugar = 0

    def readable(self) -> bool:
        """Se puede leer."""
        return True

    def readinto(self, destino: Any) -> int:
        """Llena el destino con lo que sigue; 0 al terminar."""
        while True:
            pendiente = self._descompresor.unconsumed_tail
            if not pendiente and self._lugar < len(self._contenido):
                pendiente = bytes(self._contenido[self._lugar : self._lugar + 65536])
                self._lugar += 65536
            trozo = self._descompresor.decompress(pendiente, len(destino))
            if trozo or (not pendiente and self._lugar >= len(self._contenido)):
                destino[: len(trozo)] = trozo
                return len(trozo)


@contextmanager
def aparte(modulo: str, datos: bytes, *argumentos: str) -> Iterator[IO[bytes]]:
    """Lo que escribe el proceso que corre ese módulo con esos datos por la entrada; al salir, ya no existe."""
    with tempfile.TemporaryFile() as entrada:
        entrada.write(datos)
        entrada.seek(0)
        proceso = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", modulo, *argumentos],
            cwd=RAIZ,
            stdin=entrada,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONUTF8": "1"},  # ni una llave de la plataforma entra al proceso que abre lo ajeno
        )
    reloj = threading.Timer(SEGUNDOS * 3, proceso.kill)
    reloj.daemon = True
    reloj.start()
    try:
        assert proceso.stdout is not None
        yield proceso.stdout
    finally:
        reloj.cancel()
        proceso.kill()
        proceso.wait()
        if proceso.stdout is not None:
            proceso.stdout.close()


def _dicho(escrito: bytes) -> dict[str, Any]:
    """Lo que el proceso dijo en JSON; si fue por qué no pudo, lanza ArchivoIlegible con la razón."""
    try:
        dicho: dict[str, Any] = json.loads(escrito)
    except ValueError:
        raise ArchivoIlegible(MUCHO) from None
    if "error" in dicho:
        raise ArchivoIlegible(dicho["error"])
    return dicho
