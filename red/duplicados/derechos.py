"""Quién puede juntar dos registros: quien responde por todo lo que cada uno tiene, y por nada menos."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, true

from red.acceso.consultas import abarcan
from red.acceso.modelos import Asignacion
from red.acceso.operaciones import roles_que_nombra
from red.base import db
from red.duplicados.modelos import Clase
from red.permisos import Identidad, Permiso
from red.personas.modelos import Adscripcion
from red.redes.modelos import EstadoMembresia, Membresia, Participacion
from red.unidades.modelos import Designacion, Unidad


def puede_dar(quien: Identidad, papel: dict[str, Any], dia: date) -> bool:
    """Si podría nombrar a alguien con ese papel y ese alcance."""
    if papel["rol"] not in roles_que_nombra(quien):
        return False
    redes = quien.redes_con(Permiso.NOMBRAR)
    if redes is None:
        return True
    if papel["institucion_id"] is not None:
        return abarcan(redes, papel["institucion_id"], dia)
    return papel["red_id"] in redes


def la_ve(quien: Identidad, clase: Clase, id_: int, dia: date) -> bool:
    """Si ese registro es de una Red que coordina; lo demás, para quien pide, no existe."""
    redes = quien.redes_con(Permiso.EDITAR_RED)
    return db.session.scalar(select(literal(1)).where(es_suya(clase, literal(id_), redes, dia))) is not None


def es_suya(clase: Clase, llave: Any, redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    """Condición: ese registro es de alguna de esas Redes.

    Una persona lo es si hoy integra alguna o si nada suyo es de otra. Trabajar en una institución que también
    participa en ellas no basta: lo que se compara trae su correo y su teléfono.
    """
    if redes is None:
        return true()
    if clase is Clase.INSTITUCION:
        return exists().where(Participacion.institucion_id == llave, Participacion.red_id.in_(redes))
    suya = Membresia.persona_id == llave
    integra = exists().where(
        suya,
        Membresia.red_id.in_(redes),
        Membresia.vigente(dia),
        Membresia.estado != EstadoMembresia.CONCLUIDA,
    )
    return or_(integra, and_(_tiene_algo(llave, redes, dia), ~_tiene_ajeno(llave, redes, dia)))


def _tiene_algo(llave: Any, redes: frozenset[int], dia: date) -> ColumnElement[bool]:
    return or_(
        exists().where(Membresia.persona_id == llave, Membresia.red_id.in_(redes)),
        exists().where(
            Adscripcion.persona_id == llave,
            Adscripcion.vigente(dia),
            Adscripcion.institucion_id == Participacion.institucion_id,
            Participacion.red_id.in_(redes),
            Participacion.vigente(dia),
        ),
    )


def _tiene_ajeno(llave: Any, redes: frozenset[int], dia: date) -> ColumnElement[bool]:
    abarca = exists().where(
        Participacion.institucion_id == Adscripcion.institucion_id,
        Participacion.red_id.in_(redes),
        Participacion.vigente(dia),
    )
    return or_(
        exists().where(Membresia.persona_id == llave, Membresia.red_id.not_in(redes)),
        exists().where(
            Asignacion.persona_id == llave, Asignacion.red_id.not_in(redes), Asignacion.vigente(dia)
        ),
        exists().where(Adscripcion.persona_id == llave, Adscripcion.vigente(dia), ~abarca),
    )


def responde_por(quien: Identidad, clase: Clase, id_: int, dia: date) -> bool:
    """Si todas las Redes e instituciones de ese registro son suyas, y tiene alguna."""
    redes = quien.redes_con(Permiso.EDITAR_RED)
    if redes is None:
        return True
    suyas, instituciones = _de(clase, id_, dia)
    if not suyas and not instituciones:
        return False
    return suyas <= redes and all(abarcan(redes, institucion, dia) for institucion in instituciones)


def _de(clase: Clase, id_: int, dia: date) -> tuple[set[int], set[int]]:
    """Las Redes a las que ha pertenecido y las instituciones a las que hoy pertenece."""
    if clase is Clase.INSTITUCION:
        consulta = select(Participacion.red_id).where(Participacion.institucion_id == id_)
        return set(db.session.scalars(consulta)), set()
    redes = set(db.session.scalars(select(Membresia.red_id).where(Membresia.persona_id == id_)))
    instituciones = set(
        db.session.scalars(
            select(Adscripcion.institucion_id).where(Adscripcion.persona_id == id_, Adscripcion.vigente(dia))
        )
    )
    instituciones |= set(
        db.session.scalars(
            select(Unidad.institucion_id)
            .join(Designacion, Designacion.unidad_id == Unidad.id)
            .where(Designacion.persona_id == id_, Designacion.vigente(dia))
        )
    )
    papeles = db.session.execute(
        select(Asignacion.red_id, Asignacion.institucion_id).where(
            Asignacion.persona_id == id_, Asignacion.vigente(dia)
        )
    ).all()
    redes |= {red for red, _ in papeles if red is not None}
    instituciones |= {institucion for _, institucion in papeles if institucion is not None}
    return redes, instituciones
