"""Calificaciones de exámenes en papel: una cuadrícula que se llena con el teclado, o pegadas de una hoja de cálculo."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for

from red.base import transaccion
from red.errores import NoEncontrado
from red.evaluaciones import consultas, operaciones
from red.evaluaciones.captura import Pegado, leer_nota, leer_pegado
from red.evaluaciones.formularios import FormularioPegar
from red.evaluaciones.modelos import Origen, Uso
from red.evaluaciones.vistas import Pagina, bp, edicion_que_mira
from red.formacion.modelos import Edicion
from red.formularios import Formulario
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import identidad, requiere
from red.textos import contar


def _uso() -> Uso:
    pedido = request.args.get("uso", Uso.FINAL.value)
    hallado = next((uso for uso in Uso if uso.value == pedido and uso.se_califica), None)
    if hallado is None:
        raise NoEncontrado
    return hallado


@bp.route("/ediciones/<int:id>/calificaciones", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def calificaciones(id: int) -> Pagina:
    """La calificación de cada quien; la de quien respondió en la plataforma no se escribe."""
    edicion, _ = edicion_que_mira(id, califica=True)
    uso, personas, form = _uso(), consultas.con_lugar(id), Formulario()
    escritas: dict[int, str] = {}
    faltas: dict[int, str] = {}
    if form.validate_on_submit():
        escritas = {
            p.id: request.form[f"nota-{p.clave}"] for p in personas if f"nota-{p.clave}" in request.form
        }
        notas: dict[int, float | None] = {}
        for persona_id, escrito in escritas.items():
            try:
                notas[persona_id] = leer_nota(escrito)
            except ValueError as falta:
                faltas[persona_id] = str(falta)
        if not faltas:
            with transaccion(form) as hecho:
                puestas, quitadas = operaciones.capturar(id, uso, notas, identidad().persona)
            if hecho:
                flash(_que_se_guardo(puestas, quitadas), "exito")
                return redirect(url_for("evaluaciones.calificaciones", id=id, uso=uso.value), 303)
    return _cuadricula(edicion, uso, personas, form, escritas, faltas)


def _que_se_guardo(puestas: int, quitadas: int) -> str:
    if not puestas and not quitadas:
        return "No había nada que cambiar."
    dicho = f"Guardamos {contar(puestas, 'calificación', 'calificaciones')}" if puestas else ""
    quito = contar(quitadas, "calificación", "calificaciones")
    if quitadas:
        dicho = f"{dicho} y quitamos {quito}" if dicho else f"Quitamos {quito}"
    return f"{dicho}."


def _cuadricula(
    edicion: Edicion,
    uso: Uso,
    personas: Sequence[Persona],
    form: Formulario,
    escritas: Mapping[int, str],
    faltas: Mapping[int, str],
    pegado: Pegado | None = None,
) -> Pagina:
    puesta = consultas.aplicaciones_de(edicion.id).get(uso)
    hojas = {hoja.persona_id: hoja for hoja in consultas.hojas_de(puesta.id)} if puesta else {}
    pagina = render_template(
        "evaluaciones/calificaciones.html",
        edicion=edicion,
        uso=uso,
        personas=personas,
        hojas=hojas,
        yo=identidad().persona,
        en_linea={id for id, hoja in hojas.items() if hoja.origen is Origen.EN_LINEA},
        escritas=escritas,
        faltas=faltas,
        form=form,
        pegado=pegado,
    )
    return pagina, 422 if faltas or form.hay_errores else 200


@bp.route("/ediciones/<int:id>/calificaciones/pegar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def pegar(id: int) -> Pagina:
    """Lo copiado de una hoja de cálculo llena la cuadrícula; nada se guarda hasta revisarla."""
    edicion, _ = edicion_que_mira(id, califica=True)
    uso, form = _uso(), FormularioPegar()
    if form.validate_on_submit():
        personas = consultas.con_lugar(id)
        pegado = leer_pegado(form.pegado.data or "", personas)
        if pegado.notas:
            return _cuadricula(edicion, uso, personas, Formulario(formdata=None), pegado.notas, {}, pegado)
        form.pegado.errors = [
            "No reconocimos a nadie: cada renglón lleva el nombre o el correo y la calificación."
        ]
    pagina = render_template("evaluaciones/pegar.html", form=form, edicion=edicion, uso=uso)
    return pagina, 422 if form.hay_errores else 200
