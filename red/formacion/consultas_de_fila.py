"""Preguntas sobre los lugares de una edición: cuántos hay, quién los tiene y en qué orden se espera."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from red.avisos.modelos import Aviso
from red.base import db
from red.formacion import funciones
from red.formacion.fila import EnFila
from red.formacion.modelos import (
    ClaseDeEnlace,
    Curso,
    Edicion,
    EnlaceDeInscripcion,
    Inscripcion,
    Jornada,
    ParaQuien,
)
from red.formacion.modelos_logros import Logro
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.reloj import hoy

VIVA = Inscripcion.cancelada_en.is_(None)
CON_LUGAR = and_(VIVA, Inscripcion.lugar.is_not(None))
OFRECIDA = and_(VIVA, Inscripcion.oferta_vence_en.is_not(None))
EN_ESPERA = and_(VIVA, Inscripcion.lugar.is_(None), Inscripcion.oferta_vence_en.is_(None))

ORDEN_DE_ESPERA = (Inscripcion.tanda, Inscripcion.id)
"""Cómo se recorre la fila; lo mismo que `red.formacion.fila.en_orden`."""

MAXIMO = "maximo"
"""Cómo se guarda que a alguien se le exceptuó del máximo por institución."""


@dataclass(frozen=True)
class Ocupacion:
    """Cuántos lugares hay en una edición, cuántos están dados u ofrecidos y cuántas personas esperan."""

    cupo: int
    con_lugar: int = 0
    ofrecidos: int = 0
    en_espera: int = 0
    ultimo: int = 0
    """El mayor número de lugar dado; pasa del cupo cuando el cupo acaba de bajar."""

    @property
    def libres(self) -> int:
        """Lugares que nadie tiene ni tiene ofrecidos."""
        return max(0, self.cupo - self.con_lugar - self.ofrecidos)

    @property
    def apartados(self) -> int:
        """Los que ya no se pueden quitar: dados y ofrecidos."""
        return self.con_lugar + self.ofrecidos


def ocupacion(edicion: Edicion) -> Ocupacion:
    """Lugares dados u ofrecidos y personas en espera de una edición."""
    return ocupaciones([edicion])[edicion.id]


def ocupaciones(ediciones: Iterable[Edicion]) -> dict[int, Ocupacion]:
    """Lo mismo para varias ediciones, con una sola pregunta."""
    cupos = {edicion.id: edicion.cupo for edicion in ediciones}
    con_lugar, ofrecidos = func.count(Inscripcion.lugar), func.count(Inscripcion.oferta_vence_en)
    consulta = (
        select(
            Inscripcion.edicion_id,
            con_lugar,
            ofrecidos,
            func.count() - con_lugar - ofrecidos,
            func.coalesce(func.max(Inscripcion.lugar), 0),
        )
        .where(Inscripcion.edicion_id.in_(cupos), VIVA)
        .group_by(Inscripcion.edicion_id)
    )
    cuentas = {id: cuenta for id, *cuenta in db.session.execute(consulta)} if cupos else {}
    return {id: Ocupacion(cupo, *cuentas.get(id, ())) for id, cupo in cupos.items()}


def inscripcion_viva(edicion_id: int, persona_id: int) -> Inscripcion | None:
    """La petición sin cancelar de esa persona, tenga lugar o espere."""
    consulta = select(Inscripcion).where(
        Inscripcion.edicion_id == edicion_id, Inscripcion.persona_id == persona_id, VIVA
    )
    return db.session.scalars(consulta).one_or_none()


def numeros_tomados(edicion_id: int) -> set[int]:
    """Los números de lugar que alguien tiene."""
    consulta = select(Inscripcion.lugar).where(Inscripcion.edicion_id == edicion_id, CON_LUGAR)
    return {lugar for lugar in db.session.scalars(consulta) if lugar is not None}


def en_fila(edicion: Edicion, cuantas: int | None = None) -> list[EnFila]:
    """Quienes esperan, con lo que la regla mira de cada una, en su orden.

    Quien dejó la Red no está, aunque siga en la lista: ya no recibe un lugar. `cuantas` corta donde basta, que es
    cuando a nadie se le salta: sin máximo por institución y dejando fuera a quien espera el visto bueno.
    """
    integra = exists().where(
        Membresia.red_id == edicion.curso.red_id,
        Membresia.persona_id == Inscripcion.persona_id,
        Membresia.hasta.is_(None),
    )
    consulta = (
        select(
            Inscripcion.id,
            Inscripcion.tanda,
            _donde_trabajaba(hoy(edicion.curso.red.zona)),
            Inscripcion.falta_visto_bueno,
            Inscripcion.excepciones,
        )
        .where(Inscripcion.edicion_id == edicion.id, EN_ESPERA, integra)
        .order_by(*ORDEN_DE_ESPERA)
    )
    if cuantas is not None:
        consulta = consulta.where(Inscripcion.falta_visto_bueno.is_(False)).limit(cuantas)
    return [
        EnFila(id, tanda, institucion, falta, MAXIMO in excepciones.split(","))
        for id, tanda, institucion, falta, excepciones in db.session.execute(consulta)
    ]


def inscripciones_por_id(ids: Collection[int]) -> dict[int, Inscripcion]:
    """Esas inscripciones con su persona, por su llave."""
    consulta = select(Inscripcion).where(Inscripcion.id.in_(ids)).options(joinedload(Inscripcion.persona))
    return {una.id: una for una in db.session.scalars(consulta)} if ids else {}


def lugares_por_institucion(edicion: Edicion) -> Counter[int | None]:
    """Cuántos lugares, dados u ofrecidos, tiene cada institución; sin institución registrada, todas juntas."""
    consulta = select(_donde_trabajaba(hoy(edicion.curso.red.zona))).where(
        Inscripcion.edicion_id == edicion.id, or_(CON_LUGAR, OFRECIDA)
    )
    return Counter(db.session.scalars(consulta).all())


def _donde_trabajaba(dia: date) -> ColumnElement[int | None]:
    """La institución con que se pidió el lugar; de lo pedido antes de que se anotara, la de su puesto de ese día."""
    de_hoy = (
        select(Adscripcion.institucion_id)
        .where(Adscripcion.persona_id == Inscripcion.persona_id, Adscripcion.vigente(dia))
        .order_by(Adscripcion.desde.desc())
        .limit(1)
        .correlate(Inscripcion)
        .scalar_subquery()
    )
    return func.coalesce(Inscripcion.institucion_id, de_hoy)


def fuera_de_cupo(edicion: Edicion) -> Sequence[Inscripcion]:
    """Quienes tienen un número de lugar mayor que el cupo, porque el cupo bajó."""
    consulta = (
        select(Inscripcion)
        .where(Inscripcion.edicion_id == edicion.id, VIVA, Inscripcion.lugar > edicion.cupo)
        .order_by(Inscripcion.lugar)
    )
    return db.session.scalars(consulta).all()


def vivas_de(edicion_id: int) -> Sequence[Inscripcion]:
    """Todas las personas con lugar o en espera, en orden de llegada."""
    consulta = (
        select(Inscripcion)
        .where(Inscripcion.edicion_id == edicion_id, VIVA)
        .options(joinedload(Inscripcion.persona))
        .order_by(Inscripcion.id)
    )
    return db.session.scalars(consulta).all()


def esperan_en(edicion_id: int) -> Sequence[Inscripcion]:
    """Quienes esperan sin oferta abierta, en el orden en que les tocaría."""
    consulta = (
        select(Inscripcion)
        .where(Inscripcion.edicion_id == edicion_id, EN_ESPERA)
        .options(joinedload(Inscripcion.persona))
        .order_by(*ORDEN_DE_ESPERA)
    )
    return db.session.scalars(consulta).all()


def posicion_en_espera(inscripcion: Inscripcion) -> int:
    """Lugar en la lista de espera contando desde 1; cero si no espera."""
    if inscripcion.lugar or inscripcion.cancelada_en or inscripcion.oferta_vence_en:
        return 0
    consulta = select(func.count()).where(
        Inscripcion.edicion_id == inscripcion.edicion_id,
        EN_ESPERA,
        tuple_(*ORDEN_DE_ESPERA) <= tuple_(inscripcion.tanda, inscripcion.id),
    )
    return db.session.scalar(consulta) or 0


# ------------------------------------------------------------------ Las ofertas


def empieza(edicion: Edicion) -> datetime:
    """Cuándo empieza: su primera jornada o, si todavía no tiene, el principio de su primer día."""
    primera = db.session.scalar(select(func.min(Jornada.inicia_en)).where(Jornada.edicion_id == edicion.id))
    zona = ZoneInfo(edicion.curso.red.zona)
    return primera or datetime.combine(edicion.inicia_el, time(), zona)


def ofertas_vencidas(edicion_id: int, momento: datetime) -> Sequence[Inscripcion]:
    """Las ofertas de una edición que a esa hora ya vencieron, en el orden en que se hicieron."""
    consulta = (
        select(Inscripcion)
        .where(Inscripcion.edicion_id == edicion_id, OFRECIDA, Inscripcion.oferta_vence_en <= momento)
        .options(joinedload(Inscripcion.persona))
        .order_by(Inscripcion.oferta_vence_en, *ORDEN_DE_ESPERA)
    )
    return db.session.scalars(consulta).all()


def con_oferta(edicion_id: int) -> Sequence[Inscripcion]:
    """Quienes tienen un lugar por aceptar, en el orden en que vence."""
    consulta = (
        select(Inscripcion)
        .where(Inscripcion.edicion_id == edicion_id, OFRECIDA)
        .options(joinedload(Inscripcion.persona))
        .order_by(Inscripcion.oferta_vence_en, *ORDEN_DE_ESPERA)
    )
    return db.session.scalars(consulta).all()


def ediciones_con_ofertas_vencidas(momento: datetime) -> Sequence[int]:
    """Ediciones en pie con una oferta vencida a esa hora."""
    consulta = (
        select(Inscripcion.edicion_id)
        .join(Inscripcion.edicion)
        .where(
            OFRECIDA,
            Inscripcion.oferta_vence_en <= momento,
            Edicion.cancelada_en.is_(None),
            Edicion.termina_el >= momento.date() - timedelta(days=1),
        )
        .distinct()
        .order_by(Inscripcion.edicion_id)
    )
    return db.session.scalars(consulta).all()


def enlace_de(huella: str, clase: ClaseDeEnlace) -> EnlaceDeInscripcion | None:
    """El enlace con esa huella y de esa clase, con su inscripción, su persona y su edición."""
    consulta = (
        select(EnlaceDeInscripcion)
        .where(EnlaceDeInscripcion.huella == huella, EnlaceDeInscripcion.clase == clase)
        .options(
            joinedload(EnlaceDeInscripcion.inscripcion).joinedload(Inscripcion.persona),
            joinedload(EnlaceDeInscripcion.inscripcion)
            .joinedload(Inscripcion.edicion)
            .joinedload(Edicion.curso)
            .joinedload(Curso.red),
        )
    )
    return db.session.scalars(consulta).one_or_none()


# ------------------------------------------------------------------ La preferencia


def donde_trabaja(persona_id: int, dia: date) -> int | None:
    """La institución en que esa persona tiene puesto ese día; None si no se sabe."""
    consulta = (
        select(Adscripcion.institucion_id)
        .where(Adscripcion.persona_id == persona_id, Adscripcion.vigente(dia))
        .order_by(Adscripcion.desde.desc())
        .limit(1)
    )
    return db.session.scalar(consulta)


def con_preferencia(personas: Collection[int], red_id: int, dia: date) -> set[int]:
    """Quiénes de ellas son enlaces ese día y no tienen formación en género registrada que siga vigente."""
    hacen = funciones.de_personas(red_id, personas, dia) if personas else {}
    enlaces = {persona for persona, suyas in hacen.items() if ParaQuien.ENLACE in suyas}
    if not enlaces:
        return enlaces
    formadas = select(Logro.persona_id).where(
        Logro.persona_id.in_(enlaces),
        Logro.retirado_en.is_(None),
        or_(Logro.vence_el.is_(None), Logro.vence_el >= dia),
    )
    return enlaces - set(db.session.scalars(formadas))


def a_donde_pasar(edicion: Edicion, dia: date) -> Sequence[Edicion]:
    """Las otras ediciones del mismo curso que siguen en pie y no terminan antes de ese día, de la más cercana."""
    consulta = (
        select(Edicion)
        .where(
            Edicion.curso_id == edicion.curso_id,
            Edicion.id != edicion.id,
            Edicion.cancelada_en.is_(None),
            Edicion.termina_el >= dia,
        )
        .order_by(Edicion.inicia_el, Edicion.id)
    )
    return db.session.scalars(consulta).all()


def integrantes_por_correo(red_id: int, correos: Collection[str], dia: date) -> dict[str, int]:
    """De esos correos, los de quienes integran la Red ese día, con la llave de su persona."""
    consulta = (
        select(Persona.correo, Persona.id)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(
            Persona.correo.in_(correos),
            Membresia.red_id == red_id,
            Membresia.vigente(dia),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
        )
    )
    return dict(db.session.execute(consulta).all()) if correos else {}


# ------------------------------------------------------------------ El visto bueno


def jefaturas_de(referencia: str, desde: datetime) -> frozenset[str]:
    """A qué direcciones se pidió el visto bueno de esa inscripción desde entonces."""
    consulta = select(Aviso.para).where(
        Aviso.referencia == referencia,
        Aviso.plantilla == "formacion_visto_bueno",
        Aviso.creado_en >= desde,
    )
    return frozenset(db.session.scalars(consulta))
