"""La historia de una invitación, contada para quien la sigue."""

from dataclasses import dataclass
from datetime import datetime

from red.avisos.consultas import SE_DETUVO
from red.avisos.modelos import Aviso, EstadoAviso
from red.invitaciones import consultas
from red.invitaciones.modelos import EstadoInvitacion, Invitacion


@dataclass(frozen=True)
class Suceso:
    """Algo que le pasó a una invitación."""

    en: datetime
    texto: str
    detalle: str = ""
    quien: str = ""


def sucesos(invitacion: Invitacion, instante: datetime) -> list[Suceso]:
    """Todo lo que le ha pasado, de lo más reciente a lo más antiguo."""
    quienes = consultas.quienes_hicieron(invitacion.id, ("revocada_en", "atendida_en"))
    creo = invitacion.creada_por.nombre_visible if invitacion.creada_por else ""
    posibles = (
        (invitacion.creada_en, "Se creó la invitación", "", creo),
        (invitacion.entregada_en, "Su servidor confirmó que el correo llegó", "", ""),
        (invitacion.rebotada_en, "El correo se devolvió", invitacion.rebote or "", ""),
        (invitacion.abierta_en, "Abrió la página", "", ""),
        (invitacion.aceptada_en, "Aceptó e integra la Red", "", ""),
        (invitacion.rechazada_en, "Respondió que no puede", invitacion.motivo or "", ""),
        (invitacion.nueva_pedida_en, "Llegó tarde y pidió otra", "", ""),
        (invitacion.revocada_en, "Se revocó", "", quienes.get("revocada_en", "")),
        (invitacion.atendida_en, "Se atendió lo que pidió", "", quienes.get("atendida_en", "")),
        (_vencio(invitacion, instante), "Venció sin respuesta", "", ""),
    )
    hallados = [Suceso(en, texto, detalle, quien) for en, texto, detalle, quien in posibles if en is not None]
    hallados += [_envio(aviso, numero) for numero, aviso in enumerate(consultas.correos_de(invitacion.id))]
    return sorted(hallados, key=lambda suceso: suceso.en, reverse=True)


def _vencio(invitacion: Invitacion, instante: datetime) -> datetime | None:
    vencida = invitacion.estado(instante) is EstadoInvitacion.VENCIDA
    return invitacion.vence_en if vencida else None


def _envio(aviso: Aviso, numero: int) -> Suceso:
    """Qué pasó con uno de sus correos: el primero invita, los demás reenvían o recuerdan."""
    if aviso.plantilla == "invitacion_recordatorio":
        que = "El recordatorio"
    else:
        que = "El correo" if numero == 0 else "El reenvío"
    if aviso.estado is EstadoAviso.RETENIDO:
        return Suceso(aviso.creado_en, f"{que} espera que alguien apruebe el envío")
    if aviso.estado in {EstadoAviso.ENVIADO, EstadoAviso.ENTREGADO, EstadoAviso.REBOTADO}:
        return Suceso(aviso.enviado_en or aviso.creado_en, f"{que} salió")
    if aviso.estado is EstadoAviso.FALLIDO:
        return Suceso(aviso.creado_en, f"{que} no pudo enviarse", aviso.error or "")
    if aviso.estado is EstadoAviso.DESCARTADO and (aviso.error or "").startswith(SE_DETUVO):
        return Suceso(
            aviso.sabido_en or aviso.creado_en, f"{que} se detuvo antes de salir", aviso.error or ""
        )
    if aviso.estado is EstadoAviso.DESCARTADO:
        return Suceso(aviso.creado_en, f"{que} ya no hizo falta")
    return Suceso(aviso.creado_en, f"{que} está por salir")
