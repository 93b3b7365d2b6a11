"""Las cuentas de la certificación: qué dice un diagnóstico y qué resulta de una evaluación. Pura, sin base ni hora."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from red.certificacion.modelos_estandar import CENTESIMAS, SegundoCriterio, Sugerencia
from red.certificacion.modelos_expediente import Resultado
from red.textos import enumerar

FIN_DE_ACREDITACION = (6, 30)
"""Mes y día en que vence, cada año, la acreditación de una evaluadora."""

TABLA_DE_DIAGNOSTICO: list[dict[str, Any]] = [
    {"desde": 0, "dice": "Posibilidad baja de resultar competente", "sugiere": Sugerencia.CAPACITARSE.value},
    {
        "desde": 60,
        "dice": "Posibilidad media de resultar competente",
        "sugiere": Sugerencia.CAPACITARSE.value,
    },
    {"desde": 80, "dice": "Posibilidad alta de resultar competente", "sugiere": Sugerencia.EVALUARSE.value},
]
"""Cómo se interpreta el diagnóstico cuando el archivo del estándar no lo dice: por ciento de aciertos."""


@dataclass(frozen=True)
class Peso:
    """Un reactivo para la cuenta: cuánto vale, de qué elemento y criterio es, y si se cumplió."""

    peso: int
    elemento: str
    criterio: str
    cumple: bool | None


@dataclass(frozen=True)
class Cuenta:
    """Lo que resulta de una evaluación y por qué."""

    puntos: int
    posibles: int
    minimo: int
    sin_calificar: int
    en_cero: tuple[str, ...]
    resultado: Resultado
    razon: str


def en_puntos(centesimas: int) -> str:
    """Centésimas de punto como se leen: «85.5», «90».

    >>> en_puntos(8550), en_puntos(9000), en_puntos(5)
    ('85.5', '90', '0.05')
    """
    return f"{(Decimal(centesimas) / CENTESIMAS).normalize():f}"


def interpretar(tabla: Sequence[Mapping[str, Any]], aciertos: int, total: int) -> tuple[str, Sugerencia]:
    """Qué dice la tabla de ese diagnóstico y qué sugiere: el último tramo que empieza en ese por ciento o antes.

    >>> interpretar(TABLA_DE_DIAGNOSTICO, 8, 10)[1].value, interpretar(TABLA_DE_DIAGNOSTICO, 79, 100)[1].value
    ('evaluarse', 'capacitarse')
    """
    hallado = max(
        (tramo for tramo in tabla if tramo["desde"] * total <= 100 * aciertos),
        key=lambda tramo: tramo["desde"],
    )
    return str(hallado["dice"]), Sugerencia(hallado["sugiere"])


def cuenta_de(pesos: Sequence[Peso], minimo: int, segundo: SegundoCriterio) -> Cuenta:
    """Suma los pesos cumplidos y aplica los dos criterios, que se piden a la vez."""
    puntos = sum(p.peso for p in pesos if p.cumple)
    en_cero = _en_cero(pesos, segundo)
    competente = puntos >= minimo and not en_cero
    return Cuenta(
        puntos=puntos,
        posibles=sum(p.peso for p in pesos),
        minimo=minimo,
        sin_calificar=sum(p.cumple is None for p in pesos),
        en_cero=en_cero,
        resultado=Resultado.COMPETENTE if competente else Resultado.TODAVIA_NO,
        razon=_razon(puntos, minimo, en_cero, segundo),
    )


def _en_cero(pesos: Sequence[Peso], segundo: SegundoCriterio) -> tuple[str, ...]:
    """Los elementos o criterios que valen algo y no sumaron nada."""
    if segundo is SegundoCriterio.NINGUNO:
        return ()
    valen: dict[tuple[str, str], list[Peso]] = {}
    for peso in pesos:
        parte = "" if segundo is SegundoCriterio.NINGUN_ELEMENTO_EN_CERO else peso.criterio
        valen.setdefault((peso.elemento, parte), []).append(peso)
    return tuple(
        criterio or elemento
        for (elemento, criterio), suyos in valen.items()
        if sum(p.peso for p in suyos) > 0 and not any(p.cumple and p.peso for p in suyos)
    )


def _razon(puntos: int, minimo: int, en_cero: Sequence[str], segundo: SegundoCriterio) -> str:
    llega = puntos >= minimo
    suma = f"Sumó {en_puntos(puntos)} de los {en_puntos(minimo)} puntos que se piden"
    if llega and not en_cero:
        cierre = {
            SegundoCriterio.NINGUN_ELEMENTO_EN_CERO: " y ningún elemento quedó en cero",
            SegundoCriterio.NINGUN_CRITERIO_EN_CERO: " y ningún criterio quedó en cero",
            SegundoCriterio.NINGUNO: "",
        }[segundo]
        return f"Es competente: sumó {en_puntos(puntos)} puntos, se piden {en_puntos(minimo)}{cierre}."
    if not en_cero:
        return f"Todavía no es competente: {suma[0].lower()}{suma[1:]}."
    partes = enumerar([f"«{parte}»" for parte in en_cero])
    quedaron = "quedó" if len(en_cero) == 1 else "quedaron"
    if llega:
        return f"Todavía no es competente: {suma[0].lower()}{suma[1:]}, pero {partes} {quedaron} en cero."
    return f"Todavía no es competente: {suma[0].lower()}{suma[1:]}, y {partes} {quedaron} en cero."


def fin_de_acreditacion(desde: date) -> date:
    """El último día en que vale una acreditación que empieza ese día: el 30 de junio que sigue.

    >>> fin_de_acreditacion(date(2026, 2, 1)), fin_de_acreditacion(date(2026, 6, 30)), fin_de_acreditacion(date(2026, 7, 1))
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30), datetime.date(2027, 6, 30))
    """
    mes, dia = FIN_DE_ACREDITACION
    este = date(desde.year, mes, dia)
    return este if desde <= este else date(desde.year + 1, mes, dia)
