"""Quién imparte una edición: alguien del registro o alguien de fuera."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, unico_entre_vigentes
from red.personas.modelos import Persona

if TYPE_CHECKING:
    from red.formacion.modelos import Edicion


class Imparte(Modelo):
    """Una persona que imparte una edición entera o unos días de ella.

    Si está en el registro, su nombre y su correo son los de su ficha; si no, los que se escriben aquí. Dejar de impartir
    no borra: se cierra con su instante y su motivo.
    """

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    nombre: Mapped[str | None] = mapped_column(comment="Sólo de quien no está en el registro")
    correo: Mapped[str | None] = mapped_column(comment="Sólo de quien no está en el registro")
    puesto: Mapped[str] = mapped_column(comment="Cómo se le presenta: «Consultora», «Jefa de capacitación»")
    desde: Mapped[date] = mapped_column(comment="Primer día que imparte")
    hasta: Mapped[date] = mapped_column(comment="Último día que imparte")
    retirada_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué dejó de impartirla")

    edicion: Mapped["Edicion"] = relationship()
    persona: Mapped[Persona | None] = relationship(lazy="joined")

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Del registro o de fuera; y cada quien, una vez."""
        return (
            CheckConstraint("persona_id IS NOT NULL OR nombre IS NOT NULL", name="quien"),
            CheckConstraint("hasta >= desde", name="fechas"),
            unico_entre_vigentes(
                "uq_imparte_vigente", "edicion_id", "persona_id", condicion="retirada_en IS NULL"
            ),
        )

    @property
    def quien(self) -> str:
        """Cómo se llama, para leerse."""
        return self.persona.nombre_visible if self.persona is not None else self.nombre or ""

    @property
    def escribirle_a(self) -> str | None:
        """Su correo, si se tiene."""
        return self.persona.correo if self.persona is not None else self.correo
