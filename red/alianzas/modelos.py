"""La alianza y quiénes la sostienen, cada quien con su papel y sus fechas."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import Buscable, Modelo, Opcion, restriccion_de_vigencia, unico_entre_vigentes
from red.fechas import VigenciaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona
from red.redes.modelos import Red


class ClaseDeAlianza(Opcion):
    """De qué modo se unieron."""

    ORGANO = "organo", "Órgano o comisión"
    CONVENIO = "convenio", "Convenio"
    PROGRAMA = "programa", "Programa"
    PROYECTO = "proyecto", "Proyecto conjunto"


class PapelEnAlianza(Opcion):
    """Qué hace quien participa."""

    COORDINA = "coordina", "Coordina"
    PARTICIPA = "participa", "Participa"
    APORTA = "aporta", "Aporta recursos"
    INVITADA = "invitada", "Invitada"


class Alianza(Buscable, VigenciaParcial, Modelo):
    """Algo que varias instituciones o personas sostienen juntas para un fin común, dentro de una Red."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    nombre: Mapped[str]
    clase: Mapped[ClaseDeAlianza]
    proposito: Mapped[str] = mapped_column(comment="Para qué: el objetivo común")
    sustento: Mapped[str | None] = mapped_column(
        comment="El instrumento que la sostiene y su número, p. ej. «Decreto alcaldicio 378»"
    )
    sustento_el: Mapped[date | None] = mapped_column(comment="La fecha de ese instrumento")
    convoca_id: Mapped[int | None] = mapped_column(
        ForeignKey("institucion.id"), index=True, comment="Quién convoca, si alguien convoca"
    )
    documento_id: Mapped[int | None] = mapped_column(
        ForeignKey("archivo.id"), unique=True, comment="El instrumento firmado u otra evidencia"
    )
    notas: Mapped[str | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se dio por concluida")

    red: Mapped[Red] = relationship()
    convoca: Mapped[Institucion | None] = relationship()
    documento: Mapped[Archivo | None] = relationship()
    participaciones: Mapped[list["ParticipacionEnAlianza"]] = relationship(
        back_populates="alianza", order_by="ParticipacionEnAlianza.id"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """En una Red, dos alianzas de la misma clase que siguen abiertas no se llaman igual."""
        return (
            restriccion_de_vigencia(),
            CheckConstraint("sustento_el IS NULL OR sustento IS NOT NULL", name="sustento_con_fecha"),
            CheckConstraint("motivo IS NULL OR hasta IS NOT NULL", name="concluida_con_fecha"),
            unico_entre_vigentes("uq_alianza_nombre", "red_id", "clase", "nombre"),
        )

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre, su objetivo y el instrumento que la sostiene."""
        return [self.nombre, self.proposito, self.sustento]


class ParticipacionEnAlianza(VigenciaParcial, Modelo):
    """Institución o persona que sostiene una alianza durante un periodo. Quitarla le pone fin, no la borra."""

    alianza_id: Mapped[int] = mapped_column(ForeignKey("alianza.id"))
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    papel: Mapped[PapelEnAlianza] = mapped_column(default=PapelEnAlianza.PARTICIPA)

    alianza: Mapped[Alianza] = relationship(back_populates="participaciones")
    institucion: Mapped[Institucion | None] = relationship()
    persona: Mapped[Persona | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Participa una institución o una persona, y una sola vez a la vez."""
        return (
            restriccion_de_vigencia(),
            CheckConstraint("(institucion_id IS NULL) <> (persona_id IS NULL)", name="una_u_otra"),
            unico_entre_vigentes("uq_participacion_en_alianza_institucion", "alianza_id", "institucion_id"),
            unico_entre_vigentes("uq_participacion_en_alianza_persona", "alianza_id", "persona_id"),
            Index("ix_participacion_en_alianza_institucion", "institucion_id", "alianza_id"),
            Index("ix_participacion_en_alianza_persona", "persona_id", "alianza_id"),
            Index("ix_participacion_en_alianza_alianza", "alianza_id"),
        )

    @classmethod
    def participaba(cls, dia: date) -> ColumnElement[bool]:
        """Condición, junto con su alianza: quién la sostenía ese día. Al concluir la alianza nadie sigue en ella."""
        return and_(
            cls.vigente(dia), Alianza.desde <= dia, or_(Alianza.hasta.is_(None), Alianza.hasta >= dia)
        )
