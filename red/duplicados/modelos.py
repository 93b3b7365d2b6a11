"""Los pares que se parecen y el diario de cada fusión, con lo necesario para deshacerla."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.personas.modelos import Persona


class Clase(Opcion):
    """De qué es el par: las llaves de una fusión son de esa tabla."""

    PERSONA = "persona", "Personas"
    INSTITUCION = "institucion", "Instituciones"


class EstadoPar(Opcion):
    """Qué se decidió de un par que se parece."""

    PENDIENTE = "pendiente", "Por decidir"
    IGNORADO = "ignorado", "No son la misma"
    FUSIONADO = "fusionado", "Se juntaron"


class ParDuplicado(Modelo):
    """Dos registros que podrían ser de la misma persona o institución, con su puntaje y sus razones.

    Las llaves son de la tabla que dice `clase`, así que no llevan llave foránea; la menor va siempre primero.
    """

    __table_args__ = (
        UniqueConstraint("clase", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="en_orden"),
        CheckConstraint("puntos >= 0 AND puntos <= 100", name="puntos"),
        Index("ix_par_duplicado_lista", "clase", "estado", "puntos", "id"),
        Index("ix_par_duplicado_b", "clase", "b_id"),
    )

    clase: Mapped[Clase]
    a_id: Mapped[int]
    b_id: Mapped[int]
    puntos: Mapped[int]
    razones: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="«lista»: por qué se parecen, en palabras", info={"bitacora": "omitir"}
    )
    estado: Mapped[EstadoPar] = mapped_column(default=EstadoPar.PENDIENTE)
    hallado_en: Mapped[datetime]
    decidido_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    decidido_en: Mapped[datetime | None]

    decidido_por: Mapped[Persona | None] = relationship()

    @property
    def porque(self) -> list[str]:
        """Las razones, en palabras."""
        return [str(razon) for razon in self.razones.get("lista", [])]


class Fusion(Modelo):
    """Dos registros que se juntaron en uno: quién lo hizo y cómo estaba cada fila, para poder deshacerlo."""

    __table_args__ = (
        CheckConstraint("queda_id <> se_va_id", name="son_dos"),
        Index("ix_fusion_queda", "clase", "queda_id"),
        Index("ix_fusion_se_va", "clase", "se_va_id"),
    )

    clase: Mapped[Clase]
    queda_id: Mapped[int]
    se_va_id: Mapped[int]
    quien_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    hecha_en: Mapped[datetime]
    deshecha_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    deshecha_en: Mapped[datetime | None]
    diario: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="Cada cambio con su antes y su después", info={"bitacora": "omitir"}
    )

    quien: Mapped[Persona] = relationship(foreign_keys=[quien_id])
    deshecha_por: Mapped[Persona | None] = relationship(foreign_keys=[deshecha_por_id])
