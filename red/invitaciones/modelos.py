"""La invitación a una Red y las llaves de sus enlaces; su estado se deduce de lo que pasó."""

import hashlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import NivelCargo, Persona
from red.redes.modelos import Red

SIN_RESPUESTA = "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"


class EstadoInvitacion(Opcion):
    """Qué ha pasado con una invitación."""

    ENVIADA = "enviada", "Sin respuesta"
    ABIERTA = "abierta", "A medias"
    ACEPTADA = "aceptada", "Aceptada"
    RECHAZADA = "rechazada", "Rechazada"
    VENCIDA = "vencida", "Vencida"
    REVOCADA = "revocada", "Revocada"


class Invitacion(Buscable, Modelo):
    """Ofrecimiento de integrar una Red, dirigido a un correo y con fecha límite."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    correo: Mapped[str] = mapped_column(index=True, comment="A quien se invita; en minúsculas")
    nombre: Mapped[str | None]
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"))
    nivel: Mapped[NivelCargo | None]
    mensaje: Mapped[str | None]
    creada_en: Mapped[datetime]
    creada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    vence_en: Mapped[datetime]
    abierta_en: Mapped[datetime | None]
    aceptada_en: Mapped[datetime | None]
    rechazada_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué no acepta, si quiso decirlo")
    propuesta: Mapped[str | None] = mapped_column(
        comment="Correo de quien podría ir en su lugar", info={"bitacora": "reservado"}
    )
    revocada_en: Mapped[datetime | None]
    recordada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo se le recordó que vence")
    nueva_pedida_en: Mapped[datetime | None] = mapped_column(comment="Llegó tarde y pidió otra")
    nota: Mapped[str | None] = mapped_column(
        comment="Lo que la coordinación debe atender: una institución que falta en la lista"
    )
    atendida_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo la coordinación atendió lo pedido, lo propuesto o la nota"
    )
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), comment="Quien aceptó")

    red: Mapped[Red] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    creada_por: Mapped[Persona | None] = relationship(foreign_keys=[creada_por_id])
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A un correo se le ofrece una sola invitación sin respuesta por Red; reenviar la alarga."""
        return (
            unico_entre_vigentes("uq_invitacion_sin_respuesta", "red_id", "correo", condicion=SIN_RESPUESTA),
            Index("ix_invitacion_libro", "red_id", "creada_en"),
            Index("ix_invitacion_cuota", "creada_por_id", "creada_en"),
            Index("ix_invitacion_institucion", "institucion_id", "red_id"),
            Index(
                "ix_invitacion_por_vencer",
                "vence_en",
                sqlite_where=text(SIN_RESPUESTA),
                postgresql_where=text(SIN_RESPUESTA),
            ),
        )

    @property
    def alcance(self) -> Alcance:
        """Una invitación es de la Red a la que invita."""
        return Alcance(frozenset({self.red_id}))

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por el nombre y el correo de quien se invita."""
        return [self.nombre, self.correo]

    def dia(self, instante: datetime) -> date:
        """El día de un instante en la zona de la Red: es el que se le dice a quien lee."""
        return instante.astimezone(ZoneInfo(self.red.zona)).date()

    @property
    def por_atender(self) -> bool:
        """Si quien respondió dejó algo que la coordinación todavía no atiende."""
        pide = self.nueva_pedida_en or self.propuesta or self.nota
        return bool(pide) and self.atendida_en is None

    def estado(self, instante: datetime) -> EstadoInvitacion:
        """Estado en ese instante."""
        if self.aceptada_en:
            return EstadoInvitacion.ACEPTADA
        if self.rechazada_en:
            return EstadoInvitacion.RECHAZADA
        if self.revocada_en:
            return EstadoInvitacion.REVOCADA
        if self.vence_en <= instante:
            return EstadoInvitacion.VENCIDA
        return EstadoInvitacion.ABIERTA if self.abierta_en else EstadoInvitacion.ENVIADA


class LlaveInvitacion(Modelo):
    """Huella de un enlace enviado; el enlace mismo sólo existe en el correo que lo llevó."""

    invitacion_id: Mapped[int] = mapped_column(ForeignKey("invitacion.id"), index=True)
    huella: Mapped[str] = mapped_column(unique=True, info={"bitacora": "reservado"})
    creada_en: Mapped[datetime]

    invitacion: Mapped[Invitacion] = relationship()

    @staticmethod
    def huella_de(ficha: str) -> str:
        """Huella con la que se reconoce la ficha de un enlace sin guardarla."""
        return hashlib.sha256(ficha.encode()).hexdigest()
