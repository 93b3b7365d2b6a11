"""El catálogo: los contenidos que una Red enseña, sus cursos, las versiones de cada uno y lo que piden antes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from red.base import Buscable, Modelo, Opcion
from red.encargos.modelos import Encargo
from red.personas.modelos import NivelCargo
from red.redes.modelos import Red
from red.textos import normalizar_codigo


class TipoCurso(Opcion):
    """Clase de formación."""

    SEMINARIO = "seminario", "Seminario"
    CONFERENCIA = "conferencia", "Conferencia"
    DIPLOMADO = "diplomado", "Diplomado"
    TALLER = "taller", "Taller"
    CURSO = "curso", "Curso"
    ALINEACION = "alineacion", "Alineación a un estándar de competencia"


class Modalidad(Opcion):
    """Cómo se asiste."""

    PRESENCIAL = "presencial", "Presencial"
    EN_LINEA = "en_linea", "En línea"
    MIXTA = "mixta", "Mixta"


class ParaQuien(Opcion):
    """Lo que alguien hace en la Red o en su unidad: de eso depende qué formación le toca."""

    TITULAR = "titular", "Titular de unidad"
    SUPLENTE = "suplente", "Suplente de unidad"
    ENLACE = "enlace", "Enlace"
    COORDINADORA = "coordinadora", "Coordinadora de la Red"
    EQUIPO = "equipo", "Integrante de una unidad"
    INTEGRANTE = "integrante", "Integrante de la Red"


class Contenido(Modelo):
    """Tema que una Red quiere que todas conozcan, como «Perspectiva de género»; los cursos lo cubren por horas."""

    __table_args__ = (UniqueConstraint("red_id", "nombre"),)

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    que_abarca: Mapped[str] = mapped_column(default="")
    orden: Mapped[int] = mapped_column(default=0)
    retirado_el: Mapped[date | None] = mapped_column(comment="Desde cuándo ya no se pide; su historia queda")

    red: Mapped[Red] = relationship()


class Curso(Buscable, Modelo):
    """Formación que una Red ofrece; puede preparar para un estándar de competencia como EC0308.

    Lleva lo que dice su versión más reciente; cada edición conserva la suya (`Edicion.version`).
    """

    __table_args__ = (
        UniqueConstraint("red_id", "codigo"),
        CheckConstraint("horas > 0", name="horas_positivas"),
        CheckConstraint("vigencia_meses IS NULL OR vigencia_meses > 0", name="vigencia_positiva"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    codigo: Mapped[str] = mapped_column(comment="Normalizado: EC0308 aunque se escriba ECO308")
    nombre: Mapped[str]
    tipo: Mapped[TipoCurso]
    horas: Mapped[int]
    descripcion: Mapped[str] = mapped_column(default="")
    para_quien: Mapped[str] = mapped_column(default="", server_default=text("''"), comment="A quién le sirve")
    modalidad: Mapped[Modalidad | None] = mapped_column(comment="Como suele darse")
    vigencia_meses: Mapped[int | None] = mapped_column(
        comment="Cuánto dura lo aprendido; después hay que actualizarse"
    )
    retirado_el: Mapped[date | None] = mapped_column(
        comment="Desde cuándo ya no se ofrece; su historia queda"
    )

    red: Mapped[Red] = relationship()

    @validates("codigo")
    def _normalizar(self, _campo: str, codigo: str) -> str:
        return normalizar_codigo(codigo)

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su código, su nombre y su descripción."""
        return [self.codigo, self.nombre, self.tipo.etiqueta, self.descripcion]


SE_CONGELA = ("codigo", "nombre", "tipo", "horas", "descripcion", "para_quien", "modalidad", "vigencia_meses")
"""Lo que una versión guarda de su curso."""


class VersionDeCurso(Modelo):
    """Un curso como se imparte desde cierto día; con ediciones abiertas ya no cambia: se hace otra.

    La migración 0003 dio a cada curso que ya existía su versión 1, y a sus ediciones también.
    """

    __table_args__ = (
        UniqueConstraint("curso_id", "numero"),
        CheckConstraint("numero > 0 AND horas > 0", name="positivos"),
    )

    curso_id: Mapped[int] = mapped_column(ForeignKey("curso.id"))
    numero: Mapped[int]
    codigo: Mapped[str]
    nombre: Mapped[str]
    tipo: Mapped[TipoCurso]
    horas: Mapped[int]
    descripcion: Mapped[str] = mapped_column(default="")
    para_quien: Mapped[str] = mapped_column(default="")
    modalidad: Mapped[Modalidad | None]
    vigencia_meses: Mapped[int | None]
    hecha_en: Mapped[datetime]

    curso: Mapped[Curso] = relationship()
    contenidos: Mapped[list["HorasDeContenido"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="HorasDeContenido.id"
    )

    @classmethod
    def de(cls, curso: Curso) -> "VersionDeCurso":
        """El curso como está, sin guardarlo: para ediciones de antes de que hubiera versiones."""
        return cls(curso_id=curso.id, numero=1, **{c: getattr(curso, c) for c in SE_CONGELA})


class HorasDeContenido(Modelo):
    """Cuántas horas dedica una versión de un curso a un contenido."""

    __table_args__ = (
        UniqueConstraint("version_id", "contenido_id"),
        CheckConstraint("horas > 0", name="horas_positivas"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("version_de_curso.id"))
    contenido_id: Mapped[int] = mapped_column(ForeignKey("contenido.id"), index=True)
    horas: Mapped[int]

    version: Mapped[VersionDeCurso] = relationship(back_populates="contenidos")
    contenido: Mapped[Contenido] = relationship()


class ClaseDeRequisito(Opcion):
    """Qué clase de cosa pide un curso antes de dar lugar."""

    CURSO = "curso", "Haber terminado un curso"
    ACREDITADO = "acreditado", "Haber acreditado un curso"
    CONTENIDO = "contenido", "Haber cubierto un contenido"
    VIGENTE = "vigente", "Tener alguna formación vigente en la Red"
    NIVEL = "nivel", "Tener un puesto de cierto nivel"
    QUIEN = "quien", "Tener una función en la Red o en una unidad"
    ENCARGO = "encargo", "Tener un encargo de la Red"


class RequisitoDeCurso(Modelo):
    """Una de las alternativas de una condición: se cumplen todos los grupos y, en cada uno, basta con una."""

    __table_args__ = (
        Index("ix_requisito_de_curso_orden", "curso_id", "grupo", "id"),
        CheckConstraint(
            "CASE clase"
            " WHEN 'curso' THEN pide_curso_id IS NOT NULL"
            " WHEN 'acreditado' THEN pide_curso_id IS NOT NULL"
            " WHEN 'contenido' THEN contenido_id IS NOT NULL"
            " WHEN 'nivel' THEN nivel IS NOT NULL"
            " WHEN 'quien' THEN quien IS NOT NULL"
            " WHEN 'encargo' THEN encargo_id IS NOT NULL"
            " ELSE TRUE END",
            name="dice_cual",
        ),
    )

    curso_id: Mapped[int] = mapped_column(ForeignKey("curso.id"))
    grupo: Mapped[int]
    clase: Mapped[ClaseDeRequisito]
    pide_curso_id: Mapped[int | None] = mapped_column(ForeignKey("curso.id"))
    contenido_id: Mapped[int | None] = mapped_column(ForeignKey("contenido.id"))
    nivel: Mapped[NivelCargo | None]
    quien: Mapped[ParaQuien | None]
    encargo_id: Mapped[int | None] = mapped_column(ForeignKey("encargo.id"))

    curso: Mapped[Curso] = relationship(foreign_keys=[curso_id])
    pide_curso: Mapped[Curso | None] = relationship(foreign_keys=[pide_curso_id])
    contenido: Mapped[Contenido | None] = relationship()
    encargo: Mapped[Encargo | None] = relationship()

    @property
    def valores(self) -> dict[str, Any]:
        """Lo que pide, sin su llave ni su curso: para comparar y para copiar."""
        columnas = ("grupo", "clase", "pide_curso_id", "contenido_id", "nivel", "quien", "encargo_id")
        return {columna: getattr(self, columna) for columna in columnas}
