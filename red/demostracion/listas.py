"""Lee las listas pequeñas que el producto lleva consigo y las entrega con tipo; los códigos nunca pierden ceros."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from red.demostracion.tipos import (
    CursoDemo,
    InstitucionDemo,
    TerritorioDemo,
    clave_de_territorio,
)

PAISES = ("MX", "CL", "CO")
REDES = ("guadalajara", "chiapas", "coquimbo")


@dataclass(frozen=True, slots=True)
class NombresDeAmbito:
    """Los nombres y apellidos con que se inventan personas de un ámbito (un país, o un estado de él)."""

    mujeres: tuple[str, ...]
    hombres: tuple[str, ...]
    apellidos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cargo:
    """Un cargo verosímil: de una institución o, si no la dice, de cualquiera de su país."""

    pais: str
    institucion: str
    nivel: str
    cargo: str


def _filas(archivo: str) -> list[dict[str, str]]:
    texto = files("red.demostracion").joinpath("datos", archivo).read_text(encoding="utf-8")
    return list(csv.DictReader(texto.splitlines()))


@cache
def territorios(pais: str) -> tuple[TerritorioDemo, ...]:
    """Los territorios de un país, cada uno después del que lo contiene."""
    return tuple(
        TerritorioDemo(
            pais=pais,
            codigo=fila["codigo"],
            nombre=fila["nombre"],
            nivel=fila["nivel"],
            madre=fila["madre"] or None,
            lat=_decimal(fila["lat"]),
            lon=_decimal(fila["lon"]),
            pob_mujeres=_entero(fila["pob_mujeres"]),
            pob_hombres=_entero(fila["pob_hombres"]),
        )
        for fila in _filas(f"territorios_{pais.lower()}.csv")
    )


def todos_los_territorios() -> tuple[TerritorioDemo, ...]:
    """Los de los tres países, en el orden en que se pueden insertar."""
    return tuple(territorio for pais in PAISES for territorio in territorios(pais))


@cache
def instituciones(red: str) -> tuple[InstitucionDemo, ...]:
    """Las instituciones reales de una red, cada una después de la que la contiene."""
    return tuple(
        InstitucionDemo(
            clave=fila["clave"],
            nombre=fila["nombre"],
            siglas=fila["siglas"],
            tipo=fila["tipo"],
            orden=fila["orden"],
            madre=fila["madre"] or None,
            territorio=clave_de_territorio(fila["pais"], fila["territorio"]),
            antes_llamada=fila["antes_llamada"],
            grupo=fila["grupo"],
            participa=fila["participa"] == "si",
        )
        for fila in _filas(f"instituciones_{red}.csv")
    )


@cache
def cursos(red: str | None = None) -> tuple[CursoDemo, ...]:
    """El catálogo de cursos: el de una red, o el de todas sin repetir."""
    return tuple(
        CursoDemo(
            clave=fila["clave"],
            codigo=fila["codigo"],
            nombre=fila["nombre"],
            tipo=fila["tipo"],
            horas=int(fila["horas"]),
            temas=tuple(fila["temas"].split()),
            estandar=fila["estandar"],
            descripcion=fila["descripcion"],
        )
        for fila in _filas("cursos.csv")
        if red is None or red in fila["redes"].split()
    )


@cache
def cargos() -> tuple[Cargo, ...]:
    """Los cargos verosímiles de todos los países."""
    return tuple(Cargo(**fila) for fila in _filas("cargos.csv"))


@cache
def nombres(ambito: str) -> NombresDeAmbito:
    """Los nombres de un ámbito; ``MX-07`` usa los nombres de México con los apellidos de Chiapas."""
    pais = ambito.partition("-")[0]
    listas: dict[tuple[str, str], tuple[str, ...]] = {
        (fila["ambito"], fila["clase"]): tuple(fila["valores"].split())
        for fila in _filas("nombres.csv")
    }

    def de(clase: str) -> tuple[str, ...]:
        return listas.get((ambito, clase)) or listas[pais, clase]

    return NombresDeAmbito(de("mujer"), de("hombre"), de("apellido"))


def _entero(texto: str) -> int | None:
    return int(texto) if texto else None


def _decimal(texto: str) -> float | None:
    return float(texto) if texto else None
