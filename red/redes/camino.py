"""El camino de una persona en sus Redes: entrar, pausar, volver, salir y regresar, con quién y por qué.

Se arma con sus membresías y sus pausas; ningún estado pierde su pasado.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.base import db
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia, Pausa
from red.textos import fecha


@dataclass(frozen=True)
class Hito:
    """Algo que pasó en el camino de una persona en una Red."""

    dia: date
    red: str
    texto: str
    detalle: str = ""
    quien: str = ""


def camino_de(persona_id: int, redes: frozenset[int] | None) -> list[Hito]:
    """Lo que pasó en esas Redes, de lo más reciente a lo más antiguo; con `redes` en None, en todas."""
    membresias = _de(Membresia, persona_id, redes, (Membresia.entro_por, Membresia.salio_por))
    pausas = _de(Pausa, persona_id, redes, (Pausa.quien, Pausa.termino_por))
    salidas = {(m.red_id, m.hasta) for m in membresias if m.hasta is not None}
    vistas: set[int] = set()
    hitos = []
    for membresia in membresias:
        hitos += _de_membresia(membresia, vuelve=membresia.red_id in vistas)
        vistas.add(membresia.red_id)
    for pausa in pausas:
        hitos += _de_pausa(pausa, salio=(pausa.red_id, pausa.hasta) in salidas)
    return sorted(hitos, key=lambda hito: hito.dia, reverse=True)


def _de(clase: Any, persona_id: int, redes: frozenset[int] | None, con: Sequence[Any]) -> Sequence[Any]:
    consulta = (
        select(clase)
        .where(clase.persona_id == persona_id)
        .options(joinedload(clase.red), *(joinedload(relacion) for relacion in con))
        .order_by(clase.desde, clase.id)
    )
    if redes is not None:
        consulta = consulta.where(clase.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def _de_membresia(membresia: Membresia, *, vuelve: bool) -> list[Hito]:
    red = membresia.red.nombre
    hitos = [
        Hito(
            membresia.desde,
            red,
            "Regresó a la Red" if vuelve else "Se integró a la Red",
            membresia.como_entro or "",
            _nombre(membresia.entro_por),
        )
    ]
    if membresia.hasta is not None and membresia.estado is EstadoMembresia.CONCLUIDA:
        propia = membresia.salio_por_id == membresia.persona_id
        hitos.append(
            Hito(
                membresia.hasta,
                red,
                "Dejó la Red por decisión propia" if propia else "Dejó la Red",
                membresia.motivo or "",
                "" if propia else _nombre(membresia.salio_por),
            )
        )
    elif membresia.estado is EstadoMembresia.EN_PAUSA and membresia.hasta is not None:
        hitos.append(Hito(membresia.hasta, red, "Dejó la Red", membresia.motivo or ""))
    return hitos


def _de_pausa(pausa: Pausa, *, salio: bool) -> list[Hito]:
    red = pausa.red.nombre
    regreso = f"Regresa el {fecha(pausa.regresa_el)}." if pausa.regresa_el else ""
    motivo = f"{pausa.motivo.rstrip('.')}." if pausa.motivo else ""
    hitos = [Hito(pausa.desde, red, "Quedó en pausa", f"{motivo} {regreso}".strip(), _nombre(pausa.quien))]
    if pausa.hasta is not None and not salio:
        solo = pausa.termino_por_id is None and pausa.regresa_el is not None
        hitos.append(
            Hito(
                pausa.hasta + timedelta(days=1),
                red,
                "Volvió de la pausa",
                "Llegó el día que se había dicho." if solo else "",
                _nombre(pausa.termino_por),
            )
        )
    return hitos


def _nombre(persona: Persona | None) -> str:
    return persona.nombre_visible if persona is not None else ""
