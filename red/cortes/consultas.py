"""Los cortes de una Red, y lo que guardan."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, undefer

from red.analisis.grafos import Clase
from red.analisis.tejido import CLASES
from red.base import db
from red.cortes.modelos import Corte, EstadoCorte, NombreDeComunidad
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.personas.consultas import consiente
from red.personas.modelos import Finalidad, Persona
from red.redes.modelos import Participacion
from red.territorios.modelos import Territorio
from red.unidades.modelos import Unidad


def cortes_de(red_id: int) -> Sequence[Corte]:
    """Los de una Red, del día más reciente al más viejo."""
    consulta = (
        select(Corte)
        .where(Corte.red_id == red_id)
        .options(joinedload(Corte.pedido_por))
        .order_by(Corte.dia.desc(), Corte.id.desc())
    )
    return db.session.scalars(consulta).all()


def corte_de_clave(red_id: int, clave: str) -> Corte:
    """Uno de esa Red, por la clave de su dirección; lanza NoEncontrado."""
    consulta = select(Corte).where(Corte.red_id == red_id, Corte.clave == clave)
    corte = db.session.scalar(consulta)
    if corte is None:
        raise NoEncontrado
    return corte


def por_medir(antes_de: datetime) -> Sequence[int]:
    """Los pedidos, y los que alguien empezó y no ha dado señales desde ese instante; el más viejo primero."""
    consulta = (
        select(Corte.id)
        .where(
            or_(
                Corte.estado == EstadoCorte.PEDIDO,
                and_(Corte.estado == EstadoCorte.MIDIENDO, Corte.latido_en < antes_de),
            )
        )
        .order_by(Corte.id)
    )
    return db.session.scalars(consulta).all()


def en_camino_de(red_id: int) -> int:
    """Cuántos de esa Red esperan o se miden."""
    consulta = select(Corte.id).where(
        Corte.red_id == red_id, Corte.estado.in_([e for e in EstadoCorte if e.en_camino])
    )
    return len(db.session.scalars(consulta).all())


def columnas_de(corte: Corte) -> dict[str, NDArray[Any]]:
    """Las medidas de cada nodo, como se guardaron; vacío si aún no hay."""
    crudo = db.session.scalar(select(Corte).where(Corte.id == corte.id).options(undefer(Corte.columnas)))
    if crudo is None or crudo.columnas is None:
        return {}
    with np.load(BytesIO(crudo.columnas), allow_pickle=False) as guardadas:
        return {nombre: guardadas[nombre] for nombre in guardadas.files}


def nombres_de_comunidades(corte_id: int) -> dict[int, str]:
    """Cómo llamó la coordinación a cada grupo de un corte."""
    consulta = select(NombreDeComunidad.comunidad, NombreDeComunidad.nombre).where(
        NombreDeComunidad.corte_id == corte_id
    )
    return dict(db.session.execute(consulta).all())


def tipos_de_instituciones(red_id: int) -> set[TipoInstitucion]:
    """De qué clases son las instituciones que participan en la Red."""
    consulta = (
        select(Institucion.tipo)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id)
        .distinct()
    )
    return set(db.session.scalars(consulta))


def nombre_de_comunidad(corte_id: int, comunidad: int) -> NombreDeComunidad | None:
    """El nombre dado a un grupo, si se le dio."""
    consulta = select(NombreDeComunidad).where(
        NombreDeComunidad.corte_id == corte_id, NombreDeComunidad.comunidad == comunidad
    )
    return db.session.scalar(consulta)


def anterior_a(corte: Corte) -> Corte | None:
    """El corte listo de la misma lente que mira el día más cercano antes del suyo."""
    consulta = (
        select(Corte)
        .where(
            Corte.red_id == corte.red_id,
            Corte.id != corte.id,
            Corte.estado == EstadoCorte.LISTO,
            Corte.dia <= corte.dia,
        )
        .order_by(Corte.dia.desc(), Corte.id.desc())
    )
    return next((c for c in db.session.scalars(consulta) if c.receta["lente"] == corte.receta["lente"]), None)


SIN_NOMBRE = "Alguien que prefiere no aparecer"
TRAMO = 500


def nombres(clases: NDArray[np.int8], llaves: NDArray[np.int64]) -> list[str]:
    """Cómo se llama hoy cada nodo; quien ya no consiente el análisis no se nombra."""
    hallados: dict[tuple[int, int], str] = {}
    for clase, consultar in _CONSULTAS.items():
        lugar = CLASES.index(clase)
        suyas = np.unique(llaves[clases == lugar]).tolist()
        for desde in range(0, len(suyas), TRAMO):
            tramo = consultar(suyas[desde : desde + TRAMO])
            hallados.update({(lugar, id_): nombre for id_, nombre in tramo.items()})
    pares = zip(clases.tolist(), llaves.tolist(), strict=True)
    return [hallados.get(par, SIN_NOMBRE) for par in pares]


def _de_personas(llaves: list[int]) -> dict[int, str]:
    consulta = select(Persona).where(Persona.id.in_(llaves), consiente(Finalidad.ANALISIS))
    return {persona.id: persona.nombre_visible for persona in db.session.scalars(consulta)}


def _de_instituciones(llaves: list[int]) -> dict[int, str]:
    consulta = select(Institucion.id, Institucion.nombre).where(Institucion.id.in_(llaves))
    return dict(db.session.execute(consulta).all())


def _de_unidades(llaves: list[int]) -> dict[int, str]:
    """Con su institución: muchas unidades se llaman igual."""
    consulta = (
        select(Unidad.id, Unidad.nombre, Institucion.nombre.label("institucion"))
        .join(Institucion, Institucion.id == Unidad.institucion_id)
        .where(Unidad.id.in_(llaves))
    )
    return {fila.id: f"{fila.nombre} ({fila.institucion})" for fila in db.session.execute(consulta)}


def _de_municipios(llaves: list[int]) -> dict[int, str]:
    consulta = select(Territorio.id, Territorio.nombre).where(Territorio.id.in_(llaves))
    return dict(db.session.execute(consulta).all())


_CONSULTAS = {
    Clase.PERSONA: _de_personas,
    Clase.INSTITUCION: _de_instituciones,
    Clase.UNIDAD: _de_unidades,
    Clase.MUNICIPIO: _de_municipios,
}


def claves_de_personas(llaves: Sequence[int]) -> dict[int, str]:
    """La clave pública de cada persona que consiente el análisis, para enlazar su ficha."""
    consulta = select(Persona.id, Persona.clave).where(Persona.id.in_(llaves), consiente(Finalidad.ANALISIS))
    return dict(db.session.execute(consulta).all())
