"""Páginas de territorios."""

from flask import Blueprint

bp = Blueprint("territorios", __name__, url_prefix="/territorios")
