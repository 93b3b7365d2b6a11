"""Los correos que llevan un enlace: la llave nace al redactarlos y sólo viaja en ellos."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar
from red.invitaciones.modelos import Invitacion
from red.invitaciones.operaciones import SIN_RESPONDER, acunar_llave
from red.reloj import ahora
from red.textos import fecha


@redactor("invitacion")
@redactor("invitacion_recordatorio")
def redactar_invitacion(aviso: Aviso) -> dict[str, Any]:
    """Lo que el correo dice de la invitación y un enlace nuevo; nada si ya no espera respuesta."""
    invitacion = buscar(Invitacion, aviso.datos["invitacion_id"])
    if invitacion.estado(ahora()) not in SIN_RESPONDER:
        raise NoHaceFalta("La invitación ya no espera respuesta.")
    red = invitacion.red
    quien = invitacion.creada_por.nombre_visible if invitacion.creada_por else red.convocante.nombre
    return {
        "ficha": acunar_llave(invitacion),
        "nombre": invitacion.nombre or "",
        "quien": quien,
        "red": red.con_articulo,
        "convocante": red.convocante.nombre,
        "mensaje": invitacion.mensaje or "",
        "vence": fecha(invitacion.dia(invitacion.vence_en)),
    }
