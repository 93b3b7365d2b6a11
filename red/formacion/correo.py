"""Lo que dicen los correos que llevan un enlace para responder: la ficha nace al redactarlos y sólo viaja en ellos."""

from typing import Any
from zoneinfo import ZoneInfo

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar
from red.formacion.modelos import ClaseDeEnlace, EstadoInscripcion, Inscripcion
from red.formacion.respuestas import PARA_EL_VISTO_BUENO, acunar
from red.reloj import ahora, dia_de
from red.textos import fecha


def _inscripcion(aviso: Aviso, espera: EstadoInscripcion) -> Inscripcion:
    inscripcion = buscar(Inscripcion, aviso.datos["inscripcion_id"])
    if inscripcion.estado is not espera or inscripcion.rondas != aviso.datos["ronda"]:
        raise NoHaceFalta("Ya se respondió, venció o se preguntó otra vez.")
    return inscripcion


@redactor("formacion_oferta")
def oferta(aviso: Aviso) -> dict[str, Any]:
    """El enlace para aceptar o declinar y hasta cuándo sirve; nada si la oferta ya no está abierta."""
    inscripcion = _inscripcion(aviso, EstadoInscripcion.OFRECIDA)
    vence = inscripcion.oferta_vence_en
    assert vence is not None
    if vence <= ahora():
        raise NoHaceFalta("El plazo para aceptar ya pasó.")
    zona = inscripcion.edicion.curso.red.zona
    return {
        "ficha": acunar(inscripcion, ClaseDeEnlace.OFERTA, inscripcion.rondas, aviso.para),
        "vence": f"{fecha(dia_de(vence, zona))} a las {vence.astimezone(ZoneInfo(zona)):%H:%M}",
    }


@redactor("formacion_visto_bueno")
def visto_bueno(aviso: Aviso) -> dict[str, Any]:
    """El enlace para que la jefatura responda; nada si ya se respondió o se pidió a otra dirección."""
    inscripcion = _inscripcion(aviso, EstadoInscripcion.POR_APROBAR)
    if inscripcion.jefatura_correo != aviso.para:
        raise NoHaceFalta("Se pidió a otra dirección.")
    red = inscripcion.edicion.curso.red
    return {
        "ficha": acunar(inscripcion, ClaseDeEnlace.VISTO_BUENO, inscripcion.rondas, aviso.para),
        "red": red.con_articulo,
        "vence": fecha(dia_de(ahora() + PARA_EL_VISTO_BUENO, red.zona)),
    }
