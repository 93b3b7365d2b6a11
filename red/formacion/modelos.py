"""La edición de un curso, con su cupo, sus jornadas y la inscripción con su lugar."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.formacion.modelos_catalogo import ClaseDeRequisito as ClaseDeRequisito
from red.formacion.modelos_catalogo import Contenido as Contenido
from red.formacion.modelos_catalogo import Curso as Curso
from red.formacion.modelos_catalogo import HorasDeContenido as HorasDeContenido
from red.formacion.modelos_catalogo import Modalidad as Modalidad
from red.formacion.modelos_catalogo import ParaQuien as ParaQuien
from red.formacion.modelos_catalogo import RequisitoDeCurso as RequisitoDeCurso
from red.formacion.modelos_catalogo import TipoCurso as TipoCurso
from red.formacion.modelos_catalogo import VersionDeCurso as VersionDeCurso
from red.formacion.modelos_de_fila import ClaseDeEnlace as ClaseDeEnlace
from red.formacion.modelos_de_fila import EnlaceDeInscripcion as EnlaceDeInscripcion
from red.formacion.modelos_de_fila import ReglasDeLugares
from red.formacion.modelos_de_imparticion import Imparte as Imparte
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.textos import MESES, fecha


class EstadoInscripcion(Opcion):
    """Situación de una persona ante una edición."""

    INSCRITA = "inscrita", "Con lugar"
    EN_ESPERA = "en_espera", "En lista de espera"
    CANCELADA = "cancelada", "Cancelada"
    OFRECIDA = "ofrecida", "Con un lugar por aceptar"
    POR_APROBAR = "por_aprobar", "Falta el visto bueno de su jefatura"


class Momento(Opcion):
    """Dónde está una edición en el tiempo."""

    PROXIMA = "proxima", "Próxima"
    EN_CURSO = "en_curso", "En curso"
    TERMINADA = "terminada", "Terminada"
    CANCELADA = "cancelada", "Cancelada"


def periodo(desde: date, hasta: date) -> str:
    """Dos fechas dichas como una sola frase, sin repetir lo que comparten.

    >>> periodo(date(2027, 3, 3), date(2027, 3, 3)), periodo(date(2027, 3, 3), date(2027, 3, 5))
    ('3 de marzo de 2027', 'del 3 al 5 de marzo de 2027')
    >>> periodo(date(2027, 3, 3), date(2027, 4, 5)), periodo(date(2026, 12, 3), date(2027, 1, 5))
    ('del 3 de marzo al 5 de abril de 2027', 'del 3 de diciembre de 2026 al 5 de enero de 2027')
    """
    if desde == hasta:
        return fecha(desde)
    if desde.year != hasta.year:
        principio = fecha(desde)
    elif desde.month != hasta.month:
        principio = f"{desde.day} de {MESES[desde.month - 1]}"
    else:
        principio = str(desde.day)
    return f"del {principio} al {fecha(hasta)}"


class Edicion(ReglasDeLugares, Modelo):
    """Vez que un curso se imparte, con fechas, lugar y cupo."""

    __table_args__ = (
        CheckConstraint("cupo > 0", name="cupo_positivo"),
        CheckConstraint("termina_el >= inicia_el", name="fechas"),
        CheckConstraint("inscripcion_hasta >= inscripcion_desde", name="inscripcion"),
        CheckConstraint("maximo_por_institucion > 0", name="maximo_positivo"),
        CheckConstraint("oferta_horas > 0 AND inmediata_horas >= 0", name="horas_de_oferta"),
    )

    curso_id: Mapped[int] = mapped_column(ForeignKey("curso.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version_de_curso.id"), index=True, comment="El curso como era cuando se abrió"
    )
    nombre: Mapped[str] = mapped_column(comment="Cómo se distingue: «Primavera 2027», «Grupo B»")
    modalidad: Mapped[Modalidad]
    lugar: Mapped[str] = mapped_column(comment="Sede o enlace")
    cupo: Mapped[int]
    inicia_el: Mapped[date] = mapped_column(index=True)
    termina_el: Mapped[date]
    inscripcion_desde: Mapped[date]
    inscripcion_hasta: Mapped[date]
    cancelada_en: Mapped[datetime | None]
    motivo_cancelacion: Mapped[str | None] = mapped_column(comment="Por qué se canceló la edición")
    secuencia: Mapped[int] = mapped_column(
        default=0,
        server_default="0",
        comment="Cuántas veces cambió lo que va al calendario",
        info={"bitacora": "omitir"},
    )
    cambiada_en: Mapped[datetime | None] = mapped_column(
        comment="Última vez que cambió lo que va al calendario", info={"bitacora": "omitir"}
    )

    curso: Mapped[Curso] = relationship(lazy="joined", innerjoin=True)
    version_fijada: Mapped[VersionDeCurso | None] = relationship()

    @property
    def version(self) -> VersionDeCurso:
        """El curso como era cuando se abrió: su nombre, sus horas y sus contenidos; no cambia aunque el curso sí."""
        return self.version_fijada or VersionDeCurso.de(self.curso)

    @property
    def alcance(self) -> Alcance:
        """Una edición es de la Red que ofrece su curso."""
        return Alcance(frozenset({self.curso.red_id}))

    @property
    def fechas(self) -> str:
        """Cuándo es, en palabras: «del 3 de marzo al 5 de abril de 2027»."""
        return periodo(self.inicia_el, self.termina_el)

    def admite_inscripciones(self, dia: date) -> bool:
        """Si ese día se puede pedir lugar."""
        return self.cancelada_en is None and self.inscripcion_desde <= dia <= self.inscripcion_hasta

    def por_que_no_admite(self, dia: date) -> str:
        """Por qué ese día no se puede pedir lugar y desde cuándo, dicho a una persona; vacío si se puede."""
        if self.cancelada_en:
            return "Esta edición se canceló."
        if dia < self.inscripcion_desde:
            return f"Las inscripciones abren el {fecha(self.inscripcion_desde)}."
        if dia > self.inscripcion_hasta:
            return f"Las inscripciones cerraron el {fecha(self.inscripcion_hasta)}."
        return ""

    def momento(self, dia: date) -> Momento:
        """Si ese día está por empezar, en curso, terminada o se canceló."""
        if self.cancelada_en:
            return Momento.CANCELADA
        if dia < self.inicia_el:
            return Momento.PROXIMA
        return Momento.EN_CURSO if dia <= self.termina_el else Momento.TERMINADA

    def se_puede_cambiar(self, dia: date) -> bool:
        """Si todavía se dan y se dejan lugares: terminada o cancelada, quién estuvo ya es historia."""
        return self.momento(dia) in {Momento.PROXIMA, Momento.EN_CURSO}


class Jornada(Modelo):
    """Sesión de una edición, con principio y fin."""

    __table_args__ = (CheckConstraint("termina_en > inicia_en", name="horario"),)

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    inicia_en: Mapped[datetime]
    termina_en: Mapped[datetime]
    lugar: Mapped[str | None] = mapped_column(comment="Si es otro que el de la edición")
    clave: Mapped[str | None] = mapped_column(
        default=lambda: secrets.token_hex(8),
        comment="Quién es en los calendarios, aunque cambie de hora; las de antes usan su número",
        info={"bitacora": "omitir"},
    )
    secuencia: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="Cuántas veces cambió", info={"bitacora": "omitir"}
    )
    cambiada_en: Mapped[datetime | None] = mapped_column(
        comment="Última vez que cambió", info={"bitacora": "omitir"}
    )

    edicion: Mapped[Edicion] = relationship()

    @property
    def identidad(self) -> str:
        """Quién es en los calendarios de quienes asisten: no cambia mientras exista."""
        return f"jornada-{self.clave or self.id}"


class JornadaRetirada(Modelo):
    """Jornada que se quitó de una edición: los calendarios que la tenían han de saber que ya no será."""

    __table_args__ = (Index("ix_jornada_retirada_edicion", "edicion_id", "retirada_en"),)

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"))
    identidad: Mapped[str] = mapped_column(
        comment="Quién era en los calendarios", info={"bitacora": "omitir"}
    )
    inicia_en: Mapped[datetime]
    termina_en: Mapped[datetime]
    todo_el_dia: Mapped[bool] = mapped_column(comment="Si era la edición entera, sin horas")
    secuencia: Mapped[int] = mapped_column(info={"bitacora": "omitir"})
    retirada_en: Mapped[datetime]

    edicion: Mapped[Edicion] = relationship()


class Inscripcion(Modelo):
    """Petición de lugar de una persona en una edición: con número de lugar, o en espera sin él.

    El orden de llegada es el de `id`; entre quienes esperan, primero la menor `tanda`. Una oferta abierta aparta un
    lugar sin número hasta que se acepta o vence. Que dos personas no puedan tener el mismo lugar lo impide la
    base de datos; que nadie reciba uno fuera del cupo, el candado sobre la edición.
    """

    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    lugar: Mapped[int | None] = mapped_column(comment="Número de lugar, desde 1; sin él, espera")
    pedida_en: Mapped[datetime]
    con_lugar_en: Mapped[datetime | None]
    cancelada_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se canceló")
    pedida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    institucion_id: Mapped[int | None] = mapped_column(
        ForeignKey("institucion.id"), comment="Dónde trabajaba al pedirlo"
    )
    tanda: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="En la espera, la menor va antes"
    )
    falta_visto_bueno: Mapped[bool] = mapped_column(default=False, server_default=false())
    jefatura_correo: Mapped[str | None] = mapped_column(
        comment="A quién se le pide el visto bueno", info={"bitacora": "reservado"}
    )
    visto_bueno_pedido_en: Mapped[datetime | None]
    visto_bueno_en: Mapped[datetime | None] = mapped_column(comment="Cuándo lo dio su jefatura")
    rondas: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="Cuántas veces se le preguntó algo por correo"
    )
    oferta_vence_en: Mapped[datetime | None] = mapped_column(comment="Hasta cuándo es suyo el lugar ofrecido")
    tarde: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si dejó su lugar pasado el plazo para cancelar"
    )
    excepciones: Mapped[str] = mapped_column(
        default="", server_default=text("''"), comment="De qué reglas se le exceptuó, separadas por comas"
    )
    motivo_excepcion: Mapped[str | None]
    pasada_de_id: Mapped[int | None] = mapped_column(
        ForeignKey("inscripcion.id"), index=True, comment="De qué espera viene, en una edición anterior"
    )

    edicion: Mapped[Edicion] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    institucion: Mapped[Institucion | None] = relationship()
    pasada_de: Mapped["Inscripcion | None"] = relationship(remote_side="Inscripcion.id")
    pedida_por: Mapped[Persona | None] = relationship(foreign_keys=[pedida_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Un lugar es de una sola persona y una persona pide una sola vez."""
        return (
            UniqueConstraint("edicion_id", "lugar"),
            unico_entre_vigentes(
                "uq_inscripcion_viva", "edicion_id", "persona_id", condicion="cancelada_en IS NULL"
            ),
            CheckConstraint(
                "lugar IS NULL OR (lugar > 0 AND cancelada_en IS NULL)", name="lugar_sin_cancelar"
            ),
            CheckConstraint(
                "oferta_vence_en IS NULL OR (lugar IS NULL AND cancelada_en IS NULL AND NOT falta_visto_bueno)",
                name="oferta_en_espera",
            ),
            CheckConstraint("excepciones = '' OR motivo_excepcion IS NOT NULL", name="excepcion_con_motivo"),
            Index("ix_inscripcion_espera", "edicion_id", "cancelada_en", "lugar", "tanda", "id"),
            Index("ix_inscripcion_oferta", "oferta_vence_en"),
        )

    @property
    def estado(self) -> EstadoInscripcion:
        """Con lugar, con uno por aceptar, en espera, en espera de visto bueno o cancelada."""
        if self.cancelada_en:
            return EstadoInscripcion.CANCELADA
        if self.lugar is not None:
            return EstadoInscripcion.INSCRITA
        if self.oferta_vence_en is not None:
            return EstadoInscripcion.OFRECIDA
        return EstadoInscripcion.POR_APROBAR if self.falta_visto_bueno else EstadoInscripcion.EN_ESPERA

    def soltar(self, momento: datetime, motivo: str | None) -> None:
        """Deja el lugar, la oferta o la espera: la inscripción queda cancelada con su motivo."""
        self.lugar = self.oferta_vence_en = None
        self.cancelada_en, self.motivo = momento, motivo


from red.formacion import modelos_logros  # noqa: E402, F401  (sus tablas también son de este dominio)
