"""Las páginas de las evaluaciones: escribir cuestionarios, ponerlos en una edición, responder y ver qué dicen."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from red.errores import NoEncontrado
from red.evaluaciones.preguntas import califica, etiquetas_de, la_correcta, opciones_de
from red.evaluaciones.resultados import puntos
from red.formacion.consultas import edicion as edicion_de_llave
from red.formacion.imparticion import imparte
from red.formacion.modelos import Edicion
from red.permisos import Permiso
from red.portero import identidad

bp = Blueprint("evaluaciones", __name__, url_prefix="/evaluaciones")

bp.add_app_template_filter(puntos, "puntos")


@bp.context_processor
def _de_las_preguntas() -> dict[str, Any]:
    """Lo que las plantillas preguntan de cada pregunta."""
    return {
        "etiquetas_de": etiquetas_de,
        "opciones_de": opciones_de,
        "califica": califica,
        "la_correcta": la_correcta,
    }


Pagina = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Mirada:
    """Qué puede hacer quien mira las evaluaciones de una edición."""

    gestiona: bool
    ve: bool
    imparte: bool

    @property
    def alguna(self) -> bool:
        """Si puede ver algo."""
        return self.gestiona or self.ve or self.imparte

    @property
    def califica(self) -> bool:
        """Si puede anotar calificaciones."""
        return self.gestiona or self.imparte


def mirada_de(edicion: Edicion) -> Mirada:
    """Qué puede hacer quien hace la petición con esa edición."""
    quien = identidad()
    return Mirada(
        gestiona=quien.puede(Permiso.GESTIONAR_FORMACION, edicion.alcance),
        ve=quien.puede(Permiso.VER_FORMACION, edicion.alcance),
        imparte=imparte(edicion.id, quien.persona),
    )


def edicion_que_mira(id: int, *, califica: bool = False) -> tuple[Edicion, Mirada]:
    """La edición y lo que quien mira puede hacer; lanza NoEncontrado si no le toca nada de ella."""
    edicion = edicion_de_llave(id)
    mirada = mirada_de(edicion)
    if not (mirada.califica if califica else mirada.alguna):
        raise NoEncontrado
    return edicion, mirada


from red.evaluaciones.vistas import (  # noqa: E402
    apartados,
    captura,
    cuestionarios,
    de_edicion,
    preguntas,
    responder,
    resultados,
)

__all__ = ["apartados", "captura", "cuestionarios", "de_edicion", "preguntas", "responder", "resultados"]
