"""Preguntas sobre archivos guardados."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from red.archivos.modelos import Archivo
from red.base import db
from red.errores import NoEncontrado

_CLAVE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def archivo_de_clave(clave: str) -> Archivo:
    """El archivo con esa clave pública; lanza NoEncontrado si no existe."""
    archivo = None
    if _CLAVE.fullmatch(clave):
        archivo = db.session.scalars(select(Archivo).where(Archivo.clave == clave)).one_or_none()
    if archivo is None:
        raise NoEncontrado
    return archivo


def todos() -> Sequence[Archivo]:
    """Cada archivo guardado, en orden."""
    return db.session.scalars(select(Archivo).order_by(Archivo.id)).all()


def hay_con_huella(huella: str) -> bool:
    """Si alguna fila nombra esos bytes."""
    return db.session.scalar(select(Archivo.id).where(Archivo.huella == huella).limit(1)) is not None
