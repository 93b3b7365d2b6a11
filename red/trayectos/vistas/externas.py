"""La formación que se tomó en otra parte: la registra quien la tomó y la confirma quien coordina."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from red.archivos.duenas import duena_de_archivos
from red.archivos.operaciones import guardar
from red.base import transaccion
from red.envios import recibe_hasta
from red.formacion import consultas_catalogo, consultas_logros, logros
from red.formacion.modelos_logros import FormacionExterna
from red.formularios import Formulario
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import redes_de
from red.redes.modelos import Red
from red.textos import contar
from red.trayectos.formularios import FormularioConfirmacion, FormularioExterna, FormularioRechazo
from red.trayectos.vistas.pedido import Pagina, bp


@bp.route("/otra-parte", methods=["GET", "POST"])
@requiere(Permiso.INSCRIBIRSE)
@recibe_hasta(11)
def declarar() -> Pagina:
    """Registro lo que tomé en otra parte, con su comprobante; cuenta cuando la coordinación lo confirme."""
    redes = redes_de(identidad().redes_con(Permiso.INSCRIBIRSE))
    pedida = next((red for red in redes if red.clave == request.args.get("red")), None)
    red = pedida or (redes[0] if len(redes) == 1 else None)
    formulario = FormularioExterna()
    formulario.red_id.choices = [("", "Elige la Red"), *((str(una.id), una.nombre) for una in redes)]
    if red is not None:
        formulario.huso = red.zona
        formulario.contenidos.choices = _contenidos(red.id)
        del formulario.red_id
    if formulario.validate_on_submit():
        d = formulario.data
        with transaccion(formulario) as hecho:
            archivo = guardar(formulario.archivo.nombre, formulario.archivo.contenido(), identidad().persona)
            logros.declarar(
                identidad().persona or 0,
                red.id if red else d["red_id"],
                logros.DatosDeExterna(
                    " ".join(d["nombre"].split()),
                    " ".join(d["impartida_por"].split()),
                    d["horas"],
                    d["terminada_el"],
                    d["contenidos"] or (),
                ),
                archivo.id,
            )
        if hecho:
            flash("La registramos. Contará cuando la coordinación la confirme.", "exito")
            return redirect(url_for("formacion.mias"), 303)
    pagina = render_template("trayectos/declarar.html", formulario=formulario, red=red)
    return pagina, 422 if formulario.hay_errores else 200


def _contenidos(red_id: int) -> list[tuple[str, str]]:
    return [(str(c.id), c.nombre) for c in consultas_catalogo.contenidos_de(red_id)]


@bp.get("/por-confirmar")
@requiere(Permiso.GESTIONAR_FORMACION)
def por_confirmar() -> Pagina:
    """Lo que espera que la coordinación lo confirme, primero lo que más lleva."""
    consulta = consultas_logros.por_confirmar(identidad().redes_con(Permiso.GESTIONAR_FORMACION))
    return render_template(
        "trayectos/por_confirmar.html", pagina=paginar(consulta, request.args.get("pagina", 1, type=int))
    )


@bp.route("/otra-parte/<int:id>", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def confirmar(id: int) -> Pagina:
    """Da por buena una formación de otra parte: qué cubre, a qué equivale y hasta cuándo vale."""
    externa = _una(id)
    if externa.decidida_en is not None:
        flash("Alguien más ya decidió sobre esta formación.", "informacion")
        return redirect(url_for("trayectos.por_confirmar"), 303)
    formulario = FormularioConfirmacion(contenidos=[str(c.contenido_id) for c in externa.contenidos])
    formulario.contenidos.choices = _contenidos(externa.red_id)
    formulario.curso_id.choices = [
        ("", "A ninguno"),
        *((str(curso.id), curso.nombre) for curso in consultas_catalogo.de_red(externa.red_id)),
    ]
    if formulario.validate_on_submit():
        d = formulario.data
        return _decidir(
            externa,
            formulario,
            lambda: logros.confirmar(
                id,
                identidad().persona or 0,
                contenidos=d["contenidos"] or (),
                curso_id=d["curso_id"],
                vence_el=d["vence_el"],
            ),
            "La confirmamos: ya cuenta.",
        )
    return _pagina(externa, formulario)


@bp.route("/otra-parte/<int:id>/no", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def no_confirmar(id: int) -> Pagina:
    """No da por buena una formación de otra parte, y dice por qué."""
    externa, formulario = _una(id), FormularioRechazo()
    if formulario.validate_on_submit():
        return _decidir(
            externa,
            formulario,
            lambda: logros.no_confirmar(id, identidad().persona or 0, formulario.motivo.data or ""),
            "No se confirmó. Quien la registró ve el motivo.",
        )
    return _pagina(externa, formulario, "trayectos/no_confirmar.html")


def _decidir(externa: FormacionExterna, formulario: Formulario, acto: Any, dicho: str) -> Pagina:
    with transaccion(formulario) as hecho:
        acto()
    if not hecho:
        plantilla = "confirmar" if isinstance(formulario, FormularioConfirmacion) else "no_confirmar"
        return _pagina(externa, formulario, f"trayectos/{plantilla}.html")
    flash(dicho, "exito")
    return redirect(url_for("trayectos.por_confirmar"), 303)


def _pagina(
    externa: FormacionExterna, formulario: Formulario, plantilla: str = "trayectos/confirmar.html"
) -> Pagina:
    pagina = render_template(plantilla, externa=externa, formulario=formulario)
    return pagina, 422 if formulario.hay_errores else 200


def _una(id: int) -> FormacionExterna:
    externa = consultas_logros.externa(id) or abort(404)
    exigir(Permiso.GESTIONAR_FORMACION, externa.red.alcance)
    return externa


@duena_de_archivos
def _del_comprobante(archivo_id: int, quien: Identidad) -> bool:
    """Quien lo subió y quien lleva la formación de esa Red."""
    externa = consultas_logros.externa_del_archivo(archivo_id)
    if externa is None:
        return False
    return externa.persona_id == quien.persona or quien.puede(
        Permiso.GESTIONAR_FORMACION, externa.red.alcance
    )


@pendientes_de_red
def _por_confirmar(red: Red, quien: Identidad) -> list[Pendiente]:
    if not quien.puede(Permiso.GESTIONAR_FORMACION, red.alcance):
        return []
    cuantas = paginar(consultas_logros.por_confirmar(frozenset({red.id})), 1, por_pagina=1).total
    if not cuantas:
        return []
    dicho = contar(
        cuantas, "formación tomada en otra parte espera", "formaciones tomadas en otra parte esperan"
    )
    return [Pendiente(f"{dicho} que la confirmes", url_for("trayectos.por_confirmar"))]
