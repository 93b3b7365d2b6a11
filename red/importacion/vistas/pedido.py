"""De quién es el plan que se pide, y para qué Redes se puede importar."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from red.base import buscar
from red.errores import NoEncontrado
from red.importacion.modelos import EstadoPlan, PlanDeImportacion
from red.permisos import Alcance, Permiso
from red.portero import exigir, identidad
from red.redes import consultas as redes
from red.redes.modelos import Red

bp = Blueprint("importacion", __name__, url_prefix="/importacion")

Pagina = str | Response | tuple[str, int]


def plan_de(id: int) -> PlanDeImportacion:
    """El plan con esa llave, si es de una Red de quien lo pide; si no, no existe."""
    plan = buscar(PlanDeImportacion, id)
    if plan.estado is EstadoPlan.DESCARTADO:
        raise NoEncontrado
    if plan.red_id is None:
        exigir(Permiso.ADMINISTRAR, Alcance())
    else:
        exigir(Permiso.EDITAR_RED, Alcance(frozenset({plan.red_id})))
    return plan


def mis_redes(permiso: Permiso = Permiso.EDITAR_RED) -> list[Red]:
    """Las Redes sobre las que quien pide tiene el permiso."""
    return redes.redes_de(identidad().redes_con(permiso))


def red_elegida(mias: list[Red], clave: str | None) -> Red | None:
    """La Red con esa clave, si es de las suyas; None si no se eligió ninguna."""
    if not clave:
        return None
    hallada = next((red for red in mias if red.clave == clave), None)
    if hallada is None:
        raise NoEncontrado
    return hallada


def al_plan(plan_id: int, **extras: Any) -> Response:
    """De vuelta a la página del plan."""
    return redirect(url_for("importacion.ver", id=plan_id, **extras), 303)


def con_aviso(plan_id: int, texto: str, tono: str = "exito", **extras: Any) -> Response:
    """De vuelta al plan, diciendo qué pasó."""
    flash(texto, tono)
    return al_plan(plan_id, **extras)
