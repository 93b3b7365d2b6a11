"""Qué alianza se pide, quién la pide y qué puede hacer con ella."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from red.alianzas.consultas import Situacion
from red.alianzas.modelos import Alianza, ClaseDeAlianza
from red.base import buscar, llave
from red.formularios import Formulario, opcion_pedida
from red.instituciones import consultas as instituciones
from red.permisos import Alcance, Permiso
from red.portero import exigir, identidad
from red.redes import consultas as redes
from red.redes.consultas import RedNombrada
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("alianzas", __name__, url_prefix="/alianzas")

Pagina = str | Response | tuple[str, int]
HALLADAS = 50
"""Cuántas instituciones o personas se ofrecen, a lo más, al buscar."""


def cargar(id: int, permiso: Permiso) -> Alianza:
    """La alianza, si quien pide tiene ese permiso sobre su Red; una ajena no existe."""
    alianza = buscar(Alianza, id)
    exigir(permiso, redes.alcance_para(identidad(), alianza.red))
    return alianza


def puede_llevarla(alianza: Alianza) -> bool:
    """Si quien pide la registra y la corrige: coordina su Red."""
    return identidad().puede(Permiso.EDITAR_RED, alianza.red.alcance)


def mias_en(red: Red) -> list[int]:
    """Las instituciones de la Red que quien pide cuida como enlace."""
    return [
        id_
        for id_ in sorted(identidad().instituciones_con(Permiso.CUIDAR_UNIDAD))
        if redes.participacion_abierta(red.id, id_) is not None
    ]


def puede_con_ella(alianza: Alianza, institucion_id: int | None, persona_id: int | None) -> bool:
    """Si le toca decir hasta cuándo participa alguien: lleva la alianza, cuida esa institución o es ella misma."""
    if puede_llevarla(alianza):
        return True
    if persona_id is not None:
        return persona_id == identidad().persona
    suya = Alcance(frozenset({alianza.red_id}), institucion_id)
    return identidad().puede(Permiso.CUIDAR_UNIDAD, suya) and institucion_id in mias_en(alianza.red)


def con_ficha(ids: Collection[int], dia: date) -> frozenset[int]:
    """De esas instituciones, aquellas cuya ficha puede abrir quien pide."""
    llaves = redes.llaves_de_instituciones(redes.redes_visibles(identidad(), hoy()), dia)
    propias = identidad().instituciones_con(Permiso.VER_RED)
    return instituciones.alcanzables(ids, llaves) | propias


def filtros_pedidos() -> dict[str, Any]:
    """Lo que la dirección pide de la lista."""
    return {
        "texto": request.args.get("q", ""),
        "clase": opcion_pedida(ClaseDeAlianza, "clase"),
        "situacion": opcion_pedida(Situacion, "situacion"),
        "institucion_id": request.args.get("institucion", type=llave),
    }


def redes_pedidas() -> tuple[list[RedNombrada], RedNombrada | None, frozenset[int] | None]:
    """Mis Redes, la que dice la dirección o la única, y de cuáles es la lista."""
    visibles = redes.redes_visibles(identidad(), hoy())
    mias = list(redes.nombradas(visibles))
    red = redes.la_pedida(mias, request.args.get("red")) or (mias[0] if len(mias) == 1 else None)
    return mias, red, visibles if red is None else frozenset({red.id})


def pagina(plantilla: str, form: Formulario, **datos: object) -> Pagina:
    """La página de un formulario; 422 cuando lo enviado trae algo por corregir."""
    codigo = 422 if form.is_submitted() and form.hay_errores else 200
    return render_template(plantilla, form=form, **datos), codigo


def esta_buscando() -> bool:
    """Si el botón que se oprimió sólo busca."""
    return request.form.get("accion") == "buscar"
