"""Quién puede juntar dos registros: quien responde por todo lo que cada uno tiene, y por nada menos."""

from datetime import date
from typing import Any

from sqlalchemy import select

from red.acceso.consultas import abarcan
from red.acceso.modelos import Asignacion
from red.acceso.operaciones import roles_que_nombra
from red.base import db
from red.duplicados.modelos import Clase
from red.permisos import Identidad, Permiso
from red.personas.modelos import Adscripcion
from red.redes.modelos import Membresia, Participacion
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
    """Si algo de ese registro es de una Red que coordina; lo demás, para quien pide, no existe."""
    redes = quien.redes_con(Permiso.EDITAR_RED)
    if redes is None:
        return True
    suyas, instituciones = _de(clase, id_, dia)
    return bool(suyas & redes) or any(abarcan(redes, institucion, dia) for institucion in instituciones)


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
