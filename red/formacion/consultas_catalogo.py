"""Preguntas sobre el catálogo: contenidos, versiones, lo que pide cada curso y cuándo vuelve a darse."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from red.base import db
from red.formacion.consultas import con_codigos, de_redes
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import (
    Contenido,
    Curso,
    HorasDeContenido,
    RequisitoDeCurso,
    TipoCurso,
    VersionDeCurso,
)


def contenidos_de(red_id: int, *, con_retirados: bool = False) -> Sequence[Contenido]:
    """Los contenidos de la Red en su orden; sin los que ya no se piden, salvo que se pidan."""
    consulta = (
        select(Contenido)
        .where(Contenido.red_id == red_id)
        .order_by(Contenido.retirado_el.is_not(None), Contenido.orden, Contenido.id)
    )
    if not con_retirados:
        consulta = consulta.where(Contenido.retirado_el.is_(None))
    return db.session.scalars(consulta).all()


def horas_y_cursos(red_id: int) -> dict[int, tuple[int, int]]:
    """Por contenido de la Red: en cuántos cursos que se ofrecen está y cuántas horas le dedican."""
    consulta = (
        select(HorasDeContenido.contenido_id, func.count(), func.sum(HorasDeContenido.horas))
        .join(HorasDeContenido.version)
        .join(VersionDeCurso.curso)
        .where(Curso.red_id == red_id, Curso.retirado_el.is_(None), VersionDeCurso.id.in_(actuales()))
        .group_by(HorasDeContenido.contenido_id)
    )
    return {id: (cursos, horas) for id, cursos, horas in db.session.execute(consulta)}


def actuales() -> Select[int]:
    """Las llaves de las versiones más recientes de cada curso."""
    ultima = (
        select(VersionDeCurso.curso_id, func.max(VersionDeCurso.numero).label("numero"))
        .group_by(VersionDeCurso.curso_id)
        .subquery()
    )
    return select(VersionDeCurso.id).join(
        ultima,
        (ultima.c.curso_id == VersionDeCurso.curso_id) & (ultima.c.numero == VersionDeCurso.numero),
    )


def ultima_version(curso_id: int) -> VersionDeCurso | None:
    """La versión más reciente del curso, con sus contenidos."""
    consulta = (
        select(VersionDeCurso)
        .where(VersionDeCurso.curso_id == curso_id)
        .options(selectinload(VersionDeCurso.contenidos).joinedload(HorasDeContenido.contenido))
        .order_by(VersionDeCurso.numero.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def versiones_de(curso_id: int) -> Sequence[VersionDeCurso]:
    """Todas, de la más reciente a la primera, con sus contenidos."""
    consulta = (
        select(VersionDeCurso)
        .where(VersionDeCurso.curso_id == curso_id)
        .options(selectinload(VersionDeCurso.contenidos).joinedload(HorasDeContenido.contenido))
        .order_by(VersionDeCurso.numero.desc())
    )
    return db.session.scalars(consulta).all()


def tiene_ediciones(version_id: int) -> bool:
    """Si alguna edición se abrió con esa versión."""
    return bool(db.session.scalar(select(exists().where(Edicion.version_id == version_id))))


def ediciones_sin_version(curso_id: int) -> Sequence[Edicion]:
    """Las que se abrieron antes de que hubiera versiones."""
    consulta = select(Edicion).where(Edicion.curso_id == curso_id, Edicion.version_id.is_(None))
    return db.session.scalars(consulta).all()


def ediciones_de(curso_id: int) -> Sequence[Edicion]:
    """Las ediciones del curso, de la más reciente a la primera, con su versión."""
    consulta = (
        select(Edicion)
        .where(Edicion.curso_id == curso_id)
        .options(joinedload(Edicion.version_fijada))
        .order_by(Edicion.inicia_el.desc(), Edicion.id.desc())
    )
    return db.session.scalars(consulta).all()


def requisitos_de(curso_id: int) -> Sequence[RequisitoDeCurso]:
    """Lo que el curso pide, condición por condición."""
    consulta = (
        select(RequisitoDeCurso)
        .where(RequisitoDeCurso.curso_id == curso_id)
        .options(
            joinedload(RequisitoDeCurso.pide_curso),
            joinedload(RequisitoDeCurso.contenido),
            joinedload(RequisitoDeCurso.encargo),
        )
        .order_by(RequisitoDeCurso.grupo, RequisitoDeCurso.id)
    )
    return db.session.scalars(consulta).all()


def de_la_red_con_requisitos(red_id: int) -> dict[int, list[RequisitoDeCurso]]:
    """Cada curso de la Red con lo que pide; los que no piden nada, también."""
    suyos: dict[int, list[RequisitoDeCurso]] = {
        id: [] for id in db.session.scalars(select(Curso.id).where(Curso.red_id == red_id))
    }
    consulta = (
        select(RequisitoDeCurso)
        .where(RequisitoDeCurso.curso_id.in_(suyos))
        .order_by(RequisitoDeCurso.curso_id, RequisitoDeCurso.grupo, RequisitoDeCurso.id)
    )
    for uno in db.session.scalars(consulta):
        suyos[uno.curso_id].append(uno)
    return suyos


def siguientes(cursos: Collection[int], dia: date) -> dict[int, Edicion]:
    """Por curso, la próxima edición a la que todavía se puede pedir lugar."""
    consulta = _con_lugar_por_pedir(dia).where(Edicion.curso_id.in_(cursos))
    halladas: dict[int, Edicion] = {}
    for edicion in db.session.scalars(consulta) if cursos else ():
        halladas.setdefault(edicion.curso_id, edicion)
    return halladas


def siguientes_por_contenido(red_id: int, contenidos: Collection[int], dia: date) -> dict[int, Edicion]:
    """Por contenido, la próxima edición de la Red que lo cubre."""
    if not contenidos:
        return {}
    consulta = (
        _con_lugar_por_pedir(dia)
        .join(Curso, Curso.id == Edicion.curso_id)
        .join(HorasDeContenido, HorasDeContenido.version_id == Edicion.version_id)
        .where(Curso.red_id == red_id, HorasDeContenido.contenido_id.in_(contenidos))
        .add_columns(HorasDeContenido.contenido_id)
    )
    halladas: dict[int, Edicion] = {}
    for edicion, contenido_id in db.session.execute(consulta):
        halladas.setdefault(contenido_id, edicion)
    return halladas


def _con_lugar_por_pedir(dia: date) -> Select[Any]:
    return (
        select(Edicion)
        .where(Edicion.cancelada_en.is_(None), Edicion.inscripcion_hasta >= dia, Edicion.termina_el >= dia)
        .order_by(Edicion.inicia_el, Edicion.id)
    )


def de_red(red_id: int) -> Sequence[Curso]:
    """Los cursos de la Red, primero los que se ofrecen: para elegir."""
    consulta = (
        select(Curso)
        .where(Curso.red_id == red_id)
        .order_by(Curso.retirado_el.is_not(None), Curso.nombre, Curso.id)
    )
    return db.session.scalars(consulta).all()


def catalogo(
    redes: frozenset[int] | None,
    texto: str = "",
    tipo: TipoCurso | None = None,
    contenido_id: int | None = None,
    *,
    con_retirados: bool = False,
) -> Select[Any]:
    """Los cursos que esas Redes ofrecen, por nombre."""
    consulta = (
        select(Curso)
        .join(Curso.red)
        .options(contains_eager(Curso.red))
        .where(de_redes(redes), Curso.coincide(con_codigos(texto)))
        .order_by(Curso.retirado_el.is_not(None), Curso.nombre, Curso.id)
    )
    if not con_retirados:
        consulta = consulta.where(Curso.retirado_el.is_(None))
    if tipo:
        consulta = consulta.where(Curso.tipo == tipo)
    if contenido_id is not None:
        cubre = (
            select(VersionDeCurso.curso_id)
            .join(VersionDeCurso.contenidos)
            .where(VersionDeCurso.id.in_(actuales()), HorasDeContenido.contenido_id == contenido_id)
        )
        consulta = consulta.where(Curso.id.in_(cubre))
    return consulta


def contenidos_por_curso(cursos: Collection[int]) -> dict[int, list[HorasDeContenido]]:
    """Lo que hoy cubre cada curso."""
    if not cursos:
        return {}
    consulta = (
        select(VersionDeCurso)
        .where(VersionDeCurso.curso_id.in_(cursos), VersionDeCurso.id.in_(actuales()))
        .options(selectinload(VersionDeCurso.contenidos).joinedload(HorasDeContenido.contenido))
    )
    return {version.curso_id: list(version.contenidos) for version in db.session.scalars(consulta)}


def piden_algo(cursos: Collection[int]) -> set[int]:
    """Cuáles de esos cursos piden algo antes."""
    consulta = select(RequisitoDeCurso.curso_id).where(RequisitoDeCurso.curso_id.in_(cursos)).distinct()
    return set(db.session.scalars(consulta)) if cursos else set()
