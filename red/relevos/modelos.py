"""El relevo de una función y cada cosa que se entrega en él."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.personas.modelos import Persona
from red.unidades.modelos import Designacion


class EstadoRelevo(Opcion):
    """En qué va un relevo."""

    BORRADOR = "borrador", "Por confirmar"
    CONFIRMADO = "confirmado", "Confirmado"
    CANCELADO = "cancelado", "Cancelado"


class ComoSeCubre(Opcion):
    """Quién llega a la función que se deja."""

    PERSONA = "persona", "Una persona que ya está en el registro"
    INVITACION = "invitacion", "Alguien a quien se invitará"
    VACANTE = "vacante", "Queda vacante por ahora"


class ClaseDeEntrega(Opcion):
    """Qué tenía abierto quien se va."""

    DESIGNACION = "designacion", "Otra función en una unidad"
    PAPEL = "papel", "Papel en la plataforma"
    COLABORACION = "colaboracion", "Colaboración declarada"
    INVITACION = "invitacion", "Invitación sin respuesta"


class Destino(Opcion):
    """Qué pasa con algo que se entrega."""

    SIGUE = "sigue", "Sigue como está"
    TERMINA = "termina", "Termina"
    PASA = "pasa", "Pasa a otra persona"


class Relevo(Modelo):
    """Entrega de una función de una unidad, de quien la deja a quien la recibe; se prepara y luego se confirma."""

    designacion_id: Mapped[int] = mapped_column(ForeignKey("designacion.id"), index=True)
    ultimo_dia: Mapped[date]
    motivo: Mapped[str]
    estado: Mapped[EstadoRelevo] = mapped_column(default=EstadoRelevo.BORRADOR)
    cubre: Mapped[ComoSeCubre] = mapped_column(default=ComoSeCubre.VACANTE)
    sucesora_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    nueva_id: Mapped[int | None] = mapped_column(
        ForeignKey("designacion.id"), comment="La que nació del relevo"
    )
    abierto_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    abierto_en: Mapped[datetime]
    confirmado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    confirmado_en: Mapped[datetime | None]
    cancelado_en: Mapped[datetime | None]

    designacion: Mapped[Designacion] = relationship(foreign_keys=[designacion_id])
    sucesora: Mapped[Persona | None] = relationship(foreign_keys=[sucesora_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una función se releva una sola vez a la vez."""
        return (
            unico_entre_vigentes("uq_relevo_borrador", "designacion_id", condicion="estado = 'borrador'"),
            CheckConstraint("(cubre = 'persona') = (sucesora_id IS NOT NULL)", name="sucesora_dicha"),
            CheckConstraint(
                "estado <> 'confirmado' OR confirmado_en IS NOT NULL", name="confirmado_con_fecha"
            ),
        )


class Entrega(Modelo):
    """Una cosa abierta de quien se va, y qué se decidió con ella."""

    __table_args__ = (
        UniqueConstraint("relevo_id", "clase", "fila_id"),
        CheckConstraint("(destino = 'pasa') = (recibe_id IS NOT NULL)", name="recibe_dicha"),
    )

    relevo_id: Mapped[int] = mapped_column(ForeignKey("relevo.id"))
    clase: Mapped[ClaseDeEntrega]
    fila_id: Mapped[int] = mapped_column(comment="La llave de lo entregado en su tabla")
    red_id: Mapped[int | None] = mapped_column(ForeignKey("red.id"), comment="De qué Red es, si es de una")
    que: Mapped[str] = mapped_column(comment="Cómo se leía al preparar el relevo")
    destino: Mapped[Destino]
    recibe_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    hecha_en: Mapped[datetime | None]

    relevo: Mapped[Relevo] = relationship()
    recibe: Mapped[Persona | None] = relationship()
