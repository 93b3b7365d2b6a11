"""Descomprimir sin confiar: lo que crece demasiado se detiene mientras crece, no cuando ya creció."""

import zipfile
from collections.abc import Iterator

from red.importacion.lectura.limites import MAYOR_RAZON, RAZON_DESDE

_TROZO = 1024 * 1024


class CreceSinFin(Exception):
    """Una parte del paquete crece más veces de las que crece algo de verdad."""


class PesaDeMas(Exception):
    """Abierto, el paquete ocupa más de lo que se admite."""


def trozos(
    paquete: zipfile.ZipFile, entrada: zipfile.ZipInfo, quedan: int, tamano_de_trozo: int = _TROZO
) -> Iterator[bytes]:
    """Una parte del paquete, por trozos; lanza CreceSinFin, o PesaDeMas si pasa de los bytes que `quedan`."""
    tamano = 0
    with paquete.open(entrada) as flujo:
        while trozo := flujo.read(tamano_de_trozo):
            tamano += len(trozo)
            if tamano > RAZON_DESDE and tamano > MAYOR_RAZON * max(1, entrada.compress_size):
                raise CreceSinFin
            if tamano > quedan:
                raise PesaDeMas
            yield trozo
