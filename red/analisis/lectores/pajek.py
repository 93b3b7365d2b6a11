"""Pajek (.net): nodos numerados desde uno, con su nombre entre comillas, y después sus lazos."""

import re
from collections.abc import Callable, Iterator
from itertools import count

from red.analisis.lectores.limites import ArchivoNoSirve
from red.analisis.lectores.recogida import GrafoLeido, Recogida, corto
from red.textos import numero

_NODO = re.compile(r'\s*(\S+)(?:\s+(?:"([^"]*)"|(\S+)))?')
_DIRIGIDOS = frozenset({"*arcs", "*arcslist"})
_EN_LISTA = frozenset({"*arcslist", "*edgeslist"})
_DE_LAZOS = frozenset({"*arcs", "*edges"}) | _EN_LISTA
_OTRAS = frozenset({"*partition", "*vector", "*permutation", "*cluster", "*hierarchy", "*events"})


def leer(renglones: Iterator[str], recogida: Recogida) -> GrafoLeido:
    """El grafo de un archivo de Pajek; lanza ArchivoNoSirve con el renglón y la razón."""
    return _Lector(recogida).recorrer(renglones)


class _Lector:
    def __init__(self, recogida: Recogida) -> None:
        self.recogida = recogida
        self.declarados = -1
        self.desde = 0
        self.nombres: dict[int, str] = {}
        self.hacer: Callable[[str, int], None] | None = None

    def recorrer(self, renglones: Iterator[str]) -> GrafoLeido:
        """Sección por sección."""
        linea = 0
        for linea, crudo in zip(count(1), renglones, strict=False):
            renglon = crudo.strip("\r\n\t \x1a")
            if not renglon or renglon.startswith(("%", "/*")):
                continue
            if renglon.startswith("*"):
                self._seccion(renglon, linea)
            elif self.hacer is None:
                raise ArchivoNoSirve(
                    linea, "No es Pajek: antes de los nodos ha de decir «*Vertices» y cuántos son."
                )
            else:
                self.hacer(renglon, linea)
        if self.declarados < 0:
            raise ArchivoNoSirve(linea or None, "No es Pajek: no dice «*Vertices» y cuántos son.")
        if self.hacer == self._nodo and 0 < len(self.nombres) < self.declarados:
            raise ArchivoNoSirve(
                linea,
                f"El archivo está cortado: dice que trae {numero(self.declarados)} nodos y sólo vienen {numero(len(self.nombres))}.",
            )
        return self.recogida.terminar("pajek")

    def _seccion(self, renglon: str, linea: int) -> None:
        palabras = renglon.lower().split()
        que = palabras[0]
        if que == "*network":
            self.hacer = self._nada
        elif que == "*vertices":
            self._empiezan_nodos(palabras, linea)
        elif self.declarados < 0:
            raise ArchivoNoSirve(
                linea, "No es Pajek: antes de los lazos ha de decir «*Vertices» y cuántos son."
            )
        elif que in _DE_LAZOS:
            self.recogida.dirigido |= que in _DIRIGIDOS
            self.hacer = self._lista if que in _EN_LISTA else self._lazo
        elif que == "*matrix":
            raise ArchivoNoSirve(
                linea,
                "Los lazos vienen como matriz. En Pajek, guarda la red con sus lazos en lista (*Edges o *Arcs).",
            )
        elif que in _OTRAS:
            self.recogida.notar("Trae además datos de Pajek que no son nodos ni lazos, y no se leyeron.")
            self.hacer = self._nada
        else:
            raise ArchivoNoSirve(linea, f"No conocemos la sección «{corto(renglon)}».")

    def _nada(self, _renglon: str, _linea: int) -> None:
        """Lo que no es del grafo."""

    def _empiezan_nodos(self, palabras: list[str], linea: int) -> None:
        if self.declarados >= 0:
            raise ArchivoNoSirve(linea, "Trae más de una red. Guarda cada una en su archivo.")
        if (
            len(palabras) < 2
            or not (palabras[1].isascii() and palabras[1].isdigit())
            or len(palabras[1]) > 12
        ):
            raise ArchivoNoSirve(linea, "Después de «*Vertices» ha de decir cuántos nodos son.")
        self.declarados = int(palabras[1])
        if self.declarados > self.recogida.limites.nodos:
            raise ArchivoNoSirve(
                linea,
                f"Trae demasiados nodos: dice {numero(self.declarados)} y lo más que se lee de una vez son "
                f"{numero(self.recogida.limites.nodos)}.",
            )
        for lugar in range(1, self.declarados + 1):
            self.recogida.nodo(str(lugar), linea)
        self.hacer = self._nodo

    def _nodo(self, renglon: str, linea: int) -> None:
        hallado = _NODO.match(renglon)
        lugar = self._lugar(hallado[1] if hallado else "", linea)
        if lugar in self.nombres:
            raise ArchivoNoSirve(linea, f"El nodo {lugar} ya estaba: cada número va una sola vez.")
        if renglon.count('"') % 2:
            raise ArchivoNoSirve(linea, "Las comillas del nombre no cierran.")
        nombre = (hallado[2] or hallado[3] or "") if hallado else ""
        self.nombres[lugar] = nombre
        self.recogida.llamar(lugar - 1, nombre, linea)

    def _lazo(self, renglon: str, linea: int) -> None:
        partes = renglon.split(None, 3)
        if len(partes) < 2:
            raise ArchivoNoSirve(
                linea, "A este lazo le falta uno de sus extremos: quizá el archivo está cortado."
            )
        uno, otro = self._lugar(partes[0], linea), self._lugar(partes[1], linea)
        peso = None
        if len(partes) > 2:
            if partes[2][0].isdigit() or partes[2][0] in "+-.nNiI":
                peso = self.recogida.peso(partes[2], linea)
            if "[" in renglon:
                self.recogida.notar("Trae periodos: se leyeron todos sus lazos, sin importar de cuándo son.")
        self.recogida.lazo(str(uno), str(otro), peso, linea)

    def _lista(self, renglon: str, linea: int) -> None:
        quien, *demas = renglon.split()
        uno = str(self._lugar(quien, linea))
        for otro in demas:
            self.recogida.lazo(uno, str(self._lugar(otro, linea)), None, linea)

    def _lugar(self, escrito: str, linea: int) -> int:
        if not (escrito.isascii() and escrito.isdigit() and len(escrito) <= 12):
            raise ArchivoNoSirve(linea, f"«{corto(escrito)}» no es el número de un nodo.")
        lugar = int(escrito)
        if not 1 <= lugar <= self.declarados:
            raise ArchivoNoSirve(
                linea, f"Habla del nodo {numero(lugar)}, y el archivo dice que son {numero(self.declarados)}."
            )
        return lugar
