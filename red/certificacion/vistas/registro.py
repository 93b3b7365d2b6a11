"""Quién puede evaluar, qué certificados constan y a qué titulares se les acaba el plazo."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.archivos.formularios import CampoArchivo
from red.base import buscar, transaccion
from red.certificacion import consultas, operaciones
from red.certificacion.formularios import (
    FormularioAcreditacion,
    FormularioCertificadoAjeno,
    FormularioMotivo,
    FormularioPlazo,
    FormularioVacio,
)
from red.certificacion.modelos_estandar import AcreditacionDeEvaluadora, PlazoDeCertificacion
from red.certificacion.vistas.lista import (
    Pagina,
    bp,
    la_red,
    mis_redes,
    ofrecer_estandares,
    ofrecer_personas,
    pagina,
)
from red.envios import recibe_hasta
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.modelos import Red
from red.reloj import hoy


def _de_mis_redes() -> tuple[list[Red], frozenset[int]]:
    """Mis Redes, o la que diga la dirección."""
    mias = mis_redes()
    pedida = [red for red in mias if red.clave == request.args.get("red")]
    return mias, frozenset(red.id for red in (pedida or mias))


@bp.get("/evaluadoras")
@requiere(Permiso.CERTIFICAR)
def evaluadoras() -> str:
    """Quién puede evaluar qué y hasta cuándo."""
    redes, ids = _de_mis_redes()
    filas = [
        (a, (a.hasta - dia).days if a.hasta else 0, faltas)
        for a, dia, faltas in consultas.con_lo_que_les_falta(ids)
    ]
    return render_template(
        "certificacion/evaluadoras.html",
        filas=filas,
        redes=redes,
        aviso=consultas.AVISO_DE_ACREDITACION,
        ajenos=consultas.certificados_en(ids),
    )


@bp.route("/red/<clave>/acreditar", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
@recibe_hasta(11)
def acreditar(clave: str) -> Pagina:
    """Registra la acreditación de una evaluadora."""
    red = la_red(clave)
    form = FormularioAcreditacion(desde=hoy(red.zona))
    form.huso = red.zona
    ofrecer_estandares(form)
    ofrecer_personas(form, red)
    if request.form.get("accion") != "buscar" and form.validate_on_submit():
        assert form.desde.data is not None
        with transaccion(form) as hecho:
            fila = operaciones.acreditar(
                red.id,
                form.persona_id.data or 0,
                form.estandar_id.data or 0,
                cedula=form.cedula.data or "",
                acredita=form.acredita.data or "",
                desde=form.desde.data,
                hasta=form.hasta.data,
                archivo=_subido(form.archivo),
                quien_id=identidad().persona,
            )
            dicho = f"Registramos la acreditación de {fila.persona.nombre_visible}."
        if hecho:
            flash(dicho, "exito")
            return redirect(url_for("certificacion.evaluadoras", red=clave), 303)
    return pagina("certificacion/acreditar.html", form, red=red)


def _subido(campo: Any) -> tuple[str, bytes] | None:
    assert isinstance(campo, CampoArchivo)
    return (campo.nombre, campo.contenido()) if campo.elegido else None


@bp.route("/acreditaciones/<int:acreditacion_id>/retirar", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def retirar_acreditacion(acreditacion_id: int) -> Pagina:
    """La acreditación deja de valer."""
    fila, form = buscar(AcreditacionDeEvaluadora, acreditacion_id), FormularioMotivo()
    exigir(Permiso.CERTIFICAR, fila.alcance)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.retirar_acreditacion(acreditacion_id, form.motivo.data or "", identidad().persona)
        if hecho:
            flash("Retiramos la acreditación. Lo que evaluó antes no cambia.", "exito")
            return redirect(url_for("certificacion.evaluadoras"), 303)
    return pagina("certificacion/retirar_acreditacion.html", form, fila=fila)


@bp.route("/red/<clave>/certificado", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
@recibe_hasta(11)
def certificado_ajeno(clave: str) -> Pagina:
    """Hace constar un certificado que alguien obtuvo en otra parte."""
    red, form = la_red(clave), FormularioCertificadoAjeno()
    form.huso = red.zona
    ofrecer_estandares(form)
    ofrecer_personas(form, red)
    if request.form.get("accion") != "buscar" and form.validate_on_submit():
        assert form.emitido_el.data is not None
        with transaccion(form) as hecho:
            fila = operaciones.registrar_certificado_ajeno(
                red.id,
                form.persona_id.data or 0,
                form.estandar_id.data or 0,
                folio=form.folio.data or "",
                emitido_el=form.emitido_el.data,
                vence_el=form.vence_el.data,
                archivo=_subido(form.archivo),
                quien_id=identidad().persona,
            )
            dicho = f"Consta el certificado de {fila.persona.nombre_visible}, folio {fila.folio}."
        if hecho:
            flash(dicho, "exito")
            return redirect(url_for("certificacion.evaluadoras", red=clave), 303)
    return pagina("certificacion/certificado_ajeno.html", form, red=red)


@bp.get("/plazos")
@requiere(Permiso.CERTIFICAR)
def plazos() -> str:
    """Las titulares que han de certificarse y cuánto les queda."""
    redes, ids = _de_mis_redes()
    filas = [
        (plazo, consultas.por_certificarse(plazo, hoy(plazo.red.zona)))
        for plazo in consultas.plazos_de(ids)
        if plazo.activo
    ]
    return render_template(
        "certificacion/plazos.html", filas=filas, redes=redes, aviso=consultas.AVISO_DE_PLAZO
    )


@bp.route("/red/<clave>/plazo", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def plazo_nuevo(clave: str) -> Pagina:
    """Dice en cuánto tiempo ha de certificarse quien es titular."""
    red, form = la_red(clave), FormularioPlazo(meses=12)
    ofrecer_estandares(form)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.poner_plazo(
                red.id, form.estandar_id.data or 0, form.meses.data or 12, form.fundamento.data or ""
            )
        if hecho:
            flash("Guardamos el plazo. Avisaremos tres meses antes de que venza el de cada titular.", "exito")
            return redirect(url_for("certificacion.plazos", red=clave), 303)
    return pagina("certificacion/plazo.html", form, red=red)


@bp.post("/plazos/<int:plazo_id>/quitar")
@requiere(Permiso.CERTIFICAR)
def plazo_quitar(plazo_id: int) -> Response:
    """La Red deja de avisar de ese plazo."""
    fila = buscar(PlazoDeCertificacion, plazo_id)
    exigir(Permiso.CERTIFICAR, fila.red.alcance)
    if FormularioVacio().validate_on_submit():
        with transaccion() as hecho:
            operaciones.quitar_plazo(plazo_id)
        if hecho:
            flash("Dejamos de avisar de ese plazo.", "exito")
    return redirect(url_for("certificacion.plazos", red=fila.red.clave), 303)
