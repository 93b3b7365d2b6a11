"""Qué pasará, dicho en frases, antes de confirmar un cambio de institución."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from red.continuidad.consultas import LoSuyo
from red.instituciones.modelos import Institucion
from red.textos import contar, enumerar, fecha
from red.unidades.modelos import Unidad


@dataclass(frozen=True)
class Parte:
    """Un tema de lo que pasará, con sus renglones."""

    titulo: str
    renglones: list[str]
    nota: str = ""


def de_fusion(
    suyos: Sequence[LoSuyo], sigue: Institucion, el: date, se_cierra: Callable[[Unidad], bool]
) -> list[Parte]:
    """Lo que pasa de cada antecesora a la que sigue."""
    vispera = fecha(el - timedelta(days=1))
    partes = []
    for suyo in suyos:
        nombre = suyo.institucion.nombre
        partes.append(
            Parte(
                f"Personas de {nombre}",
                _personas(suyo),
                f"Terminan ahí el {vispera} y siguen, en el mismo puesto, en {sigue.nombre} desde el {fecha(el)}. "
                "Sus membresías no cambian: la Red es de personas."
                if suyo.adscripciones
                else "Nadie de la plataforma trabaja ahí.",
            )
        )
        unidades = [
            f"{unidad.nombre}: se cierra el {vispera}, porque {sigue.nombre} ya tiene la suya"
            if se_cierra(unidad)
            else f"{unidad.nombre}: sigue en {sigue.nombre}, con quienes la sostienen"
            for unidad in suyo.unidades
        ]
        partes.append(Parte(f"Unidades de {nombre}", unidades))
        partes.append(Parte(f"Lo demás de {nombre}", _lo_demas(suyo, f"pasa a {sigue.nombre}", sigue)))
    return [parte for parte in partes if parte.renglones or parte.nota]


def de_cierre(suyo: LoSuyo, ultimo: date) -> list[Parte]:
    """Lo que termina con una institución."""
    partes = [
        Parte(
            "Personas",
            _personas(suyo),
            f"Su puesto ahí termina el {fecha(ultimo)}; siguen siendo integrantes de sus Redes."
            if suyo.adscripciones
            else "Nadie de la plataforma trabaja ahí.",
        ),
        Parte("Unidades", [f"{u.nombre}: se cierra, con sus designaciones" for u in suyo.unidades]),
        Parte("Lo demás", _lo_demas(suyo, "termina", None)),
    ]
    return [parte for parte in partes if parte.renglones or parte.nota]


def _personas(suyo: LoSuyo) -> list[str]:
    renglones = [f"{una.persona.nombre_visible}, {una.puesto}" for una in suyo.nombrables]
    if suyo.sin_nombrar:
        renglones.append(f"Y {contar(suyo.sin_nombrar, 'persona', 'personas')} que no son de tus Redes")
    return renglones


def _lo_demas(suyo: LoSuyo, que_pasa: str, sigue: Institucion | None) -> list[str]:
    vacantes = len(suyo.puestos)
    frases = [
        f"{contar(vacantes, 'puesto registrado', 'puestos registrados')}: {que_pasa}" if vacantes else "",
        f"Participa en {enumerar([p.red.con_articulo for p in suyo.participaciones])}: {que_pasa}"
        if suyo.participaciones
        else "",
        f"Convoca {enumerar([red.con_articulo for red in suyo.convocadas])}: la convocará {sigue.nombre}"
        if sigue and suyo.convocadas
        else "",
        f"El papel de {enumerar(_nombres(p.persona.nombre_visible for p in suyo.papeles))} sobre la institución "
        "termina: si ha de seguir, hay que dárselo en la otra"
        if suyo.papeles
        else "",
        f"{contar(len(suyo.colaboraciones), 'colaboración declarada', 'colaboraciones declaradas')} con ella: {que_pasa}"
        if suyo.colaboraciones
        else "",
        f"{contar(len(suyo.alianzas), 'alianza que sostiene', 'alianzas que sostiene')} con otras: {que_pasa}"
        if suyo.alianzas
        else "",
        f"{contar(len(suyo.invitaciones), 'invitación sin respuesta', 'invitaciones sin respuesta')} que la proponía: "
        + (f"propondrá {sigue.nombre}" if sigue else "queda sin institución propuesta")
        if suyo.invitaciones
        else "",
        f"De ella dependen {enumerar([hija.nombre for hija in suyo.hijas])}: "
        + (f"dependerán de {sigue.nombre}" if sigue else "seguirán diciendo que le pertenecían")
        if suyo.hijas
        else "",
    ]
    return [frase for frase in frases if frase]


def _nombres(nombres: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(nombres))
