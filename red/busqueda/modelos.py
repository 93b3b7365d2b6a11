"""Los filtros que se guardan y los actos que se hacen de una vez sobre muchas personas."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Lista(Opcion):
    """Lista que se filtra: su dirección y cómo se llama."""

    PERSONAS = "personas.listar", "Directorio"
    INSTITUCIONES = "instituciones.listar", "Instituciones"
    UNIDADES = "unidades.listar", "Unidades"
    INVITACIONES = "invitaciones.listar", "Invitaciones"


class FiltroGuardado(Modelo):
    """Filtro de una lista con nombre propio: guarda qué se pide, nunca lo hallado."""

    __table_args__ = (Index("ix_filtro_guardado_lista", "lista", "quien_id"),)

    quien_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    nombre: Mapped[str]
    lista: Mapped[Lista]
    parametros: Mapped[dict[str, str]] = mapped_column(JSON, comment="Lo que va después de la dirección")
    red_id: Mapped[int | None] = mapped_column(
        ForeignKey("red.id"),
        index=True,
        comment="Con qué Red se comparte; sin ella es sólo de quien lo guardó",
    )
    guardado_en: Mapped[datetime]
    quitado_en: Mapped[datetime | None]

    quien: Mapped[Persona] = relationship()
    red: Mapped[Red | None] = relationship()


class Acto(Opcion):
    """Lo que se puede hacer de una vez con las personas que cumplen un filtro."""

    INVITAR = "invitar", "Invitar a la Red a quienes no la integran"
    CONFIRMAR = "confirmar", "Pedirles que confirmen sus datos"
    PAUSAR = "pausar", "Poner en pausa su membresía"
    RELEVAR = "relevar", "Preparar el relevo de las funciones que sostienen"


class ActoMultiple(Modelo):
    """Acto hecho de una vez sobre las personas que cumplían un filtro, con lo que pasó con cada una."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    quien_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    acto: Mapped[Acto]
    parametros: Mapped[dict[str, str]] = mapped_column(JSON, comment="El filtro con que se eligieron")
    hecho_en: Mapped[datetime]
    deshecho_en: Mapped[datetime | None]
    cuantas: Mapped[int] = mapped_column(comment="Personas que cumplían el filtro al hacerlo")
    resultados: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="«filas»: qué pasó con cada persona", info={"bitacora": "omitir"}
    )

    red: Mapped[Red] = relationship()
    quien: Mapped[Persona] = relationship()
