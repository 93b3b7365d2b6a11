"""Los códigos que se leen con el teléfono: el de cada persona, el que cambia en la pantalla de la sala y su versión en cifras.

Todos llevan una firma HMAC-SHA256 de 128 bits hecha con la clave de la aplicación, una para cada uso: el de una persona no
abre una sala ni al revés. El de la persona nombra su inscripción y la firma además dice de qué persona y de qué edición.
El de la sala dice de qué jornada y de qué medio minuto es; pasados dos cambios ya no vale, así que una foto que se manda
después no sirve. El pase es de una persona ante una jornada y dura lo que tarda en tocar el botón.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

CADA = 30
"""Segundos entre un cambio y el siguiente del código de la sala."""
VUELTAS = 2
"""Cuántos cambios después sigue valiendo: lo que tarda alguien en sacar el teléfono."""
DURA_EL_PASE = 180
"""Segundos entre leer el código de la sala y tocar el botón."""
_FORMA = re.compile(r"([0-9a-f]{1,10})\.(?:([0-9a-f]{1,10})\.)?([A-Za-z0-9_-]{22})")


def _firma(clave: str, uso: str, *partes: int) -> str:
    dicho = f"asistencias/{uso}/" + "/".join(map(str, partes))
    resumen = hmac.new(clave.encode(), dicho.encode(), sha256).digest()[:16]
    return urlsafe_b64encode(resumen).decode().rstrip("=")


def _igual(una: str, otra: str) -> bool:
    return hmac.compare_digest(una.encode(), otra.encode())


# ------------------------------------------------------------------ El de cada persona


def codigo_personal(clave: str, inscripcion: int, edicion: int, persona: int) -> str:
    """El código de una persona en una edición."""
    return f"{inscripcion:x}.{_firma(clave, 'persona', inscripcion, edicion, persona)}"


def inscripcion_nombrada(codigo: str) -> int | None:
    """La inscripción que dice el código, sin creerle todavía; None si ni siquiera tiene la forma."""
    hallado = _FORMA.fullmatch(codigo)
    return int(hallado[1], 16) if hallado is not None and hallado[2] is None else None


def es_suyo(clave: str, codigo: str, inscripcion: int, edicion: int, persona: int) -> bool:
    """Si el código es de esa persona en esa edición."""
    return _igual(codigo, codigo_personal(clave, inscripcion, edicion, persona))


# ------------------------------------------------------------------ El de la sala


def vuelta(momento: datetime) -> int:
    """En qué medio minuto cae ese momento."""
    return int(momento.timestamp()) // CADA


def faltan(momento: datetime) -> int:
    """Segundos que faltan para el siguiente cambio."""
    return CADA - int(momento.timestamp()) % CADA


def codigo_de_sala(clave: str, jornada: int, momento: datetime) -> str:
    """El código que la pantalla muestra en ese momento."""
    cual = vuelta(momento)
    return f"{jornada:x}.{cual:x}.{_firma(clave, 'sala', jornada, cual)}"


def jornada_del_codigo(clave: str, codigo: str, momento: datetime) -> int | None:
    """De qué jornada es el código, si la firma es nuestra y es de hace a lo más dos cambios."""
    hallado = _FORMA.fullmatch(codigo)
    if hallado is None or hallado[2] is None:
        return None
    jornada, cual = int(hallado[1], 16), int(hallado[2], 16)
    if not _igual(hallado[3], _firma(clave, "sala", jornada, cual)):
        return None
    return jornada if 0 <= vuelta(momento) - cual <= VUELTAS else None


def cifras(clave: str, jornada: int, momento: datetime) -> str:
    """Las seis cifras que acompañan al código, para quien no puede leerlo."""
    return _cifras(clave, jornada, vuelta(momento))


def _cifras(clave: str, jornada: int, cual: int) -> str:
    dicho = f"asistencias/cifras/{jornada}/{cual}"
    resumen = hmac.new(clave.encode(), dicho.encode(), sha256).digest()
    return f"{int.from_bytes(resumen[:8]) % 1_000_000:06d}"


def son_las_cifras(clave: str, escritas: str, jornada: int, momento: datetime) -> bool:
    """Si esas cifras son las de la sala, ahora o hace a lo más dos cambios."""
    actual = vuelta(momento)
    validas = [_cifras(clave, jornada, actual - antes) for antes in range(VUELTAS + 1)]
    return any(_igual(escritas, unas) for unas in validas)


# ------------------------------------------------------------------ El pase


def pase(clave: str, jornada: int, persona: int, momento: datetime) -> str:
    """Lo que permite a esa persona, y a nadie más, tocar el botón poco después de leer el código."""
    segundos = int(momento.timestamp())
    return f"{jornada:x}.{segundos:x}.{_firma(clave, 'pase', jornada, persona, segundos)}"


def jornada_del_pase(clave: str, escrito: str, persona: int, momento: datetime) -> int | None:
    """De qué jornada es el pase, si es de esa persona y sigue vivo."""
    hallado = _FORMA.fullmatch(escrito)
    if hallado is None or hallado[2] is None:
        return None
    jornada, segundos = int(hallado[1], 16), int(hallado[2], 16)
    if not _igual(hallado[3], _firma(clave, "pase", jornada, persona, segundos)):
        return None
    return jornada if 0 <= momento.timestamp() - segundos <= DURA_EL_PASE else None
