"""Preguntas sobre las Redes, las instituciones que abarcan y quiénes las integran."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from red.base import Opcion, buscar, db
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.memoria import filas, recordar
from red.paginacion import Pagina, paginar
from red.permisos import Alcance, Identidad, Permiso
from red.personas.avisos_de_privacidad import Responsable
from red.personas.avisos_de_privacidad import responsable_de as responsable_de_institucion
from red.redes import composicion
from red.redes.modelos import EstadoMembresia, Membresia, Participacion, Red
from red.territorios.modelos import Territorio
from red.territorios.perfiles import Palabra, perfil_de


def red_de_clave(clave: str) -> Red:
    """La Red con esa clave, con quien la convoca y su territorio; lanza NoEncontrado si no existe."""
    consulta = select(Red).where(Red.clave == clave).options(*_con_lo_suyo())
    red = db.session.scalars(consulta).one_or_none()
    if red is None:
        raise NoEncontrado
    return red


def redes_de(ids: frozenset[int] | None) -> list[Red]:
    """Las Redes con esas llaves, por nombre; todas si `ids` es None."""
    consulta = select(Red).options(*_con_lo_suyo()).order_by(Red.nombre)
    if ids is not None:
        consulta = consulta.where(Red.id.in_(ids))
    return list(db.session.scalars(consulta))


@dataclass(frozen=True)
class RedNombrada:
    """Lo que una lista necesita de una Red: cómo se llama, su dirección y su país."""

    id: int
    clave: str
    nombre: str
    pais: str


def nombradas(ids: frozenset[int] | None) -> Sequence[RedNombrada]:
    """Las mismas que `redes_de`, sin leerlas enteras; se recuerdan mientras la base no cambie."""

    def leerlas() -> Sequence[RedNombrada]:
        consulta = (
            select(Red.id, Red.clave, Red.nombre, Territorio.pais)
            .join(Territorio, Territorio.id == Red.territorio_id)
            .order_by(Red.nombre)
        )
        if ids is not None:
            consulta = consulta.where(Red.id.in_(ids))
        return [RedNombrada(*fila) for fila in db.session.execute(consulta)]

    return recordar(("redes nombradas", ids), leerlas)


class ConClave(Protocol):
    """Lo que se reconoce por su clave en la dirección."""

    @property
    def clave(self) -> str:
        """La clave con que se escribe."""


Nombrada = TypeVar("Nombrada", bound=ConClave)


def la_pedida(mias: Sequence[Nombrada], clave: str | None) -> Nombrada | None:
    """La Red con esa clave, de entre las mías; None si no se pidió ninguna. Una ajena no existe, como en sus páginas."""
    if not clave:
        return None
    hallada = next((red for red in mias if red.clave == clave), None)
    if hallada is None:
        raise NoEncontrado
    return hallada


def lista_de_redes(ids: frozenset[int] | None, escrito: str, pagina: int) -> Pagina[Red]:
    """Redes visibles que coinciden con lo escrito, por páginas."""
    consulta = select(Red).options(*_con_lo_suyo()).where(Red.coincide(escrito)).order_by(Red.nombre)
    if ids is not None:
        consulta = consulta.where(Red.id.in_(ids))
    return paginar(consulta, pagina)


def redes_visibles(quien: Identidad, dia: date) -> frozenset[int] | None:
    """Las Redes que puede ver: por papel en la Red o por enlace de una institución que participa."""
    por_red = quien.redes_con(Permiso.VER_RED)
    if por_red is None:
        return None
    instituciones = quien.instituciones_con(Permiso.VER_RED)
    return por_red | (_redes_donde_participan(instituciones, dia) if instituciones else frozenset())


def alcance_para(quien: Identidad, red: Red) -> Alcance:
    """El alcance de la Red; para quien es enlace, unido a su institución si participa en ella."""
    for institucion_id in quien.instituciones_con(Permiso.VER_RED):
        if participacion_abierta(red.id, institucion_id) is not None:
            return Alcance(frozenset({red.id}), institucion_id)
    return red.alcance


def responsable_de(red: Red) -> Responsable:
    """Quién responde por los datos en esa Red: quien se nombró o, si no, quien la convoca."""
    convoca = responsable_de_institucion(red.convocante)
    return Responsable(
        nombre=red.responde_nombre or convoca.nombre,
        domicilio=red.responde_domicilio or convoca.domicilio,
        contacto=red.responde_contacto or convoca.contacto,
    )


def alcance_de_institucion(institucion_id: int, dia: date) -> Alcance:
    """Las Redes en que participa ese día y ella misma: sobre eso se pregunta por permisos.

    La que ya no existe sigue siendo de las Redes en que participaba su último día: ellas leen su historia.
    """
    fin = db.session.scalar(select(Institucion.hasta).where(Institucion.id == institucion_id))
    return Alcance(
        _redes_donde_participan({institucion_id}, dia if fin is None else min(dia, fin)), institucion_id
    )


def _redes_donde_participan(instituciones: Collection[int], dia: date) -> frozenset[int]:
    consulta = select(Participacion.red_id).where(
        Participacion.institucion_id.in_(instituciones), Participacion.vigente(dia)
    )
    return frozenset(db.session.scalars(consulta))


def participacion_abierta(red_id: int, institucion_id: int) -> Participacion | None:
    """La participación sin terminar de esa institución en esa Red; None si no participa."""
    consulta = select(Participacion).where(
        Participacion.red_id == red_id,
        Participacion.institucion_id == institucion_id,
        Participacion.hasta.is_(None),
    )
    return db.session.scalars(consulta).one_or_none()


def participa_en_otra(red_id: int, institucion_id: int) -> bool:
    """Si la institución participa hoy, o está por participar, en una Red que no es ésta."""
    consulta = select(Participacion.id).where(
        Participacion.institucion_id == institucion_id,
        Participacion.red_id != red_id,
        Participacion.hasta.is_(None),
    )
    return db.session.scalars(consulta.limit(1)).first() is not None


def opciones_de_institucion(red_id: int, escrito: str = "", limite: int = 300) -> list[tuple[int, str]]:
    """Instituciones que participan hoy y coinciden con lo escrito, para una lista de elegir."""
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id, Participacion.hasta.is_(None), Institucion.coincide(escrito))
        .order_by(Institucion.nombre)
        .limit(limite)
    )
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


def hay_clave(clave: str) -> bool:
    """Si alguna Red usa esa clave."""
    return db.session.scalar(select(Red.id).where(Red.clave == clave)) is not None


def integra(red_id: int, persona_id: int, dia: date, *, apartar: bool = False) -> bool:
    """Si la persona es integrante de la Red ese día, activa o en pausa.

    Con `apartar`, nadie puede terminar esa membresía hasta que acabe la transacción en curso: lo pide quien va a
    darle algo que ha de perder al salir.
    """
    consulta = select(Membresia.id).where(
        Membresia.red_id == red_id,
        Membresia.persona_id == persona_id,
        Membresia.vigente(dia),
        Membresia.estado != EstadoMembresia.CONCLUIDA,
    )
    if apartar:
        consulta = consulta.with_for_update()
    return db.session.scalar(consulta.limit(1)) is not None


def membresia_abierta(red_id: int, persona_id: int) -> Membresia | None:
    """La membresía sin concluir de esa persona en esa Red; None si no la integra."""
    consulta = select(Membresia).where(
        Membresia.red_id == red_id, Membresia.persona_id == persona_id, Membresia.hasta.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def _con_lo_suyo() -> tuple[Any, ...]:
    return joinedload(Red.convocante), joinedload(Red.territorio)


# Instituciones que participan


class Presencia(Opcion):
    """Si una institución ya tiene integrantes en la Red."""

    CON = "con", "Con integrantes"
    SIN = "sin", "Sin integrantes todavía"


@dataclass(frozen=True)
class Presente:
    """Una institución que participa y cuántas integrantes vienen de ella."""

    participacion: Participacion
    personas: int


def lista_de_instituciones(
    red_id: int, dia: date, escrito: str, presencia: Presencia | None, pagina: int
) -> Pagina[Presente]:
    """Participaciones vigentes con su institución y cuántas integrantes vienen de ella, por nombre."""
    condiciones = [
        Participacion.red_id == red_id,
        Participacion.vigente(dia),
        Institucion.coincide(escrito),
    ]
    if presencia is not None:
        hay = composicion.hay_alguien(red_id, dia)
        condiciones.append(hay if presencia is Presencia.CON else ~hay)
    consulta = (
        select(Participacion)
        .join(Institucion, Institucion.id == Participacion.institucion_id)
        .options(contains_eager(Participacion.institucion))
        .where(*condiciones)
        .order_by(Institucion.nombre, Institucion.id)
    )
    tramo: Pagina[Participacion] = paginar(consulta, pagina, orden=(Institucion.nombre, Institucion.id))
    cuentas = composicion.personas_en(red_id, dia, [p.institucion_id for p in tramo.filas])
    filas = [Presente(p, cuentas.get(p.institucion_id, 0)) for p in tramo.filas]
    return Pagina(filas, tramo.numero, tramo.total, tramo.por_pagina)


def instituciones_por_sumar(
    red: Red, dia: date, escrito: str, pagina: int, *, de_otras: bool = False
) -> Pagina[Institucion]:
    """Instituciones vigentes del país de la Red que aún no participan y coinciden con lo escrito.

    Las del mismo territorio van primero. Las que participan en otra Red, sólo si se piden con `de_otras`.
    """
    ya = select(Participacion.institucion_id).where(Participacion.hasta.is_(None))
    if de_otras:
        ya = ya.where(Participacion.red_id == red.id)
    consulta = (
        select(Institucion)
        .join(Institucion.territorio)
        .options(joinedload(Institucion.territorio))
        .where(
            Territorio.pais == red.territorio.pais,
            Institucion.vigente(dia),
            Institucion.coincide(escrito),
            Institucion.id.not_in(ya),
        )
        .order_by(Institucion.territorio_id != red.territorio_id, Institucion.nombre, Institucion.id)
    )
    return paginar(consulta, pagina)


def instituciones_que_convocan(dia: date, escrito: str, pagina: int) -> Pagina[Institucion]:
    """Instituciones vigentes que coinciden con lo escrito, para elegir quién convoca una Red nueva."""
    consulta = (
        select(Institucion)
        .join(Institucion.territorio)
        .options(joinedload(Institucion.territorio))
        .where(Institucion.vigente(dia), Institucion.coincide(escrito))
        .order_by(Institucion.nombre, Institucion.id)
    )
    return paginar(consulta, pagina)


def territorios_de(institucion: Institucion) -> list[Territorio]:
    """El territorio de la institución y los que lo contienen, del más chico al más grande."""
    cadena: list[Territorio] = []
    actual: Territorio | None = institucion.territorio
    while actual is not None and actual not in cadena:
        cadena.append(actual)
        actual = actual.madre
    return cadena


def institucion(id: int) -> Institucion:
    """La institución con esa llave; lanza NoEncontrado si no existe."""
    return buscar(Institucion, id)


def llaves_de_instituciones(redes: frozenset[int] | None, dia: date) -> Select[int] | None:
    """Consulta con las llaves de las instituciones que participan en esas Redes; None si son todas."""
    if redes is None:
        return None
    return select(Participacion.institucion_id).where(
        Participacion.red_id.in_(redes), Participacion.vigente(dia)
    )


def palabra_de_instituciones(red: Red, dia: date) -> Palabra:
    """Cómo llamar a las instituciones de la Red según las que tiene: la palabra de su país sólo si a todas les queda."""
    consulta = (
        select(Institucion.tipo)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Participacion.vigente(dia))
        .distinct()
    )
    return palabra_de_tipos(red, {fila.tipo for fila in filas(consulta)})


def palabra_de_tipos(red: Red, tipos: Collection[TipoInstitucion]) -> Palabra:
    """La palabra que nombra sin mentir a instituciones de esas clases."""
    if TipoInstitucion.MUNICIPALIDAD not in tipos:
        return perfil_de(red.territorio.pais).dependencia
    if set(tipos) == {TipoInstitucion.MUNICIPALIDAD}:
        return Palabra("municipalidad", "municipalidades", femenina=True)
    return Palabra("institución", "instituciones", femenina=True)
