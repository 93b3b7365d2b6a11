"""Los bytes en disco: cada contenido bajo su huella, escrito completo o no escrito.

El archivo provisional se escribe y se sincroniza antes de tomar su nombre, y eso ocurre antes de que la
fila se confirme: una fila confirmada siempre tiene sus bytes. Al revés puede pasar (bytes sin fila, si
la transacción no llegó a confirmarse); la orden `archivos revisar` los encuentra.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from red.errores import ErrorDeDominio

_HUELLA = re.compile(r"[0-9a-f]{64}")


class ArchivoPerdido(ErrorDeDominio):
    """La fila está y sus bytes no, o ya no son los mismos."""

    def __init__(self) -> None:
        super().__init__(
            "No encontramos este archivo en el servidor. Avisa a la administración para recuperarlo."
        )


def huella_de(contenido: bytes) -> str:
    """SHA-256 del contenido."""
    return hashlib.sha256(contenido).hexdigest()


def carpeta() -> Path:
    """Dónde viven los bytes en esta instalación."""
    instancia: Path = current_app.config["RED"].instancia
    return instancia / "archivos"


def ruta(huella: str) -> Path:
    """Dónde están los bytes con esa huella."""
    if not _HUELLA.fullmatch(huella):
        raise ValueError("No es una huella")
    return carpeta() / huella[:2] / huella


def guardar(contenido: bytes) -> str:
    """Escribe los bytes y devuelve su huella; si ya estaban completos, no los repite.

    Los que ya estaban quedan con la hora de ahora: lo recién usado no es de los que `archivos revisar` limpia.
    """
    huella = huella_de(contenido)
    destino = ruta(huella)
    if _ya_esta(destino, huella):
        return huella
    destino.parent.mkdir(parents=True, exist_ok=True)
    descriptor, provisional = tempfile.mkstemp(dir=destino.parent, suffix=".parcial")
    try:
        with os.fdopen(descriptor, "wb") as salida:
            salida.write(contenido)
            salida.flush()
            os.fsync(salida.fileno())
        Path(provisional).replace(destino)
    except BaseException:
        Path(provisional).unlink(missing_ok=True)
        raise
    for madre in (destino.parent, destino.parent.parent):
        _sincronizar(madre)
    return huella


def _ya_esta(destino: Path, huella: str) -> bool:
    """Si los bytes están completos; de paso los marca como usados ahora."""
    try:
        os.utime(destino)
        return huella_de(destino.read_bytes()) == huella
    except FileNotFoundError:
        return False


def _sincronizar(madre: Path) -> None:
    """El nombre nuevo también ha de quedar en disco, no sólo el contenido."""
    descriptor = os.open(madre, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def leer(huella: str) -> bytes:
    """Los bytes con esa huella, comprobados; lanza ArchivoPerdido si no están o cambiaron."""
    try:
        contenido = ruta(huella).read_bytes()
    except OSError:
        raise ArchivoPerdido from None
    if huella_de(contenido) != huella:
        raise ArchivoPerdido
    return contenido


def guardadas() -> Iterator[Path]:
    """Todo lo que hay en la carpeta, también lo provisional que quedó a medias."""
    return (hijo for hijo in carpeta().glob("??/*") if hijo.is_file())
