"""De quién estuvo en qué, a quién coincidió con quién."""

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.compilacion import nucleo

Parejas = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def parejas(quienes: NDArray[np.int32], eventos: NDArray[np.int64], maximo: int) -> Parejas:
    """Una pareja por cada vez que dos coincidieron (unos, otros, pesos), con el peso de Newman: 1/(k−1).

    En un evento de k asistentes cada quien reparte una unidad entre las demás (Newman, 2001, Physical Review E 64, 016132).
    Un evento de más de `maximo` no une a nadie; quien aparece dos veces en el mismo cuenta una.
    """
    if not len(quienes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    de_evento = np.unique(eventos, return_inverse=True)[1].astype(np.int64)
    total = int(quienes.max()) + 1
    una_vez = np.unique(de_evento * total + quienes)
    de_evento, personas = una_vez // total, una_vez % total
    inicios = np.concatenate(([0], np.cumsum(np.bincount(de_evento))))
    unos, otros, pesos = _parejas(inicios, personas, maximo)
    return unos, otros, pesos


@nucleo
def _parejas(inicios, personas, maximo):  # type: ignore[no-untyped-def]
    cuantas = 0
    for e in range(len(inicios) - 1):
        k = inicios[e + 1] - inicios[e]
        if 2 <= k <= maximo:
            cuantas += k * (k - 1) // 2
    unos, otros = np.empty(cuantas, np.int64), np.empty(cuantas, np.int64)
    pesos = np.empty(cuantas, np.float64)
    va = 0
    for e in range(len(inicios) - 1):
        k = inicios[e + 1] - inicios[e]
        if not 2 <= k <= maximo:
            continue
        for a in range(inicios[e], inicios[e + 1]):
            for b in range(a + 1, inicios[e + 1]):
                unos[va], otros[va], pesos[va] = personas[a], personas[b], 1.0 / (k - 1)
                va += 1
    return unos, otros, pesos


def pares_en_comun(
    inicios: NDArray[np.int64], grupos: NDArray[np.int64], cuantos: int, maximo: int
) -> NDArray[np.int64]:
    """Los pares distintos de grupos (p × 2, el menor primero) con alguien en un mismo evento de a lo más `maximo`.

    El evento e va de `inicios[e]` a `inicios[e+1]` en `grupos`. Cada par se marca en un bit: con cuarenta mil grupos son cien
    millones de bytes, y contar todos los pares de un país tarda centésimas.
    """
    hallados = _pares_en_comun(inicios, grupos, cuantos, maximo)
    return np.asarray(hallados[np.lexsort((hallados[:, 1], hallados[:, 0]))])


@nucleo
def _pares_en_comun(inicios, grupos, cuantos, maximo):  # type: ignore[no-untyped-def]
    vistos = np.zeros(cuantos * (cuantos - 1) // 16 + 1, np.uint8)
    posibles = 0
    for e in range(len(inicios) - 1):
        k = inicios[e + 1] - inicios[e]
        if 2 <= k <= maximo:
            posibles += k * (k - 1) // 2
    hallados = np.empty((posibles, 2), np.int64)
    va = 0
    for e in range(len(inicios) - 1):
        k = inicios[e + 1] - inicios[e]
        if not 2 <= k <= maximo:
            continue
        for i in range(inicios[e], inicios[e + 1]):
            for j in range(i + 1, inicios[e + 1]):
                a, b = min(grupos[i], grupos[j]), max(grupos[i], grupos[j])
                if a == b:
                    continue
                bit = b * (b - 1) // 2 + a
                marca = np.uint8(1 << (bit & 7))
                if not vistos[bit >> 3] & marca:
                    vistos[bit >> 3] |= marca
                    hallados[va, 0], hallados[va, 1] = a, b
                    va += 1
    return hallados[:va].copy()
