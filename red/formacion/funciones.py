"""Qué hace cada quien en la Red y en su unidad, y desde cuándo: de eso depende qué formación le toca."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from red.acceso.modelos import Asignacion
from red.base import db
from red.formacion.modelos_catalogo import ParaQuien
from red.permisos import Rol
from red.redes.modelos import Membresia, Participacion
from red.unidades.modelos import Designacion, Funcion, Unidad

DE_LA_UNIDAD = {
    Funcion.TITULAR: ParaQuien.TITULAR,
    Funcion.SUPLENTE: ParaQuien.SUPLENTE,
    Funcion.ENLACE: ParaQuien.ENLACE,
    Funcion.INTEGRANTE: ParaQuien.EQUIPO,
}

Funciones = dict[ParaQuien, date]
"""Cada función que alguien tiene y desde qué día."""


def de_personas(red_id: int, personas: Collection[int] | None, dia: date) -> dict[int, Funciones]:
    """Las funciones que ese día tenía cada quien en la Red y en las unidades de sus instituciones; None son todas.

    Ser enlace vale por designación en una unidad o por el papel con que entra a la plataforma.
    """
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id == red_id, Participacion.vigente(dia)
    )
    designadas = (
        select(Designacion.persona_id, Designacion.funcion, Designacion.desde)
        .join(Unidad, Unidad.id == Designacion.unidad_id)
        .where(Designacion.vigente(dia), Unidad.vigente(dia), Unidad.institucion_id.in_(participan))
    )
    papeles = select(Asignacion.persona_id, Asignacion.rol, Asignacion.desde).where(
        Asignacion.vigente(dia),
        or_(
            (Asignacion.rol == Rol.COORDINADORA) & (Asignacion.red_id == red_id),
            (Asignacion.rol == Rol.ENLACE) & Asignacion.institucion_id.in_(participan),
        ),
    )
    integran = select(Membresia.persona_id, Membresia.desde).where(
        Membresia.red_id == red_id, Membresia.integraba(dia)
    )
    if personas is not None:
        suyas = set(personas)
        designadas = designadas.where(Designacion.persona_id.in_(suyas))
        papeles = papeles.where(Asignacion.persona_id.in_(suyas))
        integran = integran.where(Membresia.persona_id.in_(suyas))
    halladas: defaultdict[int, Funciones] = defaultdict(dict)

    def anotar(persona_id: int, que: ParaQuien, desde: date) -> None:
        halladas[persona_id][que] = min(desde, halladas[persona_id].get(que, desde))

    for persona_id, funcion, desde in db.session.execute(designadas):
        anotar(persona_id, DE_LA_UNIDAD[funcion], desde)
    for persona_id, rol, desde in db.session.execute(papeles):
        anotar(persona_id, ParaQuien.COORDINADORA if rol is Rol.COORDINADORA else ParaQuien.ENLACE, desde)
    for persona_id, desde in db.session.execute(integran):
        anotar(persona_id, ParaQuien.INTEGRANTE, desde)
    return dict(halladas)


def de_persona(red_id: int, persona_id: int, dia: date) -> Funciones:
    """Las funciones de una sola persona."""
    return de_personas(red_id, [persona_id], dia).get(persona_id, {})
