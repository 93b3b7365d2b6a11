"""Quiénes integran una Red, contado, y qué se ha movido en ella.

Contar es tarea de la base de datos (`GROUP BY`): el número de consultas es el mismo con doscientas
personas que con cien mil.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from red.base import db
from red.instituciones.modelos import Institucion
from red.memoria import recordar
from red.permisos import Identidad, Permiso
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad, NivelCargo
from red.redes import meta
from red.redes.meta import VENTANA, Avance, contador_de_meta
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Pausa, Red
from red.redes.pausas import cuantas_en_pausa


@contador_de_meta(MideMeta.PERSONAS)
def personas_activas(redes: Collection[int], dia: date) -> dict[int, Avance]:
    """Integrantes activas de cada Red y las que había al empezar la ventana, si ya había historia."""
    return recordar(("activas", tuple(sorted(redes)), dia), lambda: _personas_activas(redes, dia))


def _personas_activas(redes: Collection[int], dia: date) -> dict[int, Avance]:
    comienzo = dia - VENTANA

    def activas(cuando: date) -> dict[int, int]:
        todas = _filas(
            select(Membresia.red_id, func.count())
            .where(Membresia.red_id.in_(redes), Membresia.integraba(cuando))
            .group_by(Membresia.red_id)
        )
        en_pausa = cuantas_en_pausa(redes, cuando)
        return {red_id: cuantas - en_pausa.get(red_id, 0) for red_id, cuantas in todas}

    hoy, antes = activas(dia), activas(comienzo)
    primeras = dict(
        _filas(
            select(Membresia.red_id, func.min(Membresia.desde))
            .where(Membresia.red_id.in_(redes))
            .group_by(Membresia.red_id)
        )
    )
    return {
        red_id: Avance(
            hoy.get(red_id, 0),
            antes=antes.get(red_id, 0) if red_id in primeras and primeras[red_id] <= comienzo else None,
        )
        for red_id in redes
    }


def avances_para(
    quien: Identidad, redes: Iterable[Red], dia: date, hoy: date | None = None
) -> dict[int, Avance]:
    """El avance de cada Red como le toca verlo a quien pregunta; `hoy` se dice cuando se cuenta otro día.

    Quien lleva el registro ve a todas. A las demás se les cuentan las mismas que encuentran en el directorio,
    y sin su paso: la diferencia entre dos cuentas delataría a quien decidió no aparecer.
    """
    redes = list(redes)
    en_parte = [red for red in redes if cuenta_en_parte(quien, red)]
    avances = meta.avances([red for red in redes if red not in en_parte], dia)
    visibles = en_directorio([red.id for red in en_parte], dia, hoy)
    return {**avances, **{red.id: Avance(visibles.get(red.id, 0), en_parte=True) for red in en_parte}}


def cuenta_en_parte(quien: Identidad, red: Red) -> bool:
    """Si a quien pregunta sólo se le cuentan quienes aparecen en el directorio."""
    return red.mide is MideMeta.PERSONAS and not quien.puede(Permiso.VER_REGISTRO, red.alcance)


def en_directorio(redes: Collection[int], dia: date, hoy: date | None = None) -> dict[int, int]:
    """Cuántas integrantes de cada Red aparecen en su directorio: activas o en pausa, y con su consentimiento.

    De otro día se cuentan las mismas que el directorio deja ver: quienes integraban entonces, integran hoy y hoy
    aceptan aparecer.
    """
    if not redes:
        return {}
    hoy = hoy or dia
    return recordar(
        ("visibles", tuple(sorted(redes)), dia, hoy), lambda: _en_directorio(sorted(redes), dia, hoy)
    )


def _en_directorio(redes: Sequence[int], dia: date, hoy: date) -> dict[int, int]:
    consulta = select(Membresia.red_id, func.count(Membresia.persona_id.distinct())).where(
        Membresia.red_id.in_(redes),
        Membresia.integraba(dia),
        consiente(Finalidad.DIRECTORIO, Membresia.persona_id),
    )
    if hoy != dia:
        de_hoy = aliased(Membresia)
        consulta = consulta.where(
            exists().where(
                de_hoy.persona_id == Membresia.persona_id,
                de_hoy.red_id == Membresia.red_id,
                de_hoy.integraba(hoy),
            )
        )
    return dict(_filas(consulta.group_by(Membresia.red_id)))


def _filas(consulta: Any) -> Sequence[Any]:
    filas: Sequence[Any] = db.session.execute(consulta).all()
    return filas


@dataclass(frozen=True)
class Composicion:
    """Quiénes integran una Red un día, contado por estado, por nivel de puesto y por institución."""

    por_estado: dict[EstadoMembresia, int]
    por_nivel: list[tuple[NivelCargo, int]]
    por_institucion: Sequence[Row[int, str, int, int]]
    instituciones_con_alguien: int
    sin_nadie: Sequence[Row[int, str, int]]
    total_sin_nadie: int
    instituciones: int

    @property
    def integrantes(self) -> int:
        """Todas: activas y en pausa."""
        return sum(self.por_estado.values())

    @property
    def sin_puesto(self) -> int:
        """Integrantes que todavía no dicen en qué institución trabajan."""
        return max(0, self.integrantes - sum(cuenta for _, cuenta in self.por_nivel))


def composicion(red_id: int, dia: date, *, cuantas: int = 12) -> Composicion:
    """Cuenta la Red de una vez; de las instituciones da sólo las primeras `cuantas`, y sus totales.

    Se cuenta cuando la base cambia, no cada vez que alguien mira (`red.memoria`).
    """
    return recordar(("composicion", red_id, dia, cuantas), lambda: _composicion(red_id, dia, cuantas))


def _composicion(red_id: int, dia: date, cuantas: int) -> Composicion:
    todas = select(func.count()).select_from(Membresia)
    integran = db.session.scalar(todas.where(Membresia.red_id == red_id, Membresia.integraba(dia))) or 0
    en_pausa = cuantas_en_pausa([red_id], dia).get(red_id, 0)
    estados = {EstadoMembresia.ACTIVA: integran - en_pausa, EstadoMembresia.EN_PAUSA: en_pausa}
    por_estado = {estado: cuantas for estado, cuantas in estados.items() if cuantas}
    niveles = dict(_filas(adscritas(red_id, dia, Adscripcion.nivel)))
    mayores = (
        adscritas(red_id, dia, Adscripcion.institucion_id)
        .add_columns(func.count().over().label("todas"))
        .order_by(func.count().desc(), Adscripcion.institucion_id)
        .limit(cuantas)
        .subquery()
    )
    por_institucion = db.session.execute(
        select(Institucion.id, Institucion.nombre, mayores.c.personas, mayores.c.todas)
        .join(mayores, mayores.c.institucion_id == Institucion.id)
        .order_by(mayores.c.personas.desc(), Institucion.nombre)
    ).all()
    sin_nadie = db.session.execute(
        select(Institucion.id, Institucion.nombre, func.count().over().label("todas"))
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id, Participacion.vigente(dia), ~hay_alguien(red_id, dia))
        .order_by(Institucion.nombre)
        .limit(cuantas)
    ).all()
    return Composicion(
        por_estado=por_estado,
        por_nivel=[(nivel, niveles[nivel]) for nivel in NivelCargo if nivel in niveles],
        por_institucion=por_institucion,
        instituciones_con_alguien=por_institucion[0].todas if por_institucion else 0,
        sin_nadie=sin_nadie,
        total_sin_nadie=sin_nadie[0].todas if sin_nadie else 0,
        instituciones=cuantas_instituciones(red_id, dia),
    )


def cuantas_instituciones(red_id: int, dia: date) -> int:
    """Instituciones que la Red abarca ese día."""
    consulta = select(func.count()).select_from(Participacion)
    return db.session.scalar(consulta.where(Participacion.red_id == red_id, Participacion.vigente(dia))) or 0


def personas_en(red_id: int, dia: date, instituciones: Collection[int]) -> dict[int, int]:
    """Cuántas integrantes trabajan ese día en cada una de esas instituciones; las que faltan, ninguna."""
    consulta = adscritas(red_id, dia, Adscripcion.institucion_id)
    return dict(_filas(consulta.where(Adscripcion.institucion_id.in_(instituciones))))


def hay_alguien(red_id: int, dia: date) -> ColumnElement[bool]:
    """Condición sobre Participacion: de su institución viene al menos una integrante de la Red."""
    return exists().where(
        Adscripcion.institucion_id == Participacion.institucion_id,
        Adscripcion.vigente(dia),
        Membresia.persona_id == Adscripcion.persona_id,
        Membresia.red_id == red_id,
        Membresia.integraba(dia),
    )


def adscritas(red_id: int, dia: date, columna: Any) -> Any:
    """Integrantes de ese día contadas por un dato de su puesto vigente."""
    return (
        select(columna, func.count().label("personas"))
        .select_from(Membresia)
        .join(
            Adscripcion,
            and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia)),
        )
        .where(Membresia.red_id == red_id, Membresia.integraba(dia))
        .group_by(columna)
    )


@dataclass(frozen=True)
class Suceso:
    """Algo que pasó en la Red un día."""

    dia: date
    texto: str
    clave: str = ""


def sucesos_recientes(red_id: int, dia: date, *, cuantos: int = 8) -> list[Suceso]:
    """Quiénes entraron y salieron, y qué instituciones se sumaron o dejaron la Red; lo último primero."""
    return recordar(("sucesos", red_id, dia, cuantos), lambda: _sucesos_recientes(red_id, dia, cuantos))


def _sucesos_recientes(red_id: int, dia: date, cuantos: int) -> list[Suceso]:
    membresias = select(Membresia).where(Membresia.red_id == red_id).options(joinedload(Membresia.persona))
    participaciones = (
        select(Participacion)
        .where(Participacion.red_id == red_id)
        .options(joinedload(Participacion.institucion))
    )
    pausas = select(Pausa).where(Pausa.red_id == red_id).options(joinedload(Pausa.persona))
    cumplidas = pausas.where(Pausa.regresa_el.is_not(None), Pausa.termino_por_id.is_(None))
    sucesos = [
        *(
            Suceso(p.desde, f"{p.persona.nombre_visible} quedó en pausa", p.persona.clave)
            for p in _ultimas(pausas, Pausa.desde, Pausa.id, dia, cuantos)
        ),
        *(
            Suceso(p.regresa_el, f"{p.persona.nombre_visible} volvió de su pausa", p.persona.clave)
            for p in _ultimas(cumplidas, Pausa.regresa_el, Pausa.id, dia, cuantos)
            if p.hasta == p.regresa_el - timedelta(days=1)
        ),
        *(
            Suceso(m.desde, f"{m.persona.nombre_visible} se integró", m.persona.clave)
            for m in _ultimas(membresias, Membresia.desde, Membresia.id, dia, cuantos)
        ),
        *(
            Suceso(m.hasta, f"{m.persona.nombre_visible} dejó de ser integrante", m.persona.clave)
            for m in _ultimas(membresias, Membresia.hasta, Membresia.id, dia, cuantos)
        ),
        *(
            Suceso(p.desde, f"Se sumó {p.institucion.nombre}")
            for p in _ultimas(participaciones, Participacion.desde, Participacion.id, dia, cuantos)
        ),
        *(
            Suceso(p.hasta, f"Dejó de participar {p.institucion.nombre}")
            for p in _ultimas(participaciones, Participacion.hasta, Participacion.id, dia, cuantos)
        ),
    ]
    return sorted(sucesos, key=lambda suceso: suceso.dia, reverse=True)[:cuantos]


def _ultimas(consulta: Any, fecha: Any, llave: Any, dia: date, cuantos: int) -> Sequence[Any]:
    ordenada = consulta.where(fecha <= dia).order_by(fecha.desc(), llave.desc()).limit(cuantos)
    filas: Sequence[Any] = db.session.scalars(ordenada).all()
    return filas
