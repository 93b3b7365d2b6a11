"""Quienes sostienen una alianza: sumarlas, corregir cómo constan y decir hasta cuándo participaron."""

from flask import flash, redirect, url_for

from red.alianzas import consultas, operaciones
from red.alianzas.formularios import (
    FormularioAliada,
    FormularioParticipacion,
    FormularioSumar,
    FormularioSumarPersona,
    FormularioTermino,
)
from red.alianzas.modelos import Alianza, ParticipacionEnAlianza
from red.alianzas.vistas.pedido import (
    HALLADAS,
    Pagina,
    bp,
    cargar,
    esta_buscando,
    mias_en,
    pagina,
    puede_con_ella,
    puede_llevarla,
)
from red.base import buscar, con_candado, transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada, miradas
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import hoy
from red.textos import contar


@bp.route("/<int:id>/sumar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def sumar(id: int) -> Pagina:
    """Suma instituciones; quien es enlace suma la suya."""
    alianza = cargar(id, Permiso.VER_RED)
    lleva = puede_llevarla(alianza)
    mias = mias_en(alianza.red)
    if not lleva and not mias:
        raise NoEncontrado
    form = FormularioSumar(
        desde=alianza.desde_dicho if lleva else hoy(alianza.red.zona),
        instituciones=mias if not lleva and len(mias) == 1 else [],
    )
    form.huso = alianza.red.zona
    _ofrecer_instituciones(form, alianza, mias, lleva=lleva)
    if not esta_buscando() and form.validate_on_submit():
        elegidas = [id_ for id_ in form.instituciones.data or [] if id_]
        with transaccion(form) as hecho:
            operaciones.sumar_instituciones(alianza, elegidas, form.papel.data, form.desde.data)
        if hecho:
            dicho = contar(len(elegidas), "institución", "instituciones")
            flash(f"{'Sumamos' if lleva else 'Sumaste'} {dicho} a la alianza.", "exito")
            return redirect(url_for("alianzas.ver", id=id), 303)
    return pagina("alianzas/sumar.html", form, alianza=alianza, lleva=lleva)


@bp.route("/<int:id>/sumar-persona", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def sumar_persona(id: int) -> Pagina:
    """Suma a una integrante que participa a título personal y aceptó aparecer."""
    alianza = cargar(id, Permiso.EDITAR_RED)
    form = FormularioSumarPersona(desde=alianza.desde_dicho)
    form.huso = alianza.red.zona
    _ofrecer_personas(form, alianza)
    if not esta_buscando() and form.validate_on_submit():
        with transaccion(form) as hecho:
            suya = operaciones.sumar_persona(
                alianza, form.persona.data or 0, form.papel.data, form.desde.data
            )
            nombre = suya.persona.nombre_visible if suya.persona else ""
        if hecho:
            flash(f"{nombre} consta desde ahora en la alianza.", "exito")
            return redirect(url_for("alianzas.ver", id=id), 303)
    return pagina("alianzas/sumar_persona.html", form, alianza=alianza)


@bp.route("/<int:id>/sumar-aliada", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def sumar_aliada(id: int) -> Pagina:
    """Registra una organización que no estaba y la suma, sin hacerla parte de la Red."""
    alianza = cargar(id, Permiso.EDITAR_RED)
    form = FormularioAliada(desde=alianza.desde_dicho)
    form.huso = alianza.red.zona
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.sumar_aliada(
                alianza, form.institucion(alianza.red.territorio_id), form.papel.data, form.desde.data
            )
        if hecho:
            flash(f"Registramos {form.nombre.data} y la sumamos a la alianza.", "exito")
            return redirect(url_for("alianzas.ver", id=id), 303)
    return pagina("alianzas/sumar_aliada.html", form, alianza=alianza)


@bp.route("/participaciones/<int:participacion_id>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def corregir_participacion(participacion_id: int) -> Pagina:
    """Corrige qué hace alguien en la alianza o desde cuándo."""
    suya = buscar(ParticipacionEnAlianza, participacion_id)
    alianza = cargar(suya.alianza_id, Permiso.EDITAR_RED)
    form = FormularioParticipacion(papel=suya.papel.value, desde=suya.desde_dicho)
    form.huso = alianza.red.zona
    form.cuidar(
        suya,
        lambda: {"papel": suya.papel, "desde": suya.desde_dicho},
        lambda: (con_candado(Alianza, alianza.id), con_candado(ParticipacionEnAlianza, suya.id)),
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones.corregir_participacion(suya, form.papel.data, form.desde.data)
        if hecho:
            flash("Guardamos cómo participa.", "exito")
            return redirect(url_for("alianzas.ver", id=alianza.id), 303)
    return pagina("alianzas/participacion.html", form, alianza=alianza, nombre=_nombre(suya))


@bp.route("/participaciones/<int:participacion_id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.VER_RED)
def terminar_participacion(participacion_id: int) -> Pagina:
    """Dice hasta cuándo participó alguien; queda en la historia de la alianza."""
    suya = buscar(ParticipacionEnAlianza, participacion_id)
    alianza = cargar(suya.alianza_id, Permiso.VER_RED)
    if not puede_con_ella(alianza, suya.institucion_id, suya.persona_id):
        raise NoEncontrado
    form = FormularioTermino(hasta=hoy(alianza.red.zona))
    form.huso = alianza.red.zona
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.terminar_participacion(suya, form.hasta.data)
        if hecho:
            flash("Anotamos hasta cuándo participó. Queda en la historia.", "exito")
            return redirect(url_for("alianzas.ver", id=alianza.id), 303)
    soy_yo = suya.persona_id is not None and suya.persona_id == identidad().persona
    return pagina("alianzas/terminar.html", form, alianza=alianza, nombre=_nombre(suya), soy_yo=soy_yo)


def _nombre(suya: ParticipacionEnAlianza) -> str:
    """De quién se habla, sólo si quien pide puede verla."""
    if suya.institucion is not None:
        return suya.institucion.nombre
    alianza, dia = suya.alianza, hoy(suya.alianza.red.zona)
    vistas = consultas.a_quienes_se_ve(
        [suya.persona_id or 0], miradas(identidad(), dia), alianza.red_id, identidad().persona
    )
    if suya.persona_id not in vistas:
        raise NoEncontrado
    return vistas[suya.persona_id].nombre


def _ofrecer_instituciones(form: FormularioSumar, alianza: Alianza, mias: list[int], *, lleva: bool) -> None:
    """Las que coinciden con lo buscado y las ya marcadas; a quien es enlace, sólo las suyas. Las que ya están, no."""
    red, dia = alianza.red, hoy(alianza.red.zona)
    if lleva:
        halladas = consultas.elegibles(red, dia, (form.buscada.data or "").strip(), HALLADAS)
        marcadas = [id_ for id_ in form.instituciones.data or [] if id_ and id_ not in dict(halladas)]
        halladas += consultas.las_elegibles(red, dia, marcadas[:HALLADAS])
    else:
        del form.buscada
        halladas = consultas.las_elegibles(red, dia, mias)
    ya = {
        suya.institucion_id
        for suya in consultas.participaciones_de(alianza.id)
        if suya.hasta is None and suya.institucion_id not in (form.instituciones.data or [])
    }
    form.instituciones.choices = [(id_, nombre) for id_, nombre in halladas if id_ not in ya]


def _ofrecer_personas(form: FormularioSumarPersona, alianza: Alianza) -> None:
    """Las integrantes que aceptaron aparecer y coinciden con lo buscado."""
    mirada = Mirada(frozenset({alianza.red_id}), False, hoy(alianza.red.zona))
    escrito = (form.buscada.data or "").strip()
    halladas = directorio.visibles_y_llaves(mirada, escrito, HALLADAS)
    form.persona.choices = [("", "Elige a la persona"), *halladas]
    elegida = form.persona.data
    if elegida and elegida not in dict(halladas):
        visible = directorio.visibles_entre([elegida], mirada).get(elegida)
        form.persona.choices += [(elegida, visible.nombre)] if visible else []
