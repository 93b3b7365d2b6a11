"""Preguntas sobre invitaciones: a quién, en qué van, de quién es una llave y qué dice el libro."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Cuenta
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db
from red.bitacora.modelos import Registro
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import ActoDelLibro, EstadoInvitacion, Invitacion, LlaveInvitacion
from red.memoria import filas
from red.paginacion import Pagina, paginar
from red.personas.consultas import usa_correo
from red.personas.modelos import Persona

CORREOS = ("invitacion", "invitacion_recordatorio")
"""Las plantillas de correo que llevan un enlace."""

EN_CAMINO = frozenset({EstadoAviso.PENDIENTE, EstadoAviso.RETENIDO})
"""Correos que todavía no salen: por enviar, o detenidos hasta que otra persona los apruebe."""


def instante_de_la_base() -> datetime:
    """La hora del servidor de la base, que es la misma para todos los procesos; con ella vence un enlace.

    No es la del principio de la transacción: quien esperó un candado pregunta por el momento en que lo obtuvo.
    """
    if db.engine.dialect.name == "sqlite":
        dicha = db.session.execute(select(func.strftime("%Y-%m-%d %H:%M:%f", "now"))).scalar_one()
        return datetime.fromisoformat(dicha).replace(tzinfo=UTC)
    momento: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return momento.astimezone(UTC)


def referencia(invitacion_id: int | str) -> str:
    """Cómo se nombra una invitación en sus correos."""
    return f"invitacion:{invitacion_id}"


def invitacion_de_huella(huella: str) -> Invitacion | None:
    """La invitación a la que lleva un enlace; None si nadie lo envió, o si ya no es aquella para la que se envió."""
    consulta = (
        select(Invitacion, LlaveInvitacion)
        .join(LlaveInvitacion, LlaveInvitacion.invitacion_id == Invitacion.id)
        .where(LlaveInvitacion.huella == huella)
        .options(joinedload(Invitacion.red), joinedload(Invitacion.creada_por))
    )
    hallada = db.session.execute(consulta).one_or_none()
    if hallada is None:
        return None
    invitacion, llave = hallada
    return invitacion if llave.abre(invitacion) else None


def cuenta_para(correo: str) -> Cuenta | None:
    """La cuenta que entra con ese correo, o la de la persona a quien pertenece."""
    consulta = (
        select(Cuenta)
        .join(Persona, Persona.id == Cuenta.persona_id)
        .where(or_(Cuenta.correo == correo, usa_correo(correo)))
        .order_by(Cuenta.activa.desc(), Cuenta.correo != correo)
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
    """Si el correo de la invitación es el de esa persona, el de su cuenta o el de un registro que se juntó con el suyo."""
    return bool(db.session.scalar(_correos_de(persona_id, invitacion.correo).limit(1)))


def _correos_de(persona_id: int, correo: str | None = None) -> Any:
    suyos = or_(Persona.id == persona_id, Persona.fusionada_en_id == persona_id)
    propios = select(Persona.correo.label("correo")).where(suyos)
    de_cuenta = select(Cuenta.correo.label("correo")).join(Persona).where(suyos)
    union = propios.union(de_cuenta).subquery()
    consulta = select(union.c.correo)
    return consulta if correo is None else consulta.where(union.c.correo == correo)


# Estados como condiciones


def sin_respuesta() -> ColumnElement[bool]:
    """Condición: se puso a salir y nadie la ha respondido ni revocado."""
    return and_(_abierta(), Invitacion.borrador.is_(False))


def _abierta() -> ColumnElement[bool]:
    return and_(
        Invitacion.aceptada_en.is_(None), Invitacion.rechazada_en.is_(None), Invitacion.revocada_en.is_(None)
    )


def paso() -> ColumnElement[str]:
    """Hasta dónde llegó una que espera respuesta: lo mismo que `Invitacion.paso`."""
    return case(
        (Invitacion.abierta_en.is_not(None), EstadoInvitacion.ABIERTA.value),
        (Invitacion.rebotada_en.is_not(None), EstadoInvitacion.REBOTADA.value),
        (Invitacion.entregada_en.is_not(None), EstadoInvitacion.ENTREGADA.value),
        (Invitacion.enviada_en.is_not(None), EstadoInvitacion.ENVIADA.value),
        else_=EstadoInvitacion.EN_COLA.value,
    )


def en_estado(estado: EstadoInvitacion, instante: datetime) -> ColumnElement[bool]:
    """Condición equivalente a `Invitacion.estado(instante)`, para la base de datos."""
    viva = and_(sin_respuesta(), Invitacion.vence_en > instante)
    fijas: dict[EstadoInvitacion, ColumnElement[bool]] = {
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
        EstadoInvitacion.BORRADOR: and_(_abierta(), Invitacion.borrador),
    }
    return fijas[estado] if estado in fijas else and_(viva, paso() == estado.value)


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
    convocatoria_id: int | None = None
    escrito: str = ""


def libro(filtro: Filtro, instante: datetime, pagina: int) -> Pagina[Invitacion]:
    """Las invitaciones pedidas, de la más reciente a la más antigua, por páginas."""
    condiciones = _con_estado(filtro, instante)
    consulta = (
        select(Invitacion)
        .where(*condiciones)
        .options(
            joinedload(Invitacion.institucion), joinedload(Invitacion.red), joinedload(Invitacion.puesto)
        )
        .order_by(Invitacion.creada_en.desc(), Invitacion.id.desc())
    )
    return paginar(consulta, pagina, conteo=select(func.count(Invitacion.id)).where(*condiciones))


def que_cumplen(
    filtro: Filtro, instante: datetime, elegidas: Collection[int] | None, limite: int
) -> Sequence[Invitacion]:
    """Las del filtro, o de ellas las elegidas, en orden y sin pasar por más de una de `limite`."""
    consulta = select(Invitacion).where(*_con_estado(filtro, instante)).options(joinedload(Invitacion.red))
    if elegidas is not None:
        consulta = consulta.where(Invitacion.id.in_(elegidas))
    return db.session.scalars(consulta.order_by(Invitacion.id).limit(limite + 1)).all()


def _con_estado(filtro: Filtro, instante: datetime) -> list[ColumnElement[bool]]:
    condiciones = _condiciones(filtro)
    if filtro.estado is not None:
        condiciones.append(en_estado(filtro.estado, instante))
    if filtro.atender:
        condiciones.append(por_atender())
    return condiciones


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
    respondidas = (
        EstadoInvitacion.ACEPTADA,
        EstadoInvitacion.RECHAZADA,
        EstadoInvitacion.REVOCADA,
        EstadoInvitacion.BORRADOR,
    )
    columnas = [func.coalesce(func.sum(case((en_estado(e, instante), 1), else_=0)), 0) for e in respondidas]
    atender = func.coalesce(func.sum(case((por_atender(), 1), else_=0)), 0)
    ((*contadas, por_ver),) = filas(select(*columnas, atender).where(*condiciones))
    por_estado = dict.fromkeys(EstadoInvitacion, 0) | dict(zip(respondidas, contadas, strict=True))
    hasta_donde = paso().label("hasta_donde")
    de_todas = select(hasta_donde, Invitacion.vence_en).where(sin_respuesta(), *condiciones).subquery()
    esperan = select(de_todas, func.count()).group_by(de_todas.c.hasta_donde, de_todas.c.vence_en)
    for llego, vence, cuantas in filas(esperan):
        viva = EstadoInvitacion(llego)
        por_estado[viva if vence > instante else EstadoInvitacion.VENCIDA] += cuantas
    return Cuentas(por_estado, por_ver)


def _condiciones(filtro: Filtro) -> list[ColumnElement[bool]]:
    condiciones = [Invitacion.coincide(filtro.escrito)]
    if filtro.redes is not None:
        condiciones.append(Invitacion.red_id.in_(filtro.redes))
    if filtro.institucion_id is not None:
        condiciones.append(Invitacion.institucion_id == filtro.institucion_id)
    if filtro.convocatoria_id is not None:
        condiciones.append(Invitacion.convocatoria_id == filtro.convocatoria_id)
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
    return aviso is not None and aviso.estado in EN_CAMINO


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


# Lo que se hizo de una vez


def filas_de_acto(acto: ActoDelLibro) -> list[tuple[Invitacion, str, bool]]:
    """Cada invitación de un acto, lo que pasó con ella y si se hizo."""
    filas_ = acto.resultados.get("filas", [])
    consulta = select(Invitacion).where(Invitacion.id.in_([id_ for id_, *_ in filas_]))
    suyas = {i.id: i for i in db.session.scalars(consulta.options(joinedload(Invitacion.puesto)))}
    return [(suyas[id_], que, bien) for id_, que, bien in filas_ if id_ in suyas]


def actos_de(redes: frozenset[int] | None) -> Sequence[ActoDelLibro]:
    """Los últimos actos de esas Redes."""
    consulta = (
        select(ActoDelLibro)
        .options(joinedload(ActoDelLibro.red), joinedload(ActoDelLibro.quien))
        .order_by(ActoDelLibro.id.desc())
        .limit(100)
    )
    return db.session.scalars(
        consulta if redes is None else consulta.where(ActoDelLibro.red_id.in_(redes))
    ).all()


def la_que_acepto(persona_id: int) -> Invitacion | None:
    """La última invitación que aceptó esa persona; None si llegó de otra manera."""
    consulta = (
        select(Invitacion)
        .where(Invitacion.persona_id == persona_id, Invitacion.aceptada_en.is_not(None))
        .order_by(Invitacion.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()
