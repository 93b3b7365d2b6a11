"""El archivo guardado: cómo se llama, qué es de verdad y la huella con la que se encuentran sus bytes."""

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.personas.modelos import Persona


class TipoDeArchivo(Opcion):
    """Lo que un archivo es por dentro, se llame como se llame."""

    PDF = "pdf", "PDF"
    JPG = "jpg", "Imagen JPG"
    PNG = "png", "Imagen PNG"
    DOCX = "docx", "Documento de Word"
    XLSX = "xlsx", "Hoja de Excel"
    ODT = "odt", "Documento de LibreOffice"

    @property
    def mime(self) -> str:
        """Cómo se le llama al servirlo."""
        return _MIME[self.value]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MIME = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}


class Archivo(Modelo):
    """Archivo que sustenta algo: quien lo puede leer lo decide aquello que sustenta.

    Sus bytes viven en disco bajo su huella; dos archivos iguales comparten bytes y tienen cada uno su fila.
    """

    __table_args__ = (CheckConstraint("tamano > 0", name="no_vacio"),)

    clave: Mapped[str] = mapped_column(
        unique=True,
        default=lambda: secrets.token_urlsafe(16),
        comment="Identificador público de 128 bits: no se adivina ni se cuenta",
    )
    nombre: Mapped[str] = mapped_column(comment="Con la extensión de lo que es por dentro")
    tipo: Mapped[TipoDeArchivo]
    tamano: Mapped[int] = mapped_column(comment="En bytes")
    huella: Mapped[str] = mapped_column(
        index=True, comment="SHA-256 de su contenido", info={"bitacora": "omitir"}
    )
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    guardado_en: Mapped[datetime]

    quien: Mapped[Persona | None] = relationship()
