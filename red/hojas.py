"""El libro de Excel en que toda lista sale: lo que alguien escribió nunca se vuelve fórmula, enlace ni número."""

import io

import xlsxwriter

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def libro(salida: io.BytesIO) -> xlsxwriter.Workbook:
    """Un libro vacío que se escribe en `salida` al cerrarse; es el único modo de hacer uno en esta casa."""
    return xlsxwriter.Workbook(
        salida,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
