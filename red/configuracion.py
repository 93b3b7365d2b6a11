"""Las variables de entorno, con su tipo, su valor por omisión y lo que significan.

Producción no arranca con una configuración débil: es mejor no servir que servir sin llave.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

RAIZ = Path(__file__).resolve().parent.parent
INSTANCIA = RAIZ / "instancia"

CUOTAS = {"administradora": 20_000, "coordinadora": 10_000, "analista": 0, "enlace": 100, "integrante": 20}
"""A cuántas personas puede escribir al día quien tiene cada papel, si no se dice otra cosa."""


class Entorno(StrEnum):
    """Para qué se levanta el sistema."""

    PRODUCCION = "produccion"
    DEMO = "demo"
    PRUEBAS = "pruebas"


class ConfiguracionInvalida(Exception):
    """Una variable de entorno impide arrancar; el mensaje dice cuál y qué hacer."""


@dataclass(frozen=True)
class Configuracion:
    """Todo lo que cambia de una instalación a otra."""

    entorno: Entorno = Entorno.DEMO
    base_datos: str = field(default="", repr=False)
    clave_secreta: str = field(default="", repr=False)
    url_publica: str = "http://127.0.0.1:8000"
    correo: str = field(default="", repr=False)
    remitente: str = "Red <no-responder@localhost>"
    rebotes: str = field(default="", repr=False)
    rebotes_a: str = ""
    rebotes_clave: str = field(default="", repr=False)
    silencio: tuple[int, int] | None = None
    cuotas: Mapping[str, int] = field(default_factory=dict)
    llave_constancias: str = field(default="", repr=False)
    cola: str = field(default="embebida", repr=False)
    proxies: int = 0
    instancia: Path = INSTANCIA
    costo_contrasena: int = 2

    @property
    def es_produccion(self) -> bool:
        """Si se sirve a personas reales."""
        return self.entorno is Entorno.PRODUCCION

    @property
    def hay_correo(self) -> bool:
        """Si los avisos salen por SMTP; si no, se entregan en el buzón local."""
        return bool(self.correo)

    @property
    def usa_https(self) -> bool:
        """Si la dirección pública es segura: de ello dependen las cookies y HSTS."""
        return self.url_publica.startswith("https://")

    @property
    def cola_externa(self) -> bool:
        """Si los trabajos de fondo viven en Redis y los atiende otro proceso."""
        return self.cola.startswith(("redis://", "rediss://"))

    @property
    def anfitrion(self) -> str:
        """Nombre de máquina de la dirección pública, el único que se atiende en producción."""
        return urlsplit(self.url_publica).netloc.lower().removesuffix(":443")


def leer(entorno: Mapping[str, str] = os.environ) -> Configuracion:
    """Lee la configuración del entorno; lanza ConfiguracionInvalida si algo impide arrancar."""
    try:
        modo = Entorno(entorno.get("RED_ENTORNO", "demo"))
    except ValueError:
        raise ConfiguracionInvalida(
            f"RED_ENTORNO debe ser produccion, demo o pruebas; llegó «{entorno['RED_ENTORNO']}»."
        ) from None
    instancia = Path(entorno.get("RED_INSTANCIA", str(INSTANCIA))).resolve()
    instancia.mkdir(parents=True, exist_ok=True)
    base_datos = entorno.get("RED_BASE_DATOS") or f"sqlite:///{instancia / 'red.sqlite'}"
    if base_datos.startswith("postgresql://"):
        base_datos = base_datos.replace("postgresql://", "postgresql+psycopg://", 1)
    proxies = entorno.get("RED_PROXIES", "0")
    if not (proxies.isascii() and proxies.isdigit()):
        raise ConfiguracionInvalida("RED_PROXIES debe ser un número entero: 0, 1, 2…")
    if modo is Entorno.PRODUCCION and entorno.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false", "no"}:
        raise ConfiguracionInvalida("En producción FLASK_DEBUG no se usa: enseñaría el código a cualquiera.")
    configuracion = Configuracion(
        entorno=modo,
        base_datos=base_datos,
        clave_secreta=entorno.get("RED_CLAVE_SECRETA", ""),
        url_publica=entorno.get("RED_URL_PUBLICA", "http://127.0.0.1:8000").rstrip("/"),
        correo=entorno.get("RED_CORREO", ""),
        remitente=entorno.get("RED_REMITENTE", "Red <no-responder@localhost>"),
        rebotes=entorno.get("RED_REBOTES", ""),
        rebotes_a=entorno.get("RED_REBOTES_A", ""),
        rebotes_clave=entorno.get("RED_REBOTES_CLAVE", ""),
        silencio=None if modo is Entorno.PRUEBAS else _horas_de_silencio(entorno.get("RED_SILENCIO", "21-7")),
        cuotas=_cuotas(entorno.get("RED_CUOTAS", "")),
        llave_constancias=entorno.get("RED_LLAVE_CONSTANCIAS", "").strip(),
        cola=entorno.get("RED_COLA") or "embebida",
        proxies=int(proxies),
        instancia=instancia,
        costo_contrasena=1 if modo is Entorno.PRUEBAS else 2,
    )
    _comprobar(configuracion)
    if not configuracion.clave_secreta:
        return _con_clave_de_instancia(configuracion)
    return configuracion


def _comprobar(configuracion: Configuracion) -> None:
    if configuracion.correo and not _es_direccion(configuracion.correo, "smtp", "smtps"):
        raise ConfiguracionInvalida(
            "RED_CORREO debe empezar con smtp:// o smtps:// y decir el servidor, por ejemplo "
            "smtp://usuario:clave@servidor:587."
        )
    rebotes = configuracion.rebotes
    if rebotes and not (rebotes.startswith("maildir:/") or _es_direccion(rebotes, "imap", "imaps")):
        raise ConfiguracionInvalida(
            "RED_REBOTES debe ser maildir:/ruta o imaps://cuenta:clave@servidor/carpeta: ahí se leen los devueltos."
        )
    if configuracion.rebotes_clave and len(configuracion.rebotes_clave) < 24:
        raise ConfiguracionInvalida("RED_REBOTES_CLAVE necesita al menos 24 caracteres al azar.")
    if configuracion.llave_constancias and not _es_llave(configuracion.llave_constancias):
        raise ConfiguracionInvalida(
            "RED_LLAVE_CONSTANCIAS necesita 32 bytes al azar en base64. Hazla una vez, y guárdala bien, con: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if not _es_direccion(configuracion.url_publica, "http", "https"):
        raise ConfiguracionInvalida("RED_URL_PUBLICA debe empezar con https:// (o http:// en pruebas).")
    if configuracion.cola != "embebida" and not configuracion.cola_externa:
        raise ConfiguracionInvalida("RED_COLA debe quedar vacía, decir «embebida» o empezar con redis://.")
    if not configuracion.es_produccion:
        return
    clave = configuracion.clave_secreta
    if len(clave) < 32 or len(set(clave)) < 12:
        raise ConfiguracionInvalida(
            "En producción RED_CLAVE_SECRETA necesita al menos 32 caracteres al azar. Hazla con: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if not configuracion.usa_https:
        raise ConfiguracionInvalida(
            "En producción RED_URL_PUBLICA debe ser la dirección https:// que verán las personas: "
            "con ella se arman los enlaces de los correos y se protege la sesión."
        )


def _horas_de_silencio(escritas: str) -> tuple[int, int] | None:
    """Las horas en que no se escribe lo que no urge: «21-7»; «no», a cualquiera se escribe."""
    if escritas.strip().lower() in {"", "no"}:
        return None
    desde, _, hasta = escritas.partition("-")
    if not all(h.strip().isdecimal() and int(h) < 24 for h in (desde, hasta)):
        raise ConfiguracionInvalida("RED_SILENCIO debe decir dos horas, por ejemplo 21-7, o «no».")
    return int(desde), int(hasta)


def _cuotas(escritas: str) -> dict[str, int]:
    """A cuántas personas puede escribir al día cada papel: «coordinadora:2000,enlace:100»; lo que falta queda igual."""
    cuotas = dict(CUOTAS)
    for par in filter(None, (parte.strip() for parte in escritas.split(","))):
        rol, _, cuantas = par.partition(":")
        if rol.strip() not in CUOTAS or not cuantas.strip().isdecimal():
            raise ConfiguracionInvalida(
                f"RED_CUOTAS no se entiende en «{par}»: escribe el papel y un número, por ejemplo coordinadora:2000."
            )
        cuotas[rol.strip()] = int(cuantas)
    return cuotas


def _es_direccion(valor: str, *esquemas: str) -> bool:
    """Si es una dirección de esos esquemas con su servidor y, si lo dice, un puerto que es número."""
    partes = urlsplit(valor)
    try:
        return partes.scheme in esquemas and bool(partes.hostname) and partes.port != 0
    except ValueError:
        return False


def _es_llave(escrita: str) -> bool:
    """Si son 32 bytes en base64 para direcciones, con cuerpo: una repetición no es azar."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", escrita) is not None and len(set(escrita)) > 12


def _con_clave_de_instancia(configuracion: Configuracion) -> Configuracion:
    """Fuera de producción la clave se crea una vez y se guarda junto a la base, sólo para su dueña."""
    archivo = configuracion.instancia / "clave_secreta"
    try:
        descriptor = os.open(archivo, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        clave = archivo.read_text().strip()
    else:
        clave = secrets.token_urlsafe(48)
        with os.fdopen(descriptor, "w") as salida:
            salida.write(clave)
    return Configuracion(**{**configuracion.__dict__, "clave_secreta": clave})
