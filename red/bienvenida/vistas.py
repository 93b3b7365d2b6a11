"""«Te damos la bienvenida»: qué hacer primero, con quién contar, y el texto que edita cada Red."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.bienvenida import consultas, operaciones
from red.bienvenida.formularios import FormularioTexto
from red.bienvenida.modelos import Bienvenida, Paso
from red.directorio import consultas as directorio
from red.directorio.condiciones import Filtros
from red.directorio.mirada import Mirada, Visible
from red.errores import NoEncontrado
from red.permisos import Identidad, Permiso
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Audiencia, CampoVisible
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import integra, red_de_clave, responsable_de
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar

bp = Blueprint("bienvenida", __name__, url_prefix="/bienvenida")

A_DONDE = {
    Paso.PERFIL: ("personas.mi_perfil", "Di quién eres y dónde trabajas: así te encuentran quienes te necesitan."),
    Paso.TEMAS: ("personas.mis_temas", "Con eso te decimos quién puede ayudarte y a quién puedes ayudar."),
    Paso.PRIVACIDAD: ("personas.mi_privacidad", "Tus colegas no te encuentran hasta que tú lo digas; entonces ven tu nombre y dónde trabajas, y lo demás lo decides dato por dato."),
    Paso.CURSO: ("formacion.listar", "Si está lleno, entras a la lista de espera y ves qué lugar tienes."),
}  # fmt: skip
COLEGAS = 12


@bp.get("/<clave>")
@requiere(Permiso.USAR)
def ver(clave: str) -> str:
    """La guía de quien acaba de llegar: los pasos, quién coordina y quién más es de su institución."""
    red, bienvenida = _mia(clave)
    dia = hoy(red.zona)
    coordinan = consultas.quienes_coordinan(red.id, dia)
    return render_template(
        "bienvenida/ver.html",
        red=red,
        bienvenida=bienvenida,
        parrafos=[p.strip() for p in consultas.texto_de(red.id).split("\n\n") if p.strip()],
        avances=consultas.avances(bienvenida),
        a_donde=A_DONDE,
        ediciones=consultas.ediciones_abiertas(red.id, dia),
        coordinan=[(p, p.audiencia(CampoVisible.CORREO) is Audiencia.RED) for p in coordinan],
        responsable=responsable_de(red),
        colegas=_colegas(red),
    )


@bp.post("/<clave>/despues/<paso>")
@requiere(Permiso.USAR)
def despues(clave: str, paso: str) -> Response:
    """Deja un paso para después."""
    _, bienvenida = _mia(clave)
    cual = next((p for p in Paso if p.value == paso), None)
    if cual is None:
        raise NoEncontrado
    with transaccion():
        operaciones.dejar_para_despues(bienvenida, cual)
    if bienvenida.terminada_en is not None:
        flash("Terminaste la guía. Lo que dejaste para después sigue en tu perfil y en Formación.", "exito")
        return redirect(url_for("portal.panel"), 303)
    return redirect(url_for("bienvenida.ver", clave=clave), 303)


@bp.post("/<clave>/terminar")
@requiere(Permiso.USAR)
def terminar(clave: str) -> Response:
    """No volver a ver la guía."""
    _, bienvenida = _mia(clave)
    with transaccion():
        operaciones.terminar(bienvenida)
    flash("Listo: la guía ya no aparecerá en tu panel.", "exito")
    return redirect(url_for("portal.panel"), 303)


@bp.route("/<clave>/texto", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def texto(clave: str) -> str | Response | tuple[str, int]:
    """Lo que la Red dice a quien llega."""
    red = red_de_clave(clave)
    exigir(Permiso.EDITAR_RED, red.alcance)
    form = FormularioTexto(texto=consultas.texto_de(red.id))
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            operaciones.escribir(red, form.texto.data or "", identidad().persona)
        if hecha:
            flash("Guardamos la bienvenida de la Red.", "exito")
            return redirect(url_for("redes.ver", clave=clave), 303)
    return render_template("bienvenida/texto.html", red=red, form=form), 422 if form.hay_errores else 200


def _mia(clave: str) -> tuple[Red, Bienvenida]:
    """La guía de quien pide en esa Red; lanza NoEncontrado si no la integra o llegó sin guía."""
    red, persona_id = red_de_clave(clave), identidad().persona or 0
    bienvenida = consultas.bienvenida_de(red.id, persona_id)
    if bienvenida is None or not integra(red.id, persona_id, hoy(red.zona)):
        raise NoEncontrado
    return red, bienvenida


def _colegas(red: Red) -> list[Visible]:
    """Quienes trabajan en su institución y se dejan ver en el directorio: lo mismo que hallaría en él."""
    dia, persona_id = hoy(red.zona), identidad().persona or 0
    suya = adscripcion_vigente(persona_id, dia)
    if suya is None:
        return []
    confirmada = frozenset({suya.institucion_id} if suya.confirmada_el else ())
    mirada = Mirada(frozenset({red.id}), False, dia, confirmada)
    filtros = Filtros(institucion_id=suya.institucion_id)
    yo = suya.persona.clave
    halladas = directorio.pagina_de_personas(mirada, filtros, 1).filas
    return [visible for visible in halladas if visible.clave != yo][:COLEGAS]


@pendientes_de_red
def _guia_por_terminar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien acaba de llegar, mientras no termine su guía."""
    bienvenida = consultas.bienvenida_de(red.id, quien.persona or 0)
    if bienvenida is None or bienvenida.terminada_en is not None:
        return []
    faltan = sum(avance.falta for avance in consultas.avances(bienvenida))
    if not faltan or not integra(red.id, quien.persona or 0, hoy(red.zona)):
        return []
    return [
        Pendiente(
            f"Te damos la bienvenida a {red.con_articulo}",
            url_for("bienvenida.ver", clave=red.clave),
            f"Te faltan {contar(faltan, 'paso', 'pasos')} para empezar con todo."
            if faltan > 1
            else "Te falta un paso.",
        )
    ]
