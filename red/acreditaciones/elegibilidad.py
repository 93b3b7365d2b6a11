"""Quién acredita y quién no, y qué le falta: una función pura sobre datos llanos.

Más asistencia, mejor calificación, la encuesta respondida o el producto entregado nunca quitan lo alcanzado; una
regla más exigente nunca lo da. Lo comprueban las pruebas para cualquier regla y cualquier asistencia.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from red.acreditaciones.modelos import Alcanzado, Jornadas
from red.textos import contar, enumerar, numero

HOLGURA = 1e-6
"""Las horas se suman de minutos: un redondeo no deja a nadie fuera."""

REDONDEO = 0.31
"""Cuántos minutos puede haber de más porque las horas se guardan con dos decimales."""


@dataclass(frozen=True)
class Regla:
    """Lo que hace falta, sin saber de quién ni de qué edición."""

    minimo_horas: int = 80
    minimo_participacion: int = 50
    jornadas: Jornadas = Jornadas.NINGUNA
    elegidas: frozenset[int] = frozenset()
    """Números de jornada, desde 1, en el orden en que ocurren."""
    minima_calificacion: int | None = None
    exige_encuesta: bool = False
    producto: str = ""


@dataclass(frozen=True)
class Hechos:
    """Lo que se sabe de una persona en una edición."""

    horas: float = 0.0
    total_horas: float = 0.0
    """Cuánto suman las jornadas; cero si la edición no tiene jornadas registradas."""
    presentes: frozenset[int] = frozenset()
    """Números de las jornadas en que estuvo."""
    cuantas_jornadas: int = 0
    calificacion: float | None = None
    encuesta: bool = False
    producto: bool = False


@dataclass(frozen=True)
class Veredicto:
    """Hasta dónde llega y qué le falta, dicho a la persona."""

    alcanzado: Alcanzado
    faltas: tuple[str, ...] = field(default=())
    """Lo que falta para acreditar, cada cosa en una frase que sigue a «Te falta…» o «Le falta…»."""

    @property
    def acredita(self) -> bool:
        """Si cumple todo."""
        return self.alcanzado is Alcanzado.ACREDITA


def horas_en_palabras(horas: float) -> str:
    """Horas como las dice una persona: con sus minutos; lo que no llega a un minuto se redondea hacia arriba.

    >>> horas_en_palabras(2), horas_en_palabras(1), horas_en_palabras(0.5), horas_en_palabras(1.3)
    ('2 horas', '1 hora', '30 minutos', '1 hora y 18 minutos')
    """
    enteras, minutos = divmod(max(1, math.ceil(horas * 60 - REDONDEO)), 60)
    partes = [contar(enteras, "hora", "horas")] if enteras else []
    if minutos:
        partes.append(contar(minutos, "minuto", "minutos"))
    return enumerar(partes)


def resolver(regla: Regla, hechos: Hechos) -> Veredicto:
    """Hasta dónde llega alguien con esos hechos según esa regla, y lo que le falta para acreditar."""
    faltas = [
        *_de_horas(regla, hechos),
        *_de_jornadas(regla, hechos),
        *_de_calificacion(regla, hechos),
        *(["responder la encuesta de satisfacción"] if regla.exige_encuesta and not hechos.encuesta else []),
        *([f"entregar {regla.producto}"] if regla.producto and not hechos.producto else []),
    ]
    if not faltas:
        return Veredicto(Alcanzado.ACREDITA)
    participa = _alcanza(hechos, regla.minimo_participacion)
    return Veredicto(Alcanzado.PARTICIPA if participa else Alcanzado.NINGUNO, tuple(faltas))


def _alcanza(hechos: Hechos, por_ciento: int) -> bool:
    if not hechos.total_horas:
        return por_ciento == 0
    return hechos.horas + HOLGURA >= hechos.total_horas * por_ciento / 100


def _de_horas(regla: Regla, hechos: Hechos) -> list[str]:
    # Quien acredita también participa: para acreditar nunca se piden menos horas que para participar.
    minimo = max(regla.minimo_horas, regla.minimo_participacion)
    if _alcanza(hechos, minimo):
        return []
    if not hechos.total_horas:
        return ["que se registren las jornadas y tu asistencia"]
    return [f"{horas_en_palabras(hechos.total_horas * minimo / 100 - hechos.horas)} de asistencia"]


def obligatorias(regla: Regla, cuantas_jornadas: int) -> frozenset[int]:
    """Los números de las jornadas a las que no se puede faltar; las que ya no existen no se piden."""
    todas = frozenset(range(1, cuantas_jornadas + 1))
    if regla.jornadas is Jornadas.TODAS:
        return todas
    return regla.elegidas & todas if regla.jornadas is Jornadas.ELEGIDAS else frozenset()


def _de_jornadas(regla: Regla, hechos: Hechos) -> list[str]:
    faltan = sorted(obligatorias(regla, hechos.cuantas_jornadas) - hechos.presentes)
    if not faltan:
        return []
    if len(faltan) == 1:
        return [f"haber estado en la jornada {faltan[0]}, que es obligatoria"]
    return [f"haber estado en las jornadas {enumerar([str(n) for n in faltan])}, que son obligatorias"]


def _de_calificacion(regla: Regla, hechos: Hechos) -> list[str]:
    minima = regla.minima_calificacion
    if minima is None:
        return []
    if hechos.calificacion is None:
        return ["tener calificación en la evaluación final"]
    if hechos.calificacion + HOLGURA >= minima:
        return []
    nota = numero(hechos.calificacion, 0 if float(hechos.calificacion).is_integer() else 1)
    return [f"llegar a {minima} de 100 en la evaluación final (tienes {nota})"]


def dichas(faltas: Sequence[str], a_quien: str) -> list[str]:
    """Lo que falta, dicho a ella («Te») o de ella («Le»)."""
    if a_quien == "Te":
        return list(faltas)
    return [falta.replace("tu ", "su ").replace("(tienes ", "(tiene ") for falta in faltas]


def en_frase(faltas: Sequence[str], a_quien: str = "Te") -> str:
    """Lo que falta en una sola frase: «Te faltan 2 horas de asistencia y responder la encuesta de satisfacción».

    >>> en_frase(["2 horas de asistencia", "responder la encuesta de satisfacción"])
    'Te faltan 2 horas de asistencia y responder la encuesta de satisfacción.'
    >>> en_frase(["responder la encuesta de satisfacción"]), en_frase([])
    ('Te falta responder la encuesta de satisfacción.', '')
    """
    if not faltas:
        return ""
    todas = dichas(faltas, a_quien)
    primera = todas[0].split(" ", 1)[0]
    verbo = "faltan" if primera.isdigit() and primera != "1" else "falta"
    return f"{a_quien} {verbo} {enumerar(todas)}."


def en_palabras(regla: Regla, cuantas_jornadas: int | None = None) -> list[str]:
    """La regla dicha a quien va a tomar la edición, una frase por requisito."""
    minimo = max(regla.minimo_horas, regla.minimo_participacion)
    frases = [f"Asistir al menos al {minimo} % de las horas."] if minimo else []
    if regla.jornadas is Jornadas.TODAS:
        frases.append("Estar en todas las jornadas.")
    elif regla.jornadas is Jornadas.ELEGIDAS:
        cuales = sorted(regla.elegidas if cuantas_jornadas is None else obligatorias(regla, cuantas_jornadas))
        if cuales:
            frases.append(
                f"Estar en {'la jornada' if len(cuales) == 1 else 'las jornadas'} "
                f"{enumerar([str(n) for n in cuales])}."
            )
    if regla.minima_calificacion is not None:
        frases.append(f"Tener al menos {regla.minima_calificacion} de 100 en la evaluación final.")
    if regla.exige_encuesta:
        frases.append("Responder la encuesta de satisfacción.")
    if regla.producto:
        frases.append(f"Entregar {regla.producto}.")
    return frases
