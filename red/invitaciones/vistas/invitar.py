"""Escribir a quiénes se invita, revisar qué pasará con cada correo y enviar."""

from flask import flash, redirect, render_template, request, url_for

from red.avisos import lotes
from red.avisos.modelos import EstadoAviso
from red.base import llave, transaccion
from red.errores import ErrorDeDominio
from red.formularios import opcion_pedida
from red.invitaciones import consultas, consultas_convocatoria, operaciones
from red.invitaciones.formularios import FormularioInvitar
from red.invitaciones.operaciones import Detalle
from red.invitaciones.plan import Destino
from red.invitaciones.vistas.pedido import (
    MUCHAS,
    Pagina,
    bp,
    convocatoria_de,
    convocatoria_pedida,
    mis_redes,
    quien_pide,
    red_pedida,
)
from red.limites import limitador
from red.permisos import Permiso
from red.personas.modelos import NivelCargo
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
@limitador.limit("120 per hour", key_func=quien_pide, methods=["POST"])
def nueva() -> Pagina:
    """Escribir a quiénes se invita, revisar qué pasará con cada correo y enviar."""
    red = red_pedida()
    if red is None:
        return render_template("invitaciones/elegir.html", redes=mis_redes())
    form = _formulario(red)
    accion = request.form.get("accion", "revisar")
    if accion != "corregir" and form.validate_on_submit():
        if accion == "enviar":
            with transaccion(form) as hecho:
                enviadas = operaciones.invitar(
                    red,
                    identidad().persona or 0,
                    form.correos.data or "",
                    form.huella.data or "",
                    form.incluir.data or [],
                    _detalle(form),
                )
            if hecho:
                flash(_dicho([invitacion.id for invitacion in enviadas]), "exito")
                return redirect(url_for("invitaciones.listar", red=red.clave), 303)
        if not form.correos.errors:
            return _revisar(red, form)
    return render_template("invitaciones/nueva.html", form=form, red=red), 422 if form.hay_errores else 200


def _revisar(red: Red, form: FormularioInvitar) -> Pagina:
    """Muestra qué pasará con cada correo; todavía no se envía nada."""
    try:
        plan = operaciones.revisar(red, form.correos.data or "")
    except ErrorDeDominio as error:
        form.agregar_error(error)
        return render_template("invitaciones/nueva.html", form=form, red=red), 422
    form.huella.data = plan.huella
    codigo = 422 if form.hay_errores else 200
    return render_template(
        "invitaciones/revisar.html",
        form=form,
        red=red,
        plan=plan,
        Destino=Destino,
        con_aprobacion=lotes.necesita_aprobacion(identidad().persona or 0, len(plan.de(Destino.NUEVA))),
        sin_mirada=lotes.SIN_SEGUNDA_MIRADA,
    ), codigo


def _formulario(red: Red) -> FormularioInvitar:
    """El formulario con las instituciones de la Red y lo que venga propuesto en la dirección."""
    pedida = request.args.get("institucion", type=llave)
    convocatoria = convocatoria_pedida(red.id)
    form = FormularioInvitar(
        convocatoria_id=convocatoria.id if convocatoria else None,
        institucion_id=pedida,
        correos=request.args.get("correo", ""),
        nivel=opcion_pedida(NivelCargo, "nivel"),
    )
    opciones = redes.opciones_de_institucion(red.id, limite=MUCHAS + 1)
    if len(opciones) > MUCHAS:
        elegida = form.institucion_id.data
        participa = redes.participacion_abierta(red.id, elegida) if elegida else None
        opciones = [(elegida, participa.institucion.nombre)] if participa else []
    form.institucion_id.choices = [("", "Sin proponer"), *opciones]
    form.convocatoria_id.choices = [
        ("", "Ninguna"),
        *consultas_convocatoria.abiertas_de(red.id, hoy(red.zona)),
    ]
    return form


def _detalle(form: FormularioInvitar) -> Detalle:
    elegida = form.convocatoria_id.data
    convocatoria = convocatoria_de(elegida) if elegida else None
    return Detalle(
        form.institucion_id.data or None,
        form.nivel.data,
        form.mensaje.data,
        convocatoria.vigencia if convocatoria else form.vigencia,
        elegida,
    )


def _dicho(ids: list[int]) -> str:
    cuantas = contar(len(ids), "invitación", "invitaciones")
    primera = consultas.entregas(ids[:1]).get(ids[0]) if ids else None
    if primera is not None and primera.estado is EstadoAviso.RETENIDO:
        saldran = (
            "saldrá cuando otra persona de la coordinación la"
            if len(ids) == 1
            else "saldrán cuando otra persona de la coordinación las"
        )
        return f"{cuantas}: {saldran} apruebe."
    return f"{'Sale' if len(ids) == 1 else 'Salen'} {cuantas}. Aquí verás quién responde."
