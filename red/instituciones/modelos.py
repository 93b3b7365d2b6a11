"""La institución: quién es, a quién pertenece y desde cuándo."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, restriccion_de_vigencia, tipo_de_opcion, unico_entre_vigentes
from red.fechas import FechaParcial, Precision, VigenciaParcial, fin_dicho
from red.instituciones.funciones import FuncionPublica
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


class ClaseDeNombre(Opcion):
    """Qué clase de nombre es, además del oficial."""

    ANTERIOR = "anterior", "Nombre anterior"
    ALIAS = "alias", "Otro nombre con que se le conoce"
    SIGLAS = "siglas", "Otras siglas"


class Institucion(Buscable, VigenciaParcial, Modelo):
    """Organismo público u organización del que vienen integrantes o que convoca una Red."""

    nombre: Mapped[str]
    siglas: Mapped[str | None]
    tipo: Mapped[TipoInstitucion]
    orden: Mapped[Orden]
    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorio.id"), index=True)
    madre_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    funcion: Mapped[FuncionPublica | None]
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
    nombres: Mapped[list["NombreDeInstitucion"]] = relationship(
        back_populates="institucion", order_by="NombreDeInstitucion.id"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Dos instituciones vigentes del mismo territorio no se llaman igual."""
        return (
            restriccion_de_vigencia(),
            Index("ix_institucion_nombre", "nombre", "id"),
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
        """Se encuentra por su nombre, sus siglas y cualquiera de los demás nombres que tiene o tuvo."""
        return [self.nombre, self.siglas, *(otro.nombre for otro in self.nombres)]

    @property
    def nombre_corto(self) -> str:
        """Siglas si tiene, si no el nombre: para tablas y el mapa."""
        return self.siglas or self.nombre

    @property
    def anteriores(self) -> list["NombreDeInstitucion"]:
        """Los nombres oficiales que tuvo, del más reciente al más antiguo; los que no dicen hasta cuándo, al final."""
        suyos = [otro for otro in self.nombres if otro.clase is ClaseDeNombre.ANTERIOR]
        return sorted(suyos, key=lambda otro: (otro.hasta or date.min, otro.id or 0), reverse=True)

    @property
    def antes_llamada(self) -> str | None:
        """El último nombre oficial que tuvo antes del de hoy."""
        return next((anterior.nombre for anterior in self.anteriores), None)

    @antes_llamada.setter
    def antes_llamada(self, nombre: str | None) -> None:
        """Añade un nombre que tuvo; no quita los demás."""
        if nombre and all(otro.nombre != nombre for otro in self.nombres):
            self.nombres.append(NombreDeInstitucion(nombre=nombre, clase=ClaseDeNombre.ANTERIOR))

    def llamada_el(self, dia: date) -> str:
        """Cómo se llamaba ese día, si consta; si no, como se llama hoy."""
        entonces = [
            otro
            for otro in self.anteriores
            if otro.hasta is not None and dia <= otro.hasta and (otro.desde is None or otro.desde <= dia)
        ]
        return entonces[-1].nombre if entonces else self.nombre


class NombreDeInstitucion(Modelo):
    """Otro nombre de una institución: el que tuvo antes, unas siglas o como la conoce la gente.

    De muchos sólo se sabe hasta cuándo, o ni eso: los extremos pueden faltar y saberse a medias.
    """

    __table_args__ = (restriccion_de_vigencia(),)

    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    nombre: Mapped[str]
    clase: Mapped[ClaseDeNombre]
    desde: Mapped[date | None]
    hasta: Mapped[date | None]
    desde_precision: Mapped[Precision] = mapped_column(
        tipo_de_opcion(Precision, "desde_precision"),
        default=Precision.DIA,
        server_default=Precision.DIA.value,
    )
    hasta_precision: Mapped[Precision] = mapped_column(
        tipo_de_opcion(Precision, "hasta_precision"),
        default=Precision.DIA,
        server_default=Precision.DIA.value,
    )

    institucion: Mapped[Institucion] = relationship(back_populates="nombres")

    def terminar(self, cuando: FechaParcial | None) -> None:
        """Pone hasta cuándo se llamó así."""
        self.hasta = cuando.ultimo if cuando else None
        self.hasta_precision = cuando.precision if cuando else Precision.DIA

    @property
    def hasta_dicho(self) -> FechaParcial | None:
        """Hasta cuándo se llamó así, como se dijo; None si no se sabe."""
        return fin_dicho(self.hasta, self.hasta_precision)
