"""Preguntas de la búsqueda: qué halla quien pide, filtros que puede usar y personas que cumplen uno."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.busqueda.modelos import ActoMultiple, FiltroGuardado, Lista
from red.directorio.condiciones import Filtros, camino
from red.directorio.consultas import vestir
from red.directorio.mirada import Mirada, Visible, miradas
from red.instituciones.modelos import Institucion
from red.permisos import Identidad, Permiso
from red.personas.consultas import la_que_queda
from red.personas.modelos import Persona
from red.redes import consultas as redes
from red.textos import palabras
from red.unidades.modelos import Unidad

POR_GRUPO = 6
"""Cuántos resultados de cada clase se muestran; los demás están en su lista."""


@dataclass(frozen=True)
class Hallados:
    """Lo que se halló de una clase."""

    filas: Sequence[Any] = ()
    hay_mas: bool = False
    con_errata: bool = False
    """Si nada coincidía tal cual y se perdonó una letra."""


@dataclass(frozen=True)
class Resultado:
    """Lo hallado, por clase."""

    personas: Hallados = field(default_factory=Hallados)
    instituciones: Hallados = field(default_factory=Hallados)
    unidades: Hallados = field(default_factory=Hallados)

    @property
    def hay(self) -> bool:
        """Si se halló algo."""
        return bool(self.personas.filas or self.instituciones.filas or self.unidades.filas)


def buscar(quien: Identidad, escrito: str, dia: date) -> Resultado:
    """Personas, instituciones y unidades que quien pide puede ver y coinciden con lo escrito.

    Primero tal cual; de la clase en que nada coincide, perdonando una letra en cada palabra.
    """
    if not palabras(escrito):
        return Resultado()
    return Resultado(
        _hallar(lambda errata: _personas(quien, escrito, dia, errata)),
        *(
            (
                _hallar(lambda errata: _instituciones(quien, escrito, dia, errata)),
                _hallar(lambda errata: _unidades(quien, escrito, dia, errata)),
            )
            if quien.puede(Permiso.VER_RED)
            else ()
        ),
    )


def _hallar(preguntar: Callable[[bool], Sequence[Any]]) -> Hallados:
    for con_errata in (False, True):
        filas = preguntar(con_errata)
        if filas:
            return Hallados(filas[:POR_GRUPO], len(filas) > POR_GRUPO, con_errata)
    return Hallados()


def _personas(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Visible]:
    """Con cada mirada de quien pide: la del registro y la del directorio; nadie sale dos veces."""
    filtros = Filtros(texto=escrito, con_errata=con_errata)
    halladas: dict[str, Visible] = {}
    for mirada in miradas(quien, dia):
        consulta = (
            select(Persona)
            .where(camino(mirada, filtros, 0))
            .order_by(Persona.orden, Persona.id)
            .limit(POR_GRUPO + 1)
        )
        for visible in vestir(db.session.scalars(consulta).all(), mirada):
            halladas.setdefault(visible.clave, visible)
    return list(halladas.values())


def _visibles(columna: Any, quien: Identidad, dia: date) -> ColumnElement[bool] | None:
    """Condición: la institución es de una Red que quien pide puede ver, o la suya; None si las ve todas."""
    entre = redes.llaves_de_instituciones(redes.redes_visibles(quien, dia), dia)
    if entre is None:
        return None
    return or_(columna.in_(entre), columna.in_(sorted(quien.instituciones_con(Permiso.VER_RED))))


def _instituciones(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Institucion]:
    coincide = Institucion.casi_coincide(escrito) if con_errata else Institucion.coincide(escrito)
    consulta = (
        select(Institucion)
        .where(Institucion.vigente(dia), coincide)
        .options(joinedload(Institucion.territorio))
        .order_by(Institucion.nombre, Institucion.id)
        .limit(POR_GRUPO + 1)
    )
    return _solo_visibles(consulta, _visibles(Institucion.id, quien, dia))


def _unidades(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Unidad]:
    coincide = Unidad.casi_coincide(escrito) if con_errata else Unidad.coincide(escrito)
    consulta = (
        select(Unidad)
        .join(Unidad.institucion)
        .where(Unidad.vigente(dia), Institucion.vigente(dia), coincide)
        .options(joinedload(Unidad.institucion))
        .order_by(Institucion.nombre, Unidad.id)
        .limit(POR_GRUPO + 1)
    )
    return _solo_visibles(consulta, _visibles(Unidad.institucion_id, quien, dia))


def _solo_visibles(consulta: Select[Any], condicion: ColumnElement[bool] | None) -> Sequence[Any]:
    return db.session.scalars(consulta if condicion is None else consulta.where(condicion)).all()


# ---------------------------------------------------------------- Filtros guardados


def filtros_de(quien: Identidad, lista: Lista) -> Sequence[FiltroGuardado]:
    """Los filtros de esa lista que puede usar: los suyos y los que se comparten con una Red cuya lista ve."""
    permiso = Permiso.INVITAR if lista is Lista.INVITACIONES else Permiso.VER_DIRECTORIO
    visibles = quien.redes_con(permiso if lista is not Lista.INSTITUCIONES else Permiso.VER_RED)
    compartidos = FiltroGuardado.red_id.is_not(None)
    if visibles is not None:
        compartidos = FiltroGuardado.red_id.in_(sorted(visibles))
    consulta = (
        select(FiltroGuardado)
        .where(
            FiltroGuardado.lista == lista,
            FiltroGuardado.quitado_en.is_(None),
            or_(FiltroGuardado.quien_id == quien.persona, compartidos),
        )
        .options(joinedload(FiltroGuardado.red))
        .order_by(FiltroGuardado.nombre, FiltroGuardado.id)
        .limit(40)
    )
    return db.session.scalars(consulta).all()


# ---------------------------------------------------------------- Actos sobre varias personas


def que_cumplen(mirada: Mirada, filtros: Filtros, limite: int) -> Sequence[Persona]:
    """Las personas que la mirada encuentra con ese filtro, en orden; una más que el límite si son demasiadas."""
    consulta = (
        select(Persona)
        .where(camino(mirada, filtros, 0))
        .order_by(Persona.orden, Persona.id)
        .limit(limite + 1)
    )
    return db.session.scalars(consulta).all()


def actos_de(red_id: int, cuantos: int = 20) -> Sequence[ActoMultiple]:
    """Los últimos actos hechos de una vez en esa Red."""
    consulta = (
        select(ActoMultiple)
        .where(ActoMultiple.red_id == red_id)
        .options(joinedload(ActoMultiple.quien))
        .order_by(ActoMultiple.id.desc())
        .limit(cuantos)
    )
    return db.session.scalars(consulta).all()


def filas_de(acto: ActoMultiple) -> list[tuple[Persona, str, str]]:
    """Cada persona con qué pasó y, si se deshizo, qué pasó entonces."""
    filas = acto.resultados.get("filas", [])
    llaves = [fila["persona"] for fila in filas]
    personas = {p.id: p for p in db.session.scalars(select(Persona).where(Persona.id.in_(llaves)))}
    return [
        (la_que_queda(personas[fila["persona"]]), fila["que"], fila.get("despues", ""))
        for fila in filas
        if fila["persona"] in personas
    ]
