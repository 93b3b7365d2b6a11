"""GEXF, el formato de Gephi: en sus versiones 1.1, 1.2 y 1.3."""

from typing import BinaryIO

from red.analisis.lectores.graphml import SON_PESO, convertir
from red.analisis.lectores.recogida import GrafoLeido, Recogida, Valor, corto
from red.analisis.lectores.xml import Atributos, LectorXml

_CON_DIRECCION = frozenset({"directed", "mutual"})
_DE_TIEMPO = ("start", "end", "startopen", "endopen", "timestamp", "timestamps", "intervals")


def leer(flujo: BinaryIO, recogida: Recogida) -> GrafoLeido:
    """El grafo de un GEXF; lanza ArchivoNoSirve con el renglón y la razón."""
    LectorGexf(recogida).recorrer(flujo)
    return recogida.terminar("gexf")


class LectorGexf(LectorXml):
    """Recorre un GEXF."""

    raiz = "gexf"
    nombre = "GEXF"

    def __init__(self, recogida: Recogida) -> None:
        super().__init__(recogida)
        self.abren = {
            "graph": self._grafo, "attributes": self._de_quienes, "attribute": self._declara,
            "default": self._escucha, "nodes": self._empiezan_nodos, "node": self._nodo, "edge": self._lazo,
            "attvalue": self._dato, "spell": self._periodo, "slice": self._periodo,
        }  # fmt: skip
        self.cierran = {"default": self._fin_de_omision, "node": self._fin_de_nodo, "edge": self._fin_de_lazo}
        self._clase = ""
        self._declarados: dict[tuple[str, str], tuple[str, str]] = {}
        self._abierto = ("", "")
        self._omisiones: dict[str, Valor] = {}
        self._grafos = 0
        self._nodos: list[int] = []
        self._extremos: tuple[str | None, str | None, int] | None = None
        self._peso: float | None = None

    # -------------------------------------------------------------- Datos declarados

    def _de_quienes(self, atributos: Atributos) -> None:
        self._clase = atributos.get("class", "node")

    def _declara(self, atributos: Atributos) -> None:
        id = self.exigir(atributos, "id", "attribute")
        if (self._clase, id) in self._declarados:
            self._falla(f"El dato «{corto(id)}» se declara dos veces.")
        if len(self._declarados) >= 2 * self.recogida.limites.columnas:
            self._falla(f"Declara más de {2 * self.recogida.limites.columnas} datos.")
        self._abierto = (self._clase, id)
        self._declarados[self._abierto] = (atributos.get("title") or id, atributos.get("type", "string"))

    def _escucha(self, _atributos: Atributos) -> None:
        self.escuchar()

    def _fin_de_omision(self) -> None:
        escrito = self.dicho()
        if self._abierto in self._declarados and self._abierto[0] == "node":
            nombre, tipo = self._declarados[self._abierto]
            self._omisiones[nombre] = self._valor(nombre, tipo, escrito)

    # -------------------------------------------------------------- Grafo, nodos y lazos

    def _grafo(self, atributos: Atributos) -> None:
        self._grafos += 1
        if self._grafos > 1:
            self._falla("Trae más de un grafo. Guarda cada uno en su archivo.")
        if atributos.get("defaultedgetype") in _CON_DIRECCION:
            self.recogida.dirigido = True

    def _empiezan_nodos(self, _atributos: Atributos) -> None:
        if self._nodos:
            self.recogida.notar("Trae grupos dentro de otros: sus nodos se leyeron todos en un mismo nivel.")

    def _nodo(self, atributos: Atributos) -> None:
        linea = self.linea
        lugar = self.recogida.nodo(atributos.get("id"), linea)
        self._nodos.append(lugar)
        nombre = atributos.get("label")
        if nombre:
            self.recogida.llamar(lugar, nombre, linea)
        self._con_tiempo(atributos)

    def _fin_de_nodo(self) -> None:
        lugar = self._nodos.pop()
        for nombre, valor in self._omisiones.items():
            if lugar not in self.recogida.atributos.get(nombre, ()):
                self.recogida.atributo(lugar, nombre, valor, self.linea)

    def _lazo(self, atributos: Atributos) -> None:
        linea = self.linea
        self._extremos = (atributos.get("source"), atributos.get("target"), linea)
        escrito = atributos.get("weight")
        self._peso = None if escrito is None else self.recogida.peso(escrito, linea)
        if atributos.get("type") in _CON_DIRECCION:
            self.recogida.dirigido = True
        self._con_tiempo(atributos)

    def _fin_de_lazo(self) -> None:
        if self._extremos is not None:
            uno, otro, linea = self._extremos
            self.recogida.lazo(uno, otro, self._peso, linea)
            self._extremos = None

    def _con_tiempo(self, atributos: Atributos) -> None:
        if any(cual in atributos for cual in _DE_TIEMPO):
            self._periodo(atributos)

    def _periodo(self, _atributos: Atributos) -> None:
        self.recogida.notar("Trae fechas: se leyeron todos sus nodos y lazos, sin importar de cuándo son.")

    # -------------------------------------------------------------- Los datos de cada uno

    def _dato(self, atributos: Atributos) -> None:
        cual = atributos.get("for") or self.exigir(atributos, "id", "attvalue")
        escrito = atributos.get("value", "")
        clase = "edge" if self._extremos is not None else "node"
        declarado = self._declarados.get((clase, cual))
        if declarado is None:
            self._falla(f"Un dato usa «{corto(cual)}», que el archivo no declara.")
        nombre, tipo = declarado
        if clase == "edge":
            if nombre.lower() in SON_PESO and self._peso is None:
                self._peso = self.recogida.peso(escrito, self.linea)
            else:
                self.recogida.dejar_fuera(nombre)
        elif self._nodos and escrito:
            self.recogida.atributo(self._nodos[-1], nombre, self._valor(nombre, tipo, escrito), self.linea)

    def _valor(self, nombre: str, tipo: str, escrito: str) -> Valor:
        try:
            return convertir(escrito, tipo)
        except ValueError:
            self._falla(
                f"En «{corto(nombre)}», «{corto(escrito)}» no es un dato de la clase que el archivo declara."
            )

    def al_terminar(self) -> None:
        """Que traiga un grafo."""
        if not self._grafos:
            self._falla("No trae ningún grafo.")
