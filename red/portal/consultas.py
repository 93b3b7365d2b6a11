"""Preguntas de la portada y de la administración."""

from datetime import date
from typing import Any

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Row, func, select

from red.acceso.modelos import Cuenta
from red.avisos.consultas import atrasado_desde
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db
from red.formacion.modelos import Curso, Edicion
from red.instituciones.modelos import Institucion
from red.redes.modelos import Membresia, Red
from red.reloj import ahora
from red.territorios.modelos import Territorio


def redes_publicas() -> list[Row[Any]]:
    """Clave, nombre, convocante y territorio de cada Red que decidió tener página pública."""
    consulta = (
        select(
            Red.clave,
            Red.nombre,
            Red.descripcion,
            Institucion.nombre.label("convocante"),
            Territorio.nombre.label("territorio"),
        )
        .join(Institucion, Red.convocante_id == Institucion.id)
        .join(Territorio, Red.territorio_id == Territorio.id)
        .where(Red.publica)
        .order_by(Red.nombre)
        .limit(12)
    )
    return list(db.session.execute(consulta))


def cursos_anunciados(red_id: int, dia: date) -> list[Row[Any]]:
    """Los cursos de la Red que están por empezar y no se cancelaron, sin sede ni enlace."""
    consulta = (
        select(Curso.nombre, Edicion.inicia_el, Edicion.termina_el, Edicion.modalidad)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(Curso.red_id == red_id, Edicion.cancelada_en.is_(None), Edicion.inicia_el >= dia)
        .order_by(Edicion.inicia_el, Edicion.id)
        .limit(6)
    )
    return list(db.session.execute(consulta))


def cifras_de_administracion(dia: date) -> dict[str, int]:
    """Cuánto hay de cada cosa en la plataforma."""

    def contar(consulta: Any) -> int:
        return db.session.scalar(consulta) or 0

    return {
        "redes": contar(select(func.count(Red.id))),
        "integrantes": contar(
            select(func.count(Membresia.persona_id.distinct())).where(Membresia.vigente(dia))
        ),
        "instituciones": contar(select(func.count(Institucion.id)).where(Institucion.vigente(dia))),
        "territorios": contar(select(func.count(Territorio.id))),
        "cuentas": contar(select(func.count(Cuenta.id)).where(Cuenta.activa)),
        "por_enviar": contar(select(func.count(Aviso.id)).where(Aviso.estado == EstadoAviso.PENDIENTE)),
        "fallidos": contar(
            select(func.count(Aviso.id)).where(Aviso.estado.in_((EstadoAviso.FALLIDO, EstadoAviso.REBOTADO)))
        ),
    }


def _atraso() -> int:
    """Cuántos segundos lleva el correo que ya debía haber salido y no sale; cero si ninguno espera de más."""
    momento = ahora()
    desde = atrasado_desde(momento)
    return int((momento - desde).total_seconds()) if desde is not None else 0


def salud(configuracion: Config) -> dict[str, Any]:
    """Estado del servicio: esquema al día y correos detenidos. Lanza OperationalError si no hay base.

    Con otro esquema no cuenta los correos: la tabla podría no existir todavía.
    """
    esperada = ScriptDirectory.from_config(configuracion).get_current_head()
    actual = MigrationContext.configure(db.session.connection()).get_current_revision()
    por_enviar = select(func.count(Aviso.id)).where(Aviso.estado == EstadoAviso.PENDIENTE)
    return {
        "bien": actual == esperada,
        "esquema": actual,
        "codigo": esperada,
        "correos_por_enviar": db.session.scalar(por_enviar) if actual == esperada else None,
        "correo_mas_atrasado_segundos": _atraso() if actual == esperada else None,
    }
