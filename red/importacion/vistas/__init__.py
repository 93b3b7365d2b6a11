"""Páginas de importación: el camino de una lista que entra, y las listas que salen."""

from red.importacion.vistas import planes, salidas
from red.importacion.vistas.pedido import bp

__all__ = ["bp", "planes", "salidas"]
