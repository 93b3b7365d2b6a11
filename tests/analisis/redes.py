"""Redes pequeñas, armadas a mano o al azar, con las que se prueba el análisis."""

import networkx as nx
from hypothesis import strategies as st

from red.analisis.grafos import (
    Clase,
    ClaseLazo,
    Grafo,
    Lazo,
    Nodo,
    construir_grafo,
)


def con_nombres(grafo: "nx.Graph[object]") -> Grafo:
    """Un grafo publicado, con sus nodos como texto y los datos que toda arista nuestra trae."""
    salida: Grafo = nx.Graph()
    for nodo in grafo:
        salida.add_node(str(nodo), clase=Clase.PERSONA, nombre=str(nodo), grupo=None)
    for uno, otro in grafo.edges:
        salida.add_edge(str(uno), str(otro), clases=(ClaseLazo.COLABORACION,), peso=1.0)
    return salida


def institucion(id: str, nombre: str | None = None) -> Nodo:
    return Nodo(id, Clase.INSTITUCION, nombre or id.capitalize(), id)


def persona(id: str, grupo: str | None = None, nombre: str | None = None) -> Nodo:
    return Nodo(id, Clase.PERSONA, nombre or id.capitalize(), grupo)


def red(
    plantilla: dict[str, list[str]],
    trato: list[tuple[str, str]] | None = None,
    otros: list[Lazo] | None = None,
    nodos: list[Nodo] | None = None,
) -> Grafo:
    """Una Red de dependencias con su gente adscrita y el trato declarado entre personas."""
    todos = [institucion(dependencia) for dependencia in plantilla]
    lazos = []
    for dependencia, personas in plantilla.items():
        for quien in personas:
            todos.append(persona(quien, dependencia))
            lazos.append(Lazo(quien, dependencia, ClaseLazo.ADSCRIPCION))
    lazos += [Lazo(una, otra, ClaseLazo.COLABORACION) for una, otra in trato or []]
    return construir_grafo([*todos, *(nodos or [])], [*lazos, *(otros or [])])


@st.composite
def redes_al_azar(dibujar: st.DrawFn, maximo: int = 14) -> Grafo:
    """Cualquier red: vacía, de un nodo, en pedazos, con personas sin dependencia."""
    cuantas = dibujar(st.integers(0, maximo))
    dependencias = [f"d{i}" for i in range(dibujar(st.integers(0, 4)))]
    nodos = [institucion(d) for d in dependencias]
    grupos = st.sampled_from([None, *dependencias])
    nodos += [persona(f"p{i}", dibujar(grupos)) for i in range(cuantas)]
    lazos = [
        Lazo(nodo.id, nodo.grupo, ClaseLazo.ADSCRIPCION)
        for nodo in nodos
        if nodo.clase == Clase.PERSONA and nodo.grupo
    ]
    if nodos:
        extremos = st.sampled_from([nodo.id for nodo in nodos])
        clases = st.sampled_from([ClaseLazo.COFORMACION, ClaseLazo.COLABORACION])
        pesos = st.sampled_from([0.1, 0.5, 1.0])
        for origen, destino, clase, peso in dibujar(
            st.lists(st.tuples(extremos, extremos, clases, pesos), max_size=3 * maximo)
        ):
            lazos.append(Lazo(origen, destino, clase, peso=peso))
    return construir_grafo(nodos, lazos)
