"""Lee las listas pequeñas que el producto lleva consigo y las entrega con tipo; los códigos nunca pierden ceros."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from red.demostracion.tipos import (
    CursoDemo,
    InstitucionDemo,
    TerritorioDemo,
    clave_de_territorio,
)

PAISES = ("MX", "CL", "CO")
PRIMER_DIA = date(2021, 10, 1)
"""Desde este día hay datos: es cuando empezaron las administraciones que se retratan."""
HOY_MINIMO = date(2024, 1, 1)
"""Antes de este día no cabe la historia que se cuenta."""
REDES = ("guadalajara", "chiapas", "coquimbo")


@dataclass(frozen=True, slots=True)
class NombresDeAmbito:
    """Los nombres y apellidos con que se inventan personas de un ámbito (un país, o un estado de él)."""

    mujeres: tuple[str, ...]
    hombres: tuple[str, ...]
    apellidos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Puesto:
    """Un puesto verosímil: de una institución o, si no la dice, de cualquiera de su país."""

    pais: str
    institucion: str
    nivel: str
    puesto: str


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
            latitud=_decimal(fila["lat"]),
            longitud=_decimal(fila["lon"]),
            mujeres=_entero(fila["pob_mujeres"]),
            hombres=_entero(fila["pob_hombres"]),
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
            siglas=fila["siglas"] or None,
            tipo=fila["tipo"],
            orden=fila["orden"],
            madre=fila["madre"] or None,
            territorio=clave_de_territorio(fila["pais"], fila["territorio"]),
            antes_llamada=fila["antes_llamada"] or None,
            grupo=fila["grupo"],
            participa=fila["participa"] == "si",
            desde=PRIMER_DIA,
        )
        for fila in _filas(f"instituciones_{red}.csv")
    )


@cache
def cursos(red: str) -> tuple[CursoDemo, ...]:
    """El catálogo de cursos de una red."""
    return tuple(
        CursoDemo(
            clave=f"{red}-{fila['clave']}",
            red=red,
            codigo=fila["codigo"],
            nombre=fila["nombre"],
            tipo=fila["tipo"],
            horas=int(fila["horas"]),
            temas=tuple(fila["temas"].split()),
            descripcion=fila["descripcion"],
        )
        for fila in _filas("cursos.csv")
        if red in fila["redes"].split()
    )


@cache
def puestos() -> tuple[Puesto, ...]:
    """Los puestos verosímiles de todos los países."""
    return tuple(Puesto(**fila) for fila in _filas("puestos.csv"))


@cache
def nombres(ambito: str) -> NombresDeAmbito:
    """Los nombres de un ámbito; ``MX-07`` usa los nombres de México con los apellidos de Chiapas."""
    pais = ambito.partition("-")[0]
    listas: dict[tuple[str, str], tuple[str, ...]] = {
        (fila["ambito"], fila["clase"]): tuple(fila["valores"].split()) for fila in _filas("nombres.csv")
    }

    def de(clase: str) -> tuple[str, ...]:
        return listas.get((ambito, clase)) or listas[pais, clase]

    return NombresDeAmbito(de("mujer"), de("hombre"), de("apellido"))


def exigir_hoy(hoy: date) -> None:
    """Levanta ``ValueError`` si ``hoy`` es tan antiguo que la demostración no cabe antes de él."""
    if hoy < HOY_MINIMO:
        raise ValueError(f"La demostración no se puede contar con un día anterior al {HOY_MINIMO:%d/%m/%Y}.")


def _entero(texto: str) -> int | None:
    return int(texto) if texto else None


def _decimal(texto: str) -> float | None:
    return float(texto) if texto else None
