"""La lista de una edición como archivo de valores separados por comas, que abre cualquier hoja de cálculo."""

import csv
import io
from collections.abc import Iterable, Sequence

PELIGROSOS = tuple("=+-@\t\r\0＝＋－＠")
"""Con estos signos al principio, una hoja de cálculo toma el texto por una fórmula y la ejecuta."""


def sin_formula(valor: object) -> str:
    """El valor como texto que una hoja de cálculo nunca ejecuta; un número negativo sigue siendo número.

    >>> sin_formula("=HYPERLINK(1)"), sin_formula("Ana"), sin_formula(-3), sin_formula(None)
    ("'=HYPERLINK(1)", 'Ana', '-3', '')
    """
    if valor is None:
        return ""
    if isinstance(valor, int | float):
        return str(valor)
    texto = str(valor)
    return f"'{texto}" if texto.lstrip(" ").startswith(PELIGROSOS) else texto


def escribir_csv(columnas: Sequence[str], filas: Iterable[Sequence[object]]) -> str:
    """El archivo entero, con la marca que hace que se lean los acentos."""
    salida = io.StringIO()
    salida.write("\ufeff")
    escritor = csv.writer(salida, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    escritor.writerow(columnas)
    escritor.writerows([sin_formula(valor) for valor in fila] for fila in filas)
    return salida.getvalue()
