"""Páginas de la solicitud y de la bandeja: de quien pide entrar, de quien respalda y de quien decide."""

from flask import Blueprint

from red.solicitudes import asuntos, correo

bp = Blueprint("solicitudes", __name__, url_prefix="/solicitudes")

from red.solicitudes.vistas import bandeja, publicas, respaldo, suplencias  # noqa: E402

__all__ = ["asuntos", "bandeja", "bp", "correo", "publicas", "respaldo", "suplencias"]
