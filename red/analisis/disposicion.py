"""Dónde va cada nodo en el mapa: calculado aquí, para que el mapa se pinte de inmediato y siempre igual.

Ley de este módulo: la misma Red da el mismo dibujo. Cada dependencia es un racimo con su gente
alrededor; se acercan las que más se tratan; lo que no se toca con lo demás va aparte y ordenado.
"""

from math import ceil, cos, pi, sin, sqrt
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import Clase, ClaseLazo, Grafo

Puntos = NDArray[np.float64]
Lugares = dict[str, tuple[float, float]]

# Cuánto acerca cada clase de lazo: la adscripción arma el racimo y el trato sólo lo inclina. La
# coformación va por su peso, porque una edición une a todas sus asistentes entre sí: sin eso, una
# sala llena sería un ovillo.
JALA = {
    ClaseLazo.ADSCRIPCION: 1.0,
    ClaseLazo.PERTENENCIA: 1.0,
    ClaseLazo.DESIGNACION: 0.5,
    ClaseLazo.COLABORACION: 0.22,
    ClaseLazo.COFORMACION: 0.3,
    ClaseLazo.ORGANO: 0.3,
    ClaseLazo.CONVENIO: 0.3,
    ClaseLazo.PROGRAMA: 0.3,
    ClaseLazo.PROYECTO: 0.3,
}
# La figura y su rótulo necesitan más sitio alrededor de una dependencia que de una persona.
SITIO = {Clase.INSTITUCION: 1.5, Clase.UNIDAD: 0.9}
SITIO_DE_LAS_DEMAS = 0.85
MAXIMO_PARA_ACOMODAR = 1200
PASOS, MINIMO_DE_PASOS, NODOS_SIN_PRISA = 220, 50, 260
ANCHO_POR_ALTO = 1.45
ANGULO_DORADO = pi * (3 - sqrt(5))
PESO = 0.003
"""Lo que todo cae al centro; más de arriba abajo, para que el dibujo quede acostado como la pantalla."""
AIRE = 3.2
"""Lo que se separa un pedazo de otro, en sitios de nodo."""


def disponer(grafo: Grafo, semilla: int = 7) -> Lugares:
    """Lugar de cada nodo, con ambas coordenadas entre 0 y 1 y la misma escala en los dos ejes.

    Sirve hasta unos cientos de nodos; de `MAXIMO_PARA_ACOMODAR` en adelante sólo reparte los
    racimos en espiral, sin acomodarlos.

    >>> disponer(nx.Graph()), disponer(nx.empty_graph(["a"]))
    ({}, {'a': (0.5, 0.5)})
    """
    sueltos = sorted(nx.isolates(grafo))
    pedazos = [sorted(pedazo) for pedazo in nx.connected_components(grafo) if len(pedazo) > 1]
    pedazos.sort(key=lambda pedazo: (-len(pedazo), pedazo[0]))
    dibujados = [(pedazo, _dibujar(grafo, pedazo, semilla)) for pedazo in pedazos]
    lugares = _juntar(dibujados)
    lugares |= _en_renglones(sueltos, lugares)
    return _normalizar(lugares)


def _dibujar(grafo: Grafo, pedazo: list[str], semilla: int) -> Puntos:
    """Un pedazo, centrado en el origen y con un sitio de lado 1 por nodo, más o menos."""
    inicio = _racimos(grafo, pedazo, semilla)
    puntos = inicio if len(pedazo) > MAXIMO_PARA_ACOMODAR else _acomodar(grafo, pedazo, inicio)
    return _tender(puntos - puntos.mean(axis=0))


def _racimos(grafo: Grafo, pedazo: list[str], semilla: int) -> Puntos:
    """Punto de partida: los grupos en una espiral ordenada por cercanía y su gente alrededor."""
    grupos: dict[str, list[int]] = {}
    for lugar, nodo in enumerate(pedazo):
        grupos.setdefault(str(grafo.nodes[nodo].get("grupo") or nodo), []).append(lugar)
    azar = np.random.default_rng(semilla)
    puntos = np.zeros((len(pedazo), 2))
    paso = 2.2 * sqrt(len(pedazo) / max(1, len(grupos)))
    for orden, grupo in enumerate(_en_orden(grafo, pedazo, grupos)):
        radio, angulo = paso * sqrt(orden), orden * ANGULO_DORADO
        centro = np.array([radio * cos(angulo), radio * sin(angulo)])
        giro = azar.uniform(0, 2 * pi)
        for vuelta, lugar in enumerate(grupos[grupo]):
            es_centro = grafo.nodes[pedazo[lugar]].get("clase") == Clase.INSTITUCION
            giro_propio = giro + 2 * pi * vuelta / len(grupos[grupo])
            brazo = 0.0 if es_centro else 1.0
            puntos[lugar] = centro + brazo * np.array([cos(giro_propio), sin(giro_propio)])
    return puntos


def _en_orden(grafo: Grafo, pedazo: list[str], grupos: dict[str, list[int]]) -> list[str]:
    """Los grupos, del que más trata con otros hacia afuera, cada uno cerca del que lo llevó."""
    de = {pedazo[lugar]: grupo for grupo, lugares in grupos.items() for lugar in lugares}
    entre: Grafo = nx.Graph()
    entre.add_nodes_from(grupos)
    entre.add_edges_from((de[uno], de[otro]) for uno, otro in grafo.subgraph(pedazo).edges)
    centro = max(entre, key=lambda grupo: (entre.degree[grupo], grupo))
    visita = [centro, *(hijo for _, hijo in nx.bfs_edges(entre, centro, sort_neighbors=sorted))]
    return visita + [grupo for grupo in grupos if grupo not in set(visita)]


def _acomodar(grafo: Grafo, pedazo: list[str], puntos: Puntos) -> Puntos:
    """Fuerzas de Fruchterman y Reingold (1991): los lazos acercan y todo lo demás se aparta."""
    n = len(pedazo)
    lugar = {nodo: i for i, nodo in enumerate(pedazo)}
    # Precisión sencilla: para dibujar sobra, y tarda la mitad.
    jala = np.zeros((n, n), dtype=np.float32)
    for uno, otro, datos in grafo.subgraph(pedazo).edges(data=True):
        jala[lugar[uno], lugar[otro]] = jala[lugar[otro], lugar[uno]] = _cuanto_jala(datos)
    clase_de = {nodo: grafo.nodes[nodo].get("clase", Clase.PERSONA) for nodo in pedazo}
    sitio = np.array([SITIO.get(clase_de[nodo], SITIO_DE_LAS_DEMAS) for nodo in pedazo], dtype=np.float32)
    junto = sitio[:, None] + sitio[None, :]
    empuje = junto * junto
    jala /= junto
    calor = sqrt(n) * 0.35
    x, y = (puntos[:, eje].astype(np.float32) for eje in (0, 1))
    dx, dy, cuadrado, lejos, fuerza, parte = (np.empty((n, n), dtype=np.float32) for _ in range(6))
    pasos = _cuantos_pasos(n)
    for paso in range(pasos):
        # Todo se escribe sobre lo de la vuelta anterior: pedir memoria nueva cuesta más que las cuentas.
        np.subtract.outer(x, x, out=dx)
        np.subtract.outer(y, y, out=dy)
        np.multiply(dx, dx, out=cuadrado)
        cuadrado += np.multiply(dy, dy, out=parte)
        np.maximum(cuadrado, 0.0025, out=cuadrado)
        np.sqrt(cuadrado, out=lejos)
        # Positivo aparta, negativo acerca; dividido entre la distancia para multiplicar por dx, dy.
        np.divide(empuje, cuadrado, out=fuerza)
        fuerza -= np.multiply(jala, lejos, out=parte)
        # Encimarse cuesta más que cualquier lazo: nadie tapa a nadie.
        np.maximum(np.subtract(junto, lejos, out=parte), 0.0, out=parte)
        fuerza += np.multiply(np.divide(parte, lejos, out=parte), 3.0, out=parte)
        mueve_x = np.einsum("ij,ij->i", fuerza, dx) - PESO * n * (x - x.mean())
        mueve_y = np.einsum("ij,ij->i", fuerza, dy) - PESO * ANCHO_POR_ALTO**2 * n * (y - y.mean())
        largo = np.maximum(np.hypot(mueve_x, mueve_y), 1e-9)
        tope = calor * (1 - paso / pasos) ** 1.5 + 0.01
        avance = np.minimum(largo, tope) / largo
        x += mueve_x * avance
        y += mueve_y * avance
    return np.stack([x, y], axis=1).astype(np.float64)


def _cuantos_pasos(nodos: int) -> int:
    """Menos mientras más nodos: cada paso cuesta el cuadrado y quien abre el mapa espera."""
    parte = min(1.0, NODOS_SIN_PRISA / nodos)
    return max(MINIMO_DE_PASOS, round(PASOS * parte * sqrt(parte)))


def _cuanto_jala(lazo: dict[str, Any]) -> float:
    """Lo que acerca una arista: lo de su clase más fuerte."""
    fuerzas = [
        JALA[clase] * (min(1.0, lazo["peso"]) if clase == ClaseLazo.COFORMACION else 1.0)
        for clase in lazo.get("clases", ())
    ]
    return max(fuerzas, default=JALA[ClaseLazo.COLABORACION])


def _tender(puntos: Puntos) -> Puntos:
    """Gira el dibujo para que su lado largo quede acostado, como la pantalla."""
    if len(puntos) < 3:
        return puntos
    _, ejes = np.linalg.eigh(puntos.T @ puntos)
    principal = ejes[:, -1] * (1 if ejes[0, -1] >= 0 else -1)
    giro = np.array([[principal[0], principal[1]], [-principal[1], principal[0]]])
    return np.asarray(puntos @ giro.T)


def _juntar(dibujados: list[tuple[list[str], Puntos]]) -> Lugares:
    """El pedazo mayor al centro y los demás en los huecos que deja, lo más cerca que quepan."""
    lugares: Lugares = {}
    puestos = np.empty((0, 2))
    desde, anterior = 0, 0
    for pedazo, puntos in dibujados:
        centrados = puntos - (puntos.max(axis=0) + puntos.min(axis=0)) / 2
        # Donde no cupo uno del mismo tamaño tampoco cabrá este: se sigue buscando desde ahí.
        desde = desde if len(pedazo) == anterior else 0
        anterior = len(pedazo)
        sitio, desde = _hueco(puestos, centrados, desde)
        puestos = np.vstack([puestos, centrados + sitio])
        lugares |= {
            nodo: (float(p[0]), float(p[1])) for nodo, p in zip(pedazo, centrados + sitio, strict=True)
        }
    return lugares


def _hueco(puestos: Puntos, puntos: Puntos, desde: int) -> tuple[Puntos, int]:
    """El primer sitio de una espiral, más ancha que alta, donde nada queda cerca de lo ya puesto."""
    paso = desde
    while True:
        radio, angulo = 0.9 * sqrt(paso), paso * ANGULO_DORADO
        sitio = np.array([ANCHO_POR_ALTO * radio * cos(angulo), radio * sin(angulo)])
        entre = puestos[:, None, :] - (puntos + sitio)[None, :, :]
        if not len(puestos) or float((entre * entre).sum(axis=2).min()) >= AIRE * AIRE:
            return sitio, paso
        paso += 1


def _en_renglones(sueltos: list[str], lugares: Lugares) -> Lugares:
    """Los que no tienen ningún lazo, formados debajo de todo."""
    if not sueltos:
        return {}
    xs = [x for x, _ in lugares.values()] or [0.0]
    suelo = min((y for _, y in lugares.values()), default=0.0)
    aire = 3.4
    por_renglon = max(1, min(len(sueltos), ceil(max(max(xs) - min(xs), sqrt(len(sueltos)) * aire) / aire)))
    medio = (max(xs) + min(xs)) / 2
    formados = {}
    for lugar, nodo in enumerate(sueltos):
        renglon, columna = divmod(lugar, por_renglon)
        en_este = min(por_renglon, len(sueltos) - renglon * por_renglon)
        formados[nodo] = (medio + (columna - (en_este - 1) / 2) * aire, suelo - aire * (renglon + 1))
    return formados


def _normalizar(lugares: Lugares) -> Lugares:
    """Encoge todo al cuadrado de 0 a 1, centrado y sin deformar."""
    if not lugares:
        return {}
    xs, ys = zip(*lugares.values(), strict=True)
    lado = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    cx, cy = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return {
        n: (round((x - cx) / lado + 0.5, 5), round((y - cy) / lado + 0.5, 5)) for n, (x, y) in lugares.items()
    }
