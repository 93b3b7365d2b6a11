"""Pide a un proceso aparte que lea el archivo, y recibe sus renglones conforme los da."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from red.errores import ErrorDeDominio
from red.importacion.lectura.limites import SEGUNDOS

RAIZ = Path(__file__).resolve().parents[3]
MUCHO = (
    "El archivo pide demasiada memoria o demasiado tiempo para abrirse, así que no se leyó. "
    "Copia sólo tus datos a un libro nuevo o divídelo en varios."
)
Renglon = tuple[int, list[str], list[int]]


class ArchivoIlegible(ErrorDeDominio):
    """El archivo no se puede leer: el mensaje dice por qué y qué hacer."""

    def __init__(self, razon: str) -> None:
        super().__init__(razon, "archivo")


@dataclass(frozen=True)
class Leido:
    """Lo que se supo del archivo y sus renglones, que se van leyendo."""

    formato: str
    hoja: str | None
    separador: str | None
    codificacion: str | None
    renglones: Iterator[Renglon]


@contextmanager
def abierto(datos: bytes, archivo: str) -> Iterator[Leido]:
    """El archivo mientras se lee en su proceso; lanza ArchivoIlegible al abrirlo o en cualquier renglón."""
    with _proceso(datos, archivo, 0) as cosas:
        supo = next(cosas)
        yield Leido(supo["formato"], supo["hoja"], supo["separador"], supo["codificacion"], _renglones(cosas))


def hojear(datos: bytes, archivo: str, primeros: int) -> tuple[Leido, int]:
    """Los primeros renglones y cuántos son en total, después de leerlo entero; lanza ArchivoIlegible."""
    with _proceso(datos, archivo, primeros) as cosas:
        supo, tramo, fin = next(cosas), next(cosas), next(cosas)
    leido = Leido(supo["formato"], supo["hoja"], supo["separador"], supo["codificacion"], iter(tramo))
    return leido, fin["total"]


@contextmanager
def _proceso(datos: bytes, archivo: str, primeros: int) -> Iterator[Iterator[Any]]:
    with tempfile.TemporaryFile() as entrada:
        entrada.write(datos)
        entrada.seek(0)
        proceso = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "red.importacion.lectura.lector", archivo, str(primeros)],
            cwd=RAIZ,
            stdin=entrada,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={"PYTHONUTF8": "1"},  # ni una llave de la plataforma entra al proceso que abre lo ajeno
        )
    reloj = threading.Timer(SEGUNDOS * 3, proceso.kill)
    reloj.daemon = True
    reloj.start()
    try:
        yield _cosas(proceso)
    finally:
        reloj.cancel()
        proceso.kill()
        proceso.wait()
        if proceso.stdout is not None:
            proceso.stdout.close()


def _cosas(proceso: "subprocess.Popen[str]") -> Iterator[Any]:
    """Lo que el proceso escribe; si muere sin decir el total, es que el archivo lo agotó."""
    assert proceso.stdout is not None
    for escrito in proceso.stdout:
        try:
            cosa = json.loads(escrito)
        except ValueError:
            break
        if isinstance(cosa, dict) and "error" in cosa:
            raise ArchivoIlegible(cosa["error"])
        yield cosa
        if isinstance(cosa, dict) and "total" in cosa:
            return
    raise ArchivoIlegible(MUCHO)


def _renglones(cosas: Iterator[Any]) -> Iterator[Renglon]:
    for cosa in cosas:
        if isinstance(cosa, list):
            yield from cosa
