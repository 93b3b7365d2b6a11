"""Qué se separa si algo falta: pedazos, puntos de articulación, puentes e impacto de cada salida, en una pasada."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    from scipy.sparse import csr_array  # tarda en cargar, y quien no mide no la necesita
    from scipy.sparse.csgraph import connected_components

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


def separados(grafo: Arreglos, lugar: int) -> list[int]:
    """Los nodos que, si ese sale, quedan fuera del mayor de los pedazos en que se parte lo suyo."""
    cual = _alcances(grafo.inicios, grafo.vecinos, lugar)
    presentes = cual[cual >= 0]
    if not len(presentes):
        return []
    mayor = int(np.bincount(presentes).argmax())
    return [int(v) for v in np.flatnonzero((cual >= 0) & (cual != mayor))]


def lazos_que_acercan(
    grafo: Arreglos,
    de_pedazo: Enteros,
    candidatas: Enteros,
    personas: NDArray[np.bool_],
    cuantos: int = 6,
) -> list[tuple[int, int, int, int]]:
    """Los lazos nuevos entre personas (una, otra, antes, después) que más gente ponen a dos pasos o menos.

    Se prueban los que proponen los contactos en común y, si la red está en pedazos, el de quien más lazos tiene en cada uno
    con quien más tiene en el mayor. Lo que se cuenta, antes y después, son las personas que las dos alcanzan en dos pasos.
    """
    hallados = []
    for una, otra in _por_probar(grafo, de_pedazo, candidatas, personas):
        de_una, de_otra = _a_dos_pasos(grafo, una), _a_dos_pasos(grafo, otra)
        antes = sum(int(personas[alcance].sum()) for alcance in (de_una, de_otra))
        con_el = (
            np.union1d(de_una, np.append(grafo.de(otra), otra)),
            np.union1d(de_otra, np.append(grafo.de(una), una)),
        )
        # Nadie se alcanza a sí misma: al unir, cada una aparece entre los vecinos de la otra sólo si ya se trataban.
        despues = sum(int(personas[alcance].sum()) for alcance in con_el)
        hallados.append((antes - despues, una, otra, antes, despues))
    elegidos: list[tuple[int, int, int, int]] = []
    ocupadas: set[int] = set()
    for pierde, una, otra, antes, despues in sorted(hallados):
        if pierde < 0 and not ocupadas & {una, otra} and len(elegidos) < cuantos:
            elegidos.append((una, otra, antes, despues))
            ocupadas |= {una, otra}
    return elegidos


POR_PROBAR = 300


def _por_probar(
    grafo: Arreglos, de_pedazo: Enteros, candidatas: Enteros, personas: NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Los pares que más prometen: candidatas con muchos lazos, y puentes entre el pedazo mayor y los otros."""
    una = np.repeat(np.arange(len(grafo)), candidatas.shape[1])
    otra = candidatas.ravel()
    sirven = (otra >= 0) & personas[una] & personas[otra]
    menor, mayor = np.minimum(una, otra)[sirven], np.maximum(una, otra)[sirven]
    llaves = np.unique(menor.astype(np.int64) * len(grafo) + mayor)
    menor, mayor = llaves // max(1, len(grafo)), llaves % max(1, len(grafo))
    promete = np.argsort(-(grafo.grados[menor] + grafo.grados[mayor]), kind="stable")[:POR_PROBAR]
    pares = list(zip(menor[promete].tolist(), mayor[promete].tolist(), strict=True))
    tamanos = np.bincount(de_pedazo[personas], minlength=1) if personas.any() else np.zeros(1, np.int64)
    if (tamanos > 0).sum() < 2:
        return pares
    cabezas = []
    for pedazo in np.argsort(-tamanos, kind="stable")[:20]:
        suyas = np.flatnonzero(personas & (de_pedazo == pedazo))
        if len(suyas):
            cabezas.append(int(suyas[np.argmax(grafo.grados[suyas])]))
    return pares + [(cabezas[0], otra) for otra in cabezas[1:]]


def _a_dos_pasos(grafo: Arreglos, lugar: int) -> Enteros:
    """A quiénes alcanza en dos pasos o menos, sin contarse."""
    cerca = grafo.de(lugar)
    juntos = np.unique(np.concatenate((cerca, *(grafo.de(int(v)) for v in cerca))))
    return np.asarray(juntos[juntos != lugar], np.int32)


@nucleo
def _alcances(inicios, vecinos, quitado):  # type: ignore[no-untyped-def]
    """A qué pedazo iría a dar cada nodo que hoy alcanza al que se quita; −1 si no lo alcanza."""
    n = len(inicios) - 1
    cual = np.full(n, -1, np.int32)
    pila = np.empty(n, np.int32)
    pedazo = 0
    for lugar in range(inicios[quitado], inicios[quitado + 1]):
        raiz = vecinos[lugar]
        if cual[raiz] >= 0:
            continue
        cual[raiz] = pedazo
        pila[0] = raiz
        alto = 1
        while alto > 0:
            alto -= 1
            v = pila[alto]
            for donde in range(inicios[v], inicios[v + 1]):
                w = vecinos[donde]
                if w != quitado and cual[w] < 0:
                    cual[w] = pedazo
                    pila[alto] = w
                    alto += 1
        pedazo += 1
    return cual


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
