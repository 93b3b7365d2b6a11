"""El PDF accesible de un documento: etiquetado, con su idioma y su título (PDF/UA-1).

Los datos entran como JSON por `sys_inputs`; la plantilla los imprime como texto y no los interpreta.
Las tipografías son las que la biblioteca trae dentro: nada se busca en la máquina ni fuera de ella.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from red.documentos.composicion import Bloque

PLANTILLA = Path(__file__).with_name("oficial.typ")
IDIOMAS = {"MX": "MX", "CL": "CL", "CO": "CO"}


@dataclass(frozen=True)
class Hoja:
    """Lo que rodea al texto de un papel oficial."""

    titulo: str
    red: str
    convoca: str
    folio: str
    lugar_y_fecha: str
    pais: str = "MX"
    leyenda: str = ""


def imprimir(hoja: Hoja, bloques: Sequence[Bloque]) -> bytes:
    """El PDF, listo para guardarse."""
    datos = {**vars(hoja), "bloques": [bloque.como_dato() for bloque in bloques]}
    compositor = typst.Compiler(str(PLANTILLA), root=str(PLANTILLA.parent), ignore_system_fonts=True)
    pdf = compositor.compile(
        format="pdf", sys_inputs={"datos": json.dumps(datos, ensure_ascii=False)}, pdf_standards=["ua-1"]
    )
    assert isinstance(pdf, bytes)
    return pdf
