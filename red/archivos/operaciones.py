"""Guardar un archivo: primero sus bytes, comprobados y en disco; después su fila. Y borrarlo, al revés."""

from functools import partial

from red.archivos import almacen, consultas
from red.archivos.modelos import Archivo
from red.archivos.reconocimiento import nombre_seguro, reconocer
from red.base import al_confirmar, db, transaccion, uno_a_la_vez
from red.reloj import ahora


def guardar(nombre: str, contenido: bytes, quien_id: int | None) -> Archivo:
    """Guarda el archivo si es de los admitidos; lanza ArchivoRechazado con la razón si no."""
    tipo = reconocer(contenido)
    _a_solas(almacen.huella_de(contenido))
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


def borrar(archivo: Archivo) -> None:
    """Quita el archivo, que ya nada ha de nombrar; y sus bytes, sólo si ningún otro archivo los comparte."""
    huella = archivo.huella
    db.session.delete(archivo)
    db.session.flush()
    al_confirmar(partial(_soltar, huella))


def _soltar(huella: str) -> None:
    """Ya sin su fila: si en ese momento alguien está guardando lo mismo, espera a saber si quedó."""
    with transaccion():
        _a_solas(huella)
        if not consultas.hay_con_huella(huella):
            almacen.ruta(huella).unlink(missing_ok=True)


def _a_solas(huella: str) -> None:
    uno_a_la_vez(f"archivo {huella}")
