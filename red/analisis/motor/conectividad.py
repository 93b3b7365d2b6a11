"""Qué se separa si algo falta: pedazos, puntos de articulación, puentes e impacto de cada salida, en una pasada."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from red.analisis.motor.arreglos import Arreglos, Enteros
from red.analisis.motor.compilacion import nucleo


@dataclass(frozen=True, slots=True)
class Cortes:
    """Lo que separa la salida de cada nodo y la pérdida de cada lazo."""

    pedazos: Enteros
    """En cuántos pedazos queda lo que estaba unido a cada nodo si sale (n); cero si estaba solo."""
    pares: NDArray[np.int64]
    """Pares de nodos que se alcanzaban y dejarían de alcanzarse sin él (n), sin contarlo."""
    puentes: Enteros
    """Los lazos que son el único camino entre sus dos lados (b × 2), el menor extremo primero."""

    @property
    def articulaciones(self) -> NDArray[np.bool_]:
        """Si la salida de cada nodo separa a otros (n)."""
        return self.pedazos > 1


def pedazos(grafo: Arreglos) -> Enteros:
    """A qué componente pertenece cada nodo (n), numerados como aparecen."""
    matriz = csr_array(
        (np.ones(len(grafo.vecinos), np.int8), grafo.vecinos, grafo.inicios), shape=(len(grafo), len(grafo))
    )
    _, cual = connected_components(matriz, directed=False)
    return np.asarray(cual, np.int32)


def cortes(grafo: Arreglos) -> Cortes:
    """Recorre en profundidad una sola vez, en tiempo lineal (Hopcroft y Tarjan, 1973, CACM 16(6))."""
    cuantos, pares, padre_de_puente = _recorrer(grafo.inicios, grafo.vecinos)
    hijos = np.flatnonzero(padre_de_puente >= 0).astype(np.int32)
    lazos = np.stack((hijos, padre_de_puente[hijos]), axis=1)
    lazos.sort(axis=1)
    return Cortes(cuantos, pares, lazos[np.lexsort((lazos[:, 1], lazos[:, 0]))])


@nucleo
def _recorrer(inicios, vecinos):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    entrada = np.full(n, -1, np.int32)
    bajo = np.zeros(n, np.int32)
    tamano = np.ones(n, np.int32)
    padre = np.full(n, -1, np.int32)
    siguiente = inicios[:-1].copy()
    cuantos = np.zeros(n, np.int32)
    separado = np.zeros(n, np.int64)  # nodos en las ramas que se separan
    cuadrados = np.zeros(n, np.int64)
    pares = np.zeros(n, np.int64)
    puente = np.full(n, -1, np.int32)
    orden = np.empty(n, np.int32)
    pila = np.empty(n, np.int32)
    reloj = 0
    for raiz in range(n):
        if entrada[raiz] >= 0:
            continue
        primero = reloj
        entrada[raiz] = bajo[raiz] = reloj
        orden[reloj] = raiz
        reloj += 1
        pila[0] = raiz
        alto = 1
        while alto > 0:
            nodo = pila[alto - 1]
            if siguiente[nodo] < inicios[nodo + 1]:
                vecino = vecinos[siguiente[nodo]]
                siguiente[nodo] += 1
                if entrada[vecino] < 0:
                    padre[vecino] = nodo
                    entrada[vecino] = bajo[vecino] = reloj
                    orden[reloj] = vecino
                    reloj += 1
                    pila[alto] = vecino
                    alto += 1
                elif vecino != padre[nodo] and entrada[vecino] < bajo[nodo]:
                    bajo[nodo] = entrada[vecino]
                continue
            alto -= 1
            arriba = padre[nodo]
            if arriba < 0:
                continue
            tamano[arriba] += tamano[nodo]
            if bajo[nodo] < bajo[arriba]:
                bajo[arriba] = bajo[nodo]
            if bajo[nodo] >= entrada[arriba]:
                cuantos[arriba] += 1
                separado[arriba] += tamano[nodo]
                cuadrados[arriba] += np.int64(tamano[nodo]) * tamano[nodo]
                if bajo[nodo] > entrada[arriba]:
                    puente[nodo] = arriba
        todos = np.int64(reloj - primero)
        for lugar in range(primero, reloj):
            nodo = orden[lugar]
            resto = todos - 1 - separado[nodo]
            suma = cuadrados[nodo]
            if resto > 0:
                cuantos[nodo] += 1
                suma += resto * resto
            pares[nodo] = ((todos - 1) * (todos - 1) - suma) // 2
    return cuantos, pares, puente
