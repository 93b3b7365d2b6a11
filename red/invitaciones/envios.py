"""Poner a salir muchas invitaciones: de una vez se apartan y en segundo plano se escribe el correo de cada una.

Quien las manda no espera: la página sólo cuenta los borradores, abre el lote y los marca. Después cada tramo escribe
sus correos en una transacción y recuerda hasta dónde va, de modo que un proceso que muere no repite ni se salta a nadie.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from red.avisos import lotes
from red.avisos.modelos import EstadoLote, Lote
from red.avisos.operaciones import encolar_muchos
from red.base import al_confirmar, con_candado, db
from red.bitacora.escritura import contexto
from red.bitacora.modelos import Cambio, Registro
from red.errores import ErrorDeDominio
from red.invitaciones import consultas, consultas_envio
from red.invitaciones.modelos import (
    Convocatoria,
    EnvioDeInvitaciones,
    EstadoInvitacion,
    Invitacion,
)
from red.reloj import ahora, hoy
from red.tareas import cola
from red.textos import contar

DE_INMEDIATO = 200
"""Hasta cuántas se escriben en la misma petición."""
TRAMO = 2000


class YaNoSonLasMismas(ErrorDeDominio):
    """Los borradores que se mostraron ya no son los que hay."""

    def __init__(self, cuantas: int) -> None:
        super().__init__(
            f"Los borradores cambiaron mientras revisabas: ahora son {cuantas}. No se envió nada todavía."
        )


class ConvocatoriaCerrada(ErrorDeDominio):
    """La convocatoria terminó o se cerró."""

    def __init__(self) -> None:
        super().__init__("Esta convocatoria ya terminó. Cambia su fecha para seguir invitando con ella.")


class NadaPorEnviar(ErrorDeDominio):
    """No hay borradores con correo."""

    def __init__(self) -> None:
        super().__init__("No hay borradores listos: a los que hay les falta el correo.")


def listos(convocatoria_id: int) -> ColumnElement[bool]:
    """Condición: borrador de esa convocatoria con su correo escrito."""
    return and_(
        Invitacion.convocatoria_id == convocatoria_id,
        Invitacion.correo != "",
        consultas.en_estado(EstadoInvitacion.BORRADOR, ahora()),
    )


def enviar(convocatoria_id: int, quien_id: int, cuantas: int) -> EnvioDeInvitaciones:
    """Pone a salir los borradores de una convocatoria, que han de ser los que se mostraron.

    Lanza ConvocatoriaCerrada, NadaPorEnviar, YaNoSonLasMismas o `lotes.CuotaDeCorreoAgotada`.
    """
    convocatoria = con_candado(Convocatoria, convocatoria_id)
    if not convocatoria.abierta_el(hoy(convocatoria.red.zona)):
        raise ConvocatoriaCerrada
    hay = db.session.scalar(select(func.count()).select_from(Invitacion).where(listos(convocatoria_id))) or 0
    if not hay:
        raise NadaPorEnviar
    if hay != cuantas:
        raise YaNoSonLasMismas(hay)
    lote = lotes.abrir(f"Invitaciones de «{convocatoria.nombre}»", convocatoria.red_id, quien_id, hay)
    momento = ahora()
    envio = EnvioDeInvitaciones(
        red_id=convocatoria.red_id,
        convocatoria_id=convocatoria_id,
        quien_id=quien_id,
        pedido_en=momento,
        total=hay,
        lote_id=lote.id,
    )
    db.session.add(envio)
    db.session.flush()
    orden = update(Invitacion).where(listos(convocatoria_id))
    db.session.execute(
        orden.values(borrador=False, envio_id=envio.id, vence_en=momento + convocatoria.vigencia),
        execution_options={"synchronize_session": "fetch" if hay <= DE_INMEDIATO else False},
    )
    if hay <= DE_INMEDIATO:
        avanzar(envio.id)
    else:
        al_confirmar(_despertar)
    return envio


def _despertar() -> None:
    cola.pedir("enviar_invitaciones")


def avanzar(envio_id: int) -> bool:
    """Escribe los correos del siguiente tramo; dice si falta más.

    Aparta el lote: si alguien lo aprueba entre tanto, ningún correo nace retenido después.
    """
    envio = con_candado(EnvioDeInvitaciones, envio_id)
    if envio.terminado_en is not None:
        return False
    lote = con_candado(Lote, envio.lote_id) if envio.lote_id else None
    if lote is not None and lote.estado is EstadoLote.DETENIDO:
        regresar(envio)
        return False
    tramo = consultas_envio.tramo_de_envio(envio_id, envio.ultima_id, TRAMO)
    referencia = consultas.referencia
    encolar_muchos(
        "invitacion",
        [(correo, {"invitacion_id": id_}, referencia(id_)) for id_, correo in tramo],
        lote,
        red_id=envio.red_id,
    )
    _anotar(envio, [id_ for id_, _ in tramo], {"borrador": [True, False]})
    envio.hechas += len(tramo)
    if tramo:
        envio.ultima_id = tramo[-1].id
    if len(tramo) < TRAMO:
        envio.terminado_en = ahora()
    return envio.terminado_en is None


def regresar_detenido(envio_id: int) -> int:
    """Lo mismo, de un envío cuyo lote se detuvo cuando ya estaba escrito."""
    return regresar(con_candado(EnvioDeInvitaciones, envio_id))


def regresar(envio: EnvioDeInvitaciones) -> int:
    """Devuelve a borrador las que se detuvieron antes de salir; dice cuántas."""
    sin_salir = and_(
        Invitacion.envio_id == envio.id, Invitacion.enviada_en.is_(None), consultas.sin_respuesta()
    )
    ids = list(db.session.scalars(select(Invitacion.id).where(sin_salir)))
    db.session.execute(
        update(Invitacion).where(sin_salir).values(borrador=True, envio_id=None),
        execution_options={"synchronize_session": False},
    )
    _anotar(envio, ids, {"borrador": [False, True]})
    envio.terminado_en = envio.terminado_en or ahora()
    return len(ids)


def _anotar(envio: EnvioDeInvitaciones, ids: Sequence[int], cambios: dict[str, list[Any]]) -> None:
    """La bitácora de muchas filas cambiadas de una vez, como si se hubieran guardado una por una."""
    actual, momento = contexto(), ahora()
    comun = {
        "en": momento,
        "quien_id": envio.quien_id,
        "accion": actual.accion,
        "solicitud": actual.solicitud,
        "cambio": Cambio.CAMBIAR,
        "tabla": "invitacion",
        "red_id": envio.red_id,
        "cambios": cambios,
    }
    if ids:
        db.session.execute(insert(Registro), [{**comun, "fila_id": id_} for id_ in ids])


def como_va(envio: EnvioDeInvitaciones, lote: Lote | None) -> str:
    """En qué va un envío, en una frase."""
    total = contar(envio.total, "invitación", "invitaciones")
    if lote is not None and lote.estado is EstadoLote.DETENIDO:
        return (
            f"Se detuvo{f': {lote.motivo}' if lote.motivo else ''}. Las que no salieron volvieron a borrador."
        )
    if lote is not None and lote.estado is EstadoLote.POR_APROBAR:
        espera = "espera" if envio.total == 1 else "esperan"
        return (
            f"{total} {espera} la aprobación de otra persona de la coordinación: "
            f"con este envío se pasó de {lotes.SIN_SEGUNDA_MIRADA} personas en un día."
        )
    if envio.terminado_en is None:
        return f"Van {envio.hechas:,} de {total}."
    return f"{total} en camino."
