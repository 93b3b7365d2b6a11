"""Escribir un correo por salir y anotar qué pasó con él.

El correo queda con el hecho que lo causa, o no queda ninguno de los dos. Quien envía lo toma por un plazo: si el
proceso muere, el plazo vence y otro lo toma; nada se pierde, y lo más que puede pasar es que llegue dos veces
con el mismo Message-ID.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, insert

from red.avisos import consultas
from red.avisos.modelos import Aviso, EstadoAviso, EstadoLote, Lote
from red.base import al_confirmar, db
from red.reloj import ahora
from red.tareas import cola

PLAZO = timedelta(minutes=5)
"""Cuánto es de quien lo tomó; más que lo que puede durar una conversación con el servidor de correo."""

INTENTOS_MAXIMOS = 42
"""Con la espera creciente son unos tres días insistiendo."""

ESPERA_INICIAL, ESPERA_MAXIMA = 60, 2 * 3600


AL_SABER: list[Callable[[Aviso], None]] = []
"""Quienes quieren enterarse de que un correo llegó, se devolvió o no se pudo enviar.

Se les llama con el aviso ya cambiado, dentro de la misma transacción.
"""


def encolar(
    plantilla: str,
    para: str,
    datos: dict[str, Any],
    referencia: str | None = None,
    lote: Lote | None = None,
    *,
    red_id: int | None = None,
) -> Aviso:
    """Deja un correo por enviar; sale cuando la transacción se confirme o, si su lote espera, cuando se apruebe.

    `datos` lleva lo que la plantilla necesita y nunca una llave: las llaves se hacen al redactar
    (véase `red.avisos.redaccion`). `red_id` dice en nombre de qué Red se escribe; con lote, es la del lote.
    """
    aviso = Aviso(**_fila(plantilla, para, datos, referencia, lote, red_id))
    db.session.add(aviso)
    al_confirmar(despertar)
    return aviso


def encolar_muchos(
    plantilla: str,
    filas: Sequence[tuple[str, dict[str, Any], str | None]],
    lote: Lote | None = None,
    *,
    red_id: int | None = None,
) -> int:
    """Deja por enviar muchos correos de una sola vez, cada fila con su `(para, datos, referencia)`; devuelve cuántos.

    Se insertan de corrido: la bitácora anota el lote y no cada correo.
    """
    if not filas:
        return 0
    comun = _fila(plantilla, "", {}, None, lote, red_id)
    azar = secrets.token_hex
    nuevos = [
        {
            **comun,
            "para": para.strip().lower(),
            "datos": datos,
            "referencia": referencia,
            "identificador": azar(16),
        }
        for para, datos, referencia in filas
    ]
    db.session.execute(insert(cast(Table, Aviso.__table__)), nuevos)
    al_confirmar(despertar)
    return len(nuevos)


def _fila(
    plantilla: str,
    para: str,
    datos: dict[str, Any],
    referencia: str | None,
    lote: Lote | None,
    red_id: int | None,
) -> dict[str, Any]:
    """Los valores con que nace un correo."""
    momento = ahora()
    retenido = lote is not None and lote.estado is not EstadoLote.EN_CAMINO
    return {
        "plantilla": plantilla,
        "para": para.strip().lower(),
        "datos": datos,
        "referencia": referencia,
        "identificador": secrets.token_hex(16),
        "red_id": lote.red_id if lote is not None else red_id,
        "lote_id": lote.id if lote is not None else None,
        "estado": EstadoAviso.RETENIDO if retenido else EstadoAviso.PENDIENTE,
        "intentos": 0,
        "creado_en": momento,
        "siguiente_en": momento,
    }


def despertar() -> None:
    """Pide que se envíe lo que espera, sin esperar al repaso de cada minuto."""
    cola.pedir("enviar_avisos")


def dar_a_saber(aviso: Aviso) -> None:
    """Avisa a quienes siguen la suerte de ese correo."""
    for enterar in AL_SABER:
        enterar(aviso)


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
    al_confirmar(despertar)


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
