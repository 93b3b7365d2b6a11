"""Escribir un correo por salir y anotar qué pasó con él.

El correo queda con el hecho que lo causa, o no queda ninguno de los dos. Quien envía lo toma por un plazo: si el
proceso muere, el plazo vence y otro lo toma; nada se pierde, y lo más que puede pasar es que llegue dos veces
con el mismo Message-ID.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, or_, update
from sqlalchemy.orm.attributes import set_committed_value

from red.avisos import consultas
from red.avisos.clases import es_urgente
from red.avisos.modelos import Aviso, EstadoAviso, EstadoLote, Lote
from red.base import al_confirmar, db
from red.libreta import Libreta
from red.reloj import ahora
from red.tareas import cola

PLAZO = timedelta(minutes=5)
"""Cuánto es de quien lo tomó; más que lo que puede durar una conversación con el servidor de correo."""

INTENTOS_MAXIMOS = 42
"""Con la espera creciente son unos tres días insistiendo."""

ESPERA_INICIAL, ESPERA_MAXIMA = 60, 2 * 3600

ADELANTO = timedelta(days=30)
"""Lo urgente nace como si llevara un mes esperando: pasa delante de diez mil invitaciones."""

_TABLA = cast(Table, Aviso.__table__)


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
    db.session.execute(insert(_TABLA), nuevos)
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
        "siguiente_en": momento - ADELANTO if es_urgente(plantilla) else momento,
    }


def encolar_otra_vez(aviso: Aviso) -> Aviso:
    """Escribe de nuevo un correo que no llegó, como otro correo: lo que se diga del anterior no lo toca."""
    return encolar(aviso.plantilla, aviso.para, dict(aviso.datos), aviso.referencia, red_id=aviso.red_id)


def despertar() -> None:
    """Pide que se envíe lo que espera, sin esperar al repaso de cada minuto."""
    cola.pedir("enviar_avisos")


def dar_a_saber(aviso: Aviso) -> None:
    """Avisa a quienes siguen la suerte de ese correo."""
    for enterar in AL_SABER:
        enterar(aviso)


def apartar(avisos: Sequence[Aviso], momento: datetime) -> None:
    """Son de quien los tomó durante el plazo."""
    ids = [aviso.id for aviso in avisos]
    tomado = {"intentos": _TABLA.c.intentos + 1, "siguiente_en": momento + PLAZO}
    db.session.execute(update(_TABLA).where(_TABLA.c.id.in_(ids)).values(tomado))
    for aviso in avisos:
        set_committed_value(aviso, "intentos", aviso.intentos + 1)
        set_committed_value(aviso, "siguiente_en", momento + PLAZO)


def soltar(aviso: Aviso) -> None:
    """Quien lo tomó no llegó a intentarlo: queda como estaba."""
    aviso.intentos -= 1
    aviso.siguiente_en = ahora()


def sigue_siendo_mio(aviso: Aviso, intento: int) -> bool:
    """Si nadie lo tomó después: quien se tardó más que el plazo ya no manda sobre él."""
    return aviso.estado is EstadoAviso.PENDIENTE and aviso.intentos == intento


_SALIO = {"estado": EstadoAviso.ENVIADO, "enviado_en": bindparam("momento"), "error": None}
_APUNTAR = (
    update(_TABLA)
    .where(
        _TABLA.c.id == bindparam("cual"),
        _TABLA.c.intentos == bindparam("intento"),
        # Aunque entre tanto alguien lo haya detenido: lo que salió, salió.
        or_(_TABLA.c.estado == EstadoAviso.PENDIENTE, _TABLA.c.estado == EstadoAviso.DESCARTADO),
    )
    .values(_SALIO)
)
_APUNTAR_LO_DE_DENTRO = (
    update(_TABLA)
    .where(_TABLA.c.resumen_id == bindparam("cual"), _TABLA.c.estado == EstadoAviso.PENDIENTE)
    .values(_SALIO)
)


def apuntar_envio(libreta: Libreta, aviso_id: int, intento: int, *, es_resumen: bool = False) -> None:
    """El servidor lo aceptó. Se apunta cada uno antes de mandar el siguiente.

    De un resumen se apunta primero lo que lleva dentro: si el proceso muere en medio, el resumen sale otra vez.
    """
    momento = ahora()
    if es_resumen:
        libreta.apuntar(_APUNTAR_LO_DE_DENTRO, {"cual": aviso_id, "momento": momento})
    libreta.apuntar(_APUNTAR, {"cual": aviso_id, "intento": intento, "momento": momento})


def anotar_tropiezo(aviso: Aviso, error: str) -> None:
    """No se pudo por ahora: se vuelve a intentar, cada vez más tarde y nunca todos a la vez."""
    aviso.error = error[:500]
    if aviso.intentos >= INTENTOS_MAXIMOS:
        _dar_por_fallido(aviso)
        return
    aviso.siguiente_en = ahora() + timedelta(seconds=espera(aviso.intentos))


def anotar_rechazo(aviso: Aviso, error: str) -> None:
    """El servidor dijo que no lo aceptará: insistir no sirve, alguien ha de mirar por qué."""
    aviso.error = error[:500]
    _dar_por_fallido(aviso)


def _dar_por_fallido(aviso: Aviso) -> None:
    aviso.estado = EstadoAviso.FALLIDO
    aviso.sabido_en = ahora()
    for uno in consultas.del_resumen(aviso.id):
        uno.resumen_id, uno.intentos = None, 1  # lo que iba en el resumen sale por su cuenta, y ya no en otro
    dar_a_saber(aviso)


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
    return base * (0.8 + secrets.randbelow(4000) / 10000)
