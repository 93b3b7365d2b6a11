"""Del levantamiento a sus cuentas: lo que entra en ellas, armado con un número fijo de consultas.

Entra lo que enviaron quienes aceptan contar en el análisis y trabajan donde alguien más respondió que trabajan. Lo de las
demás lo ven ellas y la coordinación, pero no suma, no se dibuja y no deja hueco: tampoco se las espera.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from red.acceso.modelos import Asignacion
from red.base import db
from red.instituciones.modelos import Institucion
from red.levantamientos.modelos import (
    Consultada,
    DependeDeUna,
    DeseoDicho,
    Formalidad,
    LazoDicho,
    Levantamiento,
    MotivoDeDeseo,
)
from red.levantamientos.quienes import sigue_en
from red.levantamientos.recuento import Dicho, Recuento
from red.permisos import Rol
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad
from red.redes.modelos import Participacion

VALE = timedelta(days=365)
"""Cuánto vale lo dicho desde que se cierra un levantamiento, si antes no se cierra otro: preguntó por doce meses."""


@dataclass(frozen=True)
class LazoDeclarado:
    """Lo que una persona dijo que su institución hace con otra, como lo necesita quien arma el grafo."""

    de_persona: int
    de_institucion: int | None
    con_institucion: int
    con_persona: int | None
    intensidad: int
    """De 1 (conoce) a 4 (integra)."""
    confirmado: bool
    """Si del otro lado alguien dijo lo mismo de su institución."""
    desde: date
    hasta: date | None
    depende_de_una: bool


def el_que_rige(red_id: int, dia: date) -> tuple[Levantamiento, date] | None:
    """El levantamiento cuyas respuestas cuentan ese día y hasta cuándo cuentan; None si no hay.

    Vale desde que abre hasta un año después de cerrar, o hasta la víspera del día en que se cierra el siguiente. Mientras
    uno está abierto sigue valiendo el anterior: el abierto sólo cuenta si no hay otro, porque apenas empieza.
    """
    consulta = (
        select(Levantamiento)
        .where(
            Levantamiento.red_id == red_id,
            Levantamiento.abierto_en.is_not(None),
            Levantamiento.abre_el <= dia,
        )
        .order_by(Levantamiento.cierra_el.desc(), Levantamiento.id.desc())
    )
    abierto: Levantamiento | None = None
    for este in db.session.scalars(consulta):
        if dia < este.cierra_el:
            abierto = este
            continue
        hasta = este.cierra_el + VALE
        if dia <= hasta:
            return este, hasta if abierto is None else min(hasta, abierto.cierra_el - timedelta(days=1))
        break
    return (abierto, abierto.cierra_el + VALE) if abierto is not None else None


def lazos_del_levantamiento(red_id: int, dia: date) -> Sequence[LazoDeclarado]:
    """Lo declarado en el levantamiento que rige ese día en la Red, por quienes aceptan contar en el análisis.

    La otra persona sólo se nombra si también lo acepta.
    """
    rige = el_que_rige(red_id, dia)
    if rige is None:
        return []
    este, hasta = rige
    cuenta_la_otra = consiente(Finalidad.ANALISIS, LazoDicho.con_persona_id)
    filas = _lazos(este.id, cuenta_la_otra.label("cuenta_la_otra"))
    lados = {(fila.de, fila.con) for fila in filas}
    return [
        LazoDeclarado(
            de_persona=fila.persona_id,
            de_institucion=fila.de,
            con_institucion=fila.con,
            con_persona=fila.con_persona_id if fila.cuenta_la_otra else None,
            intensidad=fila.intensidad.peso,
            confirmado=fila.de is not None and (fila.con, fila.de) in lados,
            desde=este.abre_el,
            hasta=hasta,
            depende_de_una=fila.depende_de_una is DependeDeUna.SI,
        )
        for fila in filas
    ]


def entra_en_las_cuentas() -> tuple[ColumnElement[bool], ...]:
    """Condiciones sobre una respuesta: se envió, su dueña acepta el análisis y alguien más dijo que trabaja ahí."""
    trabaja = exists().where(
        Adscripcion.persona_id == Consultada.persona_id,
        Adscripcion.institucion_id == Consultada.institucion_id,
        Adscripcion.confirmada_el.is_not(None),
    )
    enlaza = exists().where(
        Asignacion.persona_id == Consultada.persona_id,
        Asignacion.institucion_id == Consultada.institucion_id,
        Asignacion.rol == Rol.ENLACE,
    )
    return (
        Consultada.enviada_en.is_not(None),
        consiente(Finalidad.ANALISIS, Consultada.persona_id),
        or_(trabaja, enlaza),
    )


def _lazos(levantamiento_id: int, *mas: Any) -> Sequence[Any]:
    """Los lazos dichos con instituciones registradas, de las respuestas que cuentan; ninguna consigo misma."""
    consulta = (
        select(
            LazoDicho.id,
            Consultada.persona_id,
            Consultada.institucion_id.label("de"),
            LazoDicho.institucion_id.label("con"),
            LazoDicho.con_persona_id,
            LazoDicho.intensidad,
            LazoDicho.formalidad,
            LazoDicho.depende_de_una,
            LazoDicho.propositos,
            *mas,
        )
        .join(Consultada, Consultada.id == LazoDicho.consultada_id)
        .where(
            Consultada.levantamiento_id == levantamiento_id,
            *entra_en_las_cuentas(),
            LazoDicho.institucion_id.is_not(None),
            LazoDicho.intensidad.is_not(None),
            LazoDicho.por_revisar.is_(False),
            LazoDicho.institucion_id != Consultada.institucion_id,
        )
        .order_by(LazoDicho.id)
    )
    return db.session.execute(consulta).all()


@dataclass(frozen=True)
class Cuadro:
    """Un levantamiento en números: sus cuentas, cómo se llama cada institución y por cuáles habló alguien."""

    recuento: Recuento
    nombres: dict[int, str]
    hablan: frozenset[int]
    respuestas: int
    """Cuántas respuestas entran en las cuentas."""
    propositos: Counter[str]
    """En cuántos lazos se dijo cada para qué."""


def cuadro(este: Levantamiento, dia: date) -> Cuadro:
    """Las cuentas de ese levantamiento, con las instituciones que participaban el último día en que se contestó."""
    dia = min(dia, este.cierra_el)
    instituciones = _participan(este.red_id, dia)
    filas = _lazos(este.id)
    dichos = tuple(
        Dicho(
            fila.de,
            fila.con,
            fila.intensidad.peso,
            fila.formalidad not in (None, Formalidad.NO),
            {DependeDeUna.SI: True, DependeDeUna.NO: False}.get(fila.depende_de_una),
        )
        for fila in filas
    )
    hablaron = db.session.execute(
        select(Consultada.institucion_id, func.count())
        .where(Consultada.levantamiento_id == este.id, *entra_en_las_cuentas())
        .group_by(Consultada.institucion_id)
    ).all()
    return Cuadro(
        Recuento(
            frozenset(instituciones),
            dichos,
            _faltan(este, dia),
            {id_: tipo for id_, (_, tipo) in instituciones.items()},
        ),
        {id_: nombre for id_, (nombre, _) in instituciones.items()},
        frozenset(id_ for id_, _ in hablaron if id_ is not None),
        sum(cuantas for _, cuantas in hablaron),
        Counter(para for fila in filas for para in fila.propositos),
    )


def _participan(red_id: int, dia: date) -> dict[int, tuple[str, str]]:
    """Las instituciones que ese día participaban en la Red: cómo se llaman y de qué naturaleza son."""
    consulta = (
        select(Institucion.id, Institucion.nombre, Institucion.tipo)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red_id, Participacion.vigente(dia), Institucion.fusionada_en_id.is_(None)
        )
        .order_by(Institucion.nombre, Institucion.id)
    )
    return {id_: (nombre, tipo.value) for id_, nombre, tipo in db.session.execute(consulta)}


def _faltan(este: Levantamiento, dia: date) -> dict[int, int]:
    """Por institución, a cuántas que aceptan el análisis se les preguntó y no han contestado."""
    consulta = (
        select(Adscripcion.institucion_id.label("donde"), func.count().label("cuantas"))
        .select_from(Consultada)
        .join(Adscripcion, and_(Adscripcion.persona_id == Consultada.persona_id, Adscripcion.vigente(dia)))
        .where(
            Consultada.levantamiento_id == este.id,
            Consultada.enviada_en.is_(None),
            Consultada.retirada_en.is_(None),
            consiente(Finalidad.ANALISIS, Consultada.persona_id),
            sigue_en(este.red_id, dia),
        )
        .group_by(Adscripcion.institucion_id)
    )
    return {fila.donde: fila.cuantas for fila in db.session.execute(consulta)}


@dataclass(frozen=True)
class Deseo:
    """Con quién quiere trabajar una institución y hoy no puede."""

    de: int | None
    de_nombre: str
    con: int | None
    con_nombre: str
    motivo: MotivoDeDeseo
    detalle: str


def deseos(este: Levantamiento) -> list[Deseo]:
    """Lo que se quisiera y no se puede, de las respuestas que cuentan."""
    consulta = (
        select(DeseoDicho, Consultada.institucion_id, Institucion.nombre)
        .join(Consultada, Consultada.id == DeseoDicho.consultada_id)
        .outerjoin(Institucion, Institucion.id == Consultada.institucion_id)
        .where(Consultada.levantamiento_id == este.id, *entra_en_las_cuentas())
        .order_by(DeseoDicho.id)
    )
    return [
        Deseo(de, nombre or "", deseo.institucion_id, deseo.con, deseo.motivo, deseo.detalle or "")
        for deseo, de, nombre in db.session.execute(consulta)
    ]


def otras_nombradas(este: Levantamiento) -> Counter[str]:
    """Las instituciones que no están en la Red y alguien nombró, y cuántas veces: por si conviene sumarlas."""
    consulta = (
        select(LazoDicho.otra)
        .join(Consultada, Consultada.id == LazoDicho.consultada_id)
        .where(Consultada.levantamiento_id == este.id, *entra_en_las_cuentas(), LazoDicho.otra.is_not(None))
    )
    return Counter(otra for otra in db.session.scalars(consulta) if otra)


def lo_que_se_pide(este: Levantamiento) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Cuántas personas dijeron cada tema prioritario, cada aporte y cada necesidad, de las que cuentan."""
    consulta = select(Consultada.tema, Consultada.aporta, Consultada.necesita).where(
        Consultada.levantamiento_id == este.id, *entra_en_las_cuentas()
    )
    temas: Counter[str] = Counter()
    aportan: Counter[str] = Counter()
    necesitan: Counter[str] = Counter()
    for tema, aporta, necesita in db.session.execute(consulta):
        if tema is not None:
            temas[tema.etiqueta] += 1
        aportan.update(aporta)
        necesitan.update(necesita)
    return temas, aportan, necesitan
