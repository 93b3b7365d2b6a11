"""El mapa de cobertura: el contorno de los estados y un punto por territorio, dibujado en el servidor.

Es una imagen quieta que no necesita guiones; la misma información está en su tabla. Los contornos salen de
`geografia/PAÍS.json`, que se construyen con lo demás del navegador: estados, regiones o departamentos.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
ALTAMAR = {"CL": -77.0}
"""El meridiano al oeste del cual un lugar no cabe en el dibujo sin verlo todo de lejos; se lee en la tabla."""
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
class Entidad:
    """Un estado, región o departamento: su nombre y sus anillos en longitud y latitud."""

    nombre: str
    anillos: Sequence[Sequence[Punto]]


@dataclass(frozen=True)
class Contorno:
    """Una entidad en el dibujo; `con_lugares`, si en ella hay alguno de los que se muestran."""

    nombre: str
    trazo: str
    con_lugares: bool


@dataclass(frozen=True)
class Mapa:
    """Lo que se dibuja: los contornos, las marcas y el tamaño."""

    alto: float
    contornos: Sequence[Contorno]
    marcas: Sequence[Marca]
    ancho: float = ANCHO


@lru_cache(maxsize=4)
def _geografia(archivo: Path, _sello: int) -> list[Entidad]:
    return [Entidad(**entidad) for entidad in json.loads(archivo.read_text())]


def entidades_de(pais: str) -> list[Entidad]:
    """Los estados, regiones o departamentos de ese país; vacío si no se construyeron."""
    archivo = CONSTRUIDOS / "geografia" / f"{pais}.json"
    return _geografia(archivo, archivo.stat().st_mtime_ns) if archivo.exists() else []


def dibujar(pais: str, lugares: Sequence[Lugar]) -> Mapa | None:
    """El mapa de esos lugares; None si ninguno tiene coordenadas."""
    situados = [(lugar, lugar.longitud, lugar.latitud) for lugar in lugares]
    con = [
        (lugar, x, y)
        for lugar, x, y in situados
        if x is not None and y is not None and x > ALTAMAR.get(pais, -180)
    ]
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
    contornos = [
        Contorno(entidad.nombre, trazo, any(_dentro((x, y), entidad) for _, x, y in con))
        for entidad in entidades_de(pais)
        if (
            trazo := "".join(
                _trazo([en_papel(punto) for punto in anillo], alto) for anillo in entidad.anillos
            )
        )
    ]
    return Mapa(round(alto, 1), contornos, marcas)


def _dentro(punto: Punto, entidad: Entidad) -> bool:
    """Si el punto cae en la entidad: una línea hacia el este cruza su borde un número impar de veces."""
    x, y = punto
    cruces = 0
    for anillo in entidad.anillos:
        for (x1, y1), (x2, y2) in pairwise([*anillo, anillo[0]]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                cruces += 1
    return cruces % 2 == 1


def _trazo(puntos: Sequence[Punto], alto: float) -> str:
    """El anillo como trazo, sin puntos que no se distinguirían ni anillos que quedan fuera."""
    if not puntos or not _asoma(puntos, alto):
        return ""
    quedan = [puntos[0]]
    for x, y in puntos[1:]:
        lejos = not (-ANCHO < x < 2 * ANCHO and -alto < y < 2 * alto)
        if math.dist(quedan[-1], (x, y)) >= (40 if lejos else 1.5):
            quedan.append((x, y))
    if len(quedan) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in quedan) + "Z"


def _asoma(puntos: Sequence[Punto], alto: float) -> bool:
    xs, ys = [x for x, _ in puntos], [y for _, y in puntos]
    return max(xs) >= 0 and min(xs) <= ANCHO and max(ys) >= 0 and min(ys) <= alto
