"""Lo que se pregunta en una edición: qué cuestionarios, en qué plazo, quién falta y a quién se recuerda."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.errores import NoEncontrado
from red.evaluaciones import consultas, operaciones, redaccion
from red.evaluaciones.formularios import FormularioPoner
from red.evaluaciones.modelos import Aplicacion, Uso
from red.evaluaciones.reserva import MINIMO
from red.evaluaciones.vistas import Pagina, bp, edicion_que_mira
from red.formacion.consultas import edicion as edicion_de_llave
from red.formacion.modelos import Edicion
from red.formularios import Formulario
from red.permisos import Permiso
from red.portero import exigir, requiere
from red.reloj import ahora
from red.textos import contar


@bp.get("/ediciones/<int:id>")
@requiere(Permiso.USAR)
def edicion(id: int) -> Pagina:
    """Qué se pregunta en la edición, cuántas han respondido y qué sigue."""
    suya, mirada = edicion_que_mira(id)
    puestas = consultas.aplicaciones_de(suya.id)
    momento = ahora()
    return render_template(
        "evaluaciones/edicion.html",
        edicion=suya,
        mirada=mirada,
        usos=list(Uso),
        puestas=puestas,
        avances={uso: consultas.avance(puesta) for uso, puesta in puestas.items()},
        no_se_recuerda={uso: operaciones.por_que_no_se_recuerda(p, momento) for uso, p in puestas.items()},
        momento=momento,
        minimo=MINIMO,
        form=Formulario(),
    )


def _propia(id: int) -> Edicion:
    suya = edicion_de_llave(id)
    exigir(Permiso.GESTIONAR_FORMACION, suya.alcance)
    return suya


def _uso(escrito: str) -> Uso:
    hallado = next((uso for uso in Uso if uso.value == escrito), None)
    if hallado is None:
        raise NoEncontrado
    return hallado


@bp.route("/ediciones/<int:id>/poner/<uso>", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def poner(id: int, uso: str) -> Pagina:
    """Pone un cuestionario en la edición, o cambia su plazo."""
    suya, cual = _propia(id), _uso(uso)
    puesta = consultas.aplicaciones_de(suya.id).get(cual)
    ofrecidas = consultas.publicadas_para(suya, cual)
    form = FormularioPoner(data=_de_entrada(suya, cual, puesta, ofrecidas))
    form.version.choices = _opciones(ofrecidas, puesta)
    if not cual.se_califica:
        del form.muestra_aciertos
    if puesta is not None and puesta.version_id is not None:
        form.cuidar(puesta, lambda: _como_esta(puesta))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            muestra = bool(form.muestra_aciertos.data) if cual.se_califica else False
            abre, cierra = form.plazo(suya.curso.red.zona)
            version = consultas.version(form.version.data)
            operaciones.poner(suya.id, version, abre, cierra, muestra_aciertos=muestra)
        if hecho:
            flash(f"Listo: la {cual.etiqueta.lower()} está en la edición.", "exito")
            return redirect(url_for("evaluaciones.edicion", id=suya.id), 303)
    pagina = render_template(
        "evaluaciones/poner.html",
        form=form,
        edicion=suya,
        uso=cual,
        puesta=puesta,
        hay=bool(form.version.choices),
    )
    return pagina, 422 if form.hay_errores else 200


def _opciones(ofrecidas: list[Any], puesta: Aplicacion | None) -> list[tuple[int, str]]:
    versiones = list(ofrecidas)
    if puesta is not None and puesta.version is not None and puesta.version not in versiones:
        versiones.insert(0, puesta.version)
    return [(una.id, f"{una.cuestionario.nombre}, versión {una.numero}") for una in versiones]


def _como_esta(puesta: Aplicacion) -> dict[str, Any]:
    return {
        "version": puesta.version_id,
        "desde": puesta.primer_dia,
        "hasta": puesta.ultimo_dia,
        "muestra_aciertos": puesta.muestra_aciertos,
    }


def _de_entrada(suya: Edicion, uso: Uso, puesta: Aplicacion | None, ofrecidas: list[Any]) -> dict[str, Any]:
    """Lo que ya tiene; si no tiene, el cuestionario de la última edición y el plazo de costumbre."""
    if puesta is not None and puesta.version_id is not None:
        return _como_esta(puesta)
    anterior = consultas.ultima_del_curso(suya.curso_id, uso, suya.id)
    ids = [una.id for una in ofrecidas]
    if anterior is not None and anterior.version is not None:
        de_esa = [u.id for u in ofrecidas if u.cuestionario_id == anterior.version.cuestionario_id]
        ids = de_esa or ids
    antes = uso is Uso.INICIAL
    return {
        "version": ids[0] if ids else None,
        "desde": suya.inscripcion_desde if antes else suya.termina_el,
        "hasta": suya.inicia_el if antes else suya.termina_el + timedelta(days=7),
        "muestra_aciertos": anterior.muestra_aciertos if anterior is not None else False,
    }


@bp.post("/ediciones/<int:id>/encuesta")
@requiere(Permiso.GESTIONAR_FORMACION)
def encuesta_de_siempre(id: int) -> Pagina:
    """Prepara la encuesta de satisfacción de la Red, con las ocho preguntas de siempre, y pide su plazo."""
    suya = _propia(id)
    with transaccion():
        redaccion.encuesta_de_siempre(suya.curso.red_id)
    return redirect(url_for("evaluaciones.poner", id=suya.id, uso=Uso.SATISFACCION.value), 303)


def _aplicacion_propia(id: int) -> Aplicacion:
    puesta = consultas.aplicacion(id)
    exigir(Permiso.GESTIONAR_FORMACION, puesta.edicion.alcance)
    return puesta


@bp.post("/aplicaciones/<int:aplicacion_id>/quitar")
@requiere(Permiso.GESTIONAR_FORMACION)
def quitar(aplicacion_id: int) -> Response:
    """Quita de la edición lo que nadie ha empezado a responder."""
    puesta = _aplicacion_propia(aplicacion_id)
    edicion_id, form = puesta.edicion_id, Formulario()
    with transaccion(form) as hecho:
        operaciones.quitar(aplicacion_id)
    if hecho:
        flash("Lo quitamos de la edición.", "exito")
    for error in form.form_errors:
        flash(error, "error")
    return redirect(url_for("evaluaciones.edicion", id=edicion_id), 303)


@bp.route("/aplicaciones/<int:aplicacion_id>/recordar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def recordar(aplicacion_id: int) -> Pagina:
    """Escribe a quien no ha respondido, después de decir a cuántas."""
    puesta = consultas.aplicacion(aplicacion_id)
    suya, _ = edicion_que_mira(puesta.edicion_id, califica=True)
    form = Formulario()
    if request.method == "POST" and form.validate_on_submit():
        with transaccion(form) as hecho:
            cuantas = operaciones.recordar(aplicacion_id)
        if hecho:
            flash(f"Le escribimos a {contar(cuantas, 'persona', 'personas')}.", "exito")
            return redirect(url_for("evaluaciones.edicion", id=suya.id), 303)
    pagina = render_template(
        "evaluaciones/recordar.html",
        form=form,
        edicion=suya,
        puesta=puesta,
        faltan=consultas.faltan_por_responder(puesta),
        porque_no=operaciones.por_que_no_se_recuerda(puesta, ahora()),
    )
    return pagina, 422 if form.hay_errores else 200
