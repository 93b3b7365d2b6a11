"""Páginas de avisos."""

from flask import Blueprint

bp = Blueprint("avisos", __name__, url_prefix="/avisos")
