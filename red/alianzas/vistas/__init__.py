"""Páginas de alianzas: la lista y la ficha, su registro y quienes las sostienen."""

from red.alianzas.vistas import ficha, participantes, registro, salida
from red.alianzas.vistas.pedido import bp

__all__ = ["bp", "ficha", "participantes", "registro", "salida"]
