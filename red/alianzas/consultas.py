"""Preguntas sobre las alianzas: cuáles hay un día, quiénes las sostenían y en cuáles participa cada quien."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.base import Opcion, db
from red.directorio.condiciones import en_directorio, integra, pertenece
from red.directorio.consultas import vestir
from red.directorio.mirada import Mirada, Visible
from red.instituciones.modelos import Institucion
from red.memoria import recordar
from red.personas.modelos import Persona
from red.redes.modelos import Participacion, Red
from red.territorios.modelos import Territorio
from red.textos import para_buscar

Participante = Row[int, ClaseDeAlianza, str, date, date | None, int | None, int | None]


class Situacion(Opcion):
    """Si una alianza seguía el día que se mira."""

    VIGENTE = "vigente", "Vigentes"
    CONCLUIDA = "concluida", "Concluidas"


def participaciones_en_alianzas(red_id: int, dia: date) -> Sequence[Participante]:
    """Quiénes sostenían ese día las alianzas de la Red, para armar el grafo.

    Cada fila lleva `alianza_id`, `clase`, `nombre`, `desde`, `hasta` (el tramo en que participa y la alianza existe) e
    `institucion_id` o `persona_id`. Quién consintió contar o aparecer lo decide quien arma el grafo.
    """
    p = ParticipacionEnAlianza
    consulta = (
        select(
            p.alianza_id,
            Alianza.clase,
            Alianza.nombre,
            case((p.desde < Alianza.desde, Alianza.desde), else_=p.desde).label("desde"),
            case(
                (p.hasta.is_(None), Alianza.hasta), (Alianza.hasta < p.hasta, Alianza.hasta), else_=p.hasta
            ).label("hasta"),
            p.institucion_id,
            p.persona_id,
        )
        .join(Alianza, Alianza.id == p.alianza_id)
        .where(Alianza.red_id == red_id, p.participaba(dia))
        .order_by(p.alianza_id, p.id)
    )
    return db.session.execute(consulta).all()


# ------------------------------------------------------------------ La lista


def listado(
    redes: frozenset[int] | None,
    dia: date,
    *,
    texto: str = "",
    clase: ClaseDeAlianza | None = None,
    situacion: Situacion | None = None,
    institucion_id: int | None = None,
) -> Select[Alianza]:
    """Las alianzas de esas Redes (None: todas) que ese día ya habían empezado, por nombre."""
    consulta = select(Alianza).where(Alianza.desde <= dia, Alianza.coincide(texto))
    if redes is not None:
        consulta = consulta.where(Alianza.red_id.in_(sorted(redes)))
    if clase is not None:
        consulta = consulta.where(Alianza.clase == clase)
    if situacion is not None:
        sigue = or_(Alianza.hasta.is_(None), Alianza.hasta >= dia)
        consulta = consulta.where(sigue if situacion is Situacion.VIGENTE else ~sigue)
    if institucion_id is not None:
        suya = ParticipacionEnAlianza
        consulta = consulta.where(
            exists().where(
                suya.alianza_id == Alianza.id, suya.institucion_id == institucion_id, _la_sostenia(dia)
            )
        )
    return consulta.options(joinedload(Alianza.red), joinedload(Alianza.convoca)).order_by(
        Alianza.nombre, Alianza.id
    )


def todas(consulta: Select[Alianza]) -> list[Alianza]:
    """Las de esa lista, sin páginas: para un archivo."""
    return list(db.session.scalars(consulta))


def _la_sostenia(dia: date) -> Any:
    """Quien participaba ese día o, si la alianza ya había concluido, su último día."""
    p, cuando = ParticipacionEnAlianza, literal(dia, Date)
    fin = case((Alianza.hasta < cuando, Alianza.hasta), else_=cuando)
    return and_(p.desde <= fin, or_(p.hasta.is_(None), p.hasta >= fin))


def por_terminar(red_id: int, dia: date, antes_de: date) -> Sequence[Alianza]:
    """Las que siguen en la Red y tienen término antes de ese día, primero la que menos tiempo tiene."""
    consulta = (
        select(Alianza)
        .where(Alianza.red_id == red_id, Alianza.hasta >= dia, Alianza.hasta < antes_de)
        .order_by(Alianza.hasta, Alianza.id)
    )
    return db.session.scalars(consulta).all()


def cuantas_vigentes(red_id: int, dia: date) -> int:
    """Cuántas alianzas seguían en la Red ese día."""
    consulta = select(func.count(Alianza.id)).where(Alianza.red_id == red_id, Alianza.vigente(dia))
    return recordar(("alianzas vigentes", red_id, dia), lambda: db.session.scalar(consulta) or 0)


@dataclass(frozen=True)
class QuienEs:
    """Una institución que sostiene una alianza, con lo que hace falta para nombrarla."""

    id: int
    nombre: str
    papel: PapelEnAlianza


def instituciones_en(alianzas: Collection[int], dia: date) -> dict[int, list[QuienEs]]:
    """Las instituciones que sostenían cada una ese día, o su último día; primero quienes coordinan."""
    p = ParticipacionEnAlianza
    consulta = (
        select(p.alianza_id, Institucion.id, Institucion.nombre, p.papel)
        .join(Alianza, Alianza.id == p.alianza_id)
        .join(Institucion, Institucion.id == p.institucion_id)
        .where(p.alianza_id.in_(sorted(alianzas)), _la_sostenia(dia))
        .order_by(Institucion.nombre, Institucion.id)
    )
    suyas: defaultdict[int, list[QuienEs]] = defaultdict(list)
    for alianza_id, id_, nombre, papel in db.session.execute(consulta):
        suyas[alianza_id].append(QuienEs(id_, nombre, papel))
    en_orden = list(PapelEnAlianza)
    for lista in suyas.values():
        lista.sort(key=lambda quien: en_orden.index(quien.papel))
    return dict(suyas)


def sostienen(alianzas: Collection[int], dia: date) -> dict[int, list[ParticipacionEnAlianza]]:
    """Quienes sostenían cada una ese día, o su último día: instituciones y personas, en el orden en que entraron."""
    p = ParticipacionEnAlianza
    consulta = (
        select(p)
        .join(Alianza, Alianza.id == p.alianza_id)
        .where(p.alianza_id.in_(sorted(alianzas)), _la_sostenia(dia))
        .options(joinedload(p.institucion))
        .order_by(p.desde, p.id)
    )
    suyas: defaultdict[int, list[ParticipacionEnAlianza]] = defaultdict(list)
    for suya in db.session.scalars(consulta):
        suyas[suya.alianza_id].append(suya)
    return dict(suyas)


def instituciones_del_filtro(redes: frozenset[int] | None, dia: date) -> list[tuple[int, str]]:
    """Las instituciones que han sostenido alguna alianza de esas Redes hasta ese día, por nombre."""
    p = ParticipacionEnAlianza
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .join(p, p.institucion_id == Institucion.id)
        .join(Alianza, Alianza.id == p.alianza_id)
        .where(Alianza.desde <= dia, p.desde <= dia)
        .distinct()
        .order_by(Institucion.nombre, Institucion.id)
        .limit(500)
    )
    if redes is not None:
        consulta = consulta.where(Alianza.red_id.in_(sorted(redes)))
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


# ------------------------------------------------------------------ La ficha


def participaciones_de(alianza_id: int) -> Sequence[ParticipacionEnAlianza]:
    """Todas las participaciones de una alianza, las que siguen y las que terminaron."""
    consulta = (
        select(ParticipacionEnAlianza)
        .where(ParticipacionEnAlianza.alianza_id == alianza_id)
        .options(joinedload(ParticipacionEnAlianza.institucion))
        .order_by(ParticipacionEnAlianza.desde, ParticipacionEnAlianza.id)
    )
    return db.session.scalars(consulta).all()


def a_quienes_se_ve(
    personas: Collection[int], miradas: Sequence[Mirada], red_id: int, yo: int | None
) -> dict[int, Visible]:
    """De esas personas, a las que alguna mirada alcanza en esa Red, con lo que ve de cada una; a sí misma, siempre.

    El registro nombra también a quien ya dejó la Red; quien la integra, sólo a quien hoy se deja ver.
    """
    vistas: dict[int, Visible] = {}
    for mirada in miradas:
        if mirada.redes is not None and red_id not in mirada.redes:
            continue
        suya = mirada.en(red_id)
        alcanza = (
            pertenece(Persona.id, suya.redes)
            if suya.completa
            else and_(integra(Persona.id, suya.de_hoy, None), en_directorio(Persona.id))
        )
        consulta = select(Persona).where(
            Persona.id.in_(sorted(personas)), or_(alcanza, Persona.id == (yo or 0))
        )
        halladas = db.session.scalars(consulta).all()
        vestidas = dict(zip([p.id for p in halladas], vestir(halladas, suya), strict=True))
        vistas = {**vestidas, **vistas}
    return vistas


def alianza_del_archivo(archivo_id: int) -> Alianza | None:
    """La alianza que ese archivo sustenta, si sustenta alguna."""
    return db.session.scalars(select(Alianza).where(Alianza.documento_id == archivo_id)).one_or_none()


def misma_alianza(red_id: int, clase: ClaseDeAlianza, nombre: str, salvo: int | None) -> Alianza | None:
    """La que sigue abierta en la Red, es de esa clase y se llama igual, sin contar acentos ni mayúsculas."""
    consulta = select(Alianza).where(
        Alianza.red_id == red_id, Alianza.clase == clase, Alianza.hasta.is_(None)
    )
    buscada = para_buscar([nombre])
    return next(
        (a for a in db.session.scalars(consulta) if a.id != salvo and para_buscar([a.nombre]) == buscada),
        None,
    )


def abierta_de_institucion(alianza_id: int, institucion_id: int) -> ParticipacionEnAlianza | None:
    """La participación sin terminar de esa institución en esa alianza; None si no la sostiene."""
    p = ParticipacionEnAlianza
    consulta = select(p).where(
        p.alianza_id == alianza_id, p.institucion_id == institucion_id, p.hasta.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def abiertas_de_persona(red_id: int, persona_id: int, dia: date) -> Sequence[ParticipacionEnAlianza]:
    """Sus participaciones en las alianzas de esa Red que siguen ese día o empiezan después."""
    p = ParticipacionEnAlianza
    consulta = (
        select(p)
        .join(Alianza, Alianza.id == p.alianza_id)
        .where(Alianza.red_id == red_id, p.persona_id == persona_id, or_(p.hasta.is_(None), p.hasta >= dia))
    )
    return db.session.scalars(consulta).all()


# ------------------------------------------------------------------ Desde otras fichas


def de_institucion(
    institucion_id: int, redes: frozenset[int] | None, dia: date
) -> Sequence[ParticipacionEnAlianza]:
    """En qué alianzas de esas Redes participaba la institución ese día, por nombre."""
    return _en_que(ParticipacionEnAlianza.institucion_id == institucion_id, redes, dia)


def de_persona(persona_id: int, redes: frozenset[int] | None, dia: date) -> Sequence[ParticipacionEnAlianza]:
    """En qué alianzas de esas Redes participaba la persona ese día, por nombre."""
    return _en_que(ParticipacionEnAlianza.persona_id == persona_id, redes, dia)


def _en_que(de_quien: Any, redes: frozenset[int] | None, dia: date) -> Sequence[ParticipacionEnAlianza]:
    p = ParticipacionEnAlianza
    consulta = (
        select(p)
        .join(Alianza, Alianza.id == p.alianza_id)
        .options(contains_eager(p.alianza).joinedload(Alianza.red))
        .where(de_quien, p.participaba(dia))
        .order_by(Alianza.nombre, Alianza.id)
    )
    if redes is not None:
        consulta = consulta.where(Alianza.red_id.in_(sorted(redes)))
    return db.session.scalars(consulta).all()


# ------------------------------------------------------------------ A quién se puede sumar


def elegibles(red: Red, dia: date, escrito: str, limite: int) -> list[tuple[int, str]]:
    """Instituciones que pueden sostener una alianza de la Red y coinciden con lo escrito, por nombre.

    Las que participan en ella y, del mismo país, las que no participan en ninguna otra: organismos, academia y
    organizaciones aliadas. Las de otra Red son de la otra.
    """
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .where(Institucion.vigente(dia), Institucion.coincide(escrito), _al_alcance(red, dia))
        .order_by(Institucion.nombre, Institucion.id)
        .limit(limite)
    )
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


def las_elegibles(red: Red, dia: date, ids: Collection[int]) -> list[tuple[int, str]]:
    """De esas llaves, las que pueden sostener una alianza de la Red, por nombre."""
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .where(Institucion.id.in_(sorted(ids)), Institucion.vigente(dia), _al_alcance(red, dia))
        .order_by(Institucion.nombre, Institucion.id)
    )
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


def nombre_de(institucion_id: int) -> list[tuple[int, str]]:
    """La llave y el nombre de una institución, para una lista de elegir en la que ya consta."""
    consulta = select(Institucion.id, Institucion.nombre).where(Institucion.id == institucion_id)
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


def _al_alcance(red: Red, dia: date) -> Any:
    participa = exists().where(Participacion.institucion_id == Institucion.id, Participacion.vigente(dia))
    del_pais = select(Territorio.id).where(Territorio.pais == red.territorio.pais)
    return or_(
        participa.where(Participacion.red_id == red.id),
        and_(~participa, Institucion.territorio_id.in_(del_pais)),
    )
