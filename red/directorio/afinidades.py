"""Quién ofrece lo que otra busca: se encuentran con las reglas del directorio, que dice quién deja ver sus temas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from red.base import db
from red.directorio.condiciones import Filtros, camino
from red.directorio.consultas import vestir
from red.directorio.mirada import Mirada, Visible
from red.memoria import filas
from red.personas.modelos import Interes, Persona, Sentido, Tema
from red.redes.modelos import Membresia


@dataclass(frozen=True)
class Afin:
    """Una persona y los temas en que lo suyo encuentra lo de quien pregunta."""

    visible: Visible
    temas: list[Tema]


def afines(
    mirada: Mirada, sentido: Sentido, temas: Collection[Tema], menos: int, cuantas: int = 12
) -> list[Afin]:
    """Quienes ofrecen (o buscan) esos temas y los dejan ver a esa mirada; primero quienes coinciden en más."""
    if not temas:
        return []
    pedidos = frozenset(temas)
    filtros = Filtros(ofrece=pedidos) if sentido is Sentido.OFRECE else Filtros(busca=pedidos)
    consulta = (
        select(Persona)
        .join(Interes, Interes.persona_id == Persona.id)
        .where(
            camino(mirada, filtros, 0),
            Interes.sentido == sentido,
            Interes.tema.in_(sorted(pedidos)),
            Persona.id != menos,
        )
        .group_by(Persona.id)
        .order_by(func.count().desc(), Persona.orden, Persona.id)
        .limit(cuantas)
    )
    halladas = vestir(db.session.scalars(consulta).all(), mirada)
    return [Afin(una, [t for t in una.temas.get(sentido, []) if t in pedidos]) for una in halladas]


def en_comun(visible: Visible, mios: dict[Sentido, list[Tema]]) -> dict[Sentido, list[Tema]]:
    """Por lo que ella ofrece y por lo que busca, los temas en que coincide con quien pregunta."""
    contrario = {Sentido.OFRECE: Sentido.BUSCA, Sentido.BUSCA: Sentido.OFRECE}
    return {
        sentido: [tema for tema in visible.temas.get(sentido, []) if tema in mios.get(contrario[sentido], [])]
        for sentido in Sentido
    }


@dataclass(frozen=True)
class TemaDeRed:
    """Un tema con cuántas integrantes lo ofrecen y cuántas lo buscan."""

    tema: Tema
    ofrecen: int
    buscan: int

    @property
    def falta(self) -> bool:
        """Si alguien lo busca y nadie lo ofrece."""
        return self.buscan > 0 and self.ofrecen == 0


def temas_de_red(red_id: int, dia: date) -> list[TemaDeRed]:
    """Lo que se ofrece y se busca en la Red; primero lo que más se busca y menos se ofrece."""
    consulta = (
        select(Interes.tema, Interes.sentido, func.count(Interes.persona_id.distinct()))
        .join(Membresia, Membresia.persona_id == Interes.persona_id)
        .where(Membresia.red_id == red_id, Membresia.integraba(dia))
        .group_by(Interes.tema, Interes.sentido)
    )
    cuentas = {(tema, sentido): cuantas for tema, sentido, cuantas in filas(consulta)}
    temas = [
        TemaDeRed(tema, cuentas.get((tema, Sentido.OFRECE), 0), cuentas.get((tema, Sentido.BUSCA), 0))
        for tema in Tema
    ]
    return sorted(temas, key=lambda fila: (not fila.falta, fila.ofrecen - fila.buscan))
