"""El levantamiento de una Red, a quién se le preguntó y lo que cada quien dijo de su área.

Lo que alguien contesta no pasa por la bitácora: ella puede retirarlo, y entonces no queda guardado en ningún lado.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.vinculos.modelos import Intensidad

RESERVA: dict[str, Any] = {"bitacora": "omitir"}
"""Lo que sólo ven quien lo dijo y la coordinación, y que se va si ella lo retira."""


class AQuienes(Opcion):
    """A quién se le pregunta."""

    INTEGRANTES = "integrantes", "A todas las integrantes de la Red"
    ENLACES = "enlaces", "Sólo a enlaces y titulares de sus instituciones"


class Etapa(Opcion):
    """En qué va un levantamiento."""

    BORRADOR = "borrador", "En preparación"
    PROGRAMADO = "programado", "Programado"
    ABIERTO = "abierto", "Abierto"
    CERRADO = "cerrado", "Cerrado"


class Proposito(Opcion):
    """Para qué trabajan juntas dos instituciones."""

    DATOS = "datos", "Información y datos"
    CANALIZACION = "canalizacion", "Canalización de personas"
    CAPACITACION = "capacitacion", "Capacitación"
    ACTIVIDAD = "actividad", "Actividad conjunta"
    NORMATIVIDAD = "normatividad", "Normatividad"
    RECURSOS = "recursos", "Presupuesto o recursos"
    DIFUSION = "difusion", "Difusión"


class Frecuencia(Opcion):
    """Cada cuánto trabajan juntas."""

    POR_TEMA = "por_tema", "Sólo por un tema"
    ANUAL = "anual", "Una vez al año o menos"
    TRIMESTRAL = "trimestral", "Cada tres meses"
    MENSUAL = "mensual", "Cada mes"
    SEMANAL = "semanal", "Cada semana"
    DIARIA = "diaria", "Todos los días"


class Formalidad(Opcion):
    """Si la relación consta en algún papel."""

    CONVENIO = "convenio", "Sí, con un convenio"
    OFICIO = "oficio", "Sí, con un oficio"
    COMITE = "comite", "Sí, en un comité o una comisión"
    NO = "no", "No, es de palabra"


class DependeDeUna(Opcion):
    """Si la relación se perdería al irse una persona."""

    SI = "si", "Sí: si esa persona se va, se pierde"
    NO = "no", "No: seguiría con otras personas"
    NO_SE = "no_se", "No lo sé"


class MotivoDeDeseo(Opcion):
    """Por qué hoy no se puede trabajar con quien se quisiera."""

    SIN_CONTACTO = "sin_contacto", "No sabemos con quién hablar"
    SIN_RESPUESTA = "sin_respuesta", "Buscamos y no hubo respuesta"
    SIN_TIEMPO = "sin_tiempo", "Falta tiempo o personal"
    SIN_RECURSOS = "sin_recursos", "Faltan recursos"
    SIN_MANDATO = "sin_mandato", "Falta un acuerdo o una instrucción"
    CAMBIO = "cambio", "Se cortó con un cambio de personas o de gobierno"
    OTRO = "otro", "Por otra razón"


class Aporte(Opcion):
    """Lo que un área puede dar a las demás, o le hace falta."""

    DATOS = "datos", "Datos e información"
    EXPERIENCIA = "experiencia", "Experiencia en el tema"
    FORMACION = "formacion", "Formación y talleres"
    ASESORIA = "asesoria", "Asesoría jurídica o técnica"
    ATENCION = "atencion", "Atención a personas"
    TERRITORIO = "territorio", "Contacto con la comunidad"
    DIFUSION = "difusion", "Difusión"
    ESPACIOS = "espacios", "Espacios y equipo"
    PRESUPUESTO = "presupuesto", "Presupuesto"
    DECISION = "decision", "Respaldo de quien decide"


class TemaPrioritario(Opcion):
    """El tema que más urge al área de quien contesta."""

    ACOSO = "acoso", "Acoso y hostigamiento"
    VIOLENCIA = "violencia", "Prevención de la violencia"
    ALERTA = "alerta", "Alerta de violencia de género"
    DATOS = "datos", "Bases de datos con perspectiva de género"
    PRESUPUESTO = "presupuesto", "Presupuesto con perspectiva de género"
    CUIDADOS = "cuidados", "Cuidados y corresponsabilidad"
    OTRO = "otro", "Otro"


class Levantamiento(Modelo):
    """Las mismas preguntas, hechas a la vez a quienes integran una Red: una ola."""

    __table_args__ = (
        CheckConstraint("cierra_el >= abre_el", name="periodo"),
        CheckConstraint("cerrado_en IS NULL OR abierto_en IS NOT NULL", name="se_cierra_lo_abierto"),
        CheckConstraint("recordados >= 0 AND recordados <= 2", name="recordados"),
        unico_entre_vigentes(
            "uq_levantamiento_abierto", "red_id", condicion="abierto_en IS NOT NULL AND cerrado_en IS NULL"
        ),
        Index("ix_levantamiento_red", "red_id", "abre_el"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    presentacion: Mapped[str] = mapped_column(default="", comment="Lo que se lee antes de empezar")
    a_quienes: Mapped[AQuienes] = mapped_column(default=AQuienes.INTEGRANTES)
    abre_el: Mapped[date] = mapped_column(comment="Primer día, donde trabaja la Red")
    cierra_el: Mapped[date] = mapped_column(comment="Último día, entero, en que se contesta")
    programado_en: Mapped[datetime | None] = mapped_column(comment="Desde entonces se abre solo en su día")
    abierto_en: Mapped[datetime | None]
    cerrado_en: Mapped[datetime | None]
    recordados: Mapped[int] = mapped_column(default=0, comment="Cuántos de los dos automáticos salieron")
    recordado_en: Mapped[datetime | None] = mapped_column(comment="El último, automático o pedido")

    red: Mapped[Red] = relationship()

    @property
    def alcance(self) -> Alcance:
        """De la Red que pregunta."""
        return Alcance(frozenset({self.red_id}))

    def etapa(self, dia: date) -> Etapa:
        """En qué va ese día; el que pasó de su último día está cerrado aunque nadie lo haya cerrado."""
        if self.abierto_en is None:
            return Etapa.BORRADOR if self.programado_en is None else Etapa.PROGRAMADO
        return Etapa.CERRADO if self.cerrado_en is not None or dia > self.cierra_el else Etapa.ABIERTO


class Consultada(Modelo):
    """Una persona a quien un levantamiento pregunta, y lo que dijo de su área que no es de nadie en particular."""

    __table_args__ = (
        UniqueConstraint("levantamiento_id", "persona_id"),
        CheckConstraint("paso >= 0 AND paso <= 4", name="paso"),
    )

    levantamiento_id: Mapped[int] = mapped_column(ForeignKey("levantamiento.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    institucion_id: Mapped[int | None] = mapped_column(
        ForeignKey("institucion.id"), index=True, comment="Por la que habla: donde trabajaba al contestar"
    )
    paso: Mapped[int] = mapped_column(default=0, comment="El último paso que dejó contestado", info=RESERVA)
    aporta: Mapped[list[Any]] = mapped_column(JSON, default=list, info=RESERVA)
    aporta_detalle: Mapped[str | None] = mapped_column(info=RESERVA)
    necesita: Mapped[list[Any]] = mapped_column(JSON, default=list, info=RESERVA)
    necesita_detalle: Mapped[str | None] = mapped_column(info=RESERVA)
    tema: Mapped[TemaPrioritario | None] = mapped_column(info=RESERVA)
    tema_otro: Mapped[str | None] = mapped_column(info=RESERVA)
    enviada_en: Mapped[datetime | None] = mapped_column(comment="Sin fecha, no ha enviado nada")
    retirada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo retiró lo que había dicho")

    levantamiento: Mapped[Levantamiento] = relationship()
    persona: Mapped[Persona] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    lazos: Mapped[list["LazoDicho"]] = relationship(
        back_populates="consultada", order_by="LazoDicho.id", cascade="all, delete-orphan"
    )
    deseos: Mapped[list["DeseoDicho"]] = relationship(
        back_populates="consultada", order_by="DeseoDicho.id", cascade="all, delete-orphan"
    )


class LazoDicho(Modelo):
    """Una institución con la que su área trabajó, y cómo; sin intensidad, todavía no lo ha dicho."""

    __table_args__ = (
        UniqueConstraint("consultada_id", "institucion_id"),
        CheckConstraint("(institucion_id IS NULL) <> (otra IS NULL)", name="con_quien"),
    )

    consultada_id: Mapped[int] = mapped_column(ForeignKey("consultada.id"), info=RESERVA)
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True, info=RESERVA)
    otra: Mapped[str | None] = mapped_column(
        comment="La que no está en la Red, como se escribió", info=RESERVA
    )
    intensidad: Mapped[Intensidad | None] = mapped_column(info=RESERVA)
    propositos: Mapped[list[Any]] = mapped_column(JSON, default=list, info=RESERVA)
    frecuencia: Mapped[Frecuencia | None] = mapped_column(info=RESERVA)
    formalidad: Mapped[Formalidad | None] = mapped_column(info=RESERVA)
    depende_de_una: Mapped[DependeDeUna | None] = mapped_column(info=RESERVA)
    con_persona_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="Con quién de ahí, si quiso decirlo", info=RESERVA
    )
    por_revisar: Mapped[bool] = mapped_column(
        default=False, comment="Viene del levantamiento anterior y no ha dicho si sigue igual", info=RESERVA
    )

    consultada: Mapped[Consultada] = relationship(back_populates="lazos")
    institucion: Mapped[Institucion | None] = relationship(lazy="joined")
    con_persona: Mapped[Persona | None] = relationship()

    @property
    def con(self) -> str:
        """Con quién, como se lee."""
        return self.institucion.nombre if self.institucion is not None else self.otra or ""

    @property
    def esta_dicho(self) -> bool:
        """Si ya dijo cómo es, y no sólo que existe."""
        return self.intensidad is not None and not self.por_revisar


class DeseoDicho(Modelo):
    """Con quién le gustaría trabajar y hoy no puede, y por qué."""

    __table_args__ = (
        UniqueConstraint("consultada_id", "institucion_id"),
        CheckConstraint("(institucion_id IS NULL) <> (otra IS NULL)", name="con_quien"),
    )

    consultada_id: Mapped[int] = mapped_column(ForeignKey("consultada.id"), info=RESERVA)
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True, info=RESERVA)
    otra: Mapped[str | None] = mapped_column(info=RESERVA)
    motivo: Mapped[MotivoDeDeseo] = mapped_column(info=RESERVA)
    detalle: Mapped[str | None] = mapped_column(info=RESERVA)

    consultada: Mapped[Consultada] = relationship(back_populates="deseos")
    institucion: Mapped[Institucion | None] = relationship(lazy="joined")

    @property
    def con(self) -> str:
        """Con quién, como se lee."""
        return self.institucion.nombre if self.institucion is not None else self.otra or ""
