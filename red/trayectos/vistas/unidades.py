"""El plan de formación de cada unidad: quién toma qué y para cuándo; a quiénes les falta y cómo recordárselo."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.avisos import lotes
from red.avisos.modelos import EstadoLote
from red.base import buscar, transaccion
from red.bitacora.operaciones import anotar_lectura
from red.direcciones import direccion
from red.formularios import Formulario
from red.hojas import EXCEL
from red.memoria import recordar
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes.consultas import alcance_de_institucion, la_pedida, nombradas, red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar, fecha
from red.trayectos import consultas, operaciones
from red.trayectos.avance import EstadoDeAvance, Paso, Progreso
from red.trayectos.exportacion import a_xlsx
from red.trayectos.vistas.avance import dia_en_formulario
from red.trayectos.vistas.pedido import Pagina, bp, red_elegida, red_que_coordino, redes_visibles, solo_de
from red.unidades.modelos import Designacion, Unidad

NADA = Progreso()
COLUMNAS = {
    EstadoDeAvance.AL_DIA: "Al día",
    EstadoDeAvance.EN_CAMINO: "En camino",
    EstadoDeAvance.ATRASADA: "Con algo atrasado",
}


@dataclass(frozen=True)
class DeUnidad:
    """Una unidad con cuántas de sus personas van cómo."""

    unidad: Unidad
    personas: int
    cuantas: Counter[EstadoDeAvance]

    @property
    def columnas(self) -> list[tuple[str, int]]:
        """Cuántas van de cada manera, en el orden de la tabla."""
        return [(titulo, self.cuantas[estado]) for estado, titulo in COLUMNAS.items()]

    @property
    def le_falta(self) -> bool:
        """Si alguien no está al día, o no hay nadie designado."""
        return not self.personas or self.cuantas[EstadoDeAvance.AL_DIA] < self.personas


@bp.get("/unidades")
@requiere(Permiso.VER_FORMACION)
@a_la_fecha
def unidades() -> Pagina:
    """Las unidades de la Red y cuántas de sus personas tienen la formación que les toca."""
    redes = redes_visibles()
    red = red_elegida(redes)
    dia, solo = dia_pedido(red.zona), solo_de(red)
    todas = _de_la_red(red, dia, solo)
    faltan = [una for una in todas if una.le_falta]
    ver_todas = request.args.get("ver") == "todas"
    return render_template(
        "trayectos/unidades.html",
        red=red,
        redes=[(una.clave, una.nombre) for una in redes],
        unidades=todas if ver_todas else faltan,
        faltan=len(faltan),
        total=len(todas),
        hay_trayectos=bool(consultas.trayectos_de(red.id)),
        gestiona=identidad().puede(Permiso.GESTIONAR_FORMACION, red.alcance),
    )


def _de_la_red(red: Red, dia: date, solo: frozenset[int] | None) -> list[DeUnidad]:
    suyas = consultas.unidades_de(red.id, dia, solo)
    designadas = consultas.designadas_en([unidad.id for unidad in suyas], dia)
    progresos = recordar(("avance", red.id, dia), lambda: consultas.progresos(red.id, None, dia))
    todas = []
    for unidad in suyas:
        personas = {una.persona_id for una in designadas.get(unidad.id, [])}
        cuantas = Counter(progresos.get(persona, NADA).estado for persona in personas)
        todas.append(DeUnidad(unidad, len(personas), cuantas))
    return sorted(todas, key=lambda una: not una.le_falta)


@bp.get("/unidades/<int:id>")
@requiere(Permiso.VER_FORMACION)
@a_la_fecha
def plan(id: int) -> Pagina:
    """El plan de una unidad: quién debe tomar qué, para cuándo, cómo va y cuándo se actualiza."""
    unidad, red, redes = _cargar(id)
    dia = dia_pedido(red.zona)
    return render_template(
        "trayectos/plan.html",
        unidad=unidad,
        red=red,
        redes=redes,
        dia=dia,
        personas=_personas(unidad, red, dia),
        hay_trayectos=bool(consultas.trayectos_de(red.id)),
        gestiona=identidad().puede(Permiso.GESTIONAR_FORMACION, red.alcance),
    )


def _cargar(id: int) -> tuple[Unidad, Red, list[tuple[str, str]]]:
    """La unidad, la Red con cuyos trayectos se mira y aquellas entre las que se elige."""
    unidad = buscar(Unidad, id)
    alcance = alcance_de_institucion(unidad.institucion_id, hoy())
    exigir(Permiso.VER_FORMACION, alcance)
    propias = identidad().redes_con(Permiso.VER_FORMACION)
    es_enlace = unidad.institucion_id in identidad().instituciones_con(Permiso.VER_FORMACION)
    redes = nombradas(alcance.redes if es_enlace or propias is None else alcance.redes & propias)
    elegida = la_pedida(redes, request.args.get("red")) or next(iter(redes), None) or abort(404)
    return unidad, red_de_clave(elegida.clave), [(una.clave, una.nombre) for una in redes]


def _personas(unidad: Unidad, red: Red, dia: date) -> list[tuple[Designacion, Progreso]]:
    designadas = consultas.designadas_en([unidad.id], dia).get(unidad.id, [])
    progresos = consultas.progresos(red.id, [una.persona_id for una in designadas], dia)
    return [(una, progresos.get(una.persona_id, NADA)) for una in designadas]


@bp.post("/unidades/<int:id>.xlsx")
@requiere(Permiso.VER_FORMACION)
def plan_en_hoja(id: int) -> Response:
    """El plan de la unidad en una hoja de cálculo; queda anotado quién se la llevó."""
    unidad, red, _ = _cargar(id)
    dia = dia_en_formulario(red)
    personas = _personas(unidad, red, dia)
    columnas = ("Persona", "Función", "Qué le toca", "Cómo va", "Para cuándo", "Lo hizo el", "Vale hasta")
    renglones = [_celdas(una, paso) for una, progreso in personas for paso in progreso.pasos]
    with transaccion():
        anotar_lectura("unidad", id, {"personas": len(personas)}, red_id=red.id)
    archivo = {"Content-Disposition": f'attachment; filename="plan-de-formacion-{id}.xlsx"'}
    return Response(a_xlsx([("Plan", columnas, renglones)]), mimetype=EXCEL, headers=archivo)


def _celdas(una: Designacion, paso: Paso) -> Sequence[Any]:
    return (
        una.persona.nombre_visible,
        una.funcion.etiqueta,
        paso.pedido.nombre,
        paso.situacion.etiqueta,
        *(fecha(dia) if dia else "" for dia in (paso.para_el, paso.hecho_el, paso.vence_el)),
    )


@bp.route("/red/<clave>/recordar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def recordar_formacion(clave: str) -> Pagina:
    """Escribe a quienes sostienen una unidad y les falta formación, después de decir a cuántas."""
    red, formulario = red_que_coordino(clave), Formulario()
    quien, dia = identidad().persona or 0, hoy(red.zona)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            salen = [buscar(Persona, id) for id in sorted(operaciones.a_quienes_recordar(red.id, dia))]
            lote = operaciones.recordar(red, salen, quien)
            espera, cuantas = lote.estado is EstadoLote.POR_APROBAR, lote.cuantos
        if hecho:
            a_cuantas = contar(cuantas, "persona", "personas")
            flash(
                f"Son {a_cuantas}: el envío espera a que otra persona de la coordinación lo apruebe."
                if espera
                else f"Le escribimos a {a_cuantas}.",
                "exito",
            )
            return redirect(direccion("trayectos.unidades", {"red": clave}), 303)
    cuantas = len(operaciones.a_quienes_recordar(red.id, dia))
    pagina = render_template(
        "trayectos/recordar.html",
        red=red,
        formulario=formulario,
        cuantas=cuantas,
        espera=bool(cuantas) and lotes.necesita_aprobacion(quien, cuantas),
        regreso=direccion("trayectos.unidades", {"red": clave}),
    )
    return pagina, 422 if formulario.hay_errores else 200
