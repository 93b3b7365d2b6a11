"""Páginas de acceso: entrar y salir, la contraseña y los papeles."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("acceso", __name__, url_prefix="/acceso")

Pagina = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]

from red.acceso import redactores as redactores  # noqa: E402  (al importarse registra los correos de acceso)
from red.acceso.vistas import contrasena, entrada, papeles  # noqa: E402, F401  (al importarse se suman a bp)
