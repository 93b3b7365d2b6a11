"""Lo que le pasa a una institución: elegir qué fue, revisar qué pasará, confirmarlo y, si hace falta, deshacerlo."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.base import buscar, transaccion
from red.continuidad import consultas, operaciones, redaccion, traspaso
from red.continuidad.consultas import LoSuyo
from red.continuidad.formularios import (
    FormularioCierre,
    FormularioDeCambio,
    FormularioDivision,
    FormularioFusion,
    FormularioRenombrar,
    FormularioReparto,
)
from red.continuidad.modelos import Reorganizacion
from red.continuidad.vistas.pedido import (
    Pagina,
    bp,
    codigo,
    institucion_mia,
    responde_por_el_cambio,
    responde_por_todas,
)
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones import consultas as instituciones
from red.instituciones.modelos import Institucion
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.reloj import hoy
from red.textos import contar


@bp.get("/instituciones/<int:id>")
@requiere(Permiso.EDITAR_RED)
def elegir(id: int) -> Pagina:
    """Qué le pasó a la institución."""
    institucion = institucion_mia(id)
    return render_template(
        "continuidad/elegir.html", institucion=institucion, hechas=consultas.reorganizaciones_de(id)
    )


@bp.route("/instituciones/<int:id>/renombrar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def renombrar(id: int) -> Pagina:
    """Cambió de nombre: la ficha sigue siendo la misma."""
    institucion = institucion_mia(id)
    form = FormularioRenombrar(siglas=institucion.siglas)
    if form.validate_on_submit():
        nombre, siglas = " ".join((form.nombre.data or "").split()), (form.siglas.data or "").strip() or None
        with transaccion(form) as hecha:
            operaciones.renombrar(institucion, nombre, siglas, form.el.data, form.razon, identidad().persona)
        if hecha:
            flash(f"Desde ahora se llama {nombre}. Se la sigue encontrando por el nombre que tenía.", "exito")
            return redirect(url_for("instituciones.ver", id=id), 303)
    return render_template("continuidad/renombrar.html", form=form, institucion=institucion), codigo(form)


@bp.route("/instituciones/<int:id>/fusionar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def fusionar(id: int) -> Pagina:
    """Se fusionó o pasó a ser parte de otra."""
    institucion = institucion_mia(id)
    form = FormularioFusion()
    otras = [(otra.id, otra.nombre) for otra in _elegibles(institucion)]
    form.sucesora_id.choices = [("", "Elige una"), *otras]
    form.otras.choices = otras
    if form.validate_on_submit():
        todas = [institucion_mia(otra) for otra in form.otras.data or []]
        sigue = institucion_mia(form.sucesora_id.data or 0)

        def partes(suyos: Sequence[LoSuyo], dia: date) -> Any:
            return redaccion.de_fusion(suyos, sigue, dia, lambda u: traspaso.se_cierra(u, sigue, dia))

        def hacer(revisado: str) -> Reorganizacion:
            return operaciones.fusionar(
                [institucion, *todas], sigue, form.dia, form.razon, identidad().persona, revisado
            )

        titulo = f"{institucion.nombre_corto} pasa a {sigue.nombre_corto}"
        return _revisar_y_hacer(form, [institucion, *todas, sigue], 1, form.dia, titulo, partes, hacer)
    return render_template("continuidad/fusionar.html", form=form, institucion=institucion), codigo(form)


@bp.route("/instituciones/<int:id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def cerrar(id: int) -> Pagina:
    """Dejó de existir y ninguna la sigue."""
    institucion = institucion_mia(id)
    form = FormularioCierre()
    if form.validate_on_submit():
        ultimo: FechaParcial = form.el.data

        def partes(suyos: Sequence[LoSuyo], _dia: date) -> Any:
            return redaccion.de_cierre(suyos[0], ultimo.ultimo)

        def hacer(revisado: str) -> Reorganizacion:
            return operaciones.cerrar(institucion, ultimo, form.razon, identidad().persona, revisado)

        titulo, dia = f"{institucion.nombre_corto} dejó de existir", ultimo.ultimo + timedelta(days=1)
        return _revisar_y_hacer(form, [institucion], 0, dia, titulo, partes, hacer)
    return render_template("continuidad/cerrar.html", form=form, institucion=institucion), codigo(form)


@bp.route("/instituciones/<int:id>/dividir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def dividir(id: int) -> Pagina:
    """Se dividió: cada persona y cada unidad va a donde se diga, o espera."""
    institucion = institucion_mia(id)
    form = FormularioDivision()
    form.sucesoras.choices = [(otra.id, otra.nombre) for otra in _elegibles(institucion)]
    if form.validate_on_submit():
        siguen = [institucion_mia(otra) for otra in form.sucesoras.data or []]
        suyo = consultas.lo_suyo(institucion, form.dia, identidad().redes_con(Permiso.VER_REGISTRO))
        if request.form.get("accion") == "confirmar":
            reparto = _reparto(suyo, siguen)
            with transaccion(form) as hecha:
                for una in (institucion, *siguen):
                    responde_por_todas(una)
                operaciones.dividir(institucion, siguen, form.dia, reparto, form.razon,
                                    identidad().persona, form.revisado.data)  # fmt: skip
            if hecha:
                flash(
                    f"{institucion.nombre} se dividió. Lo que no repartiste te espera en su ficha.", "exito"
                )
                return redirect(url_for("instituciones.ver", id=id), 303)
        form.revisado.data = operaciones.huella_de([suyo])
        return render_template(
            "continuidad/repartir.html",
            form=form,
            institucion=institucion,
            suyo=suyo,
            siguen=siguen,
            division=True,
        ), codigo(form)
    return render_template("continuidad/dividir.html", form=form, institucion=institucion), codigo(form)


@bp.route("/instituciones/<int:id>/repartir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def repartir(id: int) -> Pagina:
    """Lo que una división dejó para después."""
    institucion = institucion_mia(id)
    hecha = consultas.division_abierta(id)
    form = FormularioReparto()
    if hecha is None:
        return render_template("continuidad/repartir.html", form=form, institucion=institucion, suyo=None)
    suyo = consultas.lo_suyo(institucion, hecha.el, identidad().redes_con(Permiso.VER_REGISTRO))
    siguen = [sucesion.sucesora for sucesion in hecha.sucesiones]
    if form.validate_on_submit():
        reparto = _reparto(suyo, siguen)
        with transaccion(form) as guardado:
            responde_por_el_cambio(hecha)
            operaciones.repartir_pendientes(hecha, reparto)
        if guardado:
            flash("Guardamos a dónde va cada quien.", "exito")
            return redirect(url_for("instituciones.ver", id=id), 303)
        suyo = consultas.lo_suyo(institucion, hecha.el, identidad().redes_con(Permiso.VER_REGISTRO))
    return render_template(
        "continuidad/repartir.html", form=form, institucion=institucion, suyo=suyo, division=False, siguen=siguen
    ), codigo(form)  # fmt: skip


@bp.route("/<int:id>/deshacer", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def deshacer(id: int) -> Pagina:
    """Deja todo como estaba antes del cambio, si nadie construyó encima."""
    hecha = buscar(Reorganizacion, id)
    institucion = institucion_mia(hecha.institucion_id)
    form = FormularioReparto()
    if form.validate_on_submit():
        with transaccion(form) as deshecha:
            responde_por_el_cambio(hecha)
            operaciones.deshacer_cambio(hecha)
        if deshecha:
            flash("Todo quedó como estaba antes de ese cambio.", "exito")
            return redirect(url_for("instituciones.ver", id=institucion.id), 303)
    return render_template(
        "continuidad/deshacer.html", form=form, hecha=hecha, institucion=institucion
    ), codigo(form)


def _elegibles(institucion: Institucion) -> list[Institucion]:
    """Las demás instituciones vigentes que quien pide puede editar."""
    dia = hoy()
    llaves = redes.llaves_de_instituciones(identidad().redes_con(Permiso.EDITAR_RED), dia)
    return [otra for otra in instituciones.para_elegir(dia, llaves) if otra.id != institucion.id]


def _reparto(suyo: LoSuyo, siguen: Sequence[Institucion]) -> dict[str, int]:
    """Lo que la página dice de a dónde va cada cosa, entre lo que se mostró; lo demás queda para después."""
    mostradas = [("adscripcion", una.id) for una in suyo.nombrables]
    mostradas += [("unidad", unidad.id) for unidad in suyo.unidades]
    destinos = {str(una.id): una.id for una in siguen}
    return {
        f"{que}:{id_}": destinos[elegida]
        for que, id_ in mostradas
        if (elegida := request.form.get(f"{que}-{id_}", "")) in destinos
    }


def _revisar_y_hacer(
    form: FormularioDeCambio,
    todas: list[Institucion],
    siguen: int,
    dia: date,
    titulo: str,
    partes: Callable[[Sequence[LoSuyo], date], Any],
    hacer: Callable[[str], Reorganizacion],
) -> Pagina:
    """Muestra qué pasará y, con eso confirmado, lo hace; `siguen` dice cuántas de las últimas no terminan."""
    terminan = sorted(todas[: len(todas) - siguen], key=lambda una: una.id)
    nombrables = identidad().redes_con(Permiso.VER_REGISTRO)
    suyos = [consultas.lo_suyo(una, dia, nombrables) for una in terminan]
    if request.form.get("accion") == "confirmar":
        with transaccion(form) as hecha:
            for una in todas:
                responde_por_todas(una)
            hacer(form.revisado.data or "")
        if hecha:
            cuantas = sum(len(suyo.adscripciones) for suyo in suyos)
            flash(
                f"Listo: {contar(cuantas, 'persona cambió', 'personas cambiaron')} con ella. Si te equivocaste, deshazlo en «Lo que le pasó».",
                "exito",
            )
            return redirect(url_for("instituciones.ver", id=todas[0].id), 303)
        suyos = [consultas.lo_suyo(una, dia, nombrables) for una in terminan]
    le_toca = _le_toca(form, todas)
    form.revisado.data = operaciones.huella_de(suyos)
    return render_template(
        "continuidad/revisar.html",
        form=form,
        institucion=todas[0],
        titulo=titulo,
        le_toca=le_toca,
        partes=partes(suyos, dia) if le_toca else [],
    ), codigo(form)


def _le_toca(form: FormularioDeCambio, todas: list[Institucion]) -> bool:
    """Si el cambio es de quien lo pide; si no, lo dice en el formulario y lo de otra Red no se muestra."""
    try:
        for una in todas:
            responde_por_todas(una)
    except ErrorDeDominio as error:
        if error.mensaje not in form.form_errors:
            form.agregar_error(error)
        return False
    return True
