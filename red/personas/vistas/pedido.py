"""Quién pide una página de personas y entre qué instituciones elige."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from red.base import buscar
from red.directorio import consultas as directorio
from red.instituciones.modelos import Institucion
from red.personas.formularios import ConInstitucion
from red.personas.modelos import Persona
from red.portero import identidad
from red.redes import consultas as redes
from red.reloj import ZONA_POR_OMISION, hoy

bp = Blueprint("personas", __name__, url_prefix="/personas")

Pagina = str | Response | tuple[str, int]
PARA_ELEGIR = 200
"""Hasta cuántas instituciones caben en una lista; si hay más, se buscan."""
HALLADAS = 50


def yo() -> Persona:
    """Quien hace la petición."""
    return buscar(Persona, identidad().persona or 0)


def zona_de(suyas: frozenset[int] | None) -> str:
    """Donde trabaja quien integra esas Redes: su día no es el de otro país."""
    return next((red.zona for red in redes.redes_de(suyas)), ZONA_POR_OMISION) if suyas else ZONA_POR_OMISION


def codigo(form: Any) -> int:
    """422 cuando lo enviado trae algo por corregir."""
    return 422 if form.is_submitted() and form.hay_errores else 200


def ofrecer_instituciones(
    form: ConInstitucion, en: frozenset[int] | None, actual: Institucion | None
) -> None:
    """Pone en el formulario las instituciones de esas Redes, o las que coinciden con lo que se busca."""
    todas = list(directorio.instituciones_para_elegir(en, hoy(), "", PARA_ELEGIR + 1))
    son_todas = len(todas) <= PARA_ELEGIR
    if not son_todas:
        escrito = (form.institucion_busca.data or "").strip()
        todas = list(directorio.instituciones_para_elegir(en, hoy(), escrito, HALLADAS)) if escrito else []
        elegida = directorio.institucion_que_participa(form.institucion_id.data, en, hoy())
        todas += [elegida] if elegida is not None and elegida not in todas else []
    if actual is not None and actual not in todas:
        todas.insert(0, actual)
    form.ofrecer(todas, son_todas=son_todas)
