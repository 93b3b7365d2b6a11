"""Los cuestionarios con sus versiones, lo que de ellos se aplica en una edición y lo que se responde.

La evaluación inicial y la final llevan el nombre de quien responde. La encuesta de satisfacción, no: en una tabla está
quién respondió y en otra, sin nombre, sin hora y en desorden, lo que se respondió.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.formacion.modelos import Curso, Edicion, periodo
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import dia_de


class Uso(Opcion):
    """En qué momento de una edición se pregunta y para qué."""

    INICIAL = "inicial", "Evaluación inicial"
    FINAL = "final", "Evaluación final"
    SATISFACCION = "satisfaccion", "Encuesta de satisfacción"

    @property
    def es_anonimo(self) -> bool:
        """Si se responde sin que se sepa quién dijo qué."""
        return self is Uso.SATISFACCION

    @property
    def se_califica(self) -> bool:
        """Si sus respuestas pueden estar bien o mal."""
        return self is not Uso.SATISFACCION


class ClaseDePregunta(Opcion):
    """Cómo se contesta una pregunta."""

    UNA = "una", "Elegir una opción"
    VARIAS = "varias", "Elegir una o varias opciones"
    ESCALA = "escala", "Escala del 1 al 4"
    TEXTO_CORTO = "texto_corto", "Texto breve, de un renglón"
    TEXTO_LARGO = "texto_largo", "Texto libre, de varios renglones"
    NUMERO = "numero", "Número"

    @property
    def con_opciones(self) -> bool:
        """Si se contesta eligiendo entre opciones escritas."""
        return self in {ClaseDePregunta.UNA, ClaseDePregunta.VARIAS}

    @property
    def se_puede_calificar(self) -> bool:
        """Si puede tener respuesta correcta."""
        return self.con_opciones or self is ClaseDePregunta.NUMERO


class Origen(Opcion):
    """Cómo llegó una calificación."""

    EN_LINEA = "en_linea", "Respondida en la plataforma"
    CAPTURADA = "capturada", "Capturada de un examen en papel"


class Cuestionario(Modelo):
    """Conjunto de preguntas que se puede usar en muchas ediciones; sus cambios quedan en versiones."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    curso_id: Mapped[int | None] = mapped_column(
        ForeignKey("curso.id"), index=True, comment="De qué curso es; sin él, sirve en todos los de la Red"
    )
    uso: Mapped[Uso]
    nombre: Mapped[str]
    retirado_en: Mapped[datetime | None] = mapped_column(comment="Desde cuándo ya no se ofrece")

    red: Mapped[Red] = relationship()
    curso: Mapped[Curso | None] = relationship()

    @property
    def alcance(self) -> Alcance:
        """De la Red que lo escribió."""
        return Alcance(frozenset({self.red_id}))


class VersionDeCuestionario(Modelo):
    """Las preguntas de un cuestionario tal como se publicaron; publicada no cambia: se escribe la siguiente."""

    __table_args__ = (
        UniqueConstraint("cuestionario_id", "numero"),
        unico_entre_vigentes(
            "uq_version_de_cuestionario_borrador", "cuestionario_id", condicion="publicada_en IS NULL"
        ),
        CheckConstraint("numero > 0", name="numero_positivo"),
    )

    cuestionario_id: Mapped[int] = mapped_column(ForeignKey("cuestionario.id"))
    numero: Mapped[int]
    indicaciones: Mapped[str] = mapped_column(default="", comment="Lo que se lee antes de las preguntas")
    publicada_en: Mapped[datetime | None]

    cuestionario: Mapped[Cuestionario] = relationship(lazy="joined", innerjoin=True)
    preguntas: Mapped[list["Pregunta"]] = relationship(
        order_by="Pregunta.orden, Pregunta.id", back_populates="version", cascade="all, delete-orphan"
    )

    @property
    def es_borrador(self) -> bool:
        """Si todavía se puede cambiar."""
        return self.publicada_en is None


def clave_nueva() -> str:
    """Con qué se reconoce una pregunta, o una opción, en todas las versiones."""
    return secrets.token_hex(6)


class Pregunta(Modelo):
    """Una pregunta de una versión; su clave es la misma en las versiones siguientes."""

    __table_args__ = (
        UniqueConstraint("version_id", "clave"),
        CheckConstraint("peso >= 0", name="peso"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("version_de_cuestionario.id"))
    clave: Mapped[str] = mapped_column(default=clave_nueva)
    orden: Mapped[int]
    clase: Mapped[ClaseDePregunta]
    texto: Mapped[str]
    ayuda: Mapped[str] = mapped_column(default="")
    obligatoria: Mapped[bool] = mapped_column(default=True)
    opciones: Mapped[list[Any]] = mapped_column(
        JSON,
        default=list,
        comment="Con su clave, su texto y si es correcta; en una escala, cómo se lee cada grado",
    )
    numero_correcto: Mapped[float | None]
    peso: Mapped[int] = mapped_column(default=1, comment="Cuánto vale; cero, no cuenta en la calificación")

    version: Mapped[VersionDeCuestionario] = relationship(back_populates="preguntas")


class Aplicacion(Modelo):
    """Una versión de un cuestionario puesta en una edición, con su plazo para responder."""

    __table_args__ = (
        UniqueConstraint("edicion_id", "uso"),
        CheckConstraint("cierra_en > abre_en", name="plazo"),
    )

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"))
    uso: Mapped[Uso]
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version_de_cuestionario.id"), index=True, comment="Sin ella, el examen fue en papel"
    )
    abre_en: Mapped[datetime]
    cierra_en: Mapped[datetime]
    muestra_aciertos: Mapped[bool] = mapped_column(
        default=False, comment="Si quien responde ve su calificación y lo que no acertó"
    )
    recordada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo se recordó por última vez")
    recordatorios: Mapped[int] = mapped_column(default=0, comment="Cuántos correos se han mandado")

    edicion: Mapped[Edicion] = relationship()
    version: Mapped[VersionDeCuestionario | None] = relationship(lazy="joined")

    @property
    def primer_dia(self) -> date:
        """El día en que se empieza a poder responder, donde trabaja la Red."""
        return dia_de(self.abre_en, self.edicion.curso.red.zona)

    @property
    def ultimo_dia(self) -> date:
        """El último día, entero, en que se puede responder."""
        return dia_de(self.cierra_en - timedelta(seconds=1), self.edicion.curso.red.zona)

    @property
    def plazo(self) -> str:
        """Los días en que se puede responder: «del 3 al 9 de marzo de 2027»."""
        return periodo(self.primer_dia, self.ultimo_dia)

    def abierta(self, momento: datetime) -> bool:
        """Si en ese momento se puede responder."""
        en_plazo = self.abre_en <= momento < self.cierra_en
        return en_plazo and self.version_id is not None and self.edicion.cancelada_en is None


class Hoja(Modelo):
    """Lo que una persona respondió en la evaluación inicial o en la final, y su calificación de 0 a 100."""

    __table_args__ = (
        UniqueConstraint("aplicacion_id", "persona_id"),
        CheckConstraint("calificacion >= 0 AND calificacion <= 100", name="calificacion"),
    )

    aplicacion_id: Mapped[int] = mapped_column(ForeignKey("aplicacion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    origen: Mapped[Origen] = mapped_column(default=Origen.EN_LINEA)
    respuestas: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={"bitacora": "omitir"})
    enviada_en: Mapped[datetime | None] = mapped_column(comment="Sin fecha, la está respondiendo")
    calificacion: Mapped[float | None] = mapped_column(comment="De 0 a 100; sin ella, no había qué calificar")
    capturada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    aplicacion: Mapped[Aplicacion] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    capturada_por: Mapped[Persona | None] = relationship(foreign_keys=[capturada_por_id])


class EncuestaRespondida(Modelo):
    """Que una persona ya respondió la encuesta de una edición; lo que dijo está en la urna, sin su nombre."""

    __table_args__ = (UniqueConstraint("aplicacion_id", "persona_id"),)

    aplicacion_id: Mapped[int] = mapped_column(ForeignKey("aplicacion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)

    aplicacion: Mapped[Aplicacion] = relationship()


class EncuestaEmpezada(Modelo):
    """Lo que alguien lleva contestado de una encuesta sin enviarla; al enviarla, esta fila deja de existir."""

    __table_args__ = (UniqueConstraint("aplicacion_id", "persona_id"),)

    aplicacion_id: Mapped[int] = mapped_column(ForeignKey("aplicacion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    respuestas: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={"bitacora": "omitir"})

    aplicacion: Mapped[Aplicacion] = relationship()


class Urna(Modelo):
    """Las respuestas de una encuesta anónima, todas juntas y revueltas cada vez que entra una."""

    aplicacion_id: Mapped[int] = mapped_column(ForeignKey("aplicacion.id"), unique=True)
    hojas: Mapped[list[Any]] = mapped_column(JSON, default=list, info={"bitacora": "omitir"})

    aplicacion: Mapped[Aplicacion] = relationship()
