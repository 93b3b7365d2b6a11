"""Cómo va un levantamiento: cuántas personas contestaron, de qué instituciones, y a quiénes les falta."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.instituciones.modelos import Institucion
from red.levantamientos.modelos import Consultada, Levantamiento
from red.levantamientos.quienes import sigue_en
from red.personas.modelos import Adscripcion, Persona


@dataclass(frozen=True)
class Falta:
    """Una persona que no ha contestado, con lo que hace falta para recordárselo."""

    consultada_id: int
    clave: str
    nombre: str
    llamada: str
    """Como se le habla: su nombre preferido o su nombre."""
    correo: str
    institucion: str
    empezo: bool


def faltan(este: Levantamiento, dia: date, entre: Sequence[int] | None = None) -> list[Falta]:
    """Quienes siguen en la Red y no han contestado ni retiraron lo suyo, por institución y apellido.

    Con `entre`, sólo esas personas.
    """
    consulta = (
        select(Consultada.id, Consultada.paso, Persona, Institucion.nombre)
        .join(Persona, Persona.id == Consultada.persona_id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(
            Consultada.levantamiento_id == este.id,
            Consultada.enviada_en.is_(None),
            Consultada.retirada_en.is_(None),
            sigue_en(este.red_id, dia),
        )
        .order_by(Institucion.nombre, Persona.orden, Persona.id)
    )
    suyas = None if entre is None else frozenset(entre)
    return [
        Falta(
            id_,
            persona.clave,
            persona.nombre_visible,
            persona.nombre_preferido or persona.nombre,
            persona.correo,
            institucion or "Sin institución registrada",
            paso > 0,
        )
        for id_, paso, persona, institucion in db.session.execute(consulta)
        if suyas is None or persona.id in suyas
    ]


@dataclass(frozen=True)
class Avance:
    """Cuántas personas se consultan y cuántas contestaron."""

    consultadas: int
    contestaron: int


@dataclass(frozen=True)
class AvanceDeInstitucion(Avance):
    """Lo mismo, de una institución."""

    nombre: str = ""
    institucion_id: int | None = None


def _de_las_que_cuentan(este: Levantamiento, dia: date) -> tuple[ColumnElement[bool], ...]:
    """De quiénes se espera respuesta: quienes siguen en la Red, y quienes ya contestaron aunque se fueran."""
    return (
        Consultada.levantamiento_id == este.id,
        Consultada.retirada_en.is_(None),
        or_(Consultada.enviada_en.is_not(None), sigue_en(este.red_id, dia)),
    )


def avance(este: Levantamiento, dia: date) -> Avance:
    """Cuántas van, de cuántas."""
    consulta = select(func.count(), func.count(Consultada.enviada_en)).where(*_de_las_que_cuentan(este, dia))
    todas, contestaron = db.session.execute(consulta).one()
    return Avance(todas, contestaron)


def avances(levantamientos: Sequence[Levantamiento], dia: date) -> dict[int, Avance]:
    """El avance de cada uno."""
    return {este.id: avance(este, dia) for este in levantamientos if este.abierto_en is not None}


def por_institucion(este: Levantamiento, dia: date) -> list[AvanceDeInstitucion]:
    """El avance de cada institución, primero donde faltan más; quien no tiene puesto registrado va aparte."""
    donde = func.coalesce(Consultada.institucion_id, Adscripcion.institucion_id).label("donde")
    cuentas = (
        select(donde, func.count().label("todas"), func.count(Consultada.enviada_en).label("contestaron"))
        .select_from(Consultada)
        .outerjoin(
            Adscripcion, and_(Adscripcion.persona_id == Consultada.persona_id, Adscripcion.vigente(dia))
        )
        .where(*_de_las_que_cuentan(este, dia))
        .group_by(donde)
        .subquery()
    )
    consulta = select(cuentas.c.donde, Institucion.nombre, cuentas.c.todas, cuentas.c.contestaron).outerjoin(
        Institucion, Institucion.id == cuentas.c.donde
    )
    filas = [
        AvanceDeInstitucion(todas, contestaron, nombre or "Sin institución registrada", id_)
        for id_, nombre, todas, contestaron in db.session.execute(consulta)
    ]
    return sorted(filas, key=lambda f: (f.contestaron - f.consultadas, f.nombre))


def respuestas_enviadas(este: Levantamiento) -> Sequence[Consultada]:
    """Las enviadas, por institución y apellido: sólo para la coordinación."""
    consulta = (
        select(Consultada)
        .join(Consultada.persona)
        .outerjoin(Consultada.institucion)
        .where(Consultada.levantamiento_id == este.id, Consultada.enviada_en.is_not(None))
        .options(joinedload(Consultada.persona), joinedload(Consultada.institucion))
        .order_by(Institucion.nombre, Persona.orden, Consultada.id)
    )
    return db.session.scalars(consulta).unique().all()


def publicables(filas: Sequence[AvanceDeInstitucion], minimo: int) -> list[AvanceDeInstitucion]:
    """Las mismas para quien no coordina: donde se preguntó a tan pocas que se sabría quién falta, van juntas.

    Si lo que se junta fuera también muy poco, se junta además la más chica de las otras.
    """
    en_orden = sorted(filas, key=lambda f: -f.consultadas)
    visibles = [f for f in en_orden if f.consultadas >= minimo and f.institucion_id is not None]
    juntas = [f for f in en_orden if f not in visibles]
    while juntas and visibles and sum(f.consultadas for f in juntas) < minimo:
        juntas.append(visibles.pop())
    if not juntas:
        return visibles
    if not visibles:
        return []  # juntas son todas, y ese total ya se dijo
    suma = AvanceDeInstitucion(
        sum(f.consultadas for f in juntas), sum(f.contestaron for f in juntas), "Las demás, juntas"
    )
    return [*visibles, suma] if suma.consultadas >= minimo else visibles
