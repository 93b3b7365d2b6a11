"""Emitir y leer documentos en las pruebas."""

import io
from collections.abc import Mapping
from datetime import date

from pypdf import PdfReader

from red.archivos import almacen
from red.base import transaccion
from red.documentos import operaciones
from red.documentos.composicion import Valor
from red.documentos.modelos import Documento, Papel
from red.redes.modelos import Red

DIA = date(2026, 11, 21)
INTEGRANTES = [["Función", "Nombre", "Puesto"], ["Titular", "Ana Ruiz", "Jefa"]]


def emitir(
    red: Red,
    datos: Mapping[str, Valor] | None = None,
    papel: Papel = Papel.ACTA_INSTALACION,
    dia: date = DIA,
    institucion_id: int | None = None,
) -> Documento:
    """Un documento emitido en su propia transacción."""
    with transaccion():
        documento = operaciones.emitir(
            red.id,
            papel,
            datos or {"titular": "Ana Ruiz", "integrantes": INTEGRANTES},
            referencia="unidad:1",
            institucion_id=institucion_id,
            quien_id=None,
            dia=dia,
        )
    return documento


def pdf_de(documento: Documento) -> PdfReader:
    """El PDF guardado, abierto."""
    return PdfReader(io.BytesIO(almacen.leer(documento.archivo.huella)))


def texto_de(documento: Documento) -> str:
    """Todo lo que se lee en el PDF, sin saltos de renglón ni guiones de partir palabras."""
    crudo = "\n".join(pagina.extract_text() for pagina in pdf_de(documento).pages)
    return " ".join(crudo.replace("\u00ad", "").replace("-\n", "").replace("‐\n", "").split())
