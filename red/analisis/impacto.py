"""Qué se separa si alguien se va: los nodos cuya salida parte la Red, y en qué pedazos.

Ley de este módulo: una sola pasada da el impacto de todas las salidas. networkx dice cuáles son
los puntos de articulación pero no qué separan, y quitar cada nodo para verlo costaría una pasada
por nodo.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import networkx as nx

from red.analisis.grafos import Grafo

Tramo = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Impacto:
    """Pedazos en que queda lo que estaba unido a un nodo si ese nodo sale.

    No guarda los pedazos sino tramos del orden en que se recorrió la Red: así los impactos de
    todos los nodos ocupan lo mismo que la Red, y el conjunto se arma sólo cuando se pide.
    """

    nodo: str
    recorrido: tuple[str, ...]
    tramos: tuple[tuple[Tramo, ...], ...]

    @property
    def tamanos(self) -> tuple[int, ...]:
        """Cuántos nodos tiene cada pedazo, del mayor al menor."""
        return tuple(sum(fin - inicio for inicio, fin in pedazo) for pedazo in self.tramos)

    @property
    def pares_cortados(self) -> int:
        """Pares de nodos que se alcanzaban y dejan de alcanzarse, sin contar a quien sale."""
        total = sum(self.tamanos)
        return (total * total - sum(tamano * tamano for tamano in self.tamanos)) // 2

    def pedazos(self) -> list[frozenset[str]]:
        """Los conjuntos que quedan, del mayor al menor."""
        return [
            frozenset(chain.from_iterable(self.recorrido[inicio:fin] for inicio, fin in pedazo))
            for pedazo in self.tramos
        ]

    def separados(self) -> list[frozenset[str]]:
        """Los pedazos que quedan fuera del mayor."""
        return self.pedazos()[1:]


def impactos(grafo: Grafo) -> dict[str, Impacto]:
    """Impacto de cada punto de articulación; los demás nodos no separan a nadie.

    Un nodo es punto de articulación si al quitarlo aumenta el número de pedazos. Recorre en
    profundidad una sola vez, en tiempo lineal (Hopcroft y Tarjan, 1973, CACM 16(6)).

    >>> cadena = nx.Graph([("a", "b"), ("b", "c"), ("c", "d")])
    >>> sorted(sorted(pedazo) for pedazo in impactos(cadena)["b"].pedazos())
    [['a'], ['c', 'd']]
    >>> impactos(cadena)["b"].pares_cortados
    2
    """
    recorrido: list[str] = []
    entrada: dict[str, int] = {}
    hallados: list[tuple[str, Tramo, list[Tramo]]] = []
    for raiz in grafo:
        if raiz not in entrada:
            hallados += _recorrer(grafo, raiz, recorrido, entrada)
    fijo = tuple(recorrido)
    salida = {}
    for nodo, componente, ramas in hallados:
        pedazos: list[tuple[Tramo, ...]] = [(rama,) for rama in ramas]
        resto = tuple(_huecos(componente, [(entrada[nodo], entrada[nodo] + 1), *ramas]))
        if resto:
            pedazos.append(resto)
        pedazos.sort(key=lambda pedazo: (-sum(fin - ini for ini, fin in pedazo), pedazo))
        salida[nodo] = Impacto(nodo, fijo, tuple(pedazos))
    return salida


def _recorrer(
    grafo: Grafo, raiz: str, recorrido: list[str], entrada: dict[str, int]
) -> list[tuple[str, Tramo, list[Tramo]]]:
    """Recorre un componente; da cada punto de articulación con las ramas que separa.

    En el orden de visita cada rama es un tramo seguido. La rama de un hijo se separa si desde
    ella no se vuelve a nadie visitado antes que el padre.
    """
    inicio = len(recorrido)
    mas_antiguo: dict[str, int] = {}
    separadas: dict[str, list[Tramo]] = {}
    pila: list[tuple[str, str | None, Iterator[str]]] = []

    def visitar(nodo: str, padre: str | None) -> None:
        entrada[nodo] = mas_antiguo[nodo] = len(recorrido)
        recorrido.append(nodo)
        pila.append((nodo, padre, iter(grafo[nodo])))

    visitar(raiz, None)
    while pila:
        nodo, padre, vecinos = pila[-1]
        vecino = next(vecinos, None)
        if vecino is None:
            pila.pop()
            if padre is not None:
                mas_antiguo[padre] = min(mas_antiguo[padre], mas_antiguo[nodo])
                if mas_antiguo[nodo] >= entrada[padre]:
                    separadas.setdefault(padre, []).append((entrada[nodo], len(recorrido)))
        elif vecino not in entrada:
            visitar(vecino, nodo)
        elif vecino != padre:
            mas_antiguo[nodo] = min(mas_antiguo[nodo], entrada[vecino])

    # De la raíz cuelga todo: sólo separa si de ella salen dos ramas o más.
    if len(separadas.get(raiz, [])) < 2:
        separadas.pop(raiz, None)
    componente = (inicio, len(recorrido))
    return [(nodo, componente, sorted(ramas)) for nodo, ramas in separadas.items()]


def _huecos(componente: Tramo, quitados: list[Tramo]) -> Iterator[Tramo]:
    """Lo que queda del componente entre los tramos que se quitan."""
    desde, final = componente
    for inicio, fin in sorted(quitados):
        if desde < inicio:
            yield (desde, inicio)
        desde = fin
    if desde < final:
        yield (desde, final)


def puentes(grafo: Grafo) -> list[tuple[str, str]]:
    """Lazos que, si se pierden, separan a quienes unen: no hay otro camino entre ambos lados.

    >>> puentes(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    [('c', 'd')]
    """
    return list(nx.bridges(grafo))  # type: ignore[arg-type]  # los tipos de networkx la declaran mal
