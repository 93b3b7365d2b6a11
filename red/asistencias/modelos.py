"""La asistencia de cada quien a cada jornada, cada marca que la dijo, quien va de visita y la lista cerrada."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion
from red.formacion.modelos import Edicion, Jornada
from red.personas.modelos import Persona

OMITIR = {"bitacora": "omitir"}


class EstadoAsistencia(Opcion):
    """Si estuvo; su letra es la de la lista en papel."""

    PRESENTE = "presente", "Presente"
    RETARDO = "retardo", "Retardo"
    FALTA = "falta", "Falta"
    JUSTIFICADA = "justificada", "Justificada"

    @property
    def letra(self) -> str:
        """La letra con que se escribe en la lista: P, R, F o J."""
        return self.value[0].upper()

    @property
    def estuvo(self) -> bool:
        """Si la persona estuvo en la jornada, a tiempo o tarde."""
        return self in {EstadoAsistencia.PRESENTE, EstadoAsistencia.RETARDO}


class Via(Opcion):
    """Cómo se supo."""

    LISTA = "lista", "Pase de lista"
    CODIGO_PERSONAL = "codigo_personal", "Código de la persona"
    CODIGO_DE_SALA = "codigo_de_sala", "Código de la sala"
    HOJA = "hoja", "Hoja con firmas"
    CORRECCION = "correccion", "Corrección de la coordinación"


class Visitante(Modelo):
    """Alguien que fue a una edición sin tener lugar; puede resultar ser, o llegar a ser, alguien del registro."""

    __table_args__ = (UniqueConstraint("edicion_id", "persona_id"),)

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    nombre: Mapped[str]
    institucion: Mapped[str] = mapped_column(comment="De dónde viene, con sus palabras")
    correo: Mapped[str | None] = mapped_column(comment="En minúsculas, si lo dio")
    persona_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="Quién es en el registro, cuando se sabe"
    )
    vinculada_en: Mapped[datetime | None]
    anotada_en: Mapped[datetime]
    anotada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    edicion: Mapped[Edicion] = relationship()
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])


class Asistencia(Modelo):
    """Cómo quedó la asistencia de una persona, o de quien va de visita, a una jornada."""

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    jornada_id: Mapped[int] = mapped_column(ForeignKey("jornada.id"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    visitante_id: Mapped[int | None] = mapped_column(ForeignKey("visitante.id"), index=True)
    estado: Mapped[EstadoAsistencia]
    motivo: Mapped[str | None] = mapped_column(
        comment="Por qué se justifica o se corrige", info={"bitacora": "reservado"}
    )
    entrada: Mapped[datetime | None]
    salida: Mapped[datetime | None]
    via: Mapped[Via]
    anotada_en: Mapped[datetime]
    anotada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    edicion: Mapped[Edicion] = relationship()
    jornada: Mapped[Jornada] = relationship()
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])
    visitante: Mapped[Visitante | None] = relationship()
    anotada_por: Mapped[Persona | None] = relationship(foreign_keys=[anotada_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """De alguien, una sola vez por jornada, y sin salir antes de entrar."""
        return (
            UniqueConstraint("jornada_id", "persona_id"),
            UniqueConstraint("jornada_id", "visitante_id"),
            CheckConstraint("persona_id IS NOT NULL OR visitante_id IS NOT NULL", name="de_alguien"),
            CheckConstraint("salida IS NULL OR entrada IS NULL OR salida >= entrada", name="horas"),
        )


class MarcaDeAsistencia(Modelo):
    """Cada vez que alguien dijo cómo quedaba una asistencia: la historia entera, que sólo crece.

    `clave` la pone el aparato que marca: la misma marca que llega dos veces es una. No pasa por la bitácora, que ya
    anota el cambio de la asistencia.
    """

    asistencia_id: Mapped[int] = mapped_column(ForeignKey("asistencia.id"), index=True, info=OMITIR)
    estado: Mapped[EstadoAsistencia] = mapped_column(info=OMITIR)
    motivo: Mapped[str | None] = mapped_column(info=OMITIR)
    entrada: Mapped[datetime | None] = mapped_column(info=OMITIR)
    salida: Mapped[datetime | None] = mapped_column(info=OMITIR)
    via: Mapped[Via] = mapped_column(info=OMITIR)
    marcada_en: Mapped[datetime] = mapped_column(
        comment="Cuándo se tocó el botón, según el aparato", info=OMITIR
    )
    recibida_en: Mapped[datetime] = mapped_column(info=OMITIR)
    por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), info=OMITIR)
    clave: Mapped[str | None] = mapped_column(unique=True, info=OMITIR)

    asistencia: Mapped[Asistencia] = relationship()
    por: Mapped[Persona | None] = relationship()


class ListaDeJornada(Modelo):
    """Si la lista de una jornada está cerrada, quién la cerró y por qué se reabrió."""

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    jornada_id: Mapped[int] = mapped_column(ForeignKey("jornada.id"), unique=True)
    cerrada_en: Mapped[datetime | None]
    cerrada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    reabierta_en: Mapped[datetime | None]
    reabierta_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se reabrió")

    edicion: Mapped[Edicion] = relationship()
    jornada: Mapped[Jornada] = relationship()
    cerrada_por: Mapped[Persona | None] = relationship(foreign_keys=[cerrada_por_id])
    reabierta_por: Mapped[Persona | None] = relationship(foreign_keys=[reabierta_por_id])
