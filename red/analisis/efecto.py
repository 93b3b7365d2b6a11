"""El efecto multiplicador de la formación: qué pares de instituciones unió, y si son más que los que daría el azar.

Ley de este módulo: el azar conserva a cuántos cursos fue cada persona y cuánta gente hubo en cada curso; sólo cambia quién
coincidió con quién. Sin esa vara, cualquier curso grande parecería tejer mucho.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import ClaseLazo
from red.analisis.motor.conectividad import pedazos
from red.analisis.recetas import Lente, Receta, mirar, sin
from red.analisis.tejido import CLASES_DE_LAZO, Tejido

REPARTOS = 200
TOPE = 300_000
"""Asistencias por repartos que se revuelven: en una Red nacional bastan unos cuantos repartos."""
MINIMO_DE_REPARTOS = 20


@dataclass(frozen=True, slots=True)
class Efecto:
    """Lo que los cursos unieron, y entre cuánto y cuánto lo habrían unido al azar (95 de cada 100 repartos)."""

    pares_de_instituciones: int
    nuevos: int
    """Pares que sin los cursos no tendrían ningún lazo directo."""
    al_azar_bajo: int
    al_azar_alto: int
    sin_cursos: int
    """Instituciones en el grupo mayor si no se cuentan los cursos."""
    con_cursos: int


def efecto_de_la_formacion(tejido: Tejido, semilla: int = 0) -> Efecto | None:
    """Nada si nadie ha coincidido en un curso con alguien de otra institución."""
    juntos = tejido.encuentros
    de_curso = juntos.clases == CLASES_DE_LAZO.index(ClaseLazo.COFORMACION)
    personas, eventos = juntos.nodos[de_curso], juntos.eventos[de_curso]
    grupos = tejido.nodos.grupos[personas]
    con_grupo = grupos >= 0
    grupos, eventos = grupos[con_grupo].astype(np.int64), eventos[con_grupo]
    if not len(grupos):
        return None
    aulas = np.unique(eventos, return_inverse=True)[1].astype(np.int64)
    hallados = _pares(grupos, aulas)
    if not len(hallados):
        return None
    azar = np.random.default_rng(semilla)
    repartos = max(MINIMO_DE_REPARTOS, min(REPARTOS, TOPE // len(grupos)))
    cuentas = sorted(len(_pares(azar.permutation(grupos), aulas)) for _ in range(repartos))
    completa = Receta(Lente.DEPENDENCIAS)
    sin_cursos, con_cursos = mirar(tejido, sin(completa, ClaseLazo.COFORMACION)), mirar(tejido, completa)
    unidas = np.repeat(sin_cursos.grupos, sin_cursos.arreglos.grados).astype(np.int64)
    ya = set((unidas * len(tejido.nodos) + sin_cursos.grupos[sin_cursos.arreglos.vecinos]).tolist())
    menor, mayor = hallados // _BASE, hallados % _BASE
    return Efecto(
        len(hallados),
        sum(int(llave) not in ya for llave in menor * len(tejido.nodos) + mayor),
        cuentas[int(0.025 * repartos)],
        cuentas[min(repartos - 1, int(0.975 * repartos))],
        _en_el_mayor(pedazos(sin_cursos.arreglos)),
        _en_el_mayor(pedazos(con_cursos.arreglos)),
    )


_BASE = 1 << 31
MAXIMO_DE_AULA = 60


def _pares(grupos: NDArray[np.int64], aulas: NDArray[np.int64]) -> NDArray[np.int64]:
    """Los pares distintos de instituciones que coinciden en algún aula, el menor primero, en una sola cifra."""
    una_vez = np.unique(aulas * _BASE + grupos)
    de_aula, de_grupo = una_vez // _BASE, una_vez % _BASE
    inicios = np.flatnonzero(np.concatenate(([True], de_aula[1:] != de_aula[:-1])))
    tamanos = np.diff(np.concatenate((inicios, [len(de_aula)])))
    hallados = []
    for cuantos in range(2, MAXIMO_DE_AULA + 1):
        de_este = inicios[tamanos == cuantos]
        if len(de_este):
            a, b = np.triu_indices(cuantos, 1)
            hallados.append(
                (de_grupo[de_este[:, None] + a] * _BASE + de_grupo[de_este[:, None] + b]).ravel()
            )
    return np.unique(np.concatenate(hallados)) if hallados else np.zeros(0, np.int64)


def _en_el_mayor(cual: NDArray[np.int32]) -> int:
    return int(np.bincount(cual).max()) if len(cual) else 0
