"""Escribir hojas de cálculo que nadie tome por fórmulas: plantillas para llenar, renglones por corregir y listas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

from red.hojas import libro as nuevo_libro
from red.importacion.columnas import CAMPOS, Campo
from red.importacion.modelos import Que
from red.textos import celda_segura

TEXTO = "text/csv"
ANCHO = 24
RENGLONES_CON_LISTA = 1000
"""Hasta qué renglón de una plantilla se ofrece la lista de valores."""


def a_xlsx(encabezados: Sequence[str], renglones: Iterable[Sequence[str]], hoja: str = "Lista") -> bytes:
    """Un libro con una hoja; todo va como texto, y ningún texto se vuelve fórmula ni enlace."""
    salida = io.BytesIO()
    with nuevo_libro(salida) as libro:
        pagina = libro.add_worksheet(_nombre_de_hoja(hoja))
        _encabezar(libro, pagina, encabezados)
        for numero, renglon in enumerate(renglones, 1):
            for columna, valor in enumerate(renglon):
                if valor:
                    pagina.write_string(numero, columna, valor)
    return salida.getvalue()


def _nombre_de_hoja(escrito: str) -> str:
    """El nombre de la hoja como lo admite Excel: hasta 31 letras, sin []:*?/\\ ni apóstrofo en los extremos.

    >>> _nombre_de_hoja("Personal/2024"), _nombre_de_hoja("[]")
    ('Personal 2024', 'Lista')
    """
    plano = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", escrito)[:31].strip(" '")
    # Excel guarda «History» para sí.
    return plano if plano and plano.casefold() != "history" else "Lista"


def a_csv(
    encabezados: Sequence[str],
    renglones: Iterable[Sequence[str]],
    separador: str = ",",
    codificacion: str = "utf-8-sig",
) -> bytes:
    """Un CSV con ese separador y esa codificación; lo que una hoja tomaría por fórmula va protegido."""
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=separador, lineterminator="\r\n")
    escritor.writerow([celda_segura(encabezado) for encabezado in encabezados])
    escritor.writerows([celda_segura(valor) for valor in renglon] for renglon in renglones)
    return salida.getvalue().encode(codificacion, errors="replace")


def plantilla(que: Que, formato: str) -> bytes:
    """Una plantilla para llenar esa clase de lista, con un ejemplo y, en xlsx, una hoja con lo que se admite."""
    campos = [campo for campo in CAMPOS[que] if campo.clave != "nombre_completo"]
    titulos, ejemplo = [campo.titulo for campo in campos], [campo.ejemplo for campo in campos]
    if formato == "csv":
        return a_csv(titulos, [ejemplo])
    salida = io.BytesIO()
    with nuevo_libro(salida) as libro:
        pagina = libro.add_worksheet("Lista")
        _encabezar(libro, pagina, titulos)
        pagina.write_row(1, 0, ejemplo)
        valores = libro.add_worksheet("Qué se admite")
        _ayuda(libro, valores, campos)
        for columna, campo in enumerate(campos):
            if campo.opciones is not None:
                lista = [
                    o.etiqueta if len(o.etiqueta) <= 40 else o.value.capitalize() for o in campo.opciones
                ]
                if len(",".join(lista)) <= 255:
                    pagina.data_validation(
                        1,
                        columna,
                        RENGLONES_CON_LISTA,
                        columna,
                        {"validate": "list", "source": lista, "error_type": "warning"},
                    )
    return salida.getvalue()


def _encabezar(
    libro: xlsxwriter.Workbook, pagina: "xlsxwriter.worksheet.Worksheet", encabezados: Sequence[str]
) -> None:
    fuerte = libro.add_format({"bold": True, "bottom": 1})
    for columna, encabezado in enumerate(encabezados):
        pagina.write_string(0, columna, encabezado, fuerte)
    pagina.set_column(0, max(0, len(encabezados) - 1), ANCHO)
    pagina.freeze_panes(1, 0)


def _ayuda(
    libro: xlsxwriter.Workbook, pagina: "xlsxwriter.worksheet.Worksheet", campos: Sequence[Campo]
) -> None:
    _encabezar(libro, pagina, ["Columna", "¿Hace falta?", "Qué va ahí", "Valores que se admiten"])
    pagina.set_column(2, 3, ANCHO * 3)
    for numero, campo in enumerate(campos, 1):
        admite = ""
        if campo.opciones is not None:
            admite = "; ".join(o.etiqueta if len(o.etiqueta) <= 40 else o.value for o in campo.opciones)
        pagina.write_row(numero, 0, [campo.titulo, "Sí" if campo.obligatorio else "No", campo.ayuda, admite])
