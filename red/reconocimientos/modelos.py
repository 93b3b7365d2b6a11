"""Qué reconoce una Red y a quién se lo reconoció."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.documentos.modelos import Documento
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Regla(Opcion):
    """De qué hecho con fecha nace la propuesta."""

    FUNDADORA = "fundadora", "Se integró en los primeros días de la Red"
    PERMANENCIA = "permanencia", "Cumplió meses en la Red"
    ACOMPANAMIENTO = "acompanamiento", "Cumplió meses acompañando a otras"
    COLABORACION = "colaboracion", "Cumplió meses en un proyecto compartido"

    @property
    def cuenta_en(self) -> str:
        """La unidad en que se cuenta su medida."""
        return "días" if self is Regla.FUNDADORA else "meses"


class Decision(Opcion):
    """Qué decidió la coordinación sobre una propuesta."""

    OTORGADO = "otorgado", "Otorgado"
    DESCARTADO = "descartado", "Descartado"


class ClaseDeReconocimiento(Modelo):
    """Algo que una Red reconoce, y desde cuánto."""

    __table_args__ = (
        UniqueConstraint("red_id", "nombre"),
        CheckConstraint("medida > 0", name="medida_positiva"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    frase: Mapped[str] = mapped_column(comment="Qué se reconoce, como se lee en el papel: «por haber…»")
    regla: Mapped[Regla]
    medida: Mapped[int] = mapped_column(comment="Días o meses, según la regla")
    retirada_el: Mapped[date | None]

    red: Mapped[Red] = relationship()


class Reconocimiento(Modelo):
    """Lo que se decidió de una propuesta, de una vez: ni se repite ni se vuelve a proponer."""

    __table_args__ = (
        UniqueConstraint("clase_id", "persona_id"),
        Index("ix_reconocimiento_persona", "persona_id", "red_id"),
        CheckConstraint("visible_desde IS NULL OR decision = 'otorgado'", name="visible_si_se_otorgo"),
    )

    clase_id: Mapped[int] = mapped_column(ForeignKey("clase_de_reconocimiento.id"))
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), comment="La de su clase")
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    decision: Mapped[Decision]
    cumplido_el: Mapped[date] = mapped_column(comment="El día en que se cumplió lo que se reconoce")
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se descartó")
    decidido_en: Mapped[datetime]
    decidido_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    visible_desde: Mapped[datetime | None] = mapped_column(
        comment="Desde cuándo ella quiere que la Red lo vea; sin fecha, sólo lo ve ella"
    )
    documento_id: Mapped[int | None] = mapped_column(ForeignKey("documento.id"), unique=True)

    clase: Mapped[ClaseDeReconocimiento] = relationship()
    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    decidido_por: Mapped[Persona | None] = relationship(foreign_keys=[decidido_por_id])
    documento: Mapped[Documento | None] = relationship()

    @property
    def alcance(self) -> Alcance:
        """De la Red que lo da."""
        return Alcance(frozenset({self.red_id}))
