"""El diario de un cambio: qué fila decía qué, para hacerlo de una vez y poder deshacerlo después.

Se deshace entero o nada: si alguna fila cambió desde entonces, o algo se construyó encima de una nueva, no se
toca ninguna y se dice cuál lo impide.
"""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Date, DateTime, inspect, select
from sqlalchemy import Enum as TipoEnum

from red.base import Instante, Modelo, db
from red.bitacora.nombres import Nombres, clase_de
from red.errores import ErrorDeDominio

OMITIDAS = {"busqueda"}


class HayAlgoEncima(ErrorDeDominio):
    """Después del cambio alguien siguió trabajando sobre lo que quedó: deshacerlo lo perdería."""

    def __init__(self, que: str) -> None:
        super().__init__(
            f"Ya no se puede deshacer de un paso: {que} cambió después. Corrige a mano lo que haga falta."
        )


class Diario:
    """Lo que se va cambiando y creando en una operación."""

    def __init__(self) -> None:
        self._antes: dict[tuple[str, int], dict[str, Any]] = {}
        self._filas: dict[tuple[str, int], Modelo] = {}
        self._nuevas: list[Modelo] = []

    def cambiar(self, fila: Any, **valores: Any) -> None:
        """Pone esos valores y recuerda los que había."""
        llave = (fila.__tablename__, fila.id)
        antes = self._antes.setdefault(llave, {})
        self._filas[llave] = fila
        for columna, valor in valores.items():
            antes.setdefault(columna, _llano(getattr(fila, columna)))
            setattr(fila, columna, valor)

    def crear(self, fila: Any) -> Any:
        """Añade una fila nueva y la recuerda."""
        db.session.add(fila)
        db.session.flush()
        self._nuevas.append(fila)
        return fila

    def escrito(self) -> dict[str, Any]:
        """El diario como se guarda, con lo que cada fila dice al terminar."""
        db.session.flush()
        return {
            "cambiadas": [
                {
                    "tabla": tabla,
                    "id": id_,
                    "antes": antes,
                    "despues": {
                        columna: _llano(getattr(self._filas[tabla, id_], columna)) for columna in antes
                    },
                }
                for (tabla, id_), antes in self._antes.items()
            ],
            "nuevas": [
                {"tabla": fila.__tablename__, "id": fila.id, "despues": _foto(fila)} for fila in self._nuevas
            ],
        }


def juntar(uno: dict[str, Any], otro: dict[str, Any]) -> dict[str, Any]:
    """Un diario y lo que se hizo después como parte del mismo cambio."""
    return {clase: [*uno.get(clase, []), *otro[clase]] for clase in ("cambiadas", "nuevas")}


def deshacer(diario: dict[str, Any], salvo: frozenset[str]) -> None:
    """Deja cada fila como estaba antes; lanza HayAlgoEncima si eso perdería algo.

    `salvo` son las tablas que cuelgan de las filas nuevas y son parte del mismo cambio.
    """
    ultimas: dict[tuple[str, int], dict[str, Any]] = {}
    for una in diario["cambiadas"]:
        ultimas.setdefault((una["tabla"], una["id"]), {}).update(una["despues"])
    nuevas = [(una["tabla"], una["id"]) for una in diario["nuevas"]]
    for una in diario["nuevas"]:
        esperado = {**una["despues"], **ultimas.pop((una["tabla"], una["id"]), {})}
        _comprobar(una["tabla"], una["id"], esperado)
    for (tabla, id_), esperado in ultimas.items():
        _comprobar(tabla, id_, esperado)
    for tabla, id_ in nuevas:
        _que_nada_cuelgue(tabla, id_, set(nuevas), salvo)
    for tabla, id_ in reversed(nuevas):
        db.session.delete(_fila(tabla, id_))
        db.session.flush()
    for una in reversed(diario["cambiadas"]):
        if (una["tabla"], una["id"]) in nuevas:
            continue
        fila = _fila(una["tabla"], una["id"])
        for columna, valor in una["antes"].items():
            setattr(fila, columna, _vivo(fila, columna, valor))
        db.session.flush()


def _fila(tabla: str, id_: int) -> Any:
    clase = clase_de(tabla)
    assert clase is not None
    return db.session.get(clase, id_)


def _comprobar(tabla: str, id_: int, esperado: dict[str, Any]) -> None:
    fila = _fila(tabla, id_)
    if fila is None or any(_llano(getattr(fila, columna)) != valor for columna, valor in esperado.items()):
        raise HayAlgoEncima(_dicho(tabla, id_))


def _que_nada_cuelgue(tabla: str, id_: int, nuevas: set[tuple[str, int]], salvo: frozenset[str]) -> None:
    """Que ninguna fila ajena al cambio nombre a la que se va a quitar."""
    destino = Modelo.metadata.tables[tabla]
    for otra in Modelo.metadata.sorted_tables:
        if otra.name in salvo or "id" not in otra.c:
            continue
        for llave in otra.foreign_keys:
            if llave.column.table is not destino:
                continue
            consulta = select(otra.c.id).where(llave.parent == id_)
            for hallada in db.session.scalars(consulta):
                if (otra.name, hallada) not in nuevas:
                    raise HayAlgoEncima(_dicho(tabla, id_))


def _dicho(tabla: str, id_: int) -> str:
    return Nombres([(tabla, id_)]).de(tabla, id_) or "algo de lo que quedó"


def _foto(fila: Any) -> dict[str, Any]:
    return {
        propiedad.key: _llano(getattr(fila, propiedad.key))
        for propiedad in inspect(type(fila)).column_attrs
        if propiedad.key != "id" and propiedad.key not in OMITIDAS
    }


def _llano(valor: Any) -> Any:
    if isinstance(valor, Enum):
        return valor.value
    if isinstance(valor, (date, datetime)):
        return valor.isoformat()
    return valor


def _vivo(fila: Any, columna: str, valor: Any) -> Any:
    tipo = inspect(type(fila)).column_attrs[columna].columns[0].type
    if valor is None:
        return None
    if isinstance(tipo, (Instante, DateTime)):
        return datetime.fromisoformat(valor)
    if isinstance(tipo, Date):
        return date.fromisoformat(valor)
    if isinstance(tipo, TipoEnum) and tipo.enum_class is not None:
        return tipo.enum_class(valor)
    return valor
