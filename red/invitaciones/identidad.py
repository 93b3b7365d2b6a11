"""A quién conviene mirar dos veces antes de escribirle: la misma persona con otro correo, o una dirección que devuelve.

Sólo compara con quien la coordinación ya tiene a su alcance: quien integra la Red o trabaja hoy en una de sus
instituciones. De las demás no dice nada.
"""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from red.avisos.modelos import DireccionCaida
from red.base import db
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import Membresia, Participacion
from red.textos import para_buscar


def por_revisar(red_id: int, nombres: Mapping[str, str], dia: date) -> dict[str, str]:
    """De esos correos, con el nombre que se escribió junto a cada uno, los que conviene revisar y por qué."""
    return {
        **_con_el_mismo_nombre(red_id, nombres, dia),
        **_de_antes(red_id, nombres, dia),
        **_que_devuelven(nombres),
    }


def _con_el_mismo_nombre(red_id: int, nombres: Mapping[str, str], dia: date) -> dict[str, str]:
    buscados = {correo: para_buscar([nombre]) for correo, nombre in nombres.items() if " " in nombre.strip()}
    if not buscados:
        return {}
    hallados: dict[str, list[tuple[str, str]]] = {}
    consulta = select(Persona.busqueda, Persona.correo, Persona.nombre, Persona.primer_apellido).where(
        Persona.busqueda.in_(set(buscados.values())),
        Persona.fusionada_en_id.is_(None),
        _al_alcance(red_id, dia),
    )
    for busqueda, correo, nombre, apellido in db.session.execute(consulta.order_by(Persona.id)):
        hallados.setdefault(busqueda, []).append((correo, f"{nombre} {apellido}"))
    return {
        correo: f"Ya está registrada {otras[0][1]} con otro correo. Revisa si es la misma persona."
        for correo, busqueda in buscados.items()
        if (otras := [una for una in hallados.get(busqueda, ()) if una[0] != correo])
        and len(otras) == len(hallados[busqueda])
    }


def _de_antes(red_id: int, correos: Collection[str], dia: date) -> dict[str, str]:
    """Correos de un registro que se juntó con otro: la persona hoy usa otra dirección."""
    vieja = Persona.__table__.alias("vieja")
    consulta = (
        select(vieja.c.correo, Persona.nombre, Persona.primer_apellido)
        .join(Persona, Persona.id == vieja.c.fusionada_en_id)
        .where(vieja.c.correo.in_(correos), _al_alcance(red_id, dia))
    )
    return {
        correo: f"Es un correo anterior de {nombre} {apellido}, que hoy usa otro."
        for correo, nombre, apellido in db.session.execute(consulta)
    }


def _que_devuelven(correos: Collection[str]) -> dict[str, str]:
    consulta = select(DireccionCaida.correo, DireccionCaida.motivo).where(
        DireccionCaida.correo.in_(correos), DireccionCaida.cerrada_en.is_(None)
    )
    return {
        correo: f"Los correos a esta dirección se devuelven. {motivo.etiqueta}"
        for correo, motivo in db.session.execute(consulta)
    }


def _al_alcance(red_id: int, dia: date) -> ColumnElement[bool]:
    integran = select(Membresia.persona_id).where(Membresia.red_id == red_id)
    trabajan = (
        select(Adscripcion.persona_id)
        .join(Participacion, Participacion.institucion_id == Adscripcion.institucion_id)
        .where(Participacion.red_id == red_id, Participacion.vigente(dia), Adscripcion.vigente(dia))
    )
    return or_(Persona.id.in_(integran), Persona.id.in_(trabajan))
