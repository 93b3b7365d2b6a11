"""La Red de un día en arreglos: sus nodos, sus lazos con fecha y quién coincidió con quién, sin proyectar nada todavía.

Ley de este módulo: aquí está lo que consta, una vez; lo que se mide sale de aquí con una receta (`recetas`). Un curso de
cuarenta personas son cuarenta renglones, no 780 lazos: se proyecta cuando alguien lo pide.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import Clase, ClaseLazo

Enteros = NDArray[np.int64]
Cortos = NDArray[np.int32]
Bytes = NDArray[np.int8]
Reales = NDArray[np.float64]

CLASES = tuple(Clase)
CLASES_DE_LAZO = tuple(ClaseLazo)
NIVELES = ("titular", "superior", "mando_medio", "operativo")
SIN_FECHA = 0
"""El ordinal de un lazo que no dice desde cuándo."""


@dataclass(frozen=True, slots=True)
class Nodos:
    """Un renglón por nodo (n)."""

    clases: Bytes
    """Lugar en `CLASES`."""
    llaves: Enteros
    """Su llave en la tabla de su clase."""
    grupos: Cortos
    """El nodo de su institución, o −1; una institución es su propio grupo."""
    territorios: Enteros
    """La llave del territorio de su institución, o −1."""
    niveles: Bytes
    """Lugar en `NIVELES` del puesto de una persona, o −1."""

    def __len__(self) -> int:
        return len(self.clases)

    def de(self, clase: Clase) -> NDArray[np.bool_]:
        """Cuáles son de esa clase (n)."""
        return np.asarray(self.clases == CLASES.index(clase))


@dataclass(frozen=True, slots=True)
class Lazos:
    """Un renglón por lazo que consta entre dos nodos (m); puede haber varios entre los mismos."""

    unos: Cortos
    otros: Cortos
    clases: Bytes
    """Lugar en `CLASES_DE_LAZO`."""
    pesos: Reales
    desde: Cortos
    """El día en que empezó, como ordinal; `SIN_FECHA` si no consta."""

    def __len__(self) -> int:
        return len(self.unos)


@dataclass(frozen=True, slots=True)
class Encuentros:
    """Un renglón por cada vez que alguien estuvo en algo con otras personas o instituciones (a)."""

    nodos: Cortos
    """Quién estuvo."""
    eventos: Enteros
    """En qué: la llave de la edición, del órgano, del convenio… única entre todas las clases."""
    clases: Bytes
    """Lugar en `CLASES_DE_LAZO` de lo que une."""
    desde: Cortos

    def __len__(self) -> int:
        return len(self.nodos)


@dataclass(frozen=True, slots=True)
class Tejido:
    """Todo lo que de una Red se sabe un día y puede contarse."""

    dia: date
    nodos: Nodos
    lazos: Lazos
    encuentros: Encuentros

    @property
    def huella(self) -> str:
        """Resumen de los hechos: si uno cambia, cambia; y no depende del orden en que la base los dio."""
        suma = sha256(self.dia.isoformat().encode())
        n = self.nodos
        nombres = n.llaves * len(CLASES) + n.clases
        suma.update(_ordenado(nombres, nombres[n.grupos] * (n.grupos >= 0), n.territorios, n.niveles))
        lazos = self.lazos
        una, otra = nombres[lazos.unos], nombres[lazos.otros]
        suma.update(
            _ordenado(
                np.minimum(una, otra),
                np.maximum(una, otra),
                lazos.clases,
                (lazos.pesos * 1e6).astype(np.int64),
                lazos.desde,
            )
        )
        juntos = self.encuentros
        suma.update(_ordenado(nombres[juntos.nodos], juntos.eventos, juntos.clases, juntos.desde))
        return suma.hexdigest()


def _ordenado(*columnas: NDArray[Any]) -> bytes:
    """Los renglones de una tabla, en un orden que sólo depende de ellos."""
    tabla = np.stack([columna.astype(np.int64) for columna in columnas], axis=1)
    return np.ascontiguousarray(tabla[np.lexsort(tabla.T[::-1])]).tobytes()
