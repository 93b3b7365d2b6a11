"""Qué registros ya no se sabe si son ciertos: quién confirmó sus datos hace más de un año, o nunca."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db
from red.paginacion import Pagina, paginar
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia

VIGENCIA_DE_LOS_DATOS = timedelta(days=365)
DIAS_DE_GRACIA = 30
"""A quien acaba de entrar no se le pide que confirme lo que acaba de escribir."""
TOPE = 1000
"""Hasta cuántas se cuentan: de ahí en adelante ya no importa el número exacto."""


def sin_confirmar(redes: frozenset[int] | None, dia: date, numero: int) -> Pagina[Row[Any]]:
    """Personas de esas Redes cuyos datos nadie ha confirmado en un año o cuyo correo no llega.

    Cada una con si su correo falla; primero las que llevan más tiempo.
    """
    consulta: Any = (
        select(Persona, _correo_falla().label("falla"))
        .where(_integra(redes, dia), or_(_vencidos(dia), _correo_falla()))
        .order_by(Persona.datos_confirmados_en.asc().nulls_first(), Persona.orden, Persona.id)
    )
    return paginar(consulta, numero, conteo=_conteo(redes, dia))


def cuantas_sin_confirmar(red_id: int, dia: date) -> int:
    """Cuántas personas de la Red tienen datos sin confirmar, hasta el tope."""
    return db.session.scalar(_conteo(frozenset({red_id}), dia)) or 0


def _conteo(redes: frozenset[int] | None, dia: date) -> Select[int]:
    halladas = select(Persona.id).where(_integra(redes, dia), or_(_vencidos(dia), _correo_falla()))
    return select(func.count()).select_from(halladas.limit(TOPE).subquery())


def por_pedir(dia: date, cuantas: int) -> list[Persona]:
    """A quiénes toca escribirles hoy: sus datos vencieron y en un año no se les ha pedido."""
    hace_un_anio = _instante(dia - VIGENCIA_DE_LOS_DATOS)
    consulta = (
        select(Persona)
        .where(
            _vencidos(dia),
            or_(Persona.confirmacion_pedida_en.is_(None), Persona.confirmacion_pedida_en < hace_un_anio),
            _integra(None, dia),
        )
        .order_by(Persona.id)
        .limit(cuantas)
    )
    return list(db.session.scalars(consulta))


def _vencidos(dia: date) -> ColumnElement[bool]:
    """Confirmó hace más de un año, o nunca y tampoco llenó su perfil en el último."""
    limite = _instante(dia - VIGENCIA_DE_LOS_DATOS)
    nunca = and_(
        Persona.datos_confirmados_en.is_(None),
        or_(Persona.perfil_completo_en.is_(None), Persona.perfil_completo_en < limite),
    )
    return and_(Persona.fusionada_en_id.is_(None), or_(Persona.datos_confirmados_en < limite, nunca))


def _integra(redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    """Integra hoy alguna de esas Redes, y no desde hace unos días."""
    condiciones = [
        Membresia.persona_id == Persona.id,
        Membresia.vigente(dia),
        Membresia.estado != EstadoMembresia.CONCLUIDA,
        Membresia.desde <= dia - timedelta(days=DIAS_DE_GRACIA),
    ]
    if redes is not None:
        condiciones.append(Membresia.red_id.in_(sorted(redes)))
    return exists().where(*condiciones)


def _correo_falla() -> ColumnElement[bool]:
    """Si algún correo que se le escribió no pudo entregarse."""
    return Persona.correo.in_(select(Aviso.para).where(Aviso.estado == EstadoAviso.FALLIDO))


def _instante(dia: date) -> datetime:
    return datetime.combine(dia, time.min, tzinfo=UTC)
