"""Páginas de invitaciones."""

from flask import Blueprint

bp = Blueprint("invitaciones", __name__, url_prefix="/invitaciones")
