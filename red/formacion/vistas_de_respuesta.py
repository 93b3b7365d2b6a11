"""Páginas de quien responde desde su correo, sin cuenta: aceptar o dejar pasar un lugar, dar o negar un visto bueno.

Abrir el enlace no cambia nada: los buzones lo abren solos para revisarlo. La ficha pasa a la sesión hecha huella y
deja la dirección; lo que cambia algo es siempre un botón.
"""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.formacion import consultas_de_fila, respuestas
from red.formacion.formularios_de_lugares import FormularioOferta, FormularioVistoBueno
from red.formacion.modelos import ClaseDeEnlace, EnlaceDeInscripcion
from red.formacion.vistas import Pagina, bp
from red.limites import limitador
from red.portero import publica

FRENO = "120 per minute"
PAGINAS = {
    ClaseDeEnlace.OFERTA: "formacion.lugar_ofrecido",
    ClaseDeEnlace.VISTO_BUENO: "formacion.visto_bueno",
}


def _guardar(clase: ClaseDeEnlace, ficha: str) -> Response:
    """Guarda en la sesión la huella del enlace y lo quita de la dirección; abrirlo no lo gasta."""
    session[clase.value] = EnlaceDeInscripcion.huella_de(ficha)
    respuesta = redirect(url_for(PAGINAS[clase]))
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta


@bp.get("/lugar-ofrecido/<ficha>")
@publica
@limitador.limit(FRENO)
def abrir_oferta(ficha: str) -> Response:
    """El enlace de un lugar ofrecido."""
    return _guardar(ClaseDeEnlace.OFERTA, ficha)


@bp.get("/visto-bueno/<ficha>")
@publica
@limitador.limit(FRENO)
def abrir_visto_bueno(ficha: str) -> Response:
    """El enlace de un visto bueno."""
    return _guardar(ClaseDeEnlace.VISTO_BUENO, ficha)


def _enlace(clase: ClaseDeEnlace) -> EnlaceDeInscripcion | None:
    return consultas_de_fila.enlace_de(session.get(clase.value, ""), clase)


def _cerrado(enlace: EnlaceDeInscripcion | None) -> tuple[str, int]:
    pagina = render_template("formacion/enlace_cerrado.html", enlace=enlace)
    return pagina, 404 if enlace is None else 410


@bp.route("/lugar-ofrecido", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def lugar_ofrecido() -> Pagina:
    """Qué lugar se ofrece, hasta cuándo, y el botón para tomarlo o dejarlo pasar."""
    enlace = _enlace(ClaseDeEnlace.OFERTA)
    if enlace is None or not respuestas.sirve(enlace):
        return _cerrado(enlace)
    formulario = FormularioOferta()
    if formulario.validate_on_submit():
        acepta = formulario.respuesta.data == "si"
        with actuando("formacion.oferta"), transaccion(formulario) as hecho:
            inscripcion = respuestas.gastar(enlace.id)
            (respuestas.aceptar if acepta else respuestas.declinar)(inscripcion.id)
        if hecho:
            session["respondido"] = "acepto" if acepta else "declino"
            return redirect(url_for("formacion.respondido"), 303)
    pagina = render_template(
        "formacion/lugar_ofrecido.html", formulario=formulario, inscripcion=enlace.inscripcion
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/visto-bueno", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def visto_bueno() -> Pagina:
    """De quién y para qué se pide el visto bueno, y el botón para decir que sí o que no."""
    enlace = _enlace(ClaseDeEnlace.VISTO_BUENO)
    if enlace is None or not respuestas.sirve(enlace):
        return _cerrado(enlace)
    formulario = FormularioVistoBueno()
    if formulario.validate_on_submit():
        with actuando("formacion.visto_bueno"), transaccion(formulario) as hecho:
            inscripcion = respuestas.gastar(enlace.id)
            if formulario.respuesta.data == "si":
                respuestas.dar_visto_bueno(inscripcion.id)
            else:
                respuestas.negar_visto_bueno(inscripcion.id, formulario.motivo.data or "")
        if hecho:
            session["respondido"] = "visto_bueno"
            return redirect(url_for("formacion.respondido"), 303)
    pagina = render_template(
        "formacion/visto_bueno.html", formulario=formulario, inscripcion=enlace.inscripcion, enlace=enlace
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.get("/respondido")
@publica
def respondido() -> Pagina:
    """Después de responder."""
    for clase in ClaseDeEnlace:
        session.pop(clase.value, None)
    return render_template("formacion/respondido.html", cual=session.get("respondido", ""))
