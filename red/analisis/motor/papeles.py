"""El papel de cada nodo entre grupos: quién enlaza a quiénes, y qué parte de sus lazos sale de su grupo."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.arreglos import Arreglos, Enteros, Reales
from red.analisis.motor.compilacion import nucleo
from red.analisis.motor.locales import hacia_mayores

PAPELES = ("coordina", "consulta", "representa", "enlaza")


@dataclass(frozen=True, slots=True)
class Papeles:
    """Cuántos pares de contactos que no se tratan entre sí une cada nodo (n), según de qué grupo son los tres.

    Gould y Fernandez (1989, Sociological Methodology 19), para lazos sin dirección: sin ella, guardián y representante son
    el mismo papel.
    """

    coordina: NDArray[np.int64]
    """Los dos son de su mismo grupo."""
    consulta: NDArray[np.int64]
    """Los dos son de un mismo grupo que no es el suyo."""
    representa: NDArray[np.int64]
    """Uno es de su grupo y el otro no: por ahí sale su grupo, o entra el otro."""
    enlaza: NDArray[np.int64]
    """Son de dos grupos distintos, y ninguno es el suyo."""


def papeles(grafo: Arreglos, grupos: Enteros) -> Papeles:
    """El papel de cada nodo entre los `grupos` (n); quien tiene grupo negativo no une a nadie ni es unido."""
    cuatro = _papeles(grafo.inicios, grafo.vecinos, _sin_huecos(grupos))
    return Papeles(*(cuatro[:, papel].copy() for papel in range(4)))


def participacion(grafo: Arreglos, grupos: Enteros) -> Reales:
    """Qué tan repartidos están sus lazos entre grupos (n): 0, todos con uno; cerca de 1, con muchos por igual.

    Coeficiente de participación de Guimerà y Amaral (2005, Nature 433), con pesos; NaN en quien no tiene lazos con nadie
    de algún grupo.
    """
    desde = np.repeat(np.arange(len(grafo), dtype=np.int64), grafo.grados)
    suyos = _sin_huecos(grupos)
    con_grupo = suyos[grafo.vecinos] >= 0
    cuantos = max(1, int(suyos.max(initial=-1)) + 1)
    pares, donde = np.unique(
        desde[con_grupo] * cuantos + suyos[grafo.vecinos[con_grupo]], return_inverse=True
    )
    por_grupo = np.bincount(donde, grafo.unos[con_grupo], len(pares))
    nodos = pares // cuantos
    fuerza = np.bincount(nodos, por_grupo, len(grafo))
    cuadrados = np.bincount(nodos, por_grupo**2, len(grafo))
    repartido = np.full(len(grafo), np.nan)
    np.divide(cuadrados, fuerza**2, out=repartido, where=fuerza > 0)
    return np.asarray(1 - repartido)


def indices_ei(grafo: Arreglos, grupos: Enteros) -> tuple[float | None, Reales]:
    """Lazos hacia fuera menos lazos hacia dentro, entre todos: de la red entera y de cada grupo (g).

    Krackhardt y Stern (1988, Social Psychology Quarterly 51): −1, todo queda adentro; 1, todo cruza. Sólo cuentan lazos
    cuyos dos extremos tienen grupo; None, o NaN, si no hay ninguno. Los grupos van en el orden de su número.
    """
    suyos = _sin_huecos(grupos)
    desde = suyos[np.repeat(np.arange(len(grafo)), grafo.grados)]
    hacia = suyos[grafo.vecinos]
    ambos = (desde >= 0) & (hacia >= 0)
    desde, fuera = desde[ambos], desde[ambos] != hacia[ambos]
    cuantos = int(suyos.max(initial=-1)) + 1
    signo = np.where(fuera, 1.0, -1.0)
    todos, saldo = np.bincount(desde, minlength=cuantos), np.bincount(desde, signo, cuantos)
    por_grupo = np.full(cuantos, np.nan)
    np.divide(saldo, todos, out=por_grupo, where=todos > 0)
    return (float(signo.mean()) if len(signo) else None), por_grupo


def asortatividad(grafo: Arreglos, grupos: Enteros) -> float | None:
    """Cuánto se tratan los de igual grupo por encima del azar, de −1 a 1 (Newman, 2003, Physical Review E 67).

    Cuenta lazos y no pesos, como networkx; None si no hay lazos entre quienes tienen grupo o todos son del mismo.
    """
    suyos = _sin_huecos(grupos)
    desde = suyos[np.repeat(np.arange(len(grafo)), grafo.grados)]
    hacia = suyos[grafo.vecinos]
    ambos = (desde >= 0) & (hacia >= 0)
    total = int(ambos.sum())
    if not total:
        return None
    iguales = float((desde[ambos] == hacia[ambos]).mean())
    cuantos = int(suyos.max()) + 1
    al_azar = float(
        (np.bincount(desde[ambos], minlength=cuantos) * np.bincount(hacia[ambos], minlength=cuantos)).sum()
    ) / (float(total) ** 2)
    return None if al_azar == 1.0 else (iguales - al_azar) / (1 - al_azar)


def _sin_huecos(grupos: Enteros) -> Enteros:
    """Los mismos grupos numerados desde cero y seguidos, en su orden; lo negativo sigue siendo −1."""
    suyos = np.full(len(grupos), -1, np.int32)
    con_grupo = np.asarray(grupos) >= 0
    suyos[con_grupo] = np.unique(np.asarray(grupos)[con_grupo], return_inverse=True)[1]
    return suyos


@nucleo
def _papeles(inicios, vecinos, grupos):  # type: ignore[no-untyped-def]
    """Todos los pares de contactos, por cuántos hay de cada grupo, menos los que ya se tratan, por triángulos."""
    n = len(inicios) - 1
    cuatro = np.zeros((n, 4), np.int64)
    cuantos = np.zeros(n + 1, np.int64)
    tocados = np.empty(n, np.int32)
    for v in range(n):
        propio = grupos[v]
        if propio < 0:
            continue
        hay = 0
        total = np.int64(0)
        for lugar in range(inicios[v], inicios[v + 1]):
            g = grupos[vecinos[lugar]]
            if g < 0:
                continue
            if cuantos[g] == 0:
                tocados[hay] = g
                hay += 1
            cuantos[g] += 1
            total += 1
        suyos = cuantos[propio]
        iguales = np.int64(0)
        for t in range(hay):
            g = tocados[t]
            if g != propio:
                iguales += cuantos[g] * (cuantos[g] - 1) // 2
            cuantos[g] = 0
        ajenos = total - suyos
        cuatro[v, 0] = suyos * (suyos - 1) // 2
        cuatro[v, 1] = iguales
        cuatro[v, 2] = suyos * ajenos
        cuatro[v, 3] = ajenos * (ajenos - 1) // 2 - iguales
    # Cada triángulo se ve una vez y quita un par a cada uno de los tres.
    salen, hacia = hacia_mayores(inicios, vecinos)
    marca = np.full(n, -1, np.int32)
    for v in range(n):
        for lugar in range(salen[v], salen[v + 1]):
            marca[hacia[lugar]] = v
        for lugar in range(salen[v], salen[v + 1]):
            u = hacia[lugar]
            for otro in range(salen[u], salen[u + 1]):
                w = hacia[otro]
                if marca[w] == v and grupos[v] >= 0 and grupos[u] >= 0 and grupos[w] >= 0:
                    _quitar(cuatro, grupos, v, u, w)
                    _quitar(cuatro, grupos, u, v, w)
                    _quitar(cuatro, grupos, w, v, u)
    return cuatro


@nucleo
def _quitar(cuatro, grupos, v, a, b):  # type: ignore[no-untyped-def]
    """El par a, b de contactos de v ya se trata: no es v quien lo une."""
    if grupos[a] == grupos[b]:
        cuatro[v, 0 if grupos[a] == grupos[v] else 1] -= 1
    elif grupos[a] == grupos[v] or grupos[b] == grupos[v]:
        cuatro[v, 2] -= 1
    else:
        cuatro[v, 3] -= 1
