"""Quién pide una página de continuidad y sobre qué institución puede decidir."""

from flask import Blueprint
from werkzeug.wrappers import Response

from red.base import buscar
from red.continuidad import consultas
from red.continuidad.modelos import Reorganizacion
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.permisos import Permiso
from red.portero import exigir, identidad
from red.redes import consultas as redes
from red.reloj import hoy
from red.territorios.perfiles import perfil_de

bp = Blueprint("continuidad", __name__, url_prefix="/continuidad")

Pagina = str | Response | tuple[str, int]


class EsTambienDeOtraRed(ErrorDeDominio):
    """El cambio alcanzaría a una Red que quien lo pide no coordina."""

    def __init__(self, institucion: Institucion) -> None:
        super().__init__(
            f"{institucion.nombre} participa también en otra Red. Pide a quien administra la plataforma que haga el cambio."
        )


def institucion_mia(id: int) -> Institucion:
    """La institución, si quien pide puede editarla; si no, no existe."""
    institucion = buscar(Institucion, id)
    dia = hoy(perfil_de(institucion.territorio.pais).zona)
    exigir(Permiso.EDITAR_RED, redes.alcance_de_institucion(id, dia))
    return institucion


def responde_por_todas(institucion: Institucion) -> None:
    """Lanza EsTambienDeOtraRed si el cambio tocaría una Red que quien pide no coordina."""
    mias = identidad().redes_con(Permiso.EDITAR_RED)
    if mias is not None and consultas.redes_de_institucion(institucion.id, hoy()) - mias:
        raise EsTambienDeOtraRed(institucion)


def responde_por_el_cambio(hecha: Reorganizacion) -> None:
    """Lanza EsTambienDeOtraRed si un cambio ya hecho tocó una Red que quien pide no coordina."""
    mias = identidad().redes_con(Permiso.EDITAR_RED)
    if mias is not None and consultas.redes_del_cambio(hecha) - mias:
        raise EsTambienDeOtraRed(hecha.institucion)


def codigo(form: object) -> int:
    """422 cuando lo enviado trae algo por corregir."""
    return 422 if getattr(form, "hay_errores", False) else 200
