"""El reloj de la bandeja: días hábiles de la Red, contados en su zona.

Qué día se trabaja lo dice el calendario de la Red (`red.redes.calendario`); aquí sólo se cuenta.
"""

from collections.abc import Callable
from datetime import date, timedelta

SABADO = 5
EsHabil = Callable[[date], bool]


def entre_semana(dia: date) -> bool:
    """Si es de lunes a viernes: el calendario de quien no tiene otro.

    >>> entre_semana(date(2026, 11, 20)), entre_semana(date(2026, 11, 21))
    (True, False)
    """
    return dia.weekday() < SABADO


def habiles_despues(dia: date, cuantos: int, es_habil: EsHabil = entre_semana) -> date:
    """El día en que se cumplen tantos días hábiles contados desde el siguiente.

    >>> habiles_despues(date(2026, 11, 20), 1), habiles_despues(date(2026, 11, 21), 5)
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 27))
    """
    while cuantos > 0:
        dia += timedelta(days=1)
        cuantos -= es_habil(dia)
    return dia


def habiles_entre(desde: date, hasta: date, es_habil: EsHabil = entre_semana) -> int:
    """Cuántos días hábiles han pasado después de un día, hasta otro incluido.

    >>> habiles_entre(date(2026, 11, 20), date(2026, 11, 24)), habiles_entre(date(2026, 11, 24), date(2026, 11, 20))
    (2, 0)
    """
    return sum(es_habil(desde + timedelta(days=n)) for n in range(1, (hasta - desde).days + 1))
