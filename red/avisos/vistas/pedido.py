"""Lo que comparten las páginas de avisos."""

from flask import Blueprint
from werkzeug.wrappers import Response

from red.formularios import Formulario
from red.permisos import Permiso
from red.portero import exigir, identidad
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red

bp = Blueprint("avisos", __name__, url_prefix="/avisos")

Pagina = str | Response | tuple[str, int]


def yo() -> int:
    """La persona que pide; quien entra siempre es una."""
    persona = identidad().persona
    assert persona is not None
    return persona


def red_propia(clave: str, permiso: Permiso) -> Red:
    """La Red con esa clave, si quien pide tiene sobre ella el permiso."""
    red = red_de_clave(clave)
    exigir(permiso, red.alcance)
    return red


def codigo(form: Formulario) -> int:
    """422 si lo enviado tiene algo que corregir."""
    return 422 if form.hay_errores else 200
