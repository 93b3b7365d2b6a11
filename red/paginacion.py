"""Las listas largas se leen por páginas, con su total y en el orden que se pidió."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select, tuple_

from red.base import db
from red.memoria import contar, filas, llaves

Fila = TypeVar("Fila")
POR_PAGINA = 25
TRAMO = 250
"""Cada cuántas filas se recuerda por dónde entrar al índice."""


@dataclass(frozen=True)
class Pagina(Generic[Fila]):
    """Un tramo de una lista y el total de la lista entera."""

    filas: Sequence[Fila]
    numero: int
    total: int
    por_pagina: int = POR_PAGINA

    @property
    def paginas(self) -> int:
        """Cuántas páginas hay; una lista vacía tiene una página vacía."""
        return max(1, -(-self.total // self.por_pagina))

    @property
    def primera(self) -> int:
        """Lugar en la lista de la primera fila mostrada, contando desde 1."""
        return (self.numero - 1) * self.por_pagina + 1 if self.filas else 0

    @property
    def ultima(self) -> int:
        """Lugar en la lista de la última fila mostrada."""
        return (self.numero - 1) * self.por_pagina + len(self.filas)


def paginar(
    consulta: Select[Any],
    numero: int,
    *,
    conteo: Select[int] | None = None,
    orden: Sequence[Any] | None = None,
    por_pagina: int = POR_PAGINA,
) -> Pagina[Any]:
    """Ejecuta la consulta por tramos con dos preguntas, sea cual sea el tamaño.

    Una consulta de una sola entidad da filas de esa entidad; de varias columnas, tuplas con nombre.
    Un número fuera de rango muestra la última página. `conteo` sirve cuando contar admite un camino
    más corto que la consulta misma. El total se recuerda mientras la base no cambie (`red.memoria`).
    `orden` dice las columnas del orden cuando son las de un índice: con ellas las páginas hondas no se recorren.
    """
    total = contar(conteo if conteo is not None else contar_filas(consulta))
    ultima = max(1, -(-total // por_pagina))
    numero = min(max(1, numero), ultima)
    antes = (numero - 1) * por_pagina
    tramo = consulta.offset(antes) if orden is None else saltar(consulta, orden, antes)
    resultado = db.session.execute(tramo.limit(por_pagina))
    suyas: Sequence[Row[Any]] | Sequence[Any] = (
        resultado.scalars().all() if len(consulta.column_descriptions) == 1 else resultado.all()
    )
    return Pagina(suyas, numero, total, por_pagina)


def paginar_llaves(consulta: Select[int], numero: int, *, por_pagina: int = POR_PAGINA) -> Pagina[Any]:
    """Las llaves de un tramo de una consulta de llaves, que se recuerdan todas en su orden (`red.memoria`).

    Para listas de miles cuyo orden no es el de un índice: ordenarlas en cada visita cuesta más que mostrarlas.
    """
    todas = llaves(consulta)
    numero = min(max(1, numero), max(1, -(-len(todas) // por_pagina)))
    antes = (numero - 1) * por_pagina
    return Pagina(list(todas[antes : antes + por_pagina]), numero, len(todas), por_pagina)


def contar_filas(consulta: Select[Any]) -> Select[int]:
    """La consulta que dice cuántas filas da otra."""
    return select(func.count()).select_from(consulta.order_by(None).subquery())


def saltar(consulta: Select[Any], orden: Sequence[Any], cuantas: int) -> Select[Any]:
    """La consulta sin sus primeras `cuantas` filas, en ese orden, que ha de ser el de un índice y sin empates.

    Para llegar a la página cuatro mil la base recorrería cien mil filas. Cada tramo se recuerda una marca, con la
    que se entra al índice directo: de la marca más cercana a la página queda menos de un tramo.
    """
    if cuantas < TRAMO:
        return consulta.offset(cuantas)
    lugar = func.row_number().over(order_by=orden).label("lugar")
    numeradas = consulta.order_by(None).limit(None).with_only_columns(*orden, lugar).subquery()
    columnas = list(numeradas.c)
    marcas = filas(select(*columnas[:-1]).where(columnas[-1] % TRAMO == 1).order_by(columnas[-1]))
    tramo = min(cuantas // TRAMO, len(marcas) - 1)
    if tramo < 1:
        return consulta.offset(cuantas)
    return consulta.where(tuple_(*orden) >= tuple_(*marcas[tramo])).offset(cuantas - tramo * TRAMO)
