"""La regla con que se acredita una edición, los productos recibidos y el cierre con lo que se resolvió de cada quien."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.formacion.modelos import Curso, Edicion
from red.personas.modelos import Persona


class Jornadas(Opcion):
    """A qué jornadas no se puede faltar."""

    NINGUNA = "ninguna", "A ninguna en particular: cuentan las horas"
    TODAS = "todas", "A todas"
    ELEGIDAS = "elegidas", "A las que se digan"


class Alcanzado(Opcion):
    """Hasta dónde llega una persona en una edición."""

    ACREDITA = "acredita", "Acredita"
    PARTICIPA = "participa", "Participa"
    NINGUNO = "ninguno", "Todavía no alcanza"


class ReglaDeAcreditacion(Modelo):
    """Lo que hace falta para acreditar: la de un curso vale en sus ediciones que no tengan la suya."""

    __table_args__ = (
        CheckConstraint("(curso_id IS NULL) <> (edicion_id IS NULL)", name="de_curso_o_de_edicion"),
        CheckConstraint("minimo_horas >= 0 AND minimo_horas <= 100", name="minimo_horas"),
        CheckConstraint(
            "minimo_participacion >= 0 AND minimo_participacion <= 100", name="minimo_participacion"
        ),
        CheckConstraint(
            "minima_calificacion >= 0 AND minima_calificacion <= 100", name="minima_calificacion"
        ),
    )

    curso_id: Mapped[int | None] = mapped_column(ForeignKey("curso.id"), unique=True)
    edicion_id: Mapped[int | None] = mapped_column(ForeignKey("edicion.id"), unique=True)
    minimo_horas: Mapped[int] = mapped_column(comment="Por ciento de las horas, para acreditar")
    minimo_participacion: Mapped[int] = mapped_column(
        comment="Por ciento de las horas, para la constancia de participación"
    )
    jornadas: Mapped[Jornadas] = mapped_column(default=Jornadas.NINGUNA)
    jornadas_elegidas: Mapped[list[Any]] = mapped_column(
        JSON, default=list, comment="Sus números, en el orden en que ocurren"
    )
    minima_calificacion: Mapped[int | None] = mapped_column(comment="De 0 a 100, en la evaluación final")
    exige_encuesta: Mapped[bool] = mapped_column(default=False)
    producto: Mapped[str | None] = mapped_column(comment="Qué se entrega; vacío, no se pide")

    curso: Mapped[Curso | None] = relationship()
    edicion: Mapped[Edicion | None] = relationship()


class ProductoEntregado(Modelo):
    """El trabajo que una persona entregó en una edición; sin día, se había anotado por error."""

    __table_args__ = (UniqueConstraint("edicion_id", "persona_id"),)

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    recibido_el: Mapped[date | None]
    recibido_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    edicion: Mapped[Edicion] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    recibido_por: Mapped[Persona | None] = relationship(foreign_keys=[recibido_por_id])


class CierreDeEdicion(Modelo):
    """El momento en que una edición se dio por terminada y se resolvió quién acredita."""

    __table_args__ = (
        unico_entre_vigentes("uq_cierre_de_edicion_vivo", "edicion_id", condicion="reabierta_en IS NULL"),
    )

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    cerrada_en: Mapped[datetime]
    cerrada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    reabierta_en: Mapped[datetime | None]
    reabierta_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se reabrió")

    edicion: Mapped[Edicion] = relationship()
    cerrada_por: Mapped[Persona | None] = relationship(foreign_keys=[cerrada_por_id])
    reabierta_por: Mapped[Persona | None] = relationship(foreign_keys=[reabierta_por_id])
    resoluciones: Mapped[list["Resolucion"]] = relationship(back_populates="cierre")


class Resolucion(Modelo):
    """Lo que el cierre de una edición resolvió de una persona, y por qué."""

    __table_args__ = (UniqueConstraint("cierre_id", "persona_id"),)

    cierre_id: Mapped[int] = mapped_column(ForeignKey("cierre_de_edicion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    alcanzado: Mapped[Alcanzado]
    horas: Mapped[float]
    calificacion: Mapped[float | None]
    porque: Mapped[str] = mapped_column(default="", comment="Lo que le faltó, una frase por renglón")

    cierre: Mapped[CierreDeEdicion] = relationship(back_populates="resoluciones")
    persona: Mapped[Persona] = relationship()
