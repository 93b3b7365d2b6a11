"""La institución que no estaba en la lista: quien coordina la registra y, con ella, el puesto de quien la escribió."""

from flask import flash, redirect, render_template, url_for

from red.base import transaccion
from red.instituciones.operaciones import DatosInstitucion
from red.invitaciones import respuestas
from red.invitaciones.formularios import FormularioSuInstitucion
from red.invitaciones.vistas.pedido import Pagina, bp, invitacion_de
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.territorios import consultas as territorios


@bp.route("/<int:id>/institucion", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def su_institucion(id: int) -> Pagina:
    """Registra, o elige si ya estaba con otro nombre, la institución que dijo quien aceptó."""
    invitacion = invitacion_de(id)
    exigir(Permiso.EDITAR_RED, invitacion.red.alcance)
    if not invitacion.falta_su_institucion or invitacion.persona is None:
        return redirect(url_for("invitaciones.ver", id=id))
    red = invitacion.red
    form = FormularioSuInstitucion(nombre=invitacion.dice_institucion, territorio_id=red.territorio_id)
    form.territorio_id.choices = territorios.para_elegir(red.territorio.pais, form.territorio_id.data)
    form.ofrecer(redes.opciones_de_institucion(red.id, limite=500))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            puesto = respuestas.registrar_lo_dicho(
                id, _nueva(form), form.institucion_id.data, identidad().persona
            )
        if hecho:
            flash(f"{puesto.persona.nombre_visible} ya consta en {puesto.institucion.nombre}.", "exito")
            return redirect(url_for("personas.ver", clave=puesto.persona.clave), 303)
    return render_template("invitaciones/su_institucion.html", form=form, invitacion=invitacion), (
        422 if form.hay_errores else 200
    )


def _nueva(form: FormularioSuInstitucion) -> DatosInstitucion | None:
    if form.institucion_id.data:
        return None
    return DatosInstitucion(
        nombre=" ".join((form.nombre.data or "").split()),
        tipo=form.tipo.data,
        orden=form.orden.data,
        territorio_id=form.territorio_id.data,
    )
