"""Lo que otros dominios ponen en la página de una Red sin que la Red los conozca.

Un dominio de más arriba registra, en sus vistas, qué espera atención en una Red:

    @pendientes_de_red
    def _invitaciones_por_vencer(red: Red, quien: Identidad) -> list[Pendiente]:
        …

Cada fuente decide por sí misma qué puede ver quien pregunta y hace un número fijo de consultas.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from red.permisos import Identidad
from red.redes.modelos import Red


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


def pendientes_de_red(fuente: Fuente) -> Fuente:
    """Registra una fuente de pendientes para la página de la Red."""
    FUENTES.append(fuente)
    return fuente


def pendientes(red: Red, quien: Identidad) -> list[Pendiente]:
    """Todo lo que espera atención en esa Red, en el orden en que los dominios se registraron."""
    return [pendiente for fuente in FUENTES for pendiente in fuente(red, quien)]
