"""El correo por salir: se escribe en la misma transacción que el hecho y se envía después."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from red.base import Modelo, Opcion


class EstadoAviso(Opcion):
    """Qué ha pasado con un correo."""

    PENDIENTE = "pendiente", "Por enviar"
    ENVIADO = "enviado", "Enviado"
    FALLIDO = "fallido", "No se pudo enviar"
    DESCARTADO = "descartado", "Ya no hacía falta"


class Aviso(Modelo):
    """Correo para una persona: qué plantilla, con qué datos y cómo va su envío.

    No guarda el texto ni enlaces con llave: se redacta al enviar, y la llave sólo viaja en el correo.
    """

    __table_args__ = (
        Index("ix_aviso_por_enviar", "estado", "siguiente_en"),
        Index("ix_aviso_referencia", "referencia"),
    )

    plantilla: Mapped[str]
    para: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    datos: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={"bitacora": "reservado"})
    referencia: Mapped[str | None] = mapped_column(comment="De qué trata: «invitacion:12»")
    identificador: Mapped[str] = mapped_column(unique=True, comment="Message-ID: no cambia al reintentar")
    estado: Mapped[EstadoAviso] = mapped_column(default=EstadoAviso.PENDIENTE)
    intentos: Mapped[int] = mapped_column(default=0, info={"bitacora": "omitir"})
    creado_en: Mapped[datetime]
    siguiente_en: Mapped[datetime] = mapped_column(
        comment="No antes de este instante", info={"bitacora": "omitir"}
    )
    enviado_en: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(
        comment="Qué respondió el servidor de correo", info={"bitacora": "omitir"}
    )
