"""Las medidas de la Red: cada una en su función, con su definición, su rango y de dónde viene.

Ley de este módulo: ninguna medida se inventa. Donde networkx la da bien, se usa la suya; todas
aceptan grafos vacíos, de un nodo y en pedazos, y una medida que no existe es None o no aparece,
nunca cero.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from red.analisis.grafos import (
    Clase,
    Grafo,
    de_clase,
    dependencias,
    grupos,
    red_de_dependencias,
    red_de_personas,
)
from red.analisis.impacto import Impacto, impactos, puentes
from red.analisis.intermediacion import PRESUPUESTO, Intermediacion, intermediacion

ORIGENES_A_LA_VEZ = 4096


@dataclass(frozen=True, slots=True)
class Cobertura:
    """Cuántas dependencias tienen a alguien en la Red y cuántas tratan con otra."""

    dependencias: int
    con_personas: int
    con_una_sola: int
    con_lazos_fuera: int


@dataclass(frozen=True, slots=True)
class Medidas:
    """Todo lo medido de una Red en un momento."""

    personas: int
    densidad: float | None
    componentes: tuple[frozenset[str], ...]
    aislados: tuple[str, ...]
    grado: Mapping[str, int]
    fuerza: Mapping[str, float]
    intermediacion: Intermediacion
    cercania: Mapping[str, float]
    restriccion: Mapping[str, float]
    impactos: Mapping[str, Impacto]
    puentes: tuple[tuple[str, str], ...]
    toca: Mapping[str, frozenset[str]]
    indice_ei: float | None
    cobertura: Cobertura


def medir(grafo: Grafo, presupuesto: int | None = PRESUPUESTO) -> Medidas:
    """Todas las medidas; la densidad es la de las personas entre sí.

    >>> medir(nx.Graph()).componentes
    ()
    """
    personas = red_de_personas(grafo)
    return Medidas(
        personas=len(personas),
        densidad=densidad(personas),
        componentes=componentes(grafo),
        aislados=tuple(nx.isolates(grafo)),
        grado=grado(grafo),
        fuerza=fuerza(grafo),
        intermediacion=intermediacion(grafo, presupuesto),
        cercania=cercania(grafo),
        restriccion=restriccion(grafo),
        impactos=impactos(grafo),
        puentes=tuple(puentes(grafo)),
        toca=dependencias_que_toca(grafo),
        indice_ei=indice_ei(grafo),
        cobertura=cobertura(grafo),
    )


def densidad(grafo: Grafo) -> float | None:
    """Pares unidos entre pares posibles, de 0 a 1; con menos de dos nodos no existe.

    Wasserman y Faust, 1994, cap. 4.

    >>> densidad(nx.path_graph(3)), densidad(nx.empty_graph(1))
    (0.6666666666666666, None)
    """
    return float(nx.density(grafo)) if len(grafo) > 1 else None


def componentes(grafo: Grafo) -> tuple[frozenset[str], ...]:
    """Pedazos de la Red entre los que no hay camino, del mayor al menor.

    >>> [sorted(pedazo) for pedazo in componentes(nx.Graph([("a", "b"), ("c", "d"), ("d", "e")]))]
    [['c', 'd', 'e'], ['a', 'b']]
    """
    pedazos = (frozenset(pedazo) for pedazo in nx.connected_components(grafo))
    return tuple(sorted(pedazos, key=len, reverse=True))


def grado(grafo: Grafo) -> dict[str, int]:
    """Con cuántos nodos distintos tiene lazo cada uno, de 0 a n−1.

    >>> grado(nx.Graph([("a", "b"), ("a", "c")]))
    {'a': 2, 'b': 1, 'c': 1}
    """
    return {nodo: len(vecinos) for nodo, vecinos in grafo.adjacency()}


def fuerza(grafo: Grafo) -> dict[str, float]:
    """Suma de los pesos de los lazos de cada nodo; sin tope.

    Barrat y otros, 2004, PNAS 101(11).

    >>> grafo = nx.Graph()
    >>> grafo.add_edge("a", "b", peso=0.5)
    >>> fuerza(grafo)
    {'a': 0.5, 'b': 0.5}
    """
    return {
        nodo: float(sum(datos.get("peso", 1.0) for datos in vecinos.values()))
        for nodo, vecinos in grafo.adjacency()
    }


def cercania(grafo: Grafo) -> dict[str, float]:
    """Cercanía armónica: promedio del inverso de los pasos a los demás, de 0 a 1.

    Quien no se alcanza cuenta cero, y por eso sirve también en una Red en pedazos, donde la
    cercanía de siempre no existe. Marchiori y Latora, 2000, Physica A 285; Rochat, 2009.

    >>> cercania(nx.Graph([("a", "b"), ("b", "c")]))
    {'a': 0.75, 'b': 1.0, 'c': 0.75}
    """
    demas = len(grafo) - 1
    if demas < 1:
        return dict.fromkeys(grafo, 0.0)
    # Los recorridos desde muchos nodos van a la vez, un bit por origen; de a uno tardan veinte veces más.
    lugar = {nodo: i for i, nodo in enumerate(grafo)}
    vecinos = [[lugar[vecino] for vecino in grafo[nodo]] for nodo in grafo]
    suma = [0.0] * len(grafo)
    for inicio in range(0, len(grafo), ORIGENES_A_LA_VEZ):
        fin = inicio + ORIGENES_A_LA_VEZ
        alcance = [1 << (i - inicio) if inicio <= i < fin else 0 for i in range(len(grafo))]
        paso, avanza = 0, True
        while avanza:
            paso, avanza, antes, alcance = paso + 1, False, alcance, list(alcance)
            for i, suyos in enumerate(vecinos):
                for vecino in suyos:
                    alcance[i] |= antes[vecino]
                if llegan := (alcance[i] ^ antes[i]).bit_count():
                    suma[i] += llegan / paso
                    avanza = True
    return {nodo: suma[i] / demas for nodo, i in lugar.items()}


def cercania_clasica(grafo: Grafo) -> dict[str, float]:
    """Inverso del promedio de pasos a los demás, de 0 a 1, corregido por el tamaño del pedazo.

    Freeman, 1979, Social Networks 1; la corrección es la de Wasserman y Faust, 1994, cap. 5.
    Sirve para comparar con lo publicado; para decidir se usa `cercania`.

    >>> cercania_clasica(nx.Graph([("a", "b")]))
    {'a': 1.0, 'b': 1.0}
    """
    return dict(nx.closeness_centrality(grafo))


def restriccion(grafo: Grafo) -> dict[str, float]:
    """Qué tanto los lazos de un nodo llevan a los mismos: baja si une a quienes no se tratan.

    Va de cerca de 0 (muchos contactos que no se conocen entre sí) a 1 (un solo contacto) y puede
    pasar de 1 en grupos muy cerrados. Pondera con `peso` y usa el modelo de red completa. Un nodo
    sin lazos no tiene restricción y no aparece. Burt, 1992, Structural Holes, cap. 2.

    >>> restriccion(nx.Graph([("a", "b"), ("a", "c")]))["a"]
    0.5
    """
    # La de networkx carga scipy para esto y hace esperar medio segundo a quien abre el mapa primero.
    parte = {
        nodo: {vecino: datos.get("peso", 1.0) / total for vecino, datos in vecinos.items()}
        for nodo, vecinos in grafo.adjacency()
        if (total := sum(datos.get("peso", 1.0) for datos in vecinos.values())) > 0
    }
    return {
        nodo: sum(
            (directa + sum(via * parte[otro].get(vecino, 0.0) for otro, via in suyos.items())) ** 2
            for vecino, directa in suyos.items()
        )
        for nodo, suyos in parte.items()
    }


def indice_ei(grafo: Grafo) -> float | None:
    """Lazos hacia otras dependencias menos lazos dentro de la propia, entre el total.

    Va de −1 (todo trato queda en casa) a 1 (todo trato es con otras). Cuenta el trato entre
    personas de dependencia conocida; sin lazos así no existe. Krackhardt y Stern, 1988, Social
    Psychology Quarterly 51(2).

    >>> grafo = nx.Graph()
    >>> grafo.add_nodes_from("ab", clase=Clase.PERSONA, grupo="dif")
    >>> grafo.add_node("c", clase=Clase.PERSONA, grupo="obras")
    >>> grafo.add_edges_from([("a", "b"), ("b", "c")], clases=("colaboracion",))
    >>> indice_ei(grafo)
    0.0
    """
    red = red_de_personas(grafo)
    grupo_de = grupos(red)
    pares = [
        (grupo_de[una], grupo_de[otra])
        for una, otra in red.edges
        if grupo_de[una] is not None and grupo_de[otra] is not None
    ]
    if not pares:
        return None
    fuera = sum(una != otra for una, otra in pares)
    return (2 * fuera - len(pares)) / len(pares)


def dependencias_que_toca(grafo: Grafo) -> dict[str, frozenset[str]]:
    """Dependencias a un paso de cada persona: la suya y las de todos sus lazos.

    Quien toca dos o más puede presentar a unas con otras. Es la amplitud del alcance de Burt,
    1992, contada en dependencias.

    >>> grafo = nx.Graph()
    >>> grafo.add_node("a", clase=Clase.PERSONA, grupo="dif")
    >>> grafo.add_node("b", clase=Clase.PERSONA, grupo="obras")
    >>> grafo.add_edge("a", "b", clases=("colaboracion",))
    >>> sorted(dependencias_que_toca(grafo)["a"])
    ['dif', 'obras']
    """
    grupo_de = grupos(grafo)
    return {
        persona: frozenset(
            grupo for nodo in (persona, *grafo[persona]) if (grupo := grupo_de[nodo]) is not None
        )
        for persona in de_clase(grafo, Clase.PERSONA)
    }


def cobertura(grafo: Grafo) -> Cobertura:
    """Dependencias con alguien en la Red, con una sola persona y con trato hacia otras.

    >>> grafo = nx.Graph()
    >>> grafo.add_node("dif", clase=Clase.INSTITUCION, grupo="dif")
    >>> cobertura(grafo)
    Cobertura(dependencias=1, con_personas=0, con_una_sola=0, con_lazos_fuera=0)
    """
    personas = dependencias(grafo)
    red = red_de_dependencias(grafo)
    return Cobertura(
        dependencias=len(personas),
        con_personas=sum(bool(suyas) for suyas in personas.values()),
        con_una_sola=sum(len(suyas) == 1 for suyas in personas.values()),
        con_lazos_fuera=sum(bool(red[d]) and bool(personas[d]) for d in personas),
    )
