"""Preguntas sobre los gobiernos que terminan: quién se va con ellos, de dónde y qué queda sin quien lo sostenga.

De una Red se miran sus territorios, que son pocos, y no sus instituciones, que pueden ser decenas de miles; a las
personas las cuenta y las pagina la base.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from red.base import db
from red.directorio.condiciones import SinIndice
from red.instituciones.modelos import Institucion, Orden
from red.memoria import contar, filas
from red.paginacion import Pagina, contar_filas, paginar
from red.personas.modelos import Adscripcion, NivelCargo, Persona, Puesto
from red.redes.modelos import Membresia, Participacion, Red
from red.territorios.consultas import cadenas, periodos_de, terminan_entre
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

Lugar = tuple[int, Orden]


@dataclass
class Saliente:
    """Una persona cuyo puesto termina con el gobierno, con lo que sostiene."""

    adscripcion: Adscripcion
    funciones: list[Designacion] = field(default_factory=list)


@dataclass(frozen=True)
class Termino:
    """Un gobierno con fecha de término, los lugares de la Red a los que alcanza y cuántas integrantes se irían."""

    periodo: Periodo
    lugares: frozenset[Lugar]
    personas: int

    def dias(self, dia: date) -> int:
        """Cuántos días le quedan."""
        return (self.periodo.hasta - dia).days if self.periodo.hasta else 0


def periodo_de(instituciones: Sequence[Institucion], dia: date) -> dict[int, Periodo]:
    """El periodo de gobierno de cada institución ese día; sin él, no se sabe o no termina con ninguno."""
    periodos = _por_lugar({(una.territorio_id, una.orden) for una in instituciones}, dia)
    return {
        una.id: periodos[una.territorio_id, una.orden]
        for una in instituciones
        if (una.territorio_id, una.orden) in periodos
    }


def _por_lugar(lugares: set[Lugar], dia: date) -> dict[Lugar, Periodo]:
    """El periodo que rige en cada lugar: el del territorio más cercano que lo tenga de su nivel."""
    de_gobierno = {lugar for lugar in lugares if lugar[1] in NIVEL_DE_ORDEN}
    madres = cadenas({territorio for territorio, _ in de_gobierno})
    periodos = periodos_de({uno for cadena in madres.values() for uno in cadena}, dia)
    hallados = {}
    for territorio, orden in de_gobierno:
        nivel = NIVEL_DE_ORDEN[orden]
        periodo = next((periodos[p] for t in madres[territorio] if (p := (t, nivel)) in periodos), None)
        if periodo is not None:
            hallados[territorio, orden] = periodo
    return hallados


def terminos(red: Red, dia: date, institucion_id: int | None = None) -> list[Termino]:
    """Los gobiernos de la Red que tienen fecha de término; lo próximo primero."""
    lugares = filas(
        select(Institucion.territorio_id, Institucion.orden)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Participacion.vigente(dia), *_de(institucion_id))
        .distinct()
    )
    por_periodo: dict[Periodo, set[Lugar]] = defaultdict(set)
    for lugar, periodo in _por_lugar({(fila[0], fila[1]) for fila in lugares}, dia).items():
        if periodo.hasta is not None:
            por_periodo[periodo].add(lugar)
    hallados = []
    for periodo, suyos in por_periodo.items():
        alcance = frozenset(suyos)
        cuantas = contar(contar_filas(_salientes(red, alcance, dia, institucion_id)))
        hallados.append(Termino(periodo, alcance, cuantas))
    return sorted(hallados, key=lambda uno: (uno.periodo.hasta or date.max, uno.periodo.nombre))


def salientes(
    red: Red, termino: Termino, dia: date, numero: int, institucion_id: int | None = None
) -> Pagina[Saliente]:
    """Una página de las integrantes que se irían, por institución, con las funciones que sostienen."""
    tramo: Pagina[Adscripcion] = paginar(_salientes(red, termino.lugares, dia, institucion_id), numero)
    consulta = (
        select(Designacion)
        .join(Designacion.unidad)
        .options(contains_eager(Designacion.unidad), joinedload(Designacion.persona))
        .where(
            Designacion.persona_id.in_([una.persona_id for una in tramo.filas]),
            Designacion.vigente(dia),
            Unidad.vigente(dia),
        )
        .order_by(Designacion.id)
    )
    de_cada_una: dict[int, list[Designacion]] = defaultdict(list)
    for designacion in db.session.scalars(consulta):
        de_cada_una[designacion.persona_id].append(designacion)
    suyas = [Saliente(una, de_cada_una[una.persona_id]) for una in tramo.filas]
    return Pagina(suyas, tramo.numero, tramo.total, tramo.por_pagina)


def termino_de(
    red: Red, periodo_id: int | None, dia: date, institucion_id: int | None = None
) -> Termino | None:
    """El gobierno con esa llave, si es de los que terminan en la Red; si no, ninguno."""
    return next((uno for uno in terminos(red, dia, institucion_id) if uno.periodo.id == periodo_id), None)


def personas_que_se_van(
    red: Red, termino: Termino, dia: date, limite: int, institucion_id: int | None = None
) -> Sequence[Persona]:
    """Las integrantes que se irían, por apellido; una más que el límite si son demasiadas."""
    suyas = _salientes(red, termino.lugares, dia, institucion_id).options().order_by(None)
    llaves = suyas.with_only_columns(Adscripcion.persona_id)
    consulta = select(Persona).where(Persona.id.in_(llaves)).order_by(Persona.orden, Persona.id)
    return db.session.scalars(consulta.limit(limite + 1)).all()


def _salientes(
    red: Red, lugares: frozenset[Lugar], dia: date, institucion_id: int | None
) -> Select[Adscripcion]:
    """Las adscripciones de integrantes en puestos que terminan con el gobierno; manda lo que dice su plaza."""
    por_nivel = Adscripcion.nivel.in_([nivel for nivel in NivelCargo if nivel.termina_con_gobierno])
    integra = exists().where(
        Membresia.persona_id == Adscripcion.persona_id,
        SinIndice(Membresia.red_id) == red.id,
        Membresia.integraba(dia),
    )
    participa = exists().where(
        Participacion.institucion_id == Adscripcion.institucion_id,
        SinIndice(Participacion.red_id) == red.id,
        Participacion.vigente(dia),
    )
    return (
        select(Adscripcion)
        .join(Adscripcion.persona)
        .join(Adscripcion.institucion)
        .outerjoin(Puesto, Puesto.id == Adscripcion.puesto_id)
        .options(contains_eager(Adscripcion.persona), contains_eager(Adscripcion.institucion))
        .where(
            Adscripcion.vigente(dia),
            or_(Puesto.termina_con_gobierno.is_(True), Puesto.id.is_(None) & por_nivel),
            _en(lugares),
            integra,
            participa,
            *_de(institucion_id),
        )
        .order_by(Institucion.nombre, Persona.orden, Adscripcion.id)
    )


def _de(institucion_id: int | None) -> list[ColumnElement[bool]]:
    return [] if institucion_id is None else [Institucion.id == institucion_id]


def _en(lugares: frozenset[Lugar]) -> ColumnElement[bool]:
    """Que la institución sea de uno de esos lugares."""
    por_orden: dict[Orden, list[int]] = defaultdict(list)
    for territorio, orden in sorted(lugares):
        por_orden[orden].append(territorio)
    return or_(
        false(),
        *(
            and_(Institucion.orden == orden, Institucion.territorio_id.in_(territorios))
            for orden, territorios in por_orden.items()
        ),
    )


def proximo(red: Red, dia: date) -> list[Termino]:
    """Los que terminan dentro del plazo en que se avisa y con los que alguien se iría."""
    if not terminan_entre(dia, dia + timedelta(days=AVISAR)):
        return []
    return [uno for uno in terminos(red, dia) if uno.dias(dia) <= AVISAR and uno.personas]
