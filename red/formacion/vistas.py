"""Páginas de formacion."""

from flask import Blueprint

bp = Blueprint("formacion", __name__, url_prefix="/formacion")
