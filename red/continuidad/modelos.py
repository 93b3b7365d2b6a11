"""Lo que le pasa a una institución en su vida y quién la sucede, con lo necesario para deshacerlo."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.fechas import FechaParcial, Precision
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona


class ClaseDeCambio(Opcion):
    """Qué le pasó a la institución."""

    RENOMBRADA = "renombrada", "Cambió de nombre"
    FUSIONADA = "fusionada", "Se fusionó con otra"
    ABSORBIDA = "absorbida", "Pasó a ser parte de otra"
    DIVIDIDA = "dividida", "Se dividió"
    CERRADA = "cerrada", "Dejó de existir"


class Reorganizacion(Modelo):
    """Acto por el que una o varias instituciones cambian de nombre, se juntan, se dividen o se cierran.

    `diario` guarda cada fila que cambió con lo que decía antes y después: con él se deshace, si nadie
    construyó encima.
    """

    clase: Mapped[ClaseDeCambio]
    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    el: Mapped[date] = mapped_column(comment="Primer día de cómo quedó")
    el_precision: Mapped[Precision] = mapped_column(default=Precision.DIA, server_default=Precision.DIA.value)
    fundamento: Mapped[str | None]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    hecha_en: Mapped[datetime]
    deshecha_en: Mapped[datetime | None]
    diario: Mapped[dict[str, Any]] = mapped_column(JSON, info={"bitacora": "omitir"})

    institucion: Mapped[Institucion] = relationship()
    quien: Mapped[Persona | None] = relationship()
    sucesiones: Mapped[list["Sucesion"]] = relationship(back_populates="reorganizacion")

    @property
    def el_dicho(self) -> FechaParcial:
        """El día como se dijo: entero o a medias."""
        return FechaParcial(self.el, self.el_precision)


class Sucesion(Modelo):
    """Una institución que sigue a otra: lo que era de la antecesora se busca en la sucesora."""

    __table_args__ = (UniqueConstraint("reorganizacion_id", "antecesora_id", "sucesora_id"),)

    reorganizacion_id: Mapped[int] = mapped_column(ForeignKey("reorganizacion.id"))
    antecesora_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    sucesora_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)

    reorganizacion: Mapped[Reorganizacion] = relationship(back_populates="sucesiones")
    antecesora: Mapped[Institucion] = relationship(foreign_keys=[antecesora_id])
    sucesora: Mapped[Institucion] = relationship(foreign_keys=[sucesora_id])
