"""Páginas de analisis."""

from flask import Blueprint

bp = Blueprint("analisis", __name__, url_prefix="/analisis")
