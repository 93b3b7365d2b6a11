"""Las listas largas se leen por páginas, con su total y en el orden que se pidió."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select

from red.base import db

Fila = TypeVar("Fila")
POR_PAGINA = 25


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
    por_pagina: int = POR_PAGINA,
) -> Pagina[Any]:
    """Ejecuta la consulta por tramos con dos preguntas, sea cual sea el tamaño.

    Una consulta de una sola entidad da filas de esa entidad; de varias columnas, tuplas con nombre.
    Un número fuera de rango muestra la última página. `conteo` sirve cuando contar admite un camino
    más corto que la consulta misma.
    """
    total = db.session.scalar(conteo if conteo is not None else _contar(consulta)) or 0
    ultima = max(1, -(-total // por_pagina))
    numero = min(max(1, numero), ultima)
    resultado = db.session.execute(consulta.limit(por_pagina).offset((numero - 1) * por_pagina))
    filas: Sequence[Row[Any]] | Sequence[Any] = (
        resultado.scalars().all() if len(consulta.column_descriptions) == 1 else resultado.all()
    )
    return Pagina(filas, numero, total, por_pagina)


def _contar(consulta: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(consulta.order_by(None).subquery())
