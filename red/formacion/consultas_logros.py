"""Preguntas sobre lo que cada quien terminó: sus logros, los contenidos que cubrió y lo que espera confirmación."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from red.base import db
from red.formacion.modelos_catalogo import HorasDeContenido
from red.formacion.modelos_logros import ContenidoExterno, FormacionExterna, Logro


def de_la_edicion(edicion_id: int, persona_id: int) -> Logro | None:
    """El logro en pie de esa persona en esa edición."""
    consulta = select(Logro).where(
        Logro.edicion_id == edicion_id, Logro.persona_id == persona_id, Logro.retirado_en.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def obtenidos(dia: date) -> ColumnElement[bool]:
    """Condición: logros en pie que ese día ya se tenían, aunque hayan vencido."""
    return and_(Logro.retirado_en.is_(None), Logro.obtenido_el <= dia)


def vigentes(dia: date) -> ColumnElement[bool]:
    """Condición: logros que ese día valían."""
    return and_(obtenidos(dia), or_(Logro.vence_el.is_(None), Logro.vence_el >= dia))


def de_personas(red_id: int, personas: Collection[int] | None, dia: date) -> dict[int, list[Logro]]:
    """Lo que cada quien había terminado ese día en la Red, de lo más reciente a lo primero; None son todas."""
    consulta = (
        select(Logro)
        .where(Logro.red_id == red_id, obtenidos(dia))
        .order_by(Logro.obtenido_el.desc(), Logro.id.desc())
    )
    if personas is not None:
        consulta = consulta.where(Logro.persona_id.in_(personas))
    hallados: defaultdict[int, list[Logro]] = defaultdict(list)
    for logro in db.session.scalars(consulta):
        hallados[logro.persona_id].append(logro)
    return dict(hallados)


def de_persona(persona_id: int, redes: frozenset[int] | None = None) -> Sequence[Logro]:
    """Sus logros en pie con lo que hace falta para nombrarlos, del más reciente al primero."""
    consulta = (
        select(Logro)
        .where(Logro.persona_id == persona_id, Logro.retirado_en.is_(None))
        .options(
            joinedload(Logro.version),
            joinedload(Logro.curso),
            joinedload(Logro.externa),
            joinedload(Logro.red),
            joinedload(Logro.edicion),
        )
        .order_by(Logro.obtenido_el.desc(), Logro.id.desc())
    )
    if redes is not None:
        consulta = consulta.where(Logro.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def de_edicion(edicion_id: int) -> Sequence[Logro]:
    """Los logros en pie de una edición."""
    consulta = (
        select(Logro)
        .where(Logro.edicion_id == edicion_id, Logro.retirado_en.is_(None))
        .options(joinedload(Logro.persona))
        .order_by(Logro.id)
    )
    return db.session.scalars(consulta).all()


def horas_por_contenido(logros: Collection[Logro]) -> dict[int, dict[int, int]]:
    """Por logro, las horas que dio de cada contenido; de lo tomado en otra parte se sabe qué cubre, no cuánto: cero."""
    versiones = {logro.version_id for logro in logros if logro.version_id}
    externas = {logro.externa_id for logro in logros if logro.externa_id}
    por_version: defaultdict[int, dict[int, int]] = defaultdict(dict)
    por_externa: defaultdict[int, dict[int, int]] = defaultdict(dict)
    if versiones:
        de_cursos = select(
            HorasDeContenido.version_id, HorasDeContenido.contenido_id, HorasDeContenido.horas
        ).where(HorasDeContenido.version_id.in_(versiones))
        for version_id, contenido_id, horas in db.session.execute(de_cursos):
            por_version[version_id][contenido_id] = horas
    if externas:
        de_fuera = select(ContenidoExterno.externa_id, ContenidoExterno.contenido_id).where(
            ContenidoExterno.externa_id.in_(externas)
        )
        for externa_id, contenido_id in db.session.execute(de_fuera):
            por_externa[externa_id][contenido_id] = 0
    return {
        logro.id: por_externa[logro.externa_id] if logro.externa_id else por_version[logro.version_id or 0]
        for logro in logros
    }


def externa(id: int) -> FormacionExterna | None:
    """Una formación de otra parte con lo que hace falta para verla."""
    consulta = (
        select(FormacionExterna)
        .where(FormacionExterna.id == id)
        .options(
            joinedload(FormacionExterna.persona),
            joinedload(FormacionExterna.red),
            joinedload(FormacionExterna.archivo),
            selectinload(FormacionExterna.contenidos).joinedload(ContenidoExterno.contenido),
        )
    )
    return db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None


def externas_de(persona_id: int) -> Sequence[FormacionExterna]:
    """Lo que esa persona dijo haber tomado en otra parte, de lo más reciente a lo primero."""
    consulta = (
        select(FormacionExterna)
        .where(FormacionExterna.persona_id == persona_id)
        .options(joinedload(FormacionExterna.red), joinedload(FormacionExterna.archivo))
        .order_by(FormacionExterna.id.desc())
    )
    return db.session.scalars(consulta).all()


def por_confirmar(redes: frozenset[int] | None) -> Select[Any]:
    """Lo que espera que la coordinación lo confirme, primero lo que más lleva."""
    consulta = (
        select(FormacionExterna)
        .where(FormacionExterna.decidida_en.is_(None))
        .options(
            joinedload(FormacionExterna.persona),
            joinedload(FormacionExterna.red),
            joinedload(FormacionExterna.archivo),
        )
        .order_by(FormacionExterna.id)
    )
    return consulta if redes is None else consulta.where(FormacionExterna.red_id.in_(redes))


def externa_del_archivo(archivo_id: int) -> FormacionExterna | None:
    """La formación que ese archivo comprueba."""
    consulta = select(FormacionExterna).where(FormacionExterna.archivo_id == archivo_id)
    return db.session.scalars(consulta).one_or_none()
