"""Preguntas sobre los reconocimientos: a quién le toca que se le proponga, qué se decidió y qué deja ver cada quien.

Las propuestas no se guardan: salen de las fechas de los registros, y lo que ya se decidió no se repite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.encargos.modelos import Encargo, EncargoDado
from red.fechas import mas_meses
from red.personas.modelos import Persona
from red.reconocimientos.modelos import ClaseDeReconocimiento, Decision, Reconocimiento, Regla
from red.redes.modelos import Membresia
from red.vinculos.modelos import Colaboracion, Intensidad

POR_CLASE = 24
"""Cuántas propuestas se muestran de cada clase; las demás aparecen al decidir éstas."""


@dataclass(frozen=True)
class Propuesta:
    """A quién proponen las fechas, y el día en que lo cumplió."""

    persona_id: int
    nombre: str
    clave: str
    cumplido_el: date


def clases_de(red_id: int) -> Sequence[ClaseDeReconocimiento]:
    """Lo que la Red reconoce; primero lo que todavía se da."""
    consulta = (
        select(ClaseDeReconocimiento)
        .where(ClaseDeReconocimiento.red_id == red_id)
        .order_by(ClaseDeReconocimiento.retirada_el.is_not(None), ClaseDeReconocimiento.id)
    )
    return db.session.scalars(consulta).all()


def propuestas(
    clase: ClaseDeReconocimiento, dia: date, personas: Sequence[int] | None = None
) -> list[Propuesta]:
    """A quiénes proponen hoy las fechas para esa clase, por apellido; con `personas`, sólo entre ellas."""
    desde = _desde(clase, dia).subquery()
    consulta = (
        select(Persona, desde.c.desde)
        .join(desde, desde.c.persona_id == Persona.id)
        .where(Persona.fusionada_en_id.is_(None))
        .order_by(Persona.orden, Persona.id)
        .limit(POR_CLASE)
    )
    if personas is not None:
        consulta = consulta.where(Persona.id.in_(personas))
    return [
        Propuesta(persona.id, persona.nombre_visible, persona.clave, _cumplido(clase, empezo))
        for persona, empezo in db.session.execute(consulta)
    ]


def cuantas_propuestas(clase: ClaseDeReconocimiento, dia: date) -> int:
    """Cuántas son en total."""
    return db.session.scalar(select(func.count()).select_from(_desde(clase, dia).subquery())) or 0


def _cumplido(clase: ClaseDeReconocimiento, empezo: date) -> date:
    return empezo if clase.regla is Regla.FUNDADORA else mas_meses(empezo, clase.medida)


def _desde(clase: ClaseDeReconocimiento, dia: date) -> Any:
    """Persona y día en que empezó lo que se reconoce, de quienes ya lo cumplieron, integran la Red y no se decidió."""
    consulta = _DE_REGLA[clase.regla](clase, dia)
    ya = select(Reconocimiento.persona_id).where(Reconocimiento.clase_id == clase.id)
    integra = select(Membresia.persona_id).where(Membresia.red_id == clase.red_id, Membresia.integraba(dia))
    persona = next(iter(consulta.selected_columns))
    return consulta.where(persona.not_in(ya), persona.in_(integra)).group_by(persona)


def _fundadoras(clase: ClaseDeReconocimiento, dia: date) -> Any:
    """Quienes entraron en los primeros días, contados desde que entró la primera."""
    primera = db.session.scalar(select(func.min(Membresia.desde)).where(Membresia.red_id == clase.red_id))
    limite = (primera or dia) + timedelta(days=clase.medida)
    return select(Membresia.persona_id, func.min(Membresia.desde).label("desde")).where(
        Membresia.red_id == clase.red_id, Membresia.desde <= min(limite, dia)
    )


def _permanencia(clase: ClaseDeReconocimiento, dia: date) -> Any:
    """Quienes llevan esos meses desde la última vez que entraron."""
    return select(Membresia.persona_id, func.max(Membresia.desde).label("desde")).where(
        Membresia.red_id == clase.red_id,
        Membresia.hasta.is_(None),
        Membresia.desde <= mas_meses(dia, -clase.medida),
    )


def _acompanamiento(clase: ClaseDeReconocimiento, dia: date) -> Any:
    """Quienes llevan esos meses con un encargo de acompañar a otras."""
    return (
        select(EncargoDado.persona_id, func.min(EncargoDado.desde).label("desde"))
        .join(Encargo, Encargo.id == EncargoDado.encargo_id)
        .where(
            EncargoDado.red_id == clase.red_id,
            Encargo.acompana,
            EncargoDado.desde <= mas_meses(dia, -clase.medida),
            or_(EncargoDado.hasta.is_(None), EncargoDado.hasta >= dia),
        )
    )


def _colaboracion(clase: ClaseDeReconocimiento, dia: date) -> Any:
    """Quienes declararon, hace esos meses, que ejecutan algo en conjunto y sigue."""
    return select(Colaboracion.persona_id, func.min(Colaboracion.desde).label("desde")).where(
        Colaboracion.red_id == clase.red_id,
        Colaboracion.intensidad == Intensidad.INTEGRA,
        Colaboracion.desde <= mas_meses(dia, -clase.medida),
        or_(Colaboracion.hasta.is_(None), Colaboracion.hasta >= dia),
    )


_DE_REGLA = {
    Regla.FUNDADORA: _fundadoras,
    Regla.PERMANENCIA: _permanencia,
    Regla.ACOMPANAMIENTO: _acompanamiento,
    Regla.COLABORACION: _colaboracion,
}


def otorgados_en(red_id: int, cuantos: int = 50) -> Sequence[Reconocimiento]:
    """Los últimos que dio la Red."""
    consulta = (
        select(Reconocimiento)
        .where(Reconocimiento.red_id == red_id, Reconocimiento.decision == Decision.OTORGADO)
        .options(
            joinedload(Reconocimiento.clase),
            joinedload(Reconocimiento.persona),
            joinedload(Reconocimiento.documento),
        )
        .order_by(Reconocimiento.decidido_en.desc(), Reconocimiento.id.desc())
        .limit(cuantos)
    )
    return db.session.scalars(consulta).all()


def de_persona(persona_id: int) -> Sequence[Reconocimiento]:
    """Los que ha recibido, del más reciente al más antiguo."""
    consulta = (
        select(Reconocimiento)
        .where(Reconocimiento.persona_id == persona_id, Reconocimiento.decision == Decision.OTORGADO)
        .options(
            joinedload(Reconocimiento.clase),
            joinedload(Reconocimiento.red),
            joinedload(Reconocimiento.documento),
        )
        .order_by(Reconocimiento.cumplido_el.desc(), Reconocimiento.id.desc())
    )
    return db.session.scalars(consulta).all()


def que_deja_ver(persona_id: int, redes: frozenset[int] | None) -> list[str]:
    """Los nombres de los que ella decidió mostrar en esas Redes."""
    return [
        reconocimiento.clase.nombre
        for reconocimiento in de_persona(persona_id)
        if reconocimiento.visible_desde is not None and (redes is None or reconocimiento.red_id in redes)
    ]


def de_documento(documento_id: int) -> Reconocimiento | None:
    """El reconocimiento cuyo papel es ése."""
    consulta = select(Reconocimiento).where(Reconocimiento.documento_id == documento_id)
    return db.session.scalars(consulta).one_or_none()
