"""Importancia que viene de la de los vecinos: vector propio, PageRank."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigsh

from red.analisis.motor.arreglos import Arreglos, Reales

TOLERANCIA = 1e-12


class NoConverge(ArithmeticError):
    """La cuenta no llegó a un valor estable en las vueltas que se le dieron."""


def matriz(grafo: Arreglos) -> csr_array:
    """La matriz de lazos con sus pesos (n × n)."""
    return csr_array((grafo.unos, grafo.vecinos, grafo.inicios), shape=(len(grafo), len(grafo)))


def vector_propio(grafo: Arreglos) -> Reales:
    """Centralidad de vector propio (Bonacich, 1972), de norma 1 (n), con pesos; en pedazos, la del que pesa más."""
    n = len(grafo)
    if n < 3 or not len(grafo.vecinos):
        plana = np.linalg.eigh(matriz(grafo).toarray())[1][:, -1] if n else np.zeros(0)
        return np.asarray(np.abs(plana))
    # Sumar la identidad no cambia los vectores y separa el mayor del que sólo difiere en el signo.
    _, vectores = eigsh(matriz(grafo), k=1, which="LA", v0=np.ones(n), tol=TOLERANCIA)
    mayor: Reales = np.abs(vectores[:, 0])
    return mayor / np.linalg.norm(mayor)


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
