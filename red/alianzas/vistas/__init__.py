"""Páginas de alianzas: la lista y la ficha, su registro y quienes las sostienen."""

from red.alianzas.vistas import participantes, registro, salida
from red.alianzas.vistas.ficha import bp

__all__ = ["bp", "participantes", "registro", "salida"]
