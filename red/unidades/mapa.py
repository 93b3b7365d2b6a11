"""El mapa de cobertura: el contorno del país y un punto por territorio, dibujado en el servidor.

Es una imagen quieta que no necesita guiones; la misma información está en su tabla. El contorno sale de
`geografia.json`, que se construye con lo demás del navegador.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from red.estaticos import CONSTRUIDOS
from red.unidades.consultas_cobertura import Lugar

ANCHO = 640.0
MARGEN = 0.12
MINIMO = 1.2
"""Grados que se ven al menos: un solo municipio no llena la página."""
CABEN = 24
"""Hasta cuántos nombres se escriben sin encimarse."""
ALTO_DE_NOMBRE, ANCHO_DE_NOMBRE = 15, 110
"""Lo que ocupa un nombre: si otro está más cerca, se lee en la tabla."""
Punto = tuple[float, float]


@dataclass(frozen=True)
class Marca:
    """Un territorio en el dibujo."""

    x: float
    y: float
    radio: float
    lugar: Lugar
    con_nombre: bool


@dataclass(frozen=True)
class Mapa:
    """Lo que se dibuja: el contorno como trazos, las marcas y el tamaño."""

    alto: float
    contornos: Sequence[str]
    marcas: Sequence[Marca]
    ancho: float = ANCHO


@cache
def _geografia(archivo: Path, _sello: int) -> dict[str, list[list[Punto]]]:
    contenido: dict[str, list[list[Punto]]] = json.loads(archivo.read_text())
    return contenido


def contorno_de(pais: str) -> list[list[Punto]]:
    """Los anillos del país en longitud y latitud; vacío si no se construyó."""
    archivo = CONSTRUIDOS / "geografia.json"
    if not archivo.exists():
        return []
    return _geografia(archivo, archivo.stat().st_mtime_ns).get(pais, [])


def dibujar(pais: str, lugares: Sequence[Lugar]) -> Mapa | None:
    """El mapa de esos lugares; None si ninguno tiene coordenadas."""
    situados = [(lugar, lugar.longitud, lugar.latitud) for lugar in lugares]
    con = [(lugar, x, y) for lugar, x, y in situados if x is not None and y is not None]
    if not con:
        return None
    oeste, este = min(x for _, x, _ in con), max(x for _, x, _ in con)
    sur, norte = min(y for _, _, y in con), max(y for _, _, y in con)
    escala_x = math.cos(math.radians((sur + norte) / 2))
    medio_ancho = max((este - oeste) / 2, MINIMO) * (1 + MARGEN)
    medio_alto = max((norte - sur) / 2, MINIMO * 0.75) * (1 + MARGEN)
    medio_ancho = max(medio_ancho, medio_alto / escala_x * 0.8)
    centro = ((oeste + este) / 2, (sur + norte) / 2)
    por_grado = ANCHO / (2 * medio_ancho)
    alto = 2 * medio_alto * por_grado / escala_x

    def en_papel(punto: Punto) -> Punto:
        x = (punto[0] - centro[0] + medio_ancho) * por_grado
        y = (centro[1] + medio_alto - punto[1]) * por_grado / escala_x
        return round(x, 1), round(y, 1)

    mayor = max(lugar.participan for lugar, _, _ in con)
    marcas: list[Marca] = []
    for lugar, longitud, latitud in sorted(con, key=lambda uno: -uno[0].participan):
        x, y = en_papel((longitud, latitud))
        con_nombre = [marca for marca in marcas if marca.con_nombre]
        cabe = len(con_nombre) < CABEN and not any(
            abs(x - otra.x) < ANCHO_DE_NOMBRE and abs(y - otra.y) < ALTO_DE_NOMBRE for otra in con_nombre
        )
        marcas.append(Marca(x, y, round(5 + 11 * math.sqrt(lugar.participan / mayor), 1), lugar, cabe))
    trazos = (_trazo([en_papel(punto) for punto in anillo], alto) for anillo in contorno_de(pais))
    return Mapa(round(alto, 1), [trazo for trazo in trazos if trazo], marcas)


def _trazo(puntos: Sequence[Punto], alto: float) -> str:
    """El anillo como trazo, sin puntos que no se distinguirían ni anillos que quedan fuera."""
    if not puntos or not _asoma(puntos, alto):
        return ""
    quedan = [puntos[0]]
    for x, y in puntos[1:]:
        lejos = not (-ANCHO < x < 2 * ANCHO and -alto < y < 2 * alto)
        if math.dist(quedan[-1], (x, y)) >= (40 if lejos else 0.8):
            quedan.append((x, y))
    if len(quedan) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in quedan) + "Z"


def _asoma(puntos: Sequence[Punto], alto: float) -> bool:
    xs, ys = [x for x, _ in puntos], [y for _, y in puntos]
    return max(xs) >= 0 and min(xs) <= ANCHO and max(ys) >= 0 and min(ys) <= alto
