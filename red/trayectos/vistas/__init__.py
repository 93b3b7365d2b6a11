"""Páginas de los trayectos: el de cada función, el mío, el plan de cada unidad y el avance de todas."""

from red.trayectos import redactores
from red.trayectos.vistas import avance, externas, mio, pasos, unidades
from red.trayectos.vistas.pedido import bp

__all__ = ["avance", "bp", "externas", "mio", "pasos", "redactores", "unidades"]
