"""La convocatoria, sus invitaciones y las llaves de sus enlaces; el estado de cada una se deduce de lo que pasó."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, tipo_de_opcion, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.permisos import Alcance, Rol
from red.personas.modelos import NivelCargo, Persona, Puesto
from red.redes.modelos import Red

SIN_RESPUESTA = "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"
RECORDATORIOS = (7, 2)
"""Cuántos días antes de vencer se recuerda, si la convocatoria no dice otra cosa."""
OTORGA = Rol.INTEGRANTE
"""Lo que da aceptar una invitación: integrar la Red y ningún otro papel."""


class EstadoInvitacion(Opcion):
    """Qué ha pasado con una invitación."""

    BORRADOR = "borrador", "Borrador"
    EN_COLA = "en_cola", "En cola"
    ENVIADA = "enviada", "Enviada"
    ENTREGADA = "entregada", "Entregada"
    REBOTADA = "rebotada", "Rebotada"
    ABIERTA = "abierta", "Página abierta"
    ACEPTADA = "aceptada", "Aceptada"
    RECHAZADA = "rechazada", "Rechazada"
    VENCIDA = "vencida", "Vencida"
    REVOCADA = "revocada", "Revocada"


SIN_RESPONDER = frozenset(
    {
        EstadoInvitacion.EN_COLA,
        EstadoInvitacion.ENVIADA,
        EstadoInvitacion.ENTREGADA,
        EstadoInvitacion.REBOTADA,
        EstadoInvitacion.ABIERTA,
    }
)
"""En los que todavía puede aceptarse."""


class Convocatoria(Modelo):
    """Llamado a integrar una Red: a cuántas se quiere llegar, con qué perfil, hasta cuándo y quién lo lleva."""

    __table_args__ = (
        CheckConstraint("meta > 0", name="meta_positiva"),
        CheckConstraint("hasta >= desde", name="periodo"),
        Index("ix_convocatoria_red", "red_id", "hasta"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    nombre: Mapped[str]
    meta: Mapped[int] = mapped_column(comment="A cuántas integrantes con este perfil se quiere llegar")
    niveles: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="Niveles de puesto que se buscan; ninguno son todos"
    )
    trabajo: Mapped[str | None] = mapped_column(
        comment="Palabras de los puestos o las áreas que se buscan, separadas con comas"
    )
    mensaje: Mapped[str | None] = mapped_column(comment="Lo que se dice en cada invitación")
    desde: Mapped[date]
    hasta: Mapped[date]
    coordina_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    dias: Mapped[int] = mapped_column(default=14, comment="Días para responder desde que sale el correo")
    recordatorios: Mapped[list[int]] = mapped_column(
        JSON, default=lambda: list(RECORDATORIOS), comment="Cuántos días antes de vencer se recuerda"
    )
    creada_en: Mapped[datetime]
    creada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    cerrada_en: Mapped[datetime | None]

    red: Mapped[Red] = relationship()
    coordina: Mapped[Persona | None] = relationship(foreign_keys=[coordina_id])
    creada_por: Mapped[Persona | None] = relationship(foreign_keys=[creada_por_id])

    @property
    def alcance(self) -> Alcance:
        """Una convocatoria es de su Red."""
        return Alcance(frozenset({self.red_id}))

    @property
    def vigencia(self) -> timedelta:
        """Cuánto hay para responder cada invitación."""
        return timedelta(days=self.dias)

    @property
    def niveles_buscados(self) -> list[NivelCargo]:
        """Los niveles de puesto que se buscan, del más alto al más bajo; vacío son todos."""
        return [nivel for nivel in NivelCargo if nivel.value in self.niveles]

    @property
    def palabras_de_trabajo(self) -> list[str]:
        """Las palabras que se buscan en puestos y áreas."""
        return [palabra for parte in (self.trabajo or "").split(",") if (palabra := " ".join(parte.split()))]

    def abierta_el(self, dia: date) -> bool:
        """Si ese día se puede invitar con ella."""
        return self.cerrada_en is None and dia <= self.hasta


class InstitucionConvocada(Modelo):
    """Una de las instituciones a las que se dirige una convocatoria; si no hay ninguna, son todas las de la Red."""

    __table_args__ = (UniqueConstraint("convocatoria_id", "institucion_id"),)

    convocatoria_id: Mapped[int] = mapped_column(ForeignKey("convocatoria.id"))
    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)

    convocatoria: Mapped[Convocatoria] = relationship()
    institucion: Mapped[Institucion] = relationship()


class EnvioDeInvitaciones(Modelo):
    """Muchas invitaciones puestas a salir de una vez: cuántas eran y cuántas van."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    convocatoria_id: Mapped[int | None] = mapped_column(ForeignKey("convocatoria.id"), index=True)
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    pedido_en: Mapped[datetime]
    total: Mapped[int]
    hechas: Mapped[int] = mapped_column(default=0, info={"bitacora": "omitir"})
    ultima_id: Mapped[int] = mapped_column(
        default=0,
        comment="Hasta qué invitación va: al seguir, empieza en la otra",
        info={"bitacora": "omitir"},
    )
    terminado_en: Mapped[datetime | None]
    lote_id: Mapped[int | None] = mapped_column(
        ForeignKey("lote.id"), index=True, comment="Con qué lote de correos salen"
    )

    red: Mapped[Red] = relationship()
    convocatoria: Mapped[Convocatoria | None] = relationship()

    @property
    def avance(self) -> int:
        """Qué porcentaje va."""
        return 100 if self.terminado_en or not self.total else min(99, 100 * self.hechas // self.total)


class Acto(Opcion):
    """Lo que se hace de una vez con varias invitaciones."""

    REENVIAR = "reenviar", "Reenviar con más tiempo"
    RECORDAR = "recordar", "Recordar"
    REVOCAR = "revocar", "Revocar"
    MOVER = "mover", "Cambiar de convocatoria"


class ActoDelLibro(Modelo):
    """Acto hecho de una vez sobre varias invitaciones, con lo que pasó con cada una."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    acto: Mapped[Acto]
    convocatoria_id: Mapped[int | None] = mapped_column(
        ForeignKey("convocatoria.id"), index=True, comment="A cuál se cambiaron"
    )
    hecho_en: Mapped[datetime]
    cuantas: Mapped[int] = mapped_column(comment="Invitaciones elegidas")
    resultados: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="«filas»: qué pasó con cada una", info={"bitacora": "omitir"}
    )

    red: Mapped[Red] = relationship()
    quien: Mapped[Persona | None] = relationship()
    convocatoria: Mapped[Convocatoria | None] = relationship()


class Invitacion(Buscable, Modelo):
    """Ofrecimiento de integrar una Red, dirigido a un correo y con fecha límite."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    convocatoria_id: Mapped[int | None] = mapped_column(ForeignKey("convocatoria.id"))
    borrador: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Todavía no se pone a salir"
    )
    correo: Mapped[str] = mapped_column(index=True, comment="A quien se invita; en minúsculas")
    nombre: Mapped[str | None]
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"))
    nivel: Mapped[NivelCargo | None]
    puesto_id: Mapped[int | None] = mapped_column(
        ForeignKey("puesto.id"), index=True, comment="La plaza para la que se piensa en ella"
    )
    mensaje: Mapped[str | None]
    creada_en: Mapped[datetime]
    creada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    vence_en: Mapped[datetime]
    envio_id: Mapped[int | None] = mapped_column(ForeignKey("envio_de_invitaciones.id"), index=True)
    enviada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo salió el primer correo")
    entregada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo se supo que el correo llegó")
    rebotada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo se supo que el correo no llegó")
    rebote: Mapped[str | None] = mapped_column(comment="Por qué no llegó", info={"bitacora": "omitir"})
    abierta_en: Mapped[datetime | None]
    aceptada_en: Mapped[datetime | None]
    rechazada_en: Mapped[datetime | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué no acepta, si quiso decirlo")
    propuesta: Mapped[str | None] = mapped_column(
        comment="Correo de quien podría ir en su lugar", info={"bitacora": "reservado"}
    )
    revocada_en: Mapped[datetime | None]
    recordada_en: Mapped[datetime | None] = mapped_column(comment="Cuándo se le recordó que vence")
    recordar_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo toca recordarle", info={"bitacora": "omitir"}
    )
    nueva_pedida_en: Mapped[datetime | None] = mapped_column(comment="Llegó tarde y pidió otra")
    nota: Mapped[str | None] = mapped_column(
        comment="Lo que la coordinación debe atender: una institución que falta en la lista"
    )
    dice_institucion: Mapped[str | None] = mapped_column(
        comment="Dónde dijo que trabaja quien aceptó, si no estaba en la lista"
    )
    dice_puesto: Mapped[str | None] = mapped_column(comment="El puesto que dijo tener ahí")
    dice_nivel: Mapped[NivelCargo | None] = mapped_column(tipo_de_opcion(NivelCargo, "dice_nivel"))
    atendida_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo la coordinación atendió lo pedido, lo propuesto o la nota"
    )
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), comment="Quien aceptó")

    red: Mapped[Red] = relationship()
    convocatoria: Mapped[Convocatoria | None] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    puesto: Mapped[Puesto | None] = relationship()
    creada_por: Mapped[Persona | None] = relationship(foreign_keys=[creada_por_id])
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A un correo se le ofrece una sola invitación sin respuesta por Red; reenviar la alarga."""
        con_correo = f"{SIN_RESPUESTA} AND correo <> ''"
        return (
            unico_entre_vigentes("uq_invitacion_por_responder", "red_id", "correo", condicion=con_correo),
            CheckConstraint("borrador OR correo <> ''", name="con_correo"),
            Index("ix_invitacion_convocatoria", "convocatoria_id", "institucion_id", "nivel"),
            Index(
                "ix_invitacion_por_recordar",
                "recordar_en",
                sqlite_where=text(f"recordar_en IS NOT NULL AND {SIN_RESPUESTA}"),
                postgresql_where=text(f"recordar_en IS NOT NULL AND {SIN_RESPUESTA}"),
            ),
            Index("ix_invitacion_libro", "red_id", "creada_en"),
            Index("ix_invitacion_cuota", "creada_por_id", "creada_en"),
            Index("ix_invitacion_institucion", "institucion_id", "red_id"),
            Index(
                "ix_invitacion_por_vencer",
                "vence_en",
                sqlite_where=text(SIN_RESPUESTA),
                postgresql_where=text(SIN_RESPUESTA),
            ),
        )

    @property
    def alcance(self) -> Alcance:
        """Una invitación es de la Red a la que invita."""
        return Alcance(frozenset({self.red_id}))

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por el nombre y el correo de quien se invita."""
        return [self.nombre, self.correo]

    def dia(self, instante: datetime) -> date:
        """El día de un instante en la zona de la Red: es el que se le dice a quien lee."""
        return instante.astimezone(ZoneInfo(self.red.zona)).date()

    @property
    def falta_su_institucion(self) -> bool:
        """Si quien aceptó dijo trabajar en una que no estaba en la lista y todavía no se le registra."""
        return bool(self.dice_institucion) and self.atendida_en is None

    @property
    def por_atender(self) -> bool:
        """Si quien respondió dejó algo que la coordinación todavía no atiende."""
        pide = self.nueva_pedida_en or self.propuesta or self.nota
        return bool(pide) and self.atendida_en is None

    def estado(self, instante: datetime) -> EstadoInvitacion:
        """Estado en ese instante."""
        if self.aceptada_en:
            return EstadoInvitacion.ACEPTADA
        if self.rechazada_en:
            return EstadoInvitacion.RECHAZADA
        if self.revocada_en:
            return EstadoInvitacion.REVOCADA
        if self.borrador:
            return EstadoInvitacion.BORRADOR
        if self.vence_en <= instante:
            return EstadoInvitacion.VENCIDA
        return self.paso

    @property
    def borrador_suelto(self) -> bool:
        """Un borrador con correo y sin convocatoria: su envío se detuvo antes de salir y puede volver a enviarse."""
        abierto = not (self.aceptada_en or self.rechazada_en or self.revocada_en)
        return bool(self.borrador and abierto and self.correo and self.convocatoria_id is None)

    @property
    def paso(self) -> EstadoInvitacion:
        """Hasta dónde llegó una que espera respuesta."""
        if self.abierta_en:
            return EstadoInvitacion.ABIERTA
        if self.rebotada_en:
            return EstadoInvitacion.REBOTADA
        if self.entregada_en:
            return EstadoInvitacion.ENTREGADA
        return EstadoInvitacion.ENVIADA if self.enviada_en else EstadoInvitacion.EN_COLA

    @property
    def a_quien(self) -> str:
        """Cómo se le nombra en una lista: su nombre, su correo o la plaza que se quiere llenar."""
        return self.nombre or self.correo or (self.puesto.nombre if self.puesto else "Sin correo todavía")


class LlaveInvitacion(Modelo):
    """Huella de un enlace enviado; el enlace mismo sólo existe en el correo que lo llevó."""

    invitacion_id: Mapped[int] = mapped_column(ForeignKey("invitacion.id"), index=True)
    huella: Mapped[str] = mapped_column(unique=True, info={"bitacora": "reservado"})
    atadura: Mapped[str | None] = mapped_column(
        comment="Resumen del correo, la Red y lo que otorga: si algo de eso cambia, el enlace ya no abre",
        info={"bitacora": "omitir"},
    )
    creada_en: Mapped[datetime]

    invitacion: Mapped[Invitacion] = relationship()

    @staticmethod
    def huella_de(ficha: str) -> str:
        """Huella con la que se reconoce la ficha de un enlace sin guardarla."""
        return hashlib.sha256(ficha.encode()).hexdigest()

    @staticmethod
    def atadura_de(huella: str, invitacion: Invitacion) -> str:
        """A qué se ata una llave: al correo que la recibió, a la Red y al único papel que otorga."""
        atada = (huella, str(invitacion.red_id), invitacion.correo, OTORGA.value)
        return hashlib.sha256("\0".join(atada).encode()).hexdigest()

    def abre(self, invitacion: Invitacion) -> bool:
        """Si la invitación sigue siendo la que esta llave abría."""
        return self.atadura is None or self.atadura == self.atadura_de(self.huella, invitacion)
