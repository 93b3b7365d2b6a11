"""Lo que cada persona dice de cómo quiere recibir los correos."""

from red.avisos import consultas
from red.avisos.modelos import PreferenciaDeCorreo, Ritmo
from red.base import db


def preferir(persona_id: int, ritmo: Ritmo, calla_desde: int, calla_hasta: int) -> PreferenciaDeCorreo:
    """Guarda cada cuánto y a qué horas quiere que se le escriba lo que no urge."""
    preferencia = consultas.preferencias_de({persona_id}).get(persona_id)
    if preferencia is None:
        preferencia = PreferenciaDeCorreo(persona_id=persona_id)
        db.session.add(preferencia)
    preferencia.ritmo = ritmo
    preferencia.calla_desde, preferencia.calla_hasta = calla_desde, calla_hasta
    return preferencia
