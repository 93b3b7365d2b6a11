"""Entrar, salir y volver a entrar cuando se olvidó la contraseña."""

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from red.acceso import destinos, fichas, frenos, operaciones, sesion
from red.acceso.formularios import FormularioEntrar, FormularioRecuperar, FormularioRestablecer
from red.acceso.vistas import Pagina, bp
from red.base import transaccion
from red.bitacora.escritura import actuando
from red.limites import Demasiados
from red.permisos import Permiso
from red.portero import identidad, publica, requiere

NO_COINCIDEN = "El correo o la contraseña no coinciden. Revísalos y vuelve a intentarlo."


@bp.route("/entrar", methods=["GET", "POST"])
@publica
def entrar() -> Pagina:
    """Entrar con correo y contraseña; la respuesta no dice si la cuenta existe."""
    destino = destinos.seguro(request.values.get("siguiente"))
    if identidad().autenticada:
        return redirect(destino, 303)
    form = FormularioEntrar(siguiente=request.args.get("siguiente"))
    codigo, cabeceras = 200, {}
    if form.validate_on_submit():
        contrasena = form.contrasena.data or ""
        try:
            cuenta = frenos.comprobar_entrada(form.correo.data or "", contrasena)
        except Demasiados as error:
            form.form_errors.append(_espera(error))
            codigo, cabeceras = 429, {"Retry-After": str(error.espera)}
        else:
            if cuenta is not None:
                with actuando("acceso.entrar", cuenta.persona_id), transaccion():
                    operaciones.anotar_entrada(cuenta, contrasena)
                sesion.abrir(cuenta)
                return redirect(destino, 303)
            form.form_errors.append(NO_COINCIDEN)
    if codigo == 200 and form.hay_errores:
        codigo = 422
    return render_template("acceso/entrar.html", form=form), codigo, cabeceras


def _espera(error: Demasiados) -> str:
    minutos = "1 minuto" if error.minutos == 1 else f"{error.minutos} minutos"
    return (
        f"Hubo demasiados intentos seguidos. Espera {minutos} y vuelve a intentarlo, o recupera tu "
        "contraseña por correo: eso también levanta la espera."
    )


@bp.post("/salir")
@requiere(Permiso.USAR)
def salir() -> Response:
    """Cerrar la sesión de este navegador; una copia de la cookie tampoco vuelve a abrirla."""
    with transaccion():
        operaciones.cerrar_sesion(sesion.marca())
    sesion.cerrar()
    flash("Cerraste tu sesión.", "exito")
    respuesta = redirect(url_for("portal.inicio"), 303)
    respuesta.headers["Clear-Site-Data"] = '"cache", "storage"'
    return respuesta


@bp.route("/recuperar", methods=["GET", "POST"])
@publica
def recuperar() -> Pagina:
    """Pedir un enlace para elegir otra contraseña; la respuesta es la misma para cualquier correo."""
    form = FormularioRecuperar()
    if form.validate_on_submit():
        correo = form.correo.data or ""
        if frenos.admite_recuperacion(correo):
            with transaccion():
                operaciones.pedir_recuperacion(correo)
        return redirect(url_for("acceso.recuperar", enviado="si"), 303)
    enviado = request.args.get("enviado") == "si" and request.method == "GET"
    pagina = render_template("acceso/recuperar.html", form=form, enviado=enviado)
    return pagina, 422 if form.hay_errores else 200


@bp.get("/restablecer/<ficha>")
@bp.route("/restablecer", methods=["GET", "POST"])
@publica
def restablecer(ficha: str | None = None) -> Pagina:
    """Elegir otra contraseña con el enlace recibido; abrirlo no lo gasta, y enseguida deja la dirección."""
    if ficha is not None:
        session["recuperacion"] = ficha
        return redirect(url_for("acceso.restablecer"), 303)
    form = FormularioRestablecer()
    try:
        recibida = fichas.leer(session.get("recuperacion", ""))
        quien = operaciones.cuenta_de_ficha(recibida).persona_id
    except fichas.FichaInvalida as error:
        session.pop("recuperacion", None)
        usado = isinstance(error, fichas.FichaUsada)
        return render_template("acceso/enlace_vencido.html", usado=usado), 410
    if form.validate_on_submit():
        with actuando("acceso.restablecer", quien), transaccion(form) as hecho:
            cuenta = operaciones.restablecer(recibida, form.contrasena.data or "")
        if hecho:
            session.pop("recuperacion", None)
            frenos.levantar(cuenta.correo)
            flash("Tu contraseña cambió. Entra con la nueva.", "exito")
            return redirect(url_for("acceso.entrar"), 303)
    pagina = render_template("acceso/restablecer.html", form=form)
    return pagina, 422 if form.hay_errores else 200, {"Referrer-Policy": "no-referrer"}
