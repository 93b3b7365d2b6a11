"""Preguntas sobre la vida de una unidad: sus etapas, su evidencia y sus requisitos, hoy o cualquier día."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.base import db
from red.personas.consultas import adscripcion_vigente
from red.textos import sin_acentos
from red.unidades.modelos import (
    Cumple,
    Dependencia,
    Designacion,
    EstadoUnidad,
    Evidencia,
    PasoDeUnidad,
    Requisito,
    RespuestaDeRequisito,
    Unidad,
)


def historia(unidad_id: int) -> Sequence[PasoDeUnidad]:
    """Todo lo anotado, también lo que se deshizo, de lo más reciente a lo más antiguo."""
    consulta = (
        select(PasoDeUnidad)
        .where(PasoDeUnidad.unidad_id == unidad_id)
        .options(joinedload(PasoDeUnidad.quien))
        .order_by(PasoDeUnidad.el.desc(), PasoDeUnidad.id.desc())
    )
    return db.session.scalars(consulta).all()


def etapas(unidades: Collection[Unidad], dia: date) -> dict[int, EstadoUnidad]:
    """La etapa de cada unidad ese día; la que no tiene historia anotada, la que dice su ficha."""
    consulta = (
        select(PasoDeUnidad.unidad_id, PasoDeUnidad.estado, PasoDeUnidad.el)
        .where(PasoDeUnidad.unidad_id.in_([u.id for u in unidades]), PasoDeUnidad.deshecho_en.is_(None))
        .order_by(PasoDeUnidad.el, PasoDeUnidad.id)
    )
    halladas: dict[int, EstadoUnidad] = {unidad.id: unidad.estado for unidad in unidades}
    con_historia: set[int] = set()
    for unidad_id, estado, el in db.session.execute(consulta):
        if unidad_id not in con_historia:
            con_historia.add(unidad_id)
            halladas[unidad_id] = EstadoUnidad.NO_INICIADA
        if el <= dia:
            halladas[unidad_id] = estado
    return halladas


def evidencias(unidad_id: int, *, retiradas: bool = False) -> dict[str, list[Evidencia]]:
    """La evidencia por asunto, de la más reciente a la más antigua; la retirada, sólo si se pide."""
    consulta = (
        select(Evidencia)
        .where(Evidencia.unidad_id == unidad_id)
        .options(joinedload(Evidencia.archivo))
        .order_by(Evidencia.id.desc())
    )
    if not retiradas:
        consulta = consulta.where(Evidencia.retirada_en.is_(None))
    halladas: dict[str, list[Evidencia]] = {}
    for evidencia in db.session.scalars(consulta):
        halladas.setdefault(evidencia.asunto, []).append(evidencia)
    return halladas


def unidad_de_archivo(archivo_id: int) -> int | None:
    """La unidad a la que ese archivo sirve de evidencia vigente; None si a ninguna."""
    return db.session.scalar(
        select(Evidencia.unidad_id).where(Evidencia.archivo_id == archivo_id, Evidencia.retirada_en.is_(None))
    )


def respuestas(unidad_id: int, dia: date) -> dict[Requisito, RespuestaDeRequisito]:
    """La última respuesta a cada requisito hasta ese día."""
    consulta = (
        select(RespuestaDeRequisito)
        .where(RespuestaDeRequisito.unidad_id == unidad_id, RespuestaDeRequisito.el <= dia)
        .options(joinedload(RespuestaDeRequisito.quien))
        .order_by(RespuestaDeRequisito.el, RespuestaDeRequisito.id)
    )
    return {respuesta.requisito: respuesta for respuesta in db.session.scalars(consulta)}


def cumple(unidad_id: int, dia: date) -> dict[Requisito, Cumple]:
    """Sólo qué se cumple, para medir."""
    return {requisito: respuesta.cumple for requisito, respuesta in respuestas(unidad_id, dia).items()}


def respuestas_antes(unidad_id: int, requisito: Requisito) -> Sequence[RespuestaDeRequisito]:
    """Todas las respuestas a un requisito, de la más reciente a la más antigua."""
    consulta = (
        select(RespuestaDeRequisito)
        .where(RespuestaDeRequisito.unidad_id == unidad_id, RespuestaDeRequisito.requisito == requisito)
        .options(joinedload(RespuestaDeRequisito.quien))
        .order_by(RespuestaDeRequisito.el.desc(), RespuestaDeRequisito.id.desc())
    )
    return db.session.scalars(consulta).all()


def advertencia_de_dependencia(unidad: Unidad, titulares: Collection[Designacion], dia: date) -> str:
    """Si la unidad o quien es titular dependen del área jurídica, por qué conviene cambiarlo; vacía si no."""
    if unidad.depende_de is Dependencia.JURIDICA:
        return "La unidad depende del área jurídica. Conviene que dependa de quien encabeza la institución, para orientar con autonomía."
    puestos = [adscripcion_vigente(designacion.persona_id, dia) for designacion in titulares]
    areas = [
        f" {sin_acentos(puesto.area or '')} {sin_acentos(puesto.puesto)}" for puesto in puestos if puesto
    ]
    if any(" juridic" in area for area in areas):
        return "Quien es titular trabaja en el área jurídica. Conviene que la unidad tenga autonomía respecto de ella."
    return ""
