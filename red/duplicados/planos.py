"""Lo que pasaría al juntar dos registros: se calcula sin cambiar nada, se muestra y eso mismo se hace.

Un plano trabaja sobre copias de las filas. Primero toda fila que apunta a quien se va apunta a quien queda;
después cada tabla resuelve sus choques (véase `politicas`). La diferencia entre las copias y lo que hay en la
base es la lista de pasos, que sirve para mostrar, para hacer y para deshacer.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, select

from red.base import Modelo, db
from red.permisos import Identidad

Fila = dict[str, Any]
Llave = tuple[str, int]


@dataclass
class Plano:
    """La fusión de una fila con otra de la misma tabla, pensada y todavía sin hacer."""

    tabla: Table
    queda: int
    se_va: int
    quien: Identidad
    momento: datetime
    dia: date
    resolver: Callable[["Plano", Table], None]
    """Cómo resuelve cada tabla sus choques."""
    decide: int = 0
    """De las dos, aquella cuyas decisiones valen: la que tiene la cuenta con que se entrará."""
    hay_cuenta: bool = False
    filas: dict[Llave, Fila] = field(default_factory=dict)
    originales: dict[Llave, Fila] = field(default_factory=dict)
    quitadas: dict[Llave, int] = field(default_factory=dict)
    """Filas que sobran y la fila de la misma tabla que las reemplaza (0 si ninguna)."""
    nuevas: list[tuple[str, Fila]] = field(default_factory=list)
    """Filas que hay que crear, con los valores como se guardan en el diario."""
    choques: list[tuple[str, str]] = field(default_factory=list)
    estorbos: list[str] = field(default_factory=list)
    """Por qué no se puede hacer; si hay alguno, no se hace."""
    cuentas: set[int] = field(default_factory=set)
    """Cuentas cuyas sesiones se cierran."""
    ediciones: set[int] = field(default_factory=set)
    """Ediciones en que un lugar queda libre y pasa a quien espera."""

    @property
    def metadatos(self) -> Any:
        """Todas las tablas."""
        return self.tabla.metadata

    def fila(self, tabla: Table, id_: int) -> Fila:
        """La copia de una fila, leída la primera vez."""
        llave = (tabla.name, id_)
        if llave not in self.filas:
            leida = db.session.execute(select(tabla).where(tabla.c.id == id_)).mappings().one()
            self._guardar(tabla, dict(leida))
        return self.filas[llave]

    def _guardar(self, tabla: Table, fila: Fila) -> None:
        llave = (tabla.name, fila["id"])
        if llave not in self.filas:
            self.filas[llave], self.originales[llave] = fila, dict(fila)

    def _leer(self, columna: Column[Any], valores: tuple[int, ...]) -> None:
        """Trae las filas que apuntan a esos registros; no cuentan las que ya se pensó quitar."""
        tabla = columna.table
        assert isinstance(tabla, Table)
        for fila in db.session.execute(
            select(tabla).where(columna.in_(valores)).order_by(tabla.c.id)
        ).mappings():
            self._guardar(tabla, dict(fila))

    def de_tabla(self, tabla: Table) -> list[Fila]:
        """Las copias vivas de una tabla, por llave."""
        return [
            self.filas[llave]
            for llave in sorted(self.filas)
            if llave[0] == tabla.name and llave not in self.quitadas
        ]

    def era_de(self, columna: str, tabla: Table, fila: Fila) -> int:
        """A quién apuntaba la fila antes de la fusión."""
        return int(self.originales[tabla.name, fila["id"]][columna] or 0)

    def apuntar(self, tabla: Table, de: int, a: int) -> list[Table]:
        """Toda fila que apunta a `de` apunta a `a`; devuelve las tablas que las tienen."""
        tocadas = []
        for columna in apuntan_a(self.metadatos, tabla):
            assert isinstance(columna.table, Table)
            self._leer(columna, (de, a))
            for fila in self.de_tabla(columna.table):
                if fila[columna.name] == de and (columna.table.name, fila["id"]) != (tabla.name, de):
                    fila[columna.name] = a
            if columna.table not in tocadas:
                tocadas.append(columna.table)
        return tocadas

    def quitar(self, tabla: Table, fila: Fila, en_favor_de: Fila | None, frase: str) -> None:
        """Una fila que sobra: lo que apunta a ella apunta a la que queda, y se guarda entera en el diario."""
        self.choques.append((tabla.name, frase))
        self.quitadas[tabla.name, fila["id"]] = en_favor_de["id"] if en_favor_de else 0
        if en_favor_de is not None:
            for tocada in self.apuntar(tabla, fila["id"], en_favor_de["id"]):
                self.resolver(self, tocada)

    def cambios(self) -> Iterator[tuple[Llave, Fila]]:
        """Cada fila que cambia, con sus columnas nuevas."""
        for llave in sorted(self.filas):
            if llave in self.quitadas:
                continue
            antes, ahora = self.originales[llave], self.filas[llave]
            distintas = {columna: valor for columna, valor in ahora.items() if valor != antes[columna]}
            if distintas:
                yield llave, distintas

    def mudanzas(self) -> Counter[str]:
        """Cuántas filas de cada tabla pasan de quien se va a quien queda, o se unen a una suya."""
        cuenta: Counter[str] = Counter(tabla for tabla, _ in self.quitadas)
        for (tabla, _), distintas in self.cambios():
            if any(columna.endswith("_id") for columna in distintas) and tabla != self.tabla.name:
                cuenta[tabla] += 1
        return cuenta


def apuntan_a(metadatos: Any, tabla: Table) -> list[Column[Any]]:
    """Las columnas de cualquier tabla con llave foránea hacia ésta, en orden."""
    return [
        columna
        for otra in metadatos.sorted_tables
        for columna in otra.columns
        if any(llave.column.table is tabla for llave in columna.foreign_keys)
    ]


def tabla_de(modelo: type[Modelo]) -> Table:
    """La tabla de un modelo."""
    tabla = modelo.__table__
    assert isinstance(tabla, Table)
    return tabla
