"""La colaboración que una integrante declara con otra persona o con una institución."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Intensidad(Opcion):
    """Cuánto se integra el trabajo, de menos a más (escala de PARTNER)."""

    CONOCE = "conoce", "Nos conocemos y sabemos qué hace cada quien"
    COOPERA = "coopera", "Compartimos información o apoyos"
    COORDINA = "coordina", "Coordinamos actividades y datos"
    INTEGRA = "integra", "Ejecutamos en conjunto, con convenio o presupuesto"

    @property
    def peso(self) -> int:
        """De 1 (conoce) a 4 (integra)."""
        return list(Intensidad).index(self) + 1


class Colaboracion(Vigencia, Modelo):
    """Trabajo en común que una integrante declara dentro de una Red."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True, comment="Quien declara")
    con_persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    con_institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    intensidad: Mapped[Intensidad]
    proposito: Mapped[str | None]

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    con_persona: Mapped[Persona | None] = relationship(foreign_keys=[con_persona_id])
    con_institucion: Mapped[Institucion | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Se colabora con una persona o con una institución, una vez, y nunca consigo misma."""
        return (
            restriccion_de_vigencia(),
            CheckConstraint("(con_persona_id IS NULL) <> (con_institucion_id IS NULL)", name="con_quien"),
            CheckConstraint("con_persona_id IS NULL OR con_persona_id <> persona_id", name="con_otra"),
            unico_entre_vigentes("uq_colaboracion_persona", "red_id", "persona_id", "con_persona_id"),
            unico_entre_vigentes("uq_colaboracion_institucion", "red_id", "persona_id", "con_institucion_id"),
        )
