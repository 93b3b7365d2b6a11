"""El expediente de una candidata: en qué etapa va, quién participa, qué se firmó y qué resultó en cada intento."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, tipo_de_opcion, unico_entre_vigentes
from red.certificacion.modelos_estandar import Estandar, Sugerencia, VersionDeEstandar
from red.documentos.modelos import Documento
from red.formacion.modelos import Edicion
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Etapa(Opcion):
    """Dónde va un expediente, en orden; las tres últimas son finales."""

    DIAGNOSTICO = "diagnostico", "Diagnóstico"
    ALINEACION = "alineacion", "Preparación"
    FICHA = "ficha", "Ficha de registro"
    PLAN = "plan", "Plan de evaluación"
    EVALUACION = "evaluacion", "Evaluación"
    JUICIO = "juicio", "Juicio de competencia"
    CEDULA = "cedula", "Cédula de evaluación"
    ENCUESTA = "encuesta", "Encuesta de satisfacción"
    PORTAFOLIO = "portafolio", "Portafolio de evidencias"
    VERIFICACION = "verificacion", "Verificación interna"
    DICTAMEN = "dictamen", "Dictamen"
    TRAMITE = "tramite", "Emisión por CONOCER"
    CERTIFICADA = "certificada", "Certificada"
    TODAVIA_NO = "todavia_no", "Todavía no competente"
    CERRADO = "cerrado", "Cerrado sin certificar"


class PapelEnExpediente(Opcion):
    """Qué hace una persona en un expediente; en cada uno, una sola cosa."""

    CANDIDATA = "candidata", "Candidata"
    CAPACITADORA = "capacitadora", "Capacitadora"
    EVALUADORA = "evaluadora", "Evaluadora"
    VERIFICADORA = "verificadora", "Verificadora interna"


class OrigenDelPapel(Opcion):
    """Por qué alguien tiene un papel en el expediente."""

    NOMBRADA = "nombrada", "Nombrada en el expediente"
    IMPARTE = "imparte", "Imparte la edición con la que se preparó"


class AsuntoDeFirma(Opcion):
    """Qué acepta quien firma."""

    DIAGNOSTICO = "diagnostico", "El diagnóstico y lo que decidió la candidata"
    FICHA = "ficha", "La ficha de registro"
    PLAN = "plan", "El plan de evaluación"
    JUICIO = "juicio", "El juicio de competencia"
    CEDULA = "cedula", "La cédula de evaluación"
    VERIFICACION = "verificacion", "La verificación interna"


class Resultado(Opcion):
    """El juicio de la evaluación."""

    COMPETENTE = "competente", "Competente"
    TODAVIA_NO = "todavia_no", "Todavía no competente"


class ClaseDeEvidencia(Opcion):
    """Con qué se comprobó un reactivo."""

    OBSERVACION = "observacion", "Se observó su desempeño"
    PRODUCTO = "producto", "Entregó el producto"
    CUESTIONARIO = "cuestionario", "Respondió el cuestionario"
    OTRA = "otra", "De otra manera"


class Expediente(Modelo):
    """El camino de una persona hacia el certificado de un estándar, dentro de una Red.

    El intento empieza en 1; cada reevaluación suma uno y lo del anterior queda archivado.
    """

    clave: Mapped[str] = mapped_column(
        unique=True,
        default=lambda: secrets.token_urlsafe(16),
        comment="Identificador público de 128 bits: no se adivina ni se cuenta",
    )
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True, comment="La candidata")
    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version_de_estandar.id"), comment="Con la que se abrió: no cambia"
    )
    institucion_id: Mapped[int | None] = mapped_column(
        ForeignKey("institucion.id"), index=True, comment="Dónde trabajaba al abrirse"
    )
    etapa: Mapped[Etapa] = mapped_column(default=Etapa.DIAGNOSTICO)
    etapa_desde: Mapped[datetime] = mapped_column(
        comment="Desde cuándo está en ella", info={"bitacora": "omitir"}
    )
    intento: Mapped[int] = mapped_column(default=1)
    abierto_en: Mapped[datetime]
    abierto_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    alineacion_edicion_id: Mapped[int | None] = mapped_column(
        ForeignKey("edicion.id"), index=True, comment="La edición con la que se preparó"
    )
    alineacion_externa: Mapped[str | None] = mapped_column(comment="Dónde se preparó, si fue en otra parte")
    alineada_el: Mapped[date | None] = mapped_column(comment="Cuándo terminó de prepararse")
    motivo_de_cierre: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})
    recordado_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo se recordó por última vez lo pendiente", info={"bitacora": "omitir"}
    )

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    estandar: Mapped[Estandar] = relationship()
    version: Mapped[VersionDeEstandar] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    abierto_por: Mapped[Persona | None] = relationship(foreign_keys=[abierto_por_id])
    alineacion_edicion: Mapped[Edicion | None] = relationship()
    participantes: Mapped[list["ParticipanteDeExpediente"]] = relationship(
        back_populates="expediente", order_by="ParticipanteDeExpediente.id"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un solo expediente en curso por persona y estándar en cada Red."""
        return (
            unico_entre_vigentes(
                "uq_expediente_en_curso",
                "red_id",
                "persona_id",
                "estandar_id",
                condicion="etapa <> 'certificada' AND etapa <> 'cerrado'",
            ),
            CheckConstraint("intento > 0", name="intento_positivo"),
            CheckConstraint("etapa <> 'cerrado' OR motivo_de_cierre IS NOT NULL", name="cerrado_con_motivo"),
            CheckConstraint(
                "alineacion_edicion_id IS NULL OR alineacion_externa IS NULL", name="una_preparacion"
            ),
            Index("ix_expediente_etapa", "red_id", "etapa"),
        )

    @property
    def alcance(self) -> Alcance:
        """Es de la Red que lo lleva."""
        return Alcance(frozenset({self.red_id}))


class PasoDeExpediente(Modelo):
    """Cada cambio de etapa: de cuál, a cuál, cuándo y quién; con ellos se cuentan los días de cada una."""

    __table_args__ = (Index("ix_paso_de_expediente_orden", "expediente_id", "id"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    anterior: Mapped[Etapa | None] = mapped_column(
        tipo_de_opcion(Etapa, "anterior"), comment="Vacía al abrirse el expediente"
    )
    etapa: Mapped[Etapa] = mapped_column(tipo_de_opcion(Etapa, "etapa"))
    intento: Mapped[int]
    en: Mapped[datetime]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)

    expediente: Mapped[Expediente] = relationship()
    quien: Mapped[Persona | None] = relationship()


class ParticipanteDeExpediente(Modelo):
    """Quién es quién en un expediente. Nadie tiene en él dos papeles, ni aunque haya dejado uno.

    Lo impide la base: una fila por persona y expediente, que no se borra. Así quien prepara no evalúa y quien evalúa
    no verifica a la misma candidata, y la candidata no es ninguna de ellas.
    """

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    papel: Mapped[PapelEnExpediente]
    origen: Mapped[OrigenDelPapel] = mapped_column(default=OrigenDelPapel.NOMBRADA)
    nombrada_en: Mapped[datetime]
    nombrada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    terminada_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué dejó el papel")

    expediente: Mapped[Expediente] = relationship(back_populates="participantes")
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    nombrada_por: Mapped[Persona | None] = relationship(foreign_keys=[nombrada_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un papel por persona; y a la vez, una sola evaluadora, una sola verificadora y una sola candidata."""
        return (
            UniqueConstraint("expediente_id", "persona_id", name="uq_participante_un_papel"),
            unico_entre_vigentes(
                "uq_participante_en_funciones",
                "expediente_id",
                "papel",
                condicion="terminada_en IS NULL AND papel <> 'capacitadora'",
            ),
        )


class FirmaDeExpediente(Modelo):
    """Alguien aceptó, con su cuenta y un día, algo del expediente tal como estaba; si eso cambia, se anula."""

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    asunto: Mapped[AsuntoDeFirma]
    papel: Mapped[PapelEnExpediente]
    intento: Mapped[int]
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    firmada_en: Mapped[datetime]
    huella: Mapped[str] = mapped_column(comment="SHA-256 de lo que aceptó", info={"bitacora": "omitir"})
    anulada_en: Mapped[datetime | None]

    expediente: Mapped[Expediente] = relationship()
    persona: Mapped[Persona] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada papel firma una vez cada cosa en cada intento."""
        return (
            unico_entre_vigentes(
                "uq_firma_de_expediente_viva",
                "expediente_id",
                "asunto",
                "papel",
                "intento",
                condicion="anulada_en IS NULL",
            ),
        )


class Diagnostico(Modelo):
    """Cuánto domina la candidata antes de empezar, qué se le sugiere y qué decide ella."""

    __table_args__ = (
        UniqueConstraint("expediente_id"),
        CheckConstraint("total > 0 AND aciertos >= 0 AND aciertos <= total", name="aciertos_posibles"),
    )

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    aplicado_el: Mapped[date]
    aciertos: Mapped[int] = mapped_column(info={"bitacora": "reservado"})
    total: Mapped[int]
    interpretacion: Mapped[str] = mapped_column(
        comment="Lo que dice la tabla del estándar", info={"bitacora": "reservado"}
    )
    sugerencia: Mapped[Sugerencia] = mapped_column(
        tipo_de_opcion(Sugerencia, "sugerencia"), info={"bitacora": "reservado"}
    )
    decision: Mapped[Sugerencia | None] = mapped_column(
        tipo_de_opcion(Sugerencia, "decision"), comment="Lo que decidió la candidata"
    )
    decidida_en: Mapped[datetime | None]

    expediente: Mapped[Expediente] = relationship()


class FichaDeRegistro(Modelo):
    """Los datos que pide el registro nacional; ninguno se escribe en la bitácora ni sale en un correo."""

    __table_args__ = (UniqueConstraint("expediente_id"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    curp: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    nacimiento: Mapped[date] = mapped_column(info={"bitacora": "reservado"})
    lugar_de_nacimiento: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    genero: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    nacionalidad: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    telefono: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    domicilio: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    escolaridad: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    discapacidad: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    trabaja: Mapped[bool] = mapped_column(info={"bitacora": "reservado"})
    puesto: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    experiencia: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    certificados_previos: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})
    publica_en_renap: Mapped[bool] = mapped_column(
        default=False, comment="Si consiente, aparte, aparecer en el registro público de personas"
    )
    llenada_en: Mapped[datetime]
    renap_en: Mapped[datetime | None] = mapped_column(comment="Cuándo dijo que sí o dejó de decirlo")

    expediente: Mapped[Expediente] = relationship()


class PlanDeEvaluacion(Modelo):
    """Qué, cómo, dónde y cuándo se evaluará, acordado por las dos; cada intento tiene el suyo."""

    __table_args__ = (
        UniqueConstraint("expediente_id", "intento"),
        CheckConstraint("resultados_en >= evaluacion_en", name="fechas"),
    )

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    evaluacion_en: Mapped[datetime]
    evaluacion_lugar: Mapped[str]
    resultados_en: Mapped[datetime]
    resultados_lugar: Mapped[str]
    actividades: Mapped[list[dict[str, str]]] = mapped_column(
        JSON, comment="Técnica o instrumento y descripción, en orden", info={"bitacora": "omitir"}
    )
    minimo: Mapped[int] = mapped_column(comment="Puntaje mínimo acordado, en centésimas de punto")
    criterio_uno: Mapped[str]
    criterio_dos: Mapped[str]
    guardado_en: Mapped[datetime]
    documento_id: Mapped[int | None] = mapped_column(ForeignKey("documento.id"), index=True)

    expediente: Mapped[Expediente] = relationship()
    documento: Mapped[Documento | None] = relationship()


class ReactivoCalificado(Modelo):
    """Lo que la evaluadora comprobó de un reactivo en un intento: cumple, no cumple o todavía sin ver."""

    __table_args__ = (UniqueConstraint("expediente_id", "intento", "reactivo_id"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    reactivo_id: Mapped[int] = mapped_column(ForeignKey("reactivo_de_estandar.id"), index=True)
    cumple: Mapped[bool | None] = mapped_column(info={"bitacora": "reservado"})
    evidencia: Mapped[ClaseDeEvidencia | None]
    nota: Mapped[str] = mapped_column(default="", info={"bitacora": "reservado"})

    expediente: Mapped[Expediente] = relationship()


class AplicacionDelInstrumento(Modelo):
    """El instrumento de evaluación de un intento: cuándo empezó, cuándo se dio por terminado y qué surgió."""

    __table_args__ = (UniqueConstraint("expediente_id", "intento"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    evaluadora_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    iniciada_en: Mapped[datetime]
    guardada_en: Mapped[datetime]
    terminada_en: Mapped[datetime | None]
    emergentes: Mapped[str] = mapped_column(
        default="", comment="Situaciones que no estaban previstas", info={"bitacora": "reservado"}
    )

    expediente: Mapped[Expediente] = relationship()
    evaluadora: Mapped[Persona] = relationship()


class Juicio(Modelo):
    """Lo que resultó de un intento, calculado con el puntaje y los dos criterios y firmado por la evaluadora."""

    __table_args__ = (UniqueConstraint("expediente_id", "intento"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    resultado: Mapped[Resultado]
    puntos: Mapped[int] = mapped_column(comment="En centésimas de punto", info={"bitacora": "reservado"})
    minimo: Mapped[int] = mapped_column(comment="En centésimas de punto")
    razon: Mapped[str] = mapped_column(comment="Por qué, en una oración", info={"bitacora": "reservado"})
    emitido_en: Mapped[datetime]
    evaluadora_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)

    expediente: Mapped[Expediente] = relationship()
    evaluadora: Mapped[Persona] = relationship()


class CedulaDeEvaluacion(Modelo):
    """Lo que se le dice a la candidata de su evaluación; una reevaluación archiva la anterior."""

    __table_args__ = (UniqueConstraint("expediente_id", "intento"),)

    expediente_id: Mapped[int] = mapped_column(ForeignKey("expediente.id"))
    intento: Mapped[int]
    mejores_practicas: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    areas_de_oportunidad: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    criterios_no_cubiertos: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    incidencias: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    recomendaciones: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    otros_estandares: Mapped[str] = mapped_column(
        default="", comment="En qué más podría certificarse", info={"bitacora": "reservado"}
    )
    guardada_en: Mapped[datetime]
    documento_id: Mapped[int | None] = mapped_column(ForeignKey("documento.id"), index=True)
    archivada_en: Mapped[datetime | None]

    expediente: Mapped[Expediente] = relationship()
    documento: Mapped[Documento | None] = relationship()
