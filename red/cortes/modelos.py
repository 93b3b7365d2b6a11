"""Un corte: qué se midió, cómo, en qué va y qué salió."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red

OMITE: dict[str, Any] = {"bitacora": "omitir"}
"""Lo que la cuenta escribe mientras avanza: no lo cambió nadie."""


class EstadoCorte(Opcion):
    """En qué va un corte."""

    PEDIDO = "pedido", "En espera"
    MIDIENDO = "midiendo", "Se está midiendo"
    LISTO = "listo", "Listo"
    CANCELADO = "cancelado", "Cancelado"
    FALLIDO = "fallido", "No se pudo"

    @property
    def en_camino(self) -> bool:
        """Si todavía va a cambiar sin que nadie haga nada."""
        return self in {EstadoCorte.PEDIDO, EstadoCorte.MIDIENDO}


class Corte(Modelo):
    """La Red medida como era un día, con la receta que la mira y lo que hace falta para repetirla igual."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    clave: Mapped[str] = mapped_column(unique=True, comment="La de su dirección; no dice cuántos hay")
    nombre: Mapped[str]
    dia: Mapped[date] = mapped_column(comment="La fecha de los hechos, no la de la cuenta")
    receta: Mapped[dict[str, Any]] = mapped_column(JSON)
    a_fondo: Mapped[bool] = mapped_column(default=False, comment="Si todo se mide exacto, aunque tarde")
    semilla: Mapped[int] = mapped_column(default=0)
    pedido_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    pedido_en: Mapped[datetime]
    estado: Mapped[EstadoCorte] = mapped_column(default=EstadoCorte.PEDIDO, info=OMITE)
    avance: Mapped[int] = mapped_column(default=0, info=OMITE, comment="De 0 a 100")
    paso: Mapped[str] = mapped_column(
        default="", info=OMITE, comment="Qué está haciendo, o por qué no se pudo"
    )
    latido_en: Mapped[datetime | None] = mapped_column(
        info=OMITE, comment="La última señal de quien lo mide: si es vieja, otro lo toma"
    )
    terminado_en: Mapped[datetime | None] = mapped_column(info=OMITE)
    huella: Mapped[str | None] = mapped_column(info=OMITE, comment="De los hechos de ese día cuando se midió")
    version: Mapped[int | None] = mapped_column(info=OMITE, comment="La de las medidas")
    numeros: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=OMITE)
    hallazgos: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON, info=OMITE)
    columnas: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=OMITE, deferred=True, comment="Las medidas de cada nodo, comprimidas (npz)"
    )

    red: Mapped[Red] = relationship()
    pedido_por: Mapped[Persona | None] = relationship()

    __table_args__ = (
        CheckConstraint("avance >= 0 AND avance <= 100", name="avance_de_cien"),
        CheckConstraint("estado <> 'listo' OR numeros IS NOT NULL", name="listo_con_numeros"),
        Index("ix_corte_red", "red_id", "dia"),
        Index("ix_corte_estado", "estado"),
    )

    @property
    def alcance(self) -> Alcance:
        """El de su Red."""
        return self.red.alcance


class NombreDeComunidad(Modelo):
    """Cómo llama la coordinación a un grupo que la cuenta encontró en un corte; pasa al que le sigue."""

    corte_id: Mapped[int] = mapped_column(ForeignKey("corte.id"))
    comunidad: Mapped[int] = mapped_column(comment="Su número en ese corte, del más numeroso (0) al menos")
    nombre: Mapped[str]

    corte: Mapped[Corte] = relationship()

    __table_args__ = (
        UniqueConstraint("corte_id", "comunidad"),
        CheckConstraint("comunidad >= 0", name="comunidad_desde_cero"),
    )
