"""Preguntas para decidir a quién se escribe, cuándo se recuerda y qué espera atención."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, or_, select

from red.acceso.modelos import Asignacion, Cuenta
from red.avisos.modelos import Aviso, EstadoAviso, EstadoLote, Lote
from red.base import db
from red.invitaciones.consultas import por_atender, referencia, sin_respuesta
from red.invitaciones.modelos import EnvioDeInvitaciones, Invitacion
from red.memoria import contar
from red.permisos import Rol
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia

POR_VENCER = timedelta(hours=48)
RECIENTES = timedelta(days=30)
"""Por cuánto tiempo una invitación vencida se muestra como algo que atender."""


# Para decidir a quién se envía


def integrantes_con_correo(red_id: int, correos: Collection[str]) -> dict[str, EstadoMembresia]:
    """De esos correos, los de quienes ya integran la Red y cómo están en ella."""
    consulta = (
        select(Persona.correo, Cuenta.correo, Membresia.estado)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .outerjoin(Cuenta, Cuenta.persona_id == Persona.id)
        .where(
            Membresia.red_id == red_id,
            Membresia.hasta.is_(None),
            or_(Persona.correo.in_(correos), Cuenta.correo.in_(correos)),
        )
    )
    hallados: dict[str, EstadoMembresia] = {}
    for propio, de_cuenta, estado in db.session.execute(consulta):
        hallados.update({correo: estado for correo in (propio, de_cuenta) if correo in correos})
    de_antes = (
        select(Persona.correo, Membresia.estado)
        .join(Membresia, Membresia.persona_id == Persona.fusionada_en_id)
        .where(Membresia.red_id == red_id, Membresia.hasta.is_(None), Persona.correo.in_(correos))
    )
    return {**dict(db.session.execute(de_antes).all()), **hallados}


def previas(red_id: int, correos: Collection[str]) -> dict[str, Invitacion]:
    """La invitación más reciente de cada uno de esos correos en la Red."""
    consulta = (
        select(Invitacion)
        .where(Invitacion.red_id == red_id, Invitacion.correo.in_(correos))
        .order_by(Invitacion.id)
    )
    return {invitacion.correo: invitacion for invitacion in db.session.scalars(consulta)}


def enviados_a(red_id: int, correos: Collection[str], instante: datetime) -> dict[str, int]:
    """Cuántas veces se ha escrito desde entonces a cada uno de esos correos para invitarlo a esa Red.

    El recordatorio sale solo y no cuenta.
    """
    de_ella = literal(referencia("")).concat(cast(Invitacion.id, Text))
    consulta = (
        select(Invitacion.correo, func.count(Aviso.id))
        .join(Aviso, Aviso.referencia == de_ella)
        .where(
            Invitacion.red_id == red_id,
            Invitacion.correo.in_(correos),
            Aviso.plantilla == "invitacion",
            Aviso.estado != EstadoAviso.DESCARTADO,
            Aviso.creado_en >= instante,
        )
        .group_by(Invitacion.correo)
    )
    return {fila.correo: fila[1] for fila in db.session.execute(consulta)}


def quienes_coordinan(red_id: int, dia: date) -> Sequence[Persona]:
    """Quienes coordinan hoy la Red; si nadie, quienes administran la plataforma."""

    def con_papel(*condiciones: ColumnElement[bool]) -> Sequence[Persona]:
        papel = exists().where(Asignacion.persona_id == Persona.id, Asignacion.vigente(dia), *condiciones)
        return db.session.scalars(select(Persona).where(papel).order_by(Persona.id)).all()

    return con_papel(Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red_id) or con_papel(
        Asignacion.rol == Rol.ADMINISTRADORA
    )


def por_recordar(instante: datetime, cuantas: int) -> Sequence[Invitacion]:
    """Las que hay que recordar, apartadas; las que otro proceso ya tomó no se repiten."""
    consulta = select(Invitacion).where(_hay_que_recordar(instante)).order_by(Invitacion.id).limit(cuantas)
    return db.session.scalars(consulta.with_for_update(skip_locked=True)).all()


def hay_por_recordar(instante: datetime) -> bool:
    """Si alguna hay que recordar."""
    return db.session.scalar(select(Invitacion.id).where(_hay_que_recordar(instante)).limit(1)) is not None


def _hay_que_recordar(instante: datetime) -> ColumnElement[bool]:
    """Nadie la ha respondido, no ha vencido y ya llegó el día de recordarla."""
    return and_(
        sin_respuesta(),
        Invitacion.recordar_en.is_not(None),
        Invitacion.recordar_en <= instante,
        Invitacion.vence_en > instante,
    )


CADA_CUANTO = timedelta(days=1)
VENCIDAS = "invitaciones_vencidas"


def vencidas_sin_avisar(instante: datetime) -> dict[int, int]:
    """Por Red, cuántas vencieron sin respuesta desde la última vez que se le dijo a quien la coordina.

    A lo más una vez al día, y nunca de las que vencieron hace más de un mes.
    """
    vencidas = (sin_respuesta(), Invitacion.vence_en <= instante, Invitacion.vence_en > instante - RECIENTES)
    redes = db.session.scalars(select(Invitacion.red_id).where(*vencidas).distinct()).all()
    cuentas = {}
    for red_id in redes:
        dicho = db.session.scalar(
            select(func.max(Aviso.creado_en)).where(Aviso.red_id == red_id, Aviso.plantilla == VENCIDAS)
        )
        if dicho is not None and dicho > instante - CADA_CUANTO:
            continue
        desde = dicho or instante - RECIENTES
        consulta = select(func.count(Invitacion.id)).where(
            *vencidas, Invitacion.red_id == red_id, Invitacion.vence_en > desde
        )
        if cuantas := db.session.scalar(consulta):
            cuentas[red_id] = cuantas
    return cuentas


# Los envíos de muchas


def borradores_listos(convocatoria_id: int, cuantos: int) -> Sequence[Invitacion]:
    """Los primeros borradores de una convocatoria que ya tienen correo."""
    consulta = select(Invitacion).where(
        Invitacion.convocatoria_id == convocatoria_id,
        Invitacion.borrador,
        Invitacion.revocada_en.is_(None),
        Invitacion.correo != "",
    )
    return db.session.scalars(consulta.order_by(Invitacion.id).limit(cuantos)).all()


def envios_en_curso() -> Sequence[int]:
    """Los envíos que faltan por terminar, del más antiguo al más reciente."""
    consulta = select(EnvioDeInvitaciones.id).where(EnvioDeInvitaciones.terminado_en.is_(None))
    return db.session.scalars(consulta.order_by(EnvioDeInvitaciones.id)).all()


def envios_detenidos() -> Sequence[int]:
    """Los envíos cuyo lote se detuvo y que tienen invitaciones sin salir."""
    consulta = (
        select(EnvioDeInvitaciones.id)
        .join(Lote, Lote.id == EnvioDeInvitaciones.lote_id)
        .where(
            Lote.estado == EstadoLote.DETENIDO,
            exists().where(
                Invitacion.envio_id == EnvioDeInvitaciones.id,
                Invitacion.enviada_en.is_(None),
                sin_respuesta(),
            ),
        )
    )
    return db.session.scalars(consulta).all()


def detenidas_sin_salir(lote_id: int) -> Sequence[Invitacion]:
    """Las que iban en ese lote detenido y cuyo primer correo nunca salió, apartadas en orden."""
    suyos = select(Aviso.referencia).where(
        Aviso.lote_id == lote_id, Aviso.estado == EstadoAviso.DESCARTADO, Aviso.plantilla == "invitacion"
    )
    ids = [int(dicha.rpartition(":")[2]) for dicha in db.session.scalars(suyos) if dicha]
    consulta = (
        select(Invitacion)
        .where(
            Invitacion.id.in_(ids),
            Invitacion.envio_id.is_(None),
            Invitacion.enviada_en.is_(None),
            sin_respuesta(),
        )
        .order_by(Invitacion.id)
        .with_for_update(of=Invitacion)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).all() if ids else []


def espera_respuesta_de(correo: str) -> bool:
    """Si alguna invitación sin respuesta es para esa dirección."""
    consulta = select(Invitacion.id).where(Invitacion.correo == correo, sin_respuesta())
    return db.session.scalar(consulta.limit(1)) is not None


def tramo_de_envio(envio_id: int, despues_de: int, cuantas: int) -> Sequence[Any]:
    """Las siguientes invitaciones de un envío que todavía esperan respuesta: su llave y su correo."""
    consulta = (
        select(Invitacion.id, Invitacion.correo)
        .where(Invitacion.envio_id == envio_id, Invitacion.id > despues_de)
        .where(sin_respuesta())
        .order_by(Invitacion.id)
        .limit(cuantas)
    )
    return db.session.execute(consulta).all()


# Para el panel y la página de la Red


@dataclass(frozen=True)
class Pendientes:
    """Lo que las invitaciones de unas Redes piden a quien las coordina."""

    en_espera: int
    por_vencer: int
    vencidas: int
    por_atender: int


def pendientes(redes: Collection[int] | None, instante: datetime) -> Pendientes:
    """Cuántas esperan respuesta, vencen en dos días, vencieron hace poco o piden algo."""
    viva = and_(sin_respuesta(), Invitacion.vence_en > instante)
    condiciones: tuple[ColumnElement[bool], ...] = (
        viva,
        and_(viva, Invitacion.vence_en <= instante + POR_VENCER),
        and_(sin_respuesta(), Invitacion.vence_en <= instante, Invitacion.vence_en > instante - RECIENTES),
        por_atender(),
    )
    # Cada una por su lado: así la base lee sólo el índice de las que esperan, y no todas las invitaciones.
    suyas = [] if redes is None else [Invitacion.red_id.in_(redes)]
    cuentas = [select(func.count(Invitacion.id)).where(condicion, *suyas) for condicion in condiciones]
    con_instante: Any = select(*(cuenta.scalar_subquery() for cuenta in cuentas[:3]))
    esperan, vencen, vencieron = db.session.execute(con_instante).one()
    return Pendientes(esperan, vencen, vencieron, contar(cuentas[3]))
