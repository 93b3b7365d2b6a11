"""GraphML: el de networkx, yEd, Gephi, R y Cytoscape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from red.analisis.lectores.recogida import GrafoLeido, Recogida, Valor, corto
from red.analisis.lectores.xml import Atributos, LectorXml

SON_NOMBRE = frozenset({"label", "name", "nombre", "etiqueta", "rotulo"})
SON_PESO = frozenset({"weight", "peso", "weights", "pesos"})
_SI_NO = {"true": True, "1": True, "false": False, "0": False}
_TIPOS: dict[str, Callable[[str], Valor]] = {
    "boolean": lambda escrito: _SI_NO[escrito.strip().lower()],
    "int": int,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
}
"""Cómo se lee cada tipo; lo demás es texto."""


def leer(flujo: BinaryIO, recogida: Recogida) -> GrafoLeido:
    """El grafo de un GraphML; lanza ArchivoNoSirve con el renglón y la razón."""
    LectorGraphml(recogida).recorrer(flujo)
    return recogida.terminar("graphml")


def convertir(escrito: str, tipo: str) -> Valor:
    """Un valor como su tipo dice; lanza ValueError si no lo es.

    >>> convertir(" true", "boolean"), convertir("7", "long"), convertir("=1", "string")
    (True, 7, '=1')
    """
    como = _TIPOS.get(tipo)
    if como is None:
        return escrito
    try:
        return como(escrito)
    except KeyError:
        raise ValueError(escrito) from None


@dataclass(frozen=True, slots=True)
class _Llave:
    """Un dato que el archivo declara: de qué es, cómo se llama y de qué tipo."""

    de: str
    nombre: str
    tipo: str
    es_nombre: bool
    es_peso: bool


class LectorGraphml(LectorXml):
    """Recorre un GraphML."""

    raiz = "graphml"
    nombre = "GraphML"

    def __init__(self, recogida: Recogida) -> None:
        super().__init__(recogida)
        self.abren = {
            "key": self._llave, "default": self._escucha, "graph": self._grafo, "node": self._nodo,
            "edge": self._lazo, "data": self._dato, "NodeLabel": self._escucha,
            "hyperedge": self._de_muchos, "locator": self._en_otro_archivo,
        }  # fmt: skip
        self.cierran = {
            "default": self._fin_de_omision, "graph": self._fin_de_grafo, "node": self._fin_de_nodo,
            "edge": self._fin_de_lazo, "data": self._fin_de_dato, "NodeLabel": self._fin_de_rotulo,
        }  # fmt: skip
        self._llaves: dict[str, _Llave] = {}
        self._omisiones: dict[str, Valor] = {}
        self._abierta = ""
        self._grafos = self._abiertos = 0
        self._nodos: list[int] = []
        self._extremos: tuple[str | None, str | None, int] | None = None
        self._peso: float | None = None
        self._de_omision: float | None = None

    # -------------------------------------------------------------- Datos declarados

    def _llave(self, atributos: Atributos) -> None:
        id = self.exigir(atributos, "id", "key")
        if id in self._llaves:
            self._falla(f"El dato «{corto(id)}» se declara dos veces.")
        if len(self._llaves) >= 2 * self.recogida.limites.columnas:
            self._falla(f"Declara más de {2 * self.recogida.limites.columnas} datos.")
        nombre = atributos.get("attr.name") or id
        plano = nombre.lower()
        self._llaves[id] = _Llave(
            atributos.get("for", "all"),
            nombre,
            atributos.get("attr.type", "string"),
            es_nombre=plano in SON_NOMBRE,
            es_peso=plano in SON_PESO,
        )
        self._abierta = id

    def _escucha(self, _atributos: Atributos) -> None:
        self.escuchar()

    def _fin_de_omision(self) -> None:
        llave = self._llaves.get(self._abierta)
        if llave is None:
            return
        valor = self._valor(llave, self.dicho())
        if llave.de in ("node", "all") and not llave.es_nombre:
            self._omisiones[llave.nombre] = valor
        if llave.de in ("edge", "all") and llave.es_peso:
            self._de_omision = self.recogida.peso(str(valor), self.linea)

    # -------------------------------------------------------------- Grafo, nodos y lazos

    def _grafo(self, atributos: Atributos) -> None:
        self._abiertos += 1
        if self._abiertos == 1:
            self._grafos += 1
            if self._grafos > 1:
                self._falla("Trae más de un grafo. Guarda cada uno en su archivo.")
        else:
            self.recogida.notar("Trae grupos dentro de otros: sus nodos se leyeron todos en un mismo nivel.")
        if atributos.get("edgedefault") == "directed":
            self.recogida.dirigido = True

    def _fin_de_grafo(self) -> None:
        self._abiertos -= 1

    def _nodo(self, atributos: Atributos) -> None:
        self._nodos.append(self.recogida.nodo(atributos.get("id"), self.linea))

    def _fin_de_nodo(self) -> None:
        lugar = self._nodos.pop()
        for nombre, valor in self._omisiones.items():
            if lugar not in self.recogida.atributos.get(nombre, ()):
                self.recogida.atributo(lugar, nombre, valor, self.linea)

    def _lazo(self, atributos: Atributos) -> None:
        self._extremos = (atributos.get("source"), atributos.get("target"), self.linea)
        self._peso = self._de_omision
        if atributos.get("directed") == "true":
            self.recogida.dirigido = True

    def _fin_de_lazo(self) -> None:
        if self._extremos is not None:
            uno, otro, linea = self._extremos
            self.recogida.lazo(uno, otro, self._peso, linea)
            self._extremos = None

    def _de_muchos(self, _atributos: Atributos) -> None:
        self._falla("Trae lazos que unen a más de dos nodos a la vez (hyperedge), y aquí un lazo une a dos.")

    def _en_otro_archivo(self, _atributos: Atributos) -> None:
        self._falla(
            "Dice que parte del grafo está en otro archivo, y aquí no se va por otros. Júntalo en uno."
        )

    # -------------------------------------------------------------- Los datos de cada uno

    def _dato(self, atributos: Atributos) -> None:
        self._abierta = self.exigir(atributos, "key", "data")
        self.escuchar()

    def _fin_de_dato(self) -> None:
        escrito = self.dicho()
        llave = self._llaves.get(self._abierta)
        if llave is None:
            if self._nodos or self._extremos is not None:
                self._falla(f"Un dato usa «{corto(self._abierta)}», que el archivo no declara.")
            return
        if self._extremos is not None:
            if llave.es_peso:
                self._peso = self.recogida.peso(escrito, self.linea)
            elif escrito.strip():
                self.recogida.dejar_fuera(llave.nombre)
        elif self._nodos and escrito.strip():
            if llave.es_nombre and self._nodos[-1] not in self.recogida.etiquetas:
                self.recogida.llamar(self._nodos[-1], escrito, self.linea)
            else:
                self.recogida.atributo(self._nodos[-1], llave.nombre, self._valor(llave, escrito), self.linea)

    def _fin_de_rotulo(self) -> None:
        escrito = self.dicho()
        if self._nodos and self._extremos is None and self._nodos[-1] not in self.recogida.etiquetas:
            self.recogida.llamar(self._nodos[-1], escrito, self.linea)

    def _valor(self, llave: _Llave, escrito: str) -> Valor:
        try:
            return convertir(escrito, llave.tipo)
        except ValueError:
            self._falla(f"En «{corto(llave.nombre)}», «{corto(escrito)}» no es {_COMO_SE_DICE[llave.tipo]}.")

    def al_terminar(self) -> None:
        """Que al menos traiga un grafo."""
        if not self._grafos:
            self._falla("No trae ningún grafo.")


_COMO_SE_DICE = {
    "boolean": "sí o no", "int": "un entero", "integer": "un entero", "long": "un entero",
    "float": "un número", "double": "un número",
}  # fmt: skip
