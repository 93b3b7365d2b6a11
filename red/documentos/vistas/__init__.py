"""Páginas de los papeles oficiales: los emitidos y los modelos de cada Red."""

from red.documentos.vistas import edicion
from red.documentos.vistas.emitidos import bp

__all__ = ["bp", "edicion"]
