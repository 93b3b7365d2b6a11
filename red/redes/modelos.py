"""La Red, las instituciones que abarca y las personas que la integran."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.reloj import ZONA_POR_OMISION
from red.territorios.modelos import Territorio


class MideMeta(Opcion):
    """Qué cuenta la meta de una Red."""

    PERSONAS = "personas", "Personas que la integran"
    UNIDADES = "unidades", "Instituciones con unidad o mecanismo instalado"


class EstadoMembresia(Opcion):
    """Situación de una integrante en su Red."""

    ACTIVA = "activa", "Activa"
    EN_PAUSA = "en_pausa", "En pausa"
    CONCLUIDA = "concluida", "Concluida"


class Red(Buscable, Modelo):
    """Conjunto de personas e instituciones que impulsan la igualdad en un territorio."""

    __table_args__ = (CheckConstraint("meta > 0", name="meta_positiva"),)

    clave: Mapped[str] = mapped_column(unique=True, comment="Nombre corto en las direcciones")
    nombre: Mapped[str]
    descripcion: Mapped[str] = mapped_column(default="")
    convocante_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"))
    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorio.id"))
    meta: Mapped[int]
    meta_texto: Mapped[str] = mapped_column(comment="Qué se cuenta, p. ej. «servidoras públicas»")
    mide: Mapped[MideMeta] = mapped_column(default=MideMeta.PERSONAS)
    zona: Mapped[str] = mapped_column(default=ZONA_POR_OMISION, comment="Zona horaria")

    convocante: Mapped[Institucion] = relationship()
    territorio: Mapped[Territorio] = relationship()

    @property
    def con_articulo(self) -> str:
        """Su nombre dentro de una frase, se llame como se llame.

        >>> Red(nombre="Red de Tonalá").con_articulo, Red(nombre="Mujeres que gobiernan").con_articulo
        ('la Red de Tonalá', 'la Red «Mujeres que gobiernan»')
        """
        return f"la {self.nombre}" if self.nombre.startswith("Red ") else f"la Red «{self.nombre}»"

    @property
    def alcance(self) -> Alcance:
        """Para preguntar por permisos sobre esta Red."""
        return Alcance(frozenset({self.id}))

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre y su clave."""
        return [self.nombre, self.clave]


class Participacion(Vigencia, Modelo):
    """Institución que una Red abarca: de ellas se espera que tengan integrantes y unidad."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)

    red: Mapped[Red] = relationship()
    institucion: Mapped[Institucion] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una institución participa una sola vez a la vez en cada Red."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_participacion_vigente", "red_id", "institucion_id"),
        )


class Membresia(Vigencia, Modelo):
    """Pertenencia de una persona a una Red, con su historia: entrar, pausar, salir y volver."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    estado: Mapped[EstadoMembresia] = mapped_column(default=EstadoMembresia.ACTIVA)
    motivo: Mapped[str | None]

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una persona es integrante una sola vez a la vez; concluir cierra la fecha."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_membresia_vigente", "red_id", "persona_id"),
            Index("ix_membresia_red", "red_id", "hasta", "desde", "estado", "persona_id"),
            Index("ix_membresia_persona", "persona_id", "red_id", "hasta", "desde", "estado"),
            # Con todo lo que una cuenta mira: contar cien mil integrantes no lee ninguna fila.
            Index("ix_membresia_red_desde", "red_id", "desde", "hasta", "estado", "persona_id"),
            CheckConstraint("estado <> 'concluida' OR hasta IS NOT NULL", name="concluida_con_fecha"),
        )

    @classmethod
    def integraba(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: quien ese día era integrante, activa o en pausa.

        Vale para cualquier día: quien concluyó ya no lo era al acabar el día en que lo hizo.
        """
        return and_(cls.vigente(dia), or_(cls.estado != EstadoMembresia.CONCLUIDA, cls.hasta > dia))
