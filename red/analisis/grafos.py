"""La Red como grafo: qué es un nodo, qué es un lazo y cómo se arman los grafos que se miden.

Ley de este módulo: aquí no se conoce ni la web ni la base de datos. Entran datos sencillos
y salen grafos de networkx, con los que se lee y se escribe todo lo demás del análisis.

Quien trabaja en una dependencia queda a un paso de ella y a dos de quienes trabajan ahí: por
eso las dependencias son nodos, y la salida de una persona no separa a sus compañeras.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any, TypeAlias

import networkx as nx

Grafo: TypeAlias = "nx.Graph[str]"
Atributo: TypeAlias = str | int | float | bool

MAXIMO_POR_EDICION = 60
"""Con más asistentes que estos, haber estado en el mismo acto ya no dice que dos personas se conozcan."""


class Clase(StrEnum):
    """Qué es un nodo: decide su figura en el mapa."""

    PERSONA = "persona"
    INSTITUCION = "institucion"
    UNIDAD = "unidad"
    MUNICIPIO = "municipio"
    ORGANIZACION = "organizacion"


class ClaseLazo(StrEnum):
    """Qué une a dos nodos: decide el trazo en el mapa."""

    ADSCRIPCION = "adscripcion"
    DESIGNACION = "designacion"
    PERTENENCIA = "pertenencia"
    COFORMACION = "coformacion"
    COLABORACION = "colaboracion"
    ORGANO = "organo"
    CONVENIO = "convenio"
    PROGRAMA = "programa"
    PROYECTO = "proyecto"


ALIANZAS = frozenset({ClaseLazo.ORGANO, ClaseLazo.CONVENIO, ClaseLazo.PROGRAMA, ClaseLazo.PROYECTO})
"""Lazos que nacen de sostener algo entre varias: su nombre es el de la clase de alianza."""
TRATO = frozenset({ClaseLazo.COFORMACION, ClaseLazo.COLABORACION, *ALIANZAS})
"""Lazos que nacen de que dos personas hicieron algo juntas, y no de en qué dependencia están."""


@dataclass(frozen=True, slots=True)
class Nodo:
    """Persona, institución o unidad. Su `grupo` es el id de la dependencia a la que pertenece."""

    id: str
    clase: Clase
    nombre: str
    grupo: str | None = None
    atributos: Mapping[str, Atributo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lazo:
    """Relación fechada entre dos nodos, sin dirección; `fuente` dice de dónde se sabe."""

    origen: str
    destino: str
    clase: ClaseLazo
    desde: date | None = None
    hasta: date | None = None
    peso: float = 1.0
    fuente: str = ""

    def esta_vigente(self, dia: date) -> bool:
        """Si el lazo existía ese día; ambos extremos cuentan y una fecha que falta no limita.

        >>> lazo = Lazo("a", "b", ClaseLazo.COLABORACION, hasta=date(2026, 3, 1))
        >>> lazo.esta_vigente(date(2026, 3, 1)), lazo.esta_vigente(date(2026, 3, 2))
        (True, False)
        """
        return (self.desde is None or self.desde <= dia) and (self.hasta is None or dia <= self.hasta)


@dataclass(frozen=True, slots=True)
class Participacion:
    """Una persona estuvo en una edición de un curso, seminario o encuentro."""

    persona: str
    edicion: str
    titulo: str = ""
    dia: date | None = None


class LazoSinExtremo(ValueError):
    """Un lazo nombra un nodo que no se entregó: quien consultó olvidó traerlo."""

    def __init__(self, lazo: Lazo, falta: str) -> None:
        """Dice qué lazo y qué extremo, sin nombrar a nadie."""
        super().__init__(f"El lazo de {lazo.clase} nombra un nodo que no está: {falta}")


def lazos_de_coformacion(
    participaciones: Iterable[Participacion], maximo: int = MAXIMO_POR_EDICION
) -> list[Lazo]:
    """Une a quienes coincidieron en una edición: un lazo por pareja, con el peso de Newman.

    En una edición de k asistentes cada pareja recibe 1/(k−1), de modo que cada persona reparte
    una unidad entre quienes la acompañaron: un taller de cinco une más que un acto de cincuenta
    (Newman, 2001, Physical Review E 64, 016132). Las ediciones de más de `maximo` asistentes no
    unen a nadie. El lazo empieza en la primera edición compartida y no termina.

    >>> taller = [Participacion(p, "t1", "Taller") for p in "abc"]
    >>> [(lazo.origen, lazo.destino, lazo.peso) for lazo in lazos_de_coformacion(taller)]
    [('a', 'b', 0.5), ('a', 'c', 0.5), ('b', 'c', 0.5)]
    """
    asistentes: dict[str, dict[str, Participacion]] = defaultdict(dict)
    for participacion in participaciones:
        asistentes[participacion.edicion].setdefault(participacion.persona, participacion)

    pesos: dict[tuple[str, str], float] = defaultdict(float)
    dias: dict[tuple[str, str], list[date]] = defaultdict(list)
    titulos: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edicion in asistentes.values():
        if not 2 <= len(edicion) <= maximo:
            continue
        peso = 1 / (len(edicion) - 1)
        for pareja in combinations(sorted(edicion), 2):
            pesos[pareja] += peso
            dias[pareja] += [dia for persona in pareja if (dia := edicion[persona].dia)]
            titulos[pareja].add(edicion[pareja[0]].titulo)
    return [
        Lazo(
            *pareja,
            ClaseLazo.COFORMACION,
            desde=min(dias[pareja], default=None),
            peso=peso,
            fuente=" · ".join(sorted(titulos[pareja] - {""})),
        )
        for pareja, peso in sorted(pesos.items())
    ]


def construir_grafo(nodos: Iterable[Nodo], lazos: Iterable[Lazo], dia: date | None = None) -> Grafo:
    """Grafo simple de la Red; con `dia`, como era ese día.

    Varios lazos entre los mismos dos nodos se vuelven una arista que conserva sus clases
    (`clases`, en orden), la suma de sus pesos (`peso`), la fecha del más antiguo (`desde`, que
    puede faltar) y sus fuentes (`fuentes`). Un lazo de un nodo consigo mismo no une a nadie y se
    deja fuera. Si un lazo nombra un nodo que no se entregó levanta `LazoSinExtremo`.

    >>> grafo = construir_grafo(
    ...     [Nodo("ana", Clase.PERSONA, "Ana", "dif"), Nodo("dif", Clase.INSTITUCION, "DIF")],
    ...     [Lazo("ana", "dif", ClaseLazo.ADSCRIPCION), Lazo("dif", "ana", ClaseLazo.DESIGNACION)],
    ... )
    >>> [str(clase) for clase in grafo.edges["ana", "dif"]["clases"]]
    ['adscripcion', 'designacion']
    """
    grafo: Grafo = nx.Graph()
    for nodo in nodos:
        grafo.add_node(nodo.id, **_atributos(nodo))
    for lazo in lazos:
        for extremo in (lazo.origen, lazo.destino):
            if extremo not in grafo:
                raise LazoSinExtremo(lazo, extremo)
        if lazo.origen != lazo.destino and (dia is None or lazo.esta_vigente(dia)):
            _sumar_lazo(grafo, lazo)
    return grafo


def _atributos(nodo: Nodo) -> dict[str, Any]:
    """Los propios del nodo mandan sobre los que traiga en `atributos`."""
    return {
        **nodo.atributos,
        "clase": nodo.clase,
        "nombre": nodo.nombre,
        "grupo": nodo.grupo,
    }


def _sumar_lazo(grafo: Grafo, lazo: Lazo) -> None:
    """Agrega el lazo a la arista que ya une a sus extremos, o la crea."""
    arista = grafo.get_edge_data(lazo.origen, lazo.destino) or {}
    dias = [dia for dia in (arista.get("desde"), lazo.desde) if dia is not None]
    grafo.add_edge(
        lazo.origen,
        lazo.destino,
        clases=tuple(sorted({*arista.get("clases", ()), lazo.clase})),
        peso=arista.get("peso", 0.0) + lazo.peso,
        desde=min(dias, default=None),
        fuentes=tuple(sorted({*arista.get("fuentes", ()), lazo.fuente} - {""})),
    )


def clases(grafo: Grafo) -> dict[str, Clase]:
    """La clase de cada nodo."""
    return {nodo: datos["clase"] for nodo, datos in grafo.nodes(data=True)}


def grupos(grafo: Grafo) -> dict[str, str | None]:
    """La dependencia de cada nodo, o nada si no se sabe."""
    return {nodo: datos.get("grupo") for nodo, datos in grafo.nodes(data=True)}


def de_clase(grafo: Grafo, clase: Clase) -> list[str]:
    """Los nodos de una clase, en el orden en que entraron al grafo."""
    return [nodo for nodo, suya in clases(grafo).items() if suya == clase]


def nombre(grafo: Grafo, nodo: str) -> str:
    """Cómo se llama un nodo; si es un grupo sin nodo propio, su mismo identificador."""
    return str(grafo.nodes[nodo].get("nombre") or nodo) if nodo in grafo else nodo


def dependencias(grafo: Grafo) -> dict[str, list[str]]:
    """Cada dependencia con sus personas: las que tienen nodo y las que alguien nombra como grupo.

    >>> ana = Nodo("ana", Clase.PERSONA, "Ana", "obras")
    >>> dependencias(construir_grafo([Nodo("dif", Clase.INSTITUCION, "DIF", "dif"), ana], []))
    {'dif': [], 'obras': ['ana']}
    """
    personas: dict[str, list[str]] = {d: [] for d in de_clase(grafo, Clase.INSTITUCION)}
    for persona in de_clase(grafo, Clase.PERSONA):
        grupo = grafo.nodes[persona].get("grupo")
        if grupo is not None:
            personas.setdefault(grupo, []).append(persona)
    return personas


def red_de_personas(grafo: Grafo) -> Grafo:
    """Sólo las personas, unidas si compartieron una edición o declararon colaborar."""
    personas = de_clase(grafo, Clase.PERSONA)
    red: Grafo = nx.Graph()
    red.add_nodes_from((persona, grafo.nodes[persona]) for persona in personas)
    red.add_edges_from(
        (una, otra, datos)
        for una, otra, datos in grafo.subgraph(personas).edges(data=True)
        if TRATO.intersection(datos["clases"])
    )
    return red


def red_de_dependencias(grafo: Grafo) -> Grafo:
    """Las dependencias, unidas cuando alguien de una trata con alguien de otra, o es de ambas.

    Cuenta todo lazo cuyos extremos sean de dependencias distintas. Cada arista guarda cuántos
    lazos la forman (`peso`) y quiénes la sostienen (`personas`, un conjunto).

    >>> grafo = construir_grafo(
    ...     [Nodo("ana", Clase.PERSONA, "Ana", "dif"), Nodo("eva", Clase.PERSONA, "Eva", "obras")],
    ...     [Lazo("ana", "eva", ClaseLazo.COLABORACION)],
    ... )
    >>> sorted(red_de_dependencias(grafo).edges["dif", "obras"]["personas"])
    ['ana', 'eva']
    """
    red: Grafo = nx.Graph()
    red.add_nodes_from(
        (dependencia, {"nombre": nombre(grafo, dependencia), "personas": len(personas)})
        for dependencia, personas in dependencias(grafo).items()
    )
    grupo_de, clase_de = grupos(grafo), clases(grafo)
    for uno, otro in grafo.edges:
        grupo, ajeno = grupo_de[uno], grupo_de[otro]
        if grupo is None or ajeno is None or grupo == ajeno:
            continue
        if not red.has_edge(grupo, ajeno):
            red.add_edge(grupo, ajeno, peso=0, personas=set())
        arista = red.edges[grupo, ajeno]
        arista["peso"] += 1
        arista["personas"] |= {nodo for nodo in (uno, otro) if clase_de[nodo] == Clase.PERSONA}
    return red
