"""«Mi agenda»: lo que viene, por día, y la dirección con que se ve en el calendario del teléfono."""

from datetime import date
from hashlib import sha256
from itertools import groupby
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.agenda import consultas, operaciones
from red.agenda.formularios import FormularioDeCalendario
from red.agenda.publicacion import como_calendario
from red.agenda.sucesos import Suceso
from red.avisos.carta import enlace
from red.base import transaccion
from red.errores import NoEncontrado
from red.limites import Tope, de_donde
from red.permisos import Permiso
from red.portero import identidad, publica, requiere
from red.reloj import ahora, dia_de
from red.textos import fecha

bp = Blueprint("agenda", __name__, url_prefix="/agenda")

Pagina = str | Respuesta | tuple[str, int]

DIAS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")

LECTURAS = Tope("agenda", veces=120, segundos=3600)
"""Cuántas veces por hora se lee una misma dirección: un calendario lo hace una o dos."""

AJENAS = Tope("agenda-ajena", veces=60, segundos=3600)
"""Cuántas direcciones que no existen se aceptan por hora de un mismo lugar."""


@bp.get("/")
@requiere(Permiso.USAR)
def ver() -> Pagina:
    """Lo que viene, por día, y si hay una dirección de calendario."""
    return _pagina(FormularioDeCalendario())


@bp.post("/calendario")
@requiere(Permiso.USAR)
def renovar() -> Pagina:
    """Da una dirección nueva y la muestra: es la única vez que se ve, así que la página es la respuesta."""
    formulario, secreto = FormularioDeCalendario(), ""
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            secreto = operaciones.renovar(identidad().persona or 0, con_lugar=formulario.con_lugar.data)
        if hecho:
            return _pagina(formulario, enlace("agenda.calendario", ficha=secreto))
    return _pagina(formulario), 422


@bp.post("/calendario/retirar")
@requiere(Permiso.USAR)
def retirar() -> Pagina:
    """La dirección deja de servir en ese momento."""
    with transaccion() as hecho:
        habia = operaciones.retirar(identidad().persona or 0)
    if hecho:
        flash(
            "Retiramos la dirección: quien la tenga ya no verá tu agenda."
            if habia
            else "No tenías ninguna dirección: no hay nada que retirar.",
            "exito",
        )
    return redirect(url_for("agenda.ver"), 303)


def _pagina(formulario: FormularioDeCalendario, direccion: str = "") -> str:
    momento, persona = ahora(), identidad().persona or 0
    vienen = [suceso for suceso in consultas.sucesos_de(persona, momento) if suceso.termina >= momento]
    suscripcion = consultas.suscripcion_viva(persona)
    if suscripcion is not None and not formulario.is_submitted():
        formulario.con_lugar.data = suscripcion.con_lugar
    return render_template(
        "agenda/ver.html",
        formulario=formulario,
        dias=[(_en_palabras(dia), list(suyos)) for dia, suyos in groupby(vienen, key=_dia)],
        firmes=sum(suceso.estado.value == "firme" for suceso in vienen),
        suscripcion=suscripcion,
        direccion=direccion,
        programas=_programas(direccion) if direccion else [],
    )


def _dia(suceso: Suceso) -> date:
    return dia_de(suceso.inicia, suceso.zona)


def _en_palabras(dia: date) -> str:
    return f"{DIAS[dia.weekday()]} {fecha(dia)}"


def _programas(direccion: str) -> list[tuple[str, str]]:
    """Con qué calendarios se puede suscribir de un toque; de los demás se copia la dirección."""
    suelta = urlsplit(direccion)._replace(scheme="webcal").geturl()
    return [
        ("El de este teléfono o computadora", suelta),
        ("Google", f"https://calendar.google.com/calendar/r?cid={quote(suelta, safe='')}"),
        (
            "Outlook",
            f"https://outlook.office.com/calendar/0/addfromweb?name=Mi%20agenda&url={quote(direccion, safe='')}",
        ),
    ]


@bp.get("/<ficha>.ics")
@publica
def calendario(ficha: str) -> Response:
    """La agenda, para el programa que tenga la dirección: sin entrar, y sin decir de qué es cada jornada."""
    suscripcion = consultas.suscripcion_de(ficha)
    if suscripcion is None:
        AJENAS.contar(de_donde())
        raise NoEncontrado
    LECTURAS.contar(suscripcion.huella)
    sucesos = consultas.sucesos_de(suscripcion.persona_id, ahora())
    texto = como_calendario(sucesos, con_lugar=suscripcion.con_lugar)
    respuesta = Response(texto, mimetype="text/calendar")
    respuesta.set_etag(sha256(texto).hexdigest()[:32])
    respuesta.last_modified = max([suscripcion.creada_en, *(s.cambiado_en for s in sucesos)])
    respuesta.cache_control.private = True
    respuesta.cache_control.no_cache = True
    respuesta.make_conditional(request)
    return respuesta
