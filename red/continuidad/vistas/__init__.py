"""Páginas de continuidad: lo que le pasa a una institución, quién se va con cada gobierno y qué puestos esperan."""

from red.continuidad.vistas import cambios, gobierno, puestos
from red.continuidad.vistas.pedido import bp

__all__ = ["bp", "cambios", "gobierno", "puestos"]
