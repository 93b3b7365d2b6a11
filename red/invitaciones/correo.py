"""Los correos que llevan un enlace: la llave nace al redactarlos y sólo viaja en ellos."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar
from red.documentos.letras import con_articulo
from red.invitaciones.modelos import SIN_RESPONDER, Convocatoria, EstadoInvitacion, Invitacion
from red.invitaciones.operaciones import acunar_llave, anotar_salida
from red.personas.modelos import Persona
from red.reloj import ahora, dia_de
from red.textos import fecha

MUESTRA = "muestra"
"""Lo que lleva el enlace de una muestra en lugar de una llave: no abre nada."""


@redactor("invitacion")
@redactor("invitacion_recordatorio")
def redactar_invitacion(aviso: Aviso) -> dict[str, Any]:
    """Lo que el correo dice de la invitación y un enlace nuevo; nada si ya no espera respuesta.

    La que todavía no había salido no vence por haber esperado en la cola: su plazo empieza aquí. Con una convocatoria
    en vez de una invitación, es la muestra que pide quien la prepara.
    """
    if "convocatoria_id" in aviso.datos:
        return muestra_de(buscar(Convocatoria, aviso.datos["convocatoria_id"]))
    invitacion = buscar(Invitacion, aviso.datos["invitacion_id"])
    estado = invitacion.estado(ahora())
    espero_de_mas = estado is EstadoInvitacion.VENCIDA and invitacion.enviada_en is None
    if estado not in SIN_RESPONDER and not espero_de_mas:
        raise NoHaceFalta("La invitación ya no espera respuesta.")
    if aviso.plantilla == "invitacion":
        anotar_salida(invitacion, aviso.creado_en)
    red, convocatoria = invitacion.red, invitacion.convocatoria
    return {
        "ficha": acunar_llave(invitacion),
        "nombre": invitacion.nombre or "",
        "quien": _quien(invitacion, convocatoria),
        "red": red.con_articulo,
        "convocante": con_articulo(red.convocante.nombre),
        "mensaje": invitacion.mensaje or (convocatoria.mensaje if convocatoria else None) or "",
        "vence": fecha(invitacion.dia(invitacion.vence_en)),
    }


def _quien(invitacion: Invitacion, convocatoria: Convocatoria | None) -> str:
    coordina: Persona | None = convocatoria.coordina if convocatoria else None
    firma = coordina or invitacion.creada_por
    return firma.nombre_visible if firma else invitacion.red.convocante.nombre


def muestra_de(convocatoria: Convocatoria) -> dict[str, Any]:
    """Lo que dirá el correo de esa convocatoria, con un nombre de ejemplo y un enlace de muestra."""
    red = convocatoria.red
    firma = convocatoria.coordina
    return {
        "ficha": MUESTRA,
        "nombre": "",
        "quien": firma.nombre_visible if firma else red.convocante.nombre,
        "red": red.con_articulo,
        "convocante": con_articulo(red.convocante.nombre),
        "mensaje": convocatoria.mensaje or "",
        "vence": fecha(dia_de(ahora() + convocatoria.vigencia, red.zona)),
    }
