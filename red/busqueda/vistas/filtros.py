"""Guardar el filtro de una lista, usarlo y quitarlo."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import dia_visto
from red.base import buscar, transaccion
from red.busqueda import consultas, operaciones
from red.busqueda.formularios import FormularioFiltro
from red.busqueda.modelos import FiltroGuardado, Lista
from red.busqueda.vistas.pedido import Pagina, bp
from red.direcciones import direccion
from red.errores import NoEncontrado
from red.memoria import recordar
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes.consultas import redes_de

SOLO_YO = ""
SIN_FILTRO = frozenset({"vista", "fecha"})
"""Lo que va en la dirección de una lista sin ser filtro."""


@bp.app_context_processor
def _para_las_listas() -> dict[str, Any]:
    """Da a las plantillas lo que una lista filtrada ofrece: sus filtros guardados y actuar sobre las que cumplen."""
    return {"filtros_de_lista": _de_lista, "seleccionar": _seleccionar}


def _de_lista(extremo: str) -> dict[str, Any]:
    """Los filtros que puede usar, con la dirección a la que llevan (ahí se vuelve a preguntar todo), y dónde guardar otro."""
    lista = Lista(extremo)
    puestos = {c: v for c, v in operaciones.limpios(request.args).items() if c not in SIN_FILTRO}
    clave = ("filtros guardados", lista, identidad(), dia_visto().elegido)
    return {
        "guardados": recordar(clave, lambda: _guardados(lista)),
        "nuevo": direccion("busqueda.filtro_nuevo", {"lista": lista.value, **puestos}) if puestos else "",
    }


def _guardados(lista: Lista) -> list[dict[str, Any]]:
    return [
        {
            "id": filtro.id,
            "nombre": filtro.nombre,
            "url": direccion(lista.value, operaciones.limpios(filtro.parametros)),
            "compartido": filtro.red.nombre if filtro.red else "",
            "se_quita": _puede_quitar(filtro),
        }
        for filtro in consultas.filtros_de(identidad(), lista)
    ]


def _seleccionar() -> str:
    """A dónde ir para hacer algo con quienes cumplen el filtro puesto; vacío si no le toca o mira otra fecha."""
    if not identidad().puede(Permiso.INVITAR) or request.args.get("fecha"):
        return ""
    return direccion("busqueda.seleccion", operaciones.limpios(request.args))


def _puede_quitar(filtro: FiltroGuardado) -> bool:
    propio = filtro.quien_id == identidad().persona
    return propio or (filtro.red is not None and identidad().puede(Permiso.EDITAR_RED, filtro.red.alcance))


@bp.route("/filtros/nuevo", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def filtro_nuevo() -> Pagina:
    """Pone nombre al filtro que se estaba usando y dice con quién se comparte."""
    lista = next((otra for otra in Lista if otra.value == request.args.get("lista")), None)
    parametros = operaciones.limpios(request.args.to_dict())
    if lista is None:
        raise NoEncontrado
    mias = (
        redes_de(identidad().redes_con(Permiso.EDITAR_RED)) if identidad().puede(Permiso.EDITAR_RED) else []
    )
    form = FormularioFiltro()
    form.red.choices = [
        (SOLO_YO, "Sólo yo"),
        *((red.clave, f"Quienes ven esta lista en {red.nombre}") for red in mias),
    ]
    if form.validate_on_submit():
        red = next((otra for otra in mias if otra.clave == form.red.data), None)
        with transaccion(form) as hecho:
            operaciones.guardar_filtro(identidad(), form.nombre.data or "", lista, parametros, red)
        if hecho:
            flash("Guardamos el filtro: lo encuentras en «Filtros guardados» de esta lista.", "exito")
            return redirect(direccion(lista.value, parametros), 303)
    pagina = render_template(
        "busqueda/filtro_nuevo.html", form=form, lista=lista, regreso=direccion(lista.value, parametros)
    )
    return pagina, 422 if form.is_submitted() and form.hay_errores else 200


@bp.post("/filtros/<int:id>/quitar")
@requiere(Permiso.USAR)
def filtro_quitar(id: int) -> Response:
    """Deja de mostrar un filtro guardado; lo que filtraba no cambia."""
    buscar(FiltroGuardado, id)
    with transaccion():
        filtro = operaciones.quitar_filtro(identidad(), id)
    flash(f"Quitamos el filtro «{filtro.nombre}».", "exito")
    return redirect(url_for(filtro.lista.value), 303)
