"""Preguntas sobre las colaboraciones declaradas.

Con quién colabora alguien lo ven ella y la coordinación. Y como nadie oculta deja hueco, lo que se
declaró con una persona que ya no se deja ver tampoco se muestra: quien lista pregunta antes al
directorio a quiénes alcanza.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased, joinedload

from red.base import buscar, db
from red.directorio.condiciones import SinIndice
from red.directorio.consultas import visibles_entre
from red.directorio.mirada import Mirada, Visible
from red.errores import NoEncontrado
from red.memoria import contar
from red.vinculos.modelos import Colaboracion, Intensidad

Lazo = Row[int, int, int | None, int | None, Intensidad, date, date | None]


@dataclass(frozen=True)
class Vinculo:
    """Una colaboración como se muestra a quien la declaró o a quien nombraron en ella."""

    colaboracion: Colaboracion
    con: str
    detalle: str
    clave: str = ""
    es_mutua: bool = False
    se_cambia: bool = False
    """Si puede editarse o darse por terminada: sólo lo que sigue, y sólo viendo el día de hoy."""


def colaboraciones(red_id: int, dia: date) -> Sequence[Lazo]:
    """Las declaradas en la Red y vigentes ese día, para armar el grafo.

    Cada fila lleva `id`, `persona_id` (quien declara), `con_persona_id` o `con_institucion_id`,
    `intensidad`, `desde` y `hasta`. Quién consintió aparecer en el mapa lo decide quien lo dibuja.
    """
    consulta = (
        select(
            Colaboracion.id,
            Colaboracion.persona_id,
            Colaboracion.con_persona_id,
            Colaboracion.con_institucion_id,
            Colaboracion.intensidad,
            Colaboracion.desde,
            Colaboracion.hasta,
        )
        .where(Colaboracion.red_id == red_id, Colaboracion.vigente(dia))
        .order_by(Colaboracion.id)
    )
    return db.session.execute(consulta).all()


def colaboracion_de(id: int, persona_id: int) -> Colaboracion:
    """La colaboración que esa persona declaró; lanza NoEncontrado si no existe o es de otra."""
    colaboracion = buscar(Colaboracion, id)
    if colaboracion.persona_id != persona_id:
        raise NoEncontrado
    return colaboracion


def colaboracion_que_nombra(id: int, persona_id: int) -> Colaboracion:
    """La colaboración en que otra nombró a esa persona; lanza NoEncontrado si no existe o no la nombra."""
    colaboracion = buscar(Colaboracion, id)
    if colaboracion.con_persona_id != persona_id:
        raise NoEncontrado
    return colaboracion


def abierta_con(
    red_id: int, persona_id: int, con_persona_id: int | None, con_institucion_id: int | None
) -> Colaboracion | None:
    """La que declaró con esa persona o esa institución y no ha terminado; None si no la hay."""
    consulta = select(Colaboracion).where(
        Colaboracion.red_id == red_id,
        Colaboracion.persona_id == persona_id,
        Colaboracion.con_persona_id.is_not_distinct_from(con_persona_id),
        Colaboracion.con_institucion_id.is_not_distinct_from(con_institucion_id),
        Colaboracion.hasta.is_(None),
    )
    return db.session.scalars(consulta).one_or_none()


@dataclass(frozen=True)
class Declaradas:
    """Lo que alguien declaró, como estaba un día: lo que seguía y lo que ya había terminado."""

    vigentes: list[Vinculo]
    terminadas: list[Vinculo]


def declaradas_por(persona_id: int, miradas: Sequence[Mirada], dia: date, hoy: date) -> Declaradas:
    """Las que ella declaró, como estaban ese día, con quienes hoy se dejan ver.

    La colaboración cuenta hasta su último día, y lo que empezó después de ese día todavía no existe.
    """
    consulta = (
        select(Colaboracion)
        .where(Colaboracion.persona_id == persona_id, Colaboracion.desde <= dia)
        .options(joinedload(Colaboracion.con_institucion), joinedload(Colaboracion.red))
        .order_by(Colaboracion.desde.desc(), Colaboracion.id.desc())
    )
    filas = db.session.scalars(consulta).all()
    visibles = _visibles([fila.con_persona_id for fila in filas], miradas)
    nombrada = select(Colaboracion.red_id, Colaboracion.persona_id).where(
        Colaboracion.con_persona_id == persona_id, Colaboracion.vigente(dia)
    )
    me_nombraron = {(red_id, quien_id) for red_id, quien_id in db.session.execute(nombrada)}
    declaradas = Declaradas([], [])
    for fila in filas:
        sigue = fila.esta_vigente(dia)
        donde = declaradas.vigentes if sigue else declaradas.terminadas
        se_cambia = fila.hasta is None and dia == hoy
        if fila.con_institucion is not None:
            donde.append(Vinculo(fila, fila.con_institucion.nombre, "Institución", se_cambia=se_cambia))
        elif (visible := visibles.get(fila.con_persona_id or 0)) is not None:
            mutua = sigue and (fila.red_id, fila.con_persona_id) in me_nombraron
            donde.append(_con_persona(fila, visible, es_mutua=mutua, se_cambia=se_cambia))
    return declaradas


def la_nombraron(persona_id: int, miradas: Sequence[Mirada], dia: date, hoy: date) -> list[Vinculo]:
    """Las vigentes ese día que otras declararon con ella y ella no había confirmado, de quienes hoy se dejan ver."""
    mia = aliased(Colaboracion)
    ya_confirmada = (
        select(mia.id)
        .where(
            mia.red_id == Colaboracion.red_id,
            mia.persona_id == persona_id,
            mia.con_persona_id == Colaboracion.persona_id,
            mia.vigente(dia),
        )
        .exists()
    )
    consulta = (
        select(Colaboracion)
        .where(Colaboracion.con_persona_id == persona_id, Colaboracion.vigente(dia), ~ya_confirmada)
        .options(joinedload(Colaboracion.red))
        .order_by(Colaboracion.desde.desc(), Colaboracion.id.desc())
    )
    filas = db.session.scalars(consulta).all()
    visibles = _visibles([fila.persona_id for fila in filas], miradas)
    return [
        _con_persona(fila, visibles[fila.persona_id], se_cambia=fila.hasta is None and dia == hoy)
        for fila in filas
        if fila.persona_id in visibles
    ]


def _con_persona(
    colaboracion: Colaboracion, visible: Visible, *, es_mutua: bool = False, se_cambia: bool = False
) -> Vinculo:
    return Vinculo(colaboracion, visible.nombre, visible.institucion, visible.clave, es_mutua, se_cambia)


def _visibles(personas: Sequence[int | None], miradas: Sequence[Mirada]) -> dict[int, Visible]:
    """De esas personas, las que hoy alguna mirada encuentra, con lo que se ve de ellas el día que se cuenta.

    Un lazo puede ser anterior a que la otra integrara la Red: se muestra con quién, y de ese día no se dice dónde
    trabajaba, porque sus colegas tampoco lo verían.
    """
    ids = sorted({persona for persona in personas if persona is not None})
    halladas: dict[int, Visible] = {}
    for mirada in miradas:
        de_hoy = visibles_entre(ids, mirada.de_hoy)
        if not mirada.es_de_hoy:
            ese_dia = visibles_entre(sorted(de_hoy), mirada)
            de_hoy = {id: ese_dia.get(id, replace(hoy, institucion="")) for id, hoy in de_hoy.items()}
        halladas = {**de_hoy, **halladas}
    return halladas


def cuantas_con_institucion(institucion_id: int, redes: frozenset[int] | None, dia: date) -> int:
    """Cuántas colaboraciones con ella declararon, vigentes ese día, las integrantes de esas Redes (None: todas)."""
    consulta = select(func.count(Colaboracion.id)).where(
        Colaboracion.con_institucion_id == institucion_id, Colaboracion.vigente(dia)
    )
    if redes is not None:
        consulta = consulta.where(SinIndice(Colaboracion.red_id).in_(redes))
    return contar(consulta)
