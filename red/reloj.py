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
    return ahora().astimezone(ZoneInfo(zona)).date()
