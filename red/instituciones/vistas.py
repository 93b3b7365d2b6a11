"""Páginas de instituciones."""

from flask import Blueprint

bp = Blueprint("instituciones", __name__, url_prefix="/instituciones")
