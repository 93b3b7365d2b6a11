"""Caminos más cortos: intermediación exacta y por muestreo, cercanía y cercanía armónica.

Todos cuentan pasos, no pesos.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.arreglos import Arreglos, Reales
from red.analisis.motor.compilacion import nucleo, repartir
from red.analisis.motor.conectividad import pedazos

PALABRAS_A_LA_VEZ = 8
"""Ocho palabras de 64 bits: 512 orígenes a la vez, que caben en un renglón de la memoria rápida."""


def intermediacion(grafo: Arreglos) -> Reales:
    """Pares de otros nodos cuyo camino más corto pasa por cada nodo (n), sin normalizar.

    Exacta: Brandes (2001, J. Math. Sociology 25) sobre lo que queda al doblar los árboles que cuelgan, que dan lo suyo
    con una cuenta (Baglioni y otros, 2012).
    """
    n = len(grafo)
    if n == 0:
        return np.zeros(0)
    tamano = np.bincount(pedazos(grafo))[pedazos(grafo)].astype(np.int64)
    parcial, alcance, quedan = _doblar(grafo.inicios, grafo.vecinos, tamano)
    de_nuevo, nucleo_inicios, nucleo_vecinos = _lo_que_queda(grafo, quedan)
    partes = repartir(
        lambda desde, hasta: _brandes(nucleo_inicios, nucleo_vecinos, alcance[de_nuevo], desde, hasta),
        len(de_nuevo),
    )
    for parte in partes:
        parcial[de_nuevo] += parte / 2
    return np.asarray(parcial)


def _lo_que_queda(grafo: Arreglos, quedan: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
    """Lo que no se dobló, con vecinos cercanos en la memoria: en el orden en que se recorre a lo ancho."""
    orden = _a_lo_ancho(grafo.inicios, grafo.vecinos, quedan)
    lugar = np.full(len(grafo), -1, np.int32)
    lugar[orden] = np.arange(len(orden), dtype=np.int32)
    return orden, *_recortar(grafo.inicios, grafo.vecinos, orden, lugar)


@dataclass(frozen=True, slots=True)
class Muestra:
    """Intermediación estimada y cuánto puede errar (n cada una), sin normalizar, y con cuántos pivotes."""

    valores: Reales
    errores: Reales
    pivotes: int


def intermediacion_por_muestreo(grafo: Arreglos, pivotes: int, semilla: int = 0) -> Muestra:
    """La estima desde `pivotes` nodos al azar, con escala lineal; el error es el típico de la estimación.

    Geisberger, Sanders y Schultes (2008, ALENEX): a igual trabajo yerra la mitad que el muestreo simple.
    """
    n = len(grafo)
    k = min(pivotes, n)
    if k < 2:
        return Muestra(np.zeros(n), np.zeros(n), k)
    todos = np.ones(n, np.bool_)
    orden, inicios, vecinos = _lo_que_queda(grafo, todos)
    lugar = np.empty(n, np.int64)
    lugar[orden] = np.arange(n)
    elegidos = lugar[np.random.default_rng(semilla).permutation(n)[:k]]
    suma, cuadrados = np.zeros(n), np.zeros(n)
    for parte, suyos in repartir(
        lambda desde, hasta: _desde_pivotes(inicios, vecinos, elegidos[desde:hasta]), k, minimo=4
    ):
        suma += parte
        cuadrados += suyos
    escala = n / k
    varianza = np.maximum(0.0, cuadrados - suma**2 / k) / (k - 1)
    errores = escala * np.sqrt(k * varianza) * sqrt(1 - k / n)
    valores = np.empty(n)
    medidos = np.empty(n)
    valores[orden], medidos[orden] = escala * suma, errores
    return Muestra(valores, medidos, k)


@dataclass(frozen=True, slots=True)
class Cercanias:
    """De cada nodo (n): a cuántos alcanza, a cuántos pasos en suma y la suma de los inversos de los pasos."""

    alcanza: NDArray[np.int64]
    pasos: NDArray[np.int64]
    inversos: Reales


def cercanias(grafo: Arreglos) -> Cercanias:
    """Todas las distancias, contadas y no guardadas: muchos recorridos a lo ancho a la vez, un bit por origen."""
    n = len(grafo)
    orden, inicios, vecinos = _lo_que_queda(grafo, np.ones(n, np.bool_))
    lote = 64 * PALABRAS_A_LA_VEZ
    lotes = -(-n // lote)
    alcanza, pasos, inversos = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    for suyos in repartir(
        lambda desde, hasta: _en_lotes(inicios, vecinos, desde * lote, min(n, hasta * lote)), lotes, minimo=1
    ):
        alcanza[orden] += suyos[0]
        pasos[orden] += suyos[1]
        inversos[orden] += suyos[2]
    return Cercanias(alcanza, pasos, inversos)


@nucleo
def _doblar(inicios, vecinos, tamano):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    grado = np.empty(n, np.int32)
    quedan = np.ones(n, np.bool_)
    alcance = np.ones(n, np.float64)
    parcial = np.zeros(n, np.float64)
    pila = np.empty(n, np.int32)
    alto = 0
    for v in range(n):
        grado[v] = inicios[v + 1] - inicios[v]
        if grado[v] == 1:
            pila[alto] = v
            alto += 1
    while alto > 0:
        alto -= 1
        u = pila[alto]
        if grado[u] != 1:
            continue
        quedan[u] = False
        grado[u] = 0
        parcial[u] += (alcance[u] - 1) * (tamano[u] - alcance[u])
        for lugar in range(inicios[u], inicios[u + 1]):
            v = vecinos[lugar]
            if quedan[v]:
                parcial[v] += alcance[u] * (alcance[v] - 1)
                alcance[v] += alcance[u]
                grado[v] -= 1
                if grado[v] == 1:
                    pila[alto] = v
                    alto += 1
                break
    for v in range(n):
        if quedan[v]:
            parcial[v] += (alcance[v] - 1) * (tamano[v] - alcance[v])
    return parcial, alcance, quedan


@nucleo
def _a_lo_ancho(inicios, vecinos, quedan):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    visto = np.zeros(n, np.bool_)
    orden = np.empty(n, np.int64)
    fin = 0
    for raiz in range(n):
        if visto[raiz] or not quedan[raiz]:
            continue
        visto[raiz] = True
        orden[fin] = raiz
        actual = fin
        fin += 1
        while actual < fin:
            v = orden[actual]
            actual += 1
            for lugar in range(inicios[v], inicios[v + 1]):
                w = vecinos[lugar]
                if quedan[w] and not visto[w]:
                    visto[w] = True
                    orden[fin] = w
                    fin += 1
    return orden[:fin].copy()


@nucleo
def _recortar(inicios, vecinos, orden, lugar):  # type: ignore[no-untyped-def]
    n = len(orden)
    nuevos_inicios = np.zeros(n + 1, np.int64)
    for i in range(n):
        v = orden[i]
        cuantos = 0
        for donde in range(inicios[v], inicios[v + 1]):
            if lugar[vecinos[donde]] >= 0:
                cuantos += 1
        nuevos_inicios[i + 1] = nuevos_inicios[i] + cuantos
    nuevos = np.empty(nuevos_inicios[n], np.int32)
    for i in range(n):
        v = orden[i]
        donde = nuevos_inicios[i]
        for viejo in range(inicios[v], inicios[v + 1]):
            w = lugar[vecinos[viejo]]
            if w >= 0:
                nuevos[donde] = w
                donde += 1
    return nuevos_inicios, nuevos


@nucleo
def _brandes(inicios, vecinos, alcance, desde, hasta):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    total = np.zeros(n, np.float64)
    distancia = np.full(n, -1, np.int32)
    caminos = np.zeros(n, np.float64)
    debe = np.zeros(n, np.float64)
    orden = np.empty(n, np.int32)
    niveles = np.empty(n + 1, np.int32)
    for origen in range(desde, hasta):
        distancia[origen] = 0
        caminos[origen] = 1.0
        orden[0] = origen
        fin = 1
        nivel = 0
        niveles[0] = 0
        niveles[1] = 1
        while niveles[nivel] < niveles[nivel + 1]:
            for actual in range(niveles[nivel], niveles[nivel + 1]):
                v = orden[actual]
                suyos = caminos[v]
                for lugar in range(inicios[v], inicios[v + 1]):
                    w = vecinos[lugar]
                    if distancia[w] < 0:
                        distancia[w] = nivel + 1
                        caminos[w] = suyos
                        orden[fin] = w
                        fin += 1
                    elif distancia[w] == nivel + 1:
                        caminos[w] += suyos
            nivel += 1
            niveles[nivel + 1] = fin
        for actual in range(fin):
            w = orden[actual]
            debe[w] = 0.0
        # De lejos a cerca: cada nodo reparte a los de un paso antes lo que le deben él y los que siguen.
        for lejos in range(nivel - 1, 0, -1):
            for actual in range(niveles[lejos], niveles[lejos + 1]):
                w = orden[actual]
                parte = (alcance[w] + debe[w]) / caminos[w]
                for lugar in range(inicios[w], inicios[w + 1]):
                    v = vecinos[lugar]
                    if distancia[v] == lejos - 1:
                        debe[v] += caminos[v] * parte
                total[w] += alcance[origen] * debe[w]
        for actual in range(fin):
            distancia[orden[actual]] = -1
    return total


@nucleo
def _desde_pivotes(inicios, vecinos, pivotes):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    suma = np.zeros(n, np.float64)
    cuadrados = np.zeros(n, np.float64)
    distancia = np.full(n, -1, np.int32)
    caminos = np.zeros(n, np.float64)
    debe = np.zeros(n, np.float64)
    orden = np.empty(n, np.int32)
    niveles = np.empty(n + 1, np.int32)
    for origen in pivotes:
        distancia[origen] = 0
        caminos[origen] = 1.0
        orden[0] = origen
        fin = 1
        nivel = 0
        niveles[0] = 0
        niveles[1] = 1
        while niveles[nivel] < niveles[nivel + 1]:
            for actual in range(niveles[nivel], niveles[nivel + 1]):
                v = orden[actual]
                suyos = caminos[v]
                for lugar in range(inicios[v], inicios[v + 1]):
                    w = vecinos[lugar]
                    if distancia[w] < 0:
                        distancia[w] = nivel + 1
                        caminos[w] = suyos
                        orden[fin] = w
                        fin += 1
                    elif distancia[w] == nivel + 1:
                        caminos[w] += suyos
            nivel += 1
            niveles[nivel + 1] = fin
        for actual in range(fin):
            debe[orden[actual]] = 0.0
        for lejos in range(nivel - 1, 0, -1):
            for actual in range(niveles[lejos], niveles[lejos + 1]):
                w = orden[actual]
                parte = (1.0 / lejos + debe[w]) / caminos[w]
                for lugar in range(inicios[w], inicios[w + 1]):
                    v = vecinos[lugar]
                    if distancia[v] == lejos - 1:
                        debe[v] += caminos[v] * parte
                aporte = lejos * debe[w]
                suma[w] += aporte
                cuadrados[w] += aporte * aporte
        for actual in range(fin):
            distancia[orden[actual]] = -1
    return suma, cuadrados


@nucleo
def _bits(palabra):  # type: ignore[no-untyped-def]
    """Cuántos bits hay encendidos en 64."""
    palabra = palabra - ((palabra >> np.uint64(1)) & np.uint64(0x5555555555555555))
    palabra = (palabra & np.uint64(0x3333333333333333)) + (
        (palabra >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    palabra = (palabra + (palabra >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (palabra * np.uint64(0x0101010101010101)) >> np.uint64(56)


@nucleo
def _en_lotes(inicios, vecinos, desde, hasta):  # type: ignore[no-untyped-def]
    n = len(inicios) - 1
    palabras = 8
    alcanza = np.zeros(n, np.int64)
    pasos = np.zeros(n, np.int64)
    inversos = np.zeros(n, np.float64)
    visto = np.zeros((n, palabras), np.uint64)
    frente = np.zeros((n, palabras), np.uint64)
    nuevo = np.zeros((n, palabras), np.uint64)
    hay = np.zeros(n, np.bool_)
    habra = np.zeros(n, np.bool_)
    todas = np.zeros(palabras, np.uint64)
    cero = np.uint64(0)
    for primero in range(desde, hasta, 64 * palabras):
        ultimo = min(hasta, primero + 64 * palabras)
        visto[:] = cero
        frente[:] = cero
        hay[:] = False
        todas[:] = cero
        for origen in range(primero, ultimo):
            cual = origen - primero
            marca = np.uint64(1) << np.uint64(cual & 63)
            frente[origen, cual >> 6] |= marca
            visto[origen, cual >> 6] |= marca
            todas[cual >> 6] |= marca
            hay[origen] = True
        paso = 0
        avanza = True
        while avanza:
            paso += 1
            avanza = False
            for v in range(n):
                # A quien ya llegaron todos los orígenes no hay que preguntarle por sus vecinos.
                faltan = cero
                for p in range(palabras):
                    nuevo[v, p] = cero
                    faltan |= todas[p] & ~visto[v, p]
                habra[v] = False
                if faltan == cero:
                    continue
                alguno = False
                for lugar in range(inicios[v], inicios[v + 1]):
                    w = vecinos[lugar]
                    if hay[w]:
                        alguno = True
                        for p in range(palabras):
                            nuevo[v, p] |= frente[w, p]
                if not alguno:
                    continue
                llegan = np.uint64(0)
                for p in range(palabras):
                    nuevo[v, p] &= ~visto[v, p]
                    llegan += _bits(nuevo[v, p])
                if llegan > 0:
                    habra[v] = True
                    avanza = True
                    for p in range(palabras):
                        visto[v, p] |= nuevo[v, p]
                    cuantos = np.int64(llegan)
                    alcanza[v] += cuantos
                    pasos[v] += cuantos * paso
                    inversos[v] += cuantos / paso
            frente, nuevo = nuevo, frente
            hay, habra = habra, hay
    return alcanza, pasos, inversos
