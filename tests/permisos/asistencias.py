"""La asistencia en cada Red del mundo: una edición que ocurre ahora, quien la imparte, una lista, una visita y sus marcas."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app

from red.asistencias.firmas import codigo_personal, pase
from red.asistencias.modelos import (
    Asistencia,
    EstadoAsistencia,
    ListaDeJornada,
    MarcaDeAsistencia,
    Via,
    Visitante,
)
from red.formacion.modelos import Curso, Imparte, Inscripcion, Jornada
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.fabricas import guardar

SIN_MARCA = {
    "marca_de_asistencia.clave": "la pone el aparato que marca",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_asistencias(
    nombre: str, red: Red, curso: Curso, imparte: Persona, otra: Persona, enlace: Persona, coordina: Persona
) -> dict[str, Any]:
    """Una de cada; imparte la integrante, y la otra y la enlace tienen lugar."""
    dia, momento = hoy(), ahora()
    edicion = fabricas.una_edicion(red, curso=curso, nombre="En curso", inicia_el=dia - timedelta(days=3),
        termina_el=dia + timedelta(days=3), inscripcion_desde=dia - timedelta(days=9),
        inscripcion_hasta=dia - timedelta(days=4))  # fmt: skip
    guardar(Imparte(edicion_id=edicion.id, persona_id=imparte.id, puesto="p", desde=edicion.inicia_el,
        hasta=edicion.termina_el))  # fmt: skip
    de_fuera = guardar(Imparte(edicion_id=edicion.id, nombre="N", correo=f"imparte.{nombre}@ejemplo.test", puesto="p",
        desde=edicion.inicia_el, hasta=edicion.termina_el, motivo="m"))  # fmt: skip
    antier, actual = (
        guardar(Jornada(edicion_id=edicion.id, inicia_en=inicia, termina_en=inicia + timedelta(hours=4)))
        for inicia in (momento - timedelta(days=2), momento - timedelta(hours=1))
    )
    inscripcion = guardar(Inscripcion(edicion_id=edicion.id, persona_id=otra.id, lugar=1,
        pedida_en=momento - timedelta(days=8), con_lugar_en=momento - timedelta(days=8)))  # fmt: skip
    guardar(Inscripcion(edicion_id=edicion.id, persona_id=enlace.id, lugar=2, pedida_en=momento - timedelta(days=8),
        con_lugar_en=momento - timedelta(days=8)))  # fmt: skip
    visita = guardar(Visitante(edicion_id=edicion.id, nombre="N", institucion="I",
        correo=f"visita.{nombre}@ejemplo.test", anotada_en=momento, anotada_por_id=imparte.id))  # fmt: skip
    asistencia = guardar(Asistencia(edicion_id=edicion.id, jornada_id=actual.id, persona_id=otra.id,
        estado=EstadoAsistencia.JUSTIFICADA, motivo="m", via=Via.LISTA, anotada_en=momento,
        anotada_por_id=imparte.id))  # fmt: skip
    guardar(MarcaDeAsistencia(asistencia_id=asistencia.id, estado=EstadoAsistencia.JUSTIFICADA, motivo="m",
        via=Via.LISTA, marcada_en=momento, recibida_en=momento, por_id=imparte.id))  # fmt: skip
    guardar(ListaDeJornada(edicion_id=edicion.id, jornada_id=antier.id, cerrada_en=momento,
        cerrada_por_id=imparte.id, reabierta_en=momento, reabierta_por_id=coordina.id, motivo="m"))  # fmt: skip
    return {
        "edicion_en_curso": edicion.id,
        "jornada": actual.id,
        "jornada_cerrada": antier.id,
        "imparte": de_fuera.id,
        "visita": visita.id,
        "asistencia": asistencia.id,
        "renglon_de_lista": f"p{otra.id}",
        "marca_de_lista": f"p{otra.id}:presente",
        "codigo_personal": codigo_personal(
            current_app.config["SECRET_KEY"], inscripcion.id, edicion.id, otra.id
        ),
    }


def _hoja(escenario: Any, _rol: str) -> dict[str, str]:
    """La hoja sin horas: las que se inventarían no son las de la jornada."""
    filas = (f"p{escenario.mundo.alfa['persona_otra']}", f"p{escenario.mundo.personas['enlace']}", "v1")
    return {f"{fila}_{cual}": "" for fila in filas for cual in ("entrada", "salida")}


def _pase(escenario: Any, rol: str) -> dict[str, str]:
    """El que da el código de la sala a esa persona."""
    clave = escenario.app.config["SECRET_KEY"]
    return {"pase": pase(clave, escenario.mundo.alfa["jornada"], escenario.mundo.personas[rol], ahora())}


def _marca(escenario: Any, _rol: str) -> dict[str, str]:
    return {
        "clave": "una-marca-del-telefono",
        "quien": escenario.mundo.alfa["renglon_de_lista"],
        "estado": "falta",
    }


CONTESTA: dict[str, dict[str, str] | Callable[[Any, str], dict[str, str]]] = {
    "asistencias.hoja": _hoja,
    "asistencias.llegue": _pase,
    "asistencias.marcas": _marca,
    "asistencias.reconocer": {"nombre": "Ana", "primer_apellido": "Ruiz", "segundo_apellido": ""},
}
"""Respuestas que no se adivinan leyendo la página."""
