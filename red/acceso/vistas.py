"""Páginas de acceso."""

from flask import Blueprint

bp = Blueprint("acceso", __name__, url_prefix="/acceso")
