"""Quién decide por mí mientras no estoy."""

from flask import flash, redirect, render_template, request, url_for

from red.base import buscar, llave, transaccion
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.solicitudes import consultas_bandeja, mesa, operaciones_bandeja
from red.solicitudes.formularios import FormularioSuplencia
from red.solicitudes.modelos import Suplencia
from red.solicitudes.vistas import bp
from red.solicitudes.vistas.pedido import Pagina
from red.textos import fecha


@bp.route("/suplencias", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def suplencias() -> Pagina:
    """Quién decide por mí, en qué Red y en qué días; y a quiénes suplo."""
    mias, quien = _redes_en_que_decido(), identidad().persona or 0
    elegida = _red_elegida(mias)
    personas = consultas_bandeja.pueden_suplir(elegida.id, hoy(elegida.zona), salvo=quien) if elegida else []
    form = FormularioSuplencia.para(
        [(red.id, red.nombre) for red in mias],
        [(persona.id, persona.nombre_visible) for persona in personas],
        hoy(elegida.zona) if elegida else hoy(),
    )
    if elegida and form.validate_on_submit():
        with transaccion(form) as hecha:
            assert form.desde.data and form.hasta.data  # noqa: PT018  (los dos son obligatorios)
            suplencia = operaciones_bandeja.nombrar_suplente(
                identidad(), elegida, form.suplente_id.data or 0, form.desde.data, form.hasta.data
            )
        if hecha:
            flash(
                f"{suplencia.suplente.nombre_visible} decidirá por ti hasta el {fecha(suplencia.hasta)}.",
                "exito",
            )
            return redirect(url_for("solicitudes.suplencias"), 303)
    return render_template(
        "solicitudes/suplencias.html",
        form=form,
        elegida=elegida,
        redes=mias,
        personas=personas,
        mias=consultas_bandeja.suplencias_de(quien, hoy()),
        a_cargo=consultas_bandeja.suplencias_a_cargo(quien, hoy()),
    ), 422 if form.hay_errores else 200


@bp.post("/suplencias/<int:id>/terminar")
@requiere(Permiso.USAR)
def terminar_suplencia(id: int) -> Pagina:
    """Volví antes: desde ahora decido sólo yo."""
    with transaccion():
        suplencia = operaciones_bandeja.terminar_suplencia(buscar(Suplencia, id).id, identidad().persona or 0)
    flash(f"{suplencia.suplente.nombre_visible} ya no decide por ti.", "exito")
    return redirect(url_for("solicitudes.suplencias"), 303)


def _redes_en_que_decido() -> list[Red]:
    """Las Redes donde mis papeles me dejan decidir algo."""
    visibles = redes.redes_de(redes.redes_visibles(identidad(), hoy()))
    return [red for red in visibles if mesa.solo_en(identidad(), red.id).papeles]


def _red_elegida(mias: list[Red]) -> Red | None:
    """La que se eligió en la dirección o en el formulario; si no, la primera."""
    escrita = request.form.get("red_id") or request.args.get("red_id", "")
    try:
        pedida = llave(escrita)
    except ValueError:
        pedida = 0
    return next((red for red in mias if red.id == pedida), mias[0] if mias else None)
