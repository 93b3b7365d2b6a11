"""Páginas de quien pide entrar, sin cuenta: pedirlo, comprobar su dirección, seguirla, corregirla y retirarla.

Abrir el enlace no cambia nada: los buzones lo abren solos para revisarlo. La ficha pasa a la sesión hecha huella y
deja la dirección; lo que cambia algo es siempre un botón.
"""

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.errores import NoEncontrado
from red.invitaciones import dominios
from red.limites import Demasiados, Tope, de_donde, limitador
from red.personas.operaciones_privacidad import anotar_lo_leido
from red.portero import publica
from red.redes.modelos import Red
from red.reloj import ahora
from red.solicitudes import consultas, mesa, operaciones
from red.solicitudes.formularios import (
    FormularioConfirmar,
    FormularioCorreccion,
    FormularioSolicitud,
)
from red.solicitudes.modelos import EstadoSolicitud, LlaveSolicitud, Solicitud
from red.solicitudes.vistas import bp
from red.solicitudes.vistas.pedido import (
    Pagina,
    aviso_de,
    datos_de,
    mostrar,
    ofrecer_instituciones,
    se_busca,
)

LLAVE = "solicitud"
FRENO = "120 per minute"
PEDIR_RED = Tope("solicitar-red", 20, 3600)
PEDIR_CORREO = Tope("solicitar-correo", 3, 24 * 3600)
"""A una misma dirección se le escribe a lo más tres veces al día, la haya escrito quien la haya escrito."""


@bp.route("/pedir/<clave>", methods=["GET", "POST"])
@publica
def pedir(clave: str) -> Pagina:
    """Pedir entrar a una Red; la respuesta es la misma sea de quien sea la dirección."""
    red = _red_que_admite(clave)
    presentado = aviso_de(red)
    if presentado is None:
        return render_template("solicitudes/sin_aviso.html", red=red), 409
    form = FormularioSolicitud()
    ofrecer_instituciones(form, red)
    if not red.pide_respaldo:
        del form.titular_correo
    if se_busca(form):
        form.leido.data = presentado.huella
        return render_template("solicitudes/pedir.html", form=form, red=red, presentado=presentado)
    if form.validate_on_submit() and not form.sugerir(
        dominios.sugerencia(form.correo.data or "", dominios.de_la_red(red.id))
    ):
        correo = (form.correo.data or "").lower()
        if form.sitio.data or not _se_le_puede_escribir(correo):
            return redirect(url_for("solicitudes.pedida"), 303)
        with transaccion(form) as hecha:
            leido = anotar_lo_leido(presentado, form.leido.data)
            operaciones.pedir(red, correo, datos_de(form), presentado.aviso, leido)
        if hecha:
            return redirect(url_for("solicitudes.pedida"), 303)
    form.leido.data = presentado.huella
    return mostrar("solicitudes/pedir.html", form, red=red, presentado=presentado)


def _red_que_admite(clave: str) -> Red:
    red = consultas.red_publica(clave)
    if red is None or not red.admite_solicitudes:
        raise NoEncontrado
    return red


def _se_le_puede_escribir(correo: str) -> bool:
    """Si hoy se le ha escrito poco; lanza Demasiados si insisten desde la misma red."""
    PEDIR_RED.contar(de_donde())
    try:
        PEDIR_CORREO.contar(correo)
    except Demasiados:
        return False
    return True


@bp.get("/pedida")
@publica
def pedida() -> Pagina:
    """Después de pedir: qué sigue, dicho igual a todas."""
    return render_template("solicitudes/pedida.html")


@publica
@limitador.limit(FRENO)
def abrir(ficha: str) -> Response:
    """Guarda en la sesión la huella del enlace y lo quita de la dirección; no dice si existe."""
    session[LLAVE] = LlaveSolicitud.huella_de(ficha)
    respuesta = redirect(url_for("solicitudes.mia"))
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta


bp.record(
    lambda estado: estado.app.add_url_rule(
        "/solicitud/<ficha>", endpoint="solicitudes.abrir", view_func=abrir, methods=["GET"]
    )
)


@bp.route("/mia", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def mia() -> Pagina:
    """En qué va mi solicitud; si falta comprobar la dirección, el botón para hacerlo."""
    solicitud = _la_mia()
    if solicitud is None:
        return _sin_enlace()
    form, estado = FormularioConfirmar(), solicitud.estado(ahora())
    if estado is EstadoSolicitud.POR_CONFIRMAR and form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.confirmar(solicitud.id)
        if hecho:
            flash("Comprobamos tu dirección: tu solicitud ya llegó a quien decide.", "exito")
            return redirect(url_for("solicitudes.mia"), 303)
    return mostrar(
        "solicitudes/mia.html",
        form,
        solicitud=solicitud,
        estado=estado,
        respaldo=solicitud.respaldo(ahora()),
        abierta=estado in operaciones.ABIERTA,
        vence=mesa.vence(solicitud.red, solicitud.confirmada_en or ahora()),
    )


@bp.route("/mia/corregir", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def corregir() -> Pagina:
    """Cambiar lo que dije; si ya tenía respaldo, se pide otra vez."""
    solicitud = _la_mia()
    if solicitud is None:
        return _sin_enlace()
    if solicitud.estado(ahora()) not in operaciones.ABIERTA:
        return redirect(url_for("solicitudes.mia"))
    fuera = solicitud.institucion_id is None
    form = FormularioCorreccion(
        obj=solicitud, institucion_id=FormularioCorreccion.NO_APARECE if fuera else solicitud.institucion_id
    )
    form.cuidar(solicitud)
    ofrecer_instituciones(form, solicitud.red)
    if not solicitud.red.pide_respaldo:
        del form.titular_correo
    elif solicitud.titular_consta:
        form.titular_correo.data = form.titular_correo.data if form.is_submitted() else None
    if not se_busca(form) and form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones.corregir(solicitud.id, datos_de(form))
        if hecho:
            flash("Guardamos los cambios de tu solicitud.", "exito")
            return redirect(url_for("solicitudes.mia"), 303)
    return mostrar(
        "solicitudes/corregir.html", form, solicitud=solicitud, respaldo=solicitud.respaldo(ahora())
    )


@bp.route("/mia/retirar", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def retirar() -> Pagina:
    """Retirar mi solicitud."""
    solicitud = _la_mia()
    if solicitud is None:
        return _sin_enlace()
    form = FormularioConfirmar()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.retirar(solicitud.id)
        if hecho:
            flash("Retiraste tu solicitud. Nadie más la verá en su bandeja.", "exito")
        return redirect(url_for("solicitudes.mia"), 303)
    return mostrar("solicitudes/retirar.html", form, solicitud=solicitud)


def _la_mia() -> Solicitud | None:
    """La solicitud del enlace abierto, si el enlace es de quien la hizo y no ha vencido."""
    llave = consultas.llave_de(session.get(LLAVE, ""))
    if llave is None or not operaciones.sirve_para_seguir(llave):
        return None
    return llave.solicitud


def _sin_enlace() -> Pagina:
    session.pop(LLAVE, None)
    return render_template("solicitudes/sin_enlace.html"), 404
