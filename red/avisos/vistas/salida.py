"""Páginas de avisos: la bandeja de salida y, en la demostración, el buzón a donde llegan los correos."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.avisos import buzon as buzones
from red.avisos import consultas, operaciones
from red.avisos.carta import configuracion
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.redaccion import DE_QUE_TRATA
from red.avisos.vistas.pedido import Pagina, bp
from red.base import buscar, transaccion
from red.errores import NoEncontrado
from red.formularios import Formulario
from red.paginacion import Pagina as Tramo
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import publica, requiere
from red.reloj import ahora

POR_PAGINA = 25


@bp.app_context_processor
def _de_cada_pagina() -> dict[str, Any]:
    return {"hay_buzon": buzones.hay_buzon(configuracion())}


@bp.get("/buzon")
@publica
def buzon() -> Pagina:
    """Los correos de la demostración, del más nuevo al más viejo; donde los correos salen, no existe."""
    _exigir_buzon()
    mensajes = buzones.recientes(configuracion(), request.args.get("q", ""))
    ultima = max(1, -(-len(mensajes) // POR_PAGINA))
    numero = min(max(1, request.args.get("pagina", 1, type=int)), ultima)
    inicio = (numero - 1) * POR_PAGINA
    tramo = Tramo(mensajes[inicio : inicio + POR_PAGINA], numero, len(mensajes), POR_PAGINA)
    return render_template("avisos/buzon.html", pagina=tramo)


@bp.get("/buzon/<clave>")
@publica
def mensaje(clave: str) -> Pagina:
    """Un correo de la demostración, con sus enlaces para seguirlos."""
    _exigir_buzon()
    leido = buzones.mensaje(configuracion(), clave)
    return render_template("avisos/mensaje.html", mensaje=leido, sitio=configuracion().url_publica)


@bp.get("/salida")
@requiere(Permiso.ADMINISTRAR)
def salida() -> Pagina:
    """La bandeja de salida: qué espera, qué salió y qué no se pudo enviar."""
    estado = next((e for e in EstadoAviso if e.value == request.args.get("estado")), None)
    consulta = consultas.salida(estado, request.args.get("q", ""))
    return render_template(
        "avisos/salida.html",
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
        cuentas=consultas.por_estado(),
        desde=consultas.atrasado_desde(ahora()),
        estados=EstadoAviso,
        de_que_trata=DE_QUE_TRATA,
        hay_servidor=configuracion().hay_correo,
    )


@bp.post("/salida/<int:id>/reintentar")
@requiere(Permiso.ADMINISTRAR)
def reintentar(id: int) -> Pagina:
    """Volver a enviar un correo que no se pudo."""
    aviso = buscar(Aviso, id)
    with transaccion():
        operaciones.reintentar(aviso)
    flash("Lo enviaremos de nuevo en un momento.", "exito")
    return redirect(url_for("avisos.salida", estado=request.form.get("estado") or None), 303)


@bp.route("/salida/reintentar", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def reintentar_todos() -> Pagina:
    """Confirmar que se vuelven a enviar todos los que no se pudieron."""
    if Formulario().validate_on_submit():
        with transaccion():
            cuantos = operaciones.reintentar_fallidos()
        flash(f"Correos que volverán a salir: {cuantos}.", "exito")
        return redirect(url_for("avisos.salida"), 303)
    cuantos = consultas.por_estado()[EstadoAviso.FALLIDO]
    return render_template("avisos/reintentar.html", cuantos=cuantos)


def _exigir_buzon() -> None:
    if not buzones.hay_buzon(configuracion()):
        raise NoEncontrado
