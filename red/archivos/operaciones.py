"""Guardar un archivo: primero sus bytes, comprobados y en disco; después su fila."""

from red.archivos import almacen
from red.archivos.modelos import Archivo
from red.archivos.reconocimiento import nombre_seguro, reconocer
from red.base import db
from red.reloj import ahora


def guardar(nombre: str, contenido: bytes, quien_id: int | None) -> Archivo:
    """Guarda el archivo si es de los admitidos; lanza ArchivoRechazado con la razón si no."""
    tipo = reconocer(contenido)
    archivo = Archivo(
        nombre=nombre_seguro(nombre, tipo),
        tipo=tipo,
        tamano=len(contenido),
        huella=almacen.guardar(contenido),
        quien_id=quien_id,
        guardado_en=ahora(),
    )
    db.session.add(archivo)
    db.session.flush()
    return archivo
