"""La hora: un solo lugar la pregunta, para que las pruebas puedan decirla.

Los instantes se guardan en UTC; los días se cuentan en la zona horaria de quien trabaja.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONA_POR_OMISION = "America/Mexico_City"
ANIOS_POR_DELANTE = 10
"""Hasta cuántos años más allá de hoy se cree una fecha de lo que está por venir: después, es un error al escribirla."""


def ahora() -> datetime:
    """Instante actual, con zona UTC."""
    return datetime.now(UTC)


def hoy(zona: str = ZONA_POR_OMISION) -> date:
    """Día de hoy en la zona horaria dicha."""
    return dia_de(ahora(), zona)


def dia_de(instante: datetime, zona: str = ZONA_POR_OMISION) -> date:
    """El día en que cae un instante en la zona horaria dicha."""
    return instante.astimezone(ZoneInfo(zona)).date()


def demasiado_lejos(dia: date, desde: date) -> bool:
    """Si ese día cae más allá de lo que se cree desde otro.

    >>> demasiado_lejos(date(9999, 12, 31), date(2026, 11, 21)), demasiado_lejos(date(2027, 1, 1), date(2026, 11, 21))
    (True, False)
    """
    return (dia.year, dia.month, dia.day) > (desde.year + ANIOS_POR_DELANTE, desde.month, desde.day)
