"""La hora: un solo lugar la pregunta, para que las pruebas puedan decirla.

Los instantes se guardan en UTC; los días se cuentan en la zona horaria de quien trabaja.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONA_POR_OMISION = "America/Mexico_City"


def ahora() -> datetime:
    """Instante actual, con zona UTC."""
    return datetime.now(UTC)


def hoy(zona: str = ZONA_POR_OMISION) -> date:
    """Día de hoy en la zona horaria dicha."""
    return dia_de(ahora(), zona)


def dia_de(instante: datetime, zona: str = ZONA_POR_OMISION) -> date:
    """El día en que cae un instante en la zona horaria dicha."""
    return instante.astimezone(ZoneInfo(zona)).date()
