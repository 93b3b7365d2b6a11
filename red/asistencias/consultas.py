"""Preguntas sobre la asistencia: quién estuvo, quién falta, cuántas horas y qué imparte cada quien."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from red.asistencias.calculo import Tramo, horas, tiempo_asistido
from red.asistencias.consultas_de_visitas import visita_de_persona
from red.asistencias.modelos import (
    Asistencia,
    EstadoAsistencia,
    ListaDeJornada,
    MarcaDeAsistencia,
    Visitante,
)
from red.base import db
from red.errores import NoEncontrado
from red.formacion.consultas import CON_LUGAR
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona
from red.reloj import dia_de

ESTUVO = Asistencia.estado.in_((EstadoAsistencia.PRESENTE, EstadoAsistencia.RETARDO))


# ------------------------------------------------------------------ Lo que leen los demás dominios


@dataclass(frozen=True)
class Horas:
    """Lo que una persona asistió a una edición."""

    persona_id: int
    asistidas: float
    """Horas en que estuvo."""
    presentes: frozenset[int]
    """Las jornadas en que estuvo, por su llave."""
    faltas: frozenset[int]
    """Las jornadas en que consta que faltó, con o sin justificación."""
    jornadas: int
    """Cuántas jornadas tiene la edición."""
    programadas: float
    """Cuántas horas suman todas."""

    @property
    def proporcion(self) -> float:
        """Qué parte de las horas asistió, de 0 a 1; sin jornadas, 0."""
        return self.asistidas / self.programadas if self.programadas else 0.0


def horas_de(edicion_id: int) -> dict[int, Horas]:
    """Cuánto asistió cada persona con lugar en la edición, o con alguna asistencia en ella, por su llave."""
    return horas_en([edicion_id])[edicion_id]


def horas_en(ediciones: Sequence[int], persona_id: int | None = None) -> dict[int, dict[int, Horas]]:
    """Lo mismo de cada una de esas ediciones, con las preguntas de una sola; con `persona_id`, sólo esa persona."""
    tramos: dict[int, dict[int, Tramo]] = {id: {} for id in ediciones}
    for jornada in db.session.scalars(select(Jornada).where(Jornada.edicion_id.in_(ediciones))):
        tramos[jornada.edicion_id][jornada.id] = tramo_de(jornada)
    con_lugar = select(Inscripcion.edicion_id, Inscripcion.persona_id).where(
        Inscripcion.edicion_id.in_(ediciones), CON_LUGAR
    )
    asistieron = select(Asistencia).where(
        Asistencia.edicion_id.in_(ediciones), Asistencia.persona_id.is_not(None)
    )
    if persona_id is not None:
        con_lugar = con_lugar.where(Inscripcion.persona_id == persona_id)
        asistieron = asistieron.where(Asistencia.persona_id == persona_id)
    suyas: dict[int, dict[int, list[Asistencia]]] = {id: {} for id in ediciones}
    for edicion_id, persona in db.session.execute(con_lugar):
        suyas[edicion_id][persona] = []
    for una in db.session.scalars(asistieron):
        assert una.persona_id is not None
        suyas[una.edicion_id].setdefault(una.persona_id, []).append(una)
    return {
        id: {persona: _horas(persona, tramos[id], sus) for persona, sus in sorted(suyas[id].items())}
        for id in ediciones
    }


def _horas(persona_id: int, tramos: Mapping[int, Tramo], suyas: Sequence[Asistencia]) -> Horas:
    tiempo = (tiempo_asistido(tramos[una.jornada_id], una.estado, una.entrada, una.salida) for una in suyas)
    return Horas(
        persona_id,
        horas(sum(tiempo, timedelta(0))),
        frozenset(una.jornada_id for una in suyas if una.estado.estuvo),
        frozenset(una.jornada_id for una in suyas if not una.estado.estuvo),
        len(tramos),
        horas(sum((tramo.hasta - tramo.desde for tramo in tramos.values()), timedelta(0))),
    )


class Presentes(NamedTuple):
    """Cuántas personas estuvieron en una jornada: las que hoy tienen lugar y, aparte, las demás."""

    con_lugar: int = 0
    visitas: int = 0


def presentes_por_jornada(*ediciones: int) -> dict[int, Presentes]:
    """Cuántas personas estuvieron en cada jornada de esas ediciones, y aparte quienes fueron de visita o sin lugar."""
    tiene = and_(Inscripcion.edicion_id == Asistencia.edicion_id, CON_LUGAR)
    con_lugar = func.count(Inscripcion.id)
    consulta = (
        select(Asistencia.jornada_id, con_lugar, func.count() - con_lugar)
        .outerjoin(Inscripcion, and_(tiene, Inscripcion.persona_id == Asistencia.persona_id))
        .where(Asistencia.edicion_id.in_(ediciones), ESTUVO)
        .group_by(Asistencia.jornada_id)
    )
    return {jornada: Presentes(suyas, otras) for jornada, suyas, otras in db.session.execute(consulta)}


# ------------------------------------------------------------------ Una jornada


@dataclass(frozen=True)
class Cuentas:
    """Cómo va la lista de una jornada."""

    esperadas: int = 0
    """Personas con lugar."""
    presentes: int = 0
    """De las que tienen lugar, cuántas estuvieron, también tarde."""
    retardos: int = 0
    faltas: int = 0
    justificadas: int = 0
    visitas: int = 0
    """Quienes estuvieron sin tener lugar: de visita, o porque lo dejaron después."""
    sin_marca: int = 0


@dataclass(frozen=True)
class Renglon:
    """Una persona en la lista de una jornada, con lo que se sabe de ella."""

    persona_id: int | None
    visitante_id: int | None
    nombre: str
    institucion: str
    asistencia: Asistencia | None = None
    con_lugar: bool = True

    @property
    def clave(self) -> str:
        """Con qué se le nombra en la página: p12 es una persona y v3, una visita."""
        return f"p{self.persona_id}" if self.persona_id is not None else f"v{self.visitante_id}"


def tramo_de(jornada: Jornada) -> Tramo:
    """De cuándo a cuándo es la jornada."""
    return Tramo(jornada.inicia_en, jornada.termina_en)


def jornada(id: int) -> Jornada:
    """La jornada con su edición, su curso y su Red; lanza NoEncontrado si no existe."""
    consulta = (
        select(Jornada)
        .where(Jornada.id == id)
        .options(joinedload(Jornada.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
    )
    fila = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if fila is None:
        raise NoEncontrado
    return fila


def dia_de_jornada(jornada: Jornada) -> date:
    """Qué día es la jornada donde trabaja su Red."""
    return dia_de(jornada.inicia_en, jornada.edicion.curso.red.zona)


def lista_de_jornada(jornada_id: int) -> ListaDeJornada | None:
    """Si la lista se cerró alguna vez, cuándo y quién."""
    return db.session.scalars(
        select(ListaDeJornada).where(ListaDeJornada.jornada_id == jornada_id)
    ).one_or_none()


def hay_asistencia(jornada_id: int) -> bool:
    """Si de la jornada ya se dijo algo: una marca o una lista cerrada."""
    marcas = select(Asistencia.id).where(Asistencia.jornada_id == jornada_id).limit(1)
    return db.session.scalar(marcas) is not None or lista_de_jornada(jornada_id) is not None


def cerradas(*ediciones: int) -> frozenset[int]:
    """Las jornadas de esas ediciones con la lista cerrada."""
    return frozenset(
        db.session.scalars(
            select(ListaDeJornada.jornada_id).where(
                ListaDeJornada.edicion_id.in_(ediciones), ListaDeJornada.cerrada_en.is_not(None)
            )
        )
    )


def renglones(jornada: Jornada, dia: date) -> list[Renglon]:
    """Quienes tienen lugar y quienes ya tienen asistencia en la jornada, por apellido; al final, las visitas."""
    suyas = {
        una.persona_id: una
        for una in db.session.scalars(
            select(Asistencia).where(Asistencia.jornada_id == jornada.id, Asistencia.persona_id.is_not(None))
        )
    }
    con_lugar = set(
        db.session.scalars(
            select(Inscripcion.persona_id).where(Inscripcion.edicion_id == jornada.edicion_id, CON_LUGAR)
        )
    )
    de_visita = db.session.scalars(
        select(Visitante.persona_id).where(
            Visitante.edicion_id == jornada.edicion_id, Visitante.persona_id.is_not(None)
        )
    )
    todas = con_lugar | {id for id in (*suyas, *de_visita) if id is not None}
    consulta = (
        select(Persona, Institucion.nombre)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Persona.id.in_(todas))
        .order_by(Persona.orden, Persona.id)
    )
    vistas: dict[int, Renglon] = {}
    for persona, institucion in db.session.execute(consulta):
        vistas.setdefault(
            persona.id,
            Renglon(
                persona.id,
                None,
                persona.nombre_visible,
                institucion or "",
                suyas.get(persona.id),
                persona.id in con_lugar,
            ),
        )
    return [*vistas.values(), *_visitas(jornada)]


def _visitas(jornada: Jornada) -> list[Renglon]:
    """Las visitas de la edición que todavía no son alguien del registro."""
    consulta = (
        select(Visitante, Asistencia)
        .outerjoin(
            Asistencia,
            and_(Asistencia.visitante_id == Visitante.id, Asistencia.jornada_id == jornada.id),
        )
        .where(
            Visitante.edicion_id == jornada.edicion_id,
            Visitante.persona_id.is_(None),
            Visitante.vinculada_en.is_(None),
        )
        .order_by(Visitante.nombre, Visitante.id)
    )
    return [
        Renglon(None, visita.id, visita.nombre, visita.institucion, asistencia, con_lugar=False)
        for visita, asistencia in db.session.execute(consulta)
    ]


def contar_renglones(lista: Sequence[Renglon]) -> Cuentas:
    """Cómo va esa lista."""
    estados = [r.asistencia.estado if r.asistencia else None for r in lista if r.con_lugar]
    visitas = [r.asistencia for r in lista if not r.con_lugar and r.asistencia is not None]
    return Cuentas(
        esperadas=len(estados),
        presentes=sum(e is not None and e.estuvo for e in estados),
        retardos=estados.count(EstadoAsistencia.RETARDO),
        faltas=estados.count(EstadoAsistencia.FALTA),
        justificadas=estados.count(EstadoAsistencia.JUSTIFICADA),
        visitas=sum(visita.estado.estuvo for visita in visitas),
        sin_marca=estados.count(None),
    )


def tiene_lugar(edicion_id: int, persona_id: int) -> bool:
    """Si esa persona tiene lugar en la edición."""
    consulta = select(Inscripcion.id).where(
        Inscripcion.edicion_id == edicion_id, Inscripcion.persona_id == persona_id, CON_LUGAR
    )
    return db.session.scalar(consulta) is not None


def inscripcion_con_lugar(edicion_id: int, persona_id: int | None) -> Inscripcion | None:
    """La inscripción con lugar de esa persona en la edición, si la tiene."""
    if persona_id is None:
        return None
    consulta = select(Inscripcion).where(
        Inscripcion.edicion_id == edicion_id, Inscripcion.persona_id == persona_id, CON_LUGAR
    )
    return db.session.scalars(consulta).one_or_none()


def puede_constar(jornada: Jornada, persona_id: int) -> bool:
    """Si esa persona puede estar en la lista: tiene lugar, ya tenía asistencia o es alguien que fue de visita."""
    return (
        tiene_lugar(jornada.edicion_id, persona_id)
        or asistencia_de(jornada.id, persona_id, None) is not None
        or visita_de_persona(jornada.edicion_id, persona_id) is not None
    )


def con_lugar_y_sin_marca(jornada: Jornada) -> Sequence[int]:
    """Las personas con lugar de las que nada se ha dicho en la jornada."""
    marcadas = select(Asistencia.persona_id).where(
        Asistencia.jornada_id == jornada.id, Asistencia.persona_id.is_not(None)
    )
    consulta = (
        select(Inscripcion.persona_id)
        .where(
            Inscripcion.edicion_id == jornada.edicion_id,
            CON_LUGAR,
            Inscripcion.persona_id.not_in(marcadas),
        )
        .order_by(Inscripcion.lugar)
    )
    return db.session.scalars(consulta).all()


def asistencia_de(jornada_id: int, persona_id: int | None, visitante_id: int | None) -> Asistencia | None:
    """Cómo quedó la asistencia de esa persona, o de esa visita, a la jornada."""
    consulta = select(Asistencia).where(Asistencia.jornada_id == jornada_id)
    if persona_id is not None:
        consulta = consulta.where(Asistencia.persona_id == persona_id)
    else:
        consulta = consulta.where(Asistencia.visitante_id == visitante_id)
    return db.session.scalars(consulta).one_or_none()


def marca_de_clave(clave: str) -> MarcaDeAsistencia | None:
    """La marca que llegó con esa clave, si ya llegó."""
    return db.session.scalars(select(MarcaDeAsistencia).where(MarcaDeAsistencia.clave == clave)).one_or_none()


def historia(asistencia_id: int) -> Sequence[MarcaDeAsistencia]:
    """Cada marca de una asistencia, de la primera a la última, con quién la hizo."""
    consulta = (
        select(MarcaDeAsistencia)
        .where(MarcaDeAsistencia.asistencia_id == asistencia_id)
        .options(joinedload(MarcaDeAsistencia.por))
        .order_by(MarcaDeAsistencia.id)
    )
    return db.session.scalars(consulta).all()


def numero_de(jornada: Jornada) -> int:
    """Cuál de las jornadas de su edición es, contando desde 1."""
    consulta = select(func.count()).where(
        Jornada.edicion_id == jornada.edicion_id,
        or_(
            Jornada.inicia_en < jornada.inicia_en,
            and_(Jornada.inicia_en == jornada.inicia_en, Jornada.id <= jornada.id),
        ),
    )
    return db.session.scalar(consulta) or 0
