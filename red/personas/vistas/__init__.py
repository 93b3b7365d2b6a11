"""Páginas de personas: el directorio, la ficha de cada quien, el perfil propio y quién lo ve."""

from red.personas.vistas import afinidades, avisos, confirmacion, directorio, perfil, privacidad
from red.personas.vistas.pedido import bp

__all__ = ["afinidades", "avisos", "bp", "confirmacion", "directorio", "perfil", "privacidad"]
