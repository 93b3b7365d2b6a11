"""El correo por salir: se escribe en la misma transacción que el hecho y se envía después."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from red.base import Modelo, Opcion, unico_entre_vigentes
from red.permisos import Alcance


class EstadoAviso(Opcion):
    """Qué ha pasado con un correo."""

    PENDIENTE = "pendiente", "Por enviar"
    RETENIDO = "retenido", "Espera aprobación"
    ENVIADO = "enviado", "Enviado"
    ENTREGADO = "entregado", "Entregado"
    REBOTADO = "rebotado", "Devuelto"
    FALLIDO = "fallido", "No se pudo enviar"
    DESCARTADO = "descartado", "Ya no hacía falta"


class EstadoLote(Opcion):
    """Qué ha pasado con un grupo de correos que salen juntos."""

    POR_APROBAR = "por_aprobar", "Espera aprobación"
    EN_CAMINO = "en_camino", "En camino"
    DETENIDO = "detenido", "Detenido"


class ClaseDeRebote(Opcion):
    """Si tiene caso insistir con una dirección."""

    DURO = "duro", "No recibe correo"
    SUAVE = "suave", "No pudo recibirlo"


class MotivoDeRebote(Opcion):
    """Por qué un correo no llegó, dicho para quien lo va a resolver."""

    NO_EXISTE = (
        "no_existe",
        "Esa dirección no existe. Puede tener una letra mal o ser de alguien que ya se fue.",
    )
    DOMINIO = "dominio", "Lo que va después de la arroba no existe o no recibe correo."
    LLENO = "lleno", "Su buzón está lleno."
    BLOQUEADO = "bloqueado", "Su institución no acepta los correos de la plataforma."
    DESACTIVADA = "desactivada", "Esa dirección está desactivada."
    NO_RESPONDE = "no_responde", "El servidor de su institución no respondió en varios días."
    OTRO = "otro", "El servidor que recibe sus correos lo devolvió."


class Cierre(Opcion):
    """Por qué se le volvió a escribir a una dirección que devolvía los correos."""

    YA_FUNCIONA = "ya_funciona", "Dijeron que ya funciona"
    CORREGIDA = "corregida", "Se corrigió la dirección"
    LLEGO = "llego", "Un correo volvió a llegar"


class Ritmo(Opcion):
    """Cada cuánto quiere una persona recibir lo que no urge."""

    AL_MOMENTO = "al_momento", "En cuanto pase"
    UNA_VEZ_AL_DIA = "una_vez_al_dia", "Una vez al día, todo junto"
    SOLO_LO_NECESARIO = "solo_lo_necesario", "Sólo lo que espera algo de mí"


class Lote(Modelo):
    """Correos que una persona manda juntos: cuántos son, a cuenta de quién y si otra persona los aprobó."""

    __table_args__ = (
        Index("ix_lote_red", "red_id", "estado"),
        Index("ix_lote_por", "por_id", "abierto_en"),
        CheckConstraint("cuantos >= 0", name="cuantos"),
    )

    que: Mapped[str] = mapped_column(comment="Qué se manda, como lo lee quien aprueba")
    red_id: Mapped[int | None] = mapped_column(ForeignKey("red.id"))
    por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), comment="A cuenta de quién sale")
    cuantos: Mapped[int] = mapped_column(comment="A cuántas personas")
    estado: Mapped[EstadoLote]
    abierto_en: Mapped[datetime]
    resuelto_en: Mapped[datetime | None]
    resuelto_por_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="Quien lo aprobó o lo detuvo"
    )
    motivo: Mapped[str | None] = mapped_column(comment="Por qué se detuvo")

    @property
    def alcance(self) -> Alcance:
        """Un lote es de su Red; el que no es de ninguna, sólo de la administración."""
        return Alcance(frozenset({self.red_id} if self.red_id else ()))


class Aviso(Modelo):
    """Correo para una persona: qué plantilla, con qué datos y cómo va su envío.

    No guarda el texto ni enlaces con llave: se redacta al enviar, y la llave sólo viaja en el correo.
    Lo que le va pasando queda aquí mismo, con su hora; la bitácora sólo anota que se escribió.
    """

    __table_args__ = (
        Index("ix_aviso_por_enviar", "estado", "siguiente_en"),
        Index("ix_aviso_referencia", "referencia"),
        Index("ix_aviso_lote", "lote_id", "estado"),
        Index("ix_aviso_para", "para", "estado"),
        Index("ix_aviso_red", "red_id", "estado"),
    )

    plantilla: Mapped[str]
    para: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    datos: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={"bitacora": "reservado"})
    referencia: Mapped[str | None] = mapped_column(comment="De qué trata: «invitacion:12»")
    identificador: Mapped[str] = mapped_column(unique=True, comment="Message-ID: no cambia al reintentar")
    red_id: Mapped[int | None] = mapped_column(
        ForeignKey("red.id"), comment="En nombre de qué Red se escribe", info={"bitacora": "omitir"}
    )
    lote_id: Mapped[int | None] = mapped_column(ForeignKey("lote.id"), info={"bitacora": "omitir"})
    resumen_id: Mapped[int | None] = mapped_column(
        ForeignKey("aviso.id"), index=True, comment="En qué resumen va", info={"bitacora": "omitir"}
    )
    estado: Mapped[EstadoAviso] = mapped_column(default=EstadoAviso.PENDIENTE, info={"bitacora": "omitir"})
    intentos: Mapped[int] = mapped_column(default=0, info={"bitacora": "omitir"})
    creado_en: Mapped[datetime]
    siguiente_en: Mapped[datetime] = mapped_column(
        comment="No antes de este instante", info={"bitacora": "omitir"}
    )
    enviado_en: Mapped[datetime | None] = mapped_column(info={"bitacora": "omitir"})
    sabido_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo se supo que llegó o que lo devolvieron", info={"bitacora": "omitir"}
    )
    error: Mapped[str | None] = mapped_column(
        comment="Qué respondió el servidor de correo", info={"bitacora": "omitir"}
    )


class Rebote(Modelo):
    """Noticia de la suerte de un correo, tal como llegó; la misma noticia se anota una sola vez."""

    aviso_id: Mapped[int] = mapped_column(ForeignKey("aviso.id"), index=True)
    huella: Mapped[str] = mapped_column(
        unique=True,
        comment="Resumen de la noticia: repetirla no cambia nada",
        info={"bitacora": "reservado"},
    )
    clase: Mapped[ClaseDeRebote | None] = mapped_column(comment="Nada si la noticia es que sí llegó")
    motivo: Mapped[MotivoDeRebote | None]
    codigo: Mapped[str | None] = mapped_column(comment="El código que dio el servidor: 5.1.1")
    dicho: Mapped[str | None] = mapped_column(
        comment="Lo que dijo el servidor", info={"bitacora": "reservado"}
    )
    recibido_en: Mapped[datetime]


class DireccionCaida(Modelo):
    """Dirección a la que dejamos de escribir porque devolvía los correos, y cómo se resolvió."""

    correo: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    desde: Mapped[datetime]
    motivo: Mapped[MotivoDeRebote]
    bloqueada: Mapped[bool] = mapped_column(
        comment="Si ya no se le escribe; mientras no, se sigue intentando"
    )
    veces: Mapped[int] = mapped_column(comment="Cuántos correos no le llegaron", info={"bitacora": "omitir"})
    aviso_id: Mapped[int | None] = mapped_column(
        ForeignKey("aviso.id"), index=True, comment="El primero que no llegó"
    )
    cerrada_en: Mapped[datetime | None]
    cerrada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    cierre: Mapped[Cierre | None]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una dirección está caída una sola vez a la vez."""
        return (unico_entre_vigentes("uq_direccion_caida", "correo", condicion="cerrada_en IS NULL"),)


class PreferenciaDeCorreo(Modelo):
    """Cada cuánto y a qué horas quiere una persona que se le escriba lo que no urge."""

    __table_args__ = (
        UniqueConstraint("persona_id"),
        CheckConstraint(
            "calla_desde >= 0 AND calla_desde <= 23 AND calla_hasta >= 0 AND calla_hasta <= 23", name="horas"
        ),
    )

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    ritmo: Mapped[Ritmo] = mapped_column(default=Ritmo.AL_MOMENTO)
    calla_desde: Mapped[int | None] = mapped_column(comment="Hora desde la que no se le escribe")
    calla_hasta: Mapped[int | None] = mapped_column(comment="Hora en que se le vuelve a escribir")


class TextoDeCorreo(Modelo):
    """Cómo dice una Red uno de sus correos; cada cambio es otra versión y la anterior se conserva."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    plantilla: Mapped[str]
    version: Mapped[int]
    titulo: Mapped[str] = mapped_column(comment="El asunto con que llega")
    cuerpo: Mapped[str]
    escrito_en: Mapped[datetime]
    escrito_por_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    retirado_en: Mapped[datetime | None] = mapped_column(comment="Cuándo dejó de usarse")

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """En cada Red rige una sola versión de cada correo."""
        return (
            UniqueConstraint("red_id", "plantilla", "version"),
            unico_entre_vigentes(
                "uq_texto_de_correo_vigente", "red_id", "plantilla", condicion="retirado_en IS NULL"
            ),
        )


class CuotaDeCorreo(Modelo):
    """A cuántas personas ha escrito alguien en un día; su fila es el candado de la cuenta."""

    __table_args__ = (UniqueConstraint("persona_id", "dia"),)

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    dia: Mapped[date]
    gastadas: Mapped[int] = mapped_column(default=0, info={"bitacora": "omitir"})
    sin_aprobar: Mapped[int] = mapped_column(
        default=0, comment="Cuántas de ellas sin que nadie más las mirara", info={"bitacora": "omitir"}
    )
