"""Cómo se dan los lugares de una edición, y los enlaces con que alguien responde desde su correo, sin cuenta."""

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.formacion.fila import ReglaDeFila, en_una_frase

if TYPE_CHECKING:
    from red.formacion.modelos import Inscripcion


class ReglasDeLugares:
    """Lo que una edición dice de sus lugares: en qué orden, cuántos por institución, con qué permiso y hasta cuándo."""

    regla: Mapped[ReglaDeFila] = mapped_column(
        default=ReglaDeFila.LLEGADA, server_default=ReglaDeFila.LLEGADA.value
    )
    maximo_por_institucion: Mapped[int | None]
    pide_visto_bueno: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si la jefatura de quien pide lugar lo aprueba"
    )
    cancelacion_hasta: Mapped[date | None] = mapped_column(
        comment="Último día para dejar el lugar sin que cuente como tarde"
    )
    oferta_horas: Mapped[int | None] = mapped_column(
        comment="Horas para aceptar un lugar que se libera; sin ellas, se da sin preguntar"
    )
    inmediata_horas: Mapped[int] = mapped_column(
        default=48, server_default="48", comment="Cuántas horas antes de empezar ya no se pregunta"
    )

    @property
    def regla_en_una_frase(self) -> str:
        """Cómo se dan los lugares, dicho a quien espera uno."""
        return en_una_frase(
            self.regla,
            self.maximo_por_institucion,
            oferta_horas=self.oferta_horas,
            aprueba=self.pide_visto_bueno,
        )


class ClaseDeEnlace(Opcion):
    """Para qué sirve un enlace que llega por correo."""

    OFERTA = "oferta", "Aceptar o declinar un lugar"
    VISTO_BUENO = "visto_bueno", "Dar o negar el visto bueno"


class EnlaceDeInscripcion(Modelo):
    """Huella de un enlace para responder sin cuenta; el enlace mismo sólo existe en el correo que lo llevó."""

    inscripcion_id: Mapped[int] = mapped_column(ForeignKey("inscripcion.id"), index=True)
    clase: Mapped[ClaseDeEnlace]
    ronda: Mapped[int] = mapped_column(comment="De qué oferta o de qué petición de visto bueno es")
    para: Mapped[str] = mapped_column(comment="A quién se le mandó", info={"bitacora": "reservado"})
    huella: Mapped[str] = mapped_column(unique=True, info={"bitacora": "reservado"})
    creado_en: Mapped[datetime]
    vence_en: Mapped[datetime]
    usado_en: Mapped[datetime | None]

    inscripcion: Mapped["Inscripcion"] = relationship()

    @staticmethod
    def huella_de(ficha: str) -> str:
        """La huella con que se reconoce una ficha sin guardarla."""
        return hashlib.sha256(ficha.encode()).hexdigest()
