"""Lo que cada Red dice a quien llega, y por dónde va cada quien en su guía."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Paso(Opcion):
    """Lo primero que conviene hacer al llegar; si está hecho lo dicen los datos."""

    PERFIL = "perfil", "Completa tu perfil"
    TEMAS = "temas", "Di qué ofreces y qué buscas"
    PRIVACIDAD = "privacidad", "Decide quién ve tus datos"
    CURSO = "curso", "Aparta tu lugar en un curso"


class GuiaDeBienvenida(Modelo):
    """El texto con que una Red recibe; sin fila, el de la casa."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), unique=True)
    texto: Mapped[str]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    guardada_en: Mapped[datetime]

    red: Mapped[Red] = relationship()


class Bienvenida(Modelo):
    """La guía de una persona en una Red: empieza al sumarse y, terminada, no vuelve a mostrarse."""

    __table_args__ = (UniqueConstraint("persona_id", "red_id"),)

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    empezo_en: Mapped[datetime]
    saltados: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="Los pasos que dejó para después"
    )
    terminada_en: Mapped[datetime | None]

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship()
