"""Páginas de la asistencia: lo que imparto, pasar lista, la hoja, los códigos y las visitas."""

from red.asistencias.vistas import codigos, hoja, lista, visitas
from red.asistencias.vistas.tablero import bp

__all__ = ["bp", "codigos", "hoja", "lista", "visitas"]
