"""La regla de la fila, pura: dado quién espera y cuántos lugares hay, quién entra y en qué orden.

La usan quien reparte los lugares, la página que los muestra y la simulación de quien coordina: dicen siempre lo
mismo porque son la misma función. No conoce la base de datos ni la hora.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from red.base import Opcion
from red.textos import contar


class ReglaDeFila(Opcion):
    """En qué orden pasan los lugares que se liberan a quienes esperan."""

    LLEGADA = "llegada", "En orden de llegada"
    ENLACES = "enlaces", "Primero enlaces sin formación en género"


class Traba(Opcion):
    """Por qué a alguien de la fila no le toca aunque haya lugar."""

    VISTO_BUENO = "visto_bueno", "Falta el visto bueno de su jefatura"
    MAXIMO = "maximo", "Su institución ya tiene el máximo de lugares"


SIGUIENTE_VUELTA = 2
"""Lo que se suma a la tanda de quien deja vencer una oferta: queda detrás de todas las que no."""


@dataclass(frozen=True)
class EnFila:
    """Una petición en espera, con lo que la regla mira de ella."""

    id: int
    """El orden de llegada."""
    tanda: int = 0
    institucion: int | None = None
    falta_visto_bueno: bool = False
    sin_maximo: bool = False
    """Si la coordinación la exceptuó del máximo por institución."""


def tanda(regla: ReglaDeFila, con_preferencia: bool, vueltas: int = 0) -> int:
    """El grupo en que espera: los menores van antes y, dentro de cada uno, manda la llegada.

    >>> tanda(ReglaDeFila.LLEGADA, True), tanda(ReglaDeFila.ENLACES, True), tanda(ReglaDeFila.ENLACES, False, 1)
    (0, 0, 3)
    """
    detras = regla is ReglaDeFila.ENLACES and not con_preferencia
    return int(detras) + SIGUIENTE_VUELTA * vueltas


def vueltas(tanda_: int) -> int:
    """Cuántas ofertas dejó vencer quien espera en esa tanda.

    >>> [vueltas(n) for n in range(5)]
    [0, 0, 1, 1, 2]
    """
    return tanda_ // SIGUIENTE_VUELTA


def en_orden(fila: Iterable[EnFila]) -> list[EnFila]:
    """La fila como se recorre: por tanda y, dentro de ella, por llegada."""
    return sorted(fila, key=lambda una: (una.tanda, una.id))


def recorrer(
    fila: Iterable[EnFila],
    libres: int,
    maximo: int | None = None,
    ocupados: Mapping[int | None, int] | None = None,
) -> tuple[list[EnFila], dict[int, Traba]]:
    """Quiénes entran con esos lugares, en orden, y de las demás que se recorrieron por qué se pasó de largo.

    `ocupados` dice cuántos lugares (dados u ofrecidos) tiene ya cada institución; quien no tiene institución
    registrada cuenta con las demás que tampoco. Se pasa de largo a quien no puede; nadie más se salta a nadie.
    """
    tiene = Counter(ocupados or {})
    entran: list[EnFila] = []
    trabas: dict[int, Traba] = {}
    for una in en_orden(fila):
        if una.falta_visto_bueno:
            trabas[una.id] = Traba.VISTO_BUENO
        elif maximo is not None and not una.sin_maximo and tiene[una.institucion] >= maximo:
            trabas[una.id] = Traba.MAXIMO
        elif len(entran) < libres:
            entran.append(una)
            tiene[una.institucion] += 1
    return entran, trabas


def entran(
    fila: Iterable[EnFila],
    libres: int,
    maximo: int | None = None,
    ocupados: Mapping[int | None, int] | None = None,
) -> Sequence[EnFila]:
    """Quiénes reciben lugar con esos libres, en orden."""
    return recorrer(fila, libres, maximo, ocupados)[0]


def en_una_frase(
    regla: ReglaDeFila, maximo: int | None = None, *, oferta_horas: int | None = None, aprueba: bool = False
) -> str:
    """La regla como se le dice a quien espera.

    >>> en_una_frase(ReglaDeFila.LLEGADA)
    'Los lugares se dan en orden de llegada; los que se liberen pasan enseguida a quien sigue en la lista de espera.'
    >>> print(en_una_frase(ReglaDeFila.ENLACES, 2, oferta_horas=24, aprueba=True))
    Los lugares se dan en orden de llegada; los que se liberen se ofrecen por correo a quien sigue en la lista de \
espera, que tiene 24 horas para aceptarlo. Van primero quienes, al pedir lugar, eran enlaces y no tenían formación en \
género. Cada institución tiene a lo más 2 lugares. Se recibe lugar con el visto bueno de la jefatura.
    """
    pasan = (
        f"se ofrecen por correo a quien sigue en la lista de espera, que tiene "
        f"{contar(oferta_horas, 'hora', 'horas')} para aceptarlo"
        if oferta_horas
        else "pasan enseguida a quien sigue en la lista de espera"
    )
    frases = [f"Los lugares se dan en orden de llegada; los que se liberen {pasan}."]
    if regla is ReglaDeFila.ENLACES:
        frases.append("Van primero quienes, al pedir lugar, eran enlaces y no tenían formación en género.")
    if maximo is not None:
        frases.append(f"Cada institución tiene a lo más {contar(maximo, 'lugar', 'lugares')}.")
    if aprueba:
        frases.append("Se recibe lugar con el visto bueno de la jefatura.")
    return " ".join(frases)
