"""Lo que hay en el buzón de archivos: para leerlo en la demostración, donde no hay servidor de correo."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from red.configuracion import Configuracion, Entorno
from red.errores import NoEncontrado

RECIENTES = 500
"""Hasta cuántos mensajes se miran: es un buzón de demostración, no un archivo."""

_CLAVE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Mensaje:
    """Un mensaje del buzón."""

    clave: str
    para: str
    de: str
    asunto: str
    en: datetime
    parrafos: tuple[str, ...] = ()


def hay_buzon(configuracion: Configuracion) -> bool:
    """Si el buzón se puede ver: sólo en la demostración de esta misma máquina y sin correo de verdad.

    Detrás de otro servidor o con otro nombre de sitio no existe, aunque se olvide decir que es producción.
    """
    local = urlsplit(configuracion.url_publica).hostname in {"127.0.0.1", "localhost", "::1"}
    demostrativo = configuracion.entorno in {Entorno.DEMO, Entorno.PRUEBAS}
    return demostrativo and local and not configuracion.hay_correo and not configuracion.proxies


def recientes(configuracion: Configuracion, direccion: str = "") -> list[Mensaje]:
    """Los mensajes, del más nuevo al más viejo; sólo los de esa dirección si se dice."""
    archivos = sorted(
        _archivos(configuracion), key=lambda a: (a.name[:10], a.stat().st_mtime_ns), reverse=True
    )
    mensajes = [_leer(archivo) for archivo in archivos[:RECIENTES]]
    buscada = direccion.strip().lower()
    return [mensaje for mensaje in mensajes if buscada in mensaje.para]


def mensaje(configuracion: Configuracion, clave: str) -> Mensaje:
    """El mensaje con esa clave; lanza NoEncontrado si no está."""
    if not _CLAVE.fullmatch(clave):
        raise NoEncontrado
    for archivo in _archivos(configuracion):
        if archivo.name.split(".")[1] == clave:
            return _leer(archivo)
    raise NoEncontrado


def _archivos(configuracion: Configuracion) -> list[Path]:
    carpeta = configuracion.instancia / "buzon"
    return [*carpeta.glob("new/*.*.red"), *carpeta.glob("cur/*.*.red*")]


def _leer(archivo: Path) -> Mensaje:
    leido = BytesParser(policy=policy.default).parsebytes(archivo.read_bytes())
    assert isinstance(leido, EmailMessage)
    cuerpo = leido.get_body(("plain",))
    texto: str = cuerpo.get_content() if cuerpo is not None else ""
    return Mensaje(
        clave=archivo.name.split(".")[1],
        para=str(leido["To"]).lower(),
        de=str(leido["From"]),
        asunto=str(leido["Subject"]),
        en=leido["Date"].datetime,
        parrafos=tuple(texto.replace("\r\n", "\n").strip().split("\n\n")),
    )
