"""Lo que se hace de una vez con varias invitaciones: qué pasó con cada una queda escrito."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select

from red.avisos import lotes
from red.avisos.modelos import EstadoLote, Lote
from red.base import db
from red.errores import ErrorDeDominio
from red.invitaciones import consultas, consultas_envio, operaciones
from red.invitaciones.modelos import (
    SIN_RESPONDER,
    Acto,
    ActoDelLibro,
    Convocatoria,
    EstadoInvitacion,
    Invitacion,
)
from red.invitaciones.operaciones import POR_CORREO, POR_REENVIAR
from red.redes.modelos import Red
from red.reloj import ahora

LIMITE = 1000
"""Con cuántas, a lo más, se hace algo de una vez."""
BIEN = {
    Acto.REENVIAR: "Sale otro correo, con más tiempo",
    Acto.RECORDAR: "Sale un recordatorio",
    Acto.REVOCAR: "Se revocó",
    Acto.MOVER: "Cambió de convocatoria",
}
DE_CORREO = {Acto.REENVIAR: "Invitaciones otra vez", Acto.RECORDAR: "Recordatorios de invitación"}
"""Los actos que escriben correos y cómo se llama su envío."""
ESPERA = "Espera que otra persona apruebe el envío"
"""Lo que pasó con cada una cuando el envío pasó de lo que alguien puede mandar sin que otra persona lo mire."""


class CambioLaSeleccion(ErrorDeDominio):
    """Las elegidas ya no son las mismas, o ya no están como se mostró."""

    def __init__(self, cuantas: int) -> None:
        super().__init__(
            f"Mientras revisabas cambió lo que elegiste: ahora son {cuantas}. Todavía no se hizo nada."
        )


class Demasiadas(ErrorDeDominio):
    """Son más de las que se admiten de una vez."""

    def __init__(self) -> None:
        super().__init__(f"De una vez se admiten {LIMITE:,}. Afina el filtro para que sean menos.")


class FaltaConvocatoria(ErrorDeDominio):
    """No se dijo a cuál se cambian."""

    def __init__(self) -> None:
        super().__init__("Elige a qué convocatoria se cambian.", "convocatoria")


def huella(acto: Acto, invitaciones: Sequence[Invitacion]) -> str:
    """Cambia si cambia con cuáles se haría o en qué está cada una."""
    momento = ahora()
    escrito = ",".join(f"{i.id}:{i.estado(momento).value}" for i in invitaciones)
    return hashlib.sha256(f"{acto.value}|{escrito}".encode()).hexdigest()[:32]


def hacer(
    acto: Acto,
    red: Red,
    invitaciones: Sequence[Invitacion],
    vista: str,
    quien_id: int,
    convocatoria: Convocatoria | None = None,
) -> ActoDelLibro:
    """Hace el acto con cada una y anota qué pasó; la que ya no se puede no detiene a las demás.

    Lo que escribe correos va en un lote a cuenta de quien lo pide. Lanza Demasiadas, CambioLaSeleccion o
    `lotes.CuotaDeCorreoAgotada`: se hace con las que se mostró, o no se hace nada.
    """
    if len(invitaciones) > LIMITE:
        raise Demasiadas
    apartadas = _apartar([i.id for i in invitaciones])
    if huella(acto, apartadas) != vista:
        raise CambioLaSeleccion(len(apartadas))
    if acto is Acto.MOVER and (convocatoria is None or convocatoria.red_id != red.id):
        raise FaltaConvocatoria
    motivos = _por_que_no(acto, red, apartadas, convocatoria)
    salen = [i for i in apartadas if i.id not in motivos]
    lote = lotes.abrir(DE_CORREO[acto], red.id, quien_id, len(salen)) if salen and acto in DE_CORREO else None
    haceres: dict[Acto, Callable[[], None]] = {
        Acto.REENVIAR: lambda: _reenviar(salen, lote),
        Acto.RECORDAR: lambda: _recordar(salen, lote),
        Acto.REVOCAR: lambda: _revocar(salen),
        Acto.MOVER: lambda: _mover(salen, convocatoria),
    }
    if salen:
        haceres[acto]()
    bien = ESPERA if lote is not None and lote.estado is EstadoLote.POR_APROBAR else BIEN[acto]
    hecho = ActoDelLibro(
        red_id=red.id,
        quien_id=quien_id,
        acto=acto,
        convocatoria_id=convocatoria.id if convocatoria else None,
        hecho_en=ahora(),
        cuantas=len(apartadas),
        resultados={"filas": [[i.id, motivos.get(i.id, bien), i.id not in motivos] for i in apartadas]},
    )
    db.session.add(hecho)
    db.session.flush()
    return hecho


def las_que_pueden(
    acto: Acto, red: Red, invitaciones: Sequence[Invitacion], convocatoria: Convocatoria | None
) -> int:
    """Con cuántas de ésas se haría el acto ahora; para decirlo antes de confirmar."""
    return len(invitaciones) - len(_por_que_no(acto, red, invitaciones, convocatoria))


def _apartar(ids: Sequence[int]) -> list[Invitacion]:
    consulta = select(Invitacion).where(Invitacion.id.in_(ids)).order_by(Invitacion.id)
    apartada = consulta.with_for_update(of=Invitacion).execution_options(populate_existing=True)
    return list(db.session.scalars(apartada))


def _por_que_no(
    acto: Acto, red: Red, invitaciones: Sequence[Invitacion], convocatoria: Convocatoria | None
) -> dict[int, str]:
    """Las que no pueden, con el porqué; las mismas preguntas sean cuantas sean."""
    momento = ahora()
    estados = {i.id: i.estado(momento) for i in invitaciones}
    if acto is Acto.MOVER:
        return {
            i.id: "Ya era de esa convocatoria"
            for i in invitaciones
            if convocatoria is not None and i.convocatoria_id == convocatoria.id
        }
    admiten = {
        Acto.REENVIAR: POR_REENVIAR,
        Acto.RECORDAR: SIN_RESPONDER,
        Acto.REVOCAR: POR_REENVIAR | {EstadoInvitacion.BORRADOR},
    }[acto]
    motivos = {
        id_: "Ya venció: reenvíala para darle más tiempo"
        if acto is Acto.RECORDAR and estado is EstadoInvitacion.VENCIDA
        else f"Está {estado.etiqueta.lower()}: no hacía falta"
        for id_, estado in estados.items()
        if estado not in admiten
    }
    if acto is Acto.REVOCAR:
        return motivos
    entregas = consultas.entregas(list(estados))
    escritos = consultas_envio.enviados_a(
        red.id, [i.correo for i in invitaciones], momento - timedelta(days=1)
    )
    for invitacion in invitaciones:
        aviso = entregas.get(invitacion.id)
        if aviso is not None and aviso.estado in consultas.EN_CAMINO:
            motivos.setdefault(invitacion.id, "Su correo anterior todavía está por salir")
        elif escritos.get(invitacion.correo, 0) >= POR_CORREO:
            motivos.setdefault(invitacion.id, f"Ya le llegaron {POR_CORREO} correos en un día")
        elif (
            acto is Acto.RECORDAR
            and invitacion.recordada_en
            and invitacion.recordada_en > momento - operaciones.DESCANSO
        ):
            motivos.setdefault(invitacion.id, "Se le recordó hace menos de un día")
    return motivos


def _reenviar(invitaciones: Sequence[Invitacion], lote: Lote | None) -> None:
    for invitacion in invitaciones:
        operaciones.alargar(invitacion)
    operaciones.encolar_todas(invitaciones, lote)


def _recordar(invitaciones: Sequence[Invitacion], lote: Lote | None) -> None:
    for invitacion in invitaciones:
        operaciones.recordarle(invitacion, lote)


def _revocar(invitaciones: Sequence[Invitacion]) -> None:
    momento = ahora()
    for invitacion in invitaciones:
        invitacion.revocada_en = momento


def _mover(invitaciones: Sequence[Invitacion], convocatoria: Convocatoria | None) -> None:
    for invitacion in invitaciones:
        invitacion.convocatoria = convocatoria
