"""Preguntas sobre instituciones."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
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
    return consulta.options(joinedload(Institucion.territorio)).order_by(Institucion.nombre, Institucion.id)


def una_de(llave: Any, entre: Select[Any], propias: frozenset[int]) -> ColumnElement[bool]:
    """Condición: esa llave está entre las de la consulta, o es una de las propias.

    Se pregunta fila por fila en vez de reunir antes las llaves: una lista que sigue un índice lee sólo las que
    va a mostrar, aunque se puedan ver cuarenta mil.
    """
    (columna,) = entre.selected_columns
    alcanzada = entre.where(columna == llave).exists()
    return or_(alcanzada, llave.in_(sorted(propias))) if propias else alcanzada


def contenidas(institucion_id: int, dia: date) -> list[Institucion]:
    """Las áreas e instituciones que dependen de ella ese día, por nombre."""
    consulta = select(Institucion).where(Institucion.madre_id == institucion_id, Institucion.vigente(dia))
    return list(db.session.scalars(consulta.order_by(Institucion.nombre)))


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
