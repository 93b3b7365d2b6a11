"""Los estándares que la plataforma conoce por su título, cada uno con una plantilla de elementos que no es oficial."""

import csv
import io

from red.certificacion import consultas
from red.certificacion.lectura import Renglon, leer
from red.certificacion.operaciones import DE_LA_CASA, cargar

CODIGOS = ("EC0308", "EC0779", "EC0943", "EC0076")


def texto(codigo: str) -> str:
    """El archivo tal como viene."""
    return (DE_LA_CASA / f"{codigo}.csv").read_text(encoding="utf-8")


def cargar_los_que_falten(quien_id: int | None) -> int:
    """Carga los que no estén en el catálogo; devuelve cuántos. Los que ya están no se tocan."""
    cuantos = 0
    for codigo in CODIGOS:
        if consultas.estandar_o_nada(codigo) is None:
            renglones: list[Renglon] = [
                (i, celdas, []) for i, celdas in enumerate(csv.reader(io.StringIO(texto(codigo))), 1)
            ]
            cargar(leer(renglones), red_id=None, oficial=False, quien_id=quien_id)
            cuantos += 1
    return cuantos
