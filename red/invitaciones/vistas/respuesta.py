"""Páginas de quien recibe una invitación: verla, aceptarla, decir que no o pedir otra.

Abrir el enlace no cambia nada: los buzones lo abren solos para revisarlo. La ficha pasa a la sesión
hecha huella y deja la dirección; lo que cambia algo es siempre un botón.
"""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from red.acceso import sesion
from red.base import buscar, llave, transaccion
from red.errores import NoEncontrado
from red.formularios import Formulario
from red.invitaciones import consultas, respuestas
from red.invitaciones.correo import MUESTRA
from red.invitaciones.formularios import (
    FormularioAlta,
    FormularioConsentir,
    FormularioPedir,
    FormularioRechazar,
    FormularioUnirse,
)
from red.invitaciones.modelos import SIN_RESPONDER, EstadoInvitacion, Invitacion, LlaveInvitacion
from red.invitaciones.respuestas import Alta
from red.invitaciones.vistas.aprobada import alta_de, como_entra, quitar_lo_ya_dicho, solicitud_de
from red.invitaciones.vistas.pedido import MUCHAS, Pagina, bp
from red.limites import limitador
from red.personas.avisos_de_privacidad import Presentado, presentar
from red.personas.consultas import adscripcion_vigente, aviso_vigente, persona_de_correo
from red.personas.modelos import AvisoPrivacidad, Finalidad, Persona
from red.personas.operaciones_privacidad import AvisoCambiado, anotar_lo_leido
from red.portero import identidad, publica
from red.redes import consultas as redes
from red.reloj import ahora, hoy

LLAVE = "invitacion"
CONSIENTE = "invitacion_consiente"
LEIDO = "invitacion_leido"
FRENO = "120 per minute"
"""Amplio: de una oficina entera sale una sola dirección de red, y una llave no se adivina probando."""


@publica
@limitador.limit(FRENO)
def abrir(ficha: str) -> Response:
    """Guarda en la sesión la huella del enlace y lo quita de la dirección; no dice si existe."""
    session[LLAVE] = LlaveInvitacion.huella_de(ficha) if ficha != MUESTRA else MUESTRA
    session.pop(CONSIENTE, None)
    session.pop(LEIDO, None)
    respuesta = redirect(url_for("invitaciones.aceptar"))
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta


bp.record(
    lambda estado: estado.app.add_url_rule(
        "/invitacion/<ficha>", endpoint="invitaciones.abrir", view_func=abrir, methods=["GET"]
    )
)


@bp.route("/aceptar", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def aceptar() -> Pagina:
    """De qué se trata, qué se hará con sus datos y lo que decide compartir."""
    if "para" in request.args and not identidad().autenticada and LLAVE not in session:
        return redirect(url_for("acceso.entrar", siguiente=request.full_path))
    invitacion = _presentada()
    if invitacion is None or (motivo := _por_que_no(invitacion)):
        return _enlace(invitacion, motivo if invitacion else _sin_invitacion())
    if consultas.cuenta_para(invitacion.correo) is not None:
        return _con_cuenta(invitacion)
    form = FormularioConsentir(data=dict.fromkeys(session.get(CONSIENTE, ()), True))
    presentado = _presentado(invitacion)
    form.solo_las_de(presentado.aviso)
    if form.validate_on_submit() and _leyo_esto(form, presentado):
        with transaccion():
            respuestas.anotar_apertura(invitacion.id)
        session[CONSIENTE] = [finalidad.value for finalidad in form.elegidas()]
        session[LEIDO] = presentado.huella
        return redirect(url_for("invitaciones.registrarse"), 303)
    return _con_aviso("invitaciones/aceptar.html", form, invitacion)


def _con_cuenta(invitacion: Invitacion) -> Pagina:
    """Quien ya tiene cuenta entra con ella y acepta con un botón."""
    if not identidad().autenticada:
        destino = url_for("invitaciones.aceptar", para=invitacion.id)
        return render_template(
            "invitaciones/entrar.html",
            invitacion=invitacion,
            solicitud=solicitud_de(invitacion),
            siguiente=destino,
        )
    form = FormularioUnirse()
    if form.validate_on_submit():
        presentado, persona = _presentado(invitacion), buscar(Persona, identidad().persona or 0)
        with transaccion(form) as hecha:
            leido = anotar_lo_leido(presentado, form.leido.data)
            como = como_entra(solicitud_de(invitacion))
            respuestas.unirse(invitacion.id, persona, presentado.aviso, leido, como=como)
        if hecha:
            session.pop(LLAVE, None)
            return _bienvenida(invitacion, url_for("redes.ver", clave=invitacion.red.clave))
    return _con_aviso("invitaciones/unirse.html", form, invitacion)


@bp.route("/registrarse", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def registrarse() -> Pagina:
    """Quién es, dónde trabaja y con qué va a entrar."""
    invitacion = _presentada()
    if invitacion is None or CONSIENTE not in session or _por_que_no(invitacion):
        return redirect(url_for("invitaciones.aceptar"))
    form = _formulario_de_alta(invitacion)
    if request.form.get("accion") == "buscar":
        return _render("invitaciones/registrarse.html", form, invitacion)
    if form.validate_on_submit():
        finalidades = {Finalidad(valor) for valor in session[CONSIENTE]}
        presentado = _presentado(invitacion)
        if session.get(LEIDO) != presentado.huella:
            flash(AvisoCambiado().mensaje, "atencion")
            return redirect(url_for("invitaciones.aceptar"), 303)
        with transaccion(form) as hecha:
            leido = anotar_lo_leido(presentado)
            solicitud = solicitud_de(invitacion)
            alta = alta_de(form, solicitud) if solicitud is not None else _alta(form)
            cuenta = respuestas.aceptar(
                invitacion.id, alta, finalidades, presentado.aviso, leido, como=como_entra(solicitud)
            )
        if hecha:
            sesion.abrir(cuenta)
            return _bienvenida(invitacion, url_for("personas.mi_perfil"))
        if invitacion.estado(ahora()) is EstadoInvitacion.ACEPTADA:
            return redirect(url_for("invitaciones.aceptar"), 303)
    return _render("invitaciones/registrarse.html", form, invitacion)


@bp.route("/rechazar", methods=["GET", "POST"])
@publica
@limitador.limit(FRENO, methods=["POST"])
def rechazar() -> Pagina:
    """Decir que no puede, por qué y quién podría ir en su lugar; sin cuenta y sin obligación."""
    invitacion = _presentada()
    motivo = _por_que_no(invitacion) if invitacion else "desconocida"
    if invitacion is None or motivo not in {"", "vencida", "sin_aviso"}:
        return _enlace(invitacion, motivo)
    form = FormularioRechazar()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            respuestas.rechazar(invitacion.id, form.motivo.data, form.propuesta.data)
        if hecho:
            session.pop(LLAVE, None)
            return redirect(url_for("invitaciones.gracias"), 303)
    return _render("invitaciones/rechazar.html", form, invitacion)


@bp.post("/abierta")
@publica
@limitador.limit(FRENO)
def abierta() -> Pagina:
    """Anota que una persona, y no un revisor de correo, tiene la página delante: lo dice ella al moverse en la página."""
    invitacion = _presentada()
    if invitacion is not None:
        with transaccion():
            respuestas.anotar_apertura(invitacion.id)
    return Response(status=204, mimetype="text/plain")


@bp.get("/gracias")
@publica
def gracias() -> Pagina:
    """Después de decir que no."""
    return render_template("invitaciones/gracias.html")


@bp.post("/pedir-nueva")
@publica
@limitador.limit("30 per hour")
def pedir_nueva() -> Pagina:
    """Con un botón, quien llegó tarde le dice a la coordinación que quiere otra."""
    invitacion, form = _presentada(), FormularioPedir()
    if invitacion is None:
        return _enlace(None, "desconocida")
    with transaccion(form):
        respuestas.pedir_nueva(invitacion.id)
    return redirect(url_for("invitaciones.aceptar"), 303)


# ---------------------------------------------------------------- Qué enlace trae y en qué está


def _presentada() -> Invitacion | None:
    """La invitación del enlace abierto o, para quien entró con su cuenta, la que es para ella."""
    quien, para = identidad(), request.args.get("para", type=llave)
    if quien.persona is not None and para is not None:
        pedida = buscar(Invitacion, para)
        if not consultas.es_para(pedida, quien.persona):
            raise NoEncontrado
        return pedida
    huella = session.get(LLAVE)
    if huella:
        return consultas.invitacion_de_huella(huella)
    suyas = consultas.sin_responder_de(quien.persona, ahora()) if quien.persona is not None else []
    return suyas[0] if suyas else None


def _por_que_no(invitacion: Invitacion) -> str:
    """Por qué no puede aceptarse ahora; vacío si sí se puede."""
    estado, quien = invitacion.estado(consultas.instante_de_la_base()), identidad()
    if estado not in SIN_RESPONDER:
        return estado.value
    if quien.persona is not None and not consultas.es_para(invitacion, quien.persona):
        return "otra_cuenta"
    try:
        _aviso(invitacion)
    except NoEncontrado:
        return "sin_aviso"
    return ""


def _sin_invitacion() -> str:
    return "muestra" if session.get(LLAVE) == MUESTRA else "desconocida"


def _enlace(invitacion: Invitacion | None, motivo: str) -> Pagina:
    """Qué pasó con el enlace y cuál es el paso siguiente."""
    codigo = {"desconocida": 404, "otra_cuenta": 409, "sin_aviso": 409}.get(motivo, 410)
    return render_template("invitaciones/enlace.html", invitacion=invitacion, motivo=motivo), codigo


def _aviso(invitacion: Invitacion) -> AvisoPrivacidad:
    red = invitacion.red
    return aviso_vigente(red.territorio.pais, hoy(red.zona))


def _presentado(invitacion: Invitacion) -> Presentado:
    """El aviso como lo lee: con los datos de quien responde en esa Red."""
    return presentar(_aviso(invitacion), redes.responsable_de(invitacion.red))


def _leyo_esto(form: Any, presentado: Presentado) -> bool:
    """Si lo que tenía delante es lo que rige ahora; si no, lo dice arriba del formulario."""
    if form.leido.data in (None, presentado.huella):
        return True
    form.agregar_error(AvisoCambiado())
    return False


def _render(plantilla: str, form: Formulario, invitacion: Invitacion) -> Pagina:
    codigo = 422 if form.hay_errores else 200
    return render_template(
        plantilla, form=form, invitacion=invitacion, solicitud=solicitud_de(invitacion)
    ), codigo


def _con_aviso(plantilla: str, form: Formulario, invitacion: Invitacion) -> Pagina:
    """Una página donde se lee el aviso de privacidad de la Red, con los datos de quien convoca."""
    presentado = _presentado(invitacion)
    form["leido"].data = presentado.huella
    codigo = 422 if form.hay_errores else 200
    return render_template(
        plantilla,
        form=form,
        invitacion=invitacion,
        solicitud=solicitud_de(invitacion),
        aviso=presentado.aviso,
        simplificado=presentado.simplificado,
        integral=presentado.integral,
    ), codigo


def _bienvenida(invitacion: Invitacion, destino: str) -> Response:
    flash(f"Ya integras {invitacion.red.con_articulo}. Te damos la bienvenida.", "exito")
    return redirect(destino, 303)


def _formulario_de_alta(invitacion: Invitacion) -> FormularioAlta:
    """Con lo que ya se sabe de ella y las instituciones de la Red; en una Red grande, se busca."""
    form = FormularioAlta(**_conocido(invitacion))
    solicitud = solicitud_de(invitacion)
    if solicitud is not None:
        quitar_lo_ya_dicho(form, solicitud)
        return form
    red_id, elegida = invitacion.red_id, form.institucion_id.data
    opciones = redes.opciones_de_institucion(red_id, limite=MUCHAS + 1)
    form.hay_que_buscar = len(opciones) > MUCHAS
    if form.hay_que_buscar:
        escrito = (form.buscada.data or "").strip()
        opciones = redes.opciones_de_institucion(red_id, escrito, 50) if escrito else []
        if elegida and elegida not in dict(opciones) and redes.participacion_abierta(red_id, elegida):
            opciones.insert(0, (elegida, redes.institucion(elegida).nombre))
    form.poner_opciones(opciones)
    return form


def _conocido(invitacion: Invitacion) -> dict[str, Any]:
    """Lo que se propuso al invitarla y, si ya estaba registrada sin cuenta, lo suyo."""
    persona = persona_de_correo(invitacion.correo)
    puesto = adscripcion_vigente(persona.id, hoy(invitacion.red.zona)) if persona is not None else None
    return {
        "obj": persona,
        "institucion_id": puesto.institucion_id if puesto else invitacion.institucion_id,
        "nivel": puesto.nivel if puesto else invitacion.nivel,
        "puesto": puesto.puesto if puesto else None,
    }


def _alta(form: FormularioAlta) -> Alta:
    """Lo escrito; si su institución no está en la lista, lo que dijo queda guardado para registrarlo en un paso."""
    return Alta(
        nombre=form.nombre.data or "",
        primer_apellido=form.primer_apellido.data or "",
        segundo_apellido=form.segundo_apellido.data,
        nombre_preferido=form.nombre_preferido.data,
        institucion_id=form.de_la_lista,
        puesto=form.puesto.data or "",
        nivel=form.nivel.data,
        contrasena=form.contrasena.data or "",
        otra_institucion=form.fuera_de_la_lista,
    )
