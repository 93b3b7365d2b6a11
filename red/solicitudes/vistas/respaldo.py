"""Páginas de quien encabeza una institución: leer qué se le pide respaldar y responder, sin cuenta."""

from datetime import date

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.limites import limitador
from red.portero import publica
from red.solicitudes import consultas, operaciones
from red.solicitudes.formularios import FormularioRespaldo
from red.solicitudes.modelos import ClaseDeLlave, LlaveSolicitud
from red.solicitudes.vistas import bp
from red.solicitudes.vistas.pedido import Pagina, mostrar
from red.solicitudes.vistas.publicas import FRENO

LLAVE = "respaldo"


@publica
@limitador.limit(FRENO)
def abrir_respaldo(ficha: str) -> Response:
    """Guarda en la sesión la huella del enlace y lo quita de la dirección; abrirlo no lo gasta."""
    session[LLAVE] = LlaveSolicitud.huella_de(ficha)
    respuesta = redirect(url_for("solicitudes.respaldo"))
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta


bp.record(
    lambda estado: estado.app.add_url_rule(
        "/respaldo/<ficha>",
        endpoint="solicitudes.abrir_respaldo",
        view_func=abrir_respaldo,
        methods=["GET"],
    )
)


@bp.route("/respaldo", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def respaldo() -> Pagina:
    """Exactamente qué se respalda y de quién, y el botón para decir que sí o que no."""
    llave = consultas.llave_de(session.get(LLAVE, ""))
    if llave is None or llave.clase is not ClaseDeLlave.RESPALDAR:
        return render_template("solicitudes/respaldo_cerrado.html", solicitud=None, llave=None), 404
    solicitud = llave.solicitud
    if not operaciones.sirve_para_respaldar(llave, solicitud):
        return render_template("solicitudes/respaldo_cerrado.html", solicitud=solicitud, llave=llave), 410
    form = FormularioRespaldo()
    if form.validate_on_submit():
        with actuando("solicitudes.respaldo"), transaccion(form) as hecho:
            if form.respuesta.data == "si":
                operaciones.respaldar(llave.id)
            elif form.otro_dia is not None:
                operaciones.aplazar(llave.id, form.otro_dia)
            else:
                operaciones.no_respaldar(llave.id, form.motivo.data or "")
        if hecho:
            return redirect(url_for("solicitudes.respaldo_dado", dia=form.otro_dia), 303)
    return mostrar("solicitudes/respaldo.html", form, solicitud=solicitud, llave=llave)


@bp.get("/respaldo/gracias")
@publica
def respaldo_dado() -> Pagina:
    """Después de responder."""
    session.pop(LLAVE, None)
    dia = request.args.get("dia", type=date.fromisoformat)
    return render_template("solicitudes/respaldo_dado.html", dia=dia)
