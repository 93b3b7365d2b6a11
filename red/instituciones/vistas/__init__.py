"""Páginas de instituciones: la lista, la ficha y sus datos."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import buscar, transaccion
from red.duplicados.consultas import instituciones_parecidas
from red.formularios import opcion_pedida
from red.instituciones import consultas, operaciones
from red.instituciones.formularios import FormularioInstitucion
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.instituciones.vistas.ficha import piezas
from red.paginacion import paginar
from red.permisos import Alcance, Permiso
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes import operaciones as operaciones_de_redes
from red.reloj import hoy
from red.territorios import consultas as territorios
from red.territorios.perfiles import PERFILES, perfil_de
from red.unidades import consultas as unidades
from red.unidades import consultas_vida

bp = Blueprint("instituciones", __name__, url_prefix="/instituciones")
ES_OTRA = "es_otra"
"""Con qué botón se dice que no es ninguna de las que se parecen."""


@bp.get("/")
@requiere(Permiso.VER_RED)
@a_la_fecha
@recordada
def listar() -> str:
    """Instituciones de mis Redes, con su unidad de género."""
    dia = dia_pedido()
    consulta = consultas.listado(
        dia,
        entre=redes.llaves_de_instituciones(redes.redes_visibles(identidad(), hoy()), dia),
        propias=identidad().instituciones_con(Permiso.VER_RED),
        texto=request.args.get("q", ""),
        tipo=opcion_pedida(TipoInstitucion, "tipo"),
    )
    numero = request.args.get("pagina", 1, type=int)
    pagina = paginar(consulta, numero, orden=(Institucion.nombre, Institucion.id))
    suyas = unidades.de_instituciones([institucion.id for institucion in pagina.filas], dia)
    return render_template(
        "instituciones/listar.html",
        pagina=pagina,
        dia=dia,
        tipos=TipoInstitucion.opciones(),
        unidades=suyas,
        etapas=consultas_vida.etapas([unidad for lista in suyas.values() for unidad in lista], dia),
    )


@bp.get("/<int:id>")
@requiere(Permiso.VER_RED)
@a_la_fecha
def ver(id: int) -> str | Response:
    """La ficha: todo lo de una institución en una página, hoy o el día que se elija."""
    institucion = buscar(Institucion, id)
    de_hoy = hoy(perfil_de(institucion.territorio.pais).zona)
    dia = dia_pedido(perfil_de(institucion.territorio.pais).zona)
    if institucion.fusionada_en_id is not None:
        exigir(Permiso.VER_RED, redes.alcance_de_institucion(institucion.fusionada_en_id, de_hoy))
        return redirect(url_for("instituciones.ver", id=institucion.fusionada_en_id))
    alcance = redes.alcance_de_institucion(id, de_hoy)
    # La que dejó de participar sigue en la historia de las Redes de las que fue parte ese día.
    entonces = redes.alcance_de_institucion(id, dia)
    exigir(Permiso.VER_RED, Alcance(alcance.redes | entonces.redes, id))
    return render_template("instituciones/ver.html", **piezas(institucion, alcance, dia, de_hoy))


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def nueva() -> str | tuple[str, int] | Response:
    """Registra una institución y la suma a una de mis Redes."""
    mias = redes.redes_de(identidad().redes_con(Permiso.EDITAR_RED))
    elegida = request.args.get("red")
    red = next((red for red in mias if red.clave == elegida), mias[0] if mias else None)
    if red is None or (elegida is None and identidad().puede(Permiso.ADMINISTRAR)):
        return _nueva_sin_red()
    formulario = FormularioInstitucion(territorio_id=red.territorio_id)
    _poner_opciones(formulario, red.territorio.pais, red.id)
    parecidas = _parecidas(formulario)
    if formulario.validate_on_submit() and not parecidas:
        with transaccion(formulario) as hecho:
            institucion = operaciones.registrar(formulario.datos(), formulario.desde.data or hoy(red.zona))
            operaciones_de_redes.sumar_institucion(red, institucion.id, hoy(red.zona))
        if hecho:
            flash(f"Registramos {institucion.nombre} y ahora participa en {red.nombre}.", "exito")
            return redirect(url_for("instituciones.ver", id=institucion.id), 303)
    return _pagina(formulario, "instituciones/nueva.html", red=red, parecidas=parecidas)


def _nueva_sin_red() -> str | tuple[str, int] | Response:
    """La administración registra una institución antes de que haya Red: la que la convocará."""
    exigir(Permiso.ADMINISTRAR, Alcance())
    pais = request.args.get("pais", "").upper()
    if pais not in PERFILES:
        paises = [(clave, perfil.nombre) for clave, perfil in PERFILES.items() if territorios.cuantos(clave)]
        return render_template("instituciones/pais.html", paises=paises)
    formulario = FormularioInstitucion(tipo=TipoInstitucion.INSTITUTO_MUJERES.value)
    _poner_opciones(formulario, pais, None)
    parecidas = _parecidas(formulario)
    if formulario.validate_on_submit() and not parecidas:
        with transaccion(formulario) as hecho:
            institucion = operaciones.registrar(
                formulario.datos(), formulario.desde.data or hoy(PERFILES[pais].zona)
            )
        if hecho:
            flash(f"Registramos {institucion.nombre}. Ya puede convocar una Red.", "exito")
            return redirect(url_for("redes.nueva", convocante=institucion.id), 303)
    return _pagina(formulario, "instituciones/nueva.html", red=None, parecidas=parecidas)


def _parecidas(formulario: FormularioInstitucion) -> list[tuple[Institucion, bool]]:
    """Las que ya están y podrían ser la que se escribió; ninguna si ya se dijo que es otra."""
    if not formulario.validate_on_submit() or request.form.get(ES_OTRA):
        return []
    datos = formulario.datos()
    return instituciones_parecidas(
        datos.nombre,
        datos.siglas,
        datos.territorio_id,
        redes=identidad().redes_con(Permiso.EDITAR_RED),
        dia=hoy(),
    )


@bp.route("/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def editar(id: int) -> str | tuple[str, int] | Response:
    """Corrige los datos de una institución."""
    institucion = buscar(Institucion, id)
    exigir(Permiso.EDITAR_RED, redes.alcance_de_institucion(id, hoy()))
    formulario = FormularioInstitucion(obj=institucion)
    formulario.de_una(institucion)
    formulario.cuidar(institucion, lambda: formulario.lo_de(institucion))
    _poner_opciones(formulario, institucion.territorio.pais, None, institucion)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            operaciones.corregir(institucion, formulario.datos(), formulario.desde.data)
        if hecho:
            flash("Guardamos los datos de la institución.", "exito")
            return redirect(url_for("instituciones.ver", id=id), 303)
    return _pagina(formulario, "instituciones/editar.html", institucion=institucion)


def _pagina(formulario: FormularioInstitucion, plantilla: str, **extras: Any) -> tuple[str, int]:
    pagina = render_template(plantilla, formulario=formulario, **extras)
    return pagina, 422 if formulario.hay_errores else 200


def _poner_opciones(
    formulario: FormularioInstitucion, pais: str, red_id: int | None, institucion: Institucion | None = None
) -> None:
    """Territorios del país y madres posibles: las instituciones de mis Redes, salvo ella misma."""
    formulario.territorio_id.choices = territorios.para_elegir(
        pais, institucion.territorio_id if institucion else formulario.territorio_id.data
    )
    llaves = redes.llaves_de_instituciones(
        frozenset({red_id}) if red_id else identidad().redes_con(Permiso.EDITAR_RED), hoy()
    )
    formulario.madre_id.choices = [
        ("", "De ninguna otra"),
        *(
            (otra.id, otra.nombre)
            for otra in consultas.para_elegir(hoy(), llaves, institucion.madre_id if institucion else None)
            if institucion is None or otra.id != institucion.id
        ),
    ]
