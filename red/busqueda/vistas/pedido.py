"""El blueprint de la búsqueda y lo que sus páginas comparten."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("busqueda", __name__, url_prefix="/busqueda")

Pagina = str | Response | tuple[str, int]
