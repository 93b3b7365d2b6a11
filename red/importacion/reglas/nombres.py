"""Separar un nombre completo con cautela: si no se sabe dónde acaba el nombre, se pregunta."""

import re

from red.importacion.reglas.suerte import Mal
from red.textos import sin_acentos

PARTICULAS = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "da", "das", "do", "dos", "van", "von", "san", "santa", "mc"}
)
SUELEN_SER_NOMBRE = frozenset(
    [
        "alejandra",
        "alicia",
        "ana",
        "andrea",
        "angel",
        "angeles",
        "angelica",
        "antonia",
        "antonio",
        "araceli",
        "beatriz",
        "belen",
        "blanca",
        "carlos",
        "carmen",
        "carolina",
        "catalina",
        "cecilia",
        "cristina",
        "daniela",
        "dolores",
        "elena",
        "elisa",
        "elizabeth",
        "elvira",
        "esperanza",
        "esther",
        "eugenia",
        "eva",
        "fabiola",
        "fatima",
        "fernanda",
        "fernando",
        "francisca",
        "francisco",
        "gabriela",
        "gloria",
        "graciela",
        "guadalupe",
        "ines",
        "irene",
        "isabel",
        "ivonne",
        "jesus",
        "jimena",
        "jose",
        "josefina",
        "juan",
        "juana",
        "julia",
        "karla",
        "laura",
        "leticia",
        "lilia",
        "lorena",
        "lourdes",
        "lucia",
        "luis",
        "luisa",
        "magdalena",
        "manuel",
        "manuela",
        "marcela",
        "margarita",
        "maria",
        "mariana",
        "martha",
        "mercedes",
        "miguel",
        "monica",
        "nancy",
        "natalia",
        "norma",
        "olivia",
        "patricia",
        "paula",
        "pedro",
        "pilar",
        "raquel",
        "refugio",
        "rocio",
        "rosa",
        "rosario",
        "sandra",
        "sara",
        "silvia",
        "sofia",
        "socorro",
        "soledad",
        "susana",
        "teresa",
        "veronica",
        "victoria",
        "virginia",
        "ximena",
        "yolanda",
    ]
)
AMBIGUO = "No se sabe dónde termina el nombre y empiezan los apellidos: sepáralos en columnas distintas."


def separar(completo: str, *, apellidos_primero: bool) -> tuple[str, str, str | None]:
    """Nombre, primer apellido y segundo; lanza Mal si hay más de una manera razonable de entenderlo.

    >>> separar("Ramírez de la Cruz, María Elena", apellidos_primero=False)
    ('María Elena', 'Ramírez', 'de la Cruz')
    >>> separar("Rosa López Núñez", apellidos_primero=False)
    ('Rosa', 'López', 'Núñez')
    >>> separar("López Núñez Rosa María", apellidos_primero=True)
    ('Rosa María', 'López', 'Núñez')
    """
    if completo.count(",") == 1:
        antes, _, despues = completo.partition(",")
        apellidos = _unidades(antes)
        if despues.strip() and 1 <= len(apellidos) <= 2:
            return despues.strip(), apellidos[0], apellidos[1] if len(apellidos) == 2 else None
    unidades = _unidades(completo.replace(",", " "))
    if len(unidades) < 2:
        raise Mal("Falta el apellido.", "nombre_completo")
    if apellidos_primero:
        if len(unidades) == 2:
            return unidades[1], unidades[0], None
        if len(unidades) == 3 and _suele_ser_nombre(unidades[1]):
            raise Mal(AMBIGUO, "nombre_completo")
        return " ".join(unidades[2:]), unidades[0], unidades[1]
    if len(unidades) == 2:
        return unidades[0], unidades[1], None
    if len(unidades) == 3 and not _suele_ser_nombre(unidades[1]):
        return unidades[0], unidades[1], unidades[2]
    if len(unidades) == 4 and _suele_ser_nombre(unidades[1]):
        return f"{unidades[0]} {unidades[1]}", unidades[2], unidades[3]
    raise Mal(AMBIGUO, "nombre_completo")


def _unidades(texto: str) -> list[str]:
    """Las palabras, con cada partícula unida a la que sigue: «de la Cruz» es una."""
    unidades: list[str] = []
    pendientes: list[str] = []
    for palabra in re.split(r"\s+", texto.strip()):
        if not palabra:
            continue
        pendientes.append(palabra)
        if sin_acentos(palabra).rstrip(".") not in PARTICULAS:
            unidades.append(" ".join(pendientes))
            pendientes = []
    if pendientes and unidades:
        unidades[-1] += " " + " ".join(pendientes)
    return unidades


def _suele_ser_nombre(unidad: str) -> bool:
    return sin_acentos(unidad.split()[-1]) in SUELEN_SER_NOMBRE
