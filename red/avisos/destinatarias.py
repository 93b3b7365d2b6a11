"""De quién es una dirección y a qué hora vive: lo sabe quien conoce a las personas, que aquí se registra."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Destinataria:
    """Quien recibe un correo, si es una persona registrada."""

    persona_id: int
    nombre: str
    zona: str


QUIENES: list[Callable[[Collection[str]], Mapping[str, Destinataria]]] = []
"""Quién dice de qué persona es cada dirección."""

ZONAS: list[Callable[[Collection[int]], Mapping[int, str]]] = []
"""Quién dice en qué zona horaria trabaja cada Red."""


def personas_de(correos: Collection[str]) -> dict[str, Destinataria]:
    """La persona de cada dirección; falta la que no es de nadie registrado."""
    halladas: dict[str, Destinataria] = {}
    for preguntar in QUIENES:
        halladas.update(preguntar(correos))
    return halladas


def zonas_de(redes: Collection[int]) -> dict[int, str]:
    """La zona horaria de cada Red."""
    zonas: dict[int, str] = {}
    for preguntar in ZONAS:
        zonas.update(preguntar(redes))
    return zonas
