"""Importancia que viene de la de los vecinos: vector propio, PageRank."""

from typing import TYPE_CHECKING

import numpy as np

from red.analisis.motor.arreglos import Arreglos, Reales
from red.analisis.motor.conectividad import pedazos

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TOLERANCIA = 1e-12


class NoConverge(ArithmeticError):
    """La cuenta no llegó a un valor estable en las vueltas que se le dieron."""


def matriz(grafo: Arreglos) -> "csr_array":
    """La matriz de lazos con sus pesos (n × n)."""
    from scipy.sparse import csr_array

    return csr_array((grafo.unos, grafo.vecinos, grafo.inicios), shape=(len(grafo), len(grafo)))


def vector_propio(grafo: Arreglos) -> Reales:
    """Centralidad de vector propio (Bonacich, 1972), de norma 1 (n), con pesos.

    En pedazos sólo la tiene el de más lazos, y los demás quedan en cero: de dos pedazos iguales no hay un vector sino
    muchos, y el que saliera dependería de en qué orden se contó.
    """
    from scipy.sparse.linalg import eigsh

    n = len(grafo)
    valores = np.zeros(n)
    if not n:
        return valores
    cual = pedazos(grafo)
    suyos = np.flatnonzero(cual == np.argmax(np.bincount(cual, grafo.grados)))
    lazos = matriz(grafo)[suyos][:, suyos]
    if len(suyos) < MINIMO_PARA_ARPACK:
        mayor = np.abs(np.linalg.eigh(lazos.toarray())[1][:, -1])
    else:
        _, vectores = eigsh(lazos, k=1, which="LA", v0=np.ones(len(suyos)), tol=TOLERANCIA)
        mayor = np.abs(vectores[:, 0])
    valores[suyos] = mayor / np.linalg.norm(mayor)
    return valores


MINIMO_PARA_ARPACK = 20


def pagerank(
    grafo: Arreglos, amortigua: float = 0.85, tolerancia: float = TOLERANCIA, vueltas: int = 500
) -> Reales:
    """PageRank (Brin y Page, 1998), que suma 1 (n), con pesos.

    Se detiene cuando el cambio total de una vuelta es menor que `tolerancia`, no n veces eso, como networkx: con lo suyo, a
    escala nacional los primeros quedan a diez por ciento de su valor. Lanza NoConverge.
    """
    n = len(grafo)
    if not n:
        return np.zeros(0)
    lazos = matriz(grafo)
    salen = np.asarray(lazos.sum(axis=1)).ravel()
    parte = np.divide(1.0, salen, out=np.zeros(n), where=salen > 0)
    sueltos = salen == 0
    rango = np.full(n, 1 / n)
    for _ in range(vueltas):
        nuevo = amortigua * (lazos @ (rango * parte) + rango[sueltos].sum() / n) + (1 - amortigua) / n
        cambio = np.abs(nuevo - rango).sum()
        rango = nuevo
        if cambio < tolerancia:
            return np.asarray(rango)
    raise NoConverge
