"""Páginas de la certificación: la lista, el expediente y sus etapas, y el catálogo de estándares."""

from red.certificacion.vistas import (
    catalogo,
    certificados,
    dictamen,
    embudo,
    etapas,
    evaluacion,
    expediente,
    ordenes,
    portafolio,
    registro,
)
from red.certificacion.vistas.lista import bp

__all__ = [
    "bp",
    "catalogo",
    "certificados",
    "dictamen",
    "embudo",
    "etapas",
    "evaluacion",
    "expediente",
    "ordenes",
    "portafolio",
    "registro",
]
