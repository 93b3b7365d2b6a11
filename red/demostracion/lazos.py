"""Las colaboraciones declaradas: con ellas la red toma su forma de comunidades unidas por puentes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from red.demostracion.compositora import Compositora
from red.demostracion.personas_inventadas import NOMBRES_DE_TEMAS, TEMAS, azar
from red.demostracion.tipos import ColaboracionDemo

INTENSIDADES = ("conoce", "coopera", "coordina", "integra")

_PROPOSITOS = (
    "Compartir información sobre {tema}",
    "Organizar juntas una actividad de {tema}",
    "Revisar materiales de {tema}",
    "Llevar {tema} a las dos áreas",
    "Dar seguimiento a un acuerdo de {tema}",
)


def colaborar(
    c: Compositora, una: str, otra: str, intensidad: str | None = None, *, confirmada: bool | None = None
) -> None:
    """Declara que ``una`` trabaja con ``otra``; si está confirmada, ``otra`` también lo declara.

    Sin decir más, tres de cada cuatro se confirman. Una pareja que ya colabora se queda como está.
    """
    if (una, otra) in c.colaboraciones or (otra, una) in c.colaboraciones:
        return
    sorteo = azar("lazo", una, otra)
    fuerza = intensidad or sorteo.choices(INTENSIDADES, (15, 40, 32, 13))[0]
    tema = NOMBRES_DE_TEMAS[sorteo.choice(TEMAS)]
    comienzo = max(c.vigente(una).desde, c.vigente(otra).desde)
    desde = c.entre(sorteo.random(), comienzo, c.hoy, 10)
    acuerdo = sorteo.random() < 0.75 if confirmada is None else confirmada
    for declara, con in ((una, otra), (otra, una)) if acuerdo else ((una, otra),):
        c.colaboraciones[declara, con] = ColaboracionDemo(
            clave=f"{declara}+{con}",
            red=c.marco.red,
            declara=declara,
            con_persona=con,
            con_institucion=None,
            intensidad=fuerza,
            proposito=sorteo.choice(_PROPOSITOS).format(tema=tema),
            desde=desde,
            hasta=None,
        )


def colaborar_con_institucion(c: Compositora, persona: str, institucion: str, proposito: str) -> None:
    """Declara que alguien trabaja con una institución entera, sin nombrar a nadie de ella."""
    sorteo = azar("lazo", persona, institucion)
    c.colaboraciones[persona, institucion] = ColaboracionDemo(
        clave=f"{persona}+{institucion}",
        red=c.marco.red,
        declara=persona,
        con_persona=None,
        con_institucion=institucion,
        intensidad="coopera",
        proposito=proposito,
        desde=c.entre(sorteo.random(), c.vigente(persona).desde, c.hoy, 10),
        hasta=None,
    )


def tejer(c: Compositora, instituciones: Iterable[str], *, dentro: float, fuera: float) -> None:
    """Teje al azar una comunidad: probabilidad de colaborar en la misma institución y con las demás."""
    gente = [(persona, institucion) for institucion in instituciones for persona in c.equipos[institucion]]
    for (una, la_de_una), (otra, la_de_otra) in combinations(gente, 2):
        limite = dentro if la_de_una == la_de_otra else fuera
        if azar("tejer", una, otra).random() < limite:
            colaborar(c, una, otra)


def terminar(c: Compositora, cada: int, hace_dias: int) -> None:
    """Da por terminada una de cada tantas colaboraciones conocidas (nunca las de más integración).

    Así el mapa de hace unos meses no es el de hoy. Se saltan los puentes, que se declaran ``coordina``
    o ``integra``.
    """
    fin = c.hace(hace_dias)
    debiles = [
        quienes
        for quienes, lazo in sorted(c.colaboraciones.items())
        if lazo.intensidad == "conoce" and lazo.con_persona and lazo.desde < fin
    ]
    for quienes in debiles[::cada]:
        for pareja in (quienes, quienes[::-1]):
            if pareja in c.colaboraciones:
                c.colaboraciones[pareja] = replace(c.colaboraciones[pareja], hasta=fin)
