"""La bitácora se escribe sola: cada vez que la sesión guarda, anota qué cambió y quién lo hizo."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Mapper, Session, UOWTransaction

from red.base import Modelo
from red.bitacora.modelos import Cambio, Registro
from red.reloj import ahora


@dataclass(frozen=True)
class Contexto:
    """Quién actúa, con qué acción y en qué petición."""

    accion: str = "sin acción"
    quien: int | None = None
    solicitud: str = field(default_factory=lambda: uuid.uuid4().hex)


_contexto: ContextVar[Contexto | None] = ContextVar("contexto_de_bitacora", default=None)


def contexto() -> Contexto:
    """El contexto en curso; fuera de una petición u orden, uno anónimo."""
    return _contexto.get() or Contexto()


def poner_contexto(nuevo: Contexto | None) -> None:
    """Deja dicho quién actúa en adelante; con None, nadie: así termina cada petición."""
    _contexto.set(nuevo)


@contextmanager
def actuando(accion: str, quien: int | None = None) -> Iterator[None]:
    """Dice quién actúa mientras dura el bloque: para órdenes y trabajos de fondo."""
    ficha = _contexto.set(Contexto(accion=accion, quien=quien))
    try:
        yield
    finally:
        _contexto.reset(ficha)


@event.listens_for(Modelo, "mapper_configured", propagate=True)
def _recordar_lo_anterior(mapeo: Mapper[Any], clase: type[Modelo]) -> None:
    """Pide a SQLAlchemy que lea el valor anterior antes de cambiarlo, aunque la fila haya caducado."""
    for propiedad in mapeo.column_attrs:
        event.listen(getattr(clase, propiedad.key), "set", lambda *_: None, active_history=True)


def _decir(columna: Any, valor: Any) -> Any:
    """Valor como se guarda en JSON; lo reservado se nombra pero no se muestra."""
    if valor is None:
        return None
    if columna.info.get("bitacora") == "reservado":
        return "(reservado)"
    if isinstance(valor, Enum):
        return valor.value
    if isinstance(valor, (date, datetime)):
        return valor.isoformat()
    return valor


def _cambios_de(objeto: Modelo, cambio: Cambio) -> dict[str, list[Any]]:
    estado = inspect(objeto)
    cambios: dict[str, list[Any]] = {}
    for propiedad in estado.mapper.column_attrs:
        columna = propiedad.columns[0]
        if columna.primary_key or columna.info.get("bitacora") == "omitir":
            continue
        historia = estado.attrs[propiedad.key].history
        antes = historia.deleted[0] if historia.deleted else None
        if cambio is Cambio.BORRAR:
            antes, despues = (historia.unchanged or historia.deleted or (None,))[0], None
        else:
            despues = historia.added[0] if historia.added else None
        if historia.has_changes() or cambio is Cambio.BORRAR:
            par = [_decir(columna, antes), _decir(columna, despues)]
            if par != [None, None]:
                cambios[propiedad.key] = par
    return cambios


DUENAS = (
    "edicion", "curso", "invitacion", "solicitud", "convocatoria",
    "aplicacion", "cuestionario", "version", "cierre", "expediente", "levantamiento", "alianza",
)  # fmt: skip
"""Relaciones por las que una fila sin `red_id` llega a la suya: una inscripción es de la Red de su edición."""


def _red_de(sesion: Session, objeto: Any) -> int | None:
    """La Red a la que pertenece la fila, para que su coordinación pueda leer la historia; None si es de nadie."""
    if objeto.__tablename__ == "red":
        return int(objeto.id)
    columnas = inspect(objeto).mapper.column_attrs
    if "red_id" in columnas:
        return objeto.red_id  # type: ignore[no-any-return]
    for duena in DUENAS:
        llave = getattr(objeto, f"{duena}_id", None)
        relacion = inspect(objeto).mapper.relationships.get(duena)
        if llave is not None and relacion is not None:
            clase = relacion.mapper.class_
            fila = sesion.get(clase, llave)
            return _red_de(sesion, fila) if fila is not None else None
    return None


@event.listens_for(Session, "after_flush")
def _anotar(sesion: Session, _unidad: UOWTransaction) -> None:
    filas = []
    actual = contexto()
    for cambio, objetos in (
        (Cambio.CREAR, sesion.new),
        (Cambio.CAMBIAR, sesion.dirty),
        (Cambio.BORRAR, sesion.deleted),
    ):
        for objeto in objetos:
            if not isinstance(objeto, Modelo) or isinstance(objeto, Registro):
                continue
            cambios = _cambios_de(objeto, cambio)
            if cambio is Cambio.CAMBIAR and not cambios:
                continue
            filas.append(
                {
                    "en": ahora(),
                    "quien_id": actual.quien,
                    "accion": actual.accion,
                    "solicitud": actual.solicitud,
                    "cambio": cambio,
                    "tabla": objeto.__tablename__,
                    "fila_id": objeto.id,
                    "red_id": _red_de(sesion, objeto),
                    "cambios": cambios,
                }
            )
    if filas:
        sesion.execute(insert(Registro), filas)
