"""Cuándo se pueden mostrar los resultados de una encuesta anónima sin que se sepa quién dijo qué. Regla pura.

* Nada se muestra mientras la encuesta está abierta: como se sabe quién ha respondido, comparar antes y después de una
  respuesta diría qué contestó esa persona.
* Con menos de `MINIMO` respuestas no se muestra nada, ni pregunta por pregunta.
* En un cruce (por curso, por quien imparte, por año) sólo entran ediciones que por sí solas se pueden mostrar: así, de
  ningún total se resta lo visible para sacar lo que no.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MINIMO = 5
"""Cuántas respuestas hacen falta para mostrar algo."""

Hojas = Sequence[Mapping[str, Any]]


def se_puede_mostrar(cuantas: int, cerrada: bool) -> bool:
    """Si los resultados de una encuesta con esas respuestas se pueden mostrar.

    >>> se_puede_mostrar(5, True), se_puede_mostrar(4, True), se_puede_mostrar(50, False)
    (True, False, False)
    """
    return cerrada and cuantas >= MINIMO


def de_la_pregunta(hojas: Hojas, clave: str) -> list[Any]:
    """Lo contestado a una pregunta; nada si lo contestaron menos de `MINIMO`."""
    contestadas = [hoja[clave] for hoja in hojas if hoja.get(clave) is not None]
    return contestadas if len(contestadas) >= MINIMO else []


def juntar(grupos: Iterable[Hojas]) -> list[Mapping[str, Any]]:
    """Lo de varias ediciones juntas, dejando fuera las que solas no se pueden mostrar."""
    return [hoja for hojas in grupos if len(hojas) >= MINIMO for hoja in hojas]
