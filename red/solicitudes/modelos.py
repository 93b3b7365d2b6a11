"""La solicitud de quien quiere sumarse, lo que se decide en la bandeja y quién decide en ausencia de otra persona."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.permisos import Alcance
from red.personas.modelos import AvisoLeido, AvisoPrivacidad, NivelCargo, Persona
from red.redes.modelos import Red

EN_CURSO = (
    "confirmada_en IS NOT NULL AND aprobada_en IS NULL AND declinada_en IS NULL AND retirada_en IS NULL"
)
POR_SURTIR = "firme_en IS NULL AND deshecha_en IS NULL"


class EstadoSolicitud(Opcion):
    """En qué va una solicitud."""

    POR_CONFIRMAR = "por_confirmar", "Falta confirmar el correo"
    SIN_CONFIRMAR = "sin_confirmar", "El correo no se confirmó a tiempo"
    EN_RESPALDO = "en_respaldo", "Espera el respaldo de su titular"
    EN_REVISION = "en_revision", "En revisión"
    APROBADA = "aprobada", "Aceptada"
    DECLINADA = "declinada", "No se aceptó"
    RETIRADA = "retirada", "La retiró quien la hizo"


class EstadoRespaldo(Opcion):
    """Qué dijo quien encabeza la institución."""

    SIN_PEDIR = "sin_pedir", "Sin pedir"
    PEDIDO = "pedido", "Pedido"
    APLAZADO = "aplazado", "Se le vuelve a preguntar después"
    VENCIDO = "vencido", "Sin respuesta a tiempo"
    RESPALDADA = "respaldada", "Con respaldo"
    NO_RESPALDADA = "no_respaldada", "Sin respaldo"


class Solicitud(Modelo):
    """Petición de integrar una Red que hace alguien por su cuenta; nadie la ve hasta que confirma su correo."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    correo: Mapped[str] = mapped_column(comment="En minúsculas", info={"bitacora": "reservado"})
    nombre: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    otra_institucion: Mapped[str | None] = mapped_column(comment="Si la suya no está en la lista de la Red")
    puesto: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    nivel: Mapped[NivelCargo]
    motivo: Mapped[str] = mapped_column(comment="Por qué quiere sumarse", info={"bitacora": "reservado"})
    aviso_id: Mapped[int] = mapped_column(
        ForeignKey("aviso_privacidad.id"), comment="El texto de privacidad que leyó"
    )
    leido_id: Mapped[int | None] = mapped_column(
        ForeignKey("aviso_leido.id"), comment="El mismo texto, tal como se le mostró"
    )
    pedida_en: Mapped[datetime] = mapped_column(comment="También cuándo aceptó el aviso de privacidad")
    vence_en: Mapped[datetime] = mapped_column(comment="Hasta cuándo se puede confirmar el correo")
    confirmada_en: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(
        default=1, comment="Cambia al corregirla: un respaldo es de una versión"
    )

    titular_correo: Mapped[str | None] = mapped_column(
        comment="A quién se le pide respaldo", info={"bitacora": "reservado"}
    )
    titular_consta: Mapped[bool] = mapped_column(
        default=False, comment="Si esa dirección es la de la titular designada, y no la que alguien escribió"
    )
    respaldo_pedido_en: Mapped[datetime | None]
    respaldo_vence_en: Mapped[datetime | None]
    respaldo_aplazado_al: Mapped[date | None] = mapped_column(
        comment="El día en que se le vuelve a preguntar a la titular"
    )
    respaldada_en: Mapped[datetime | None]
    no_respaldada_en: Mapped[datetime | None]
    motivo_sin_respaldo: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})

    aprobada_en: Mapped[datetime | None]
    declinada_en: Mapped[datetime | None]
    motivo_al_declinar: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})
    bloquea: Mapped[bool] = mapped_column(
        default=False, comment="Si al declinarla se pidió no recibir otra de este correo"
    )
    retirada_en: Mapped[datetime | None]
    invitacion_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitacion.id"), index=True, comment="Con la que abrirá su cuenta"
    )
    persona_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="Quien entró, si ya tenía cuenta"
    )

    red: Mapped[Red] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    aviso: Mapped[AvisoPrivacidad] = relationship()
    leido: Mapped[AvisoLeido | None] = relationship()
    invitacion: Mapped[Invitacion | None] = relationship()
    persona: Mapped[Persona | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un correo tiene a lo más una solicitud en curso por Red; las que nadie confirmó no cuentan."""
        return (
            unico_entre_vigentes("uq_solicitud_en_curso", "red_id", "correo", condicion=EN_CURSO),
            Index("ix_solicitud_correo", "correo", "red_id"),
        )

    @property
    def alcance(self) -> Alcance:
        """Es de la Red a la que se pide entrar y, para su enlace, de la institución."""
        return Alcance(frozenset({self.red_id}), self.institucion_id)

    @property
    def donde(self) -> str:
        """La institución, esté o no en la lista."""
        return self.institucion.nombre if self.institucion else self.otra_institucion or ""

    def respaldo(self, instante: datetime) -> EstadoRespaldo:
        """Qué dijo la titular, en ese instante."""
        if self.respaldada_en:
            return EstadoRespaldo.RESPALDADA
        if self.no_respaldada_en:
            return EstadoRespaldo.NO_RESPALDADA
        if self.respaldo_aplazado_al is not None:
            return EstadoRespaldo.APLAZADO
        if self.respaldo_pedido_en is None or self.respaldo_vence_en is None:
            return EstadoRespaldo.SIN_PEDIR
        return EstadoRespaldo.VENCIDO if self.respaldo_vence_en <= instante else EstadoRespaldo.PEDIDO

    def estado(self, instante: datetime) -> EstadoSolicitud:
        """En qué va, en ese instante."""
        for cuando, final in (
            (self.retirada_en, EstadoSolicitud.RETIRADA),
            (self.aprobada_en, EstadoSolicitud.APROBADA),
            (self.declinada_en, EstadoSolicitud.DECLINADA),
        ):
            if cuando:
                return final
        if self.confirmada_en is None:
            vencio = self.vence_en <= instante
            return EstadoSolicitud.SIN_CONFIRMAR if vencio else EstadoSolicitud.POR_CONFIRMAR
        if self.red.pide_respaldo and not (self.respaldada_en or self.no_respaldada_en):
            return EstadoSolicitud.EN_RESPALDO
        return EstadoSolicitud.EN_REVISION


class ClaseDeLlave(Opcion):
    """Para qué sirve un enlace."""

    SEGUIR = "seguir", "Confirmar, seguir, corregir y retirar la solicitud"
    RESPALDAR = "respaldar", "Decir si se respalda"


class LlaveSolicitud(Modelo):
    """Huella del enlace de una solicitud; el enlace mismo sólo existe en el correo que lo llevó."""

    solicitud_id: Mapped[int] = mapped_column(ForeignKey("solicitud.id"), index=True)
    clase: Mapped[ClaseDeLlave]
    version: Mapped[int] = mapped_column(comment="La de la solicitud que el enlace muestra")
    para: Mapped[str] = mapped_column(comment="A quién se le mandó", info={"bitacora": "reservado"})
    huella: Mapped[str] = mapped_column(unique=True, info={"bitacora": "reservado"})
    creada_en: Mapped[datetime]
    vence_en: Mapped[datetime]
    usada_en: Mapped[datetime | None]

    solicitud: Mapped[Solicitud] = relationship()

    @staticmethod
    def huella_de(ficha: str) -> str:
        """Huella con la que se reconoce la ficha de un enlace sin guardarla."""
        return hashlib.sha256(ficha.encode()).hexdigest()


class Sentido(Opcion):
    """Qué se decide."""

    APROBAR = "aprobar", "Aprobar"
    DECLINAR = "declinar", "Declinar"


class ActoDeBandeja(Modelo):
    """Lo que una persona decidió de una vez en la bandeja, de uno o de muchos asuntos, con lo que se saltó."""

    quien_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    hecho_en: Mapped[datetime]
    sentido: Mapped[Sentido]
    motivo: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})
    saltados: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="Los que no se decidieron y por qué", info={"bitacora": "omitir"}
    )

    quien: Mapped[Persona] = relationship()


class Decision(Modelo):
    """Lo decidido sobre un asunto de la bandeja; surte efecto al pasar unos minutos, si nadie lo deshace."""

    acto_id: Mapped[int] = mapped_column(ForeignKey("acto_de_bandeja.id"), index=True)
    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    clase: Mapped[str] = mapped_column(comment="Qué clase de asunto: «solicitud», «puesto»…")
    asunto_id: Mapped[int] = mapped_column(comment="Su llave entre los de su clase")
    titulo: Mapped[str] = mapped_column(comment="Cómo se llamaba el asunto", info={"bitacora": "reservado"})
    por_suplencia_de_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="En lugar de quién se decidió"
    )
    bloquea: Mapped[bool] = mapped_column(default=False, comment="Al declinar, no recibir otra igual")
    version: Mapped[int] = mapped_column(default=0, comment="La del asunto que se decidió")
    surte_en: Mapped[datetime] = mapped_column(comment="Hasta entonces se puede deshacer")
    firme_en: Mapped[datetime | None]
    deshecha_en: Mapped[datetime | None]
    resultado: Mapped[str | None] = mapped_column(comment="Qué pasó al surtir efecto")

    acto: Mapped[ActoDeBandeja] = relationship(lazy="joined", innerjoin=True)
    red: Mapped[Red] = relationship()
    por_suplencia_de: Mapped[Persona | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """De un asunto hay a lo más una decisión por surtir efecto."""
        return (
            unico_entre_vigentes("uq_decision_por_surtir", "clase", "asunto_id", condicion=POR_SURTIR),
            Index("ix_decision_por_surtir", "firme_en", "deshecha_en", "surte_en"),
        )

    def se_puede_deshacer(self, instante: datetime) -> bool:
        """Si todavía no surte efecto."""
        return self.firme_en is None and self.deshecha_en is None and instante < self.surte_en


class Suplencia(Vigencia, Modelo):
    """Quién decide por una persona, en una Red, mientras está ausente; nunca más de lo que ella podría."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True, comment="La que se ausenta")
    suplente_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    creada_en: Mapped[datetime]
    terminada_en: Mapped[datetime | None] = mapped_column(comment="Si se terminó antes de tiempo")

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    suplente: Mapped[Persona] = relationship(foreign_keys=[suplente_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """No puede terminar antes de empezar."""
        return (restriccion_de_vigencia(),)


class AvisoDePlazo(Modelo):
    """Lo que ya se avisó de un asunto que no se decidió a tiempo: a quien le toca y, después, a quien convoca."""

    __table_args__ = (UniqueConstraint("clase", "asunto_id"),)

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    clase: Mapped[str]
    asunto_id: Mapped[int]
    recordado_en: Mapped[datetime]
    escalado_en: Mapped[datetime | None]


VENTANA = timedelta(minutes=10)
"""Cuánto se puede deshacer lo decidido."""
