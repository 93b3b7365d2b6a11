"""El libro de invitaciones: todas, para siempre, con su estado, su historia y lo que piden."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.avisos.modelos import EstadoAviso
from red.base import llave, transaccion
from red.errores import NoEncontrado
from red.invitaciones import consultas, consultas_convocatoria, consultas_envio, historia, operaciones
from red.invitaciones.consultas import Filtro
from red.invitaciones.formularios import FormularioReenviar
from red.invitaciones.modelos import EstadoInvitacion
from red.invitaciones.vistas.pedido import Pagina, bp, invitacion_de, quien_pide
from red.limites import limitador
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red_al_instante
from red.redes.modelos import Red
from red.reloj import ahora
from red.textos import contar


@bp.get("/")
@requiere(Permiso.INVITAR)
@recordada
def listar() -> Pagina:
    """El libro de invitaciones: todas, para siempre, con su estado."""
    mias, instante = redes.nombradas(identidad().redes_con(Permiso.INVITAR)), ahora()
    filtro = filtro_pedido(mias)
    pagina = consultas.libro(filtro, instante, request.args.get("pagina", 1, type=int))
    return render_template(
        "invitaciones/listar.html",
        pagina=pagina,
        cuentas=consultas.cuentas(filtro, instante),
        entregas=consultas.entregas([invitacion.id for invitacion in pagina.filas]),
        filtro=filtro,
        mias=mias,
        instituciones=consultas.instituciones_invitadas(filtro.redes),
        convocatorias=consultas_convocatoria.nombradas(filtro.redes),
        estados=EstadoInvitacion,
        instante=instante,
    )


@bp.get("/<int:id>")
@requiere(Permiso.INVITAR)
def ver(id: int) -> Pagina:
    """Una invitación: en qué va, su historia y lo que se puede hacer con ella."""
    invitacion, instante = invitacion_de(id), ahora()
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
@limitador.limit("60 per day", key_func=quien_pide)
def reenviar(id: int) -> Pagina:
    """Mandar otro enlace y alargar el plazo."""
    invitacion_de(id)
    form = FormularioReenviar()
    with transaccion(form) as hecho:
        operaciones.reenviar(id, quien_id=identidad().persona)
    if hecho:
        entrega = consultas.entregas([id]).get(id)
        if entrega is not None and entrega.estado is EstadoAviso.RETENIDO:
            flash(
                "Todavía no sale: hoy pasas de las personas a las que puedes escribir sin que otra persona lo mire. "
                "Saldrá cuando alguien más de la coordinación lo apruebe.",
                "aviso",
            )
        else:
            flash(
                "Sale otro correo con un enlace nuevo y más días para responder. Los anteriores también sirven.",
                "exito",
            )
    else:
        flash(" ".join(form.form_errors), "aviso")
    return redirect(url_for("invitaciones.ver", id=id), 303)


@bp.route("/<int:id>/revocar", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def revocar(id: int) -> Pagina:
    """Confirmar que la invitación queda sin efecto."""
    invitacion = invitacion_de(id)
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
    invitacion_de(id)
    with transaccion():
        operaciones.atender(id)
    flash("Quedó anotado que ya lo atendiste.", "exito")
    return redirect(url_for("invitaciones.ver", id=id), 303)


@pendientes_de_red_al_instante
def _pendientes(red: Red, quien: Identidad) -> list[Pendiente]:
    """Lo que las invitaciones piden a quien coordina la Red."""
    if not quien.puede(Permiso.INVITAR, red.alcance):
        return []
    hay = consultas_envio.pendientes([red.id], ahora())

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


def filtro_pedido(mias: Sequence[redes.RedNombrada]) -> Filtro:
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
        convocatoria_id=request.args.get("convocatoria", type=llave),
        escrito=request.args.get("q", ""),
    )
