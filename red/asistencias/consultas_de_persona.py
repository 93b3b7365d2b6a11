"""Preguntas sobre la asistencia de una persona: sus jornadas, en cuáles tiene lugar y lo que ahora está abierto."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager

from red.asistencias import calculo
from red.asistencias.consultas import jornada, tiene_lugar, tramo_de
from red.asistencias.modelos import Asistencia, ListaDeJornada
from red.base import db
from red.errores import NoEncontrado
from red.formacion.consultas import CON_LUGAR
from red.formacion.modelos import Curso, Edicion, Imparte, Inscripcion, Jornada


def proximas_jornadas(ediciones: Sequence[int], desde: datetime, hasta: datetime) -> Sequence[Jornada]:
    """Las jornadas de esas ediciones que tocan ese tramo, en orden, con su edición y su Red."""
    consulta = (
        select(Jornada)
        .join(Jornada.edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(contains_eager(Jornada.edicion).contains_eager(Edicion.curso).contains_eager(Curso.red))
        .where(
            Jornada.edicion_id.in_(list(ediciones)),
            Jornada.termina_en >= desde,
            Jornada.inicia_en <= hasta,
            Edicion.cancelada_en.is_(None),
        )
        .order_by(Jornada.inicia_en, Jornada.id)
    )
    return db.session.scalars(consulta).all()


def con_lugar_de(persona_id: int) -> Sequence[Inscripcion]:
    """Las inscripciones con lugar de una persona en ediciones sin cancelar, con su edición."""
    consulta = (
        select(Inscripcion)
        .join(Inscripcion.edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(contains_eager(Inscripcion.edicion).contains_eager(Edicion.curso).contains_eager(Curso.red))
        .where(Inscripcion.persona_id == persona_id, CON_LUGAR, Edicion.cancelada_en.is_(None))
        .order_by(Edicion.inicia_el, Inscripcion.id)
    )
    return db.session.scalars(consulta).all()


def jornada_en_curso(edicion_id: int, momento: datetime) -> Jornada | None:
    """La jornada de la edición en la que ahora se pasa lista: la que está ocurriendo o la que está por empezar.

    Si ninguna, la última que terminó hoy mismo, mientras dure el plazo.
    """
    cercanas = proximas_jornadas([edicion_id], momento - timedelta(hours=12), momento + calculo.ANTES)
    siguen = [una for una in cercanas if una.termina_en >= momento]
    return next(iter(siguen), cercanas[-1] if cercanas else None)


def por_impartir(persona_id: int, momento: datetime) -> Sequence[Jornada]:
    """Las jornadas que esa persona imparte y en las que ahora se pasa lista: por empezar, en curso o recién terminadas."""
    suyas = select(Imparte.edicion_id).where(Imparte.persona_id == persona_id, Imparte.retirada_en.is_(None))
    ediciones = db.session.scalars(suyas).all()
    if not ediciones:
        return []
    cercanas = proximas_jornadas(ediciones, momento - timedelta(hours=1), momento + calculo.ANTES)
    listas = select(ListaDeJornada.jornada_id).where(
        ListaDeJornada.edicion_id.in_(ediciones), ListaDeJornada.cerrada_en.is_not(None)
    )
    cerradas = set(db.session.scalars(listas))
    return [una for una in cercanas if una.id not in cerradas]


def jornada_de_quien_tiene_lugar(jornada_id: int | None, persona_id: int | None) -> Jornada | None:
    """Esa jornada, si existe y esa persona tiene lugar en su edición."""
    if jornada_id is None or persona_id is None:
        return None
    try:
        una = jornada(jornada_id)
    except NoEncontrado:
        return None
    return una if tiene_lugar(una.edicion_id, persona_id) else None


def jornadas_abiertas_de(persona_id: int, momento: datetime) -> list[Jornada]:
    """Las jornadas de la persona en las que ahora vale el código de la sala."""
    ediciones = [una.edicion_id for una in con_lugar_de(persona_id)]
    cercanas = proximas_jornadas(ediciones, momento, momento + calculo.ANTES_DE_ENTRAR)
    return [una for una in cercanas if calculo.para_quien_asiste(tramo_de(una)).contiene(momento)]


def mis_jornadas(edicion_id: int, persona_id: int) -> list[tuple[Jornada, Asistencia | None]]:
    """Las jornadas de la edición, cada una con la asistencia de esa persona."""
    consulta = (
        select(Jornada, Asistencia)
        .outerjoin(Asistencia, and_(Asistencia.jornada_id == Jornada.id, Asistencia.persona_id == persona_id))
        .where(Jornada.edicion_id == edicion_id)
        .order_by(Jornada.inicia_en, Jornada.id)
    )
    return [(una, asistencia) for una, asistencia in db.session.execute(consulta)]
