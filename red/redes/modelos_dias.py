"""Los días en que no se trabaja, además de sábados y domingos: lo que se dice de cada país y de cada Red."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from red.base import Modelo, unico_entre_vigentes


class DiaInhabil(Modelo):
    """Un día que se agrega al calendario oficial, o que éste trae y sí se trabaja; de un país o de una sola Red.

    El calendario oficial de cada país no está aquí: lo calcula `red.redes.calendario`, porque hay días que se mueven
    cada año. Quitar un día no lo borra: queda con cuándo se quitó.
    """

    pais: Mapped[str | None] = mapped_column(comment="Si vale en todas las Redes del país")
    red_id: Mapped[int | None] = mapped_column(ForeignKey("red.id"), comment="Si vale sólo en esa Red")
    dia: Mapped[date]
    nombre: Mapped[str] = mapped_column(comment="Por qué no se trabaja, o por qué sí")
    se_trabaja: Mapped[bool] = mapped_column(
        default=False, comment="Si el calendario oficial lo da por inhábil y sí se trabaja"
    )
    quitado_en: Mapped[datetime | None]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """De un país o de una Red, y de cada día se dice una sola cosa."""
        return (
            CheckConstraint("(pais IS NULL) <> (red_id IS NULL)", name="de_un_pais_o_de_una_red"),
            unico_entre_vigentes("uq_dia_inhabil_pais", "pais", "dia", condicion="quitado_en IS NULL"),
            unico_entre_vigentes("uq_dia_inhabil_red", "red_id", "dia", condicion="quitado_en IS NULL"),
        )
