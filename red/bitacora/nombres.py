"""Cómo se llama cada fila, para decirlo en la bitácora.

La bitácora está debajo de todos los dominios y no puede importarlos: encuentra sus modelos por el nombre de la
tabla. Carga los nombres en lote, con tantas consultas como tablas distintas aparecen.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.sql.elements import NamedColumn

from red.base import Modelo, db

Llave = tuple[str, int]

NOMBRAN = ("nombre_visible", "nombre", "codigo")
"""Atributos que nombran una fila, en el orden en que se prefieren."""


@cache
def _clases() -> dict[str, type[Modelo]]:
    return {clase.class_.__tablename__: clase.class_ for clase in Modelo.registry.mappers}


def clase_de(tabla: str) -> type[Modelo] | None:
    """El modelo de esa tabla, si existe."""
    return _clases().get(tabla)


def columna_de(tabla: str, nombre: str) -> NamedColumn[Any] | None:
    """La columna de esa tabla, si todavía existe: la historia puede nombrar una que ya no."""
    clase = clase_de(tabla)
    propiedad = inspect(clase).column_attrs.get(nombre) if clase else None
    return propiedad.columns[0] if propiedad is not None else None


def apunta_a(columna: ColumnElement[Any] | None) -> str | None:
    """La tabla a la que apunta una llave foránea."""
    llave = next(iter(columna.foreign_keys), None) if columna is not None else None
    return llave.column.table.name if llave is not None else None


class Nombres:
    """Los nombres de un conjunto de filas y de aquéllas por las que se las conoce."""

    def __init__(self, llaves: Iterable[Llave]) -> None:
        self._filas: dict[Llave, Any] = {}
        self._cargar(set(llaves))
        self._cargar({llave for fila in list(self._filas.values()) for llave in self._vecinas(fila)})

    def de(self, tabla: str, id: int) -> str:
        """Nombre de la fila; vacío si no tiene o ya no existe."""
        fila = self._filas.get((tabla, id))
        if fila is None:
            return ""
        propio = self._propio(fila)
        if propio:
            return f"«{propio}»" if tabla != "persona" else propio
        partes = [self.de(*vecina) for vecina in self._vecinas(fila)]
        return ", ".join(dict.fromkeys(parte for parte in partes if parte))

    def _cargar(self, llaves: set[Llave]) -> None:
        por_tabla: dict[str, set[int]] = defaultdict(set)
        for tabla, id_ in llaves - self._filas.keys():
            por_tabla[tabla].add(id_)
        for tabla, ids in por_tabla.items():
            clase = clase_de(tabla)
            if clase is None:
                continue
            for fila in db.session.scalars(select(clase).where(clase.id.in_(ids))):
                self._filas[tabla, fila.id] = fila

    @staticmethod
    def _propio(fila: Any) -> str:
        return next((str(v) for nombre in NOMBRAN if (v := getattr(fila, nombre, None))), "")

    def _vecinas(self, fila: Any) -> list[Llave]:
        """Las filas por las que se conoce a una que no tiene nombre: su persona, su Red, su institución…"""
        if self._propio(fila):
            return []
        vecinas = []
        for propiedad in inspect(type(fila)).column_attrs:
            tabla = apunta_a(propiedad.columns[0])
            valor = getattr(fila, propiedad.key)
            if tabla and valor and not propiedad.key.endswith("_por_id"):
                vecinas.append((tabla, int(valor)))
        return vecinas
