"""Responder: una sola página, que guarda lo que se lleva y se envía una vez; y ver después lo propio."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.base import transaccion
from red.errores import NoEncontrado
from red.evaluaciones import consultas, operaciones
from red.evaluaciones.modelos import Aplicacion
from red.evaluaciones.preguntas import acierta, califica, en_palabras, la_correcta, leer
from red.evaluaciones.reserva import MINIMO
from red.evaluaciones.vistas import Pagina, bp
from red.formularios import Formulario
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import ahora
from red.textos import contar

GUARDA_SOLO = "X-Guarda-Solo"


def _mia(id: int) -> tuple[Aplicacion, int]:
    """Lo que me toca responder; lanza NoEncontrado si no tengo lugar en esa edición."""
    puesta, persona = consultas.aplicacion(id), identidad().persona or 0
    if puesta.version is None or not consultas.tiene_lugar(puesta.edicion_id, persona):
        raise NoEncontrado
    return puesta, persona


@bp.route("/responder/<int:aplicacion_id>", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def responder(aplicacion_id: int) -> Pagina:
    """Las preguntas, con lo que llevo contestado."""
    puesta, persona = _mia(aplicacion_id)
    form = Formulario()
    faltas: dict[str, str] = {}
    if request.method == "GET" and consultas.ya_respondio(puesta, persona):
        return _ya_respondida(puesta)
    respuestas: Mapping[str, Any] = consultas.guardado_de(puesta, persona)
    if form.validate_on_submit():
        envia = request.form.get("accion") == "enviar"
        preguntas = consultas.preguntas_de(puesta)
        respuestas, faltas = leer(preguntas, request.form.getlist, entero=envia)
        if request.headers.get(GUARDA_SOLO):
            return _guardar_solo(puesta, persona, respuestas)
        if not faltas:
            with transaccion(form) as hecho:
                if envia:
                    operaciones.enviar(puesta.id, persona, respuestas)
                else:
                    operaciones.guardar(puesta.id, persona, respuestas)
            if hecho:
                return _despues(puesta, envia)
    pagina = render_template(
        "evaluaciones/responder.html",
        puesta=puesta,
        edicion=puesta.edicion,
        version=puesta.version,
        respuestas=respuestas,
        faltas=faltas,
        form=form,
        minimo=MINIMO,
        abierta=puesta.abierta(ahora()),
        momento=ahora(),
    )
    return pagina, 422 if form.hay_errores or faltas else 200


def _guardar_solo(puesta: Aplicacion, persona: int, respuestas: Mapping[str, Any]) -> Pagina:
    """Lo que la página guarda por su cuenta mientras se contesta: no lleva a ninguna parte."""
    form = Formulario()
    with transaccion(form) as hecho:
        operaciones.guardar(puesta.id, persona, respuestas)
    return "", 204 if hecho else 409


def _despues(puesta: Aplicacion, envia: bool) -> Pagina:
    if not envia:
        flash(
            "Guardamos lo que llevas. Puedes seguir cuando quieras, desde aquí o desde otro aparato.", "exito"
        )
        return redirect(url_for("formacion.ver", id=puesta.edicion_id), 303)
    if puesta.uso.es_anonimo:
        flash("Gracias. Tu respuesta quedó guardada sin tu nombre.", "exito")
        return redirect(url_for("formacion.ver", id=puesta.edicion_id), 303)
    flash("Recibimos tus respuestas.", "exito")
    return redirect(url_for("evaluaciones.mi_resultado", aplicacion_id=puesta.id), 303)


def _ya_respondida(puesta: Aplicacion) -> Pagina:
    if puesta.uso.es_anonimo:
        flash("Ya la habías enviado: se responde una sola vez.", "informacion")
        return redirect(url_for("formacion.ver", id=puesta.edicion_id), 303)
    return redirect(url_for("evaluaciones.mi_resultado", aplicacion_id=puesta.id), 303)


@bp.get("/mi-resultado/<int:aplicacion_id>")
@requiere(Permiso.USAR)
def mi_resultado(aplicacion_id: int) -> Pagina:
    """Lo que respondí, aunque después deje el lugar; con mi calificación y aciertos, si quien imparte lo permite."""
    puesta, persona = consultas.aplicacion(aplicacion_id), identidad().persona or 0
    hoja = None if puesta.uso.es_anonimo else consultas.hoja_de(puesta.id, persona)
    if hoja is None or hoja.enviada_en is None:
        raise NoEncontrado
    preguntas = consultas.preguntas_de(puesta)
    calificadas = [una for una in preguntas if califica(una)]
    aciertos = sum(acierta(una, hoja.respuestas.get(una.clave)) for una in calificadas)
    return render_template(
        "evaluaciones/mi_resultado.html",
        puesta=puesta,
        edicion=puesta.edicion,
        hoja=hoja,
        en_linea=hoja.origen.value == "en_linea",
        resumen=f"{contar(aciertos, 'acierto', 'aciertos')} de {len(calificadas)}" if calificadas else "",
        renglones=[
            {
                "pregunta": una,
                "respuesta": en_palabras(una, hoja.respuestas.get(una.clave)),
                "correcta": la_correcta(una) if califica(una) else "",
                "acierta": acierta(una, hoja.respuestas.get(una.clave)) if califica(una) else None,
            }
            for una in preguntas
        ],
    )
