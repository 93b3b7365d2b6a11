"""Qué pasará con cada correo pegado, antes de enviar nada.

El plan que se muestra es el que se ejecuta: si algo cambió entre tanto, su huella ya no coincide y se
muestra de nuevo en vez de enviar otra cosa.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from red.base import Opcion
from red.invitaciones import consultas_envio, dominios, identidad
from red.invitaciones.direcciones import Direccion, leer_direcciones
from red.invitaciones.modelos import SIN_RESPONDER, EstadoInvitacion, Invitacion
from red.redes.modelos import EstadoMembresia, Red
from red.textos import fecha

MAXIMO = 500
"""Cuántos correos se admiten pegados; los demás, en un archivo."""


class Destino(Opcion):
    """Qué se hará con un correo de la lista."""

    NUEVA = "nueva", "Se enviará"
    YA_INVITADA = "ya_invitada", "Ya tiene una invitación"
    RECHAZO = "rechazo", "Respondió que no"
    IDENTIDAD = "identidad", "Conviene revisar quién es"
    YA_BORRADOR = "ya_borrador", "Está entre los borradores"
    YA_INTEGRA = "ya_integra", "Ya integra la Red"
    REPETIDA = "repetida", "Está repetida en la lista"
    MAL_ESCRITA = "mal_escrita", "No se entiende"


@dataclass(frozen=True)
class Renglon:
    """Un correo de la lista, su destino y por qué."""

    escrito: str
    correo: str
    nombre: str
    destino: Destino
    explicacion: str = ""
    invitacion_id: int | None = None

    @property
    def se_puede_incluir(self) -> bool:
        """Si no se envía por sí solo, pero quien invita puede decidir que sí."""
        return self.destino in {Destino.YA_INVITADA, Destino.RECHAZO, Destino.IDENTIDAD}


@dataclass(frozen=True)
class Plan:
    """El destino de cada correo, en el orden en que se escribieron."""

    renglones: tuple[Renglon, ...]

    @property
    def huella(self) -> str:
        """Cambia si cambia el destino de cualquier correo."""
        partes = (f"{r.correo}|{r.destino}|{r.invitacion_id}" for r in self.renglones)
        return hashlib.sha256("\n".join(partes).encode()).hexdigest()[:32]

    def de(self, destino: Destino) -> list[Renglon]:
        """Los renglones con ese destino."""
        return [renglon for renglon in self.renglones if renglon.destino is destino]

    def por_enviar(self, incluir: Collection[str]) -> list[Renglon]:
        """Los que saldrán: los nuevos y los que se pidió incluir."""
        return [
            r
            for r in self.renglones
            if r.destino is Destino.NUEVA or (r.se_puede_incluir and r.correo in incluir)
        ]


def planear(red: Red, texto: str, instante: datetime) -> Plan:
    """Lee los correos y dice qué pasará con cada uno; las mismas consultas, sean cuantos sean."""
    direcciones = leer_direcciones(texto)
    correos = {direccion.correo for direccion in direcciones if direccion.correo}
    integrantes = consultas_envio.integrantes_con_correo(red.id, correos)
    previas = consultas_envio.previas(red.id, correos)
    nombres = {direccion.correo: direccion.nombre for direccion in direcciones if direccion.correo}
    dudosas = identidad.por_revisar(red.id, nombres, instante.astimezone(ZoneInfo(red.zona)).date())
    conocidos = dominios.de_la_red(red.id)
    vistos: set[str] = set()
    renglones = []
    for direccion in direcciones:
        correo = direccion.correo
        destino, explicacion, invitacion = Destino.NUEVA, "", previas.get(correo)
        if not correo:
            destino, explicacion = Destino.MAL_ESCRITA, direccion.problema
        elif correo in vistos:
            destino = Destino.REPETIDA
        elif correo in integrantes:
            destino, explicacion = Destino.YA_INTEGRA, _como_integra(integrantes[correo])
        elif invitacion is not None:
            destino, explicacion = _segun_la_previa(invitacion, instante)
        if destino is Destino.NUEVA and correo in dudosas:
            destino, explicacion = Destino.IDENTIDAD, dudosas[correo]
        if destino is Destino.NUEVA and (quiza := dominios.sugerencia(correo, conocidos)):
            explicacion = f"¿Quisiste decir {quiza}? {explicacion}".strip()
        vistos.add(correo)
        renglones.append(_renglon(direccion, destino, explicacion, invitacion))
    return Plan(tuple(renglones))


def _renglon(
    direccion: Direccion, destino: Destino, explicacion: str, invitacion: Invitacion | None
) -> Renglon:
    return Renglon(
        direccion.escrito,
        direccion.correo,
        direccion.nombre,
        destino,
        explicacion,
        invitacion.id
        if invitacion is not None
        and (
            destino is Destino.YA_INVITADA
            or (invitacion.borrador_suelto and destino in {Destino.NUEVA, Destino.IDENTIDAD})
        )
        else None,
    )


def _como_integra(estado: EstadoMembresia) -> str:
    return "Está en pausa: puedes reactivarla desde Integrantes." if estado == "en_pausa" else ""


def _segun_la_previa(invitacion: Invitacion, instante: datetime) -> tuple[Destino, str]:
    """Destino de un correo que ya tuvo una invitación."""

    def dia(momento: datetime | None) -> str:
        return fecha(invitacion.dia(momento) if momento else None)

    estado = invitacion.estado(instante)
    if estado is EstadoInvitacion.VENCIDA:
        return Destino.YA_INVITADA, f"Tuvo una que venció el {dia(invitacion.vence_en)} sin respuesta."
    if invitacion.borrador_suelto:
        return Destino.NUEVA, "Se le iba a invitar, pero ese envío se detuvo antes de salir."
    if estado is EstadoInvitacion.BORRADOR:
        return Destino.YA_BORRADOR, "Está entre los borradores: envíala desde su convocatoria."
    if estado is EstadoInvitacion.REBOTADA:
        return Destino.YA_INVITADA, "Tiene una invitación cuyo correo no llegó: revisa que esté bien escrito."
    if estado in SIN_RESPONDER:
        return Destino.YA_INVITADA, f"Tiene una invitación que vence el {dia(invitacion.vence_en)}."
    if estado is EstadoInvitacion.RECHAZADA:
        return Destino.RECHAZO, f"Respondió que no el {dia(invitacion.rechazada_en)}."
    if estado is EstadoInvitacion.ACEPTADA:
        return Destino.NUEVA, "Integró la Red antes y la dejó."
    return Destino.NUEVA, "Se le revocó una invitación anterior."
