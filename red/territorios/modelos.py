"""El territorio y sus niveles; los códigos son texto porque empiezan con cero."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, Vigencia, restriccion_de_vigencia


class Nivel(Opcion):
    """Nivel de gobierno del territorio, con palabras que sirven a los tres países."""

    PAIS = "pais", "País"
    ENTIDAD = "entidad", "Estado, región o departamento"
    PROVINCIA = "provincia", "Provincia"
    MUNICIPIO = "municipio", "Municipio o comuna"


class Territorio(Buscable, Modelo):
    """Lugar con gobierno propio: país, entidad (estado, región, departamento), municipio o comuna."""

    __table_args__ = (Index("uq_territorio_codigo", "pais", "nivel", "codigo", unique=True),)

    pais: Mapped[str] = mapped_column(comment="Código ISO de dos letras: MX, CL, CO")
    nivel: Mapped[Nivel]
    codigo: Mapped[str] = mapped_column(comment="CVEGEO, CUT o DIVIPOLA, con sus ceros a la izquierda")
    nombre: Mapped[str]
    madre_id: Mapped[int | None] = mapped_column(ForeignKey("territorio.id"), index=True)
    latitud: Mapped[float | None]
    longitud: Mapped[float | None]
    mujeres: Mapped[int | None] = mapped_column(comment="Población de mujeres del último censo")
    hombres: Mapped[int | None] = mapped_column(comment="Población de hombres del último censo")

    madre: Mapped["Territorio | None"] = relationship(remote_side="Territorio.id")

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre y por su código."""
        return [self.nombre, self.codigo]


class ClasePeriodo(Opcion):
    """Cómo se llama el tiempo para el que se eligió a un gobierno."""

    TRIENIO = "trienio", "Trienio"
    SEXENIO = "sexenio", "Sexenio"
    ALCALDICIO = "alcaldicio", "Periodo alcaldicio"
    DEPARTAMENTAL = "departamental", "Periodo departamental"
    OTRO = "otro", "Otro periodo"


class Periodo(Vigencia, Modelo):
    """Tiempo para el que se eligió a unos gobiernos: los de un territorio, o todos los que contiene de un nivel.

    «Jalisco, municipio» son todos los ayuntamientos de Jalisco; «Chiapas, estado» es su gobierno estatal.
    """

    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorio.id"), index=True)
    gobierno: Mapped[Nivel] = mapped_column(comment="De qué nivel son los gobiernos que empiezan y terminan")
    clase: Mapped[ClasePeriodo]
    nombre: Mapped[str]

    territorio: Mapped[Territorio] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """El mismo territorio no empieza dos periodos del mismo nivel el mismo día."""
        return (
            restriccion_de_vigencia(),
            Index("uq_periodo_principio", "territorio_id", "gobierno", "desde", unique=True),
        )
