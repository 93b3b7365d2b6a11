"""Los envíos a muchas personas: cuántas, a cuenta de quién, y aprobarlos o detenerlos."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for

from red.avisos import consultas, lotes
from red.avisos.formularios import FormularioDetener
from red.avisos.modelos import EstadoLote, Lote
from red.avisos.vistas.pedido import Pagina, bp, codigo, yo
from red.base import buscar, transaccion
from red.directorio.correos import nombres_de
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar, numero


@bp.get("/envios")
@requiere(Permiso.INVITAR)
def envios() -> Pagina:
    """Los envíos de sus Redes, del más nuevo al más viejo."""
    estado = next((e for e in EstadoLote if e.value == request.args.get("estado")), None)
    consulta = consultas.lotes_de(identidad().redes_con(Permiso.INVITAR), estado)
    pagina = paginar(consulta, request.args.get("pagina", 1, type=int))
    return render_template(
        "avisos/envios.html",
        pagina=pagina,
        estados=EstadoLote,
        quienes=_quienes(pagina.filas),
        tope=lotes.tope_de(yo()),
        gastadas=consultas.gastadas_de(yo(), hoy()),
        esperan=lotes.esperan_hoy(yo()),
        sin_mirada=lotes.SIN_SEGUNDA_MIRADA,
    )


@bp.get("/envios/<int:lote_id>")
@requiere(Permiso.INVITAR)
def envio(lote_id: int) -> Pagina:
    """Un envío: cuántas personas, quién lo paga de su cuota y cómo va."""
    lote = _lote(lote_id)
    return render_template(
        "avisos/envio.html",
        lote=lote,
        estados=EstadoLote,
        red=buscar(Red, lote.red_id) if lote.red_id else None,
        quienes=_quienes([lote]),
        avance=lotes.avance(lote.id),
        tope=lotes.tope_de(lote.por_id) if lote.por_id else None,
        es_mio=lote.por_id == yo(),
    )


@bp.post("/envios/<int:lote_id>/aprobar")
@requiere(Permiso.INVITAR)
def envio_aprobar(lote_id: int) -> Pagina:
    """Otra persona lo miró y puede salir."""
    lote = _lote(lote_id)
    try:
        with transaccion():
            cuantos = lotes.aprobar(lote.id, yo())
        flash(f"{contar(cuantos, 'correo sale', 'correos salen')} en los próximos minutos.", "exito")
    except (lotes.AprobarLoPropio, lotes.YaResuelto) as error:
        flash(error.mensaje, "error")
    return redirect(url_for("avisos.envio", lote_id=lote_id), 303)


@bp.route("/envios/<int:lote_id>/detener", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def envio_detener(lote_id: int) -> Pagina:
    """Confirmar que lo que falta por salir no saldrá, y por qué."""
    lote = _lote(lote_id)
    form = FormularioDetener()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            cuantos = lotes.detener(lote.id, yo(), form.motivo.data or "")
        if hecho:
            flash(
                f"Detuvimos el envío: {contar(cuantos, 'correo no saldrá', 'correos no saldrán')}.", "exito"
            )
            return redirect(url_for("avisos.envio", lote_id=lote_id), 303)
    faltan = lotes.por_salir(lote.id)
    return render_template("avisos/envio_detener.html", lote=lote, form=form, faltan=faltan), (
        codigo(form) if request.method == "POST" else 200
    )


def _lote(id: int) -> Lote:
    lote = buscar(Lote, id)
    exigir(Permiso.INVITAR, lote.alcance)
    return lote


def _quienes(grupo: Sequence[Lote]) -> dict[int, str]:
    """Cómo se llama cada persona que aparece en esos envíos."""
    return nombres_de({i for lote in grupo for i in (lote.por_id, lote.resuelto_por_id) if i is not None})


@pendientes_de_red
def _envios_por_aprobar(red: Red, quien: Identidad) -> list[Pendiente]:
    if not quien.puede(Permiso.INVITAR, red.alcance):
        return []
    return [
        Pendiente(
            f"Un envío a {numero(lote.cuantos)} personas espera que alguien más lo mire",
            url_for("avisos.envio", lote_id=lote.id),
            lote.que,
            tono="atencion",
        )
        for lote in consultas.lotes_por_aprobar(frozenset({red.id}))
        if lote.por_id != quien.persona
    ]
