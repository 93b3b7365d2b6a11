"""Mi privacidad: para qué acepto que se usen mis datos, quién ve cada uno, qué leí y su comprobante."""

from datetime import date
from typing import Any

from flask import Response as Archivo
from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.personas import consultas, operaciones_privacidad, retrato
from red.personas.avisos_de_privacidad import Presentado, como_se_leyo, presentar, responsable_de
from red.personas.formularios_privacidad import (
    FormularioAvisoNuevo,
    FormularioPrivacidad,
)
from red.personas.modelos import ELECTIVAS, CampoVisible, Consentimiento, Persona
from red.personas.vistas.comprobante import imprimir_comprobante
from red.personas.vistas.pedido import Pagina, bp, codigo, yo
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy

PREGUNTADA = "aviso_preguntado"
"""El día en que ya se le preguntó en esta sesión: a lo más una vez al día."""
SIN_PREGUNTAR = ("acceso.", "invitaciones.", "estaticos.", "personas.aviso_nuevo", "personas.mi_privacidad",
    "personas.lo_leido", "personas.mi_comprobante", "portal.salida_rapida", "portal.aviso_de_privacidad",
    "portal.salud", "portal.accesibilidad", "static")  # fmt: skip
"""A donde se llega sin que el aviso nuevo se atraviese."""


@bp.route("/mi-privacidad", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mi_privacidad() -> Pagina:
    """Para qué acepto que se usen mis datos, quién ve cada uno y cómo me ven hoy."""
    persona, dia = yo(), hoy()
    presentado = _mi_aviso(dia)
    finalidades = consultas.finalidades_de(persona.id)
    form = FormularioPrivacidad(data=_lo_decidido(persona))
    form.cuidar(persona, lambda: _lo_decidido(persona))
    form.solo_las_de(presentado.aviso)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            leido = operaciones_privacidad.anotar_lo_leido(presentado, form.leido.data)
            operaciones_privacidad.decidir_privacidad(
                persona, presentado.aviso, form.elegidas(), form.visibilidad(), leido
            )
        if hecha:
            flash("Guardamos lo que decidiste. Vale desde ahora.", "exito")
            return redirect(
                url_for("portal.panel" if "inicio" in request.args else "personas.mi_privacidad"), 303
            )
    form.leido.data = presentado.huella
    return render_template(
        "personas/mi_privacidad.html",
        form=form,
        persona=persona,
        aviso=presentado.aviso,
        texto=presentado.simplificado,
        historia=consultas.consentimientos_de(persona.id),
        falta_decidir=consultas.le_falta_decidir(persona.id, presentado.aviso),
        resumen=retrato.quien_me_ve(persona, finalidades),
        vistas_previas=_vistas_previas(persona, dia) if retrato.aparece(finalidades) else [],
        pasos=retrato.pasos("personas.mi_privacidad") if "inicio" in request.args else [],
    ), codigo(form)


def _lo_decidido(persona: Persona) -> dict[str, bool | str]:
    finalidades = consultas.finalidades_de(persona.id)
    acepta: dict[str, bool | str] = {finalidad.value: finalidad in finalidades for finalidad in ELECTIVAS}
    return acepta | {campo.value: persona.audiencia(campo).value for campo in CampoVisible}


@bp.post("/mi-privacidad/ocultarme")
@requiere(Permiso.USAR)
def ocultarme() -> Response:
    """Un solo botón: desde la siguiente página que alguien abra, ninguna integrante me ve."""
    persona = yo()
    with transaccion() as hecha:
        operaciones_privacidad.ocultar(persona)
    if hecha:
        flash(
            "Ya no apareces en el directorio, en el mapa ni en el análisis, y ninguna colega ve tus datos. "
            "Si tienes una función en una unidad, tu nombre sigue en su ficha.",
            "exito",
        )
    return redirect(url_for("personas.mi_privacidad"), 303)


# Cuando el aviso cambia


@bp.before_app_request
def _preguntar_otra_vez() -> Response | None:
    """En su siguiente visita, a quien aceptó un aviso que separaba otras finalidades se le pregunta otra vez.

    Una visita empieza al entrar, vaya a donde vaya, o al abrir el panel; las demás páginas no preguntan nada más.
    """
    quien = identidad()
    empieza = request.endpoint == "portal.panel" or url_for("acceso.entrar") in (request.referrer or "")
    if request.method != "GET" or quien.persona is None or not empieza:
        return None
    if (request.endpoint or "").startswith(SIN_PREGUNTAR) or session.get(PREGUNTADA) == hoy().isoformat():
        return None
    session[PREGUNTADA] = hoy().isoformat()
    try:
        aviso = _mi_aviso(hoy()).aviso
    except NoEncontrado:
        return None
    if not consultas.le_falta_decidir(quien.persona, aviso):
        return None
    return redirect(url_for("personas.aviso_nuevo"))


@bp.route("/mi-privacidad/aviso-nuevo", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def aviso_nuevo() -> Pagina:
    """El aviso cambió para qué pide mis datos: qué era, qué es, y lo que decido ahora."""
    persona, presentado = yo(), _mi_aviso(hoy())
    finalidades = consultas.finalidades_de(persona.id)
    form = FormularioAvisoNuevo()
    form.solo_las_de(presentado.aviso)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            leido = operaciones_privacidad.anotar_lo_leido(presentado, form.leido.data)
            operaciones_privacidad.decidir_privacidad(persona, presentado.aviso, form.elegidas(), leido=leido)
        if hecha:
            flash("Guardamos lo que decidiste. Vale desde ahora.", "exito")
            return redirect(url_for("portal.panel"), 303)
    form.leido.data = presentado.huella
    return render_template(
        "personas/aviso_nuevo.html",
        form=form,
        presentado=presentado,
        falta_decidir=consultas.le_falta_decidir(persona.id, presentado.aviso),
        sigue=[finalidad for finalidad in ELECTIVAS if finalidad in finalidades],
    ), codigo(form)


# Lo que leí y su comprobante


@bp.get("/mi-privacidad/lo-que-lei/<int:id>")
@requiere(Permiso.USAR)
def lo_leido(id: int) -> str:
    """El texto exacto que tenía delante cuando acepté algo, con su huella comprobada."""
    dado = buscar(Consentimiento, id)
    if dado.persona_id != identidad().persona:
        raise NoEncontrado
    presentado = como_se_leyo(dado.leido) if dado.leido else presentar(dado.aviso, responsable_de(None))
    return render_template(
        "personas/lo_leido.html",
        dado=dado,
        presentado=presentado,
        coincide=dado.leido is not None and dado.leido.huella == presentado.huella,
    )


@bp.get("/mi-privacidad/comprobante.pdf")
@requiere(Permiso.USAR)
def mi_comprobante() -> Archivo:
    """El comprobante de lo que he aceptado y retirado, para guardarlo o imprimirlo."""
    persona, dia = yo(), hoy()
    red = _mi_red(dia)
    responde = redes.responsable_de(red) if red else responsable_de(None)
    pdf = imprimir_comprobante(persona, consultas.consentimientos_de(persona.id), red, responde, dia)
    respuesta = Archivo(pdf, mimetype="application/pdf")
    respuesta.headers["Content-Disposition"] = f'attachment; filename="comprobante-{dia.isoformat()}.pdf"'
    return respuesta


def _vistas_previas(persona: Persona, dia: date) -> list[tuple[str, Any]]:
    """Lo que verían de ella una colega de su institución y otra integrante de la Red."""
    actual = consultas.adscripcion_vigente(persona.id, dia)
    otra = Mirada(frozenset(), False, dia)
    colega = Mirada(frozenset(), False, dia, frozenset({actual.institucion_id} if actual else ()))
    previas = [("Otra integrante de la Red", directorio.como_la_ve(persona, otra))]
    if actual is not None:
        previas.insert(0, ("Una colega de tu institución", directorio.como_la_ve(persona, colega)))
    return previas


def _mi_aviso(dia: date) -> Presentado:
    """El aviso que rige para mí, con los datos de quien responde en mi Red."""
    red = _mi_red(dia)
    aviso = consultas.aviso_vigente(red.territorio.pais if red else "MX", dia)
    return presentar(aviso, redes.responsable_de(red) if red else responsable_de(None))


def _mi_red(dia: date) -> Red | None:
    """Una de mis Redes: de su país es el aviso de privacidad que leo."""
    mias = redes.redes_visibles(identidad(), dia)
    return next(iter(redes.redes_de(mias)), None) if mias is None or mias else None
