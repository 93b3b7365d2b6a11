"""Los encargos de una Red: la lista que define, quién tiene cada uno cualquier día, darlos y terminarlos."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import buscar, transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada
from red.encargos import consultas, operaciones
from red.encargos.formularios import FormularioDar, FormularioEncargo, FormularioTerminar
from red.encargos.modelos import Encargo, EncargoDado
from red.formularios import Formulario
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("encargos", __name__, url_prefix="/encargos")
Pagina = str | Response | tuple[str, int]
HALLADAS = 50


@bp.get("/<clave>")
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def listar(clave: str) -> str:
    """Los encargos de la Red y quién tenía cada uno ese día."""
    red = _red(clave, Permiso.VER_REGISTRO)
    return render_template(
        "encargos/listar.html",
        red=red,
        encargos=consultas.de_red(red.id),
        dados=consultas.dados_en(red.id, dia_pedido(red.zona)),
        historia=consultas.historia_de(red.id),
        puede_editar=identidad().puede(Permiso.EDITAR_RED, red.alcance),
    )


@bp.route("/<clave>/definir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def definir(clave: str) -> Pagina:
    """Agrega un encargo a la lista de la Red."""
    red, form = _red(clave, Permiso.EDITAR_RED), FormularioEncargo()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.definir(
                red.id, form.nombre.data or "", form.que_hace.data or "", acompana=bool(form.acompana.data)
            )
        if hecho:
            flash(f"Agregamos «{form.nombre.data}» a los encargos de la Red.", "exito")
            return redirect(url_for("encargos.listar", clave=clave), 303)
    return _pagina("encargos/definir.html", form, red=red)


@bp.post("/encargo/<int:id>/retirar")
@requiere(Permiso.EDITAR_RED)
def retirar(id: int) -> Response:
    """La Red deja de dar un encargo, o lo vuelve a dar; la historia queda."""
    encargo = _encargo(id)
    vuelve = encargo.retirado_el is not None
    with transaccion():
        if vuelve:
            operaciones.volver_a_dar(encargo)
        else:
            operaciones.retirar(encargo, hoy(encargo.red.zona))
    dicho = "se vuelve a dar" if vuelve else "ya no se da; quienes lo tienen lo conservan hasta que termine"
    flash(f"«{encargo.nombre}» {dicho}.", "exito")
    return redirect(url_for("encargos.listar", clave=encargo.red.clave), 303)


@bp.route("/encargo/<int:id>/dar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def dar(id: int) -> Pagina:
    """Da un encargo a una integrante, desde un día."""
    encargo = _encargo(id)
    red = encargo.red
    form = FormularioDar(desde=hoy(red.zona))
    form.huso = red.zona
    _ofrecer(form, red)
    if request.form.get("accion") != "buscar" and form.validate_on_submit():
        assert form.desde.data is not None
        with transaccion(form) as hecho:
            dado = operaciones.dar(
                encargo,
                buscar(Persona, form.persona.data or 0),
                form.desde.data,
                form.detalle.data,
                identidad().persona,
            )
        if hecho:
            flash(f"{dado.persona.nombre_visible} tiene desde ahora el encargo «{dado.dicho}».", "exito")
            return redirect(url_for("encargos.listar", clave=red.clave), 303)
    return _pagina("encargos/dar.html", form, red=red, encargo=encargo)


@bp.route("/dado/<int:id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def terminar(id: int) -> Pagina:
    """Termina el encargo de una integrante, con su último día."""
    dado = buscar(EncargoDado, id)
    exigir(Permiso.EDITAR_RED, dado.red.alcance)
    form = FormularioTerminar(ultimo_dia=hoy(dado.red.zona))
    form.huso = dado.red.zona
    if form.validate_on_submit():
        assert form.ultimo_dia.data is not None
        with transaccion(form) as hecho:
            operaciones.terminar(dado, form.ultimo_dia.data, form.motivo.data or None, identidad().persona)
        if hecho:
            flash(f"Terminó el encargo «{dado.dicho}» de {dado.persona.nombre_visible}.", "exito")
            return redirect(url_for("encargos.listar", clave=dado.red.clave), 303)
    return _pagina("encargos/terminar.html", form, red=dado.red, dado=dado)


def _ofrecer(form: FormularioDar, red: Red) -> None:
    """Las integrantes que coinciden con lo buscado; sin buscar, las primeras."""
    mirada = Mirada(frozenset({red.id}), True, hoy(red.zona))
    escrito = (form.buscada.data or "").strip()
    halladas = directorio.visibles_y_llaves(mirada, escrito, HALLADAS)
    form.persona.choices = [("", "Elige a la persona"), *halladas]
    elegida = form.persona.data
    if elegida and elegida not in dict(halladas):
        form.persona.choices += directorio.nombre_de(elegida, mirada)


def _red(clave: str, permiso: Permiso) -> Red:
    red = red_de_clave(clave)
    exigir(permiso, red.alcance)
    return red


def _encargo(id: int) -> Encargo:
    encargo = buscar(Encargo, id)
    exigir(Permiso.EDITAR_RED, encargo.red.alcance)
    return encargo


def _pagina(plantilla: str, form: Formulario, **datos: object) -> Pagina:
    return render_template(plantilla, form=form, **datos), 422 if form.hay_errores else 200
