"""El trayecto que una Red recomienda a cada función, con sus pasos en orden."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, unico_entre_vigentes
from red.formacion.modelos_catalogo import Contenido, Curso, ParaQuien
from red.redes.modelos import Red


class Trayecto(Modelo):
    """Lo que una Red espera que tome quien tiene una función, de lo primero a lo último."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    para: Mapped[ParaQuien]
    nombre: Mapped[str]
    descripcion: Mapped[str] = mapped_column(default="")
    retirado_el: Mapped[date | None] = mapped_column(comment="Desde cuándo ya no se pide; su historia queda")

    red: Mapped[Red] = relationship()
    pasos: Mapped[list["PasoDeTrayecto"]] = relationship(
        back_populates="trayecto", cascade="all, delete-orphan", order_by="PasoDeTrayecto.orden"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada función tiene un solo trayecto en su Red."""
        return (
            unico_entre_vigentes("uq_trayecto_vigente", "red_id", "para", condicion="retirado_el IS NULL"),
        )


class PasoDeTrayecto(Modelo):
    """Un curso que terminar o un contenido que cubrir, y en cuántos meses desde que se tiene la función."""

    __table_args__ = (
        Index("ix_paso_de_trayecto_orden", "trayecto_id", "orden"),
        CheckConstraint("(curso_id IS NULL) <> (contenido_id IS NULL)", name="uno_de_los_dos"),
        CheckConstraint("plazo_meses IS NULL OR plazo_meses > 0", name="plazo_positivo"),
    )

    trayecto_id: Mapped[int] = mapped_column(ForeignKey("trayecto.id"))
    orden: Mapped[int]
    curso_id: Mapped[int | None] = mapped_column(ForeignKey("curso.id"))
    contenido_id: Mapped[int | None] = mapped_column(ForeignKey("contenido.id"))
    plazo_meses: Mapped[int | None] = mapped_column(
        comment="Meses desde que se tiene la función; sin él, sin prisa"
    )

    trayecto: Mapped[Trayecto] = relationship(back_populates="pasos")
    curso: Mapped[Curso | None] = relationship()
    contenido: Mapped[Contenido | None] = relationship()

    @property
    def nombre(self) -> str:
        """Cómo se llama lo que pide."""
        return self.curso.nombre if self.curso else self.contenido.nombre if self.contenido else ""
