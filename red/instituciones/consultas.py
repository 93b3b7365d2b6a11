"""Preguntas sobre instituciones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from red.base import db
from red.bitacora.consultas import registrada_en
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.textos import para_buscar


def listado(
    dia: date,
    *,
    entre: Select[Any] | None = None,
    propias: frozenset[int] = frozenset(),
    texto: str = "",
    tipo: TipoInstitucion | None = None,
    territorio_id: int | None = None,
) -> Select[Institucion]:
    """Instituciones vigentes ese día, por nombre.

    `entre` es la consulta de las llaves que se pueden ver (None: todas) y `propias`, las que se ven además.
    """
    consulta = select(Institucion).where(Institucion.vigente(dia))
    if entre is not None:
        consulta = consulta.where(una_de(Institucion.id, entre, propias))
    if texto:
        consulta = consulta.where(Institucion.coincide(texto))
    if tipo:
        consulta = consulta.where(Institucion.tipo == tipo)
    if territorio_id:
        consulta = consulta.where(Institucion.territorio_id == territorio_id)
    con_lo_suyo = (joinedload(Institucion.territorio), selectinload(Institucion.nombres))
    return consulta.options(*con_lo_suyo).order_by(Institucion.nombre, Institucion.id)


def una_de(llave: Any, entre: Select[Any], propias: frozenset[int]) -> ColumnElement[bool]:
    """Condición: esa llave está entre las de la consulta, o es una de las propias.

    Se pregunta fila por fila en vez de reunir antes las llaves: una lista que sigue un índice lee sólo las que
    va a mostrar, aunque se puedan ver cuarenta mil.
    """
    (columna,) = entre.selected_columns
    alcanzada = entre.where(columna == llave).exists()
    return or_(alcanzada, llave.in_(sorted(propias))) if propias else alcanzada


@dataclass(frozen=True)
class Rama:
    """Una institución del organigrama y las que dependen de ella."""

    institucion: Institucion
    hijas: list["Rama"]


def organigrama(institucion_id: int, dia: date) -> list[Rama]:
    """Las que dependen de ella ese día, cada una con las suyas, por nombre; una pregunta por nivel."""
    por_madre: dict[int, list[Institucion]] = {}
    faltan, vistas = {institucion_id}, {institucion_id}
    while faltan:
        consulta = (
            select(Institucion)
            .where(Institucion.madre_id.in_(faltan), Institucion.vigente(dia))
            .order_by(Institucion.nombre, Institucion.id)
        )
        halladas = [una for una in db.session.scalars(consulta) if una.id not in vistas]
        for una in halladas:
            por_madre.setdefault(una.madre_id or 0, []).append(una)
        faltan = {una.id for una in halladas}
        vistas |= faltan

    def ramas(madre_id: int) -> list[Rama]:
        return [Rama(una, ramas(una.id)) for una in por_madre.get(madre_id, [])]

    return ramas(institucion_id)


def alrededor(institucion: Institucion, dia: date) -> list[int]:
    """Las llaves de las que dependen de ella y de aquellas de las que depende."""

    def de(ramas: list[Rama]) -> list[int]:
        return [llave for rama in ramas for llave in (rama.institucion.id, *de(rama.hijas))]

    return [*de(organigrama(institucion.id, dia)), *(madre.id for madre in linaje(institucion))]


def alcanzables(llaves: Collection[int], entre: Select[Any] | None) -> frozenset[int]:
    """De esas llaves, las que están entre las que se pueden ver (None: todas)."""
    if entre is None:
        return frozenset(llaves)
    consulta = select(Institucion.id).where(
        Institucion.id.in_(llaves), una_de(Institucion.id, entre, frozenset())
    )
    return frozenset(db.session.scalars(consulta))


def mismo_nombre(nombre: str, territorio_id: int, salvo: int | None = None) -> Institucion | None:
    """Institución vigente del territorio que ya se llama así, sin contar acentos ni mayúsculas."""
    candidatas = db.session.scalars(
        select(Institucion).where(Institucion.territorio_id == territorio_id, Institucion.hasta.is_(None))
    )
    buscada = para_buscar([nombre])
    return next((i for i in candidatas if i.id != salvo and para_buscar([i.nombre]) == buscada), None)


def linaje(institucion: Institucion) -> list[Institucion]:
    """Las instituciones de las que depende, de la más cercana a la más alta."""
    cadena: list[Institucion] = []
    actual = institucion.madre
    while actual is not None and actual not in cadena:
        cadena.append(actual)
        actual = actual.madre
    return cadena


def para_elegir(dia: date, entre: Select[Any] | None, elegida: int | None = None) -> list[Institucion]:
    """Instituciones para una lista de elegir, hasta 500 por nombre; la ya elegida siempre está."""
    consulta = listado(dia, entre=entre).limit(500)
    halladas = list(db.session.scalars(consulta))
    if elegida is not None and all(i.id != elegida for i in halladas):
        halladas.append(db.session.get_one(Institucion, elegida))
    return halladas


def se_sabe_desde_cuando(institucion: Institucion) -> bool:
    """Si alguien dijo desde cuándo existe; la que quedó con el día en que se registró pudo existir antes."""
    el = registrada_en(Institucion.__tablename__, institucion.id)
    return el is None or abs((el.date() - institucion.desde).days) > 1
