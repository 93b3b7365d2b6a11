"""Grupos que se tratan más entre sí que con el resto: Leiden, y cuánto coincide consigo mismo si se repite.

Ley de este módulo: la misma semilla da siempre los mismos grupos, en cualquier máquina; y nunca se da un reparto sin decir
qué tan estable es, porque con otra semilla suele salir otro casi igual de bueno.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.arreglos import Arreglos, Enteros, Reales
from red.analisis.motor.compilacion import a_la_vez, nucleo

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SEMILLAS = tuple(range(8))
VUELTAS = 3
"""Cuántas veces se recorre todo otra vez a partir de lo hallado; a la tercera ya casi nada cambia."""


@dataclass(frozen=True, slots=True)
class Comunidades:
    """Un reparto de los nodos en grupos y qué tan de fiar es."""

    de: Enteros
    """A qué grupo pertenece cada nodo (n), del más numeroso (0) al menos."""
    modularidad: float
    """Cuántos lazos quedan dentro de los grupos por encima de los que habría al azar, de −0.5 a 1."""
    acuerdo: float
    """Parecido medio con los repartos de las otras semillas: índice de Rand ajustado, 1 si siempre sale el mismo."""
    firmeza: Reales
    """De cada grupo (g): qué tanto se repite en los otros repartos, de 0 a 1 (Jaccard con el que más se le parece)."""

    @property
    def cuantas(self) -> int:
        """Cuántos grupos."""
        return len(self.firmeza)


def comunidades(grafo: Arreglos, semillas: Sequence[int] = SEMILLAS, resolucion: float = 1.0) -> Comunidades:
    """El mejor reparto de todas las semillas, y cuánto coinciden las demás con él.

    Leiden sobre modularidad con pesos (Traag, Waltman y van Eck, 2019, Scientific Reports 9): a diferencia de Louvain,
    cada grupo queda unido por dentro. Con más `resolucion`, grupos más chicos.
    """
    if not len(grafo):
        return Comunidades(np.zeros(0, np.int32), 0.0, 1.0, np.zeros(0))
    repartos = a_la_vez([partial(leiden, grafo, semilla, resolucion) for semilla in semillas])
    valen = [modularidad(grafo, reparto, resolucion) for reparto in repartos]
    elegido = int(np.argmax(valen))
    mejor = repartos[elegido]
    otros = [reparto for lugar, reparto in enumerate(repartos) if lugar != elegido]
    cuantas = int(mejor.max()) + 1
    return Comunidades(
        mejor,
        valen[elegido],
        float(np.mean([rand_ajustado(mejor, otro) for otro in otros])) if otros else 1.0,
        np.mean([_jaccard(mejor, otro, cuantas) for otro in otros], axis=0) if otros else np.ones(cuantas),
    )


def leiden(grafo: Arreglos, semilla: int = 0, resolucion: float = 1.0) -> Enteros:
    """El grupo de cada nodo (n), numerados del más numeroso al menos y, a igual tamaño, por su primer nodo."""
    n = len(grafo)
    if not len(grafo.vecinos):
        return np.arange(n, dtype=np.int32)
    inicios, vecinos = grafo.inicios.astype(np.int64), grafo.vecinos
    de = np.arange(n, dtype=np.int32)
    for vuelta in range(VUELTAS):
        antes = de
        de = _una_vuelta(
            inicios, vecinos, grafo.unos, de, np.uint64(semilla * VUELTAS + vuelta + 1), resolucion
        )
        if vuelta and rand_ajustado(antes, de) == 1.0:
            break
    return _por_tamano(de)


def modularidad(grafo: Arreglos, de: Enteros, resolucion: float = 1.0) -> float:
    """Modularidad de un reparto, con pesos (Newman, 2004, Physical Review E 70); 0 si no hay lazos."""
    pesos = grafo.unos
    total = float(pesos.sum())
    if not total:
        return 0.0
    desde = np.repeat(np.arange(len(grafo)), grafo.grados)
    dentro = float(pesos[de[desde] == de[grafo.vecinos]].sum())
    fuerza = np.bincount(de[desde], pesos)
    return dentro / total - resolucion * float((fuerza**2).sum()) / total**2


def rand_ajustado(uno: Enteros, otro: Enteros) -> float:
    """Índice de Rand ajustado entre dos repartos (Hubert y Arabie, 1985): 1 iguales, 0 lo que daría el azar."""
    n = len(uno)
    if n < 2:
        return 1.0
    juntos = _pares(_contingencia(uno, otro).data)
    de_uno, de_otro = _pares(np.bincount(uno)), _pares(np.bincount(otro))
    al_azar = de_uno * de_otro / (n * (n - 1) / 2)
    maximo = (de_uno + de_otro) / 2
    return 1.0 if maximo == al_azar else float((juntos - al_azar) / (maximo - al_azar))


def emparejar(antes: Enteros, ahora: Enteros) -> dict[int, int]:
    """Qué grupo de antes sigue siendo cada uno de ahora: los que más gente comparten, uno con uno, y a lo menos la mitad.

    Los dos repartos hablan de los mismos nodos, en el mismo orden; −1 es de quien no estaba.
    """
    estaban = (antes >= 0) & (ahora >= 0)
    if not estaban.any():
        return {}
    comun = _contingencia(antes[estaban], ahora[estaban]).tocoo()
    tam_antes, tam_ahora = np.bincount(antes[antes >= 0]), np.bincount(ahora[ahora >= 0])
    parecido = comun.data / (tam_antes[comun.coords[0]] + tam_ahora[comun.coords[1]] - comun.data)
    siguen: dict[int, int] = {}
    tomados: set[int] = set()
    for lugar in np.lexsort((comun.coords[1], comun.coords[0], -parecido)).tolist():
        de_antes, de_ahora = int(comun.coords[0][lugar]), int(comun.coords[1][lugar])
        if parecido[lugar] >= 0.5 and de_antes not in tomados and de_ahora not in siguen:
            siguen[de_ahora] = de_antes
            tomados.add(de_antes)
    return siguen


def _contingencia(uno: Enteros, otro: Enteros) -> "csr_array":
    """Cuántos nodos comparte cada grupo de un reparto con cada grupo del otro."""
    from scipy.sparse import csr_array

    forma = (int(uno.max()) + 1, int(otro.max()) + 1)
    return csr_array((np.ones(len(uno), np.int64), (uno, otro)), shape=forma)


def _pares(tamanos: NDArray[np.int64]) -> float:
    grandes = tamanos.astype(float)
    return float((grandes * (grandes - 1)).sum() / 2)


def _jaccard(mejor: Enteros, otro: Enteros, cuantas: int) -> Reales:
    """De cada grupo, su parecido con el que más se le parece en el otro reparto."""
    comun = _contingencia(mejor, otro).tocoo()
    de, con = comun.coords
    parecido = comun.data / (np.bincount(mejor)[de] + np.bincount(otro)[con] - comun.data)
    mayor = np.zeros(cuantas)
    np.maximum.at(mayor, de, parecido)
    return mayor


def _por_tamano(de: Enteros) -> Enteros:
    _, primero, de_nuevo, tamano = np.unique(de, return_index=True, return_inverse=True, return_counts=True)
    orden = np.lexsort((primero, -tamano))
    lugar = np.empty(len(orden), np.int32)
    lugar[orden] = np.arange(len(orden), dtype=np.int32)
    return lugar[de_nuevo]


def _una_vuelta(  # type: ignore[no-untyped-def]
    inicios, vecinos, pesos, de, semilla, resolucion
) -> Enteros:
    """Mover, afinar y juntar hasta que juntar ya no cambia nada; empieza del reparto `de`."""
    n = len(inicios) - 1
    fuerza = np.bincount(np.repeat(np.arange(n), np.diff(inicios)), pesos, n).astype(np.float64)
    total = float(fuerza.sum())
    lugar = np.arange(n, dtype=np.int32)  # en qué nodo del grafo junto está cada nodo del original
    grupo = np.unique(de, return_inverse=True)[1].astype(np.int32)
    nivel = 0
    while True:
        grupo = _mover(
            inicios, vecinos, pesos, fuerza, grupo, total, resolucion, semilla + np.uint64(97 * nivel)
        )
        grupo = np.unique(grupo, return_inverse=True)[1].astype(np.int32)
        cuantos = int(grupo.max()) + 1
        if cuantos == len(grupo):
            return grupo[lugar]
        fino = _afinar(
            inicios, vecinos, pesos, fuerza, grupo, total, resolucion, semilla + np.uint64(97 * nivel + 53)
        )
        _, primero, fino = np.unique(fino, return_index=True, return_inverse=True)
        if len(primero) == len(grupo):  # afinar no juntó a nadie: se junta lo que se movió
            fino, primero = grupo, np.unique(grupo, return_index=True)[1]
        inicios, vecinos, pesos = _juntar(inicios, vecinos, pesos, fino.astype(np.int32), len(primero))
        fuerza = np.bincount(fino, fuerza, len(primero)).astype(np.float64)
        lugar = fino[lugar].astype(np.int32)
        grupo = grupo[primero]
        nivel += 1


@nucleo
def _revolver(n, semilla):  # type: ignore[no-untyped-def]
    """Los números de 0 a n−1 en desorden: Fisher y Yates con splitmix64, igual en toda máquina."""
    orden = np.arange(n, dtype=np.int32)
    estado = semilla * np.uint64(0x9E3779B97F4A7C15)
    for i in range(n - 1, 0, -1):
        estado = estado + np.uint64(0x9E3779B97F4A7C15)
        z = estado
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
        j = np.int64(z % np.uint64(i + 1))
        orden[i], orden[j] = orden[j], orden[i]
    return orden


@nucleo
def _mover(inicios, vecinos, pesos, fuerza, inicial, total, resolucion, semilla):  # type: ignore[no-untyped-def]
    """Cada nodo va al grupo vecino donde más gana la modularidad, hasta que nadie gane moviéndose."""
    n = len(inicios) - 1
    grupo = inicial.copy()
    suma = np.zeros(n, np.float64)
    cuantos = np.zeros(n, np.int32)
    for v in range(n):
        suma[grupo[v]] += fuerza[v]
        cuantos[grupo[v]] += 1
    vacios = np.empty(n, np.int32)
    hay_vacios = 0
    for g in range(n):
        if cuantos[g] == 0:
            vacios[hay_vacios] = g
            hay_vacios += 1
    cola = _revolver(n, semilla)
    formado = np.ones(n, np.bool_)
    hacia = np.zeros(n, np.float64)
    tocados = np.empty(n, np.int32)
    cabeza, en_cola = 0, n
    while en_cola > 0:
        v = cola[cabeza]
        cabeza += 1
        if cabeza == n:
            cabeza = 0
        en_cola -= 1
        formado[v] = False
        propio = grupo[v]
        hay = 0
        for lugar in range(inicios[v], inicios[v + 1]):
            u = vecinos[lugar]
            if u == v:
                continue
            g = grupo[u]
            if hacia[g] == 0.0:
                tocados[hay] = g
                hay += 1
            hacia[g] += pesos[lugar]
        tira = resolucion * fuerza[v] / total
        suma[propio] -= fuerza[v]
        mejor, gana = propio, hacia[propio] - tira * suma[propio]
        for t in range(hay):
            g = tocados[t]
            gana_ahi = hacia[g] - tira * suma[g]
            if gana_ahi > gana + 1e-12 or (g < mejor and mejor != propio and gana_ahi > gana - 1e-12):
                mejor, gana = g, gana_ahi
        if gana < -1e-12 and cuantos[propio] > 1 and hay_vacios > 0:
            hay_vacios -= 1
            mejor = vacios[hay_vacios]
        for t in range(hay):
            hacia[tocados[t]] = 0.0
        suma[mejor] += fuerza[v]
        if mejor == propio:
            continue
        cuantos[propio] -= 1
        cuantos[mejor] += 1
        if cuantos[propio] == 0:
            vacios[hay_vacios] = propio
            hay_vacios += 1
        grupo[v] = mejor
        for lugar in range(inicios[v], inicios[v + 1]):
            u = vecinos[lugar]
            if u != v and grupo[u] != mejor and not formado[u]:
                fin = cabeza + en_cola
                if fin >= n:
                    fin -= n
                cola[fin] = u
                en_cola += 1
                formado[u] = True
    return grupo


@nucleo
def _afinar(inicios, vecinos, pesos, fuerza, grupo, total, resolucion, semilla):  # type: ignore[no-untyped-def]
    """Dentro de cada grupo, junta de nuevo desde uno en uno y sólo con quien se tiene lazo: así ninguno queda en pedazos."""
    n = len(inicios) - 1
    del_grupo = np.zeros(n, np.float64)
    for v in range(n):
        del_grupo[grupo[v]] += fuerza[v]
    fino = np.arange(n, dtype=np.int32)
    suma = fuerza.copy()
    solo = np.ones(n, np.bool_)
    fuera = np.zeros(n, np.float64)  # lo que une a cada fino con lo demás de su grupo
    for v in range(n):
        for lugar in range(inicios[v], inicios[v + 1]):
            u = vecinos[lugar]
            if u != v and grupo[u] == grupo[v]:
                fuera[v] += pesos[lugar]
    hacia = np.zeros(n, np.float64)
    tocados = np.empty(n, np.int32)
    orden = _revolver(n, semilla)
    for lugar_en_orden in range(n):
        v = orden[lugar_en_orden]
        if not solo[v]:
            continue
        todo = del_grupo[grupo[v]]
        if fuera[v] < resolucion * fuerza[v] * (todo - fuerza[v]) / total:
            continue
        hay = 0
        for lugar in range(inicios[v], inicios[v + 1]):
            u = vecinos[lugar]
            if u == v or grupo[u] != grupo[v]:
                continue
            f = fino[u]
            if hacia[f] == 0.0:
                tocados[hay] = f
                hay += 1
            hacia[f] += pesos[lugar]
        mejor, gana = v, 0.0
        for t in range(hay):
            f = tocados[t]
            if fuera[f] < resolucion * suma[f] * (todo - suma[f]) / total:
                continue
            gana_ahi = hacia[f] - resolucion * fuerza[v] * suma[f] / total
            if gana_ahi > gana + 1e-12 or (mejor != v and f < mejor and gana_ahi > gana - 1e-12):
                mejor, gana = f, gana_ahi
        if mejor != v:
            fino[v] = mejor
            suma[mejor] += fuerza[v]
            suma[v] = 0.0
            fuera[mejor] += fuera[v] - 2.0 * hacia[mejor]
            solo[v] = False
            solo[mejor] = False
        for t in range(hay):
            hacia[tocados[t]] = 0.0
    return fino


@nucleo
def _juntar(inicios, vecinos, pesos, fino, cuantos):  # type: ignore[no-untyped-def]
    """El grafo donde cada nodo es un grupo fino; los lazos de adentro se quedan como uno del nodo consigo."""
    n = len(inicios) - 1
    empieza = np.zeros(cuantos + 1, np.int64)
    for v in range(n):
        empieza[fino[v] + 1] += 1
    for g in range(cuantos):
        empieza[g + 1] += empieza[g]
    suyos = np.empty(n, np.int32)
    siguiente = empieza[:cuantos].copy()
    for v in range(n):
        suyos[siguiente[fino[v]]] = v
        siguiente[fino[v]] += 1
    nuevos_inicios = np.zeros(cuantos + 1, np.int64)
    nuevos = np.empty(len(vecinos), np.int32)
    nuevos_pesos = np.empty(len(vecinos), np.float64)
    hacia = np.zeros(cuantos, np.float64)
    tocados = np.empty(cuantos, np.int32)
    fin = 0
    for g in range(cuantos):
        hay = 0
        for s in range(empieza[g], empieza[g + 1]):
            v = suyos[s]
            for lugar in range(inicios[v], inicios[v + 1]):
                otro = fino[vecinos[lugar]]
                if hacia[otro] == 0.0:
                    tocados[hay] = otro
                    hay += 1
                hacia[otro] += pesos[lugar]
        for t in range(hay):
            otro = tocados[t]
            nuevos[fin] = otro
            nuevos_pesos[fin] = hacia[otro]
            hacia[otro] = 0.0
            fin += 1
        nuevos_inicios[g + 1] = fin
    return nuevos_inicios, nuevos[:fin].copy(), nuevos_pesos[:fin].copy()
