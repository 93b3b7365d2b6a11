"""Preguntas sobre los gobiernos que terminan: quién se va con ellos, de dónde y qué queda sin quien lo sostenga."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from red.base import db
from red.instituciones.modelos import Institucion, Orden
from red.personas.modelos import Adscripcion, NivelCargo, Persona, Puesto
from red.redes.modelos import Membresia, Participacion, Red
from red.territorios.consultas import cadenas, periodos_de
from red.territorios.modelos import Nivel, Periodo
from red.unidades.modelos import Designacion, Unidad

AVISAR = 180
"""Con cuántos días de anticipación se avisa a la coordinación."""

NIVEL_DE_ORDEN = {
    Orden.MUNICIPAL: Nivel.MUNICIPIO,
    Orden.ESTATAL: Nivel.ENTIDAD,
    Orden.FEDERAL: Nivel.PAIS,
}
"""El gobierno al que pertenece una institución según su orden; las demás no terminan con ninguno."""


@dataclass
class Saliente:
    """Una persona cuyo puesto termina con el gobierno, con lo que sostiene."""

    adscripcion: Adscripcion
    funciones: list[Designacion] = field(default_factory=list)


@dataclass
class DondeTermina:
    """Una institución cuyo gobierno termina, y quiénes se van con él."""

    institucion: Institucion
    periodo: Periodo
    salientes: list[Saliente] = field(default_factory=list)

    def dias(self, dia: date) -> int:
        """Cuántos días le quedan."""
        return (self.periodo.hasta - dia).days if self.periodo.hasta else 0


def periodo_de(instituciones: Sequence[Institucion], dia: date) -> dict[int, Periodo]:
    """El periodo de gobierno de cada institución ese día; sin él, no se sabe o no termina con ninguno."""
    de_gobierno = [una for una in instituciones if una.orden in NIVEL_DE_ORDEN]
    lugares = cadenas({una.territorio_id for una in de_gobierno})
    periodos = periodos_de({lugar for cadena in lugares.values() for lugar in cadena}, dia)
    hallados = {}
    for una in de_gobierno:
        nivel = NIVEL_DE_ORDEN[una.orden]
        periodo = next(
            (periodos[p] for t in lugares[una.territorio_id] if (p := (t, nivel)) in periodos), None
        )
        if periodo is not None:
            hallados[una.id] = periodo
    return hallados


def se_van(red: Red, dia: date, institucion_id: int | None = None) -> list[DondeTermina]:
    """Las instituciones de la Red con periodo que termina, y las integrantes que se irían con él; lo próximo primero."""
    consulta = (
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Participacion.vigente(dia))
        .order_by(Institucion.nombre)
    )
    if institucion_id is not None:
        consulta = consulta.where(Institucion.id == institucion_id)
    instituciones = list(db.session.scalars(consulta))
    periodos = periodo_de(instituciones, dia)
    salientes = _salientes(red.id, [id_ for id_, periodo in periodos.items() if periodo.hasta], dia)
    donde = [
        DondeTermina(una, periodos[una.id], salientes[una.id]) for una in instituciones if una.id in salientes
    ]
    return sorted(donde, key=lambda una: (una.periodo.hasta or date.max, una.institucion.nombre))


def _salientes(red_id: int, instituciones: Sequence[int], dia: date) -> dict[int, list[Saliente]]:
    """Por institución, las integrantes en puestos que terminan con el gobierno; manda lo que dice su plaza."""
    por_nivel = Adscripcion.nivel.in_([nivel for nivel in NivelCargo if nivel.termina_con_gobierno])
    consulta = (
        select(Adscripcion)
        .join(Adscripcion.persona)
        .join(Membresia, Membresia.persona_id == Adscripcion.persona_id)
        .outerjoin(Puesto, Puesto.id == Adscripcion.puesto_id)
        .options(contains_eager(Adscripcion.persona))
        .where(
            Adscripcion.institucion_id.in_(instituciones),
            Adscripcion.vigente(dia),
            Membresia.red_id == red_id,
            Membresia.integraba(dia),
            or_(Puesto.termina_con_gobierno.is_(True), Puesto.id.is_(None) & por_nivel),
        )
        .order_by(Persona.orden, Adscripcion.id)
    )
    halladas = {una.persona_id: una for una in db.session.scalars(consulta)}
    funciones = (
        select(Designacion)
        .join(Designacion.unidad)
        .options(contains_eager(Designacion.unidad), joinedload(Designacion.persona))
        .where(Designacion.persona_id.in_(halladas), Designacion.vigente(dia), Unidad.vigente(dia))
        .order_by(Designacion.id)
    )
    de_cada_una: dict[int, list[Designacion]] = {}
    for designacion in db.session.scalars(funciones):
        de_cada_una.setdefault(designacion.persona_id, []).append(designacion)
    por_institucion: dict[int, list[Saliente]] = {}
    for una in halladas.values():
        saliente = Saliente(una, de_cada_una.get(una.persona_id, []))
        por_institucion.setdefault(una.institucion_id, []).append(saliente)
    return por_institucion


def proximo_termino(red: Red, dia: date) -> list[DondeTermina]:
    """De las que terminan, las que lo hacen dentro del plazo en que se avisa."""
    return [donde for donde in se_van(red, dia) if donde.dias(dia) <= AVISAR]
