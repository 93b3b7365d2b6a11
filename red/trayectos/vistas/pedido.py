"""Lo que comparten estas páginas: de qué Redes se puede ver la formación y hasta dónde."""

from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from red.permisos import Permiso
from red.portero import exigir, identidad
from red.redes.consultas import RedNombrada, alcance_de_institucion, la_pedida, nombradas, red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("trayectos", __name__, url_prefix="/trayectos")

Pagina = str | Response | tuple[str, int]


def redes_visibles() -> list[RedNombrada]:
    """Las Redes cuya formación puedo ver: las mías por papel y aquellas donde participa la institución que represento."""
    por_red = identidad().redes_con(Permiso.VER_FORMACION)
    if por_red is None:
        return list(nombradas(None))
    suyas = set(por_red)
    for institucion_id in identidad().instituciones_con(Permiso.VER_FORMACION):
        suyas |= alcance_de_institucion(institucion_id, hoy()).redes
    return list(nombradas(frozenset(suyas)))


def red_elegida(redes: list[RedNombrada]) -> Red:
    """La Red que se pidió en la dirección o, si no se dijo, la primera; sin ninguna, la página no existe."""
    elegida: Any = la_pedida(redes, request.args.get("red")) or next(iter(redes), None)
    if elegida is None:
        abort(404)
    return red_de_clave(elegida.clave)


def solo_de(red: Red) -> frozenset[int] | None:
    """De qué instituciones se ve la formación en esa Red: None si de todas."""
    if identidad().puede(Permiso.VER_FORMACION, red.alcance):
        return None
    return identidad().instituciones_con(Permiso.VER_FORMACION)


def red_que_coordino(clave: str) -> Red:
    """La Red, si llevo su formación; si no, no existe."""
    red = red_de_clave(clave)
    exigir(Permiso.GESTIONAR_FORMACION, red.alcance)
    return red
