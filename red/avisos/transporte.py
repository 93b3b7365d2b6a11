"""Por dónde salen los correos: un servidor SMTP, o un buzón en archivos cuando no hay ninguno."""

import os
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from red.configuracion import Configuracion

_PUNTO_INICIAL = re.compile(rb"(?m)^\.")

PACIENCIA = 20
"""Segundos que se espera cada respuesta del servidor."""


@dataclass(frozen=True)
class Sobre:
    """Un mensaje listo para salir: de quién, para quién y lo que viaja."""

    remitente: str
    para: str
    datos: bytes = field(repr=False)
    clave: str
    en: datetime


Hacer = Callable[[], None]


def nada() -> None:
    """Nada que adelantar."""


class Rechazado(Exception):
    """El servidor no acepta este correo y no lo aceptará: insistir no sirve.

    `de_la_direccion` dice si lo que no acepta es a quién va, y no lo que dice.
    """

    def __init__(self, mensaje: str, *, de_la_direccion: bool = False) -> None:
        super().__init__(mensaje)
        self.de_la_direccion = de_la_direccion


class Tropiezo(Exception):
    """Ahora no se pudo; `del_servidor` dice si con los demás correos pasaría lo mismo."""

    def __init__(self, mensaje: str, *, del_servidor: bool = False) -> None:
        super().__init__(mensaje)
        self.del_servidor = del_servidor


class Transporte(Protocol):
    """Quien lleva un mensaje a su destino; lanza Rechazado o Tropiezo."""

    def entregar(self, sobre: Sobre, al_presentarse: Hacer = nada, al_mandar: Hacer = nada) -> None:
        """Entrega un mensaje a una sola dirección.

        Mientras el servidor piensa se adelanta trabajo: `al_presentarse`, antes de mandar nada de este mensaje, y
        `al_mandar`, cuando ya se mandó y falta que conteste. Si algo falla puede que no se les llame.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, clase: type[BaseException] | None, error: BaseException | None, rastro: TracebackType | None
    ) -> None: ...


def abrir(configuracion: Configuracion) -> Transporte:
    """El transporte configurado; no se conecta hasta que haya algo que entregar."""
    if configuracion.hay_correo:
        saludo = urlsplit(configuracion.url_publica).hostname or "localhost"
        return Smtp(Servidor.de(configuracion.correo), saludo)
    return Buzon(configuracion.instancia / "buzon")


@dataclass(frozen=True)
class Servidor:
    """A qué servidor se entrega y cómo, según RED_CORREO."""

    maquina: str
    puerto: int
    cifrado: bool
    cuenta: str = ""
    clave: str = field(default="", repr=False)

    @classmethod
    def de(cls, direccion: str) -> "Servidor":
        """Lee `smtp://cuenta:clave@servidor:587`; lo que lleve signos va codificado con %.

        >>> Servidor.de("smtps://avisos%40inst.gob.mx:a%2Fb@correo.gob.mx")
        Servidor(maquina='correo.gob.mx', puerto=465, cifrado=True, cuenta='avisos@inst.gob.mx')
        >>> Servidor.de("smtp://localhost").puerto
        25
        """
        partes = urlsplit(direccion)
        cifrado = partes.scheme == "smtps"
        cuenta = unquote(partes.username or "")
        por_omision = 465 if cifrado else 587 if cuenta else 25
        return cls(
            maquina=partes.hostname or "localhost",
            puerto=partes.port or por_omision,
            cifrado=cifrado,
            cuenta=cuenta,
            clave=unquote(partes.password or ""),
        )

    @property
    def es_local(self) -> bool:
        """Si está en esta misma máquina: lo que se le dice no sale a la red."""
        if self.maquina == "localhost":
            return True
        try:
            return ip_address(self.maquina).is_loopback
        except ValueError:
            return False


class Smtp:
    """Una conexión con el servidor de correo, que se abre con el primer mensaje y sirve para los demás.

    `saludo` es el nombre con que se presenta: el del sitio, no el de la máquina.
    """

    def __init__(self, servidor: Servidor, saludo: str = "localhost") -> None:
        self._servidor = servidor
        self._saludo = saludo
        self._conexion: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._conexion is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._conexion.quit()
            self._soltar()

    def entregar(self, sobre: Sobre, al_presentarse: Hacer = nada, al_mandar: Hacer = nada) -> None:
        """Un sobre por persona: nadie ve la dirección de otra."""
        try:
            conexion = self._presentar(sobre, al_presentarse)
            codigo, dicho = conexion.docmd("DATA")
            if codigo == 354:
                conexion.send(_PUNTO_INICIAL.sub(b"..", sobre.datos) + b".\r\n")
                al_mandar()
                codigo, dicho = conexion.getreply()
            self._juzgar(codigo, dicho)
        except (smtplib.SMTPException, OSError) as error:
            self._soltar()
            raise Tropiezo(f"Se cortó la conexión: {_decir(error)}", del_servidor=True) from None

    def _presentar(self, sobre: Sobre, al_presentarse: Hacer) -> smtplib.SMTP:
        """Dice de quién y para quién es; si la conexión se cayó mientras esperaba, abre otra.

        Hasta aquí no se ha mandado nada: repetirlo no repite ningún correo.
        """
        usada = self._conexion is not None
        try:
            return self._decir_para_quien(self._conectada(), sobre, al_presentarse)
        except (smtplib.SMTPServerDisconnected, OSError):
            if not usada:
                raise
            self._soltar()
        return self._decir_para_quien(self._conectada(), sobre, al_presentarse)

    def _decir_para_quien(self, conexion: smtplib.SMTP, sobre: Sobre, al_presentarse: Hacer) -> smtplib.SMTP:
        tamano = f" size={len(sobre.datos)}" if conexion.has_extn("size") else ""
        conexion.putcmd("MAIL", f"FROM:<{sobre.remitente}>{tamano}")
        al_presentarse()
        codigo, dicho = conexion.getreply()
        if codigo != 250:
            raise self._del_servidor(codigo, dicho)
        codigo, dicho = conexion.docmd("RCPT", f"TO:<{sobre.para}>")
        if codigo not in {250, 251}:
            self._juzgar(codigo, dicho, de_la_direccion=True)
        return conexion

    def _conectada(self) -> smtplib.SMTP:
        if self._conexion is not None:
            return self._conexion
        try:
            self._conexion = self._conectar()
        except (smtplib.SMTPException, OSError) as error:
            self._soltar()
            raise Tropiezo(f"No se pudo conectar: {_decir(error)}", del_servidor=True) from None
        return self._conexion

    def _conectar(self) -> smtplib.SMTP:
        servidor = self._servidor
        conexion: smtplib.SMTP
        if servidor.cifrado:
            seguro = ssl.create_default_context()
            conexion = smtplib.SMTP_SSL(
                servidor.maquina, servidor.puerto, self._saludo, timeout=PACIENCIA, context=seguro
            )
        else:
            conexion = smtplib.SMTP(servidor.maquina, servidor.puerto, self._saludo, timeout=PACIENCIA)
        self._conexion = conexion
        conexion.ehlo()
        if not servidor.cifrado and conexion.has_extn("starttls"):
            conexion.starttls(context=ssl.create_default_context())
            conexion.ehlo()
        elif not servidor.cifrado and servidor.cuenta and not servidor.es_local:
            raise smtplib.SMTPException("no ofrece cifrado y la clave no se manda en claro")
        if servidor.cuenta:
            conexion.login(servidor.cuenta, servidor.clave)
        return conexion

    def _soltar(self) -> None:
        if self._conexion is not None:
            self._conexion.close()
        self._conexion = None

    def _juzgar(self, codigo: int, respuesta: bytes | str, *, de_la_direccion: bool = False) -> None:
        """2xx es «sí», 4xx es «ahora no» y 5xx es «no». 421 además cierra la conexión."""
        if 200 <= codigo < 300:
            return
        dicho = _respuesta(codigo, respuesta)
        if codigo == 421:
            self._soltar()
            raise Tropiezo(dicho, del_servidor=True)
        if self._conexion is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._conexion.rset()
        if 400 <= codigo < 500:
            raise Tropiezo(dicho)
        raise Rechazado(dicho, de_la_direccion=de_la_direccion)

    def _del_servidor(self, codigo: int, respuesta: bytes | str) -> Tropiezo:
        """Que no acepte a quien envía es asunto de la configuración, no de este correo: se conserva."""
        self._soltar()
        return Tropiezo(f"No acepta el remitente: {_respuesta(codigo, respuesta)}", del_servidor=True)


class Buzon:
    """Un Maildir de verdad bajo `instancia/buzon`, para cuando no hay servidor de correo.

    El nombre del archivo sale del identificador del aviso: entregar dos veces el mismo deja uno solo.
    """

    def __init__(self, carpeta: Path) -> None:
        self._carpeta = carpeta

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def entregar(self, sobre: Sobre, al_presentarse: Hacer = nada, al_mandar: Hacer = nada) -> None:
        """Escribe aparte, asegura en el disco y sólo entonces lo pone entre los recibidos."""
        al_presentarse()
        nombre = f"{int(sobre.en.timestamp()):010d}.{sobre.clave}.red"
        aparte = self._carpeta / "tmp" / nombre
        try:
            for carpeta in (self._carpeta, *(self._carpeta / parte for parte in ("tmp", "new", "cur"))):
                carpeta.mkdir(exist_ok=True, mode=0o700)
            with open(aparte, "wb") as archivo:
                archivo.write(sobre.datos)
                archivo.flush()
                os.fsync(archivo.fileno())
            os.replace(aparte, self._carpeta / "new" / nombre)
            al_mandar()
        except OSError as error:
            raise Tropiezo(f"No se pudo escribir en el buzón: {error.strerror}", del_servidor=True) from None


def _respuesta(codigo: int, respuesta: bytes | str) -> str:
    texto = respuesta.decode("utf-8", "replace") if isinstance(respuesta, bytes) else respuesta
    return f"{codigo} {' '.join(texto.split())}"


def _decir(error: Exception) -> str:
    """La falla en pocas palabras, sin la clave ni la cuenta."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _respuesta(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__
