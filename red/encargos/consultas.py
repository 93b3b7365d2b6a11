"""Preguntas sobre los encargos: cuáles define una Red, quién tiene cada uno un día y cuáles tuvo una persona."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.base import db
from red.encargos.modelos import Encargo, EncargoDado


def de_red(red_id: int) -> Sequence[Encargo]:
    """Los encargos que la Red define, por nombre; primero los que todavía se dan."""
    consulta = (
        select(Encargo)
        .where(Encargo.red_id == red_id)
        .order_by(Encargo.retirado_el.is_not(None), Encargo.nombre, Encargo.id)
    )
    return db.session.scalars(consulta).all()


def dados_en(red_id: int, dia: date) -> dict[int, list[EncargoDado]]:
    """Quién tenía ese día cada encargo de la Red."""
    consulta = (
        select(EncargoDado)
        .where(EncargoDado.red_id == red_id, EncargoDado.vigente(dia))
        .options(joinedload(EncargoDado.persona), joinedload(EncargoDado.encargo))
        .order_by(EncargoDado.desde, EncargoDado.id)
    )
    por_encargo: defaultdict[int, list[EncargoDado]] = defaultdict(list)
    for dado in db.session.scalars(consulta):
        por_encargo[dado.encargo_id].append(dado)
    return dict(por_encargo)


def historia_de(red_id: int, cuantos: int = 50) -> Sequence[EncargoDado]:
    """Los que ya terminaron en la Red, de lo más reciente a lo más antiguo."""
    consulta = (
        select(EncargoDado)
        .where(EncargoDado.red_id == red_id, EncargoDado.hasta.is_not(None))
        .options(joinedload(EncargoDado.persona), joinedload(EncargoDado.encargo))
        .order_by(EncargoDado.hasta.desc(), EncargoDado.id.desc())
        .limit(cuantos)
    )
    return db.session.scalars(consulta).all()


def de_personas(personas: Collection[int], redes: frozenset[int] | None, dia: date) -> dict[int, list[str]]:
    """Cómo se leen los encargos que ese día tenía cada persona en esas Redes, con una sola pregunta."""
    if not personas:
        return {}
    consulta = (
        select(EncargoDado)
        .where(EncargoDado.persona_id.in_(personas), EncargoDado.vigente(dia))
        .options(joinedload(EncargoDado.encargo))
        .order_by(EncargoDado.desde, EncargoDado.id)
    )
    if redes is not None:
        consulta = consulta.where(EncargoDado.red_id.in_(sorted(redes)))
    dichos: defaultdict[int, list[str]] = defaultdict(list)
    for dado in db.session.scalars(consulta):
        dichos[dado.persona_id].append(dado.dicho)
    return dict(dichos)


def de_persona(persona_id: int, redes: frozenset[int] | None) -> Sequence[EncargoDado]:
    """Todos los encargos que ha tenido en esas Redes, de lo más reciente a lo más antiguo."""
    consulta = (
        select(EncargoDado)
        .where(EncargoDado.persona_id == persona_id)
        .options(joinedload(EncargoDado.encargo), joinedload(EncargoDado.red))
        .order_by(EncargoDado.desde.desc(), EncargoDado.id.desc())
    )
    if redes is not None:
        consulta = consulta.where(EncargoDado.red_id.in_(sorted(redes)))
    return db.session.scalars(consulta).all()


def abiertos_de(red_id: int, persona_id: int, dia: date) -> Sequence[EncargoDado]:
    """Los que esa persona sigue teniendo en esa Red, o tendrá."""
    consulta = select(EncargoDado).where(
        EncargoDado.red_id == red_id,
        EncargoDado.persona_id == persona_id,
        (EncargoDado.hasta.is_(None)) | (EncargoDado.hasta >= dia),
    )
    return db.session.scalars(consulta).all()
