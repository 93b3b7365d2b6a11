"""Los encargos que cada Red define y quién tuvo cada uno, con sus fechas."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Vigencia, restriccion_de_vigencia
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Encargo(Modelo):
    """Lo que una Red pide a alguna de sus integrantes. No es un papel: nunca da permisos."""

    __table_args__ = (UniqueConstraint("red_id", "nombre"),)

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    que_hace: Mapped[str] = mapped_column(default="")
    acompana: Mapped[bool] = mapped_column(
        default=False, comment="Si es acompañar a otras, como una mentora: cuenta para reconocerlo"
    )
    retirado_el: Mapped[date | None] = mapped_column(comment="Desde cuándo ya no se da; su historia queda")

    red: Mapped[Red] = relationship()


class EncargoDado(Vigencia, Modelo):
    """Una integrante tuvo un encargo unos días; termina, a más tardar, cuando deja la Red."""

    encargo_id: Mapped[int] = mapped_column(ForeignKey("encargo.id"))
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), comment="La de su encargo")
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    detalle: Mapped[str | None] = mapped_column(comment="De qué dependencia, mesa o comisión")
    dado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    termino_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo: Mapped[str | None] = mapped_column(comment="Por qué terminó")

    encargo: Mapped[Encargo] = relationship()
    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    dado_por: Mapped[Persona | None] = relationship(foreign_keys=[dado_por_id])
    termino_por: Mapped[Persona | None] = relationship(foreign_keys=[termino_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Se pregunta por persona (el directorio) y por encargo (su página)."""
        return (
            restriccion_de_vigencia(),
            Index("ix_encargo_dado_persona", "persona_id", "red_id", "desde", "hasta"),
            Index("ix_encargo_dado_encargo", "encargo_id", "hasta"),
        )

    @property
    def dicho(self) -> str:
        """Cómo se lee: el encargo y, si se dijo, de qué.

        >>> EncargoDado(encargo=Encargo(nombre="Representante"), detalle="Obras públicas").dicho
        'Representante, Obras públicas'
        """
        return f"{self.encargo.nombre}, {self.detalle}" if self.detalle else self.encargo.nombre
