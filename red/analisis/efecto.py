"""El efecto multiplicador de la formación: qué pares de instituciones unió, y si son más que los que daría el azar.

Ley de este módulo: el azar conserva a cuántos cursos fue cada persona y cuánta gente hubo en cada curso; sólo cambia quién
coincidió con quién. Sin esa vara, cualquier curso grande parecería tejer mucho.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import MAXIMO_POR_EDICION, ClaseLazo
from red.analisis.motor.conectividad import pedazos
from red.analisis.motor.proyeccion import pares_en_comun
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
    de_quien = tejido.nodos.grupos[juntos.nodos[de_curso]]
    con_grupo = de_quien >= 0
    instituciones, grupos = np.unique(de_quien[con_grupo], return_inverse=True)
    inicios, orden = _por_aula(juntos.eventos[de_curso][con_grupo])
    grupos = grupos.astype(np.int64)[orden]
    hallados = pares_en_comun(inicios, grupos, len(instituciones), MAXIMO_POR_EDICION)
    if not len(hallados):
        return None
    azar = np.random.default_rng(semilla)
    repartos = max(MINIMO_DE_REPARTOS, min(REPARTOS, TOPE // len(grupos)))
    cuentas = sorted(
        len(pares_en_comun(inicios, azar.permutation(grupos), len(instituciones), MAXIMO_POR_EDICION))
        for _ in range(repartos)
    )
    completa = Receta(Lente.DEPENDENCIAS)
    sin_cursos, con_cursos = mirar(tejido, sin(completa, ClaseLazo.COFORMACION)), mirar(tejido, completa)
    total = len(tejido.nodos)
    una = np.repeat(sin_cursos.grupos, sin_cursos.arreglos.grados).astype(np.int64)
    ya = una * total + sin_cursos.grupos[sin_cursos.arreglos.vecinos]
    suyos = instituciones.astype(np.int64)[hallados[:, 0]] * total + instituciones[hallados[:, 1]]
    return Efecto(
        len(hallados),
        int((~np.isin(suyos, ya)).sum()),
        cuentas[int(0.025 * repartos)],
        cuentas[min(repartos - 1, int(0.975 * repartos))],
        _en_el_mayor(pedazos(sin_cursos.arreglos)),
        _en_el_mayor(pedazos(con_cursos.arreglos)),
    )


def _por_aula(eventos: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Dónde empieza cada aula, y en qué orden quedan las asistencias para estar juntas."""
    aulas = np.unique(eventos, return_inverse=True)[1]
    return np.concatenate(([0], np.cumsum(np.bincount(aulas)))), np.argsort(aulas, kind="stable")


def _en_el_mayor(cual: NDArray[np.int32]) -> int:
    return int(np.bincount(cual).max()) if len(cual) else 0
