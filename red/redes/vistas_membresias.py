"""Páginas que cambian la membresía de una persona: pausar, reactivar, concluir y salir."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes import consultas, operaciones
from red.redes.formularios import FormularioMotivo, FormularioPausa, FormularioSalida
from red.redes.modelos import Membresia
from red.redes.vistas import Pagina, bp
from red.reloj import hoy
from red.textos import fecha


@bp.route("/membresias/<int:membresia_id>/pausar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def pausar(membresia_id: int) -> Pagina:
    """Poner en pausa a una integrante, con su motivo y, si se sabe, el día en que regresa."""
    membresia = _membresia(membresia_id)
    form = FormularioPausa()
    form.huso = membresia.red.zona

    def hacer(motivo: str) -> None:
        operaciones.pausar(membresia, motivo, regresa_el=form.regresa_el.data)

    dicho = "{} quedó en pausa. "
    if form.regresa_el.data:
        dicho += f"El {fecha(form.regresa_el.data)} volverá a estar activa y se le avisará."
    else:
        dicho += "Puedes reactivarla cuando vuelva."
    return _con_motivo(membresia, "redes/pausar.html", hacer, dicho, form)


@bp.route("/membresias/<int:membresia_id>/concluir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def concluir(membresia_id: int) -> Pagina:
    """Terminar la membresía de una persona, con su motivo."""
    membresia = _membresia(membresia_id)
    dia = hoy(membresia.red.zona)
    return _con_motivo(
        membresia,
        "redes/concluir.html",
        lambda motivo: operaciones.concluir(membresia, dia, motivo),
        "{} dejó de ser integrante. Su historia se conserva y puedes invitarla de nuevo.",
    )


@bp.post("/membresias/<int:membresia_id>/reactivar")
@requiere(Permiso.EDITAR_RED)
def reactivar(membresia_id: int) -> Response:
    """Terminar la pausa de una integrante."""
    membresia = _membresia(membresia_id)
    with transaccion():
        operaciones.reactivar(membresia)
    flash(f"{membresia.persona.nombre_visible} está activa otra vez.", "exito")
    return redirect(url_for("personas.listar", red=membresia.red.clave), 303)


@bp.route("/<clave>/salir", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def salir(clave: str) -> Pagina:
    """Dejar la Red por decisión propia."""
    red = consultas.red_de_clave(clave)
    membresia = consultas.membresia_abierta(red.id, identidad().persona or 0)
    if membresia is None:
        raise NoEncontrado
    form = FormularioSalida()
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            operaciones.concluir(membresia, hoy(red.zona), form.motivo.data)
        if hecha:
            flash(
                f"Dejaste {red.con_articulo}. Tu cuenta sigue abierta y puedes volver con una invitación.",
                "exito",
            )
            return redirect(url_for("portal.panel"), 303)
    return render_template(
        "redes/salir.html", red=red, form=form, responsable=consultas.responsable_de(red)
    ), 422 if form.hay_errores else 200


def _membresia(id: int) -> Membresia:
    """La membresía, si es de una Red que quien pide puede editar."""
    membresia = buscar(Membresia, id)
    exigir(Permiso.EDITAR_RED, membresia.red.alcance)
    return membresia


def _con_motivo(
    membresia: Membresia,
    plantilla: str,
    hacer: Callable[[str], None],
    dicho: str,
    form: FormularioMotivo | None = None,
) -> Pagina:
    """Pide el motivo, hace el cambio y vuelve a la lista de integrantes."""
    form, red = form or FormularioMotivo(), membresia.red
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            hacer(form.motivo.data or "")
        if hecho:
            flash(dicho.format(membresia.persona.nombre_visible), "exito")
            return redirect(url_for("personas.listar", red=red.clave), 303)
    codigo = 422 if form.hay_errores else 200
    return render_template(plantilla, red=red, membresia=membresia, form=form), codigo
