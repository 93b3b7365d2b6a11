"""De quién es lo que se pide: la Red, la invitación y la convocatoria de quien puede invitar."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from red.base import buscar
from red.errores import NoEncontrado
from red.invitaciones.modelos import Convocatoria, Invitacion
from red.permisos import Permiso
from red.portero import exigir, identidad
from red.redes import consultas as redes
from red.redes.modelos import Red

bp = Blueprint("invitaciones", __name__, url_prefix="/invitaciones")

Pagina = str | Response | tuple[str, int]
MUCHAS = 300
"""Con más instituciones que éstas, la lista de elegir se busca en vez de recorrerse."""


def quien_pide() -> str:
    """A cuenta de quién se frena lo que se repite."""
    return f"persona:{identidad().persona}"


def mis_redes() -> list[Red]:
    """Las Redes en que puede invitar."""
    return redes.redes_de(identidad().redes_con(Permiso.INVITAR))


def red_pedida() -> Red | None:
    """La Red de `?red=`, o la única en que puede invitar; None si hay que elegir."""
    clave = request.args.get("red", "")
    if clave:
        red = redes.red_de_clave(clave)
        exigir(Permiso.INVITAR, red.alcance)
        return red
    mias = mis_redes()
    return mias[0] if len(mias) == 1 else None


def invitacion_de(id: int) -> Invitacion:
    """La invitación, si es de una Red en que quien pide puede invitar."""
    invitacion = buscar(Invitacion, id)
    exigir(Permiso.INVITAR, invitacion.alcance)
    return invitacion


def convocatoria_de(id: int) -> Convocatoria:
    """La convocatoria, si es de una Red en que quien pide puede invitar."""
    convocatoria = buscar(Convocatoria, id)
    exigir(Permiso.INVITAR, convocatoria.alcance)
    return convocatoria


def convocatoria_pedida(red_id: int | None = None) -> Convocatoria | None:
    """La de `?convocatoria=`; None si no se dice. Ajena, o de otra Red que la pedida, no existe."""
    pedida = request.args.get("convocatoria", type=int)
    if not pedida:
        return None
    convocatoria = convocatoria_de(pedida)
    if red_id is not None and convocatoria.red_id != red_id:
        raise NoEncontrado
    return convocatoria
