"""Páginas de quien invita: escribir a quiénes, revisar qué pasará y seguir qué respondieron."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, llave, transaccion
from red.errores import ErrorDeDominio, NoEncontrado
from red.formularios import opcion_pedida
from red.invitaciones import consultas, historia, operaciones
from red.invitaciones.consultas import Filtro
from red.invitaciones.formularios import FormularioInvitar, FormularioReenviar
from red.invitaciones.modelos import EstadoInvitacion, Invitacion
from red.invitaciones.operaciones import Detalle
from red.invitaciones.plan import Destino
from red.limites import limitador
from red.permisos import Identidad, Permiso
from red.personas.modelos import NivelCargo
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red_al_instante
from red.redes.modelos import Red
from red.reloj import ahora
from red.textos import contar

bp = Blueprint("invitaciones", __name__, url_prefix="/invitaciones")

Pagina = str | Response | tuple[str, int]
MUCHAS = 300
"""Con más instituciones que éstas, la lista de elegir se busca en vez de recorrerse."""


def _quien() -> str:
    return f"persona:{identidad().persona}"


@bp.get("/")
@requiere(Permiso.INVITAR)
@recordada
def listar() -> Pagina:
    """El libro de invitaciones: todas, para siempre, con su estado."""
    mias, instante = redes.nombradas(identidad().redes_con(Permiso.INVITAR)), ahora()
    filtro = _filtro(mias)
    pagina = consultas.libro(filtro, instante, request.args.get("pagina", 1, type=int))
    return render_template(
        "invitaciones/listar.html",
        pagina=pagina,
        cuentas=consultas.cuentas(filtro, instante),
        entregas=consultas.entregas([invitacion.id for invitacion in pagina.filas]),
        filtro=filtro,
        mias=mias,
        instituciones=consultas.instituciones_invitadas(filtro.redes),
        estados=EstadoInvitacion,
        instante=instante,
    )


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
@limitador.limit("120 per hour", key_func=_quien, methods=["POST"])
def nueva() -> Pagina:
    """Escribir a quiénes se invita, revisar qué pasará con cada correo y enviar."""
    red = _red_pedida()
    if red is None:
        return render_template("invitaciones/elegir.html", redes=_mis_redes())
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
                flash(_dicho(len(enviadas)), "exito")
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
        "invitaciones/revisar.html", form=form, red=red, plan=plan, Destino=Destino
    ), codigo


@bp.get("/<int:id>")
@requiere(Permiso.INVITAR)
def ver(id: int) -> Pagina:
    """Una invitación: en qué va, su historia y lo que se puede hacer con ella."""
    invitacion, instante = _invitacion(id), ahora()
    return render_template(
        "invitaciones/ver.html",
        invitacion=invitacion,
        estado=invitacion.estado(instante),
        entrega=consultas.entregas([id]).get(id),
        sucesos=historia.sucesos(invitacion, instante),
        form=FormularioReenviar(),
    )


@bp.post("/<int:id>/reenviar")
@requiere(Permiso.INVITAR)
@limitador.limit("60 per day", key_func=_quien)
def reenviar(id: int) -> Pagina:
    """Mandar otro enlace y alargar el plazo."""
    _invitacion(id)
    form = FormularioReenviar()
    with transaccion(form) as hecho:
        operaciones.reenviar(id)
    if hecho:
        flash(
            "Sale otro correo con un enlace nuevo, y hay siete días más para responder. Los anteriores también sirven.",
            "exito",
        )
    else:
        flash(" ".join(form.form_errors), "aviso")
    return redirect(url_for("invitaciones.ver", id=id), 303)


@bp.route("/<int:id>/revocar", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def revocar(id: int) -> Pagina:
    """Confirmar que la invitación queda sin efecto."""
    invitacion = _invitacion(id)
    if request.method == "POST":
        with transaccion():
            operaciones.revocar(id)
        flash("Revocamos la invitación: sus enlaces ya no sirven.", "exito")
        return redirect(url_for("invitaciones.ver", id=id), 303)
    return render_template("invitaciones/revocar.html", invitacion=invitacion)


@bp.post("/<int:id>/atendida")
@requiere(Permiso.INVITAR)
def atendida(id: int) -> Response:
    """Anotar que ya se atendió lo que quien respondió dejó dicho."""
    _invitacion(id)
    with transaccion():
        operaciones.atender(id)
    flash("Quedó anotado que ya lo atendiste.", "exito")
    return redirect(url_for("invitaciones.ver", id=id), 303)


@pendientes_de_red_al_instante
def _pendientes(red: Red, quien: Identidad) -> list[Pendiente]:
    """Lo que las invitaciones piden a quien coordina la Red."""
    if not quien.puede(Permiso.INVITAR, red.alcance):
        return []
    hay = consultas.pendientes([red.id], ahora())

    def lista(**filtros: Any) -> str:
        return url_for("invitaciones.listar", red=red.clave, **filtros)

    posibles = (
        (
            hay.por_atender,
            "respuesta pide algo",
            "respuestas piden algo",
            lista(atender="si"),
            "Otra invitación, otra persona o un dato",
            "atencion",
        ),
        (
            hay.por_vencer,
            "invitación vence en menos de dos días",
            "invitaciones vencen en menos de dos días",
            lista(),
            "",
            "atencion",
        ),
        (
            hay.vencidas,
            "invitación venció sin respuesta",
            "invitaciones vencieron sin respuesta",
            lista(estado="vencida"),
            "Puedes reenviarla con un clic" if hay.vencidas == 1 else "Puedes reenviarlas con un clic",
            "",
        ),
        (hay.en_espera, "invitación espera respuesta", "invitaciones esperan respuesta", lista(), "", ""),
    )
    return [
        Pendiente(contar(cuantas, singular, plural), url, detalle, tono=tono)
        for cuantas, singular, plural, url, detalle, tono in posibles
        if cuantas
    ]


def _mis_redes() -> list[Red]:
    return redes.redes_de(identidad().redes_con(Permiso.INVITAR))


def _red_pedida() -> Red | None:
    """La Red de `?red=`, o la única en que puede invitar; None si hay que elegir."""
    clave = request.args.get("red", "")
    if clave:
        red = redes.red_de_clave(clave)
        exigir(Permiso.INVITAR, red.alcance)
        return red
    mias = _mis_redes()
    return mias[0] if len(mias) == 1 else None


def _invitacion(id: int) -> Invitacion:
    """La invitación, si es de una Red en que quien pide puede invitar."""
    invitacion = buscar(Invitacion, id)
    exigir(Permiso.INVITAR, invitacion.alcance)
    return invitacion


def _filtro(mias: Sequence[redes.RedNombrada]) -> Filtro:
    """Los filtros de la dirección; una Red ajena o que no existe da 404."""
    clave = request.args.get("red", "")
    elegidas = [red for red in mias if not clave or red.clave == clave]
    if clave and not elegidas:
        raise NoEncontrado
    return Filtro(
        redes=frozenset(red.id for red in elegidas),
        estado=request.args.get("estado", type=EstadoInvitacion),
        atender=request.args.get("atender") == "si",
        institucion_id=request.args.get("institucion", type=llave),
        escrito=request.args.get("q", ""),
    )


def _formulario(red: Red) -> FormularioInvitar:
    """El formulario con las instituciones de la Red y lo que venga propuesto en la dirección."""
    pedida = request.args.get("institucion", type=llave)
    form = FormularioInvitar(
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
    return form


def _detalle(form: FormularioInvitar) -> Detalle:
    return Detalle(form.institucion_id.data or None, form.nivel.data, form.mensaje.data, form.vigencia)


def _dicho(cuantas: int) -> str:
    salen = "Sale" if cuantas == 1 else "Salen"
    return f"{salen} {contar(cuantas, 'invitación', 'invitaciones')}. Aquí verás quién responde."


from red.invitaciones import correo, vistas_respuesta  # noqa: E402, F401  (se registran al importarse)
