"""Qué pasará con cada correo pegado, antes de enviar nada.

El plan que se muestra es el que se ejecuta: si algo cambió entre tanto, su huella ya no coincide y se
muestra de nuevo en vez de enviar otra cosa.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from red.base import Opcion
from red.invitaciones import consultas
from red.invitaciones.direcciones import Direccion, leer_direcciones
from red.invitaciones.modelos import EstadoInvitacion, Invitacion
from red.redes.modelos import EstadoMembresia, Red
from red.textos import fecha

MAXIMO = 50
"""Cuántos correos se admiten de una vez."""


class Destino(Opcion):
    """Qué se hará con un correo de la lista."""

    NUEVA = "nueva", "Se enviará"
    YA_INVITADA = "ya_invitada", "Ya tiene una invitación"
    RECHAZO = "rechazo", "Respondió que no"
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
        return self.destino in {Destino.YA_INVITADA, Destino.RECHAZO}


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
    """Lee los correos y dice qué pasará con cada uno; dos consultas, sean cuantos sean."""
    direcciones = leer_direcciones(texto)
    correos = {direccion.correo for direccion in direcciones if direccion.correo}
    integrantes = consultas.integrantes_con_correo(red.id, correos)
    previas = consultas.previas(red.id, correos)
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
        invitacion.id if invitacion is not None and destino is Destino.YA_INVITADA else None,
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
    if estado in {EstadoInvitacion.ENVIADA, EstadoInvitacion.ABIERTA}:
        return Destino.YA_INVITADA, f"Tiene una invitación que vence el {dia(invitacion.vence_en)}."
    if estado is EstadoInvitacion.RECHAZADA:
        return Destino.RECHAZO, f"Respondió que no el {dia(invitacion.rechazada_en)}."
    if estado is EstadoInvitacion.ACEPTADA:
        return Destino.NUEVA, "Integró la Red antes y la dejó."
    return Destino.NUEVA, "Se le revocó una invitación anterior."
