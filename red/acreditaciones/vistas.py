"""Las páginas de la acreditación: con qué se acredita, quién va a acreditar, cerrar la edición y reabrirla."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.acreditaciones import consultas, operaciones
from red.acreditaciones.elegibilidad import en_palabras, horas_en_palabras
from red.acreditaciones.formularios import FormularioReabrir, FormularioRegla, como_se_escribe
from red.acreditaciones.modelos import Alcanzado
from red.base import transaccion
from red.errores import NoEncontrado
from red.formacion.apartados import (
    Apartado,
    apartado_de_edicion,
    apartado_de_mi_formacion,
)
from red.formacion.consultas import curso as curso_de_llave
from red.formacion.consultas import edicion as edicion_de_llave
from red.formacion.consultas import jornadas_de, situaciones
from red.formacion.imparticion import imparte
from red.formacion.modelos import Edicion, Momento
from red.formularios import Formulario, opcion_pedida
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar, sin_acentos

bp = Blueprint("acreditaciones", __name__, url_prefix="/acreditaciones")

Pagina = str | Response | tuple[str, int]

bp.add_app_template_filter(horas_en_palabras, "horas_en_palabras")


@dataclass(frozen=True)
class Mirada:
    """Qué puede hacer quien mira la acreditación de una edición."""

    gestiona: bool
    ve: bool
    imparte: bool


def _mirada(edicion: Edicion, quien: Identidad) -> Mirada:
    return Mirada(
        quien.puede(Permiso.GESTIONAR_FORMACION, edicion.alcance),
        quien.puede(Permiso.VER_FORMACION, edicion.alcance),
        imparte(edicion.id, quien.persona),
    )


def _propia(id: int) -> Edicion:
    edicion = edicion_de_llave(id)
    exigir(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    return edicion


# ------------------------------------------------------------------ La regla


@bp.route("/cursos/<int:curso_id>/regla", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def regla_del_curso(curso_id: int) -> Pagina:
    """Con qué se acredita, en las ediciones del curso que no digan otra cosa."""
    curso = curso_de_llave(curso_id)
    exigir(Permiso.GESTIONAR_FORMACION, curso.red.alcance)
    guardada = consultas.regla_guardada(curso_id=curso.id)
    return _regla(
        {"curso_id": curso.id},
        guardada,
        consultas.como_regla(guardada),
        url_for("formacion.curso_editar", id=curso.id),
        curso=curso,
        edicion=None,
    )


@bp.route("/ediciones/<int:id>/regla", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def regla(id: int) -> Pagina:
    """Con qué se acredita esta edición."""
    edicion = _propia(id)
    return _regla(
        {"edicion_id": edicion.id},
        consultas.regla_guardada(edicion_id=edicion.id),
        consultas.regla_de(edicion),
        url_for("acreditaciones.edicion", id=edicion.id),
        curso=edicion.curso,
        edicion=edicion,
        jornadas=jornadas_de(edicion.id),
    )


def _regla(de: dict[str, int], guardada: Any, vale: Any, regreso: str, **pagina: Any) -> Pagina:
    form = FormularioRegla()
    if request.method == "GET":
        form.llenar(vale)
    if guardada is not None:
        form.cuidar(guardada, lambda: como_se_escribe(consultas.como_regla(guardada)))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones.guardar_regla(form.regla(), **de)
        if hecho:
            flash("Guardamos con qué se acredita.", "exito")
            return redirect(regreso, 303)
    vista = render_template(
        "acreditaciones/regla.html", form=form, guardada=guardada, regreso=regreso, **pagina
    )
    return vista, 422 if form.hay_errores else 200


@bp.post("/ediciones/<int:id>/regla/quitar")
@requiere(Permiso.GESTIONAR_FORMACION)
def regla_quitar(id: int) -> Response:
    """La edición vuelve a seguir la regla de su curso."""
    edicion, form = _propia(id), Formulario()
    with transaccion(form) as hecho:
        operaciones.usar_la_del_curso(edicion.id)
    if hecho:
        flash("La edición sigue ahora la regla de su curso.", "exito")
    for error in form.form_errors:
        flash(error, "error")
    return redirect(url_for("acreditaciones.edicion", id=id), 303)


# ------------------------------------------------------------------ Quién va a acreditar


@bp.get("/ediciones/<int:id>")
@requiere(Permiso.USAR)
def edicion(id: int) -> Pagina:
    """Cómo va cada persona: si acredita, si participa o qué le falta."""
    suya = edicion_de_llave(id)
    mirada = _mirada(suya, identidad())
    if not (mirada.gestiona or mirada.ve or mirada.imparte):
        raise NoEncontrado
    lista, cierre = consultas.situacion_de(id), consultas.cierre_vivo(id)
    alcanzado, escrito = opcion_pedida(Alcanzado, "va"), request.args.get("q", "")
    return render_template(
        "acreditaciones/edicion.html",
        edicion=suya,
        mirada=mirada,
        regla=consultas.regla_de(suya),
        propia=consultas.regla_guardada(edicion_id=id) is not None,
        requisitos=en_palabras(consultas.regla_de(suya), len(jornadas_de(id))),
        lista=[uno for uno in lista if _pasa(uno, alcanzado, escrito)],
        todas=len(lista),
        cuentas={cual: sum(uno.alcanzado is cual for uno in lista) for cual in Alcanzado},
        opciones=Alcanzado.opciones(),
        cierre=cierre,
        cierres=consultas.cierres_de(id),
        cambios=consultas.cambios_tras_el_cierre(cierre, lista) if cierre else [],
        porque_no=operaciones.por_que_no_se_cierra(suya),
    )


def _pasa(uno: consultas.Elegibilidad, alcanzado: Alcanzado | None, escrito: str) -> bool:
    if alcanzado is not None and uno.alcanzado is not alcanzado:
        return False
    return all(
        palabra in sin_acentos(uno.persona.nombre_completo) for palabra in sin_acentos(escrito).split()
    )


@bp.route("/ediciones/<int:id>/productos", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def productos(id: int) -> Pagina:
    """Quién entregó su producto: se marca una casilla por persona."""
    suya = edicion_de_llave(id)
    mirada = _mirada(suya, identidad())
    if not (mirada.gestiona or mirada.imparte):
        raise NoEncontrado
    form, lista = Formulario(), consultas.situacion_de(id)
    if form.validate_on_submit():
        marcadas = set(request.form.getlist("recibido"))
        recibidos = [uno.persona_id for uno in lista if uno.persona.clave in marcadas]
        with transaccion(form) as hecho:
            nuevos, quitados = operaciones.anotar_productos(id, recibidos, identidad().persona)
        if hecho:
            flash(
                f"Anotamos {contar(nuevos, 'entrega', 'entregas')} y quitamos {quitados}."
                if quitados
                else f"Anotamos {contar(nuevos, 'entrega', 'entregas')}.",
                "exito",
            )
            return redirect(url_for("acreditaciones.edicion", id=id), 303)
    pagina = render_template(
        "acreditaciones/productos.html",
        form=form,
        edicion=suya,
        lista=lista,
        regla=consultas.regla_de(suya),
        yo=identidad().persona,
    )
    return pagina, 422 if form.hay_errores else 200


# ------------------------------------------------------------------ Cerrar y reabrir


@bp.route("/ediciones/<int:id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def cerrar(id: int) -> Pagina:
    """La lista exacta de lo que quedará, y cerrar."""
    suya, form = _propia(id), Formulario()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            resultado = operaciones.cerrar(id, identidad().persona, request.form.get("huella", ""))
        if hecho:
            flash(resultado.en_palabras, "exito")
            return redirect(url_for("acreditaciones.edicion", id=id), 303)
    lista = consultas.situacion_de(id)
    pagina = render_template(
        "acreditaciones/cerrar.html",
        edicion=suya,
        form=form,
        lista=lista,
        grupos=[(cual, [uno for uno in lista if uno.alcanzado is cual]) for cual in Alcanzado],
        avisos=consultas.avisos_antes_de_cerrar(suya, lista),
        huella=operaciones.huella_de(lista),
        porque_no=operaciones.por_que_no_se_cierra(suya),
        cierre=consultas.cierre_vivo(id),
    )
    return pagina, 422 if form.hay_errores else 200


@bp.route("/ediciones/<int:id>/reabrir", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def reabrir(id: int) -> Pagina:
    """Reabre una edición cerrada, con su motivo."""
    suya, form = _propia(id), FormularioReabrir()
    cierre = consultas.cierre_vivo(id)
    if form.validate_on_submit():
        ahora_mismo = form.mientras.data == "retirar"
        with transaccion(form) as hecho:
            retirados = operaciones.reabrir(
                id, form.motivo.data or "", identidad().persona, retirar_ahora=ahora_mismo
            )
        if hecho:
            flash(
                f"Reabrimos la edición y retiramos {contar(retirados, 'logro', 'logros')}."
                if ahora_mismo
                else "Reabrimos la edición. Cada quien conserva lo suyo hasta que la vuelvas a cerrar.",
                "exito",
            )
            return redirect(url_for("acreditaciones.edicion", id=id), 303)
    cambios = consultas.cambios_tras_el_cierre(cierre, consultas.situacion_de(id)) if cierre else []
    pagina = render_template(
        "acreditaciones/reabrir.html", edicion=suya, form=form, cierre=cierre, cambios=cambios
    )
    return pagina, 422 if form.hay_errores else 200


# ------------------------------------------------------------------ En otras páginas


@apartado_de_edicion
def _en_edicion(edicion: Edicion, quien: Identidad) -> Apartado | None:
    """Con qué se acredita; a quien tiene lugar, qué le falta; a quien coordina o imparte, cómo va el grupo."""
    if edicion.cancelada_en is not None:
        return None
    mirada = _mirada(edicion, quien)
    dirige = mirada.gestiona or mirada.ve or mirada.imparte
    lista = consultas.situacion_de(edicion.id, None if dirige else quien.persona or 0)
    cierre = consultas.cierre_vivo(edicion.id)
    mia = next((uno for uno in lista if uno.persona_id == quien.persona), None)
    resuelta = consultas.resoluciones_de(cierre.id).get(mia.persona_id) if cierre and mia else None
    return Apartado(
        "Acreditación",
        "acreditaciones/_en_edicion.html",
        {
            "requisitos": en_palabras(consultas.regla_de(edicion), len(jornadas_de(edicion.id))),
            "mia": mia,
            "resuelta": resuelta,
            "mirada": mirada if dirige else None,
            "cuentas": {cual: sum(uno.alcanzado is cual for uno in lista) for cual in Alcanzado},
            "cierre": cierre,
            "por_cerrar": edicion.momento(hoy(edicion.curso.red.zona)) is Momento.TERMINADA and not cierre,
        },
        orden=50,
    )


@apartado_de_mi_formacion
def _en_mi_formacion(quien: Identidad) -> Apartado | None:
    """De lo que estoy tomando o acabo de terminar, cómo voy y qué me falta."""
    persona, sigo = quien.persona or 0, []
    for situacion in situaciones(persona):
        suya = situacion.inscripcion.edicion
        momento = suya.momento(hoy(suya.curso.red.zona))
        if situacion.inscripcion.lugar is not None and momento in {Momento.EN_CURSO, Momento.TERMINADA}:
            sigo.append(suya)
    cerradas = consultas.cerradas(suya.id for suya in sigo)
    sigo = [suya for suya in sigo if suya.id not in cerradas][:10]
    como_voy = consultas.situaciones_en(sigo, persona)
    voy = [{"edicion": suya, "uno": uno} for suya in sigo for uno in como_voy[suya.id]]
    if not voy:
        return None
    return Apartado("Cómo voy", "acreditaciones/_en_mi_formacion.html", {"voy": voy}, orden=2)


@pendientes_de_red
def _terminadas_sin_cerrar(red: Red, quien: Identidad) -> list[Pendiente]:
    """Las ediciones terminadas que nadie ha cerrado: nadie de ellas tiene todavía lo que alcanzó."""
    if not quien.puede(Permiso.GESTIONAR_FORMACION, red.alcance):
        return []
    faltan = consultas.terminadas_sin_cerrar(red.id, hoy(red.zona))
    if not faltan:
        return []
    return [
        Pendiente(
            texto=f"{contar(faltan, 'edición terminada', 'ediciones terminadas')} sin cerrar",
            url=url_for("acreditaciones.sin_cerrar", clave=red.clave),
            detalle="Mientras no se cierren, nadie tiene lo que alcanzó.",
            tono="atencion",
        )
    ]


@bp.get("/red/<clave>/sin-cerrar")
@requiere(Permiso.GESTIONAR_FORMACION)
def sin_cerrar(clave: str) -> Pagina:
    """Las ediciones terminadas que nadie ha cerrado, la más antigua primero."""
    red = red_de_clave(clave)
    exigir(Permiso.GESTIONAR_FORMACION, red.alcance)
    return render_template(
        "acreditaciones/sin_cerrar.html",
        red=red,
        ediciones=consultas.por_cerrar(frozenset({red.id}), hoy(red.zona)),
    )
