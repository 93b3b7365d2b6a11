"""Preguntas sobre los puestos de las instituciones: cuáles hay, quién los ocupa y cuáles esperan a alguien."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from red.base import db
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, NivelCargo, Puesto
from red.redes.modelos import Participacion


@dataclass(frozen=True)
class Plaza:
    """Un puesto y quien lo ocupa, si alguien."""

    puesto: Puesto
    ocupa: Adscripcion | None

    @property
    def vacante(self) -> bool:
        """Si espera a alguien."""
        return self.ocupa is None


def plazas_de(institucion_id: int, dia: date) -> list[Plaza]:
    """Los puestos que la institución tiene ese día, del más alto al más bajo, con quien los ocupa."""
    puestos = list(
        db.session.scalars(
            select(Puesto)
            .where(Puesto.institucion_id == institucion_id, Puesto.vigente(dia))
            .order_by(Puesto.nombre, Puesto.id)
        )
    )
    if not puestos:
        return []
    ocupan = {
        una.puesto_id: una
        for una in db.session.scalars(
            select(Adscripcion)
            .where(Adscripcion.puesto_id.in_([p.id for p in puestos]), Adscripcion.vigente(dia))
            .options(joinedload(Adscripcion.persona))
        )
    }
    niveles = list(NivelCargo)
    puestos.sort(key=lambda puesto: niveles.index(puesto.nivel))
    return [Plaza(puesto, ocupan.get(puesto.id)) for puesto in puestos]


def vacante(dia: date) -> ColumnElement[bool]:
    """Condición sobre Puesto: ese día existe y nadie lo ocupa."""
    ocupado = exists().where(Adscripcion.puesto_id == Puesto.id, Adscripcion.vigente(dia))
    return Puesto.vigente(dia) & ~ocupado


def vacantes_de_red(red_id: int, dia: date) -> Select[Puesto]:
    """Los puestos vacantes de las instituciones que participan en la Red ese día, por institución."""
    participa = exists().where(
        Participacion.institucion_id == Puesto.institucion_id,
        Participacion.red_id == red_id,
        Participacion.vigente(dia),
    )
    return (
        select(Puesto)
        .join(Puesto.institucion)
        .options(contains_eager(Puesto.institucion))
        .where(vacante(dia), participa)
        .order_by(Institucion.nombre, Puesto.nombre, Puesto.id)
    )


def cuantas_vacantes(red_id: int, dia: date) -> int:
    """Cuántos puestos de la Red esperan a alguien."""
    consulta = vacantes_de_red(red_id, dia).order_by(None)
    return db.session.scalar(select(func.count()).select_from(consulta.subquery())) or 0


def ocupable(puesto: Puesto, dia: date) -> list[Adscripcion]:
    """Quienes trabajan ese día en la institución sin que conste qué plaza ocupan."""
    consulta = (
        select(Adscripcion)
        .where(
            Adscripcion.institucion_id == puesto.institucion_id,
            Adscripcion.vigente(dia),
            Adscripcion.puesto_id.is_(None),
        )
        .options(joinedload(Adscripcion.persona))
        .order_by(Adscripcion.id)
    )
    return list(db.session.scalars(consulta))
