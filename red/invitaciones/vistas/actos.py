"""Hacer algo de una vez con las invitaciones elegidas, o con todas las que cumplen el filtro."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from red.base import buscar, llave, transaccion
from red.errores import NoEncontrado
from red.formularios import opcion_pedida
from red.invitaciones import actos, consultas, consultas_convocatoria
from red.invitaciones.formularios import FormularioVarias
from red.invitaciones.modelos import Acto, ActoDelLibro, Convocatoria, EstadoInvitacion, Invitacion
from red.invitaciones.vistas.libro import filtro_pedido
from red.invitaciones.vistas.pedido import Pagina, bp, convocatoria_de, quien_pide
from red.limites import limitador
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import ahora, hoy

DEL_FILTRO = ("red", "estado", "atender", "institucion", "convocatoria", "q")


@dataclass(frozen=True)
class Pedido:
    """Lo que trae la dirección: de qué Red, cuáles, qué hacer y, si se mueven, a dónde."""

    red: Red
    elegidas: list[Invitacion]
    acto: Acto | None
    destino: Convocatoria | None
    parametros: dict[str, list[str]]

    @property
    def demasiadas(self) -> bool:
        """Si son más de las que se admiten de una vez."""
        return len(self.elegidas) > actos.LIMITE


def _pedido() -> Pedido | None:
    """Vuelve a preguntar cuáles son; None si son de varias Redes y hay que elegir una."""
    mias = redes.nombradas(identidad().redes_con(Permiso.INVITAR))
    filtro = filtro_pedido(mias)
    ids = request.args.getlist("id", type=llave)
    elegidas = list(consultas.que_cumplen(filtro, ahora(), ids or None, actos.LIMITE))
    suyas = {invitacion.red_id for invitacion in elegidas} or set(filtro.redes or ())
    if len(suyas) != 1:
        return None
    red = buscar(Red, suyas.pop())
    exigir(Permiso.INVITAR, red.alcance)
    a_cual = request.args.get("destino", type=llave)
    destino = convocatoria_de(a_cual) if a_cual else None
    if destino is not None and destino.red_id != red.id:
        raise NoEncontrado
    parametros = {n: request.args.getlist(n) for n in (*DEL_FILTRO, "id") if request.args.getlist(n)}
    return Pedido(red, elegidas, opcion_pedida(Acto, "acto"), destino, parametros)


@bp.route("/varias", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
@limitador.limit("60 per hour", key_func=quien_pide, methods=["POST"])
def varias() -> Pagina:
    """Cuántas son, qué se hará con ellas y, al confirmar, hacerlo."""
    pedido = _pedido()
    if pedido is None:
        flash("Elige primero de qué Red: lo que se hace de una vez es de una sola.", "aviso")
        return redirect(url_for("invitaciones.listar"), 303)
    form = FormularioVarias()
    falta = pedido.acto is None or (pedido.acto is Acto.MOVER and pedido.destino is None)
    if falta or not pedido.elegidas or pedido.demasiadas:
        return render_template(
            "invitaciones/varias.html",
            pedido=pedido,
            actos=list(Acto),
            limite=actos.LIMITE,
            convocatorias=consultas_convocatoria.abiertas_de(pedido.red.id, hoy(pedido.red.zona)),
        )
    return _confirmar(pedido, pedido.acto or Acto.REENVIAR, form)


def _confirmar(pedido: Pedido, acto: Acto, form: FormularioVarias) -> Pagina:
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            listo = actos.hacer(
                acto,
                pedido.red,
                pedido.elegidas,
                form.vista.data or "",
                identidad().persona or 0,
                pedido.destino,
            )
        if hecho:
            flash("Aquí está lo que pasó con cada una.", "exito")
            return redirect(url_for("invitaciones.acto", acto_id=listo.id), 303)
        pedido = _pedido() or pedido
    form.vista.data = actos.huella(acto, pedido.elegidas)
    instante = ahora()
    pagina = render_template(
        "invitaciones/varias_confirmar.html",
        pedido=pedido,
        acto=acto,
        form=form,
        instante=instante,
        pueden=actos.las_que_pueden(acto, pedido.red, pedido.elegidas, pedido.destino),
        vencidas=sum(i.estado(instante) is EstadoInvitacion.VENCIDA for i in pedido.elegidas),
    )
    return pagina, 422 if form.hay_errores else 200


@bp.get("/actos/<int:acto_id>")
@requiere(Permiso.INVITAR)
def acto(acto_id: int) -> Pagina:
    """Qué pasó con cada una."""
    hecho = buscar(ActoDelLibro, acto_id)
    exigir(Permiso.INVITAR, hecho.red.alcance)
    return render_template(
        "invitaciones/acto.html",
        acto=hecho,
        red=hecho.red,
        filas=consultas.filas_de_acto(hecho),
        espera=actos.ESPERA,
    )


@bp.get("/actos")
@requiere(Permiso.INVITAR)
def actos_listar() -> Pagina:
    """Lo que se ha hecho de una vez en mis Redes."""
    hechos = consultas.actos_de(identidad().redes_con(Permiso.INVITAR))
    return render_template("invitaciones/actos.html", actos=hechos)
