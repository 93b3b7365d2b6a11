"""Preguntas a la bandeja de salida."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from red.avisos.modelos import (
    Aviso,
    CuotaDeCorreo,
    DireccionCaida,
    EstadoAviso,
    EstadoLote,
    Lote,
    PreferenciaDeCorreo,
    Rebote,
    TextoDeCorreo,
)
from red.base import db

NO_SE_LE_ESCRIBE = "Esta dirección devolvió un correo"
"""Con esto empieza el motivo de lo que no se mandó porque la dirección no recibe."""

SE_DETUVO = "Se detuvo el envío"
"""Con esto empieza el motivo de lo que no salió porque alguien detuvo su envío."""


def siguientes_con_candado(momento: datetime, cuantos: int) -> Sequence[Aviso]:
    """Los correos que más llevan esperando, apartados para quien pregunta; salta los que otro proceso tiene.

    En SQLite basta el turno de escritura de la transacción.
    """
    consulta = (
        select(Aviso)
        .where(
            Aviso.estado == EstadoAviso.PENDIENTE,
            Aviso.siguiente_en <= momento,
            Aviso.resumen_id.is_(None),
        )
        .order_by(Aviso.siguiente_en, Aviso.id)
        .limit(cuantos)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).all()


def por_resumir(para: str) -> Sequence[Aviso]:
    """Lo que espera salir hacia esa dirección y nadie ha intentado mandar, apartado y en el orden en que se escribió."""
    consulta = (
        select(Aviso)
        .where(
            Aviso.para == para,
            Aviso.estado == EstadoAviso.PENDIENTE,
            Aviso.resumen_id.is_(None),
            Aviso.intentos == 0,
        )
        .order_by(Aviso.id)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(consulta).all()


def del_resumen(resumen_id: int) -> Sequence[Aviso]:
    """Los correos que van en ese resumen y siguen haciendo falta."""
    consulta = (
        select(Aviso)
        .where(Aviso.resumen_id == resumen_id, Aviso.estado == EstadoAviso.PENDIENTE)
        .order_by(Aviso.id)
    )
    return db.session.scalars(consulta).all()


def salida(estado: EstadoAviso | None, escrito: str = "") -> Select[Aviso]:
    """La bandeja, de lo más reciente a lo más antiguo; `escrito` es parte de la dirección."""
    consulta = select(Aviso).order_by(Aviso.id.desc())
    if estado is not None:
        consulta = consulta.where(Aviso.estado == estado)
    if escrito:
        consulta = consulta.where(Aviso.para.contains(escrito.strip().lower(), autoescape=True))
    return consulta


def por_estado(*condiciones: ColumnElement[bool]) -> dict[EstadoAviso, int]:
    """Cuántos correos hay en cada estado, de los que cumplen esas condiciones."""
    cuantos = dict.fromkeys(EstadoAviso, 0)
    consulta = select(Aviso.estado, func.count()).where(*condiciones).group_by(Aviso.estado)
    for estado, total in db.session.execute(consulta):
        cuantos[estado] = total
    return cuantos


def mas_antiguo_por_enviar() -> datetime | None:
    """Desde cuándo espera el que más espera."""
    return db.session.scalar(select(func.min(Aviso.creado_en)).where(Aviso.estado == EstadoAviso.PENDIENTE))


def atrasado_desde(momento: datetime) -> datetime | None:
    """Desde cuándo espera el que más espera de los que ya debían haber salido: no cuenta lo que aguarda la mañana."""
    consulta = select(func.min(Aviso.creado_en)).where(
        Aviso.estado == EstadoAviso.PENDIENTE,
        Aviso.resumen_id.is_(None),
        or_(Aviso.siguiente_en <= momento, Aviso.intentos > 0),
    )
    return db.session.scalar(consulta)


def fallidos() -> Sequence[Aviso]:
    """Los que no se pudieron enviar, apartados en orden."""
    consulta = select(Aviso).where(Aviso.estado == EstadoAviso.FALLIDO).order_by(Aviso.id)
    return db.session.scalars(consulta.with_for_update()).all()


# Lotes


def cuota_con_candado(persona_id: int, dia: date) -> CuotaDeCorreo:
    """La cuenta del día de esa persona, apartada: nadie más la cambia hasta que acabe la transacción."""
    consulta = (
        select(CuotaDeCorreo)
        .where(CuotaDeCorreo.persona_id == persona_id, CuotaDeCorreo.dia == dia)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).one()


def sin_aprobar_de(persona_id: int, dia: date) -> int:
    """A cuántas personas ha escrito hoy sin que nadie más lo mirara."""
    consulta = select(CuotaDeCorreo.sin_aprobar).where(
        CuotaDeCorreo.persona_id == persona_id, CuotaDeCorreo.dia == dia
    )
    return db.session.scalar(consulta) or 0


def gastadas_de(persona_id: int, dia: date) -> int:
    """A cuántas personas ha escrito alguien ese día."""
    consulta = select(CuotaDeCorreo.gastadas).where(
        CuotaDeCorreo.persona_id == persona_id, CuotaDeCorreo.dia == dia
    )
    return db.session.scalar(consulta) or 0


def lotes_de(redes: frozenset[int] | None, estado: EstadoLote | None) -> Select[Lote]:
    """Los envíos de esas Redes, del más nuevo al más viejo; de todas si es None."""
    consulta = select(Lote).order_by(Lote.id.desc())
    if redes is not None:
        consulta = consulta.where(Lote.red_id.in_(redes))
    return consulta if estado is None else consulta.where(Lote.estado == estado)


def por_aprobar_de(por_id: int) -> Sequence[Lote]:
    """Los lotes que esa persona preparó y esperan aprobación."""
    consulta = select(Lote).where(Lote.por_id == por_id, Lote.estado == EstadoLote.POR_APROBAR)
    return db.session.scalars(consulta).all()


def lotes_por_aprobar(redes: frozenset[int] | None) -> Sequence[Lote]:
    """Los lotes de esas Redes que esperan aprobación, el más antiguo primero; de todas si es None."""
    consulta = select(Lote).where(Lote.estado == EstadoLote.POR_APROBAR).order_by(Lote.id)
    if redes is not None:
        consulta = consulta.where(Lote.red_id.in_(redes))
    return db.session.scalars(consulta).all()


# Lo que se supo después


def aviso_con_identificador(identificador: str) -> Aviso | None:
    """El correo que salió con ese identificador."""
    return db.session.scalars(select(Aviso).where(Aviso.identificador == identificador)).one_or_none()


def hay_rebote(huella: str) -> bool:
    """Si esa noticia ya se anotó."""
    return db.session.scalar(select(Rebote.id).where(Rebote.huella == huella)) is not None


def caida_de(correo: str) -> DireccionCaida | None:
    """Lo que se anotó de una dirección que devuelve los correos, si sigue sin resolverse."""
    consulta = select(DireccionCaida).where(
        DireccionCaida.correo == correo, DireccionCaida.cerrada_en.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def se_resolvio_despues(correo: str, instante: datetime) -> bool:
    """Si después de ese instante alguien dijo que la dirección ya funciona."""
    consulta = select(DireccionCaida.id).where(
        DireccionCaida.correo == correo, DireccionCaida.cerrada_en > instante
    )
    return db.session.scalar(consulta.limit(1)) is not None


def caidas_entre(correos: Collection[str]) -> dict[str, DireccionCaida]:
    """De esas direcciones, a las que ya no se escribe."""
    consulta = select(DireccionCaida).where(
        DireccionCaida.correo.in_(correos), DireccionCaida.cerrada_en.is_(None), DireccionCaida.bloqueada
    )
    return {caida.correo: caida for caida in db.session.scalars(consulta)}


def ultimo_sin_llegar(correo: str, redes: frozenset[int] | None) -> Aviso | None:
    """El correo más reciente que no le llegó a esa dirección y se escribió en nombre de esas Redes, o de ninguna."""
    consulta = (
        select(Aviso)
        .where(
            Aviso.para == correo,
            or_(
                Aviso.estado.in_((EstadoAviso.REBOTADO, EstadoAviso.FALLIDO)),
                and_(Aviso.estado == EstadoAviso.DESCARTADO, Aviso.error.startswith(NO_SE_LE_ESCRIBE)),
            ),
        )
        .order_by(Aviso.id.desc())
        .limit(1)
    )
    if redes is not None:
        consulta = consulta.where(or_(Aviso.red_id.in_(redes), Aviso.red_id.is_(None)))
    return db.session.scalars(consulta).one_or_none()


def preferencias_de(personas: Collection[int]) -> dict[int, PreferenciaDeCorreo]:
    """Cómo quiere cada una de esas personas que se le escriba; falta quien no lo ha dicho."""
    consulta = select(PreferenciaDeCorreo).where(PreferenciaDeCorreo.persona_id.in_(personas))
    return {preferencia.persona_id: preferencia for preferencia in db.session.scalars(consulta)}


# Textos de cada Red


def textos_de(redes: Collection[int]) -> dict[tuple[int, str], TextoDeCorreo]:
    """Los textos propios que esas Redes tienen en uso, por Red y plantilla."""
    consulta = select(TextoDeCorreo).where(
        TextoDeCorreo.red_id.in_(redes), TextoDeCorreo.retirado_en.is_(None)
    )
    return {(texto.red_id, texto.plantilla): texto for texto in db.session.scalars(consulta)}


def versiones_de(red_id: int, plantilla: str) -> Sequence[TextoDeCorreo]:
    """Todas las versiones que la Red ha tenido de ese correo, de la más nueva a la más vieja."""
    consulta = (
        select(TextoDeCorreo)
        .where(TextoDeCorreo.red_id == red_id, TextoDeCorreo.plantilla == plantilla)
        .order_by(TextoDeCorreo.version.desc())
    )
    return db.session.scalars(consulta).all()
