"""Leer las calificaciones que alguien escribió en la cuadrícula o copió de su hoja de cálculo. Sin base de datos."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from red.personas.modelos import Persona
from red.textos import sin_acentos

FUERA = "Escribe una calificación de 0 a 100."


def leer_nota(escrito: str) -> float | None:
    """La calificación escrita; None si está vacío. Lanza ValueError si no se entiende o no va de 0 a 100.

    >>> leer_nota("87.5"), leer_nota("9,5"), leer_nota(" "), leer_nota("100")
    (87.5, 9.5, None, 100.0)
    """
    limpio = escrito.strip().replace(",", ".").rstrip("%").strip()
    if not limpio:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", limpio) or not 0 <= float(limpio) <= 100:
        raise ValueError(FUERA)
    return round(float(limpio), 1)


@dataclass
class Pegado:
    """Lo que se entendió de lo pegado."""

    notas: dict[int, str] = field(default_factory=dict)
    """Calificación, como se escribió, de cada persona reconocida."""
    sin_reconocer: list[str] = field(default_factory=list)
    """Renglones que no son de nadie con lugar, o que pueden ser de dos personas."""


def leer_pegado(escrito: str, personas: Sequence[Persona]) -> Pegado:
    """Reconoce a cada persona por su correo o por su nombre, sin acentos y en cualquier orden."""
    por_sena = _senas(personas)
    hecho = Pegado()
    for renglon in escrito.splitlines():
        if not renglon.strip():
            continue
        celdas = [celda.strip() for celda in re.split(r"\t|;", renglon) if celda.strip()]
        if len(celdas) < 2:
            celdas = renglon.strip().rsplit(None, 1)
        quienes = {llave for celda in celdas[:-1] for llave in por_sena.get(_sena(celda), ())}
        if len(celdas) > 2 and not quienes:
            quienes = set(por_sena.get(_sena(" ".join(celdas[:-1])), ()))
        if len(quienes) == 1:
            hecho.notas[quienes.pop()] = celdas[-1]
        else:
            hecho.sin_reconocer.append(renglon.strip()[:120])
    return hecho


def _senas(personas: Sequence[Persona]) -> Mapping[str, set[int]]:
    senas: dict[str, set[int]] = {}
    for persona in personas:
        for texto in (persona.correo, persona.nombre_completo, persona.nombre_visible):
            if texto:
                senas.setdefault(_sena(texto), set()).add(persona.id)
    return senas


def _sena(texto: str) -> str:
    """Las palabras en orden alfabético: «Ruiz Ana» y «Ana Ruiz» son la misma."""
    return " ".join(sorted(sin_acentos(texto).replace(",", " ").split()))
