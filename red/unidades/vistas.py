"""Páginas de unidades."""

from flask import Blueprint

bp = Blueprint("unidades", __name__, url_prefix="/unidades")
