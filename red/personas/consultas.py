"""Preguntas sobre personas: quién es, dónde trabaja, qué consintió y qué texto leyó."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from red.avisos.clases import sabe_si_acepta
from red.base import db
from red.errores import NoEncontrado
from red.memoria import filas
from red.personas.modelos import (
    Adscripcion,
    AvisoLeido,
    AvisoPrivacidad,
    BorradorDeAviso,
    Consentimiento,
    Correccion,
    Finalidad,
    Interes,
    Persona,
    Sentido,
    Tema,
)
from red.personas.modelos_de_privacidad import separar


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


def usa_correo(correo: str) -> ColumnElement[bool]:
    """Condición: ese correo es el suyo, o el de un registro que se juntó con el suyo: también lleva a ella."""
    una = aliased(Persona)
    return Persona.id.in_(select(func.coalesce(una.fusionada_en_id, una.id)).where(una.correo == correo))


def persona_de_correo(correo: str) -> Persona | None:
    """Quien usa ese correo, se escriba con mayúsculas o no; None si nadie. El que dejó de usar también es suyo."""
    consulta = select(Persona).where(Persona.correo == correo.strip().lower())
    persona = db.session.scalars(consulta).one_or_none()
    return la_que_queda(persona) if persona is not None else None


def lapida_con_correo(persona_id: int, correo: str) -> Persona | None:
    """El registro que se juntó con esa persona y conserva ese correo, si lo hay."""
    consulta = select(Persona).where(Persona.fusionada_en_id == persona_id, Persona.correo == correo)
    return db.session.scalars(consulta).one_or_none()


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


def consentimientos_de(persona_id: int) -> Sequence[Consentimiento]:
    """Todo lo que ha consentido, también lo que retiró, de lo más reciente a lo más antiguo."""
    consulta = (
        select(Consentimiento)
        .where(Consentimiento.persona_id == persona_id)
        .options(joinedload(Consentimiento.aviso), joinedload(Consentimiento.leido))
        .order_by(Consentimiento.otorgado_en.desc(), Consentimiento.id.desc())
    )
    return db.session.scalars(consulta).all()


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
    consulta = (
        select(Consentimiento.finalidad, AvisoPrivacidad.finalidades)
        .join(AvisoPrivacidad, AvisoPrivacidad.id == Consentimiento.aviso_id)
        .where(Consentimiento.persona_id == persona_id, Consentimiento.retirado_en.is_(None))
    )
    suyas: set[Finalidad] = set()
    for finalidad, separadas in filas(consulta):
        suyas.add(finalidad)
        if finalidad is Finalidad.MAPA and Finalidad.ANALISIS not in separar(separadas):
            suyas.add(Finalidad.ANALISIS)
    return suyas


def quiere_correos(persona_id: int) -> bool:
    """Si aceptó recibir los correos que no son necesarios; mientras no lo diga, no se le mandan."""
    return Finalidad.CORREOS in finalidades_de(persona_id)


@sabe_si_acepta
def _acepta_noticias(correo: str) -> bool:
    """Lo que `red.avisos` pregunta antes de mandar lo que no es necesario."""
    persona = persona_de_correo(correo)
    return persona is not None and quiere_correos(persona.id)


def consiente(finalidad: Finalidad, persona_id: Any = Persona.id) -> ColumnElement[bool]:
    """Condición para una consulta: quien tiene esa llave consiente hoy esa finalidad.

    Quien aceptó el mapa con un aviso que no separaba el análisis aceptó los dos: lo que leyó los decía juntos.
    """
    vale: ColumnElement[bool] = Consentimiento.finalidad == finalidad
    if finalidad is Finalidad.ANALISIS:
        juntos = select(AvisoPrivacidad.id).where(~AvisoPrivacidad.finalidades.contains(finalidad.value))
        vale = or_(
            vale, and_(Consentimiento.finalidad == Finalidad.MAPA, Consentimiento.aviso_id.in_(juntos))
        )
    return exists().where(Consentimiento.persona_id == persona_id, vale, Consentimiento.retirado_en.is_(None))


def le_falta_decidir(persona_id: int, aviso: AvisoPrivacidad) -> bool:
    """Si el aviso de ahora separa otras finalidades que el que ella aceptó: hay que volver a preguntarle."""
    consulta = (
        select(AvisoPrivacidad.finalidades)
        .join(Consentimiento, Consentimiento.aviso_id == AvisoPrivacidad.id)
        .where(
            Consentimiento.persona_id == persona_id,
            Consentimiento.finalidad == Finalidad.PARTICIPAR,
            Consentimiento.retirado_en.is_(None),
        )
    )
    aceptado = db.session.scalar(consulta)
    return aceptado is not None and separar(aceptado) != aviso.separa


def aviso_vigente(jurisdiccion: str, dia: date) -> AvisoPrivacidad:
    """El texto de privacidad que rige ese día en esa jurisdicción; lanza NoEncontrado si no hay."""
    consulta = _avisos_de(jurisdiccion).where(AvisoPrivacidad.vigente_desde <= dia).limit(1)
    aviso = db.session.scalars(consulta).one_or_none()
    if aviso is None:
        raise NoEncontrado("Todavía no hay un aviso de privacidad publicado para este país.")
    return aviso


def ultimo_aviso(jurisdiccion: str) -> AvisoPrivacidad | None:
    """El último texto publicado de esa jurisdicción, aunque rija desde un día por venir."""
    return db.session.scalars(_avisos_de(jurisdiccion).limit(1)).one_or_none()


def aviso_anterior(aviso: AvisoPrivacidad) -> AvisoPrivacidad | None:
    """El que regía antes de ése."""
    despues = or_(
        AvisoPrivacidad.vigente_desde > aviso.vigente_desde,
        and_(AvisoPrivacidad.vigente_desde == aviso.vigente_desde, AvisoPrivacidad.id >= aviso.id),
    )
    return db.session.scalars(_avisos_de(aviso.jurisdiccion).where(~despues).limit(1)).one_or_none()


def _avisos_de(jurisdiccion: str) -> Select[AvisoPrivacidad]:
    """Los de esa jurisdicción, del más reciente al más antiguo."""
    return (
        select(AvisoPrivacidad)
        .where(AvisoPrivacidad.jurisdiccion == jurisdiccion)
        .order_by(AvisoPrivacidad.vigente_desde.desc(), AvisoPrivacidad.id.desc())
    )


def borrador_de(jurisdiccion: str, *, apartar: bool = False) -> BorradorDeAviso | None:
    """Lo que se está escribiendo para esa jurisdicción; con `apartar`, nadie más lo cambia en esta transacción."""
    consulta = select(BorradorDeAviso).where(
        BorradorDeAviso.jurisdiccion == jurisdiccion, BorradorDeAviso.aviso_id.is_(None)
    )
    if apartar:
        consulta = consulta.with_for_update()
    return db.session.scalars(consulta).one_or_none()


def aviso_leido(aviso_id: int, huella: str) -> AvisoLeido | None:
    """El texto con esa huella, si alguien ya lo leyó."""
    consulta = select(AvisoLeido).where(AvisoLeido.aviso_id == aviso_id, AvisoLeido.huella == huella)
    return db.session.scalars(consulta).one_or_none()


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
