"""La lista de una edición como archivo de valores separados por comas, que abre cualquier hoja de cálculo."""

import csv
import io
from collections.abc import Iterable, Sequence

from red.textos import celda_segura


def escribir_csv(columnas: Sequence[str], filas: Iterable[Sequence[object]]) -> str:
    """El archivo entero, con la marca que hace que se lean los acentos."""
    salida = io.StringIO()
    salida.write("\ufeff")
    escritor = csv.writer(salida, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    escritor.writerow(columnas)
    escritor.writerows([celda_segura(valor) for valor in fila] for fila in filas)
    return salida.getvalue()
