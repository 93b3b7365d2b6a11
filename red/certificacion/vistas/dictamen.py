"""Los lotes de dictamen: armarlos, enviarlos, asentar lo que se resolvió y deshacerlo si estaba mal."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import transaccion
from red.certificacion import consultas, dictamen
from red.certificacion.formularios import FormularioMotivo, FormularioVacio
from red.certificacion.formularios_dictamen import (
    FormularioDia,
    FormularioLote,
    FormularioResolver,
    FormularioSumar,
)
from red.certificacion.modelos_dictamen import LoteDeDictamen, ResultadoDeDictamen
from red.certificacion.modelos_expediente import Expediente
from red.certificacion.vistas.lista import Pagina, bp, hacer_y_decir, la_red, pagina
from red.envios import recibe_hasta
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.reloj import hoy
from red.textos import contar

EXPEDIENTE = ("expediente", "expedientes")
VUELVE = ("expediente vuelve", "expedientes vuelven")


def _lote(id: int) -> LoteDeDictamen:
    hallado = dictamen.lote(id)
    exigir(Permiso.CERTIFICAR, hallado.alcance)
    return hallado


def _ajenos(red_id: int, estandar_id: int) -> list[Expediente]:
    """Los que puede sumar quien pide: el suyo lo suma otra persona."""
    return [e for e in dictamen.por_dictaminar(red_id, estandar_id) if e.persona_id != identidad().persona]


def _al_lote(id: int) -> Response:
    return redirect(url_for("certificacion.lote", lote_id=id), 303)


@bp.get("/lotes")
@requiere(Permiso.CERTIFICAR)
def lotes() -> str:
    """Los lotes de mis Redes y los verificados que todavía no están en ninguno."""
    redes = identidad().redes_con(Permiso.CERTIFICAR)
    return render_template(
        "certificacion/lotes.html", lotes=dictamen.lotes(redes), esperan=dictamen.esperan_lote(redes)
    )


@bp.route("/red/<clave>/lotes/nuevo/<codigo>", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def lote_nuevo(clave: str, codigo: str) -> Pagina:
    """Arma un lote con los verificados de un estándar."""
    red, estandar = la_red(clave), consultas.estandar_de_codigo(codigo)
    form = FormularioLote()
    esperan = _ajenos(red.id, estandar.id)
    form.expedientes.choices = [(e.id, e.persona.nombre_visible) for e in esperan]
    if not form.is_submitted():
        form.expedientes.data = [e.id for e in esperan]
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            nuevo = dictamen.armar(
                red.id,
                estandar.id,
                form.entidad.data or "",
                [id for id in form.expedientes.data or [] if id],
                identidad().persona,
            )
            id, cuantos = nuevo.id, len(dictamen.vivos(nuevo))
        if hecho:
            flash(f"Armamos el lote con {contar(cuantos, *EXPEDIENTE)}.", "exito")
            return _al_lote(id)
    return pagina("certificacion/lote_nuevo.html", form, red=red, estandar=estandar, esperan=esperan)


@bp.get("/lotes/<int:lote_id>")
@requiere(Permiso.CERTIFICAR)
def lote(lote_id: int) -> str:
    """Un lote: qué lleva, en qué va y qué se resolvió."""
    suyo = _lote(lote_id)
    form = FormularioSumar()
    abierto = suyo.enviado_el is None and suyo.cancelado_en is None
    caben = _ajenos(suyo.red_id, suyo.estandar_id) if abierto else []
    form.expedientes.choices = [(e.id, e.persona.nombre_visible) for e in caben]
    return render_template(
        "certificacion/lote.html",
        lote=suyo,
        vivos=dictamen.vivos(suyo),
        form=form,
        abierto=abierto,
        va_el_mio=any(uno.expediente.persona_id == identidad().persona for uno in dictamen.vivos(suyo)),
        hay_mas=bool(caben),
    )


@bp.post("/lotes/<int:lote_id>/sumar")
@requiere(Permiso.CERTIFICAR)
def lote_sumar(lote_id: int) -> Response:
    """Suma expedientes a un lote que no se ha enviado."""
    suyo, form = _lote(lote_id), FormularioSumar()
    caben = _ajenos(suyo.red_id, suyo.estandar_id)
    form.expedientes.choices = [(e.id, "") for e in caben]
    if not form.validate_on_submit():
        flash("Marca al menos un expediente de la lista.", "atencion")
        return _al_lote(lote_id)
    elegidos = [id for id in form.expedientes.data or [] if id]
    hacer_y_decir(
        lambda: dictamen.sumar(lote_id, elegidos, identidad().persona),
        lambda cuantos: f"Sumamos {contar(cuantos, *EXPEDIENTE)}.",
    )
    return _al_lote(lote_id)


@bp.post("/lotes/<int:lote_id>/sacar/<int:dictamen_id>")
@requiere(Permiso.CERTIFICAR)
def lote_sacar(lote_id: int, dictamen_id: int) -> Response:
    """Un expediente sale del lote y vuelve a esperar."""
    _lote(lote_id)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(lambda: dictamen.sacar(lote_id, dictamen_id), "Salió del lote y puede ir en otro.")
    return _al_lote(lote_id)


@bp.route("/lotes/<int:lote_id>/enviar", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def lote_enviar(lote_id: int) -> Pagina:
    """Asienta que el lote se mandó a quien dictamina."""
    suyo = _lote(lote_id)
    form = FormularioDia(dia=hoy(suyo.red.zona))
    form.huso = suyo.red.zona
    if form.validate_on_submit():
        assert form.dia.data is not None
        with transaccion(form) as hecho:
            cuantos = dictamen.enviar(lote_id, form.dia.data)
        if hecho:
            flash(f"El lote salió con {contar(cuantos, *EXPEDIENTE)}.", "exito")
            return _al_lote(lote_id)
    cuantos = len(dictamen.vivos(suyo))
    return pagina("certificacion/lote_enviar.html", form, lote=suyo, cuantos=cuantos)


@bp.post("/lotes/<int:lote_id>/no-enviado")
@requiere(Permiso.CERTIFICAR)
def lote_no_enviado(lote_id: int) -> Response:
    """Todavía no se había enviado."""
    _lote(lote_id)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(lambda: dictamen.deshacer_envio(lote_id), "El lote puede volver a cambiarse.")
    return _al_lote(lote_id)


@bp.route("/lotes/<int:lote_id>/resolver", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
@recibe_hasta(11)
def lote_resolver(lote_id: int) -> Pagina:
    """Asienta lo que se resolvió de cada expediente del lote, de una vez."""
    suyo = _lote(lote_id)
    if suyo.enviado_el is None or suyo.dictaminado_el is not None or suyo.cancelado_en is not None:
        flash("Este lote no espera dictamen.", "informacion")
        return _al_lote(lote_id)
    form = FormularioResolver(dia=hoy(suyo.red.zona))
    form.huso = suyo.red.zona
    vivos = dictamen.vivos(suyo)
    dichos = {uno.id: _dicho(uno.id) for uno in vivos}
    if form.validate_on_submit():
        assert form.dia.data is not None
        with transaccion(form) as hecho:
            si, no = dictamen.resolver(
                lote_id,
                form.dia.data,
                dichos,
                referencia=form.referencia.data or "",
                acta=(form.acta.nombre, form.acta.contenido()) if form.acta.elegido else None,
                quien_id=identidad().persona,
            )
        if hecho:
            flash(
                f"Asentamos el dictamen: {contar(si, 'procedente', 'procedentes')} y "
                f"{contar(no, 'no procedente', 'no procedentes')}.",
                "exito",
            )
            return _al_lote(lote_id)
        suyo = _lote(lote_id)
        vivos = dictamen.vivos(suyo)
    return pagina("certificacion/lote_resolver.html", form, lote=suyo, vivos=vivos, dichos=dichos)


def _dicho(id: int) -> dictamen.Renglon:
    """Lo que se escribió de ese expediente; sin decir nada, procede."""
    no = request.form.get(f"resultado-{id}") == ResultadoDeDictamen.NO_PROCEDENTE
    resultado = ResultadoDeDictamen.NO_PROCEDENTE if no else ResultadoDeDictamen.PROCEDENTE
    return dictamen.Renglon(resultado, " ".join(request.form.get(f"motivo-{id}", "").split())[:1000])


@bp.post("/lotes/<int:lote_id>/deshacer")
@requiere(Permiso.CERTIFICAR)
def lote_deshacer(lote_id: int) -> Response:
    """Lo asentado estaba mal: el lote vuelve a esperar dictamen."""
    _lote(lote_id)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(
            lambda: dictamen.deshacer(lote_id, identidad().persona),
            lambda cuantos: (
                f"Deshicimos el dictamen: {contar(cuantos, *VUELVE)} a esperarlo."
                if cuantos
                else "Este lote no tiene dictamen: no había nada que deshacer."
            ),
        )
    return _al_lote(lote_id)


@bp.route("/lotes/<int:lote_id>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def lote_cancelar(lote_id: int) -> Pagina:
    """El lote no se dictamina; lo que lleva vuelve a esperar."""
    suyo, form = _lote(lote_id), FormularioMotivo()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            cuantos = dictamen.cancelar(lote_id, form.motivo.data or "")
        if hecho:
            flash(f"Cancelamos el lote: {contar(cuantos, *VUELVE)} a esperar.", "exito")
            return _al_lote(lote_id)
    cuantos = len(dictamen.vivos(suyo))
    return pagina("certificacion/lote_cancelar.html", form, lote=suyo, cuantos=cuantos)


@duena_de_archivos
def _acta_de_un_lote(archivo_id: int, quien: Identidad) -> bool:
    """El acta la leen quienes llevan la certificación de la Red."""
    return any(quien.puede(Permiso.CERTIFICAR, lote.alcance) for lote in dictamen.con_acta(archivo_id))
