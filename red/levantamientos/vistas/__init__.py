"""Las páginas de los levantamientos: llevarlos, contestarlos y leer lo que dicen."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from red.formularios import Formulario
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.levantamientos import consultas
from red.levantamientos.modelos import Etapa, Levantamiento
from red.permisos import Permiso
from red.portero import exigir
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.textos import contar, fecha

bp = Blueprint("levantamientos", __name__, url_prefix="/levantamientos")
Pagina = str | Response | tuple[str, int]

TONOS = {Etapa.ABIERTO: "bien", Etapa.PROGRAMADO: "informacion"}
"""Cómo se pinta cada etapa, que siempre va con su palabra."""


def de_id(id: int, permiso: Permiso) -> Levantamiento:
    """El levantamiento, si quien pide tiene ese permiso en su Red."""
    este = consultas.levantamiento(id)
    exigir(permiso, este.alcance)
    return este


def red_con(clave: str, permiso: Permiso) -> Red:
    """La Red, si quien pide tiene ese permiso en ella."""
    red = red_de_clave(clave)
    exigir(permiso, red.alcance)
    return red


def pagina(plantilla: str, form: Formulario, **datos: object) -> Pagina:
    """La página de un formulario: 422 cuando hay algo por corregir."""
    return render_template(plantilla, form=form, **datos), 422 if form.hay_errores else 200


def en_que_va(este: Levantamiento, etapa: Etapa) -> str:
    """La frase que dice en qué va."""
    if etapa is Etapa.ABIERTO:
        return f"Abierto hasta el {fecha(este.cierra_el)}."
    if etapa is Etapa.CERRADO:
        return f"Se contestó del {fecha(este.abre_el)} al {fecha(este.cierra_el)}."
    if etapa is Etapa.PROGRAMADO:
        return f"Se abre solo el {fecha(este.abre_el)} y se cierra el {fecha(este.cierra_el)}."
    return f"En preparación: sería del {fecha(este.abre_el)} al {fecha(este.cierra_el)}."


def por_naturaleza(instituciones: Sequence[Institucion]) -> list[tuple[str, list[Institucion]]]:
    """Las mismas, juntas las de la misma clase, en el orden en que se listan las clases."""
    grupos: dict[TipoInstitucion, list[Institucion]] = {}
    for una in instituciones:
        grupos.setdefault(una.tipo, []).append(una)
    return [(tipo.etiqueta, grupos[tipo]) for tipo in TipoInstitucion if tipo in grupos]


@bp.app_template_filter("personas_contadas")
def personas_contadas(cuantas: int) -> str:
    """«1 persona», «12 personas»."""
    return contar(cuantas, "persona", "personas")


from red.levantamientos import redactores as redactores  # noqa: E402  (al importarse registra sus correos)
from red.levantamientos.vistas import apartados, gestion, responder, resultados  # noqa: E402

__all__ = ["apartados", "gestion", "responder", "resultados"]
