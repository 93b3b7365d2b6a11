"""La unidad o mecanismo de género de una institución y quiénes la sostienen."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.fechas import VigenciaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona


class TipoUnidad(Opcion):
    """Clase de unidad o mecanismo de género."""

    UIG = "uig", "Unidad de Igualdad de Género"
    OMM = "omm", "Oficina Municipal de la Mujer"
    COORDINACION = "coordinacion", "Coordinación de género"
    INSTITUTO = "instituto", "Instituto de las mujeres"
    SECRETARIA_EJECUTIVA = "secretaria_ejecutiva", "Secretaría ejecutiva de género"
    CASA_IGUALDAD = "casa_igualdad", "Casa de igualdad"
    COMISARIA = "comisaria", "Comisaría de familia"
    GRUPO = "grupo", "Grupo o comité de género"


class EstadoUnidad(Opcion):
    """Etapa de la vida de una unidad, en orden."""

    NO_INICIADA = "no_iniciada", "No iniciada"
    DESIGNACION_SOLICITADA = "designacion_solicitada", "Designación solicitada"
    DESIGNADA = "designada", "Designada"
    INSTALACION_PROGRAMADA = "instalacion_programada", "Instalación programada"
    INSTALADA = "instalada", "Instalada"
    CON_PLAN = "con_plan", "Con plan aprobado"
    EN_OPERACION = "en_operacion", "En operación"
    EN_RELEVO = "en_relevo", "En relevo"
    INACTIVA = "inactiva", "Inactiva"

    @property
    def cuenta_como_instalada(self) -> bool:
        """Si suma a la meta de cobertura."""
        return self in INSTALADAS


INSTALADAS = frozenset(
    {EstadoUnidad.INSTALADA, EstadoUnidad.CON_PLAN, EstadoUnidad.EN_OPERACION, EstadoUnidad.EN_RELEVO}
)


class Funcion(Opcion):
    """Lo que una persona hace en la unidad."""

    TITULAR = "titular", "Titular"
    SUPLENTE = "suplente", "Suplente"
    ENLACE = "enlace", "Enlace"


class Unidad(Buscable, Vigencia, Modelo):
    """Unidad, oficina o mecanismo que lleva la igualdad dentro de una institución."""

    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    tipo: Mapped[TipoUnidad]
    nombre: Mapped[str]
    estado: Mapped[EstadoUnidad]
    instalada_el: Mapped[date | None]
    fundamento: Mapped[str | None] = mapped_column(comment="Acto que la crea: decreto, acuerdo, oficio")

    institucion: Mapped[Institucion] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una institución no tiene dos unidades vigentes con el mismo nombre."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_unidad_vigente", "institucion_id", "nombre"),
        )

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre."""
        return [self.nombre, self.tipo.etiqueta]


class Designacion(VigenciaParcial, Modelo):
    """Función de una persona en una unidad durante un periodo, con el oficio que la sustenta."""

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    funcion: Mapped[Funcion]
    oficio: Mapped[str | None] = mapped_column(comment="Número del oficio de designación")

    unidad: Mapped[Unidad] = relationship()
    persona: Mapped[Persona] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A lo más un titular y un suplente sin cerrar por unidad; y nadie repite la misma función."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes(
                "uq_designacion_unica",
                "unidad_id",
                "funcion",
                condicion="hasta IS NULL AND funcion IN ('titular', 'suplente')",
            ),
            unico_entre_vigentes("uq_designacion_persona", "unidad_id", "persona_id", "funcion"),
        )
