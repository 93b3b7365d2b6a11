"""Preguntas sobre personas: quién es, dónde trabaja, qué consintió y qué texto leyó."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.errores import NoEncontrado
from red.memoria import filas
from red.personas.modelos import (
    Adscripcion,
    AvisoPrivacidad,
    Consentimiento,
    Correccion,
    Finalidad,
    Interes,
    Persona,
    Sentido,
    Tema,
)


def persona_de_clave(clave: str) -> Persona:
    """La persona con esa clave pública, o aquella con la que se juntó; lanza NoEncontrado si no existe."""
    persona = None
    if es_clave(clave):
        persona = db.session.scalars(select(Persona).where(Persona.clave == clave)).one_or_none()
    if persona is None:
        raise NoEncontrado
    return la_que_queda(persona)


def la_que_queda(persona: Persona) -> Persona:
    """Si resultó ser la misma que otra, la otra."""
    while persona.fusionada_en_id is not None:
        persona = db.session.get_one(Persona, persona.fusionada_en_id)
    return persona


def es_clave(escrita: str) -> bool:
    """Si puede ser la clave de alguien; lo demás no se le pregunta a la base."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", escrita) is not None


def persona_de_correo(correo: str) -> Persona | None:
    """Quien usa ese correo, se escriba con mayúsculas o no; None si nadie. El que dejó de usar también es suyo."""
    consulta = select(Persona).where(Persona.correo == correo.strip().lower())
    persona = db.session.scalars(consulta).one_or_none()
    return la_que_queda(persona) if persona is not None else None


def adscripcion_vigente(persona_id: int, dia: date) -> Adscripcion | None:
    """Puesto de la persona ese día, con su institución; None si no tiene."""
    consulta = (
        select(Adscripcion)
        .where(Adscripcion.persona_id == persona_id, Adscripcion.vigente(dia))
        .options(joinedload(Adscripcion.institucion))
        .order_by(Adscripcion.desde.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def historia_de(persona_id: int) -> Sequence[Adscripcion]:
    """Todos sus puestos con su institución, del más reciente al más antiguo."""
    consulta = (
        select(Adscripcion)
        .where(Adscripcion.persona_id == persona_id)
        .options(joinedload(Adscripcion.institucion))
        .order_by(Adscripcion.desde.desc(), Adscripcion.id.desc())
    )
    return db.session.scalars(consulta).all()


def adscripciones_desde(persona_id: int, dia: date) -> Sequence[Adscripcion]:
    """Las que seguían vigentes ese día o empezaron después, en orden."""
    consulta = (
        select(Adscripcion)
        .where(
            Adscripcion.persona_id == persona_id,
            or_(Adscripcion.hasta.is_(None), Adscripcion.hasta >= dia),
        )
        .order_by(Adscripcion.desde)
    )
    return db.session.scalars(consulta).all()


def intereses_de(persona_id: int) -> Sequence[Interes]:
    """Los temas que ofrece y que busca."""
    return db.session.scalars(
        select(Interes).where(Interes.persona_id == persona_id).order_by(Interes.id)
    ).all()


def temas_de(persona_id: int) -> dict[Sentido, list[Tema]]:
    """Los temas que ofrece y los que busca, en el orden en que se listan."""
    suyos = {(interes.sentido, interes.tema) for interes in intereses_de(persona_id)}
    return {sentido: [tema for tema in Tema if (sentido, tema) in suyos] for sentido in Sentido}


def consentimientos_vivos(persona_id: int) -> Sequence[Consentimiento]:
    """Lo que consiente hoy, cada finalidad con el texto que leyó."""
    consulta = (
        select(Consentimiento)
        .where(Consentimiento.persona_id == persona_id, Consentimiento.retirado_en.is_(None))
        .options(joinedload(Consentimiento.aviso))
        .order_by(Consentimiento.otorgado_en, Consentimiento.id)
    )
    return db.session.scalars(consulta).all()


def finalidades_de(persona_id: int) -> set[Finalidad]:
    """Para qué consiente hoy que se usen sus datos."""
    consulta = select(Consentimiento.finalidad).where(
        Consentimiento.persona_id == persona_id, Consentimiento.retirado_en.is_(None)
    )
    return {finalidad for (finalidad,) in filas(consulta)}


def consiente(finalidad: Finalidad, persona_id: Any = Persona.id) -> ColumnElement[bool]:
    """Condición para una consulta: quien tiene esa llave consiente hoy esa finalidad."""
    return exists().where(
        Consentimiento.persona_id == persona_id,
        Consentimiento.finalidad == finalidad,
        Consentimiento.retirado_en.is_(None),
    )


def aviso_vigente(jurisdiccion: str, dia: date) -> AvisoPrivacidad:
    """El texto de privacidad que rige ese día en esa jurisdicción; lanza NoEncontrado si no hay."""
    consulta = (
        select(AvisoPrivacidad)
        .where(AvisoPrivacidad.jurisdiccion == jurisdiccion, AvisoPrivacidad.vigente_desde <= dia)
        .order_by(AvisoPrivacidad.vigente_desde.desc(), AvisoPrivacidad.id.desc())
        .limit(1)
    )
    aviso = db.session.scalars(consulta).one_or_none()
    if aviso is None:
        raise NoEncontrado("Todavía no hay un aviso de privacidad publicado para este país.")
    return aviso


def avisos_publicados() -> Sequence[AvisoPrivacidad]:
    """Todas las versiones de todos los avisos, de la más reciente a la más antigua."""
    consulta = select(AvisoPrivacidad).order_by(
        AvisoPrivacidad.jurisdiccion, AvisoPrivacidad.vigente_desde.desc(), AvisoPrivacidad.id.desc()
    )
    return db.session.scalars(consulta).all()


def correcciones_de(persona_id: int) -> Sequence[Correccion]:
    """Lo que la coordinación cambió en sus datos y por qué, de lo más reciente a lo más antiguo."""
    consulta = (
        select(Correccion)
        .where(Correccion.persona_id == persona_id)
        .options(joinedload(Correccion.quien))
        .order_by(Correccion.hecha_en.desc(), Correccion.id.desc())
    )
    return db.session.scalars(consulta).all()
