"""Páginas de las Redes: verlas, crearlas, editarlas y decir qué instituciones abarcan."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.alianzas import consultas as alianzas
from red.base import buscar, llave, transaccion
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes import apartados, composicion, consultas, meta, operaciones
from red.redes.consultas import Presencia
from red.redes.formularios import FormularioRed, FormularioRedEnMarcha, FormularioRedNueva, FormularioSumar
from red.redes.modelos import Participacion, Red
from red.redes.zonas import zonas_de
from red.reloj import hoy
from red.territorios.perfiles import perfil_de

bp = Blueprint("redes", __name__, url_prefix="/redes")

Pagina = str | Response | tuple[str, int]
AL_PUBLICO = ("publica", "admite_solicitudes", "pide_respaldo", "dias_para_decidir")


@bp.get("/")
@requiere(Permiso.VER_RED)
@a_la_fecha
def listar() -> Pagina:
    """Las Redes que puede ver; si es una sola, va a ella."""
    dia, escrito = dia_pedido(), request.args.get("q", "").strip()
    visibles = consultas.redes_visibles(identidad(), hoy())
    if visibles is not None and len(visibles) == 1:
        return redirect(url_for("redes.ver", clave=consultas.redes_de(visibles)[0].clave))
    pagina = consultas.lista_de_redes(visibles, escrito, request.args.get("pagina", 1, type=int))
    return render_template(
        "redes/listar.html",
        pagina=pagina,
        avances=composicion.avances_para(identidad(), pagina.filas, dia, hoy()),
    )


@bp.get("/<clave>")
@requiere(Permiso.VER_RED)
@a_la_fecha
@recordada
def ver(clave: str) -> Pagina:
    """Cómo va la Red: su meta, quiénes la integran y qué espera atención."""
    red = _red(clave, Permiso.VER_RED)
    dia, de_hoy, quien = dia_pedido(red.zona), hoy(red.zona), identidad()
    con_nombres = quien.puede(Permiso.VER_REGISTRO, red.alcance)
    return render_template(
        "redes/ver.html",
        red=red,
        dia=dia,
        perfil=perfil_de(red.territorio.pais),
        dependencia=consultas.palabra_de_instituciones(red, dia_pedido(red.zona)),
        es_de_hoy=dia == de_hoy,
        avance=composicion.avances_para(quien, [red], dia, de_hoy).get(red.id),
        frase=meta.frase,
        composicion=composicion.composicion(red.id, dia) if con_nombres else None,
        visibles=0 if con_nombres else composicion.en_directorio([red.id], dia, de_hoy).get(red.id, 0),
        con_detalle=con_nombres,
        sucesos=composicion.sucesos_recientes(red.id, dia) if con_nombres else [],
        pendientes=apartados.pendientes(red, quien) if dia == de_hoy else [],
        mia=consultas.membresia_abierta(red.id, quien.persona) if quien.persona else None,
        alianzas=alianzas.cuantas_vigentes(red.id, dia),
    )


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def nueva() -> Pagina:
    """Crear una Red en dos pasos: quién convoca y cómo es."""
    convocante_id = request.args.get("convocante", type=llave)
    if convocante_id is None:
        escrito, pagina = request.args.get("q", ""), request.args.get("pagina", 1, type=int)
        halladas = consultas.instituciones_que_convocan(hoy(), escrito, pagina) if escrito.strip() else None
        return render_template("redes/convocante.html", pagina=halladas)
    convocante = consultas.institucion(convocante_id)
    form = _con_territorios(FormularioRedNueva(), convocante)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            red = operaciones.crear_red(convocante_id=convocante_id, dia=hoy(), **_datos(form))
        if hecha:
            flash(
                "Creamos la Red. Ahora invita a quien la coordinará; cuando acepte, dale el papel de coordinación.",
                "exito",
            )
            return redirect(url_for("redes.ver", clave=red.clave), 303)
    return render_template("redes/nueva.html", form=form, convocante=convocante), _codigo(form)


@bp.route("/<clave>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def editar(clave: str) -> Pagina:
    """Cambiar cómo se presenta la Red y su meta."""
    red = _red(clave, Permiso.EDITAR_RED)
    form = FormularioRedEnMarcha(obj=red, meta_numero=red.meta)
    form.cuidar(
        red, lambda: {c: getattr(red, c) for c in form.data if hasattr(red, c)} | {"meta_numero": red.meta}
    )
    if form.validate_on_submit():
        datos = _datos(form)
        abierta = {campo: datos.pop(campo) for campo in AL_PUBLICO}
        with transaccion(form) as hecha:
            form.comprobar()
            operaciones.editar_red(red, **datos)
            operaciones.abrir_al_publico(red, **abierta)
        if hecha:
            flash("Guardamos los cambios de la Red.", "exito")
            return redirect(url_for("redes.ver", clave=clave), 303)
    return render_template("redes/editar.html", form=form, red=red), _codigo(form)


@bp.get("/<clave>/instituciones")
@requiere(Permiso.VER_RED)
@a_la_fecha
@recordada
def instituciones(clave: str) -> Pagina:
    """Las instituciones que la Red abarca y cuántas integrantes vienen de cada una."""
    red = _red(clave, Permiso.VER_RED)
    # A una colega, cuántas hay en cada lugar le diría dónde trabaja quien no quiso aparecer.
    con_detalle = identidad().puede(Permiso.VER_REGISTRO, red.alcance)
    pagina = consultas.lista_de_instituciones(
        red.id,
        dia_pedido(red.zona),
        request.args.get("q", ""),
        request.args.get("presencia", type=Presencia) if con_detalle else None,
        request.args.get("pagina", 1, type=int),
    )
    perfil = perfil_de(red.territorio.pais)
    return render_template(
        "redes/instituciones.html",
        red=red,
        pagina=pagina,
        perfil=perfil,
        dependencia=consultas.palabra_de_instituciones(red, dia_pedido(red.zona)),
        presencias=Presencia.opciones(),
        con_detalle=con_detalle,
    )


@bp.route("/<clave>/instituciones/sumar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def sumar_institucion(clave: str) -> Pagina:
    """Buscar una institución que ya existe y sumarla a la Red."""
    red = _red(clave, Permiso.EDITAR_RED)
    form, dia, todas = FormularioSumar(), hoy(red.zona), identidad().puede(Permiso.ADMINISTRAR)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            sumada = operaciones.sumar_institucion(red, form.institucion_id.data or 0, dia, de_otras=todas)
        if hecha:
            flash(f"{sumada.institucion.nombre} ya participa en la Red.", "exito")
            return redirect(url_for("redes.instituciones", clave=clave, presencia="sin"), 303)
    pagina = request.args.get("pagina", 1, type=int)
    halladas = consultas.instituciones_por_sumar(red, dia, request.args.get("q", ""), pagina, de_otras=todas)
    return render_template("redes/sumar.html", red=red, form=form, pagina=halladas), _codigo(form)


@bp.route("/participaciones/<int:id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def terminar_participacion(id: int) -> Pagina:
    """Confirmar que una institución deja de participar en la Red."""
    participacion = buscar(Participacion, id)
    red = participacion.red
    exigir(Permiso.EDITAR_RED, red.alcance)
    if request.method == "POST":
        with transaccion():
            operaciones.terminar_participacion(participacion, hoy(red.zona))
        flash(f"{participacion.institucion.nombre} dejó de participar en la Red.", "exito")
        return redirect(url_for("redes.instituciones", clave=red.clave), 303)
    institucion_id = participacion.institucion_id
    cuantas = composicion.personas_en(red.id, hoy(red.zona), [institucion_id]).get(institucion_id, 0)
    return render_template("redes/terminar.html", red=red, participacion=participacion, integrantes=cuantas)


def _red(clave: str, permiso: Permiso) -> Red:
    """La Red de esa clave, si quien pide tiene el permiso sobre ella; si no, no existe."""
    red = consultas.red_de_clave(clave)
    alcance = consultas.alcance_para(identidad(), red) if permiso is Permiso.VER_RED else red.alcance
    exigir(permiso, alcance)
    return red


def _con_territorios(form: FormularioRedNueva, convocante: Any) -> FormularioRedNueva:
    """Ofrece los territorios de quien convoca y las zonas de su país."""
    cadena = consultas.territorios_de(convocante)
    form.territorio_id.choices = [(territorio.id, territorio.nombre) for territorio in cadena]
    form.zona.choices = zonas_de(convocante.territorio.pais)
    return form


def _datos(form: FormularioRed) -> dict[str, Any]:
    """Lo escrito, con los nombres que usan las operaciones."""
    otros = {"meta_numero": "meta"}
    return {otros.get(campo, campo): valor for campo, valor in form.data.items() if campo != "csrf_token"}


def _codigo(form: Any) -> int:
    """422 cuando lo enviado tiene algo que corregir."""
    return 422 if form.hay_errores else 200


from red.redes import vistas_dias, vistas_membresias, vistas_responsable  # noqa: E402, F401  (sus rutas son de este mismo bp)
