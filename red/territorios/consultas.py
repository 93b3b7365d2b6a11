"""Preguntas sobre territorios."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.territorios.modelos import Nivel, Periodo, Territorio


def por_codigos(pais: str, niveles: Iterable[Nivel]) -> dict[tuple[Nivel, str], Territorio]:
    """Los territorios de un país en esos niveles, por nivel y código."""
    consulta = select(Territorio).where(Territorio.pais == pais, Territorio.nivel.in_(list(niveles)))
    return {(t.nivel, t.codigo): t for t in db.session.scalars(consulta)}


def listado(texto: str = "", pais: str = "", nivel: Nivel | None = None) -> Select[Territorio]:
    """Consulta de la lista: por país, del mayor al menor y por nombre."""
    consulta = select(Territorio).options(joinedload(Territorio.madre))
    if texto:
        consulta = consulta.where(Territorio.coincide(texto))
    if pais:
        consulta = consulta.where(Territorio.pais == pais)
    if nivel:
        consulta = consulta.where(Territorio.nivel == nivel)
    return consulta.order_by(Territorio.pais, Territorio.nivel, Territorio.nombre, Territorio.id)


def contenidos(territorio_id: int) -> Select[Territorio]:
    """Los territorios que contiene, por nombre."""
    return select(Territorio).where(Territorio.madre_id == territorio_id).order_by(Territorio.nombre)


def cuantos(pais: str) -> int:
    """Cuántos territorios hay registrados de un país."""
    return db.session.scalar(select(func.count(Territorio.id)).where(Territorio.pais == pais)) or 0


def opciones(pais: str | None = None) -> list[tuple[int, str]]:
    """Entidades y países para elegir en un formulario: (id, nombre con su país)."""
    consulta = select(Territorio).where(Territorio.nivel.in_([Nivel.PAIS, Nivel.ENTIDAD]))
    if pais:
        consulta = consulta.where(Territorio.pais == pais)
    filas = db.session.scalars(consulta.order_by(Territorio.pais, Territorio.nombre))
    return [(t.id, f"{t.nombre} ({t.pais})") for t in filas]


def para_elegir(pais: str, elegido: int | None = None) -> list[tuple[int, str]]:
    """Todos los territorios de un país para una lista de elegir, del mayor al menor.

    En México son unos 2,500 y la lista se busca escribiendo; los municipios dicen de qué estado son.
    """
    consulta = select(Territorio.id, Territorio.nombre, Territorio.nivel, Territorio.madre_id).where(
        Territorio.pais == pais
    )
    filas = list(db.session.execute(consulta))
    nombres = {fila.id: fila.nombre for fila in filas}
    niveles = list(Nivel)
    filas.sort(key=lambda fila: (fila.id != elegido, niveles.index(fila.nivel), fila.nombre))
    return [
        (f.id, f.nombre if f.nivel is not Nivel.MUNICIPIO else f"{f.nombre}, {nombres.get(f.madre_id, '')}")
        for f in filas
    ]


# Periodos de gobierno


def cadenas(territorios: Collection[int]) -> dict[int, list[int]]:
    """De cada territorio, él y los que lo contienen, del más chico al más grande."""
    madres: dict[int, int | None] = {}
    faltan = set(territorios)
    while faltan:
        consulta = select(Territorio.id, Territorio.madre_id).where(Territorio.id.in_(faltan))
        halladas = {fila.id: fila.madre_id for fila in db.session.execute(consulta)}
        madres.update(halladas)
        faltan = {madre for madre in halladas.values() if madre is not None} - madres.keys()
    hechas: dict[int, list[int]] = {}
    for uno in territorios:
        cadena: list[int] = []
        actual: int | None = uno
        while actual is not None and actual not in cadena:
            cadena.append(actual)
            actual = madres.get(actual)
        hechas[uno] = cadena
    return hechas


def periodos_de(territorios: Collection[int], dia: date) -> dict[tuple[int, Nivel], Periodo]:
    """El periodo vigente ese día de cada territorio y nivel de gobierno; el que empezó después, manda."""
    consulta = (
        select(Periodo)
        .where(Periodo.territorio_id.in_(territorios), Periodo.vigente(dia))
        .order_by(Periodo.desde)
    )
    return {(uno.territorio_id, uno.gobierno): uno for uno in db.session.scalars(consulta)}


def periodos_del_territorio(territorio_id: int) -> list[Periodo]:
    """Los periodos registrados en un territorio, del más reciente al más antiguo."""
    consulta = select(Periodo).where(Periodo.territorio_id == territorio_id)
    return list(db.session.scalars(consulta.order_by(Periodo.desde.desc(), Periodo.id)))


def terminan_entre(desde: date, hasta: date) -> bool:
    """Si algún gobierno termina entre esos días."""
    consulta = select(Periodo.id).where(Periodo.hasta >= desde, Periodo.hasta <= hasta)
    return db.session.scalars(consulta.limit(1)).first() is not None
