"""Llevarse el avance o el plan en una hoja: los números son números y ningún texto se vuelve fórmula ni enlace."""

import io
from collections.abc import Iterable, Sequence

from red.hojas import libro as nuevo_libro

ANCHO = 26


def a_xlsx(hojas: Sequence[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """Un libro con esas hojas, cada una con su nombre, sus columnas y sus renglones."""
    salida = io.BytesIO()
    with nuevo_libro(salida) as libro:
        negrita = libro.add_format({"bold": True})
        for nombre, columnas, renglones in hojas:
            pagina = libro.add_worksheet(nombre)
            pagina.freeze_panes(1, 0)
            pagina.set_column(0, max(0, len(columnas) - 1), ANCHO)
            for columna, titulo in enumerate(columnas):
                pagina.write_string(0, columna, titulo, negrita)
            for numero, renglon in enumerate(renglones, 1):
                for columna, valor in enumerate(renglon):
                    if isinstance(valor, int):
                        pagina.write_number(numero, columna, valor)
                    elif valor not in (None, ""):
                        pagina.write_string(numero, columna, str(valor))
    return salida.getvalue()
