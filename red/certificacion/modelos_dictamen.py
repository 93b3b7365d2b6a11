"""De la encuesta al certificado: evidencias, verificación interna, lotes de dictamen y el folio que emite CONOCER."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import Modelo, Opcion, unico_entre_vigentes
from red.certificacion.modelos_estandar import Estandar
from red.certificacion.modelos_expediente import Expediente
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red


class PiezaDePortafolio(Opcion):
    """Lo que un portafolio reúne, en su orden."""

    FICHA = "ficha", "Ficha de registro"
    CURP = "curp", "CURP"
    IDENTIFICACION = "identificacion", "Identificación oficial"
    AUTODIAGNOSTICO = "autodiagnostico", "Diagnóstico"
    DERECHOS = "derechos", "Tríptico de derechos y obligaciones"
    PLAN = "plan", "Plan de evaluación"
    INSTRUMENTO = "instrumento", "Instrumento de evaluación"
    PRODUCTO = "producto", "Productos de la candidata"
    VIDEO = "video", "Liga del video"
    CEDULA = "cedula", "Cédula de evaluación"
    ENCUESTA = "encuesta", "Encuesta de satisfacción"
    SERVICIO = "servicio", "Cédula de servicio"
    VERIFICACION = "verificacion", "Verificación interna"
    ATENCION = "atencion", "Atención a usuarios"
    FIRMA = "firma", "Autorización de firma"
    ACUSES = "acuses", "Acuses"
    FOTOS = "fotos", "Fotografías"
    CERTIFICADO = "certificado", "Copia del certificado"


class ResultadoDeVerificacion(Opcion):
    """Qué encontró la verificación interna."""

    CONFORME = "conforme", "Conforme"
    CON_OBSERVACIONES = "con_observaciones", "Con observaciones por atender"


class ResultadoDeDictamen(Opcion):
    """Qué resolvió el grupo de dictamen sobre un expediente."""

    PROCEDENTE = "procedente", "Procedente"
    NO_PROCEDENTE = "no_procedente", "No procedente"


class EncuestaDeExpediente(Modelo):
    """Qué le pareció a la candidata su evaluación: ocho preguntas del 1 al 4."""

    __table_args__ = (UniqueConstraint("expediente_id", "intento"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    respuestas: Mapped[dict[str, int]] = mapped_column(
        JSON, comment="Del 1 al 4 por pregunta", info={"bitacora": "omitir"}
    )
    comentario: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    respondida_en: Mapped[datetime]

    expediente: Mapped[Expediente] = relationship()


class EvidenciaDeExpediente(Modelo):
    """Archivo o liga que sustenta una parte del expediente; retirarla no la borra."""

    __table_args__ = (
        CheckConstraint("(archivo_id IS NULL) <> (liga IS NULL)", name="archivo_o_liga"),
        Index("ix_evidencia_de_expediente_pieza", "expediente_id", "pieza"),
    )

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    pieza: Mapped[PiezaDePortafolio]
    intento: Mapped[int]
    titulo: Mapped[str]
    archivo_id: Mapped[int | None] = mapped_column(ForeignKey("archivo.id"), index=True)
    liga: Mapped[str | None] = mapped_column(comment="https://…", info={"bitacora": "reservado"})
    reservada: Mapped[bool] = mapped_column(
        default=False, comment="Sólo para quien la subió, la evaluadora y quien lleva el expediente"
    )
    subida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    subida_en: Mapped[datetime]
    retirada_en: Mapped[datetime | None]
    retirada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)

    expediente: Mapped[Expediente] = relationship()
    archivo: Mapped[Archivo | None] = relationship()
    subida_por: Mapped[Persona | None] = relationship(foreign_keys=[subida_por_id])
    retirada_por: Mapped[Persona | None] = relationship(foreign_keys=[retirada_por_id])


class VerificacionInterna(Modelo):
    """Lo que revisó la verificadora de un portafolio; con observaciones, el expediente vuelve a él."""

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"), index=True)
    intento: Mapped[int]
    verificadora_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    revisado: Mapped[dict[str, bool]] = mapped_column(
        JSON, comment="Cada punto revisado y si estaba", info={"bitacora": "omitir"}
    )
    resultado: Mapped[ResultadoDeVerificacion]
    observaciones: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    hecha_en: Mapped[datetime]
    archivada_en: Mapped[datetime | None] = mapped_column(comment="Cuando otra la siguió")

    expediente: Mapped[Expediente] = relationship()
    verificadora: Mapped[Persona] = relationship()


class LoteDeDictamen(Modelo):
    """Expedientes que se mandan juntos a la entidad u organismo que dictamina."""

    __table_args__ = (
        UniqueConstraint("red_id", "numero"),
        CheckConstraint("numero > 0", name="numero_positivo"),
        CheckConstraint("dictaminado_el IS NULL OR enviado_el IS NOT NULL", name="enviado_antes"),
        CheckConstraint("dictaminado_el IS NULL OR dictaminado_el >= enviado_el", name="fechas"),
        CheckConstraint(
            "cancelado_en IS NULL OR motivo_de_cancelacion IS NOT NULL", name="cancelado_con_motivo"
        ),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    numero: Mapped[int] = mapped_column(comment="Consecutivo de la Red")
    entidad: Mapped[str] = mapped_column(comment="Quién dictamina")
    referencia: Mapped[str | None] = mapped_column(comment="Número de lote o acta de quien dictamina")
    creado_en: Mapped[datetime]
    creado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    enviado_el: Mapped[date | None]
    dictaminado_el: Mapped[date | None]
    acta_id: Mapped[int | None] = mapped_column(ForeignKey("archivo.id"), index=True)
    cancelado_en: Mapped[datetime | None]
    motivo_de_cancelacion: Mapped[str | None]

    red: Mapped[Red] = relationship()
    estandar: Mapped[Estandar] = relationship()
    creado_por: Mapped[Persona | None] = relationship()
    acta: Mapped[Archivo | None] = relationship()
    dictamenes: Mapped[list["Dictamen"]] = relationship(back_populates="lote", order_by="Dictamen.id")

    @property
    def alcance(self) -> Alcance:
        """Es de la Red que lo arma."""
        return Alcance(frozenset({self.red_id}))


class Dictamen(Modelo):
    """Lugar de un expediente en un lote y lo que se resolvió de él."""

    lote_id: Mapped[int] = mapped_column(ForeignKey("lote_de_dictamen.id"), index=True)
    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    resultado: Mapped[ResultadoDeDictamen | None]
    motivo: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    sumado_en: Mapped[datetime]
    resuelto_en: Mapped[datetime | None]
    retirado_en: Mapped[datetime | None] = mapped_column(comment="Si salió del lote sin dictamen")

    lote: Mapped[LoteDeDictamen] = relationship(back_populates="dictamenes")
    expediente: Mapped[Expediente] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un expediente espera dictamen en un solo lote a la vez, y en cada lote está una vez."""
        return (
            UniqueConstraint("lote_id", "expediente_id"),
            unico_entre_vigentes(
                "uq_dictamen_en_espera",
                "expediente_id",
                condicion="resultado IS NULL AND retirado_en IS NULL",
            ),
            CheckConstraint("(resultado IS NULL) = (resuelto_en IS NULL)", name="resuelto_con_fecha"),
        )


class Certificado(Modelo):
    """El certificado que emitió CONOCER, con su folio: aquí sólo consta. Sin expediente, se obtuvo en otra parte."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    expediente_id: Mapped[int | None] = mapped_column(ForeignKey("expediente.id"), index=True)
    folio: Mapped[str] = mapped_column(comment="El de CONOCER, tal como viene en el certificado")
    emitido_el: Mapped[date]
    vence_el: Mapped[date | None] = mapped_column(comment="Vacía: no vence o no se sabe")
    archivo_id: Mapped[int | None] = mapped_column(ForeignKey("archivo.id"), index=True)
    registrado_en: Mapped[datetime]
    registrado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    recibido_el: Mapped[date | None] = mapped_column(comment="Cuándo llegó a la Red")
    entregado_el: Mapped[date | None] = mapped_column(comment="Cuándo lo recibió su dueña")
    anulado_en: Mapped[datetime | None]
    anulado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    motivo_de_anulacion: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    estandar: Mapped[Estandar] = relationship()
    expediente: Mapped[Expediente | None] = relationship()
    archivo: Mapped[Archivo | None] = relationship()
    registrado_por: Mapped[Persona | None] = relationship(foreign_keys=[registrado_por_id])
    anulado_por: Mapped[Persona | None] = relationship(foreign_keys=[anulado_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un folio consta una vez en cada Red, y un expediente termina en un solo certificado."""
        return (
            unico_entre_vigentes("uq_certificado_folio", "red_id", "folio", condicion="anulado_en IS NULL"),
            unico_entre_vigentes(
                "uq_certificado_de_expediente",
                "expediente_id",
                condicion="anulado_en IS NULL AND expediente_id IS NOT NULL",
            ),
            CheckConstraint("vence_el IS NULL OR vence_el > emitido_el", name="vigencia"),
            CheckConstraint("entregado_el IS NULL OR recibido_el IS NOT NULL", name="recibido_antes"),
            CheckConstraint(
                "anulado_en IS NULL OR motivo_de_anulacion IS NOT NULL", name="anulado_con_motivo"
            ),
        )

    @property
    def alcance(self) -> Alcance:
        """Es de la Red que lo registró."""
        return Alcance(frozenset({self.red_id}))

    def vale(self, dia: date) -> bool:
        """Si ese día estaba vigente."""
        return (
            self.anulado_en is None
            and self.emitido_el <= dia
            and (self.vence_el is None or dia <= self.vence_el)
        )
