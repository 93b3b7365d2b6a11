"""De la carta ya redactada al mensaje que viaja, con sus dos formas y cabeceras que no cambian de un intento a otro.

Se arma a mano porque son siempre las mismas piezas: la clase general de la biblioteca tarda tanto como mandarlo.
"""

import re
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from red.avisos.carta import Calendario
from red.avisos.transporte import Sobre

_UNA_DIRECCION = re.compile(r"[^\s<>(),;:\"\\\[\]@]{1,64}@[^\s<>(),;:\"\\\[\]@]{1,255}")


def armar(
    para: str,
    asunto: str,
    texto: str,
    html: str,
    *,
    remitente: str,
    clave: str,
    en: datetime,
    rebotes: str = "",
    calendario: Calendario | None = None,
) -> Sobre:
    """El sobre de un correo; lanza ValueError si la dirección no es una y sólo una.

    `rebotes` es a dónde han de volver los que no lleguen; sin ella, a quien envía. Lo del calendario va dos veces, como
    lo esperan los programas de correo: entre las formas del texto, para que lo entiendan, y como archivo, para que se
    pueda guardar.
    """
    para = destino(para)
    de, suya = _remitente(remitente)
    de_donde = suya.rpartition("@")[2] or "localhost"
    corte = f"=_{clave}"
    cabeceras = (
        f"From: {de}",
        f"To: {para}",
        f"Subject: {_en_cabecera(asunto)}",
        f"Date: {format_datetime(en)}",
        f"Message-ID: <{clave}@{de_donde}>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "Content-Language: es",
        "MIME-Version: 1.0",
    )
    cuerpo = (
        _formas(corte, texto, html) if calendario is None else _con_calendario(corte, texto, html, calendario)
    )
    datos = b"\r\n".join(("\r\n".join(cabeceras).encode("ascii"), *cuerpo))
    return Sobre(rebotes or suya, para, datos, clave, en)


def _formas(corte: str, texto: str, html: str, *otras: bytes) -> tuple[bytes, ...]:
    """El mismo mensaje en sus distintas formas: cada programa muestra la última que entiende."""
    return (
        f'Content-Type: multipart/alternative; boundary="{corte}"'.encode("ascii"),
        b"",
        *_parte(corte, "plain", texto),
        *_parte(corte, "html", html),
        *otras,
        f"--{corte}--\r\n".encode("ascii"),
    )


def _con_calendario(corte: str, texto: str, html: str, calendario: Calendario) -> tuple[bytes, ...]:
    dentro = f"{corte}.f"
    aparte = ('Content-Disposition: attachment; filename="agenda.ics"',)
    return (
        f'Content-Type: multipart/mixed; boundary="{corte}"'.encode("ascii"),
        b"",
        f"--{corte}".encode("ascii"),
        *_formas(
            dentro, texto, html, *_parte(dentro, f"calendar; method={calendario.metodo}", calendario.texto)
        ),
        *_parte(corte, "calendar", calendario.texto, *aparte),
        f"--{corte}--\r\n".encode("ascii"),
    )


def destino(para: str) -> str:
    """La dirección como viaja, con su dominio en ASCII; lanza ValueError si no es una y sólo una.

    >>> destino("ana@ayuntamiento-de-ñuñoa.test")
    'ana@xn--ayuntamiento-de-uoa-x0bg.test'
    """
    if not _UNA_DIRECCION.fullmatch(para):
        raise ValueError("No es una dirección")
    local, _, dominio = para.rpartition("@")
    return f"{local.encode('ascii').decode()}@{dominio.encode('idna').decode()}"


def _parte(corte: str, forma: str, contenido: str, *mas: str) -> tuple[bytes, ...]:
    plano = contenido.replace("\r\n", "\n").encode()
    return (
        f"--{corte}".encode("ascii"),
        f'Content-Type: text/{forma}; charset="utf-8"'.encode("ascii"),
        b"Content-Transfer-Encoding: quoted-printable",
        *(cabecera.encode("ascii") for cabecera in mas),
        b"",
        b2a_qp(plano, istext=True).replace(b"\n", b"\r\n"),
    )


@lru_cache(maxsize=8)
def _remitente(remitente: str) -> tuple[str, str]:
    """Cómo va en la cabecera y su dirección."""
    nombre, direccion = parseaddr(remitente)
    return formataddr((nombre, direccion), "utf-8"), direccion


@lru_cache(maxsize=64)
def _en_cabecera(asunto: str) -> str:
    limpio = " ".join(asunto.split())
    if limpio.isascii() and limpio.isprintable() and len(limpio) < 66:
        return limpio
    return Header(limpio, "utf-8", header_name="Subject").encode(linesep="\r\n")
