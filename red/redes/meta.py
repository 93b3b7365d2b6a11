"""La meta de una Red: cuánto lleva, qué falta y qué puede decirse con honestidad de su paso.

Qué se cuenta depende de la Red (`MideMeta`). Las personas se cuentan aquí; lo que sólo conoce un
dominio de más arriba lo cuenta ese dominio, que registra su contador:

    @contador_de_meta(MideMeta.UNIDADES)
    def _instituciones_con_unidad(redes: Collection[int], dia: date) -> dict[int, Avance]:
        return {red_id: Avance(valor=41, antes=38), …}   # las que faltan valen cero
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from red.redes.modelos import MideMeta, Red
from red.textos import MESES, numero

VENTANA = timedelta(days=90)
"""Tiempo con que se mide el paso: menos es casualidad, más es historia."""

MINIMO_PARA_PROYECTAR = 3
"""Con menos altas netas en la ventana, una fecha sería adivinanza y no se dice."""

LEJOS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Avance:
    """Cuánto lleva una Red de su meta, y cuánto llevaba al empezar la ventana.

    `antes` es None cuando la Red no tiene historia suficiente para hablar de su paso.
    """

    valor: int
    antes: int | None = None
    en_parte: bool = False
    """Si sólo cuenta a quienes puede encontrar quien pregunta."""


Contador = Callable[[Collection[int], date], dict[int, Avance]]
CONTADORES: dict[MideMeta, Contador] = {}
"""Quién cuenta cada meta: una sola respuesta para muchas Redes, en un número fijo de consultas."""


def contador_de_meta(mide: MideMeta) -> Callable[[Contador], Contador]:
    """Registra quién cuenta el avance de las Redes que miden eso."""

    def registrar(contador: Contador) -> Contador:
        CONTADORES[mide] = contador
        return contador

    return registrar


def avances(redes: Iterable[Red], dia: date) -> dict[int, Avance]:
    """Avance de cada Red ese día; las que nadie sabe contar no aparecen."""
    por_medida: dict[MideMeta, list[int]] = {}
    for red in redes:
        por_medida.setdefault(red.mide, []).append(red.id)
    hallados: dict[int, Avance] = {}
    for mide, ids in por_medida.items():
        contador = CONTADORES.get(mide)
        if contador is not None:
            contados = contador(ids, dia)
            hallados.update({red_id: contados.get(red_id, Avance(0)) for red_id in ids})
    return hallados


def frase(avance: Avance, meta: int, meta_texto: str, dia: date) -> str:
    """Qué significa el número: lo que falta y, sólo si puede decirse, hacia cuándo se alcanza.

    >>> dia = date(2026, 11, 21)
    >>> frase(Avance(64, antes=46), 100, "servidoras públicas", dia)
    'Faltan 36. En los últimos 90 días creció en 18, ya descontadas las salidas: a este paso, la meta se alcanza hacia mayo de 2027.'
    >>> frase(Avance(64), 100, "servidoras públicas", dia)
    'Faltan 36.'
    >>> frase(Avance(99, antes=99), 100, "servidoras públicas", dia)
    'Falta 1. En los últimos 90 días no creció.'
    >>> frase(Avance(104, antes=90), 100, "servidoras públicas", dia)
    'La meta de 100 servidoras públicas está cumplida.'
    """
    if avance.en_parte:
        return "Cuenta a quienes aceptaron aparecer en el directorio."
    faltan = meta - avance.valor
    if faltan <= 0:
        return f"La meta de {numero(meta)} {meta_texto} está cumplida."
    inicio = "Falta 1." if faltan == 1 else f"Faltan {numero(faltan)}."
    return f"{inicio} {_paso(avance, faltan, dia)}".rstrip()


def _paso(avance: Avance, faltan: int, dia: date) -> str:
    """La frase del paso; vacía si no hay con qué medirlo."""
    if avance.antes is None:
        return ""
    ganadas = avance.valor - avance.antes
    dias = VENTANA.days
    if ganadas < 0:
        return f"En los últimos {dias} días bajó en {numero(-ganadas)}."
    if ganadas == 0:
        return f"En los últimos {dias} días no creció."
    hecho = f"En los últimos {dias} días creció en {numero(ganadas)}, ya descontadas las salidas"
    if ganadas < MINIMO_PARA_PROYECTAR:
        return f"{hecho}."
    plazo = timedelta(days=round(faltan * dias / ganadas))
    if plazo > LEJOS:
        return f"{hecho}: a este paso, la meta tardaría más de tres años."
    llegada = dia + plazo
    return f"{hecho}: a este paso, la meta se alcanza hacia {MESES[llegada.month - 1]} de {llegada.year}."
