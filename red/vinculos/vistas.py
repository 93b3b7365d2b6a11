"""Páginas de vinculos."""

from flask import Blueprint

bp = Blueprint("vinculos", __name__, url_prefix="/vinculos")
