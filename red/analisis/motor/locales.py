"""Lo que se sabe de un nodo mirando a sus vecinos y a los vecinos de ellos: núcleos, triángulos, huecos y candidatas."""

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.arreglos import Arreglos, Enteros, Reales
from red.analisis.motor.compilacion import nucleo, repartir


def nucleos(grafo: Arreglos) -> Enteros:
    """El mayor k para el que cada nodo (n) queda en un grupo donde todos tienen k vecinos. Batagelj y Zaveršnik, 2003."""
    return (
        np.asarray(_nucleos(grafo.inicios, grafo.vecinos), np.int32) if len(grafo) else np.zeros(0, np.int32)
    )


def triangulos(grafo: Arreglos) -> NDArray[np.int64]:
    """En cuántos triángulos está cada nodo (n)."""
    return np.asarray(_triangulos(grafo.inicios, grafo.vecinos))


def agrupamiento(grafo: Arreglos) -> Reales:
    """Qué parte de los pares de vecinos de cada nodo (n) se trata entre sí, de 0 a 1. Watts y Strogatz, 1998."""
    grados = grafo.grados.astype(float)
    pares = grados * (grados - 1)
    cerrados = 2.0 * triangulos(grafo)
    return np.asarray(np.divide(cerrados, pares, out=np.zeros(len(grafo)), where=pares > 0))


def transitividad(grafo: Arreglos) -> float:
    """Qué parte de los caminos de dos pasos se cierra en triángulo, de 0 a 1."""
    grados = grafo.grados.astype(np.int64)
    pares = int((grados * (grados - 1)).sum())
    return 2 * int(triangulos(grafo).sum()) / pares if pares else 0.0


def restriccion(grafo: Arreglos) -> Reales:
    """Restricción de Burt (1992, cap. 2), modelo de red completa, con pesos (n); NaN en quien no tiene lazos."""
    return _reunir(grafo, _restriccion, _fuerza(grafo))


def tamano_efectivo(grafo: Arreglos) -> Reales:
    """Tamaño efectivo de Burt (1992, cap. 2): contactos menos lo redundante entre ellos (n); NaN sin lazos.

    Con pesos se sigue a Burt: la fuerza de cada contacto se compara con el mayor de los suyos. networkx 3.6 divide por el
    mayor de otra fila cuando mide todos los nodos; aquí, por el propio.
    """
    mayor = np.zeros(len(grafo))
    np.maximum.at(mayor, _desde(grafo), grafo.unos)
    return _reunir(grafo, _tamano_efectivo, _fuerza(grafo), mayor)


def candidatas(grafo: Arreglos, cuantas: int, grupos: Enteros | None = None) -> tuple[Enteros, Reales]:
    """Con quién le serviría tratar a cada nodo (n × cuantas, y su valor): a dos pasos, por contactos en común.

    Adamic y Adar (2003, Social Networks 25): un contacto en común vale más mientras menos contactos tenga. Con `grupos`
    (n), sólo cuentan quienes son de otro; el grupo negativo es de nadie. Los huecos llevan −1.
    """
    de_quien = np.full(len(grafo), -1, np.int32) if grupos is None else grupos.astype(np.int32)
    partes = repartir(
        lambda desde, hasta: _candidatas(grafo.inicios, grafo.vecinos, de_quien, cuantas, desde, hasta),
        len(grafo),
    )
    return np.concatenate([quienes for quienes, _ in partes]), np.concatenate([valen for _, valen in partes])


def _desde(grafo: Arreglos) -> Enteros:
    """De quién sale cada lazo dicho (2m)."""
    return np.repeat(np.arange(len(grafo), dtype=np.int32), grafo.grados)


def _fuerza(grafo: Arreglos) -> Reales:
    """Suma de los pesos de los lazos de cada nodo (n)."""
    return np.bincount(_desde(grafo), grafo.unos, len(grafo)).astype(np.float64)


def _reunir(grafo: Arreglos, cuenta: object, *por_nodo: Reales) -> Reales:
    partes = repartir(
        lambda desde, hasta: cuenta(grafo.inicios, grafo.vecinos, grafo.unos, *por_nodo, desde, hasta),  # type: ignore[operator]
        len(grafo),
    )
    return np.concatenate(partes) if partes else np.zeros(0)


@nucleo
def _nucleos(inicios, vecinos):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    grado = np.empty(n, np.int32)
    mayor = 0
    for v in range(n):
        grado[v] = inicios[v + 1] - inicios[v]
        mayor = max(mayor, grado[v])
    empieza = np.zeros(mayor + 2, np.int32)
    for v in range(n):
        empieza[grado[v] + 1] += 1
    for g in range(mayor + 1):
        empieza[g + 1] += empieza[g]
    lugar = np.empty(n, np.int32)
    orden = np.empty(n, np.int32)
    siguiente = empieza[: mayor + 1].copy()
    for v in range(n):
        lugar[v] = siguiente[grado[v]]
        orden[lugar[v]] = v
        siguiente[grado[v]] += 1
    for i in range(n):
        v = orden[i]
        for donde in range(inicios[v], inicios[v + 1]):
            u = vecinos[donde]
            if grado[u] > grado[v]:
                primero = empieza[grado[u]]
                w = orden[primero]
                if u != w:
                    lugar[w], lugar[u] = lugar[u], primero
                    orden[primero], orden[lugar[w]] = u, w
                empieza[grado[u]] += 1
                grado[u] -= 1
    return grado


@nucleo
def hacia_mayores(inicios, vecinos):  # type: ignore[no-untyped-def]
    """Cada lazo una vez, de quien tiene menos vecinos a quien tiene más: nadie arrastra una lista enorme."""
    n = len(inicios) - 1
    salen = np.zeros(n + 1, np.int64)
    for v in range(n):
        suyo = inicios[v + 1] - inicios[v]
        for lugar in range(inicios[v], inicios[v + 1]):
            w = vecinos[lugar]
            otro = inicios[w + 1] - inicios[w]
            if suyo < otro or (suyo == otro and v < w):
                salen[v + 1] += 1
    for v in range(n):
        salen[v + 1] += salen[v]
    hacia = np.empty(salen[n], np.int32)
    for v in range(n):
        donde = salen[v]
        suyo = inicios[v + 1] - inicios[v]
        for lugar in range(inicios[v], inicios[v + 1]):
            w = vecinos[lugar]
            otro = inicios[w + 1] - inicios[w]
            if suyo < otro or (suyo == otro and v < w):
                hacia[donde] = w
                donde += 1
    return salen, hacia


@nucleo
def _triangulos(inicios, vecinos):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    cuantos = np.zeros(n, np.int64)
    salen, hacia = hacia_mayores(inicios, vecinos)
    marca = np.full(n, -1, np.int32)
    for v in range(n):
        for lugar in range(salen[v], salen[v + 1]):
            marca[hacia[lugar]] = v
        for lugar in range(salen[v], salen[v + 1]):
            u = hacia[lugar]
            for otro in range(salen[u], salen[u + 1]):
                w = hacia[otro]
                if marca[w] == v:
                    cuantos[v] += 1
                    cuantos[u] += 1
                    cuantos[w] += 1
    return cuantos


@nucleo
def _restriccion(inicios, vecinos, pesos, fuerza, desde, hasta):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    valores = np.empty(hasta - desde, np.float64)
    llega = np.zeros(n, np.float64)
    for v in range(desde, hasta):
        if fuerza[v] <= 0.0:
            valores[v - desde] = np.nan
            continue
        for lugar in range(inicios[v], inicios[v + 1]):
            llega[vecinos[lugar]] = pesos[lugar] / fuerza[v]
        # Lo que llega a cada contacto por un tercero que también lo es: p_vq · p_qj.
        total = 0.0
        for lugar in range(inicios[v], inicios[v + 1]):
            j = vecinos[lugar]
            por_terceros = 0.0
            for otro in range(inicios[j], inicios[j + 1]):
                q = vecinos[otro]
                if llega[q] > 0.0:
                    por_terceros += llega[q] * pesos[otro] / fuerza[q]
            total += (llega[j] + por_terceros) ** 2
        for lugar in range(inicios[v], inicios[v + 1]):
            llega[vecinos[lugar]] = 0.0
        valores[v - desde] = total
    return valores


@nucleo
def _tamano_efectivo(inicios, vecinos, pesos, fuerza, mayor, desde, hasta):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    valores = np.empty(hasta - desde, np.float64)
    parte = np.zeros(n, np.float64)
    for v in range(desde, hasta):
        if fuerza[v] <= 0.0:
            valores[v - desde] = np.nan
            continue
        for lugar in range(inicios[v], inicios[v + 1]):
            parte[vecinos[lugar]] = pesos[lugar] / fuerza[v]
        total = 0.0
        for lugar in range(inicios[v], inicios[v + 1]):
            j = vecinos[lugar]
            redundante = 0.0
            for otro in range(inicios[j], inicios[j + 1]):
                q = vecinos[otro]
                if parte[q] > 0.0:
                    redundante += parte[q] * pesos[otro] / mayor[j]
            total += 1.0 - redundante
        for lugar in range(inicios[v], inicios[v + 1]):
            parte[vecinos[lugar]] = 0.0
        valores[v - desde] = total
    return valores


@nucleo
def _candidatas(inicios, vecinos, grupos, cuantas, desde, hasta):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    quienes = np.full((hasta - desde, cuantas), -1, np.int32)
    valen = np.zeros((hasta - desde, cuantas), np.float64)
    suma = np.zeros(n, np.float64)
    tocados = np.empty(n, np.int32)
    marca = np.full(n, -1, np.int32)
    for v in range(desde, hasta):
        marca[v] = v
        for lugar in range(inicios[v], inicios[v + 1]):
            marca[vecinos[lugar]] = v
        hay = 0
        for lugar in range(inicios[v], inicios[v + 1]):
            comun = vecinos[lugar]
            tiene = inicios[comun + 1] - inicios[comun]
            if tiene < 2:
                continue
            vale = 1.0 / np.log(tiene)
            for otro in range(inicios[comun], inicios[comun + 1]):
                w = vecinos[otro]
                if marca[w] == v or (grupos[v] >= 0 and grupos[w] == grupos[v]):
                    continue
                if suma[w] == 0.0:
                    tocados[hay] = w
                    hay += 1
                suma[w] += vale
        llenas = 0
        for t in range(hay):
            w = tocados[t]
            vale = suma[w]
            suma[w] = 0.0
            # Insertar en orden: primero lo que más vale y, a lo mismo, quien va antes.
            lugar_nuevo = llenas
            while lugar_nuevo > 0 and (
                valen[v - desde, lugar_nuevo - 1] < vale
                or (valen[v - desde, lugar_nuevo - 1] == vale and quienes[v - desde, lugar_nuevo - 1] > w)
            ):
                lugar_nuevo -= 1
            if lugar_nuevo >= cuantas:
                continue
            ultima = min(llenas, cuantas - 1)
            for mueve in range(ultima, lugar_nuevo, -1):
                quienes[v - desde, mueve] = quienes[v - desde, mueve - 1]
                valen[v - desde, mueve] = valen[v - desde, mueve - 1]
            quienes[v - desde, lugar_nuevo] = w
            valen[v - desde, lugar_nuevo] = vale
            if llenas < cuantas:
                llenas += 1
    return quienes, valen
