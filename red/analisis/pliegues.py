"""Lo que la página del mapa pliega: cada renglón plegado dice, sin abrirse, lo que hay dentro.

Ley de este módulo: se pliega por tema y nunca se calla; quien no abre nada ya leyó lo importante.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from red.analisis import redaccion
from red.analisis.fichas import Ficha
from red.analisis.grafos import Clase
from red.analisis.lectura import PALABRAS, ClaseHallazgo, Hallazgo
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras, con_mayuscula

PRIMEROS = 3
"""Cuántos hallazgos caben junto al dibujo en un teléfono."""


@dataclass(frozen=True, slots=True)
class Grupo:
    """Los hallazgos de un mismo tema y la frase que los resume."""

    frase: str
    hallazgos: list[Hallazgo]


def los_primeros(hallazgos: Sequence[Hallazgo], cuantos: int = PRIMEROS) -> list[Hallazgo]:
    """Lo más grave de cada tema, de temas distintos: tres veces lo mismo no dice tres cosas."""
    vistos: dict[ClaseHallazgo, Hallazgo] = {}
    for hallazgo in hallazgos:
        vistos.setdefault(hallazgo.clase, hallazgo)
    return list(vistos.values())[:cuantos]


def agrupar(hallazgos: Sequence[Hallazgo], palabras: Palabras = PALABRAS) -> list[Grupo]:
    """Los hallazgos por tema; el orden de los temas y el de adentro son los que ya traían."""
    orden = list(dict.fromkeys(hallazgo.clase for hallazgo in hallazgos))
    juntos = sorted(hallazgos, key=lambda hallazgo: orden.index(hallazgo.clase))
    return [
        Grupo(_frase(clase, suyos, palabras), suyos)
        for clase, grupo in groupby(juntos, key=lambda hallazgo: hallazgo.clase)
        if (suyos := list(grupo))
    ]


def _frase(clase: ClaseHallazgo, suyos: Sequence[Hallazgo], palabras: Palabras) -> str:
    """Cuántos son y qué dicen; si es uno, su mismo título."""
    cuantos = len(suyos)
    if clase is ClaseHallazgo.DENSIDAD:
        return suyos[0].frase
    if cuantos == 1 or clase is ClaseHallazgo.RED_EN_PEDAZOS:
        return f"{suyos[0].titulo}."
    personas, lugares = redaccion.personas(cuantos), palabras.contar(cuantos)
    dichas = {
        ClaseHallazgo.SALIDA_QUE_CORTA: f"La Red se corta si deja su puesto cualquiera de {personas}.",
        ClaseHallazgo.DEPENDENCIA_COLGADA: f"{lugares} dependen de una sola persona para seguir en la Red.",
        ClaseHallazgo.INTERCONEXION: f"{personas} unen a {palabras.varias} que sin ellas quedarían más lejos.",
        ClaseHallazgo.DEPENDENCIA_AISLADA: f"{lugares} están en la Red sin lazos con las demás.",
        ClaseHallazgo.PERSONA_AISLADA: f"{personas} todavía no coinciden con nadie.",
        ClaseHallazgo.DEPENDENCIA_VACIA: f"A {lugares} todavía no llega la Red.",
        ClaseHallazgo.UNIDAD_DE_UNA_PERSONA: f"{redaccion.cuantas(cuantos, 'unidad', 'unidades')} se sostienen en una sola persona.",
        ClaseHallazgo.DEPENDENCIA_SIN_UNIDAD: f"{lugares} no tienen unidad registrada.",
    }
    return con_mayuscula(dichas.get(clase, f"{suyos[0].titulo}, y {cuantos - 1} más."))


@dataclass(frozen=True, slots=True)
class Tabla:
    """Los nodos de una clase en renglones: lo mismo que el dibujo, para leerse."""

    titulo: str
    que: str
    frase: str
    columnas: list[str]
    fichas: list[Ficha]


def tablas(fichas: dict[str, Ficha], medidas: Medidas, palabras: Palabras = PALABRAS) -> list[Tabla]:
    """Una por clase de nodo, con la frase que la resume; las que no tienen a nadie no van."""
    por_clase = {
        clase: sorted((f for f in fichas.values() if f.clase is clase), key=lambda ficha: ficha.nombre)
        for clase in (Clase.PERSONA, Clase.INSTITUCION, Clase.UNIDAD)
    }
    personas, lugares, unidades = (len(suyas) for suyas in por_clase.values())
    enlazan = sum(len(toca) >= 2 for toca in medidas.toca.values())
    vacias = sum(dict(f.datos).get("Personas en la Red") == "0" for f in por_clase[Clase.INSTITUCION])
    solas = sum(dict(f.datos).get("Con designación") == "nadie, todavía" for f in por_clase[Clase.UNIDAD])
    dichas = {
        Clase.PERSONA: (
            "Personas, en tabla",
            "Persona",
            f"{redaccion.personas(personas)}; {_en_femenino(enlazan) if enlazan else 'ninguna'} "
            f"{'tiene' if enlazan < 2 else 'tienen'} trato con más de una {palabras.una}.",
        ),
        Clase.INSTITUCION: (
            "Instituciones, en tabla",
            "Institución",
            f"{palabras.contar(lugares)}; "
            + (f"a {_en_femenino(vacias)} todavía no llega la Red." if vacias else "todas con alguien en la Red."),
        ),
        Clase.UNIDAD: (
            "Unidades, en tabla",
            "Unidad",
            f"{redaccion.cuantas(unidades, 'unidad', 'unidades')}; "
            + (
                f"{_en_femenino(solas)} sin nadie del mapa con designación."
                if solas
                else "todas con alguien que las sostiene."
            ),
        ),
    }  # fmt: skip
    hechas = []
    for clase, suyas in por_clase.items():
        titulo, que, frase = dichas[clase]
        columnas = {rotulo: None for ficha in suyas for rotulo, _ in ficha.datos}
        hechas.append(Tabla(titulo, que, con_mayuscula(frase), list(columnas), suyas))
    return [tabla for tabla in hechas if tabla.fichas]


def _en_femenino(cantidad: int) -> str:
    return "una" if cantidad == 1 else redaccion.en_letra(cantidad)
