"""Preguntas sobre la formación: qué se ofrece, cuántos lugares quedan y quién los tiene."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, case, func, literal, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from red.base import M, buscar, db
from red.errores import NoEncontrado
from red.formacion.consultas_de_fila import (
    CON_LUGAR,
    EN_ESPERA,
    OFRECIDA,
    ORDEN_DE_ESPERA,
    VIVA,
    Ocupacion,
    inscripcion_viva,
    ocupacion,
    ocupaciones,
    posicion_en_espera,
    vivas_de,
)
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada, Modalidad, TipoCurso
from red.memoria import filas
from red.personas.modelos import Adscripcion
from red.redes.modelos import Red
from red.textos import contar, numero, sin_acentos

__all__ = [
    "CON_LUGAR",
    "EN_ESPERA",
    "OFRECIDA",
    "ORDEN_DE_ESPERA",
    "VIVA",
    "Ocupacion",
    "inscripcion_viva",
    "ocupacion",
    "ocupaciones",
    "posicion_en_espera",
    "vivas_de",
]
"""Lo de la fila que también se pide desde aquí."""

_CODIGO_SUELTO = re.compile(r"\bec[o0]?[\s.-]+[o0]?(\d{3,4})\b")


@dataclass(frozen=True)
class Situacion:
    """La inscripción de una persona y, si espera, en qué lugar de la fila."""

    inscripcion: Inscripcion
    posicion: int = 0
    esperan: int = 0


@dataclass(frozen=True)
class Filtro:
    """Lo que se pidió ver de la oferta; lo vacío no filtra."""

    texto: str = ""
    tipo: TipoCurso | None = None
    modalidad: Modalidad | None = None
    cuando: str = ""
    con_lugar: bool = False


# ------------------------------------------------------------------ Una edición


def edicion(id: int) -> Edicion:
    """La edición con su curso y su Red; lanza NoEncontrado si no existe."""
    return _una(
        select(Edicion)
        .where(Edicion.id == id)
        .options(contains_eager(Edicion.curso), contains_eager(Edicion.curso, Curso.red))
        .join(Edicion.curso)
        .join(Curso.red),
        id,
    )


def curso(id: int) -> Curso:
    """El curso con su Red; lanza NoEncontrado si no existe."""
    return _una(select(Curso).where(Curso.id == id).options(joinedload(Curso.red)), id)


def inscripcion(id: int) -> Inscripcion:
    """La inscripción con su persona, su edición y la Red; lanza NoEncontrado si no existe."""
    return _una(
        select(Inscripcion)
        .where(Inscripcion.id == id)
        .options(
            joinedload(Inscripcion.persona),
            joinedload(Inscripcion.edicion).joinedload(Edicion.curso).joinedload(Curso.red),
        ),
        id,
    )


def _una(consulta: Select[M], id: int) -> M:
    fila = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if fila is None:
        raise NoEncontrado
    return fila


def jornadas_de(edicion_id: int) -> Sequence[Jornada]:
    """Las jornadas en el orden en que ocurren."""
    consulta = select(Jornada).where(Jornada.edicion_id == edicion_id).order_by(Jornada.inicia_en, Jornada.id)
    return db.session.scalars(consulta).all()


def horas_que_no_cuadran(edicion: Edicion) -> str:
    """Lo que suman sus jornadas y lo que dice el curso, si difieren en una hora o más; vacío si cuadran o no hay."""
    jornadas = jornadas_de(edicion.id)
    suman = sum((una.termina_en - una.inicia_en).total_seconds() for una in jornadas) / 3600
    curso = edicion.version.horas
    if not jornadas or abs(suman - curso) < 1:
        return ""
    cuantas = numero(suman, 0 if suman.is_integer() else 1)
    return (
        f"Sus jornadas suman {cuantas} {'hora' if suman == 1 else 'horas'} y el curso dice "
        f"{contar(curso, 'hora', 'horas')}: la constancia dirá {curso}."
    )


# ------------------------------------------------------------------ La oferta


def con_codigos(escrito: str) -> str:
    """Junta los códigos de estándar escritos con espacio o guion, para que se encuentren.

    >>> con_codigos("Alineación EC 0308"), con_codigos("eco-308"), con_codigos("EC0308")
    ('alineacion ec308', 'ec308', 'ec0308')
    """
    return _CODIGO_SUELTO.sub(r"ec\1", sin_acentos(escrito))


def zonas() -> Sequence[str]:
    """Las zonas horarias en que trabajan las Redes: en cada una es el día que es."""
    return [zona for (zona,) in filas(select(Red.zona).distinct())]


def oferta(redes: frozenset[int] | None, filtro: Filtro, dias: Mapping[str, date]) -> Select[Any]:
    """Las ediciones de esas Redes que pasan el filtro; `dias` es qué día es hoy en cada zona.

    Sin decir cuándo, las que no han terminado, de la más cercana a la más lejana; las pasadas, al revés.
    """
    hoy = case(*((Red.zona == zona, literal(dia)) for zona, dia in dias.items()), else_=max(dias.values()))
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(contains_eager(Edicion.curso), contains_eager(Edicion.curso, Curso.red))
        .where(de_redes(redes), Curso.coincide(con_codigos(filtro.texto)))
    )
    if filtro.tipo:
        consulta = consulta.where(Curso.tipo == filtro.tipo)
    if filtro.modalidad:
        consulta = consulta.where(Edicion.modalidad == filtro.modalidad)
    if filtro.con_lugar:
        consulta = consulta.where(
            Edicion.cancelada_en.is_(None),
            Edicion.inscripcion_desde <= hoy,
            Edicion.inscripcion_hasta >= hoy,
            dados() < Edicion.cupo,
        )
    if filtro.cuando == "pasadas":
        return consulta.where(Edicion.termina_el < hoy).order_by(Edicion.inicia_el.desc(), Edicion.id.desc())
    if filtro.cuando == "proximas":
        consulta = consulta.where(Edicion.inicia_el > hoy)
    elif filtro.cuando == "en_curso":
        consulta = consulta.where(Edicion.inicia_el <= hoy, Edicion.termina_el >= hoy)
    else:
        consulta = consulta.where(Edicion.termina_el >= hoy)
    return consulta.order_by(Edicion.inicia_el, Edicion.id)


def dados() -> Any:
    """Lugares dados u ofrecidos en una edición, dentro de una consulta de ediciones."""
    return (
        select(func.count())
        .where(Inscripcion.edicion_id == Edicion.id, or_(CON_LUGAR, OFRECIDA))
        .correlate(Edicion)
        .scalar_subquery()
    )


def de_redes(redes: frozenset[int] | None) -> Any:
    """Condición: el curso es de una de esas Redes; None son todas."""
    return true() if redes is None else Curso.red_id.in_(redes)


def nombres_de_cursos(red_id: int) -> Sequence[str]:
    """Cómo se llaman los cursos de la Red."""
    return db.session.scalars(select(Curso.nombre).where(Curso.red_id == red_id)).all()


def curso_de_codigo(red_id: int, codigo: str) -> Curso | None:
    """El curso de la Red con ese código ya normalizado."""
    return db.session.scalars(
        select(Curso).where(Curso.red_id == red_id, Curso.codigo == codigo)
    ).one_or_none()


# ------------------------------------------------------------------ Una persona


def situaciones(persona_id: int, ediciones: Iterable[int] | None = None) -> list[Situacion]:
    """Sus inscripciones sin cancelar, con su lugar en la fila, por fecha de la edición.

    Con `ediciones`, sólo las de esas, que quien llama ya leyó: no se vuelven a traer. La fila se numera con una sola
    pregunta para todas.
    """
    suyas = select(Inscripcion.edicion_id).where(Inscripcion.persona_id == persona_id, EN_ESPERA)
    fila = (
        select(
            Inscripcion.id,
            func.row_number()
            .over(partition_by=Inscripcion.edicion_id, order_by=ORDEN_DE_ESPERA)
            .label("posicion"),
            func.count().over(partition_by=Inscripcion.edicion_id).label("esperan"),
        )
        .where(Inscripcion.edicion_id.in_(suyas), EN_ESPERA)
        .subquery()
    )
    if ediciones is None:
        consulta = _inscripciones(persona_id, VIVA)
    else:
        consulta = select(Inscripcion).where(
            Inscripcion.persona_id == persona_id, VIVA, Inscripcion.edicion_id.in_(list(ediciones))
        )
    consulta = consulta.add_columns(
        func.coalesce(fila.c.posicion, 0), func.coalesce(fila.c.esperan, 0)
    ).outerjoin(fila, fila.c.id == Inscripcion.id)
    return [Situacion(*renglon) for renglon in db.session.execute(consulta)]


def situacion(persona_id: int, edicion_id: int) -> Situacion | None:
    """Su inscripción sin cancelar en esa edición, si la tiene."""
    return next(iter(situaciones(persona_id, [edicion_id])), None)


def dejada(persona_id: int, edicion_id: int) -> Inscripcion | None:
    """La última inscripción cancelada de esa persona en esa edición, si tuvo alguna."""
    consulta = select(Inscripcion).where(
        Inscripcion.persona_id == persona_id,
        Inscripcion.edicion_id == edicion_id,
        Inscripcion.cancelada_en.is_not(None),
    )
    return db.session.scalars(consulta.order_by(Inscripcion.id.desc()).limit(1)).first()


def canceladas_de(persona_id: int) -> Sequence[Inscripcion]:
    """Las inscripciones que canceló o le cancelaron, con su edición."""
    consulta = _inscripciones(persona_id, Inscripcion.cancelada_en.is_not(None))
    return db.session.scalars(consulta).all()


def _inscripciones(persona_id: int, condicion: Any) -> Select[Any]:
    return (
        select(Inscripcion)
        .join(Inscripcion.edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(
            contains_eager(Inscripcion.edicion).contains_eager(Edicion.curso).contains_eager(Curso.red),
        )
        .where(Inscripcion.persona_id == persona_id, condicion)
        .order_by(Edicion.inicia_el, Inscripcion.id)
    )


# ------------------------------------------------------------------ Para el mapa y el panel


def asistencias_por_edicion(red_id: int, dia: date) -> Sequence[Row[int, int]]:
    """Filas (edicion_id, persona_id): quién tenía lugar ese día en una edición ya empezada de la Red.

    Con ellas se sabe quiénes han compartido aula. Las ediciones canceladas no juntaron a nadie.
    """
    zona = ZoneInfo(buscar(Red, red_id).zona)
    despues = datetime.combine(dia + timedelta(days=1), time(), zona)
    consulta = (
        select(Inscripcion.edicion_id, Inscripcion.persona_id)
        .join(Inscripcion.edicion)
        .join(Edicion.curso)
        .where(
            Curso.red_id == red_id,
            Edicion.inicia_el <= dia,
            _no_cancelada(Edicion, despues),
            Inscripcion.con_lugar_en < despues,
            _no_cancelada(Inscripcion, despues),
        )
        .order_by(Inscripcion.edicion_id, Inscripcion.persona_id)
    )
    return db.session.execute(consulta).all()


def _no_cancelada(modelo: type[Edicion] | type[Inscripcion], despues: datetime) -> Any:
    return or_(modelo.cancelada_en.is_(None), modelo.cancelada_en >= despues)


def participaciones_en_cursos(institucion_id: int, redes: frozenset[int] | None, dia: date) -> int:
    """Cuántos lugares en ediciones ya terminadas ese día tuvieron quienes entonces trabajaban ahí (None: en toda Red)."""
    ahi = select(Adscripcion.persona_id).where(Adscripcion.institucion_id == institucion_id)
    consulta = (
        select(func.count(Inscripcion.id.distinct()))
        .join(Edicion, Edicion.id == Inscripcion.edicion_id)
        .join(Curso, Curso.id == Edicion.curso_id)
        .join(Adscripcion, Adscripcion.persona_id == Inscripcion.persona_id)
        .where(
            Inscripcion.persona_id.in_(ahi),
            Adscripcion.institucion_id == institucion_id,
            Adscripcion.desde <= Edicion.termina_el,
            or_(Adscripcion.hasta.is_(None), Adscripcion.hasta >= Edicion.termina_el),
            CON_LUGAR,
            Edicion.cancelada_en.is_(None),
            Edicion.termina_el <= dia,
        )
    )
    if redes is not None:
        consulta = consulta.where(Curso.red_id.in_(redes))
    return db.session.scalar(consulta) or 0
