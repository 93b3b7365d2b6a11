"""Dar, renovar y retirar la dirección con que se lee una agenda."""

from red.agenda import consultas
from red.agenda.modelos import SuscripcionDeCalendario
from red.base import con_candado, db
from red.personas.modelos import Persona
from red.reloj import ahora


def renovar(persona_id: int, *, con_lugar: bool) -> str:
    """Da una dirección nueva y retira la anterior; devuelve lo secreto, que no queda en ninguna parte."""
    con_candado(Persona, persona_id)
    retirar(persona_id)
    db.session.flush()
    secreto = SuscripcionDeCalendario.secreto_nuevo()
    db.session.add(
        SuscripcionDeCalendario(
            persona_id=persona_id,
            huella=SuscripcionDeCalendario.huella_de(secreto),
            con_lugar=con_lugar,
            creada_en=ahora(),
        )
    )
    return secreto


def retirar(persona_id: int) -> bool:
    """La dirección deja de servir; falso si no tenía."""
    viva = consultas.suscripcion_viva(persona_id)
    if viva is None:
        return False
    viva.revocada_en = ahora()
    return True
