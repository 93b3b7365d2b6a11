"""Preguntas sobre invitaciones: a quién, en qué van, de quién es una llave y qué espera atención."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Asignacion, Cuenta
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db
from red.bitacora.modelos import Registro
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import EstadoInvitacion, Invitacion, LlaveInvitacion
from red.memoria import contar, filas
from red.paginacion import Pagina, paginar
from red.permisos import Rol
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia

CORREOS = ("invitacion", "invitacion_recordatorio")
"""Las plantillas de correo que llevan un enlace."""

POR_VENCER = timedelta(hours=48)
RECIENTES = timedelta(days=30)
"""Por cuánto tiempo una invitación vencida se muestra como algo que atender."""


def referencia(invitacion_id: int | str) -> str:
    """Cómo se nombra una invitación en sus correos."""
    return f"invitacion:{invitacion_id}"


def invitacion_de_huella(huella: str) -> Invitacion | None:
    """La invitación a la que lleva un enlace; None si nadie lo envió."""
    consulta = (
        select(Invitacion)
        .join(LlaveInvitacion, LlaveInvitacion.invitacion_id == Invitacion.id)
        .where(LlaveInvitacion.huella == huella)
        .options(joinedload(Invitacion.red), joinedload(Invitacion.creada_por))
    )
    return db.session.scalars(consulta).one_or_none()


def cuenta_para(correo: str) -> Cuenta | None:
    """La cuenta que entra con ese correo, o la de la persona a quien pertenece."""
    consulta = (
        select(Cuenta)
        .join(Persona, Persona.id == Cuenta.persona_id)
        .where(or_(Cuenta.correo == correo, Persona.correo == correo))
        .order_by(Cuenta.correo != correo)
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def sin_responder_de(persona_id: int, instante: datetime) -> Sequence[Invitacion]:
    """Las invitaciones que una persona con cuenta todavía puede aceptar, de la más reciente a la más antigua."""
    consulta = (
        select(Invitacion)
        .where(
            Invitacion.correo.in_(_correos_de(persona_id)), sin_respuesta(), Invitacion.vence_en > instante
        )
        .options(joinedload(Invitacion.red), joinedload(Invitacion.creada_por))
        .order_by(Invitacion.creada_en.desc())
    )
    return db.session.scalars(consulta).all()


def es_para(invitacion: Invitacion, persona_id: int) -> bool:
    """Si el correo de la invitación es el de esa persona o el de su cuenta."""
    return bool(db.session.scalar(_correos_de(persona_id, invitacion.correo).limit(1)))


def _correos_de(persona_id: int, correo: str | None = None) -> Any:
    propios = select(Persona.correo.label("correo")).where(Persona.id == persona_id)
    de_cuenta = select(Cuenta.correo.label("correo")).where(Cuenta.persona_id == persona_id)
    union = propios.union(de_cuenta).subquery()
    consulta = select(union.c.correo)
    return consulta if correo is None else consulta.where(union.c.correo == correo)


# Estados como condiciones


def sin_respuesta() -> ColumnElement[bool]:
    """Condición: nadie la ha respondido ni revocado."""
    return and_(
        Invitacion.aceptada_en.is_(None), Invitacion.rechazada_en.is_(None), Invitacion.revocada_en.is_(None)
    )


def en_estado(estado: EstadoInvitacion, instante: datetime) -> ColumnElement[bool]:
    """Condición equivalente a `Invitacion.estado(instante)`, para la base de datos."""
    viva = and_(sin_respuesta(), Invitacion.vence_en > instante)
    return {
        EstadoInvitacion.ACEPTADA: Invitacion.aceptada_en.is_not(None),
        EstadoInvitacion.RECHAZADA: and_(
            Invitacion.aceptada_en.is_(None), Invitacion.rechazada_en.is_not(None)
        ),
        EstadoInvitacion.REVOCADA: and_(
            Invitacion.aceptada_en.is_(None),
            Invitacion.rechazada_en.is_(None),
            Invitacion.revocada_en.is_not(None),
        ),
        EstadoInvitacion.VENCIDA: and_(sin_respuesta(), Invitacion.vence_en <= instante),
        EstadoInvitacion.ABIERTA: and_(viva, Invitacion.abierta_en.is_not(None)),
        EstadoInvitacion.ENVIADA: and_(viva, Invitacion.abierta_en.is_(None)),
    }[estado]


def por_atender() -> ColumnElement[bool]:
    """Condición: quien respondió pidió otra, propuso a alguien o dejó una nota, y nadie lo ha atendido."""
    return and_(
        Invitacion.atendida_en.is_(None),
        or_(
            Invitacion.nueva_pedida_en.is_not(None),
            Invitacion.propuesta.is_not(None),
            Invitacion.nota.is_not(None),
        ),
    )


# El libro de invitaciones


@dataclass(frozen=True)
class Filtro:
    """Qué parte del libro se pide; None en `redes` son todas."""

    redes: frozenset[int] | None
    estado: EstadoInvitacion | None = None
    atender: bool = False
    institucion_id: int | None = None
    escrito: str = ""


def libro(filtro: Filtro, instante: datetime, pagina: int) -> Pagina[Invitacion]:
    """Las invitaciones pedidas, de la más reciente a la más antigua, por páginas."""
    condiciones = _condiciones(filtro)
    if filtro.estado is not None:
        condiciones.append(en_estado(filtro.estado, instante))
    if filtro.atender:
        condiciones.append(por_atender())
    consulta = (
        select(Invitacion)
        .where(*condiciones)
        .options(joinedload(Invitacion.institucion), joinedload(Invitacion.red))
        .order_by(Invitacion.creada_en.desc(), Invitacion.id.desc())
    )
    return paginar(consulta, pagina, conteo=select(func.count(Invitacion.id)).where(*condiciones))


@dataclass(frozen=True)
class Cuentas:
    """Cuántas invitaciones hay en cada estado y cuántas esperan a la coordinación."""

    por_estado: dict[EstadoInvitacion, int]
    atender: int

    @property
    def todas(self) -> int:
        """Cuántas hay en total."""
        return sum(self.por_estado.values())


def cuentas(filtro: Filtro, instante: datetime) -> Cuentas:
    """Cuántas hay en cada estado con los demás filtros.

    Lo respondido no depende de la hora y se recuerda contado; de lo que espera se recuerda cuántas vencen cuándo, y
    aquí se reparte según el instante.
    """
    condiciones = _condiciones(filtro)
    respondidas = (EstadoInvitacion.ACEPTADA, EstadoInvitacion.RECHAZADA, EstadoInvitacion.REVOCADA)
    columnas = [func.coalesce(func.sum(case((en_estado(e, instante), 1), else_=0)), 0) for e in respondidas]
    atender = func.coalesce(func.sum(case((por_atender(), 1), else_=0)), 0)
    ((*contadas, por_ver),) = filas(select(*columnas, atender).where(*condiciones))
    por_estado = dict.fromkeys(EstadoInvitacion, 0) | dict(zip(respondidas, contadas, strict=True))
    abierta = case((Invitacion.abierta_en.is_(None), 0), else_=1)
    esperan = (
        select(abierta, Invitacion.vence_en, func.count())
        .where(sin_respuesta(), *condiciones)
        .group_by(abierta, Invitacion.vence_en)
    )
    for se_abrio, vence, cuantas in filas(esperan):
        viva = EstadoInvitacion.ABIERTA if se_abrio else EstadoInvitacion.ENVIADA
        por_estado[viva if vence > instante else EstadoInvitacion.VENCIDA] += cuantas
    return Cuentas(por_estado, por_ver)


def _condiciones(filtro: Filtro) -> list[ColumnElement[bool]]:
    condiciones = [Invitacion.coincide(filtro.escrito)]
    if filtro.redes is not None:
        condiciones.append(Invitacion.red_id.in_(filtro.redes))
    if filtro.institucion_id is not None:
        condiciones.append(Invitacion.institucion_id == filtro.institucion_id)
    return condiciones


def instituciones_invitadas(redes: frozenset[int] | None) -> list[tuple[int, str]]:
    """Las instituciones para las que se ha invitado, para elegir en el filtro."""
    invitada = select(Invitacion.id).where(Invitacion.institucion_id == Institucion.id)
    if redes is not None:
        invitada = invitada.where(Invitacion.red_id.in_(redes))
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .where(invitada.exists())
        .order_by(Institucion.nombre)
        .limit(300)
    )
    return [(id_, nombre) for id_, nombre in filas(consulta)]


def entregas(ids: Collection[int]) -> dict[int, Aviso]:
    """El último correo con enlace de cada invitación: dice si salió."""
    por_referencia = {referencia(id_): id_ for id_ in ids}
    ultimos = (
        select(func.max(Aviso.id))
        .where(Aviso.referencia.in_(por_referencia), Aviso.plantilla.in_(CORREOS))
        .group_by(Aviso.referencia)
    )
    avisos = db.session.scalars(select(Aviso).where(Aviso.id.in_(ultimos)))
    return {por_referencia[aviso.referencia or ""]: aviso for aviso in avisos}


def correos_de(invitacion_id: int) -> Sequence[Aviso]:
    """Todos los correos con enlace de una invitación, en el orden en que se escribieron."""
    consulta = select(Aviso).where(
        Aviso.referencia == referencia(invitacion_id), Aviso.plantilla.in_(CORREOS)
    )
    return db.session.scalars(consulta.order_by(Aviso.id)).all()


def hay_correo_en_camino(invitacion_id: int) -> bool:
    """Si su último correo todavía no sale."""
    aviso = entregas([invitacion_id]).get(invitacion_id)
    return aviso is not None and aviso.estado is EstadoAviso.PENDIENTE


def quienes_hicieron(invitacion_id: int, columnas: Collection[str]) -> dict[str, str]:
    """Quién cambió por última vez cada una de esas columnas, según la bitácora."""
    consulta = (
        select(Registro.cambios, Persona)
        .join(Persona, Persona.id == Registro.quien_id)
        .where(Registro.tabla == Invitacion.__tablename__, Registro.fila_id == invitacion_id)
        .order_by(Registro.id)
    )
    hallados: dict[str, str] = {}
    for cambios, persona in db.session.execute(consulta):
        hallados.update({columna: persona.nombre_visible for columna in columnas if columna in cambios})
    return hallados


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
    return hallados


def previas(red_id: int, correos: Collection[str]) -> dict[str, Invitacion]:
    """La invitación más reciente de cada uno de esos correos en la Red."""
    consulta = (
        select(Invitacion)
        .where(Invitacion.red_id == red_id, Invitacion.correo.in_(correos))
        .order_by(Invitacion.id)
    )
    return {invitacion.correo: invitacion for invitacion in db.session.scalars(consulta)}


def enviados_desde(persona_id: int, instante: datetime) -> int:
    """Cuántos correos han salido desde entonces por las invitaciones de esa persona, nuevas o repetidas."""
    return _enviados(instante, Invitacion.creada_por_id == persona_id)


def enviados_a(red_id: int, correo: str, instante: datetime) -> int:
    """Cuántas veces se ha escrito desde entonces a ese correo para invitarlo a esa Red."""
    return _enviados(instante, Invitacion.red_id == red_id, Invitacion.correo == correo)


def _enviados(instante: datetime, *condiciones: ColumnElement[bool]) -> int:
    """Los que alguien pidió mandar; el recordatorio sale solo y no gasta la cuota de nadie."""
    de_ella = literal(referencia("")).concat(cast(Invitacion.id, Text))
    consulta = (
        select(func.count(Aviso.id))
        .select_from(Invitacion)
        .join(Aviso, Aviso.referencia == de_ella)
        .where(Aviso.plantilla == "invitacion", Aviso.creado_en >= instante, *condiciones)
    )
    return db.session.scalar(consulta) or 0


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
    """Vence pronto, nadie la ha respondido, su enlace salió hace más de un día y no se ha recordado."""
    return and_(
        sin_respuesta(),
        Invitacion.vence_en > instante,
        Invitacion.vence_en <= instante + POR_VENCER,
        Invitacion.recordada_en.is_(None),
        exists().where(
            LlaveInvitacion.invitacion_id == Invitacion.id,
            LlaveInvitacion.creada_en < instante - timedelta(days=1),
        ),
    )


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
