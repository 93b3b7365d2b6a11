"""Cómo se compilan los núcleos y cómo se reparten entre procesadores sin que el resultado dependa de cuántos haya."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, update_wrapper
from itertools import pairwise
from threading import Lock
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

PARTES = 16
"""En cuántas partes se divide un trabajo grande. Es fijo: si dependiera de los procesadores, las sumas cambiarían en el
último dígito de una máquina a otra."""


def nucleo(funcion: F) -> F:
    """La función, compilada la primera vez que alguien llama a un núcleo; mientras corre, otros hilos avanzan.

    Quien sirve páginas no mide nada: no carga numba, que tarda más que todo lo demás junto.
    """
    perezoso = _Nucleo(funcion)
    _NUCLEOS.append(perezoso)
    return cast(F, perezoso)


class _Nucleo:
    """Un núcleo por compilar."""

    def __init__(self, funcion: Callable[..., Any]) -> None:
        self.funcion = funcion
        self.compilado: Callable[..., Any] | None = None
        update_wrapper(self, funcion)

    def __call__(self, *argumentos: Any) -> Any:
        if self.compilado is None:
            _compilar()
        assert self.compilado is not None
        return self.compilado(*argumentos)


_NUCLEOS: list[_Nucleo] = []
_CANDADO = Lock()


def _compilar() -> None:
    """Compila todos, y donde uno llama a otro le pone el compilado: numba no sabe llamar a lo que no compiló."""
    from numba import njit

    with _CANDADO:
        por_compilar = [nucleo for nucleo in _NUCLEOS if nucleo.compilado is None]
        hechos = {
            id(nucleo): njit(cache=True, nogil=True, error_model="numpy")(nucleo.funcion)
            for nucleo in por_compilar
        }
        for nucleo in por_compilar:
            suyos = nucleo.funcion.__globals__
            suyos.update(
                {nombre: hechos[id(valor)] for nombre, valor in suyos.items() if id(valor) in hechos}
            )
        for nucleo in por_compilar:
            nucleo.compilado = hechos[id(nucleo)]


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
