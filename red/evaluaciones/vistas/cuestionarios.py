"""Escribir cuestionarios: cuáles hay, su ficha, sus versiones y cómo se verán."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.evaluaciones import consultas, redaccion
from red.evaluaciones.formularios import FormularioCuestionario, FormularioIndicaciones
from red.evaluaciones.modelos import Cuestionario, Uso, VersionDeCuestionario
from red.evaluaciones.vistas import Pagina, bp
from red.formularios import Formulario, opcion_pedida
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.consultas import redes_de

TODOS = ("", "Todos los de la Red")


@bp.get("/cuestionarios")
@requiere(Permiso.GESTIONAR_FORMACION)
def cuestionarios() -> Pagina:
    """Los cuestionarios de las Redes que coordino."""
    redes = identidad().redes_con(Permiso.GESTIONAR_FORMACION)
    pagina = paginar(
        consultas.cuestionarios(redes, opcion_pedida(Uso, "uso")),
        request.args.get("pagina", 1, type=int),
    )
    return render_template(
        "evaluaciones/cuestionarios.html",
        pagina=pagina,
        versiones=consultas.ultimas_versiones([uno.id for uno in pagina.filas]),
        usos=Uso.opciones(),
        varias_redes=redes is None or len(redes) > 1,
    )


def propio(id: int) -> Cuestionario:
    """El cuestionario, si lo coordina quien hace la petición."""
    suyo = consultas.cuestionario(id)
    exigir(Permiso.GESTIONAR_FORMACION, suyo.alcance)
    return suyo


def version_propia(id: int) -> VersionDeCuestionario:
    """La versión, si la coordina quien hace la petición."""
    version = consultas.version(id)
    exigir(Permiso.GESTIONAR_FORMACION, version.cuestionario.alcance)
    return version


def _cursos(redes: frozenset[int] | None) -> list[tuple[Any, str]]:
    return [TODOS, *((curso.id, f"{curso.codigo} · {curso.nombre}") for curso in consultas.cursos_de(redes))]


@bp.route("/cuestionarios/nuevo", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def cuestionario_nuevo() -> Pagina:
    """Registra un cuestionario y pasa a escribir sus preguntas."""
    redes = redes_de(identidad().redes_con(Permiso.GESTIONAR_FORMACION))
    if not redes:
        abort(404)
    form = FormularioCuestionario(uso=opcion_pedida(Uso, "uso"), curso_id=request.args.get("curso", type=int))
    form.red_id.choices = [(red.id, red.nombre) for red in redes]
    form.curso_id.choices = _cursos(frozenset(red.id for red in redes))
    elegida = form.red_id.data if len(redes) > 1 else redes[0].id
    if len(redes) == 1:
        del form.red_id
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            nuevo = redaccion.crear(elegida, form.uso.data, form.nombre.data or "", form.curso_id.data)
        if hecho:
            flash("Guardamos el cuestionario en borrador. Escribe sus preguntas y publícalo.", "exito")
            return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=nuevo.id), 303)
    pagina = render_template("evaluaciones/cuestionario_nuevo.html", form=form, suyo=None)
    return pagina, 422 if form.hay_errores else 200


@bp.get("/cuestionarios/<int:cuestionario_id>")
@requiere(Permiso.GESTIONAR_FORMACION)
def cuestionario(cuestionario_id: int) -> Pagina:
    """Un cuestionario con la versión que se está escribiendo, o la última, y las anteriores."""
    suyo = propio(cuestionario_id)
    versiones = consultas.versiones_de(suyo.id)
    return render_template(
        "evaluaciones/cuestionario.html",
        suyo=suyo,
        version=versiones[0],
        versiones=versiones,
        veces=consultas.veces_aplicada([una.id for una in versiones]),
        form=Formulario(),
    )


@bp.route("/cuestionarios/<int:cuestionario_id>/editar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def cuestionario_editar(cuestionario_id: int) -> Pagina:
    """Corrige cómo se llama y en qué curso se ofrece."""
    suyo = propio(cuestionario_id)
    form = FormularioCuestionario(obj=suyo)
    del form.red_id, form.uso
    form.curso_id.choices = _cursos(frozenset({suyo.red_id}))
    form.cuidar(suyo)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            redaccion.renombrar(suyo, form.nombre.data or "", form.curso_id.data)
        if hecho:
            flash("Guardamos los cambios.", "exito")
            return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=suyo.id), 303)
    pagina = render_template("evaluaciones/cuestionario_nuevo.html", form=form, suyo=suyo)
    return pagina, 422 if form.hay_errores else 200


@bp.post("/cuestionarios/<int:cuestionario_id>/retirar")
@requiere(Permiso.GESTIONAR_FORMACION)
def cuestionario_retirar(cuestionario_id: int) -> Response:
    """Deja de ofrecerlo, o lo vuelve a ofrecer."""
    suyo = propio(cuestionario_id)
    with transaccion():
        retirado = redaccion.retirar(suyo.id)
    flash(
        "Lo retiramos: ya no se ofrece en ediciones nuevas." if retirado else "Se vuelve a ofrecer.", "exito"
    )
    return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=suyo.id), 303)


# ------------------------------------------------------------------ Versiones


@bp.post("/cuestionarios/<int:cuestionario_id>/version")
@requiere(Permiso.GESTIONAR_FORMACION)
def version_nueva(cuestionario_id: int) -> Response:
    """Prepara otra versión con las mismas preguntas, para corregirlas."""
    suyo = propio(cuestionario_id)
    with transaccion():
        redaccion.nueva_version(suyo.id)
    flash("Aquí está la versión nueva, en borrador. La anterior sigue igual donde ya se usa.", "exito")
    return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=suyo.id), 303)


@bp.post("/versiones/<int:version_id>/publicar")
@requiere(Permiso.GESTIONAR_FORMACION)
def publicar(version_id: int) -> Pagina:
    """Publica el borrador."""
    return _con_aviso(version_id, redaccion.publicar, "Publicado: ya se puede poner en una edición.")


@bp.post("/versiones/<int:version_id>/borrador")
@requiere(Permiso.GESTIONAR_FORMACION)
def volver_a_borrador(version_id: int) -> Pagina:
    """Vuelve a borrador lo publicado que ninguna edición usa."""
    return _con_aviso(version_id, redaccion.volver_a_borrador, "Volvió a ser borrador: ya puedes cambiarlo.")


def _con_aviso(version_id: int, operacion: Any, aviso: str) -> Pagina:
    suyo, form = version_propia(version_id).cuestionario, Formulario()
    with transaccion(form) as hecho:
        operacion(version_id)
    if hecho:
        flash(aviso, "exito")
    for error in form.form_errors:
        flash(error, "error")
    return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=suyo.id), 303)


@bp.route("/versiones/<int:version_id>/indicaciones", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def indicaciones(version_id: int) -> Pagina:
    """Corrige lo que se lee antes de las preguntas."""
    version = version_propia(version_id)
    form = FormularioIndicaciones(obj=version)
    form.cuidar(version)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            redaccion.poner_indicaciones(version.id, (form.indicaciones.data or "").strip())
        if hecho:
            flash("Guardamos las indicaciones.", "exito")
            return redirect(
                url_for("evaluaciones.cuestionario", cuestionario_id=version.cuestionario_id), 303
            )
    pagina = render_template("evaluaciones/indicaciones.html", form=form, version=version)
    return pagina, 422 if form.hay_errores else 200


@bp.get("/versiones/<int:version_id>/vista-previa")
@requiere(Permiso.GESTIONAR_FORMACION)
def vista_previa(version_id: int) -> Pagina:
    """Así lo verá quien responda."""
    version = version_propia(version_id)
    return render_template("evaluaciones/vista_previa.html", version=version, suyo=version.cuestionario)


@bp.route("/versiones/<int:version_id>/copiar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def copiar(version_id: int) -> Pagina:
    """Hace otro cuestionario con las mismas preguntas, por ejemplo la final a partir de la inicial."""
    version = version_propia(version_id)
    suyo = version.cuestionario
    form = FormularioCuestionario(
        uso=Uso.FINAL if suyo.uso is Uso.INICIAL else suyo.uso,
        nombre=f"{suyo.nombre} (copia)",
        curso_id=suyo.curso_id,
    )
    del form.red_id
    form.curso_id.choices = _cursos(frozenset({suyo.red_id}))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            nuevo = redaccion.copiar_como(version, form.uso.data, form.nombre.data or "", form.curso_id.data)
        if hecho:
            flash("Copiamos las preguntas. Está en borrador: revísalo y publícalo.", "exito")
            return redirect(url_for("evaluaciones.cuestionario", cuestionario_id=nuevo.id), 303)
    pagina = render_template("evaluaciones/copiar.html", form=form, version=version)
    return pagina, 422 if form.hay_errores else 200
