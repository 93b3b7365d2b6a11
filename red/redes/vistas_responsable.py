"""La página donde una Red dice quién responde por los datos personales."""

from flask import flash, redirect, render_template, url_for

from red.base import transaccion
from red.permisos import Permiso
from red.portero import exigir, requiere
from red.redes import consultas, operaciones
from red.redes.formularios import FormularioResponsable
from red.redes.vistas import Pagina, bp


@bp.route("/<clave>/responsable", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def responsable(clave: str) -> Pagina:
    """Nombre, domicilio y contacto de quien responde por los datos; lo vacío es lo de quien convoca."""
    red = consultas.red_de_clave(clave)
    exigir(Permiso.EDITAR_RED, red.alcance)
    form = FormularioResponsable(
        nombre=red.responde_nombre, domicilio=red.responde_domicilio, contacto=red.responde_contacto
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.decir_responsable(red, form.nombre.data, form.domicilio.data, form.contacto.data)
        if hecho:
            flash("Guardamos quién responde. Quien ya aceptó conserva el texto que leyó.", "exito")
            return redirect(url_for("redes.ver", clave=clave), 303)
    return render_template(
        "redes/responsable.html", red=red, form=form, actual=consultas.responsable_de(red)
    ), 422 if form.hay_errores else 200
