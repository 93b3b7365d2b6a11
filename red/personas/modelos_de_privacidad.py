"""El aviso de privacidad con sus versiones, lo que cada persona leyó y para qué consintió."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, event, false, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, unico_entre_vigentes


class Finalidad(Opcion):
    """Para qué consiente una persona que se usen sus datos; cada una por separado."""

    PARTICIPAR = "participar", "Ser integrante de la Red"
    DIRECTORIO = "directorio", "Aparecer en el directorio de la Red"
    MAPA = "mapa", "Aparecer dibujada en el mapa de la Red"
    ANALISIS = "analisis", "Contar en el análisis de la Red"
    CORREOS = "correos", "Recibir correos que no son necesarios"


ELECTIVAS = (Finalidad.DIRECTORIO, Finalidad.MAPA, Finalidad.ANALISIS, Finalidad.CORREOS)
"""Las que se deciden cada una por su lado; participar es la Red misma."""

DE_LOS_PRIMEROS = "participar directorio mapa"
"""Lo que separaban los primeros avisos: en ellos, el mapa era también el análisis."""


def juntar(finalidades: Any) -> str:
    """Las finalidades como se guardan: sus valores en orden, separados por un espacio."""
    return " ".join(finalidad.value for finalidad in Finalidad if finalidad in finalidades)


def separar(guardadas: str) -> frozenset[Finalidad]:
    """Las finalidades que dice un texto guardado.

    >>> sorted(separar(DE_LOS_PRIMEROS))
    [<Finalidad.DIRECTORIO: 'directorio'>, <Finalidad.MAPA: 'mapa'>, <Finalidad.PARTICIPAR: 'participar'>]
    """
    return frozenset(finalidad for finalidad in Finalidad if finalidad.value in guardadas.split())


class AvisoPrivacidad(Modelo):
    """Texto de privacidad de una jurisdicción, con versión y huella: se sabe qué leyó cada persona."""

    __table_args__ = (UniqueConstraint("jurisdiccion", "version"),)

    jurisdiccion: Mapped[str] = mapped_column(comment="MX, CL o CO")
    version: Mapped[str]
    titulo: Mapped[str]
    simplificado: Mapped[str]
    integral: Mapped[str]
    huella: Mapped[str] = mapped_column(comment="SHA-256 de los dos textos")
    vigente_desde: Mapped[date]
    finalidades: Mapped[str] = mapped_column(
        default=lambda: juntar(Finalidad),
        server_default=DE_LOS_PRIMEROS,
        comment="Para qué pide consentir, cada cosa por separado",
    )
    propio: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si lo escribió la administración en la plataforma"
    )
    publicado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    @property
    def separa(self) -> frozenset[Finalidad]:
        """Las finalidades que distingue este texto."""
        return separar(self.finalidades)


class AvisoYaPublicado(RuntimeError):
    """Alguien quiso cambiar un texto publicado; lo que una persona leyó no cambia nunca."""


@event.listens_for(AvisoPrivacidad, "before_update")
@event.listens_for(AvisoPrivacidad, "before_delete")
def _no_cambia(_mapeo: Mapper[Any], _conexion: Connection, aviso: AvisoPrivacidad) -> None:
    estado = inspect(aviso)
    if estado.deleted or any(
        estado.attrs[columna.key].history.has_changes()
        for columna in estado.mapper.column_attrs
        if columna.key != "publicado_por_id"
    ):
        raise AvisoYaPublicado(f"{aviso!r} ya se publicó: se escribe otra versión")


class BorradorDeAviso(Modelo):
    """La versión que se está escribiendo de un aviso; publicada, queda dicho en cuál se convirtió."""

    jurisdiccion: Mapped[str]
    version: Mapped[str]
    titulo: Mapped[str]
    simplificado: Mapped[str]
    integral: Mapped[str]
    finalidades: Mapped[str]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    guardado_en: Mapped[datetime]
    aviso_id: Mapped[int | None] = mapped_column(ForeignKey("aviso_privacidad.id"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A lo más un borrador abierto por jurisdicción."""
        return (unico_entre_vigentes("uq_borrador_abierto", "jurisdiccion", condicion="aviso_id IS NULL"),)


class AvisoLeido(Modelo):
    """El aviso tal como se leyó: con el nombre, el domicilio y el contacto de quien respondía entonces."""

    __table_args__ = (UniqueConstraint("aviso_id", "huella"),)

    aviso_id: Mapped[int] = mapped_column(ForeignKey("aviso_privacidad.id"))
    responsable: Mapped[str]
    domicilio: Mapped[str]
    contacto: Mapped[str]
    huella: Mapped[str] = mapped_column(
        comment="SHA-256 de los dos textos como se mostraron", info={"bitacora": "reservado"}
    )

    aviso: Mapped[AvisoPrivacidad] = relationship()


class Consentimiento(Modelo):
    """Permiso que una persona da para una finalidad, con el texto que leyó; se retira sin borrarse."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    aviso_id: Mapped[int] = mapped_column(ForeignKey("aviso_privacidad.id"))
    finalidad: Mapped[Finalidad]
    otorgado_en: Mapped[datetime]
    retirado_en: Mapped[datetime | None]
    leido_id: Mapped[int | None] = mapped_column(
        ForeignKey("aviso_leido.id"), comment="El texto exacto que tenía delante, si consta"
    )

    aviso: Mapped[AvisoPrivacidad] = relationship()
    leido: Mapped[AvisoLeido | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A lo más un consentimiento vivo por finalidad."""
        return (
            unico_entre_vigentes(
                "uq_consentimiento_vivo", "persona_id", "finalidad", condicion="retirado_en IS NULL"
            ),
            Index("ix_consentimiento_finalidad", "finalidad", "persona_id"),
        )
