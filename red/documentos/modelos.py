"""El modelo editable de un papel y el documento que se emitió con él, tal como se emitió."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import Modelo, Opcion
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Papel(Opcion):
    """Clase de papel oficial que la plataforma sabe redactar."""

    OFICIO_SOLICITUD = "oficio_solicitud", "Oficio de solicitud"
    OFICIO_DESIGNACION = "oficio_designacion", "Oficio de designación"
    CARTA_ACEPTACION = "carta_aceptacion", "Carta de aceptación"
    ORDEN_DEL_DIA = "orden_del_dia", "Orden del día"
    LISTA_ASISTENCIA = "lista_asistencia", "Lista de asistencia"
    ACTA_INSTALACION = "acta_instalacion", "Acta de instalación"
    NOMBRAMIENTO = "nombramiento", "Nombramiento"
    PLAN_DE_TRABAJO = "plan_de_trabajo", "Plan de trabajo"
    ACTA_ENTREGA = "acta_entrega", "Acta de entrega-recepción"
    RECONOCIMIENTO = "reconocimiento", "Reconocimiento"
    PLAN_DE_EVALUACION = "plan_de_evaluacion", "Plan de evaluación"
    CEDULA_DE_EVALUACION = "cedula_de_evaluacion", "Cédula de evaluación"


class ModeloDeDocumento(Modelo):
    """Texto con espacios que una Red usa para un papel en lugar del de la casa; cada cambio es otra versión."""

    __table_args__ = (
        UniqueConstraint("red_id", "papel", "version"),
        CheckConstraint("version > 0", name="version_positiva"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    papel: Mapped[Papel]
    version: Mapped[int]
    titulo: Mapped[str]
    cuerpo: Mapped[str] = mapped_column(comment="Con espacios entre llaves: {titular}")
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    guardado_en: Mapped[datetime]

    red: Mapped[Red] = relationship()
    quien: Mapped[Persona | None] = relationship()


class Documento(Modelo):
    """Papel emitido con su folio: el texto, los datos y el PDF quedan como fueron aunque el modelo cambie."""

    __table_args__ = (
        UniqueConstraint("red_id", "anio", "numero"),
        UniqueConstraint("folio"),
        CheckConstraint("numero > 0", name="numero_positivo"),
        CheckConstraint("anulado_en IS NULL OR motivo_anulacion IS NOT NULL", name="anulado_con_motivo"),
        Index("ix_documento_referencia", "referencia", "papel"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    papel: Mapped[Papel]
    anio: Mapped[int]
    numero: Mapped[int] = mapped_column(comment="Consecutivo de la Red en el año, sin huecos")
    folio: Mapped[str] = mapped_column(comment="Como se lee: GDL/2026/0012")
    titulo: Mapped[str]
    modelo_id: Mapped[int | None] = mapped_column(
        ForeignKey("modelo_de_documento.id"), comment="Vacío: el de la casa"
    )
    version: Mapped[int] = mapped_column(comment="Versión del modelo con que se emitió; 0, el de la casa")
    cuerpo: Mapped[str] = mapped_column(
        comment="El texto del modelo tal como estaba", info={"bitacora": "omitir"}
    )
    datos: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="Con qué se llenaron los espacios", info={"bitacora": "omitir"}
    )
    referencia: Mapped[str] = mapped_column(comment="De qué es: «unidad:12»")
    lugar: Mapped[str]
    emitido_el: Mapped[date]
    emitido_en: Mapped[datetime]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    archivo_id: Mapped[int] = mapped_column(ForeignKey("archivo.id"), unique=True)
    anulado_en: Mapped[datetime | None]
    anulado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo_anulacion: Mapped[str | None]

    red: Mapped[Red] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    archivo: Mapped[Archivo] = relationship()
    quien: Mapped[Persona | None] = relationship(foreign_keys=[quien_id])
    anulado_por: Mapped[Persona | None] = relationship(foreign_keys=[anulado_por_id])

    @property
    def fue_sustituido(self) -> bool:
        """Si dejó de valer porque otro ocupó su lugar."""
        return (self.motivo_anulacion or "").startswith("Sustituido")

    @property
    def alcance(self) -> Alcance:
        """De la Red que lo emitió y, si habla de una institución, también de ella."""
        return Alcance(frozenset({self.red_id}), self.institucion_id)
