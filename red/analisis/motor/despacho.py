"""Lo que networkx le pide al motor: qué funciones sabe hacer, con qué opciones, y cómo recibe un grafo.

networkx llega aquí por el punto de entrada `networkx.backends`. Lo que el motor no hace igual se declina en `can_run`, y
networkx lo hace con lo suyo. `should_run` lo deja para grafos chicos, donde convertir cuesta más que contar.
"""

import inspect
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np

from red.analisis.motor import comunidades, conectividad, espectro, locales, recorridos
from red.analisis.motor.arreglos import Arreglos

DESDE_NODOS = 300
"""Con menos, networkx a solas tarda milésimas."""

Valores = dict[Hashable, Any]
Admite = Callable[..., bool]

_ADMITEN: dict[str, tuple[inspect.Signature, Admite]] = {}


def _siempre(**_opciones: Any) -> bool:
    return True


def funcion(admite: Admite = _siempre) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registra la función con la firma de networkx y con qué opciones sabe hacerla."""

    def anotar(hacer: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(nx, hacer.__name__, None) or getattr(nx.community, hacer.__name__)
        _ADMITEN[hacer.__name__] = (inspect.signature(original.orig_func), admite)
        return hacer

    return anotar


class Despacho:
    """La interfaz que networkx espera de un motor: sus funciones, y cómo entrar y salir de él."""

    @staticmethod
    def convert_from_nx(grafo: "nx.Graph[Any]", *, edge_attrs: Any = None, **_opciones: Any) -> Arreglos:
        """El grafo en arreglos, con el peso que la función pide."""
        peso = next(iter(edge_attrs)) if edge_attrs else None
        return Arreglos.de_networkx(grafo, peso)

    @staticmethod
    def convert_to_nx(resultado: Any, **_opciones: Any) -> Any:
        """Un grafo vuelve a ser de networkx; lo demás ya lo es."""
        return resultado.a_networkx() if isinstance(resultado, Arreglos) else resultado

    @staticmethod
    def can_run(nombre: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Si el motor hace eso igual que networkx con esas opciones y ese grafo."""
        if nombre not in _ADMITEN:
            return False
        firma, admite = _ADMITEN[nombre]
        try:
            dichos = firma.bind(*args, **kwargs)
        except TypeError:
            return False
        dichos.apply_defaults()
        opciones = dict(dichos.arguments)
        grafo = opciones.pop("G")
        if grafo.is_directed() or grafo.is_multigraph():
            return False
        if isinstance(grafo, nx.Graph):
            peso = opciones.get("weight")
            if nx.number_of_selfloops(grafo) or (peso is not None and not _pesos_llanos(grafo, peso)):
                return False
        return admite(grafo=grafo, **opciones)

    @staticmethod
    def should_run(nombre: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Si conviene: el grafo ya está en arreglos o es tan grande que vale la pena."""
        grafo = args[0] if args else kwargs["G"]
        return isinstance(grafo, Arreglos) or len(grafo) >= DESDE_NODOS


def _pesos_llanos(grafo: "nx.Graph[Any]", peso: Any) -> bool:
    """Si el peso es el nombre de un dato y todos son números positivos."""
    return isinstance(peso, str) and all(
        _es_numero(valor) and 0 < valor < np.inf for _, _, valor in grafo.edges(data=peso, default=1)
    )


def _es_numero(valor: Any) -> bool:
    return isinstance(valor, int | float)


def _poner(hacer: Callable[..., Any]) -> Callable[..., Any]:
    setattr(Despacho, hacer.__name__, staticmethod(hacer))
    return hacer


# ------------------------------------------------------------------ Conectividad


@_poner
@funcion()
def connected_components(G: Arreglos) -> Iterator[set[Hashable]]:
    """Los pedazos, en el orden de su primer nodo."""
    cual = conectividad.pedazos(G)
    _, primero = np.unique(cual, return_index=True)
    por_pedazo = (
        np.split(np.argsort(cual, kind="stable"), np.cumsum(np.bincount(cual))[:-1]) if len(G) else []
    )
    for pedazo in np.argsort(primero):
        yield {G.nombres[i] for i in por_pedazo[pedazo].tolist()}


@_poner
@funcion()
def number_connected_components(G: Arreglos) -> int:
    """Cuántos pedazos hay."""
    return int(conectividad.pedazos(G).max()) + 1 if len(G) else 0


@_poner
@funcion()
def articulation_points(G: Arreglos) -> Iterator[Hashable]:
    """Los nodos cuya salida separa a otros."""
    for i in np.flatnonzero(conectividad.cortes(G).articulaciones).tolist():
        yield G.nombres[i]


@_poner
@funcion(lambda root, **_: root is None)
def bridges(G: Arreglos, root: Any = None) -> Iterator[tuple[Hashable, Hashable]]:
    """Los lazos que son el único camino entre sus lados."""
    for u, v in conectividad.cortes(G).puentes.tolist():
        yield G.nombres[u], G.nombres[v]


# ------------------------------------------------------------------ Caminos


@_poner
@funcion(lambda k, weight, endpoints, **_: k is None and weight is None and not endpoints)
def betweenness_centrality(
    G: Arreglos,
    k: None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> Valores:
    """Intermediación exacta; la de muestra, networkx la escala distinto y se queda con ella."""
    n = len(G)
    escala = 2 / ((n - 1) * (n - 2)) if normalized and n > 2 else 1.0
    return G.por_nombre(recorridos.intermediacion(G) * escala)


@_poner
@funcion(lambda u, distance, **_: u is None and distance is None)
def closeness_centrality(
    G: Arreglos, u: None = None, distance: None = None, wf_improved: bool = True
) -> Valores:
    """Cercanía, con la corrección de Wasserman y Faust o sin ella."""
    suyas = recorridos.cercanias(G)
    valores = np.divide(suyas.alcanza, suyas.pasos, out=np.zeros(len(G)), where=suyas.pasos > 0)
    if wf_improved and len(G) > 1:
        valores *= suyas.alcanza / (len(G) - 1)
    return G.por_nombre(valores)


@_poner
@funcion(lambda nbunch, distance, sources, **_: nbunch is None and distance is None and sources is None)
def harmonic_centrality(
    G: Arreglos, nbunch: None = None, distance: None = None, sources: None = None
) -> Valores:
    """Suma de los inversos de los pasos."""
    return G.por_nombre(recorridos.cercanias(G).inversos)


# ------------------------------------------------------------------ Vecindad


@_poner
@funcion()
def core_number(G: Arreglos) -> Valores:
    """El mayor núcleo de cada nodo."""
    return G.por_nombre(locales.nucleos(G))


@_poner
@funcion(lambda nodes, **_: nodes is None)
def triangles(G: Arreglos, nodes: None = None) -> Valores:
    """En cuántos triángulos está cada nodo."""
    return G.por_nombre(locales.triangulos(G))


@_poner
@funcion(lambda nodes, weight, **_: nodes is None and weight is None)
def clustering(G: Arreglos, nodes: None = None, weight: None = None) -> Valores:
    """Agrupamiento de cada nodo."""
    return G.por_nombre(locales.agrupamiento(G))


@_poner
@funcion()
def transitivity(G: Arreglos) -> float:
    """Qué parte de los caminos de dos pasos se cierra."""
    return locales.transitividad(G)


@_poner
@funcion()
def constraint(G: Arreglos, nodes: Iterable[Hashable] | None = None, weight: str | None = None) -> Valores:
    """Restricción de Burt, de la red completa."""
    return _de_esos(G.por_nombre(locales.restriccion(G)), nodes)


@_poner
@funcion()
def effective_size(
    G: Arreglos, nodes: Iterable[Hashable] | None = None, weight: str | None = None
) -> Valores:
    """Tamaño efectivo; con pesos, bien donde networkx yerra."""
    return _de_esos(G.por_nombre(locales.tamano_efectivo(G)), nodes)


def _de_esos(valores: Valores, nodos: Iterable[Hashable] | None) -> Valores:
    return valores if nodos is None else {nodo: valores[nodo] for nodo in nodos}


# ------------------------------------------------------------------ Espectro


@_poner
@funcion(
    lambda personalization, nstart, dangling, **_: (
        personalization is None and nstart is None and dangling is None
    )
)
def pagerank(
    G: Arreglos,
    alpha: float = 0.85,
    personalization: None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: None = None,
    weight: str | None = "weight",
    dangling: None = None,
) -> Valores:
    """PageRank hasta la tolerancia del motor, que es más estricta."""
    if max_iter < 1:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return G.por_nombre(espectro.pagerank(G, alpha, min(tol, espectro.TOLERANCIA)))


@_poner
@funcion()
def eigenvector_centrality_numpy(
    G: Arreglos, weight: str | None = None, max_iter: int = 50, tol: float = 0
) -> Valores:
    """Vector propio; en pedazos no hay uno solo y, como networkx, lo dice."""
    if not len(G):
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    if int(conectividad.pedazos(G).max()):
        raise nx.AmbiguousSolution(
            "`eigenvector_centrality_numpy` does not give consistent results for disconnected graphs"
        )
    return G.por_nombre(espectro.vector_propio(G))


# ------------------------------------------------------------------ Comunidades


@_poner
@funcion(lambda max_level, **_: max_level is None)
def leiden_communities(
    G: Arreglos,
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: None = None,
    seed: Any = None,
) -> list[set[Hashable]]:
    """Los grupos de Leiden, que networkx declara y no hace."""
    # networkx ya hizo de la semilla un generador: de él sale la nuestra.
    de = comunidades.leiden(G, seed.getrandbits(31), resolution)
    return [{G.nombres[i] for i in suyos.tolist()} for suyos in _por_grupo(de)]


def _por_grupo(de: "np.ndarray[Any, Any]") -> "list[np.ndarray[Any, Any]]":
    return np.split(np.argsort(de, kind="stable"), np.cumsum(np.bincount(de))[:-1]) if len(de) else []
