"""Páginas de unidades: la lista y la ficha, la instalación, los requisitos y la cobertura."""

from red.unidades.vistas import cobertura, instalacion, por_confirmar, requisitos
from red.unidades.vistas.ficha import bp

__all__ = ["bp", "cobertura", "instalacion", "por_confirmar", "requisitos"]
