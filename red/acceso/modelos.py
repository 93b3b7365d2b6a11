"""La cuenta con la que una persona entra y los papeles que tiene, con alcance y fechas."""

import secrets
from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, and_, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Modelo, Opcion, Vigencia, restriccion_de_vigencia
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from red.personas.modelos import Persona
from red.redes.modelos import Red


def sello_nuevo() -> str:
    """Sello al azar que llevan las sesiones; cambiarlo las cierra todas."""
    return secrets.token_urlsafe(12)


class Cuenta(UserMixin, Modelo):  # type: ignore[misc]
    """Llave con la que una persona entra; la identidad es la persona, no la cuenta."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), unique=True)
    correo: Mapped[str] = mapped_column(unique=True, comment="Con el que entra; en minúsculas")
    contrasena: Mapped[str] = mapped_column(
        comment="Resumen Argon2id, nunca la contraseña", info={"bitacora": "reservado"}
    )
    sello: Mapped[str] = mapped_column(
        default=sello_nuevo,
        comment="Cambia con la contraseña o los papeles: cierra las sesiones abiertas",
        info={"bitacora": "reservado"},
    )
    activa: Mapped[bool] = mapped_column(default=True)
    creada_en: Mapped[datetime]
    entro_en: Mapped[datetime | None] = mapped_column(comment="La última vez que entró")

    persona: Mapped[Persona] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_active(self) -> bool:
        """Flask-Login: una cuenta cerrada no entra."""
        return self.activa

    def get_id(self) -> str:
        """Flask-Login: lo que guarda la sesión; con el sello, para poder cerrarla desde aquí."""
        return f"{self.id}:{self.sello}"


class SesionCerrada(Modelo):
    """Sesión que alguien cerró: su cookie, aunque se haya copiado, ya no abre nada."""

    marca: Mapped[str] = mapped_column(unique=True, info={"bitacora": "reservado"})
    vence_en: Mapped[datetime] = mapped_column(
        index=True, comment="Desde entonces la cookie tampoco valdría por sí sola"
    )


class EstadoPapel(Opcion):
    """Si un papel rige, empezará o ya terminó."""

    VIGENTE = "vigente", "Vigente"
    POR_EMPEZAR = "por_empezar", "Por empezar"
    TERMINADO = "terminado", "Terminó"


class Asignacion(Vigencia, Modelo):
    """Papel que una persona tiene durante un periodo sobre una Red, una institución o todo."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    rol: Mapped[Rol]
    red_id: Mapped[int | None] = mapped_column(ForeignKey("red.id"), index=True)
    institucion_id: Mapped[int | None] = mapped_column(ForeignKey("institucion.id"), index=True)
    otorgada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    terminada_en: Mapped[datetime | None] = mapped_column(
        comment="Si alguien lo terminó antes de tiempo: desde ese instante no rige"
    )

    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    red: Mapped[Red | None] = relationship()
    institucion: Mapped[Institucion | None] = relationship()
    otorgada_por: Mapped[Persona | None] = relationship(foreign_keys=[otorgada_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada papel tiene el alcance que le toca, y ninguno más."""
        return (
            restriccion_de_vigencia(),
            CheckConstraint(
                "(rol = 'administradora' AND red_id IS NULL AND institucion_id IS NULL)"
                " OR (rol IN ('analista', 'coordinadora') AND red_id IS NOT NULL AND institucion_id IS NULL)"
                " OR (rol = 'enlace' AND institucion_id IS NOT NULL)",
                name="alcance_del_rol",
            ),
        )

    def esta_vigente(self, dia: date) -> bool:
        """Si regía ese día; lo que alguien terminó deja de regir en el acto, no al acabar el día."""
        return super().esta_vigente(dia) and (self.terminada_en is None or dia != self.hasta)

    @classmethod
    def vigente(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: los papeles que regían ese día."""
        return and_(super().vigente(dia), or_(cls.terminada_en.is_(None), cls.hasta > dia))

    def estado(self, dia: date) -> EstadoPapel:
        """Si ese día rige, empezará o ya terminó."""
        if self.esta_vigente(dia):
            return EstadoPapel.VIGENTE
        por_empezar = self.terminada_en is None and self.desde > dia
        return EstadoPapel.POR_EMPEZAR if por_empezar else EstadoPapel.TERMINADO
