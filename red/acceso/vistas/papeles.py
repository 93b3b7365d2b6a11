"""Quién tiene qué papel, desde cuándo y hasta cuándo; darlos y terminarlos."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.acceso import consultas, frenos, operaciones, sesion
from red.acceso.formularios import FormularioPapel
from red.acceso.modelos import Asignacion, EstadoPapel
from red.acceso.vistas import Pagina, bp
from red.base import transaccion
from red.errores import NoEncontrado
from red.formularios import Formulario, opcion_pedida
from red.permisos import Permiso, Rol
from red.personas.consultas import persona_de_clave
from red.personas.modelos import Persona
from red.portero import identidad, requiere
from red.recordadas import recordada
from red.reloj import hoy

MINIMO_PARA_BUSCAR = 3


@bp.get("/papeles")
@requiere(Permiso.NOMBRAR)
@recordada
def papeles() -> Pagina:
    """Los papeles que quien pide puede dar, con su ámbito y sus fechas."""
    rol = opcion_pedida(Rol, "rol")
    estado = opcion_pedida(EstadoPapel, "estado", EstadoPapel.VIGENTE.value)
    pagina = consultas.papeles(
        _redes(),
        hoy(),
        request.args.get("pagina", 1, type=int),
        escrito=request.args.get("q", ""),
        rol=rol,
        estado=estado,
    )
    return render_template(
        "acceso/papeles.html",
        pagina=pagina,
        dia=hoy(),
        roles=operaciones.roles_que_nombra(identidad()),
        estados=EstadoPapel,
        hay_filtros=bool(set(request.args) & {"q", "rol", "estado"}),
    )


@bp.route("/papeles/nuevo", methods=["GET", "POST"])
@requiere(Permiso.NOMBRAR)
def papel_nuevo() -> Pagina:
    """Dar un papel: primero a quién, después cuál, sobre qué y por cuánto tiempo."""
    clave = request.args.get("persona", "")
    if not clave:
        return _elegir_persona()
    persona = _persona(clave)
    quien, redes, dia = identidad(), _redes(), hoy()
    form = FormularioPapel.con(
        operaciones.roles_que_nombra(quien),
        consultas.redes_para_nombrar(redes),
        consultas.instituciones_para_nombrar(persona.id, redes, dia),
        dia,
    )
    if form.validate_on_submit():
        if not frenos.es_ella(sesion.cuenta_actual(), form.actual.data or ""):
            form.actual.errors = ["No es tu contraseña."]
        else:
            with transaccion(form) as hecho:
                operaciones.nombrar(
                    quien,
                    persona,
                    form.rol.data if "rol" in form else Rol.ENLACE,
                    form.red_id.data if "red_id" in form else None,
                    form.institucion_id.data,
                    form.desde.data or dia,
                    form.hasta.data,
                )
            if hecho:
                flash(f"{persona.nombre_visible} tiene un papel nuevo. Le avisamos por correo.", "exito")
                return redirect(url_for("acceso.papeles"), 303)
    pagina = render_template("acceso/papel_nuevo.html", form=form, persona=persona)
    return pagina, 422 if form.hay_errores else 200


def _elegir_persona() -> Pagina:
    """El primer paso: hallar a la persona por su nombre o su correo."""
    escrito = request.args.get("q", "").strip()
    corto = len(escrito) < MINIMO_PARA_BUSCAR
    halladas: Sequence[Any] = ()
    if escrito and not corto:
        frenos.BUSCAR_PERSONAS.contar(str(identidad().cuenta))
        halladas = consultas.personas_que_se_pueden_nombrar(_redes(), hoy(), escrito)
    return render_template("acceso/papel_a_quien.html", escrito=escrito, corto=corto, halladas=halladas)


@bp.route("/papeles/<int:id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.NOMBRAR)
def papel_terminar(id: int) -> Pagina:
    """Confirmar que un papel termina hoy."""
    papel = _papel(id)
    form = Formulario()
    if form.validate_on_submit():
        nombre = papel.persona.nombre_visible
        with transaccion(form) as hecho:
            operaciones.terminar_papel(identidad(), papel)
        if hecho:
            flash(f"El papel de {nombre} terminó y se cerró su sesión.", "exito")
            return redirect(url_for("acceso.papeles"), 303)
    pagina = render_template("acceso/papel_terminar.html", papel=papel, form=form, dia=hoy())
    return pagina, 422 if form.hay_errores else 200


def _redes() -> frozenset[int] | None:
    """Sobre qué Redes puede dar papeles; None son todas."""
    return identidad().redes_con(Permiso.NOMBRAR)


def _papel(id: int) -> Asignacion:
    asignacion = consultas.papel_al_alcance(id, _redes(), hoy())
    if asignacion is None:
        raise NoEncontrado
    return asignacion


def _persona(clave: str) -> Persona:
    """La persona si está al alcance: la ajena y la que no existe responden igual."""
    persona = persona_de_clave(clave)
    if not consultas.se_puede_nombrar(persona.id, _redes(), hoy()):
        raise NoEncontrado
    return persona
