"""Cómo se compilan los núcleos y cómo se reparten entre procesadores sin que el resultado dependa de cuántos haya."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

PARTES = 16
"""En cuántas partes se divide un trabajo grande. Es fijo: si dependiera de los procesadores, las sumas cambiarían en el
último dígito de una máquina a otra."""


def nucleo(funcion: F) -> F:
    """Compila la función la primera vez y guarda lo compilado; mientras corre, otros hilos avanzan."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy")(funcion))


def repartir(hacer: Callable[[int, int], T], total: int, minimo: int = 64) -> list[T]:
    """Lo que da `hacer(desde, hasta)` en cada parte de `range(total)`, en orden."""
    partes = max(1, min(PARTES, total // minimo))
    cortes = [total * parte // partes for parte in range(partes + 1)]
    tramos: Sequence[tuple[int, int]] = list(pairwise(cortes))
    return a_la_vez([partial(hacer, *tramo) for tramo in tramos])


def a_la_vez(trabajos: Sequence[Callable[[], T]]) -> list[T]:
    """Lo que da cada trabajo, en orden, con un hilo por procesador."""
    if len(trabajos) == 1 or (os.cpu_count() or 1) == 1:
        return [trabajo() for trabajo in trabajos]
    with ThreadPoolExecutor(os.cpu_count()) as hilos:
        return list(hilos.map(lambda trabajo: trabajo(), trabajos))
