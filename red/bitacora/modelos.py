"""La línea de la bitácora: qué fila cambió, de qué a qué, quién y en qué acción."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from red.base import Modelo, Opcion


class Cambio(Opcion):
    """Qué le pasó a la fila."""

    CREAR = "crear", "Se registró"
    CAMBIAR = "cambiar", "Cambió"
    BORRAR = "borrar", "Se quitó"
    LEER = "leer", "Se leyó o se descargó"


class Registro(Modelo):
    """Cambio de una fila, o lectura que debe quedar dicha; nunca se modifica."""

    __table_args__ = (
        Index("ix_registro_fila", "tabla", "fila_id"),
        Index("ix_registro_en", "en"),
        Index("ix_registro_red", "red_id", "id"),
    )

    en: Mapped[datetime]
    quien_id: Mapped[int | None] = mapped_column(comment="Persona; sin llave foránea: la sobrevive")
    accion: Mapped[str] = mapped_column(comment="Vista u orden que lo hizo")
    solicitud: Mapped[str] = mapped_column(comment="Une los cambios de una misma acción")
    cambio: Mapped[Cambio]
    tabla: Mapped[str]
    fila_id: Mapped[int]
    red_id: Mapped[int | None] = mapped_column(
        comment="De qué Red era la fila, si era de una; sin llave foránea: la sobrevive"
    )
    cambios: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Columna: [antes, después]")
