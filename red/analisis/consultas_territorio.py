"""Dónde está cada institución de un grafo: su municipio o comuna, con sus coordenadas y su estado o región."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from red.base import db
from red.instituciones.modelos import Institucion
from red.territorios.modelos import Nivel, Territorio
from red.unidades.consultas_cobertura import Lugar

CABEN = 60
"""Hasta cuántos lugares se dibujan uno por uno; con más, se juntan por estado, región o departamento."""


@dataclass(frozen=True)
class Ubicadas:
    """El lugar de cada institución, los lugares y el nombre del estado o región de cada uno."""

    lugar_de: dict[str, int]
    lugares: dict[int, Lugar]
    entidad_de: dict[int, str]


def ubicar(instituciones: Iterable[str], caben: int = CABEN) -> Ubicadas:
    """El lugar de esas instituciones, nombradas como en el grafo («i12»); si no caben, su estado o región."""
    ids = {int(nodo[1:]) for nodo in instituciones if nodo[:1] == "i" and nodo[1:].isdigit()}
    filas = db.session.execute(
        select(Institucion.id, Institucion.territorio_id).where(Institucion.id.in_(ids))
    ).all()
    territorios = _con_los_que_los_contienen({fila.territorio_id for fila in filas})
    lugar_de = {f"i{fila.id}": fila.territorio_id for fila in filas}
    if len(set(lugar_de.values())) > caben:
        lugar_de = {nodo: _entidad(territorios[id_], territorios).id for nodo, id_ in lugar_de.items()}
    usados = set(lugar_de.values())
    return Ubicadas(
        lugar_de,
        {id_: Lugar(territorios[id_], *_coordenadas(territorios[id_], territorios)) for id_ in usados},
        {id_: _entidad(territorios[id_], territorios).nombre for id_ in usados},
    )


def _con_los_que_los_contienen(ids: set[int]) -> dict[int, Territorio]:
    """Esos territorios y los de arriba, en tantas preguntas como niveles hay."""
    hallados: dict[int, Territorio] = {}
    faltan = ids
    while faltan:
        nuevos = db.session.scalars(select(Territorio).where(Territorio.id.in_(faltan))).all()
        hallados |= {territorio.id: territorio for territorio in nuevos}
        faltan = {t.madre_id for t in nuevos if t.madre_id is not None} - hallados.keys()
    return hallados


def _coordenadas(territorio: Territorio, todos: dict[int, Territorio]) -> tuple[float | None, float | None]:
    """Las suyas o, si no se conocen, las del territorio más cercano que lo contiene."""
    actual: Territorio | None = territorio
    while actual is not None:
        if actual.latitud is not None and actual.longitud is not None:
            return actual.latitud, actual.longitud
        actual = todos.get(actual.madre_id) if actual.madre_id is not None else None
    return None, None


def _entidad(territorio: Territorio, todos: dict[int, Territorio]) -> Territorio:
    """El estado, región o departamento que lo contiene; él mismo si no está en ninguno."""
    actual = territorio
    while actual.nivel in (Nivel.MUNICIPIO, Nivel.PROVINCIA) and actual.madre_id in todos:
        actual = todos[actual.madre_id]
    return actual
