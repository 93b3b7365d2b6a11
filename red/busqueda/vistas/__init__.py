"""Páginas de búsqueda: el buscador, los filtros guardados y los actos sobre varias personas."""

from red.busqueda.vistas import buscador, filtros, seleccion
from red.busqueda.vistas.pedido import bp

__all__ = ["bp", "buscador", "filtros", "seleccion"]
