"""Los papeles oficiales y los archivos de cada Red del mundo: lo que otra no debe leer."""

from typing import Any

from red.archivos import operaciones as archivos
from red.archivos.modelos import Archivo
from red.base import transaccion
from red.documentos import operaciones as documentos
from red.documentos.modelos import Papel
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from red.unidades.modelos import Unidad
from tests.archivos.muestras import PDF

SIN_MARCA = {
    "archivo.huella": "con ella se encuentran sus bytes",
    "documento.referencia": "une el documento con su objeto",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def un_archivo(nombre: str, quien: Persona) -> Archivo:
    """Un archivo guardado, distinto para cada Red."""
    with transaccion():
        archivo = archivos.guardar("acta.pdf", PDF + f"%{nombre}%%EOF".encode(), quien.id)
    return archivo


def crear_papeles(nombre: str, red: Red, unidad: Unidad, quien: Persona) -> dict[str, Any]:
    """Un modelo propio y un documento emitido; devuelve con qué se llenan sus direcciones."""
    with transaccion():
        documentos.guardar_modelo(
            red.id, Papel.CARTA_ACEPTACION, "Carta", f"De {nombre}: {{titular}}.", quien.id
        )
        documento = documentos.emitir(
            red.id,
            Papel.CARTA_ACEPTACION,
            {"titular": nombre},
            referencia=f"unidad:{unidad.id}",
            institucion_id=unidad.institucion_id,
            quien_id=quien.id,
            dia=hoy(),
        )
    return {
        "documento": documento.id,
        "archivo": documento.archivo_id,
        "clave_de_papel": Papel.CARTA_ACEPTACION.value,
    }
