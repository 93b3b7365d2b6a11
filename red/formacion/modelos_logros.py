"""Lo que una persona terminó: aquí, al cerrarse una edición, o en otra parte, con su comprobante."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import Modelo, Opcion, unico_entre_vigentes
from red.formacion.modelos import Curso, Edicion
from red.formacion.modelos_catalogo import Contenido, VersionDeCurso
from red.personas.modelos import Persona
from red.redes.modelos import Red


class ClaseDeLogro(Opcion):
    """Hasta dónde llegó quien lo terminó."""

    PARTICIPACION = "participacion", "Participó"
    ACREDITACION = "acreditacion", "Acreditó"


class FormacionExterna(Modelo):
    """Formación que una persona dice haber tomado en otra parte; vale cuando la coordinación la confirma."""

    __table_args__ = (
        Index("ix_formacion_externa_por_decidir", "red_id", "decidida_en"),
        CheckConstraint("horas > 0", name="horas_positivas"),
        CheckConstraint("aceptada IS NULL OR aceptada OR motivo IS NOT NULL", name="no_con_motivo"),
    )

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    impartida_por: Mapped[str] = mapped_column(comment="Quién la dio: institución u organización")
    horas: Mapped[int]
    terminada_el: Mapped[date]
    vence_el: Mapped[date | None]
    curso_id: Mapped[int | None] = mapped_column(
        ForeignKey("curso.id"), comment="A qué curso de la Red equivale, si la coordinación lo dice"
    )
    archivo_id: Mapped[int] = mapped_column(ForeignKey("archivo.id"), unique=True, comment="El comprobante")
    declarada_en: Mapped[datetime]
    decidida_en: Mapped[datetime | None]
    decidida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    aceptada: Mapped[bool | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué no se confirmó")

    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    red: Mapped[Red] = relationship()
    curso: Mapped[Curso | None] = relationship()
    archivo: Mapped[Archivo] = relationship()
    decidida_por: Mapped[Persona | None] = relationship(foreign_keys=[decidida_por_id])
    contenidos: Mapped[list["ContenidoExterno"]] = relationship(
        back_populates="externa", cascade="all, delete-orphan", order_by="ContenidoExterno.id"
    )


class ContenidoExterno(Modelo):
    """Contenido de la Red que cubrió una formación tomada en otra parte."""

    __table_args__ = (UniqueConstraint("externa_id", "contenido_id"),)

    externa_id: Mapped[int] = mapped_column(ForeignKey("formacion_externa.id"))
    contenido_id: Mapped[int] = mapped_column(ForeignKey("contenido.id"), index=True)

    externa: Mapped[FormacionExterna] = relationship(back_populates="contenidos")
    contenido: Mapped[Contenido] = relationship()


class Logro(Modelo):
    """Formación que una persona terminó, con sus horas y hasta cuándo vale. Retirarlo no lo borra."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    curso_id: Mapped[int | None] = mapped_column(
        ForeignKey("curso.id"), index=True, comment="Falta si se tomó en otra parte y no equivale a ninguno"
    )
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version_de_curso.id"))
    edicion_id: Mapped[int | None] = mapped_column(ForeignKey("edicion.id"))
    externa_id: Mapped[int | None] = mapped_column(ForeignKey("formacion_externa.id"))
    clase: Mapped[ClaseDeLogro]
    horas: Mapped[int]
    obtenido_el: Mapped[date]
    vence_el: Mapped[date | None] = mapped_column(comment="El último día en que vale; sin él, no vence")
    retirado_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se retiró")

    persona: Mapped[Persona] = relationship()
    red: Mapped[Red] = relationship()
    curso: Mapped[Curso | None] = relationship()
    version: Mapped[VersionDeCurso | None] = relationship()
    edicion: Mapped[Edicion | None] = relationship()
    externa: Mapped[FormacionExterna | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una persona termina una edición una sola vez; de algún lado sale cada logro."""
        return (
            unico_entre_vigentes(
                "uq_logro_edicion", "edicion_id", "persona_id", condicion="retirado_en IS NULL"
            ),
            unico_entre_vigentes("uq_logro_externa", "externa_id", condicion="retirado_en IS NULL"),
            Index("ix_logro_persona", "persona_id", "red_id", "retirado_en"),
            Index("ix_logro_red", "red_id", "retirado_en", "obtenido_el"),
            CheckConstraint("(edicion_id IS NULL) <> (externa_id IS NULL)", name="un_origen"),
            CheckConstraint("horas >= 0", name="horas_no_negativas"),
            CheckConstraint("retirado_en IS NULL OR motivo IS NOT NULL", name="retirado_con_motivo"),
        )

    @property
    def nombre(self) -> str:
        """Cómo se llamaba lo que terminó, cuando lo terminó."""
        if self.externa is not None:
            return self.externa.nombre
        return self.version.nombre if self.version is not None else self.curso.nombre if self.curso else ""

    def esta_vigente(self, dia: date) -> bool:
        """Si ese día ya lo tenía y no había vencido; lo retirado no vale ningún día."""
        return (
            self.retirado_en is None
            and self.obtenido_el <= dia
            and (self.vence_el is None or dia <= self.vence_el)
        )
