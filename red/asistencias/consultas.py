"""Preguntas sobre la asistencia: quién estuvo, quién falta, cuántas horas y qué imparte cada quien."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    jornadas = db.session.scalars(select(Jornada).where(Jornada.edicion_id == edicion_id)).all()
    tramos = {jornada.id: tramo_de(jornada) for jornada in jornadas}
    programadas = sum((tramo.hasta - tramo.desde for tramo in tramos.values()), timedelta(0))
    tiempo: defaultdict[int, timedelta] = defaultdict(timedelta)
    presentes: defaultdict[int, set[int]] = defaultdict(set)
    faltas: defaultdict[int, set[int]] = defaultdict(set)
    personas = set(
        db.session.scalars(
            select(Inscripcion.persona_id).where(Inscripcion.edicion_id == edicion_id, CON_LUGAR)
        )
    )
    for una in db.session.scalars(
        select(Asistencia).where(Asistencia.edicion_id == edicion_id, Asistencia.persona_id.is_not(None))
    ):
        assert una.persona_id is not None
        personas.add(una.persona_id)
        (presentes if una.estado.estuvo else faltas)[una.persona_id].add(una.jornada_id)
        tiempo[una.persona_id] += tiempo_asistido(tramos[una.jornada_id], una.estado, una.entrada, una.salida)
    return {
        persona: Horas(
            persona,
            horas(tiempo[persona]),
            frozenset(presentes[persona]),
            frozenset(faltas[persona]),
            len(jornadas),
            horas(programadas),
        )
        for persona in sorted(personas)
    }


def presentes_por_jornada(edicion_id: int) -> dict[int, int]:
    """Cuántas personas estuvieron en cada jornada de la edición, contando a quienes fueron de visita."""
    consulta = (
        select(Asistencia.jornada_id, func.count())
        .where(Asistencia.edicion_id == edicion_id, ESTUVO)
        .group_by(Asistencia.jornada_id)
    )
    return dict(db.session.execute(consulta).all())


# ------------------------------------------------------------------ Una jornada


@dataclass(frozen=True)
class Cuentas:
    """Cómo va la lista de una jornada."""

    esperadas: int = 0
    """Personas con lugar."""
    presentes: int = 0
    """De las que tienen lugar o tuvieron asistencia, cuántas estuvieron, también tarde."""
    retardos: int = 0
    faltas: int = 0
    justificadas: int = 0
    visitas: int = 0
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


def cerradas(edicion_id: int) -> frozenset[int]:
    """Las jornadas de la edición con la lista cerrada."""
    return frozenset(
        db.session.scalars(
            select(ListaDeJornada.jornada_id).where(
                ListaDeJornada.edicion_id == edicion_id, ListaDeJornada.cerrada_en.is_not(None)
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
        .where(Visitante.edicion_id == jornada.edicion_id, Visitante.persona_id.is_(None))
        .order_by(Visitante.nombre, Visitante.id)
    )
    return [
        Renglon(None, visita.id, visita.nombre, visita.institucion, asistencia, con_lugar=False)
        for visita, asistencia in db.session.execute(consulta)
    ]


def contar_renglones(lista: Sequence[Renglon]) -> Cuentas:
    """Cómo va esa lista."""
    estados = [r.asistencia.estado if r.asistencia else None for r in lista if r.visitante_id is None]
    visitas = [r.asistencia for r in lista if r.visitante_id is not None and r.asistencia is not None]
    return Cuentas(
        esperadas=sum(r.con_lugar for r in lista),
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
