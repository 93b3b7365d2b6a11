"""Qué días se trabaja en cada Red: de lunes a viernes, menos los inhábiles de su país y los que la Red agrega.

Los oficiales se calculan —hay los que caen el primer lunes de un mes, o según la Pascua— y no se guardan: en la base sólo
está lo que alguien dijo además (`DiaInhabil`). Lo de la Red pesa más que lo del país, y eso más que el calendario.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import or_, select

from red.base import db
from red.redes.modelos import DiaInhabil, Red
from red.territorios.perfiles import PERFILES

SABADO = 5


@lru_cache(maxsize=64)
def oficiales(pais: str, anio: int) -> Mapping[date, str]:
    """Los días de descanso obligatorio de ese país en un año, con su nombre; vacío si no se conoce el país."""
    if pais not in PERFILES:
        return {}
    from holidays import country_holidays  # tarda en cargarse: sólo quien pregunta lo paga

    del_anio = country_holidays(pais, years=[anio], language="es")
    return {dia: nombre.replace(" (observado)", "") for dia, nombre in sorted(del_anio.items())}


@dataclass(frozen=True)
class Calendario:
    """Los días que se trabajan en una Red o en un país."""

    pais: str
    dichos: Mapping[date, DiaInhabil] = field(default_factory=dict)

    def motivo(self, dia: date) -> str | None:
        """Por qué no se trabaja un día de entre semana; None si se trabaja."""
        dicho = self.dichos.get(dia)
        if dicho is not None:
            return None if dicho.se_trabaja else dicho.nombre
        return oficiales(self.pais, dia.year).get(dia)

    def es_habil(self, dia: date) -> bool:
        """Si se trabaja ese día; los sábados y domingos, nunca."""
        return dia.weekday() < SABADO and self.motivo(dia) is None

    def inhabiles(self, desde: date, hasta: date) -> list[tuple[date, str]]:
        """Los días de entre semana que no se trabajan, con su porqué."""
        dias = (desde + timedelta(days=n) for n in range((hasta - desde).days + 1))
        return [(dia, motivo) for dia in dias if dia.weekday() < SABADO and (motivo := self.motivo(dia))]


def del_pais(pais: str) -> Calendario:
    """El calendario de un país, con lo que se le agregó."""
    return Calendario(pais, _por_dia(dichos_de(pais, None)))


def de_las_redes(redes: Iterable[Red]) -> dict[int, Calendario]:
    """El calendario de cada Red, con una sola pregunta a la base."""
    unicas = {red.id: red for red in redes}
    paises = {red.territorio.pais for red in unicas.values()}
    consulta = select(DiaInhabil).where(
        DiaInhabil.quitado_en.is_(None),
        or_(DiaInhabil.pais.in_(paises), DiaInhabil.red_id.in_(unicas)),
    )
    filas = list(db.session.scalars(consulta)) if unicas else []
    return {
        red.id: Calendario(
            red.territorio.pais,
            _por_dia([f for f in filas if f.pais == red.territorio.pais])
            | _por_dia([f for f in filas if f.red_id == red.id]),
        )
        for red in unicas.values()
    }


def de_la_red(red: Red) -> Calendario:
    """El calendario de esa Red."""
    return de_las_redes([red])[red.id]


def dichos_de(pais: str | None, red_id: int | None) -> Sequence[DiaInhabil]:
    """Lo que alguien agregó a ese país o a esa Red, por su día."""
    return db.session.scalars(
        select(DiaInhabil)
        .where(DiaInhabil.quitado_en.is_(None), DiaInhabil.pais == pais, DiaInhabil.red_id == red_id)
        .order_by(DiaInhabil.dia)
    ).all()


def _por_dia(filas: Iterable[DiaInhabil]) -> dict[date, DiaInhabil]:
    return {fila.dia: fila for fila in filas}
