"""El grafo en arreglos compactos: por cada nodo, sus vecinos seguidos y en orden (CSR)."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Enteros = NDArray[np.int32]
Reales = NDArray[np.float64]


class Arreglos:
    """Grafo simple sin dirección: n nodos y m lazos, cada lazo dicho en sus dos extremos.

    `inicios` (n+1) y `vecinos` (2m) son la lista de vecinos, ordenada dentro de cada nodo; `pesos` (2m) va a su lado, o es
    None si ningún lazo lo tiene. `nombres` da el de cada posición.
    """

    __networkx_backend__ = "red"

    def __init__(
        self,
        inicios: Enteros,
        vecinos: Enteros,
        pesos: Reales | None = None,
        nombres: Sequence[Hashable] | None = None,
    ) -> None:
        self.inicios, self.vecinos, self.pesos = inicios, vecinos, pesos
        self.nombres: Sequence[Hashable] = range(len(inicios) - 1) if nombres is None else nombres
        self.graph: dict[str, Any] = {}

    @classmethod
    def de_lazos(
        cls,
        nodos: int,
        unos: NDArray[Any],
        otros: NDArray[Any],
        pesos: NDArray[Any] | None = None,
        nombres: Sequence[Hashable] | None = None,
    ) -> Self:
        """Con los extremos de cada lazo; los repetidos se juntan sumando su peso y los de un nodo consigo se quitan."""
        aparte = unos != otros
        menor = np.minimum(unos, otros)[aparte].astype(np.int64)
        mayor = np.maximum(unos, otros)[aparte].astype(np.int64)
        cuales, donde = np.unique(menor * nodos + mayor, return_inverse=True)
        juntos = (
            None
            if pesos is None
            else np.bincount(donde, np.asarray(pesos, float)[aparte], len(cuales)).astype(np.float64)
        )
        menor, mayor = cuales // nodos, cuales % nodos
        desde, hacia = np.concatenate((menor, mayor)), np.concatenate((mayor, menor))
        orden = np.argsort(desde * nodos + hacia, kind="stable")
        inicios = np.zeros(nodos + 1, np.int64)
        np.cumsum(np.bincount(desde, minlength=nodos), out=inicios[1:])
        return cls(
            inicios.astype(np.int32),
            hacia[orden].astype(np.int32),
            None if juntos is None else np.concatenate((juntos, juntos))[orden],
            nombres,
        )

    @classmethod
    def de_networkx(cls, grafo: "nx.Graph[Any]", peso: str | None = None) -> Self:
        """Los mismos nodos, en su orden, y sus lazos; sin peso escrito, vale 1."""
        lugar = {nodo: i for i, nodo in enumerate(grafo)}
        lazos = list(grafo.edges(data=peso, default=1.0)) if peso else [(u, v, 1.0) for u, v in grafo.edges]
        unos = np.fromiter((lugar[u] for u, _, _ in lazos), np.int64, len(lazos))
        otros = np.fromiter((lugar[v] for _, v, _ in lazos), np.int64, len(lazos))
        pesos = np.fromiter((float(p) for _, _, p in lazos), float, len(lazos)) if peso else None
        return cls.de_lazos(len(lugar), unos, otros, pesos, list(lugar))

    def a_networkx(self) -> "nx.Graph[Any]":
        """Lo mismo como grafo de networkx."""
        grafo: nx.Graph[Any] = nx.Graph()
        grafo.add_nodes_from(self.nombres)
        desde = np.repeat(np.arange(len(self)), self.grados)
        una_vez = desde < self.vecinos
        nombre = self.nombres
        pares = zip(desde[una_vez].tolist(), self.vecinos[una_vez].tolist(), strict=True)
        if self.pesos is None:
            grafo.add_edges_from((nombre[u], nombre[v]) for u, v in pares)
        else:
            con_peso = zip(pares, self.pesos[una_vez].tolist(), strict=True)
            grafo.add_weighted_edges_from((nombre[u], nombre[v], p) for (u, v), p in con_peso)
        return grafo

    # -------------------------------------------------------------- Lo que networkx pregunta

    def __len__(self) -> int:
        return len(self.inicios) - 1

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.nombres)

    def __contains__(self, nodo: object) -> bool:
        return nodo in self.lugares

    def is_directed(self) -> bool:
        """Sus lazos no tienen dirección."""
        return False

    def is_multigraph(self) -> bool:
        """Entre dos nodos hay a lo más un lazo."""
        return False

    def number_of_nodes(self) -> int:
        """Cuántos nodos."""
        return len(self)

    def number_of_edges(self) -> int:
        """Cuántos lazos."""
        return len(self.vecinos) // 2

    # -------------------------------------------------------------- Para las cuentas

    @cached_property
    def grados(self) -> Enteros:
        """Cuántos vecinos tiene cada nodo (n)."""
        return np.diff(self.inicios)

    @cached_property
    def lugares(self) -> Mapping[Hashable, int]:
        """Dónde está cada nombre."""
        return {nombre: i for i, nombre in enumerate(self.nombres)}

    @cached_property
    def unos(self) -> Reales:
        """Los pesos, o puros unos (2m)."""
        return np.ones(len(self.vecinos)) if self.pesos is None else self.pesos

    def de(self, lugar: int) -> Enteros:
        """Los vecinos de un nodo, por su lugar y en orden."""
        return self.vecinos[self.inicios[lugar] : self.inicios[lugar + 1]]

    def por_nombre(self, valores: NDArray[Any]) -> dict[Hashable, Any]:
        """Los valores de cada nodo (n), dichos con su nombre y como números de Python."""
        return dict(zip(self.nombres, valores.tolist(), strict=True))
