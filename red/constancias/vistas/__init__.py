"""Páginas de las constancias: comprobarlas sin cuenta, las mías, las de la Red y emitirlas."""

from flask import Blueprint

from red.constancias import correos

bp = Blueprint("constancias", __name__, url_prefix="/constancias")

from red.constancias.vistas import apartados, emision, gestion, mias, publicacion, publicas  # noqa: E402

__all__ = ["apartados", "bp", "correos", "emision", "gestion", "mias", "publicacion", "publicas"]
