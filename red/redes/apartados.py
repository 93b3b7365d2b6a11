"""Lo que otros dominios ponen en la página de una Red sin que la Red los conozca.

Un dominio de más arriba registra, en sus vistas, qué espera atención en una Red:

    @pendientes_de_red
    def _invitaciones_por_vencer(red: Red, quien: Identidad) -> list[Pendiente]:
        …

Cada fuente decide por sí misma qué puede ver quien pregunta y hace un número fijo de consultas. Lo que dice se
recuerda, para quien pregunta y por ese día, mientras la base no cambie (`red.memoria`); la fuente que además mira la
hora se registra con `pendientes_de_red_al_instante` y se le pregunta siempre.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from red.a_la_fecha import dia_visto
from red.memoria import recordar
from red.permisos import Identidad
from red.redes.modelos import Red
from red.reloj import hoy


@dataclass(frozen=True)
class Pendiente:
    """Algo que espera atención, como lo muestra la macro `pendientes`."""

    texto: str
    url: str
    detalle: str = ""
    plazo: str = ""
    tono: str = ""


Fuente = Callable[[Red, Identidad], Sequence[Pendiente]]
FUENTES: list[Fuente] = []
AL_INSTANTE: list[Fuente] = []


def pendientes_de_red(fuente: Fuente) -> Fuente:
    """Registra una fuente de pendientes para la página de la Red."""
    FUENTES.append(fuente)
    return fuente


def pendientes_de_red_al_instante(fuente: Fuente) -> Fuente:
    """Registra una fuente que depende de la hora, no sólo del día."""
    AL_INSTANTE.append(fuente)
    return pendientes_de_red(fuente)


def pendientes(red: Red, quien: Identidad) -> list[Pendiente]:
    """Todo lo que espera atención en esa Red, en el orden en que los dominios se registraron."""
    return [pendiente for fuente in FUENTES for pendiente in _de(fuente, red, quien)]


def _de(fuente: Fuente, red: Red, quien: Identidad) -> Sequence[Pendiente]:
    if fuente in AL_INSTANTE:
        return fuente(red, quien)
    nombre = f"{fuente.__module__}.{fuente.__qualname__}"
    clave = ("pendientes", nombre, red.id, quien, hoy(red.zona), hoy(), dia_visto().elegido)
    return recordar(clave, lambda: tuple(fuente(red, quien)))
