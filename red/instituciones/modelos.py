"""La institución: quién es, a quién pertenece y desde cuándo."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.territorios.modelos import Territorio


class TipoInstitucion(Opcion):
    """Naturaleza jurídica o social de la institución."""

    DEPENDENCIA = "dependencia", "Dependencia"
    DIRECCION = "direccion", "Dirección o área"
    ENTIDAD_PARAESTATAL = "entidad_paraestatal", "Entidad paraestatal"
    ORGANO_DESCONCENTRADO = "organo_desconcentrado", "Órgano desconcentrado"
    OPD = "opd", "Organismo público descentralizado"
    EMPRESA_PUBLICA = "empresa_publica", "Empresa de participación pública"
    EDUCATIVA = "educativa", "Institución educativa pública"
    INSTITUTO_MUJERES = "instituto_mujeres", "Instituto o secretaría de las mujeres"
    MUNICIPALIDAD = "municipalidad", "Gobierno municipal"
    CORPORACION_MUNICIPAL = "corporacion_municipal", "Corporación municipal"
    ACADEMIA = "academia", "Academia"
    ORGANIZACION_MUJERES = "organizacion_mujeres", "Organización de mujeres"
    SOCIEDAD_CIVIL = "sociedad_civil", "Organización de la sociedad civil"
    EMPRESA = "empresa", "Empresa"
    ORGANISMO_INTERNACIONAL = "organismo_internacional", "Organismo internacional"


class Orden(Opcion):
    """Orden de gobierno."""

    MUNICIPAL = "municipal", "Municipal"
    ESTATAL = "estatal", "Estatal o regional"
    FEDERAL = "federal", "Nacional"
    NO_GUBERNAMENTAL = "no_gubernamental", "No gubernamental"
    INTERNACIONAL = "internacional", "Internacional"


class Institucion(Buscable, Vigencia, Modelo):
    """Organismo público u organización del que vienen integrantes o que convoca una Red."""

    nombre: Mapped[str]
    siglas: Mapped[str | None]
    tipo: Mapped[TipoInstitucion]
    orden: Mapped[Orden]
    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorio.id"), index=True)
    madre_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    antes_llamada: Mapped[str | None]
    fundamento: Mapped[str | None] = mapped_column(comment="Decreto, acuerdo o ley que la crea")
    correo: Mapped[str | None]
    telefono: Mapped[str | None]
    domicilio: Mapped[str | None]
    sitio: Mapped[str | None]
    fusionada_en_id: Mapped[int | None] = mapped_column(
        ForeignKey("institucion.id"),
        index=True,
        comment="Si resultó ser la misma que otra: cuál. Ya no se lista ni se cuenta; su dirección lleva a ella",
    )

    territorio: Mapped[Territorio] = relationship()
    madre: Mapped["Institucion | None"] = relationship(
        remote_side="Institucion.id", foreign_keys="Institucion.madre_id"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Dos instituciones vigentes del mismo territorio no se llaman igual."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes(
                "uq_institucion_nombre",
                "territorio_id",
                "nombre",
                condicion="hasta IS NULL AND fusionada_en_id IS NULL",
            ),
        )

    def esta_vigente(self, dia: date) -> bool:
        """Si existía ese día; la que resultó ser otra no existe por su cuenta ningún día."""
        return self.fusionada_en_id is None and super().esta_vigente(dia)

    @classmethod
    def vigente(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: las que existían ese día, sin las que resultaron ser otra."""
        return and_(super().vigente(dia), cls.fusionada_en_id.is_(None))

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre, sus siglas y el nombre que tuvo antes."""
        return [self.nombre, self.siglas, self.antes_llamada]

    @property
    def nombre_corto(self) -> str:
        """Siglas si tiene, si no el nombre: para tablas y el mapa."""
        return self.siglas or self.nombre
