"""Páginas de redes."""

from flask import Blueprint

bp = Blueprint("redes", __name__, url_prefix="/redes")
