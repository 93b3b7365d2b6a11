"""Páginas de la formación para quien coordina: ediciones con sus jornadas y listas."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, render_template, request, url_for

from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.formacion import consultas, listas, operaciones, programacion
from red.formacion.exportacion import escribir_csv
from red.formacion.formularios import FormularioEdicion, FormularioMotivoDebido
from red.formacion.modelos import Curso, Edicion
from red.formacion.vistas import Pagina, bp
from red.formacion.vistas_de_lugares import que_paso
from red.formularios import Formulario
from red.paginacion import paginar
from red.permisos import Permiso
from red.personas.consultas import persona_de_clave
from red.portero import exigir, identidad, requiere
from red.reloj import dia_de, hoy
from red.textos import contar, fecha

POR_PAGINA = 50
LISTAS = ("con_lugar", "en_espera", "canceladas")
COLUMNAS = ("Situación", "Lugar", "Nombre", "Correo", "Puesto", "Institución", "Pidió lugar", "Motivo",
    "Canceló tarde", "Excepción")  # fmt: skip


def _edicion_propia(id: int) -> Edicion:
    edicion = consultas.edicion(id)
    exigir(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    return edicion


def _curso_propio(id: int) -> Curso:
    curso = consultas.curso(id)
    exigir(Permiso.GESTIONAR_FORMACION, curso.red.alcance)
    return curso


@bp.route("/cursos/<int:curso_id>/ediciones/nueva", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def edicion_nueva(curso_id: int) -> Pagina:
    """Abre una edición de un curso, con sus jornadas."""
    curso = _curso_propio(curso_id)
    zona = ZoneInfo(curso.red.zona)
    formulario = FormularioEdicion(inscripcion_desde=hoy(curso.red.zona))
    if request.method == "GET":
        formulario.poner_renglones([], zona)
    elif _moviendo(formulario):
        return render_template("formacion/edicion.html", formulario=formulario, curso=curso, edicion=None)
    elif formulario.validate():
        with transaccion(formulario) as hecho:
            edicion = programacion.abrir_edicion(curso_id, formulario.datos(zona))
        if hecho:
            flash("Abrimos la edición. Así la ven quienes integran la Red.", "exito")
            _avisar_de_sus_horas(edicion)
            return redirect(url_for("formacion.ver", id=edicion.id), 303)
    pagina = render_template("formacion/edicion.html", formulario=formulario, curso=curso, edicion=None)
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/ediciones/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def edicion_editar(id: int) -> Pagina:
    """Corrige una edición: datos, fechas, cupo y jornadas."""
    edicion = _edicion_propia(id)
    zona = ZoneInfo(edicion.curso.red.zona)
    formulario = FormularioEdicion(data=_como_esta(edicion))
    formulario.cuidar(edicion, lambda: {**_como_esta(edicion), "jornadas": _sus_jornadas(edicion.id)})
    if request.method == "GET":
        formulario.poner_renglones(list(consultas.jornadas_de(id)), zona)
    elif not _moviendo(formulario) and formulario.validate():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            programacion.editar_edicion(id, formulario.datos(zona))
        if hecho:
            flash("Guardamos los cambios de la edición.", "exito")
            _avisar_de_sus_horas(edicion)
            return redirect(url_for("formacion.ver", id=id), 303)
    pagina = render_template(
        "formacion/edicion.html", formulario=formulario, curso=edicion.curso, edicion=edicion
    )
    return pagina, 422 if formulario.hay_errores else 200


def _avisar_de_sus_horas(edicion: Edicion) -> None:
    """Que no sorprenda al emitir: lo que suman las jornadas no es lo que dirá la constancia."""
    if difieren := consultas.horas_que_no_cuadran(edicion):
        flash(f"{difieren} Si falta alguna jornada, agrégala.", "aviso")


def _como_esta(edicion: Edicion) -> dict[str, Any]:
    return {campo: getattr(edicion, campo) for campo in (*programacion.COLUMNAS, "cupo")}


def _sus_jornadas(edicion_id: int) -> list[str]:
    return [
        f"{una.inicia_en.isoformat()} a {una.termina_en.isoformat()} {una.lugar}"
        for una in consultas.jornadas_de(edicion_id)
    ]


def _moviendo(formulario: FormularioEdicion) -> bool:
    """Si el botón que se oprimió fue el de agregar o quitar una jornada."""
    return formulario.mover_renglones("agregar" in request.form, request.form.get("quitar"))


@bp.get("/ediciones/<int:id>/inscritas")
@requiere(Permiso.GESTIONAR_FORMACION)
def inscritas(id: int) -> Pagina:
    """Quién tiene lugar, quién espera y en qué orden, y quién canceló."""
    edicion = _edicion_propia(id)
    dia = hoy(edicion.curso.red.zona)
    cual = request.args.get("lista", "")
    cual = cual if cual in LISTAS else LISTAS[0]
    return render_template(
        "formacion/inscritas.html",
        edicion=edicion,
        dia=dia,
        cual=cual,
        pagina=paginar(
            listas.lista(edicion, cual, dia),
            request.args.get("pagina", 1, type=int),
            por_pagina=POR_PAGINA,
        ),
        ocupacion=consultas.ocupacion(edicion),
        canceladas=listas.cuantas_canceladas(id),
    )


@bp.post("/ediciones/<int:id>/inscritas.csv")
@requiere(Permiso.GESTIONAR_FORMACION)
def descargar(id: int) -> Response:
    """La lista entera en un archivo que abre cualquier hoja de cálculo; queda anotado quién se la llevó."""
    edicion = _edicion_propia(id)
    zona = edicion.curso.red.zona
    filas = [
        (
            inscripcion.estado.etiqueta,
            inscripcion.lugar or turno,
            inscripcion.persona.nombre_completo,
            inscripcion.persona.correo,
            puesto,
            institucion,
            inscripcion.pedida_en.astimezone(ZoneInfo(zona)).strftime("%Y-%m-%d %H:%M"),
            inscripcion.motivo,
            "sí" if inscripcion.tarde else "",
            inscripcion.motivo_excepcion,
        )
        for cual in LISTAS
        for turno, (inscripcion, puesto, institucion) in _con_turno(
            cual, listas.filas_de(listas.lista(edicion, cual, hoy(zona)))
        )
    ]
    with transaccion():
        anotar_lectura("edicion", id, {"personas": len(filas)}, red_id=edicion.curso.red_id)
    archivo = {"Content-Disposition": f'attachment; filename="lista-edicion-{id}.csv"'}
    return Response(escribir_csv(COLUMNAS, filas), mimetype="text/csv", headers=archivo)


def _con_turno(cual: str, filas: Sequence[Any]) -> Iterator[tuple[int | None, Any]]:
    """Cada fila con su turno, si espera; quien tiene un lugar por aceptar ya no ocupa uno."""
    turno = 0
    for fila in filas:
        espera = cual == "en_espera" and fila[0].oferta_vence_en is None
        turno += espera
        yield turno if espera else None, fila


@bp.route("/ediciones/<int:id>/inscribir", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def inscribir(id: int) -> Pagina:
    """Inscribe a otra integrante por el mismo camino: si no hay lugar, espera su turno."""
    edicion = _edicion_propia(id)
    dia, escrito = hoy(edicion.curso.red.zona), request.args.get("q", "").strip()
    formulario = Formulario()
    if formulario.validate_on_submit():
        persona = persona_de_clave(request.form.get("persona", ""))
        with transaccion(formulario) as hecho:
            peticion = operaciones.inscribir(id, persona.id, pedida_por_id=identidad().persona, ajena=True)
        if hecho:
            flash(que_paso(persona.nombre_visible, peticion), "exito")
            return redirect(url_for("formacion.inscritas", id=id), 303)
    pagina = render_template(
        "formacion/inscribir.html",
        edicion=edicion,
        formulario=formulario,
        porque_no=edicion.por_que_no_admite(dia),
        abierta=edicion.se_puede_cambiar(dia),
        ocupacion=consultas.ocupacion(edicion),
        escrito=escrito,
        candidatas=listas.candidatas(edicion, escrito, dia) if escrito else [],
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/ediciones/<int:id>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def cancelar_edicion(id: int) -> Pagina:
    """Cancela la edición entera, después de confirmar a cuántas personas se les avisará."""
    edicion = _edicion_propia(id)
    formulario = FormularioMotivoDebido()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            cuantas = programacion.cancelar_edicion(id, formulario.motivo.data or "")
        if hecho:
            flash(
                f"Cancelamos la edición y le escribimos a {contar(cuantas, 'persona', 'personas')}.", "exito"
            )
            return redirect(url_for("formacion.ver", id=id), 303)
    pagina = render_template(
        "formacion/cancelar_edicion.html",
        edicion=edicion,
        formulario=formulario,
        ocupacion=consultas.ocupacion(edicion),
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/ediciones/<int:id>/reanudar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def reanudar_edicion(id: int) -> Pagina:
    """Deshace la cancelación: cada quien recupera su lugar o su turno, y se le avisa."""
    edicion = _edicion_propia(id)
    formulario = Formulario()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            cuantas = programacion.reanudar_edicion(id)
        if hecho:
            flash(
                f"La edición sigue en pie. Le escribimos a {contar(cuantas, 'persona', 'personas')}.", "exito"
            )
            return redirect(url_for("formacion.ver", id=id), 303)
    pagina = render_template(
        "formacion/reanudar_edicion.html",
        edicion=edicion,
        formulario=formulario,
        ocupacion=consultas.ocupacion(edicion),
        cancelada_el=fecha(dia_de(edicion.cancelada_en, edicion.curso.red.zona))
        if edicion.cancelada_en
        else "",
    )
    return pagina, 422 if formulario.hay_errores else 200


from red.formacion import vistas_catalogo  # noqa: E402, F401  (sus rutas son de este mismo bp)
