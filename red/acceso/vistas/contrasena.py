"""La contraseña de quien ya entró, y las sesiones que dejó abiertas en otros equipos."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.acceso import frenos, operaciones, sesion
from red.acceso.formularios import FormularioContrasena
from red.acceso.vistas import Pagina, bp
from red.base import transaccion
from red.permisos import Permiso
from red.portero import requiere

NO_ES = "No es tu contraseña de ahora."


@bp.route("/contrasena", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def contrasena() -> Pagina:
    """Cambiar la contraseña; las demás sesiones se cierran y ésta sigue."""
    form = FormularioContrasena()
    cuenta = sesion.cuenta_actual()
    if form.validate_on_submit():
        if not frenos.es_ella(cuenta, form.actual.data or ""):
            form.actual.errors = [NO_ES]
        else:
            with transaccion(form) as hecho:
                operaciones.cambiar_contrasena(cuenta, form.contrasena.data or "")
            if hecho:
                sesion.abrir(cuenta)
                flash("Cambiaste tu contraseña. Cerramos tu sesión en los demás equipos.", "exito")
                return redirect(url_for("portal.panel"), 303)
    pagina = render_template("acceso/contrasena.html", form=form, cuenta=cuenta)
    return pagina, 422 if form.hay_errores else 200


@bp.post("/cerrar-sesiones")
@requiere(Permiso.USAR)
def cerrar_sesiones() -> Response:
    """Cerrar la sesión en todos los demás equipos; la de éste se abre de nuevo."""
    cuenta = sesion.cuenta_actual()
    with transaccion():
        operaciones.cerrar_sesiones(cuenta)
    sesion.abrir(cuenta)
    flash("Cerramos tu sesión en los demás equipos.", "exito")
    return redirect(url_for("acceso.contrasena"), 303)
