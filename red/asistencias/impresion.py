"""La lista para firmar, en PDF accesible con el encabezado de los papeles de la Red."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from red.asistencias.consultas import Renglon
from red.documentos.impresion import imprimir_con
from red.formacion.modelos import Jornada
from red.textos import enumerar, fecha, hora

PLANTILLA = Path(__file__).with_name("hoja.typ")
VISITAS = 5
"""Renglones en blanco para quienes lleguen sin tener lugar."""


def imprimir_hoja(
    jornada: Jornada, numero: int, renglones: Sequence[Renglon], imparten: Sequence[str]
) -> bytes:
    """La hoja de una jornada: un renglón por persona, con lugar para la firma y las horas, y renglones para visitas."""
    return imprimir_con(PLANTILLA, datos_de_la_hoja(jornada, numero, renglones, imparten))


def datos_de_la_hoja(
    jornada: Jornada, numero: int, renglones: Sequence[Renglon], imparten: Sequence[str]
) -> dict[str, Any]:
    """Lo que la hoja dice."""
    edicion, red = jornada.edicion, jornada.edicion.curso.red
    zona = ZoneInfo(red.zona)
    inicia, termina = jornada.inicia_en.astimezone(zona), jornada.termina_en.astimezone(zona)
    return {
        "titulo": "Lista de asistencia",
        "convoca": red.convocante.nombre,
        "red": red.nombre,
        "pais": red.territorio.pais,
        "folio": f"LISTA-{edicion.id}-{numero}",
        "curso": edicion.version.nombre,
        "edicion": edicion.nombre,
        "cuando": f"{fecha(inicia.date())}, de {hora(inicia)} a {hora(termina)}",
        "donde": jornada.lugar or edicion.lugar,
        "jornada": f"Jornada {numero}",
        "imparten": enumerar(list(imparten)),
        "personas": [[r.nombre, r.institucion] for r in renglones],
        "visitas": VISITAS,
    }
