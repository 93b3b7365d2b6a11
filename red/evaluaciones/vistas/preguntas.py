"""Escribir las preguntas de un borrador: agregarlas, corregirlas, moverlas y quitarlas."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.evaluaciones import consultas, redaccion
from red.evaluaciones.formularios import FormularioPregunta, como_se_escribe
from red.evaluaciones.modelos import ClaseDePregunta, Pregunta, VersionDeCuestionario
from red.evaluaciones.vistas import Pagina, bp
from red.evaluaciones.vistas.cuestionarios import version_propia
from red.formularios import Formulario, opcion_pedida
from red.permisos import Permiso
from red.portero import requiere


@bp.route("/versiones/<int:version_id>/preguntas/nueva", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def pregunta_nueva(version_id: int) -> Pagina:
    """Agrega una pregunta al borrador."""
    version = version_propia(version_id)
    form = FormularioPregunta(clase=opcion_pedida(ClaseDePregunta, "clase") or ClaseDePregunta.UNA)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            redaccion.agregar(version.id, form.datos())
        if hecho:
            flash("Agregamos la pregunta.", "exito")
            return _al_cuestionario(version)
    pagina = render_template("evaluaciones/pregunta.html", form=form, version=version, suya=None)
    return pagina, 422 if form.hay_errores else 200


def _propia(id: int) -> tuple[Pregunta, VersionDeCuestionario]:
    suya = consultas.pregunta(id)
    return suya, version_propia(suya.version_id)


def _al_cuestionario(version: VersionDeCuestionario, pregunta_id: int | None = None) -> Response:
    donde = url_for("evaluaciones.cuestionario", cuestionario_id=version.cuestionario_id)
    return redirect(f"{donde}#pregunta-{pregunta_id}" if pregunta_id else donde, 303)


@bp.route("/preguntas/<int:pregunta_id>", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def pregunta(pregunta_id: int) -> Pagina:
    """Corrige una pregunta del borrador."""
    suya, version = _propia(pregunta_id)
    form = FormularioPregunta()
    if request.method == "GET":
        form.llenar(suya)
    iguales = ("clase", "texto", "ayuda", "obligatoria", "peso")
    form.cuidar(
        suya,
        lambda: {
            **{campo: getattr(suya, campo) for campo in iguales},
            **dict(zip(("opciones", "correctas"), como_se_escribe(suya), strict=True)),
        },
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            redaccion.corregir(suya.id, form.datos())
        if hecho:
            flash("Guardamos la pregunta.", "exito")
            return _al_cuestionario(version, pregunta_id)
    pagina = render_template("evaluaciones/pregunta.html", form=form, version=version, suya=suya)
    return pagina, 422 if form.hay_errores else 200


@bp.post("/preguntas/<int:pregunta_id>/mover")
@requiere(Permiso.GESTIONAR_FORMACION)
def pregunta_mover(pregunta_id: int) -> Pagina:
    """La sube o la baja un lugar."""
    _, version = _propia(pregunta_id)
    form = Formulario()
    with transaccion(form):
        redaccion.mover(pregunta_id, -1 if request.form.get("hacia") == "arriba" else 1)
    for error in form.form_errors:
        flash(error, "error")
    return _al_cuestionario(version, pregunta_id)


@bp.post("/preguntas/<int:pregunta_id>/quitar")
@requiere(Permiso.GESTIONAR_FORMACION)
def pregunta_quitar(pregunta_id: int) -> Pagina:
    """La quita del borrador."""
    suya, version = _propia(pregunta_id)
    texto, form = suya.texto, Formulario()
    with transaccion(form) as hecho:
        redaccion.quitar(pregunta_id)
    if hecho:
        flash(f"Quitamos «{texto}».", "exito")
    for error in form.form_errors:
        flash(error, "error")
    return _al_cuestionario(version)
