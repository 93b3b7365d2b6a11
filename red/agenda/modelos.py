"""La dirección con que una persona ve su agenda en el calendario de su teléfono."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from red.base import Modelo, unico_entre_vigentes


class SuscripcionDeCalendario(Modelo):
    """Una dirección que quien la tenga puede leer: por eso se guarda sólo su resumen y se puede retirar."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    huella: Mapped[str] = mapped_column(
        unique=True, comment="Resumen de lo secreto de la dirección", info={"bitacora": "reservado"}
    )
    con_lugar: Mapped[bool] = mapped_column(comment="Si el calendario dice también dónde es")
    creada_en: Mapped[datetime]
    revocada_en: Mapped[datetime | None]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada persona tiene a lo más una dirección que sirve."""
        return (unico_entre_vigentes("uq_suscripcion_viva", "persona_id", condicion="revocada_en IS NULL"),)

    @staticmethod
    def secreto_nuevo() -> str:
        """256 bits al azar, como van en la dirección."""
        return secrets.token_urlsafe(32)

    @staticmethod
    def huella_de(secreto: str) -> str:
        """Lo único que se guarda de lo secreto."""
        return sha256(secreto.encode()).hexdigest()
