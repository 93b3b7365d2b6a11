"""«Avance de la formación»: cuánto lleva cada quien, cada nivel y cada institución, cualquier día."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import llave, transaccion
from red.bitacora.operaciones import anotar_lectura
from red.formacion import consultas_catalogo
from red.formularios import opcion_pedida
from red.hojas import EXCEL
from red.memoria import recordar
from red.paginacion import POR_PAGINA, Pagina
from red.permisos import Permiso
from red.personas.modelos import NivelCargo
from red.portero import requiere
from red.recordadas import recordada
from red.redes.modelos import Red
from red.reloj import hoy
from red.trayectos import consultas
from red.trayectos.avance import EstadoDeAvance, Progreso
from red.trayectos.consultas import Filtro
from red.trayectos.exportacion import a_xlsx
from red.trayectos.vistas.pedido import bp, red_elegida, redes_visibles, solo_de

NADA = Progreso()
COLUMNAS = (
    "Persona", "Institución", "Puesto", "Nivel", "Cómo va", "Pasos hechos", "Pasos que le tocan",
    "Contenidos cubiertos", "Formaciones terminadas", "Horas",
)  # fmt: skip


@dataclass(frozen=True)
class Renglon:
    """Una integrante con lo que lleva."""

    persona: Any
    puesto: str | None
    nivel: NivelCargo | None
    institucion_id: int | None
    institucion: str | None
    progreso: Progreso


@bp.get("/avance")
@requiere(Permiso.VER_FORMACION)
@a_la_fecha
@recordada
def avance() -> str:
    """Cuánto lleva cada integrante de la Red; un enlace ve sólo a quienes trabajan en su institución."""
    redes = redes_visibles()
    red = red_elegida(redes)
    solo, dia = solo_de(red), dia_pedido(red.zona)
    todas = _renglones(red, dia, solo)
    estado = opcion_pedida(EstadoDeAvance, "estado")
    filas = [uno for uno in todas if estado is None or uno.progreso.estado is estado]
    instituciones = consultas.por_institucion(red.id, dia, solo)
    return render_template(
        "trayectos/avance.html",
        red=red,
        redes=[(una.clave, una.nombre) for una in redes],
        dia=dia,
        pagina=_pagina(filas, request.args.get("pagina", 1, type=int)),
        contenidos=consultas_catalogo.contenidos_de(red.id),
        resumen=_resumen(todas),
        total=len(todas),
        niveles=_por_nivel(todas),
        instituciones=instituciones,
        horas=sum(una.horas for una in instituciones),
        elegibles=sorted(
            {
                (str(u.institucion_id), u.institucion or "")
                for u in _renglones(red, dia, solo, todo=True)
                if u.institucion_id
            },
            key=lambda par: par[1],
        ),
        opciones_de_nivel=NivelCargo.opciones(),
        estados=EstadoDeAvance.opciones(),
        ve_todo=solo is None,
    )


def _resumen(todas: list[Renglon]) -> list[tuple[str, int]]:
    """Cuántas van de cada manera, dicho para ponerlo tras el número."""
    cuantas = Counter(uno.progreso.estado for uno in todas)
    return [
        (estado.etiqueta[:1].lower() + estado.etiqueta[1:], cuantas[estado])
        for estado in EstadoDeAvance
        if cuantas[estado] or estado is not EstadoDeAvance.SIN_TRAYECTO
    ]


def _renglones(red: Red, dia: date, solo: frozenset[int] | None, *, todo: bool = False) -> list[Renglon]:
    """Las integrantes que pasan el filtro de la dirección, con lo que llevan ese día."""
    filas = consultas.integrantes(red.id, dia, Filtro() if todo else _filtro(), solo, hoy(red.zona))
    progresos = recordar(("avance", red.id, dia), lambda: consultas.progresos(red.id, None, dia))
    return [
        Renglon(persona, puesto, nivel, institucion_id, institucion, progresos.get(persona.id, NADA))
        for persona, puesto, nivel, institucion_id, institucion in filas
    ]


def _filtro() -> Filtro:
    return Filtro(
        texto=request.args.get("q", ""),
        institucion=request.args.get("institucion", type=llave),
        nivel=opcion_pedida(NivelCargo, "nivel"),
    )


def _pagina(filas: list[Renglon], numero: int) -> Pagina[Renglon]:
    numero = min(max(1, numero), max(1, -(-len(filas) // POR_PAGINA)))
    return Pagina(filas[(numero - 1) * POR_PAGINA : numero * POR_PAGINA], numero, len(filas))


def _por_nivel(renglones: list[Renglon]) -> list[tuple[str, int, int]]:
    """Por nivel del puesto, cuántas personas hay y cuántas están al día."""
    todas = Counter(uno.nivel for uno in renglones)
    al_dia = Counter(uno.nivel for uno in renglones if uno.progreso.estado is EstadoDeAvance.AL_DIA)
    return [
        (nivel.etiqueta if nivel else "Sin puesto registrado", todas[nivel], al_dia[nivel])
        for nivel in (*NivelCargo, None)
        if todas[nivel]
    ]


@bp.post("/avance.xlsx")
@requiere(Permiso.VER_FORMACION)
def avance_en_hoja() -> Response:
    """El avance entero en una hoja de cálculo; queda anotado quién se la llevó."""
    red = red_elegida(redes_visibles())
    solo, dia = solo_de(red), dia_en_formulario(red)
    renglones = _renglones(red, dia, solo)
    instituciones = consultas.por_institucion(red.id, dia, solo)
    archivo = a_xlsx(
        [
            ("Integrantes", COLUMNAS, [_celdas(uno) for uno in renglones]),
            (
                "Instituciones",
                ("Institución", "Personas", "Formaciones terminadas", "Horas"),
                [(una.nombre, una.personas, una.terminadas, una.horas) for una in instituciones],
            ),
        ]
    )
    with transaccion():
        anotar_lectura("logro", red.id, {"personas": len(renglones)}, red_id=red.id)
    nombre = f"avance-de-la-formacion-{dia.isoformat()}.xlsx"
    return Response(
        archivo, mimetype=EXCEL, headers={"Content-Disposition": f'attachment; filename="{nombre}"'}
    )


def dia_en_formulario(red: Red) -> date:
    """El día que se estaba viendo al pedir la hoja; si no se entiende o no llega, hoy."""
    try:
        dia = date.fromisoformat(request.form.get("fecha", ""))
    except ValueError:
        return hoy(red.zona)
    return min(max(dia, date(1900, 1, 1)), hoy(red.zona))


def _celdas(uno: Renglon) -> tuple[object, ...]:
    progreso = uno.progreso
    return (
        uno.persona.nombre_visible,
        uno.institucion,
        uno.puesto,
        uno.nivel.etiqueta if uno.nivel else "",
        progreso.estado.etiqueta,
        progreso.hechos,
        len(progreso.pasos),
        len(progreso.cubiertos),
        progreso.terminadas,
        progreso.horas,
    )
