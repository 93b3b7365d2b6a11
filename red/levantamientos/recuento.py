"""Lo que un levantamiento dice de la Red, entre instituciones, y hasta dónde se sabe. Puro: sin base ni reloj.

Un lazo entre dos instituciones está **declarado** si alguna de las dos lo dijo y **confirmado** si lo dijeron las dos.
De quien no contesta no se inventa nada: se dice entre qué números está la verdad (`Recuento.cotas`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

MINIMO = 5
"""Menos personas que éstas no se publican como cifra: se sabría quién dijo qué."""

Par = tuple[int, int]
"""Dos instituciones, la de número menor primero."""


@dataclass(frozen=True)
class Dicho:
    """Lo que una persona dijo, por su institución, de lo que hace con otra."""

    de: int
    con: int
    intensidad: int = 1
    formal: bool = False
    depende: bool | None = None
    """Si depende de una sola persona; None, no lo sabe."""


def par(una: int, otra: int) -> Par:
    """Las dos en orden: el lazo entre ellas es el mismo lo diga quien lo diga.

    >>> par(7, 3)
    (3, 7)
    """
    return (una, otra) if una < otra else (otra, una)


@dataclass(frozen=True)
class Recuento:
    """Las cuentas de un levantamiento: instituciones, lo que se dijo y a cuántas personas les falta contestar."""

    instituciones: frozenset[int]
    dichos: tuple[Dicho, ...]
    faltan: Mapping[int, int] = field(default_factory=dict)
    """Por institución, cuántas de las personas consultadas no han contestado."""
    tipos: Mapping[int, str] = field(default_factory=dict)

    def _entre_ellas(self) -> Iterable[Dicho]:
        return (
            dicho
            for dicho in self.dichos
            if dicho.de != dicho.con and dicho.de in self.instituciones and dicho.con in self.instituciones
        )

    @property
    def por_par(self) -> dict[Par, list[Dicho]]:
        """Lo que se dijo de cada lazo, de un lado y del otro."""
        juntos: dict[Par, list[Dicho]] = {}
        for dicho in self._entre_ellas():
            juntos.setdefault(par(dicho.de, dicho.con), []).append(dicho)
        return juntos

    @property
    def declarados(self) -> frozenset[Par]:
        """Los lazos que dijo alguna de las dos."""
        return frozenset(self.por_par)

    @property
    def confirmados(self) -> frozenset[Par]:
        """Los que dijeron las dos."""
        return frozenset(cual for cual, dichos in self.por_par.items() if len({d.de for d in dichos}) == 2)

    @property
    def formales(self) -> frozenset[Par]:
        """Los que constan en un papel, según alguna de las dos."""
        return frozenset(cual for cual, dichos in self.por_par.items() if any(d.formal for d in dichos))

    @property
    def fragiles(self) -> frozenset[Par]:
        """Los que dependen de una sola persona: alguien lo dijo y nadie dijo lo contrario."""
        return frozenset(
            cual
            for cual, dichos in self.por_par.items()
            if any(d.depende for d in dichos) and not any(d.depende is False for d in dichos)
        )

    @property
    def cruzan(self) -> frozenset[Par]:
        """Los que unen instituciones de distinta naturaleza: una dependencia con un organismo, por ejemplo."""
        return frozenset(
            (una, otra) for una, otra in self.declarados if self.tipos.get(una) != self.tipos.get(otra)
        )

    @property
    def posibles(self) -> int:
        """Cuántos lazos caben entre las instituciones de la Red."""
        cuantas = len(self.instituciones)
        return cuantas * (cuantas - 1) // 2

    @property
    def por_saber(self) -> int:
        """Cuántos lazos no se han dicho y todavía podría decirlos alguien que no ha contestado."""
        pendientes = {una for una in self.instituciones if self.faltan.get(una, 0) > 0}
        sabidas = len(self.instituciones) - len(pendientes)
        tocan_pendientes = self.posibles - sabidas * (sabidas - 1) // 2
        ya_dichos = sum(una in pendientes or otra in pendientes for una, otra in self.declarados)
        return tocan_pendientes - ya_dichos

    @property
    def cotas(self) -> tuple[float, float]:
        """La densidad si quienes faltan no dijeran ninguno más, y si los dijeran todos: la verdad está entre las dos."""
        if not self.posibles:
            return 0.0, 0.0
        dichos = len(self.declarados)
        return dichos / self.posibles, (dichos + self.por_saber) / self.posibles

    def intensidad_de(self, cual: Par) -> int:
        """La menor de las dos versiones si las dos hablaron; si no, la de quien habló.

        De varias personas de la misma institución vale la mayor: es lo más que su institución hace con la otra.
        """
        por_lado: dict[int, int] = {}
        for dicho in self.por_par[cual]:
            por_lado[dicho.de] = max(por_lado.get(dicho.de, 0), dicho.intensidad)
        return min(por_lado.values())


@dataclass(frozen=True)
class Cambio:
    """Qué pasó con los lazos de un levantamiento al siguiente."""

    siguen: frozenset[Par]
    nuevos: frozenset[Par]
    perdidos: frozenset[Par]
    por_saber: frozenset[Par]
    """Los que sólo aparecen en uno, y en el otro no contestó ninguna de quienes lo dirían: no se sabe si cambiaron."""


def comparar(
    antes: Recuento, ahora: Recuento, hablaron_antes: frozenset[int], hablan: frozenset[int]
) -> Cambio:
    """Los lazos que siguen, los nuevos y los perdidos entre dos levantamientos.

    Sólo se llama perdido al que alguien que volvió a contestar dejó de decir, y nuevo al que dice alguien que antes
    había contestado sin decirlo: no contestar no es dejar de trabajar. `hablaron_antes` y `hablan` son las
    instituciones por las que alguien contestó en cada uno.
    """
    comunes = antes.instituciones & ahora.instituciones
    de_antes = {p for p in antes.declarados if set(p) <= comunes}
    de_ahora = {p for p in ahora.declarados if set(p) <= comunes}

    def habria_dicho(recuento: Recuento, cual: Par, quienes: frozenset[int]) -> bool:
        return any(dicho.de in quienes for dicho in recuento.por_par[cual])

    perdidos = {p for p in de_antes - de_ahora if habria_dicho(antes, p, hablan)}
    nuevos = {p for p in de_ahora - de_antes if habria_dicho(ahora, p, hablaron_antes)}
    dudosos = ((de_antes - de_ahora) | (de_ahora - de_antes)) - perdidos - nuevos
    return Cambio(frozenset(de_antes & de_ahora), frozenset(nuevos), frozenset(perdidos), frozenset(dudosos))


def publicables(cuentas: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """De unas cuentas de personas, las que se pueden publicar y cuántas respuestas quedan juntas sin decir de qué.

    Si lo que queda junto fuera tan poco que se adivinara, se junta también la menor de las publicables.

    >>> publicables({"a": 9, "b": 6, "c": 2, "d": 1})
    ([('a', 9)], 9)
    >>> publicables({"a": 9, "b": 6})
    ([('a', 9), ('b', 6)], 0)
    """
    en_orden = sorted(
        ((que, cuantas) for que, cuantas in cuentas.items() if cuantas), key=lambda c: (-c[1], c[0])
    )
    visibles = [(que, cuantas) for que, cuantas in en_orden if cuantas >= MINIMO]
    juntas = sum(cuantas for _, cuantas in en_orden[len(visibles) :])
    while 0 < juntas < MINIMO and visibles:
        juntas += visibles.pop()[1]
    return visibles, juntas if juntas >= MINIMO else 0


def dias_de_recordatorio(abre: date, cierra: date) -> tuple[date, ...]:
    """Los dos días en que se recuerda solo: a la mitad y dos días antes de que cierre; nunca el día en que abre.

    >>> dias_de_recordatorio(date(2026, 11, 2), date(2026, 11, 16))
    (datetime.date(2026, 11, 9), datetime.date(2026, 11, 14))
    >>> dias_de_recordatorio(date(2026, 11, 2), date(2026, 11, 3))
    (datetime.date(2026, 11, 3),)
    """
    mitad = abre + timedelta(days=max(1, (cierra - abre).days // 2))
    final = max(cierra - timedelta(days=2), mitad + timedelta(days=1))
    return tuple(dia for dia in (mitad, final) if abre < dia <= cierra)
