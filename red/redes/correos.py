"""Lo que la bandeja de salida necesita saber de las personas y de las Redes: de quién es una dirección y su hora local."""

from collections.abc import Collection

from sqlalchemy import func, select

from red.avisos.destinatarias import QUIENES, ZONAS, Destinataria
from red.base import db
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia, Red
from red.reloj import ZONA_POR_OMISION


def personas_de(correos: Collection[str]) -> dict[str, Destinataria]:
    """La persona de cada dirección, con la hora de la Red que integra; la de la casa si no integra ninguna."""
    su_red = (
        select(Membresia.persona_id, func.min(Membresia.red_id).label("red_id"))
        .where(Membresia.hasta.is_(None), Membresia.estado != EstadoMembresia.CONCLUIDA)
        .group_by(Membresia.persona_id)
        .subquery()
    )
    consulta = (
        select(Persona, Red.zona)
        .outerjoin(su_red, su_red.c.persona_id == Persona.id)
        .outerjoin(Red, Red.id == su_red.c.red_id)
        .where(Persona.correo.in_(correos), Persona.fusionada_en_id.is_(None))
    )
    return {
        persona.correo: Destinataria(persona.id, persona.nombre_visible, zona or ZONA_POR_OMISION)
        for persona, zona in db.session.execute(consulta)
    }


def zonas_de(redes: Collection[int]) -> dict[int, str]:
    """La zona horaria de cada Red."""
    return {
        fila.id: fila.zona for fila in db.session.execute(select(Red.id, Red.zona).where(Red.id.in_(redes)))
    }


QUIENES.append(personas_de)
ZONAS.append(zonas_de)
