"""Mis constancias: bajarlas, compartir su enlace, decidir cómo se ve mi nombre y llevarme la credencial."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.archivos import almacen
from red.base import buscar, transaccion
from red.constancias import consultas, operaciones
from red.constancias.formularios import FormularioMostrar
from red.constancias.modelos import Constancia, NombreMostrado
from red.constancias.vistas import bp
from red.constancias.vistas.papel import entregar
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.personas.modelos import Audiencia, CampoVisible
from red.portero import identidad, requiere
from red.redes.consultas import responsable_de
from red.redes.modelos import Red
from red.reloj import hoy


@bp.get("/mias")
@requiere(Permiso.USAR)
def mias() -> str:
    """Todas mis constancias, también las que ya no valen."""
    suyas = consultas.de_persona(identidad().persona or 0)
    return render_template(
        "constancias/mias.html",
        suyas=[
            (una, FormularioMostrar(formdata=None, prefix=f"c{una.id}", como=una.mostrar_nombre))
            for una in suyas
        ],
        responden={una.red_id: responsable_de(una.red) for una in suyas},
        coordinan={una.red_id: _coordinan(una.red) for una in suyas},
    )


def _coordinan(red: Red) -> list[str]:
    """A quiénes se les puede preguntar: su nombre y, si lo muestran a la Red, su correo."""
    return [
        f"{una.nombre_visible}, {una.correo}"
        if una.audiencia(CampoVisible.CORREO) is Audiencia.RED
        else una.nombre_visible
        for una in consultas.coordinan(red.id, hoy(red.zona))
    ]


@bp.post("/<int:id>/nombre")
@requiere(Permiso.USAR)
def mostrar(id: int) -> Response:
    """Decido si quien la compruebe ve mi nombre o mis iniciales."""
    constancia = _mia(id)
    form = FormularioMostrar(prefix=f"c{id}")
    if not form.validate_on_submit():
        flash("Elige cómo se verá tu nombre.", "error")
        return redirect(url_for("constancias.mias"), 303)
    with transaccion(form) as hecho:
        operaciones.mostrar_nombre(constancia, form.como.data)
    if hecho:
        flash(
            "Quien compruebe esta constancia verá tu nombre completo."
            if form.como.data is NombreMostrado.COMPLETO
            else "Quien compruebe esta constancia verá sólo tus iniciales.",
            "exito",
        )
    return redirect(url_for("constancias.mias"), 303)


@bp.get("/<int:id>/papel")
@requiere(Permiso.USAR)
def papel(id: int) -> Response:
    """El PDF tal como se emitió: para quien es y para quien lo emitió."""
    constancia = buscar(Constancia, id)
    emite = identidad().puede(Permiso.EMITIR_CONSTANCIA, constancia.alcance)
    if not emite and not _es_mia(constancia):
        raise NoEncontrado
    if constancia.archivo is None:
        raise NoEncontrado
    return entregar(constancia.archivo.nombre, almacen.leer(constancia.archivo.huella))


@bp.get("/<int:id>/credencial")
@requiere(Permiso.USAR)
def credencial(id: int) -> Response:
    """La credencial Open Badges 3.0, sólo para quien es."""
    constancia = _mia(id)
    if not constancia.insignia:
        raise NoEncontrado
    nombre = f"credencial {constancia.folio}.jwt".replace("/", "-")
    return entregar(nombre, constancia.insignia.encode(), "application/vc+jwt")


def _mia(id: int) -> Constancia:
    constancia = buscar(Constancia, id)
    if not _es_mia(constancia):
        raise NoEncontrado
    return constancia


def _es_mia(constancia: Constancia) -> bool:
    return constancia.persona_id is not None and constancia.persona_id == identidad().persona
