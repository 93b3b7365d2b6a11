"""A quiénes no les llegan los correos: las direcciones que los devuelven, con la persona que las usa."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from red.avisos.modelos import Aviso, DireccionCaida
from red.base import buscar, db
from red.errores import NoEncontrado
from red.paginacion import Pagina, contar_filas, paginar
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia

Fila = tuple[DireccionCaida, Persona | None]


def que_no_llegan(redes: frozenset[int] | None, escrito: str, pagina: int) -> Pagina[Any]:
    """Las direcciones sin resolver de esas Redes, la más reciente primero; `escrito` es parte de la dirección."""
    consulta = _sin_resolver(redes).order_by(DireccionCaida.desde.desc(), DireccionCaida.id.desc())
    if escrito.strip():
        consulta = consulta.where(DireccionCaida.correo.contains(escrito.strip().lower(), autoescape=True))
    return paginar(consulta, pagina)


def cuantas_no_llegan(redes: frozenset[int] | None) -> int:
    """Cuántas direcciones sin resolver hay en esas Redes."""
    return db.session.scalar(contar_filas(_sin_resolver(redes))) or 0


def al_alcance(id: int, redes: frozenset[int] | None, *, resueltas: bool = False) -> Fila:
    """Esa dirección y su persona, si es de esas Redes y sigue sin resolver; si no, NoEncontrado.

    Con `resueltas` también vale la que ya se resolvió.
    """
    buscar(DireccionCaida, id)
    consulta = _de_esas(redes) if resueltas else _sin_resolver(redes)
    fila = db.session.execute(consulta.where(DireccionCaida.id == id)).one_or_none()
    if fila is None:
        raise NoEncontrado
    return fila[0], fila[1]


def ultimas_referencias(correos: Collection[str], redes: frozenset[int] | None) -> dict[str, str]:
    """De qué trataba lo último que esas Redes escribieron a cada dirección: «invitacion:12»."""
    ultimo = select(func.max(Aviso.id)).where(Aviso.para.in_(correos), Aviso.referencia.is_not(None))
    if redes is not None:
        ultimo = ultimo.where(Aviso.red_id.in_(redes))
    consulta = select(Aviso.para, Aviso.referencia).where(Aviso.id.in_(ultimo.group_by(Aviso.para)))
    return {para: referencia for para, referencia in db.session.execute(consulta) if referencia}


def nombres_de(personas: Collection[int]) -> dict[int, str]:
    """Cómo se muestra cada una de esas personas."""
    consulta = select(Persona).where(Persona.id.in_(personas))
    return {persona.id: persona.nombre_visible for persona in db.session.scalars(consulta)}


def _sin_resolver(redes: frozenset[int] | None) -> Select[Any]:
    return _de_esas(redes).where(DireccionCaida.cerrada_en.is_(None))


def _de_esas(redes: frozenset[int] | None) -> Select[Any]:
    las_dos: tuple[Any, ...] = (DireccionCaida, Persona)
    consulta: Select[Any] = select(*las_dos).outerjoin(Persona, Persona.correo == DireccionCaida.correo)
    return consulta if redes is None else consulta.where(_es_de(redes))


def _es_de(redes: frozenset[int]) -> ColumnElement[bool]:
    """Es de quien hoy integra una de esas Redes, o una de ellas le escribió sin que sea integrante de otra."""
    integra = exists().where(
        Membresia.persona_id == Persona.id,
        Membresia.red_id.in_(redes),
        Membresia.hasta.is_(None),
        Membresia.estado != EstadoMembresia.CONCLUIDA,
    )
    le_escribio = exists().where(Aviso.para == DireccionCaida.correo, Aviso.red_id.in_(redes))
    return or_(integra, le_escribio)
