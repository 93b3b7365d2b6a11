"""Lo que se dice a una persona sobre sí misma: en qué paso va y quién la ve, con palabras llanas."""

from collections.abc import Collection
from typing import Any

from flask import url_for

from red.personas.modelos import Audiencia, CampoVisible, Finalidad, Persona
from red.textos import enumerar

PASOS = (
    ("personas.mi_perfil", "Quién eres"),
    ("personas.mi_puesto", "Dónde trabajas"),
    ("personas.mis_temas", "Qué ofreces y qué buscas"),
    ("personas.mi_privacidad", "Quién ve tus datos"),
)
DICHO = {
    CampoVisible.CORREO: ("tu correo",),
    CampoVisible.TELEFONO: ("tu teléfono",),
    CampoVisible.PUESTO: ("tu puesto", "tu nivel"),
    CampoVisible.INTERESES: ("lo que ofreces", "lo que buscas"),
}


def pasos(actual: str) -> list[dict[str, Any]]:
    """El camino de la primera vez: los pasos hechos, el de ahora y los que faltan."""
    en = [vista for vista, _ in PASOS].index(actual)
    return [
        {
            "titulo": titulo,
            "estado": "hecho" if n < en else "actual" if n == en else "pendiente",
            "url": url_for(vista, inicio=1) if n < en else "",
        }
        for n, (vista, titulo) in enumerate(PASOS)
    ]


def aparece(finalidades: Collection[Finalidad]) -> bool:
    """Si sus colegas la encuentran en el directorio."""
    return Finalidad.DIRECTORIO in finalidades


def quien_me_ve(persona: Persona, finalidades: Collection[Finalidad]) -> list[str]:
    """Quién puede verla hoy, frase por frase, según lo que decidió."""
    frases = ["La coordinación de tu Red y el personal del instituto ven tus datos completos."]
    if not aparece(finalidades):
        frases.append("Ninguna otra integrante te encuentra en el directorio: para ellas no estás.")
    else:
        frases.append("Las demás integrantes te encuentran por tu nombre y ven en qué institución trabajas.")
        frases += _por_audiencia(persona)
    if Finalidad.MAPA in finalidades:
        frases.append("Apareces en el mapa que miran la coordinación y el personal del instituto.")
    else:
        frases.append("No apareces en el mapa de la Red.")
    if Finalidad.ANALISIS in finalidades:
        frases.append("Cuentas en el análisis que estudian la coordinación y el personal del instituto.")
    else:
        frases.append("No cuentas en el análisis de la Red ni en lo que de él se exporta.")
    if Finalidad.CORREOS in finalidades:
        frases.append("Recibes resúmenes y noticias de la Red por correo.")
    else:
        frases.append("Por correo recibes sólo lo necesario.")
    return frases


def _por_audiencia(persona: Persona) -> list[str]:
    datos = {
        a: [dato for c in CampoVisible if persona.audiencia(c) is a for dato in DICHO[c]] for a in Audiencia
    }
    frases = []
    if datos[Audiencia.RED]:
        frases.append(f"Toda la Red ve {enumerar(datos[Audiencia.RED])}.")
    if datos[Audiencia.INSTITUCION]:
        frases.append(f"Sólo tus colegas de institución ven {enumerar(datos[Audiencia.INSTITUCION])}.")
    if datos[Audiencia.NADIE]:
        frases.append(f"Ninguna integrante ve {enumerar(datos[Audiencia.NADIE], 'ni')}.")
    return frases
