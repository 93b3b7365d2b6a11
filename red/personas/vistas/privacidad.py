"""Mi privacidad: para qué acepto que se usen mis datos, quién ve cada uno y cómo me ven hoy."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada
from red.permisos import Permiso
from red.personas import consultas, operaciones, retrato
from red.personas.avisos_de_privacidad import partes
from red.personas.formularios import FormularioPrivacidad
from red.personas.modelos import ELECTIVAS, CampoVisible, Persona
from red.personas.vistas.pedido import Pagina, bp, codigo, yo
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy


@bp.route("/mi-privacidad", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mi_privacidad() -> Pagina:
    """Para qué acepto que se usen mis datos, quién ve cada uno y cómo me ven hoy."""
    persona, dia = yo(), hoy()
    red = _mi_red(dia)
    aviso = consultas.aviso_vigente(red.territorio.pais if red else "MX", dia)
    finalidades = consultas.finalidades_de(persona.id)
    form = FormularioPrivacidad(
        data={finalidad.value: finalidad in finalidades for finalidad in ELECTIVAS}
        | {campo.value: persona.audiencia(campo).value for campo in CampoVisible}
    )
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            operaciones.decidir_privacidad(persona, aviso, form.elegidas(), form.visibilidad())
        if hecha:
            flash("Guardamos lo que decidiste. Vale desde ahora.", "exito")
            return redirect(
                url_for("portal.panel" if "inicio" in request.args else "personas.mi_privacidad"), 303
            )
    return render_template(
        "personas/mi_privacidad.html",
        form=form,
        persona=persona,
        aviso=aviso,
        texto=partes(aviso.simplificado, red.convocante if red else None),
        vivos=consultas.consentimientos_vivos(persona.id),
        resumen=retrato.quien_me_ve(persona, finalidades),
        vistas_previas=_vistas_previas(persona, dia) if retrato.aparece(finalidades) else [],
        pasos=retrato.pasos("personas.mi_privacidad") if "inicio" in request.args else [],
    ), codigo(form)


@bp.post("/mi-privacidad/ocultarme")
@requiere(Permiso.USAR)
def ocultarme() -> Response:
    """Un solo botón: desde la siguiente página que alguien abra, ninguna integrante me ve."""
    persona = yo()
    with transaccion() as hecha:
        operaciones.ocultar(persona)
    if hecha:
        flash(
            "Ya no apareces en el directorio ni en el mapa, y ninguna colega ve tus datos. "
            "Si tienes una función en una unidad, tu nombre sigue en su ficha.",
            "exito",
        )
    return redirect(url_for("personas.mi_privacidad"), 303)


def _vistas_previas(persona: Persona, dia: date) -> list[tuple[str, Any]]:
    """Lo que verían de ella una colega de su institución y otra integrante de la Red."""
    actual = consultas.adscripcion_vigente(persona.id, dia)
    otra = Mirada(frozenset(), False, dia)
    colega = Mirada(frozenset(), False, dia, frozenset({actual.institucion_id} if actual else ()))
    previas = [("Otra integrante de la Red", directorio.como_la_ve(persona, otra))]
    if actual is not None:
        previas.insert(0, ("Una colega de tu institución", directorio.como_la_ve(persona, colega)))
    return previas


def _mi_red(dia: date) -> Red | None:
    """Una de mis Redes: de su país es el aviso de privacidad que leo."""
    mias = redes.redes_visibles(identidad(), dia)
    return next(iter(redes.redes_de(mias)), None) if mias is None or mias else None
