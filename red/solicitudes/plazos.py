"""El reloj de la bandeja: días hábiles, de lunes a viernes, contados en la zona de la Red.

Los días festivos no se descuentan: cambian con cada gobierno, y quien espera entiende mejor una regla sin excepciones.
"""

from datetime import date, timedelta

SABADO = 5


def es_habil(dia: date) -> bool:
    """Si se trabaja ese día.

    >>> es_habil(date(2026, 11, 20)), es_habil(date(2026, 11, 21))
    (True, False)
    """
    return dia.weekday() < SABADO


def habiles_despues(dia: date, cuantos: int) -> date:
    """El día en que se cumplen tantos días hábiles contados desde el siguiente.

    >>> habiles_despues(date(2026, 11, 20), 1), habiles_despues(date(2026, 11, 21), 5)
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 27))
    """
    while cuantos > 0:
        dia += timedelta(days=1)
        cuantos -= es_habil(dia)
    return dia


def habiles_entre(desde: date, hasta: date) -> int:
    """Cuántos días hábiles han pasado después de un día, hasta otro incluido.

    >>> habiles_entre(date(2026, 11, 20), date(2026, 11, 24)), habiles_entre(date(2026, 11, 24), date(2026, 11, 20))
    (2, 0)
    """
    return sum(es_habil(desde + timedelta(days=n)) for n in range(1, (hasta - desde).days + 1))
