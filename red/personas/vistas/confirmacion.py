"""Páginas de «Confirmo mis datos»: la del enlace, con un solo botón, y la lista de quienes faltan."""

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.directorio import al_dia
from red.directorio.consultas import alcance_de_persona
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Identidad, Permiso
from red.personas import confirmacion, consultas
from red.personas.formularios import FormularioConfirmacion
from red.personas.vistas.pedido import Pagina, bp
from red.portero import exigir, identidad, publica, requiere
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar


@bp.get("/confirmo/<ficha>")
@bp.route("/confirmo", methods=["GET", "POST"])
@publica
def confirmo(ficha: str | None = None) -> Pagina:
    """Sus datos en un vistazo y un botón; el enlace deja la dirección enseguida y abrirlo no lo gasta."""
    if ficha is not None:
        session["confirmacion"] = ficha
        return redirect(url_for("personas.confirmo"), 303)
    try:
        persona, huella = confirmacion.leer(session.get("confirmacion", ""))
    except confirmacion.FichaVencida:
        session.pop("confirmacion", None)
        return render_template("personas/confirmo_vencido.html"), 410
    form = FormularioConfirmacion()
    if form.validate_on_submit():
        with actuando("personas.confirmo", persona.id), transaccion(form) as hecho:
            confirmacion.confirmar(persona.id, huella)
        if hecho:
            session.pop("confirmacion", None)
            return render_template("personas/confirmo_gracias.html")
    puesto = consultas.adscripcion_vigente(persona.id, hoy())
    return render_template("personas/confirmo.html", form=form, persona=persona, puesto=puesto)


@bp.get("/sin-confirmar")
@requiere(Permiso.EDITAR_RED)
def sin_confirmar() -> Pagina:
    """Las personas de mis Redes cuyos datos nadie ha confirmado en un año."""
    mias = redes.redes_de(identidad().redes_con(Permiso.EDITAR_RED))
    red = redes.la_pedida(mias, request.args.get("red"))
    en = frozenset({red.id}) if red else identidad().redes_con(Permiso.EDITAR_RED)
    return render_template(
        "personas/sin_confirmar.html",
        pagina=al_dia.sin_confirmar(en, hoy(), request.args.get("pagina", 1, type=int)),
        tope=al_dia.TOPE,
        red=red,
        redes=mias,
    )


@bp.post("/<clave>/pedir-confirmacion")
@requiere(Permiso.EDITAR_RED)
def pedir_confirmacion(clave: str) -> Response:
    """Le escribe para que confirme sus datos."""
    persona = consultas.persona_de_clave(clave)
    exigir(Permiso.EDITAR_RED, alcance_de_persona(persona.id, hoy()))
    try:
        with transaccion():
            confirmacion.pedir(persona)
        flash(f"Le escribimos a {persona.nombre_visible} para que confirme sus datos.", "exito")
    except NoEncontrado:
        raise
    except ErrorDeDominio as error:
        flash(error.mensaje, "aviso")
    return redirect(url_for("personas.sin_confirmar"), 303)


@pendientes_de_red
def _datos_por_confirmar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina la Red: de cuántas personas ya no se sabe si los datos son ciertos."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    cuantas = al_dia.cuantas_sin_confirmar(red.id, hoy(red.zona))
    if not cuantas:
        return []
    dicho = contar(cuantas, "persona no ha confirmado sus datos", "personas no han confirmado sus datos")
    return [
        Pendiente(
            f"Más de {dicho}" if cuantas == al_dia.TOPE else dicho,
            url_for("personas.sin_confirmar", red=red.clave),
            "Hace más de un año, o nunca. Se les escribe una vez al año; también puedes pedírselo tú.",
        )
    ]
