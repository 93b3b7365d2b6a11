"""Preguntas sobre convocatorias: cuáles hay, cómo va cada paso, a quiénes alcanza y a quién invitar ahora."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from red.base import buscar, db
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion
from red.invitaciones.consultas import en_estado, sin_respuesta
from red.invitaciones.modelos import (
    Convocatoria,
    EnvioDeInvitaciones,
    EstadoInvitacion,
    InstitucionConvocada,
    Invitacion,
)
from red.invitaciones.pronostico import Marcha
from red.memoria import contar, filas, recordar
from red.personas.modelos import Adscripcion, NivelCargo
from red.redes.modelos import EstadoMembresia, Membresia, Participacion, Red

VENTANA = timedelta(days=90)
"""Tiempo con que se mide el paso de una convocatoria."""
MINUTO = 60


def de_redes(redes: frozenset[int] | None) -> Select[Convocatoria]:
    """Las convocatorias de esas Redes, primero las abiertas y de la que termina antes a la que después."""
    consulta = (
        select(Convocatoria)
        .options(joinedload(Convocatoria.red), joinedload(Convocatoria.coordina))
        .order_by(Convocatoria.cerrada_en.is_not(None), Convocatoria.hasta, Convocatoria.id)
    )
    return consulta if redes is None else consulta.where(Convocatoria.red_id.in_(redes))


def nombradas(redes: frozenset[int] | None) -> list[tuple[int, str]]:
    """Las convocatorias de esas Redes con su nombre, para elegir en un filtro."""
    consulta = select(Convocatoria.id, Convocatoria.nombre).order_by(Convocatoria.nombre).limit(100)
    if redes is not None:
        consulta = consulta.where(Convocatoria.red_id.in_(redes))
    return [(id_, nombre) for id_, nombre in filas(consulta)]


def abiertas_de(red_id: int, dia: date) -> list[tuple[int, str]]:
    """Las de una Red con que ese día se puede invitar, para elegir una."""
    consulta = (
        select(Convocatoria.id, Convocatoria.nombre)
        .where(Convocatoria.red_id == red_id, Convocatoria.cerrada_en.is_(None), Convocatoria.hasta >= dia)
        .order_by(Convocatoria.hasta, Convocatoria.id)
    )
    return [(id_, nombre) for id_, nombre in db.session.execute(consulta)]


def de_varias(redes: Collection[int], dia: date) -> list[tuple[int, str]]:
    """Las abiertas de esas Redes; si son de varias, cada una con el nombre de la suya."""
    consulta = (
        select(Convocatoria.id, Convocatoria.nombre, Red.nombre)
        .join(Red, Red.id == Convocatoria.red_id)
        .where(Convocatoria.red_id.in_(redes), Convocatoria.cerrada_en.is_(None), Convocatoria.hasta >= dia)
        .order_by(Red.nombre, Convocatoria.hasta, Convocatoria.id)
    )
    halladas = db.session.execute(consulta).all()
    varias = len({red for _, _, red in halladas}) > 1
    return [(id_, f"{red}: {nombre}" if varias else nombre) for id_, nombre, red in halladas]


def red_de(convocatoria_id: int, redes: Sequence[Red]) -> Red:
    """La Red de una convocatoria, que ha de ser una de ésas; lanza NoEncontrado."""
    red_id = buscar(Convocatoria, convocatoria_id).red_id
    hallada = next((red for red in redes if red.id == red_id), None)
    if hallada is None:
        raise NoEncontrado
    return hallada


def instituciones_de(convocatoria_id: int) -> list[int]:
    """A qué instituciones se dirige; vacío son todas las de su Red."""
    consulta = select(InstitucionConvocada.institucion_id).where(
        InstitucionConvocada.convocatoria_id == convocatoria_id
    )
    return list(db.session.scalars(consulta.order_by(InstitucionConvocada.institucion_id)))


def envios_de(convocatoria_id: int) -> Sequence[EnvioDeInvitaciones]:
    """Lo que se ha puesto a salir con ella, lo último primero."""
    consulta = select(EnvioDeInvitaciones).where(EnvioDeInvitaciones.convocatoria_id == convocatoria_id)
    return db.session.scalars(consulta.order_by(EnvioDeInvitaciones.id.desc()).limit(5)).all()


# El camino de cada invitación


@dataclass
class Embudo:
    """Cuántas invitaciones llegaron a cada paso."""

    invitadas: int = 0
    entregadas: int = 0
    abrieron: int = 0
    aceptaron: int = 0
    integran: int = 0
    esperan: int = 0
    rebotaron: int = 0
    rechazaron: int = 0
    vencieron: int = 0
    borradores: int = 0
    sin_correo: int = 0

    def sumar(self, otro: "Embudo") -> None:
        """Junta las cuentas de otro."""
        for campo in fields(self):
            setattr(self, campo.name, getattr(self, campo.name) + getattr(otro, campo.name))

    @property
    def cerradas(self) -> int:
        """Las que ya no esperan respuesta y alguien dejó claras, o dejó vencer."""
        return self.aceptaron + self.rechazaron + self.vencieron

    @property
    def listas(self) -> int:
        """Borradores que ya tienen correo."""
        return self.borradores - self.sin_correo


@dataclass(frozen=True)
class Recorrido:
    """El camino de todas las invitaciones de una convocatoria, y por institución y nivel."""

    todas: Embudo
    por_institucion: dict[int | None, Embudo]
    por_nivel: dict[NivelCargo | None, Embudo]

    def instituciones_con_mas(self, cuantas: int) -> list[tuple[int | None, Embudo]]:
        """Las que más invitaciones tienen, de más a menos."""
        con_alguna = [par for par in self.por_institucion.items() if par[1].invitadas]
        return sorted(con_alguna, key=lambda par: -par[1].invitadas)[:cuantas]


def recorrido(convocatoria: Convocatoria, instante: datetime, dia: date) -> Recorrido:
    """Cuenta cada paso con una sola pregunta, repartida por institución y nivel; se recuerda a lo más un minuto."""
    clave = ("recorrido de convocatoria", convocatoria.id, dia, int(instante.timestamp()) // MINUTO)
    return recordar(clave, lambda: _recorrido(convocatoria, instante, dia))


def _recorrido(convocatoria: Convocatoria, instante: datetime, dia: date) -> Recorrido:
    acepto = Invitacion.aceptada_en.is_not(None)
    abrio = or_(Invitacion.abierta_en.is_not(None), acepto, Invitacion.rechazada_en.is_not(None))
    borrador = en_estado(EstadoInvitacion.BORRADOR, instante)
    integra = exists().where(
        Membresia.persona_id == Invitacion.persona_id,
        Membresia.red_id == convocatoria.red_id,
        Membresia.integraba(dia),
    )
    viva = and_(sin_respuesta(), Invitacion.vence_en > instante)
    pasos: dict[str, ColumnElement[bool]] = {
        "invitadas": Invitacion.borrador.is_(False),
        "entregadas": or_(Invitacion.entregada_en.is_not(None), abrio),
        "abrieron": abrio,
        "aceptaron": acepto,
        "integran": and_(acepto, integra),
        "esperan": viva,
        "rebotaron": and_(viva, Invitacion.rebotada_en.is_not(None)),
        "rechazaron": en_estado(EstadoInvitacion.RECHAZADA, instante),
        "vencieron": en_estado(EstadoInvitacion.VENCIDA, instante),
        "borradores": borrador,
        "sin_correo": and_(borrador, Invitacion.correo == ""),
    }
    cuentas = [func.sum(case((condicion, 1), else_=0)) for condicion in pasos.values()]
    consulta = (
        select(Invitacion.institucion_id, Invitacion.nivel, *cuentas)
        .where(Invitacion.convocatoria_id == convocatoria.id)
        .group_by(Invitacion.institucion_id, Invitacion.nivel)
    )
    hallado = Recorrido(Embudo(), {}, {})
    for institucion_id, nivel, *cuantas in db.session.execute(consulta):
        tramo = Embudo(**dict(zip(pasos, cuantas, strict=True)))
        hallado.todas.sumar(tramo)
        hallado.por_institucion.setdefault(institucion_id, Embudo()).sumar(tramo)
        hallado.por_nivel.setdefault(nivel, Embudo()).sumar(tramo)
    return hallado


# Quiénes tienen ya el perfil


def integran_con_perfil(convocatoria: Convocatoria, instituciones: Collection[int], dia: date) -> Select[Any]:
    """Integrantes activas ese día con el perfil que se busca: su persona y su institución."""
    columnas: tuple[Any, ...] = (Membresia.persona_id, Adscripcion.institucion_id)
    consulta = (
        select(*columnas)
        .outerjoin(
            Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia))
        )
        .where(
            Membresia.red_id == convocatoria.red_id,
            Membresia.integraba(dia),
            Membresia.estado != EstadoMembresia.EN_PAUSA,
        )
    )
    if convocatoria.niveles:
        consulta = consulta.where(Adscripcion.nivel.in_(convocatoria.niveles_buscados))
    if instituciones:
        consulta = consulta.where(Adscripcion.institucion_id.in_(instituciones))
    return consulta


def marcha(convocatoria: Convocatoria, camino: Embudo, dia: date) -> Marcha:
    """Lo que se sabe del paso de la convocatoria."""
    instituciones = instituciones_de(convocatoria.id)
    comienzo = max(convocatoria.desde, dia - VENTANA)
    antes_de = min(comienzo, dia)

    def cuantas(cuando: date) -> int:
        personas = integran_con_perfil(convocatoria, instituciones, cuando).subquery()
        return contar(select(func.count(personas.c.persona_id.distinct())))

    return Marcha(
        valor=cuantas(dia),
        antes=cuantas(antes_de),
        dias=max(0, (dia - antes_de).days),
        meta=convocatoria.meta,
        hasta=convocatoria.hasta,
        aceptadas=camino.aceptaron,
        cerradas=camino.cerradas,
        esperan=camino.esperan,
    )


@dataclass(frozen=True)
class Cobertura:
    """Una institución a la que se convoca y cuántas integrantes con el perfil vienen de ella."""

    id: int
    nombre: str
    integrantes: int


def cobertura(convocatoria: Convocatoria, dia: date) -> Sequence[Cobertura]:
    """Cada institución convocada, de la que menos integrantes tiene con el perfil a la que más."""
    clave = ("cobertura de convocatoria", convocatoria.id, dia)
    return recordar(clave, lambda: _cobertura(convocatoria, dia))


def _cobertura(convocatoria: Convocatoria, dia: date) -> Sequence[Cobertura]:
    instituciones = instituciones_de(convocatoria.id)
    personas = integran_con_perfil(convocatoria, instituciones, dia).subquery()
    de_cada_una = (
        select(personas.c.institucion_id, func.count().label("cuantas"))
        .group_by(personas.c.institucion_id)
        .subquery()
    )
    cuantas = func.coalesce(de_cada_una.c.cuantas, 0)
    consulta = (
        select(Institucion.id, Institucion.nombre, cuantas)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .outerjoin(de_cada_una, de_cada_una.c.institucion_id == Institucion.id)
        .where(Participacion.red_id == convocatoria.red_id, Participacion.vigente(dia))
        .order_by(cuantas, Institucion.nombre)
    )
    if instituciones:
        consulta = consulta.where(Institucion.id.in_(instituciones))
    return [Cobertura(*fila) for fila in db.session.execute(consulta)]
