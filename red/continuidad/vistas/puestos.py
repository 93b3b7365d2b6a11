"""Los puestos de una institución: registrarlos, decir quién los ocupa y cerrarlos."""

from flask import flash, redirect, render_template, url_for

from red.base import buscar, transaccion
from red.continuidad import consultas, consultas_puestos, puestos
from red.continuidad.formularios import FormularioOcupar, FormularioPuesto, FormularioTerminoDePuesto
from red.continuidad.vistas.pedido import Pagina, bp, codigo, institucion_mia
from red.permisos import Permiso
from red.personas.modelos import Puesto
from red.portero import identidad, requiere
from red.reloj import hoy
from red.territorios.perfiles import perfil_de


@bp.route("/instituciones/<int:id>/puestos/nuevo", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def puesto_nuevo(id: int) -> Pagina:
    """Registra un puesto, aunque nadie lo ocupe todavía."""
    institucion = institucion_mia(id)
    form = FormularioPuesto()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            puesto = puestos.registrar(institucion, form.datos())
        if hecho:
            flash("Registramos el puesto. Di quién lo ocupa, o déjalo vacante.", "exito")
            return redirect(url_for("continuidad.puesto", puesto_id=puesto.id), 303)
    return render_template("continuidad/puesto_nuevo.html", form=form, institucion=institucion), codigo(form)


@bp.route("/puestos/<int:puesto_id>", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def puesto(puesto_id: int) -> Pagina:
    """Un puesto: sus datos, quién lo ocupa y qué sigue si está vacante."""
    suyo = buscar(Puesto, puesto_id)
    institucion = institucion_mia(suyo.institucion_id)
    form = FormularioPuesto(obj=suyo)
    form.llenar(suyo)
    form.cuidar(suyo, lambda: form.lo_de(suyo))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            puestos.corregir(suyo, form.datos())
        if hecho:
            flash("Guardamos el puesto.", "exito")
            return redirect(url_for("instituciones.ver", id=institucion.id), 303)
    dia = hoy(perfil_de(institucion.territorio.pais).zona)
    plaza = next(
        (p for p in consultas_puestos.plazas_de(institucion.id, dia) if p.puesto.id == suyo.id), None
    )
    return render_template(
        "continuidad/puesto.html",
        form=form,
        puesto=suyo,
        institucion=institucion,
        plaza=plaza,
        redes=consultas.redes_de_plaza(institucion.id, dia, identidad().redes_con(Permiso.INVITAR)),
    ), codigo(form)


@bp.route("/puestos/<int:puesto_id>/ocupar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def puesto_ocupar(puesto_id: int) -> Pagina:
    """Dice quién, de quienes trabajan ahí, ocupa el puesto."""
    suyo = buscar(Puesto, puesto_id)
    institucion = institucion_mia(suyo.institucion_id)
    dia = hoy(perfil_de(institucion.territorio.pais).zona)
    pueden = consultas.que_se_nombran(
        consultas_puestos.ocupable(suyo, dia), identidad().redes_con(Permiso.VER_REGISTRO)
    )
    form = FormularioOcupar()
    form.adscripcion_id.choices = [
        ("", "Elige a alguien"), *((a.id, f"{a.persona.nombre_visible}, {a.puesto}") for a in pueden)
    ]  # fmt: skip
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            puestos.ocupar(suyo, form.adscripcion_id.data, dia)
        if hecho:
            flash("Guardamos quién lo ocupa.", "exito")
            return redirect(url_for("instituciones.ver", id=institucion.id), 303)
    return render_template(
        "continuidad/puesto_ocupar.html", form=form, puesto=suyo, institucion=institucion, hay=bool(pueden)
    ), codigo(form)


@bp.route("/puestos/<int:puesto_id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def puesto_cerrar(puesto_id: int) -> Pagina:
    """El puesto desapareció del organigrama."""
    suyo = buscar(Puesto, puesto_id)
    institucion = institucion_mia(suyo.institucion_id)
    form = FormularioTerminoDePuesto()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            puestos.cerrar(suyo, form.hasta.data, hoy(perfil_de(institucion.territorio.pais).zona))
        if hecho:
            flash("Cerramos el puesto. Su historia se conserva.", "exito")
            return redirect(url_for("instituciones.ver", id=institucion.id), 303)
    return render_template(
        "continuidad/puesto_cerrar.html", form=form, puesto=suyo, institucion=institucion
    ), codigo(form)
