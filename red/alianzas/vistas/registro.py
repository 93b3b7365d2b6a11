"""Registrar una alianza, corregirla y darla por concluida."""

from flask import flash, redirect, render_template, request, url_for

from red.alianzas import consultas, operaciones
from red.alianzas.formularios import FormularioAlianza, FormularioAlianzaExistente, FormularioConcluir
from red.alianzas.vistas.pedido import Pagina, bp, cargar, esta_buscando, pagina
from red.base import transaccion
from red.envios import recibe_hasta
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy

CABEN = 200
"""Hasta cuántas instituciones caben en la lista de quién convoca; si hay más, se buscan."""


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
@recibe_hasta(11)
def nueva() -> Pagina:
    """Registra una alianza de una de mis Redes; después se dice quiénes la sostienen."""
    mias = redes.redes_de(identidad().redes_con(Permiso.EDITAR_RED))
    red = redes.la_pedida(mias, request.args.get("red")) or (mias[0] if len(mias) == 1 else None)
    if red is None:
        return render_template("alianzas/elegir_red.html", redes=mias)
    form = FormularioAlianza()
    form.huso = red.zona
    _ofrecer_convocantes(form, red, None)
    if not esta_buscando() and form.validate_on_submit():
        with transaccion(form) as hecho:
            alianza = operaciones.registrar(red, form.datos(), form.subido(), identidad().persona)
        if hecho:
            flash("La registramos. Ahora di quiénes la sostienen.", "exito")
            return redirect(url_for("alianzas.sumar", id=alianza.id), 303)
    return pagina("alianzas/nueva.html", form, red=red)


@bp.route("/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
@recibe_hasta(11)
def editar(id: int) -> Pagina:
    """Corrige lo que consta de una alianza."""
    alianza = cargar(id, Permiso.EDITAR_RED)
    form = FormularioAlianzaExistente.de(alianza)
    form.huso = alianza.red.zona
    form.cuidar(alianza, lambda: form.lo_guardado(alianza))
    _ofrecer_convocantes(form, alianza.red, alianza.convoca_id)
    if not esta_buscando() and form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones.corregir(alianza, form.datos(), form.subido(), identidad().persona)
        if hecho:
            flash("Guardamos los datos de la alianza.", "exito")
            return redirect(url_for("alianzas.ver", id=id), 303)
    return pagina("alianzas/editar.html", form, alianza=alianza)


@bp.route("/<int:id>/concluir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def concluir(id: int) -> Pagina:
    """Da por concluida una alianza, con su fecha y su motivo; su historia queda."""
    alianza = cargar(id, Permiso.EDITAR_RED)
    form = FormularioConcluir(hasta=hoy(alianza.red.zona))
    form.huso = alianza.red.zona
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.concluir(alianza, form.hasta.data, form.motivo.data or "")
        if hecho:
            flash("La dimos por concluida. Su historia se conserva.", "exito")
            return redirect(url_for("alianzas.ver", id=id), 303)
    return pagina("alianzas/concluir.html", form, alianza=alianza)


def _ofrecer_convocantes(form: FormularioAlianza, red: Red, elegida: int | None) -> None:
    """Las instituciones que pueden convocar; la que ya consta, siempre."""
    halladas = consultas.elegibles(red, hoy(red.zona), "", CABEN + 1)
    if len(halladas) > CABEN:
        escrito = (form.convoca_busca.data or "").strip()
        halladas = consultas.elegibles(red, hoy(red.zona), escrito, CABEN) if escrito else []
        pedida = form.convoca_id.data
        if pedida and pedida not in dict(halladas):
            halladas += consultas.las_elegibles(red, hoy(red.zona), [pedida])
    else:
        del form.convoca_busca
    if elegida is not None and elegida not in dict(halladas):
        halladas = [*halladas, *consultas.nombre_de(elegida)]
    form.convoca_id.choices = [("", "Nadie en particular"), *halladas]
