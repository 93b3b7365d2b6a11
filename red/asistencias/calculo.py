"""Las cuentas de la asistencia: cuánto tiempo se estuvo, si se llegó a tiempo y cuándo se puede marcar. Sin base ni reloj."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from red.asistencias.modelos import EstadoAsistencia

TOLERANCIA = timedelta(minutes=15)
"""Llegar o salir con esta diferencia es estar a tiempo."""
ANTES = timedelta(minutes=60)
"""Desde cuánto antes de que empiece se puede pasar lista."""
ANTES_DE_ENTRAR = timedelta(minutes=30)
"""Desde cuánto antes vale el código de la sala."""
GRACIA = timedelta(days=3)
"""Hasta cuánto después de que termine, o de que se reabra, marca quien imparte: lo que tarda en pasarse la hoja firmada."""
ENTRE_ENTRADA_Y_SALIDA = timedelta(minutes=10)
"""Leer el mismo código antes de este tiempo es leerlo dos veces; después, es irse."""


@dataclass(frozen=True)
class Tramo:
    """De cuándo a cuándo."""

    desde: datetime
    hasta: datetime

    def contiene(self, momento: datetime) -> bool:
        """Si ese momento cae dentro, con sus extremos."""
        return self.desde <= momento <= self.hasta


def tiempo_asistido(
    jornada: Tramo, estado: EstadoAsistencia, entrada: datetime | None, salida: datetime | None
) -> timedelta:
    """Cuánto de la jornada estuvo: nunca menos que nada ni más que la jornada.

    Sin hora de entrada o de salida cuenta desde el principio o hasta el fin. Llegar o salir dentro de la tolerancia no
    descuenta; más allá, se descuenta todo.

    >>> from datetime import UTC
    >>> nueve, una = datetime(2027, 3, 3, 9, tzinfo=UTC), datetime(2027, 3, 3, 13, tzinfo=UTC)
    >>> cuanto = lambda estado, entra=None, sale=None: str(tiempo_asistido(Tramo(nueve, una), estado, entra, sale))
    >>> cuanto(EstadoAsistencia.PRESENTE), cuanto(EstadoAsistencia.FALTA)
    ('4:00:00', '0:00:00')
    >>> cuanto(EstadoAsistencia.PRESENTE, nueve + timedelta(minutes=10))
    '4:00:00'
    >>> cuanto(EstadoAsistencia.RETARDO, nueve + timedelta(minutes=40), una - timedelta(hours=1))
    '2:20:00'
    """
    if not estado.estuvo:
        return timedelta(0)
    desde = max(jornada.desde, entrada or jornada.desde)
    hasta = min(jornada.hasta, salida or jornada.hasta)
    if desde - jornada.desde <= TOLERANCIA:
        desde = jornada.desde
    if jornada.hasta - hasta <= TOLERANCIA:
        hasta = jornada.hasta
    return max(timedelta(0), hasta - desde)


def al_llegar(jornada: Tramo, momento: datetime) -> EstadoAsistencia:
    """Si quien llega a esa hora llega a tiempo."""
    a_tiempo = momento <= jornada.desde + TOLERANCIA
    return EstadoAsistencia.PRESENTE if a_tiempo else EstadoAsistencia.RETARDO


def para_quien_imparte(jornada: Tramo, reabierta: datetime | None) -> Tramo:
    """Cuándo puede marcar quien imparte."""
    ultimo = max(jornada.hasta, reabierta) if reabierta else jornada.hasta
    return Tramo(jornada.desde - ANTES, ultimo + GRACIA)


def para_quien_asiste(jornada: Tramo) -> Tramo:
    """Cuándo vale el código de la sala."""
    return Tramo(jornada.desde - ANTES_DE_ENTRAR, jornada.hasta)


def horas(tiempo: timedelta) -> float:
    """Un tiempo en horas, a la centésima.

    >>> horas(timedelta(hours=3, minutes=20))
    3.33
    """
    return round(tiempo / timedelta(hours=1), 2)


def en_palabras(tiempo: timedelta) -> str:
    """Un tiempo como se dice.

    >>> en_palabras(timedelta(hours=3, minutes=20)), en_palabras(timedelta(hours=1)), en_palabras(timedelta(minutes=45))
    ('3 h 20 min', '1 h', '45 min')
    >>> en_palabras(timedelta(0))
    '0 h'
    """
    minutos = round(tiempo / timedelta(minutes=1))
    enteras, sueltos = divmod(minutos, 60)
    partes = [f"{enteras} h" if enteras or not sueltos else "", f"{sueltos} min" if sueltos else ""]
    return " ".join(parte for parte in partes if parte)
