"""Cuántos pasos separan a cada par, y quiénes tendrían que dar más si alguien saliera.

Ley de este módulo: a quién se alcanza se guarda como un entero cuyos bits son los nodos; un
nivel más es una suma de conjuntos por lazo, y toda la Red se recorre a la vez en milésimas.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from red.analisis.grafos import Clase, Grafo, clases, grupos


@dataclass(frozen=True, slots=True)
class Rodeo:
    """Lo que costaría a otras personas la salida de una."""

    pares_mas_lejos: int
    """Pares de personas que seguirían unidas, con más pasos que hoy."""
    pares_sin_camino: int
    """Pares de personas que ya no se alcanzarían."""
    entre: tuple[tuple[str, str, int], ...]
    """Pares de dependencias afectadas y cuántos pares de personas, de más a menos."""

    @property
    def pares_afectados(self) -> int:
        """Pares de personas que darían más pasos o se quedarían sin camino."""
        return self.pares_mas_lejos + self.pares_sin_camino


class Alcances:
    """A quién alcanza cada nodo en uno, dos, tres… pasos.

    >>> import networkx as nx
    >>> cadena = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(cadena, Clase.PERSONA, "clase")
    >>> Alcances(cadena).rodeo("b").pares_sin_camino
    1
    """

    def __init__(self, grafo: Grafo) -> None:
        """Recorre la Red completa una vez."""
        self._orden = list(grafo)
        self._lugar = {nodo: lugar for lugar, nodo in enumerate(self._orden)}
        self._vecinos = [[self._lugar[v] for v in grafo[nodo]] for nodo in self._orden]
        self._grupos = grupos(grafo)
        clase_de = clases(grafo)
        self._personas = [i for i, n in enumerate(self._orden) if clase_de[n] == Clase.PERSONA]
        self._mascara = sum(1 << lugar for lugar in self._personas)
        self._niveles = self._recorrer(None)

    def _recorrer(self, ausente: int | None) -> list[list[int]]:
        """Por nivel, el conjunto que alcanza cada nodo; quien falta ni llega ni deja pasar."""
        nivel = [0 if lugar == ausente else 1 << lugar for lugar in range(len(self._orden))]
        niveles = [nivel]
        while True:
            siguiente = []
            for lugar, alcance in enumerate(nivel):
                suma = alcance
                if lugar != ausente:
                    for vecino in self._vecinos[lugar]:
                        suma |= nivel[vecino]
                siguiente.append(suma)
            if siguiente == nivel:
                return niveles
            niveles.append(siguiente)
            nivel = siguiente

    def rodeo(self, persona: str) -> Rodeo:
        """Quiénes se alejan o se pierden si esa persona sale de la Red."""
        ausente = self._lugar[persona]
        sin_ella = self._recorrer(ausente)
        otras = self._mascara & ~(1 << ausente)
        lejos = perdidos = 0
        entre: Counter[tuple[str, str]] = Counter()
        for lugar in self._personas:
            if lugar == ausente:
                continue
            afectadas = 0
            for paso, nivel in enumerate(self._niveles):
                afectadas |= nivel[lugar] & ~sin_ella[min(paso, len(sin_ella) - 1)][lugar]
            afectadas &= otras
            separadas = self._niveles[-1][lugar] & ~sin_ella[-1][lugar] & otras
            perdidos += separadas.bit_count()
            lejos += (afectadas & ~separadas).bit_count()
            entre.update(self._pares_de_grupos(lugar, afectadas))
        # Cada par se vio desde sus dos extremos.
        return Rodeo(
            lejos // 2,
            perdidos // 2,
            tuple((a, b, veces) for (a, b), veces in sorted(entre.items(), key=_de_mas_a_menos)),
        )

    def _pares_de_grupos(self, lugar: int, afectadas: int) -> Iterator[tuple[str, str]]:
        """Las dependencias de cada par afectado, contando el par una sola vez."""
        propio = self._grupos[self._orden[lugar]]
        afectadas >>= lugar + 1
        otro = lugar
        while afectadas:
            salto = (afectadas & -afectadas).bit_length()
            otro += salto
            afectadas >>= salto
            ajeno = self._grupos[self._orden[otro]]
            if propio is not None and ajeno is not None and propio != ajeno:
                yield (propio, ajeno) if propio < ajeno else (ajeno, propio)


def _de_mas_a_menos(par: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    """Orden de los pares de dependencias: los más afectados primero; a igualdad, por nombre."""
    dependencias, veces = par
    return (-veces, dependencias)
