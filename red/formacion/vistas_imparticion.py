"""Quién imparte una edición: se dice en su página, y quien coordina lo pone y lo quita."""

from flask import flash, redirect, render_template, request, url_for

from red.base import transaccion
from red.errores import NoEncontrado
from red.formacion import consultas, imparticion
from red.formacion.apartados import Apartado, apartado_de_edicion
from red.formacion.formularios_imparticion import FormularioDejaDeImpartir, FormularioImparte
from red.formacion.imparticion import DeFuera
from red.formacion.modelos import Edicion
from red.formacion.vistas import Pagina, bp
from red.permisos import Identidad, Permiso
from red.personas.consultas import persona_de_clave
from red.portero import exigir, requiere
from red.redes.consultas import integra
from red.reloj import hoy


@apartado_de_edicion
def _quien_imparte(edicion: Edicion, quien: Identidad) -> Apartado | None:
    """Quién imparte, a la vista de quien ve la edición."""
    imparten = imparticion.de_edicion(edicion.id)
    gestiona = quien.puede(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    if not imparten and not gestiona:
        return None
    return Apartado(
        "Quién imparte",
        "formacion/_imparten.html",
        {"imparten": imparten, "gestiona": gestiona},
        orden=10,
    )


@bp.route("/ediciones/<int:id>/imparten", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def imparten(id: int) -> Pagina:
    """Pone a alguien de la Red o de fuera como quien imparte la edición."""
    edicion = consultas.edicion(id)
    exigir(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    formulario = FormularioImparte()
    if formulario.validate_on_submit():
        quien = _quien(formulario, edicion)
        with transaccion(formulario) as hecho:
            nueva = imparticion.agregar(
                id,
                quien,
                formulario.puesto.data or "",
                formulario.desde.data,
                formulario["hasta"].data,
            )
        if hecho:
            flash(f"{nueva.quien} consta como quien imparte la edición.", "exito")
            return redirect(url_for("formacion.imparten", id=id), 303)
    escrito = request.args.get("q", "").strip()
    dia = hoy(edicion.curso.red.zona)
    pagina = render_template(
        "formacion/imparten.html",
        edicion=edicion,
        imparten=imparticion.de_edicion(id),
        formulario=formulario,
        escrito=escrito,
        halladas=imparticion.integrantes_que_podrian(edicion, escrito, dia) if escrito else [],
    )
    return pagina, 422 if formulario.hay_errores else 200


def _quien(formulario: FormularioImparte, edicion: Edicion) -> int | DeFuera:
    """La llave de la integrante elegida, o quien viene de fuera; lanza NoEncontrado si la elegida no es de la Red."""
    if not formulario.persona.data:
        correo = formulario.correo.data
        return DeFuera(formulario.nombre.data or "", correo.lower() if correo else None)
    persona = persona_de_clave(formulario.persona.data)
    if not integra(edicion.curso.red_id, persona.id, hoy(edicion.curso.red.zona)):
        raise NoEncontrado
    return persona.id


@bp.route("/imparten/<int:id>/retirar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def deja_de_impartir(id: int) -> Pagina:
    """Quita a alguien de quienes imparten; lo que marcó se queda."""
    fila = imparticion.una(id)
    exigir(Permiso.GESTIONAR_FORMACION, fila.edicion.alcance)
    formulario, quien, edicion_id = FormularioDejaDeImpartir(), fila.quien, fila.edicion_id
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            imparticion.retirar(id, formulario.motivo.data or "")
        if hecho:
            flash(f"{quien} ya no consta como quien imparte esta edición.", "exito")
            return redirect(url_for("formacion.imparten", id=edicion_id), 303)
    pagina = render_template(
        "formacion/deja_de_impartir.html", fila=fila, edicion=fila.edicion, formulario=formulario
    )
    return pagina, 422 if formulario.hay_errores else 200
