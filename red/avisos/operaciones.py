"""Escribir un correo por salir y anotar qué pasó con él.

El correo queda con el hecho que lo causa, o no queda ninguno de los dos. Quien envía lo toma por un plazo: si el
proceso muere, el plazo vence y otro lo toma; nada se pierde, y lo más que puede pasar es que llegue dos veces
con el mismo Message-ID.
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from red.avisos import consultas
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import al_confirmar, db
from red.reloj import ahora
from red.tareas import cola

PLAZO = timedelta(minutes=5)
"""Cuánto es de quien lo tomó; más que lo que puede durar una conversación con el servidor de correo."""

INTENTOS_MAXIMOS = 42
"""Con la espera creciente son unos tres días insistiendo."""

ESPERA_INICIAL, ESPERA_MAXIMA = 60, 2 * 3600


def encolar(plantilla: str, para: str, datos: dict[str, Any], referencia: str | None = None) -> Aviso:
    """Deja un correo por enviar; sale cuando la transacción se confirme.

    `datos` lleva lo que la plantilla necesita y nunca una llave: las llaves se hacen al redactar
    (véase `red.avisos.redaccion`).
    """
    momento = ahora()
    aviso = Aviso(
        plantilla=plantilla,
        para=para.strip().lower(),
        datos=datos,
        referencia=referencia,
        identificador=uuid.uuid4().hex,
        creado_en=momento,
        siguiente_en=momento,
    )
    db.session.add(aviso)
    al_confirmar(_despertar)
    return aviso


def _despertar() -> None:
    cola.pedir("enviar_avisos")


def tomar(momento: datetime) -> Aviso | None:
    """Toma el siguiente correo por el plazo; None si no hay ninguno que toque ya."""
    aviso = consultas.siguiente_con_candado(momento)
    if aviso is not None:
        aviso.intentos += 1
        aviso.siguiente_en = momento + PLAZO
    return aviso


def sigue_siendo_mio(aviso: Aviso, intento: int) -> bool:
    """Si nadie lo tomó después: quien se tardó más que el plazo ya no manda sobre él."""
    return aviso.estado is EstadoAviso.PENDIENTE and aviso.intentos == intento


def anotar_envio(aviso: Aviso) -> None:
    """El servidor lo aceptó."""
    aviso.estado = EstadoAviso.ENVIADO
    aviso.enviado_en = ahora()
    aviso.error = None


def anotar_tropiezo(aviso: Aviso, error: str) -> None:
    """No se pudo por ahora: se vuelve a intentar, cada vez más tarde y nunca todos a la vez."""
    aviso.error = error[:500]
    if aviso.intentos >= INTENTOS_MAXIMOS:
        aviso.estado = EstadoAviso.FALLIDO
        return
    aviso.siguiente_en = ahora() + timedelta(seconds=espera(aviso.intentos))


def anotar_rechazo(aviso: Aviso, error: str) -> None:
    """El servidor dijo que no lo aceptará: insistir no sirve, alguien ha de mirar por qué."""
    aviso.estado = EstadoAviso.FALLIDO
    aviso.error = error[:500]


def anotar_descarte(aviso: Aviso, motivo: str) -> None:
    """Lo que iba a decir dejó de ser cierto."""
    aviso.estado = EstadoAviso.DESCARTADO
    aviso.error = motivo[:500]


def reintentar(aviso: Aviso) -> None:
    """Vuelve a poner por enviar uno que no se pudo."""
    if aviso.estado is not EstadoAviso.FALLIDO:
        return
    aviso.estado = EstadoAviso.PENDIENTE
    aviso.intentos = 0
    aviso.siguiente_en = ahora()
    al_confirmar(_despertar)


def reintentar_fallidos() -> int:
    """Vuelve a poner por enviar todos los que no se pudieron; devuelve cuántos."""
    avisos = consultas.fallidos()
    for aviso in avisos:
        reintentar(aviso)
    return len(avisos)


def espera(intentos: int) -> float:
    """Segundos hasta el próximo intento: se duplican hasta dos horas, con un quinto de azar.

    El azar evita que mil correos detenidos a la vez vuelvan a la vez.
    """
    base: int = min(ESPERA_INICIAL << min(intentos - 1, 20), ESPERA_MAXIMA)
    return base * (0.8 + secrets.randbelow(4001) / 10000)
