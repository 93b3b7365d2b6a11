"""Un servidor de correo de verdad para las pruebas: recibe, anota y, si se le pide, se porta mal."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Receptor:
    """Lo que el servidor recibió y cómo ha de responder."""

    def __init__(self) -> None:
        self.recibidos: list[tuple[list[str], EmailMessage]] = []
        self.al_destinatario: dict[str, str] = {}
        self.al_mensaje = "250 Recibido"
        self.al_remitente = "250 OK"
        self.demora = 0.0
        self.cortar_tras_datos = False
        self.remitentes: list[str] = []
        self.entradas: list[tuple[str, str]] = []

    async def handle_MAIL(self, _s: SMTP, _sesion: Session, sobre: Envelope, de: str, _o: list[str]) -> str:  # noqa: N802
        """Anota el remitente del sobre."""
        if self.al_remitente.startswith("250"):
            sobre.mail_from = de
        self.remitentes.append(de)
        return self.al_remitente

    async def handle_RCPT(self, _s: SMTP, _sesion: Session, sobre: Envelope, para: str, _o: list[str]) -> str:  # noqa: N802
        """Acepta o rechaza a cada destinatario según se le dijo."""
        respuesta = self.al_destinatario.get(para, "250 OK")
        if respuesta.startswith("250"):
            sobre.rcpt_tos.append(para)
        return respuesta

    async def handle_DATA(self, servidor: SMTP, _sesion: Session, sobre: Envelope) -> str:  # noqa: N802
        """Guarda el mensaje; puede tardar, rechazarlo o cortar sin responder."""
        if self.demora:
            await asyncio.sleep(self.demora)
        if self.al_mensaje.startswith("250"):
            mensaje = message_from_bytes(sobre.content, policy=policy.default)
            self.recibidos.append((list(sobre.rcpt_tos), mensaje))
        if self.cortar_tras_datos:
            servidor.transport.abort()
        return self.al_mensaje

    def para(self, direccion: str) -> list[EmailMessage]:
        """Los mensajes que recibió esa dirección."""
        return [mensaje for destinos, mensaje in self.recibidos if direccion in destinos]


class Control(Controller):
    """Toma el puerto que el sistema le dé: dos pruebas a la vez no se estorban."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def servidor_de_correo(receptor: Receptor | None = None, **opciones: Any) -> Iterator[tuple[Receptor, str]]:
    """Levanta el servidor en un puerto libre; da el receptor y la dirección para RED_CORREO."""
    receptor = receptor or Receptor()
    control = Control(receptor, hostname="127.0.0.1", port=0, **opciones)
    control.start()
    try:
        yield receptor, f"smtp://127.0.0.1:{control.port}"
    finally:
        control.stop()
