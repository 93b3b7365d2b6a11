"""Páginas de territorios: consultar el catálogo."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import requiere
from red.territorios import consultas, operaciones_periodos
from red.territorios.formularios import FormularioPeriodo
from red.territorios.modelos import Nivel, Periodo, Territorio
from red.territorios.perfiles import PERFILES, perfil_de

bp = Blueprint("territorios", __name__, url_prefix="/territorios")


@bp.get("/")
@requiere(Permiso.USAR)
def listar() -> str:
    """El catálogo, con búsqueda por nombre o código."""
    nivel = request.args.get("nivel", "")
    consulta = consultas.listado(
        request.args.get("q", ""),
        request.args.get("pais", ""),
        Nivel(nivel) if nivel in {opcion.value for opcion in Nivel} else None,
    )
    return render_template(
        "territorios/listar.html",
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
        paises=[(clave, perfil.nombre) for clave, perfil in PERFILES.items()],
        niveles=Nivel.opciones(),
    )


@bp.get("/<int:id>")
@requiere(Permiso.USAR)
def ver(id: int) -> str:
    """La ficha de un territorio y los que contiene."""
    territorio = buscar(Territorio, id)
    return render_template(
        "territorios/ver.html",
        territorio=territorio,
        perfil=perfil_de(territorio.pais),
        periodos=consultas.periodos_del_territorio(id),
        pagina=paginar(consultas.contenidos(id), request.args.get("pagina", 1, type=int)),
    )


@bp.route("/<int:id>/periodos/nuevo", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def periodo_nuevo(id: int) -> Response | tuple[str, int]:
    """Registra cuándo empieza y cuándo termina un gobierno."""
    territorio = buscar(Territorio, id)
    form = FormularioPeriodo(gobierno=territorio.nivel)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones_periodos.registrar(territorio, form.datos())
        if hecho:
            flash("Guardamos el periodo. Ya se puede ver quién se va con él.", "exito")
            return redirect(url_for("territorios.ver", id=id), 303)
    return _pagina(form, territorio, "Registrar un periodo de gobierno")


@bp.route("/periodos/<int:periodo_id>", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def periodo_editar(periodo_id: int) -> Response | tuple[str, int]:
    """Corrige un periodo de gobierno."""
    periodo = buscar(Periodo, periodo_id)
    form = FormularioPeriodo(obj=periodo)
    form.cuidar(periodo)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_periodos.corregir(periodo, form.datos())
        if hecho:
            flash("Guardamos el periodo.", "exito")
            return redirect(url_for("territorios.ver", id=periodo.territorio_id), 303)
    return _pagina(form, periodo.territorio, "Corregir un periodo de gobierno")


def _pagina(form: FormularioPeriodo, territorio: Territorio, titulo: str) -> tuple[str, int]:
    pagina = render_template("territorios/periodo.html", form=form, territorio=territorio, titulo=titulo)
    return pagina, 422 if form.hay_errores else 200
