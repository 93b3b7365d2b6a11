"""Preguntas sobre planes de importación y sus renglones."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import defer, joinedload

from red.base import db
from red.bitacora.modelos import Cambio, Registro
from red.importacion.modelos import (
    EN_CURSO,
    Destino,
    EstadoPlan,
    MapeoRecordado,
    PlanDeImportacion,
    Que,
    RenglonDePlan,
)
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona


def planes(redes: frozenset[int] | None, que: Que | None = None) -> Select[PlanDeImportacion]:
    """Los planes de esas Redes (None: todos), del más reciente al más antiguo."""
    consulta = (
        select(PlanDeImportacion)
        .where(PlanDeImportacion.estado != EstadoPlan.DESCARTADO)
        .options(
            joinedload(PlanDeImportacion.red),
            joinedload(PlanDeImportacion.quien),
            defer(PlanDeImportacion.muestra),
        )
        .order_by(PlanDeImportacion.id.desc())
    )
    if redes is not None:
        consulta = consulta.where(PlanDeImportacion.red_id.in_(redes))
    if que is not None:
        consulta = consulta.where(PlanDeImportacion.que == que)
    return consulta


def por_decidir(red_id: int) -> Sequence[PlanDeImportacion]:
    """Los planes de una Red que esperan que alguien los revise."""
    esperan = (EstadoPlan.BORRADOR, EstadoPlan.LISTO, EstadoPlan.CADUCO)
    return db.session.scalars(
        select(PlanDeImportacion)
        .where(PlanDeImportacion.red_id == red_id, PlanDeImportacion.estado.in_(esperan))
        .order_by(PlanDeImportacion.id.desc())
        .limit(20)
    ).all()


def en_curso() -> Sequence[int]:
    """Llaves de los planes en que hay que trabajar, del más antiguo al más reciente."""
    return db.session.scalars(
        select(PlanDeImportacion.id)
        .where(PlanDeImportacion.estado.in_(EN_CURSO))
        .order_by(PlanDeImportacion.id)
    ).all()


def renglones(plan_id: int, destino: Destino | None) -> Select[RenglonDePlan]:
    """Los renglones de un plan, en el orden del archivo; todos o los de un destino."""
    consulta = select(RenglonDePlan).where(RenglonDePlan.plan_id == plan_id).order_by(RenglonDePlan.numero)
    return consulta if destino is None else consulta.where(RenglonDePlan.destino == destino)


def todos(plan_id: int, destino: Destino) -> Sequence[Any]:
    """Lo que hace falta para devolver los renglones de un destino a quien los subió."""
    return db.session.execute(
        select(RenglonDePlan.numero, RenglonDePlan.crudo, RenglonDePlan.columna, RenglonDePlan.motivo)
        .where(RenglonDePlan.plan_id == plan_id, RenglonDePlan.destino == destino)
        .order_by(RenglonDePlan.numero)
    ).all()


def cuantos_renglones(plan_id: int, destino: Destino | None) -> Select[int]:
    """Cuántos renglones tiene un plan, todos o de un destino."""
    consulta = select(func.count()).select_from(RenglonDePlan).where(RenglonDePlan.plan_id == plan_id)
    return consulta if destino is None else consulta.where(RenglonDePlan.destino == destino)


def cuentas(plan_id: int) -> dict[str, int]:
    """Cuántos renglones hay de cada destino."""
    consulta = (
        select(RenglonDePlan.destino, func.count())
        .where(RenglonDePlan.plan_id == plan_id)
        .group_by(RenglonDePlan.destino)
    )
    return {destino.value: cuantos for destino, cuantos in db.session.execute(consulta)}


def crudos(plan_id: int, despues_de: int, limite: int, numeros: Sequence[int] | None) -> Sequence[Any]:
    """Un tramo de los renglones como venían, con lo que se decidió de ellos."""
    consulta = select(
        RenglonDePlan.numero,
        RenglonDePlan.crudo,
        RenglonDePlan.formulas,
        RenglonDePlan.decision,
        RenglonDePlan.elegida_id,
        RenglonDePlan.destino,
    ).where(RenglonDePlan.plan_id == plan_id, RenglonDePlan.numero > despues_de)
    if numeros is not None:
        consulta = consulta.where(RenglonDePlan.numero.in_(numeros))
    return db.session.execute(consulta.order_by(RenglonDePlan.numero).limit(limite)).all()


def planeados(
    plan_id: int,
    despues_de: int,
    limite: int,
    destinos: Sequence[Destino],
    numeros: Sequence[int] | None = None,
) -> Sequence[Any]:
    """Un tramo de los renglones con su suerte escrita."""
    consulta = (
        select(
            RenglonDePlan.id, RenglonDePlan.numero, RenglonDePlan.crudo, RenglonDePlan.formulas, RenglonDePlan.decision,
            RenglonDePlan.elegida_id, RenglonDePlan.destino, RenglonDePlan.visto,
        )
        .where(
            RenglonDePlan.plan_id == plan_id, RenglonDePlan.numero > despues_de, RenglonDePlan.destino.in_(destinos)
        )
        .order_by(RenglonDePlan.numero)
        .limit(limite)
    )  # fmt: skip
    if numeros is not None:
        consulta = consulta.where(
            or_(RenglonDePlan.destino != Destino.NUEVA, RenglonDePlan.numero.in_(numeros))
        )
    return db.session.execute(consulta).all()


def con_motivo(plan_id: int, motivos: Sequence[str]) -> Sequence[int]:
    """Números de los renglones omitidos por alguno de esos motivos."""
    return db.session.scalars(
        select(RenglonDePlan.numero).where(
            RenglonDePlan.plan_id == plan_id,
            RenglonDePlan.destino == Destino.OMITIDA,
            RenglonDePlan.motivo.in_(motivos),
        )
    ).all()


def que_dicen(plan_id: int, partes: Collection[Any], menos: Collection[int]) -> Sequence[Any]:
    """Los renglones, menos ésos, que hablan de alguna de esas filas o de alguno de esos correos."""
    de = RenglonDePlan
    return db.session.execute(
        select(de.numero, de.fila_id, de.llave).where(
            de.plan_id == plan_id,
            de.destino.not_in((Destino.OMITIDA, Destino.CON_ERROR)),
            de.numero.not_in(menos),
            or_(
                de.fila_id.in_([parte for parte in partes if isinstance(parte, int)]),
                de.llave.in_([parte for parte in partes if isinstance(parte, str)]),
            ),
        )
    ).all()


def con_quien_chocan(plan_id: int) -> frozenset[int]:
    """Renglones que registrarían a alguien cuyo correo o cuyo nombre ya tiene una persona: hay que volver a mirarlos."""
    de = RenglonDePlan
    suyos = select(de.numero).where(de.plan_id == plan_id, de.destino == Destino.NUEVA)
    por_correo = suyos.join(Persona, Persona.correo == de.llave)
    por_nombre = suyos.join(Persona, Persona.busqueda == de.parecido)
    return frozenset(db.session.scalars(por_correo)) | frozenset(db.session.scalars(por_nombre))


class ConEfectos(NamedTuple):
    """Un renglón que cambia algo, y qué."""

    id: int
    numero: int
    efectos: list[Any]


def con_efectos(
    plan_id: int, despues_de: int, limite: int | None = None, hasta: int | None = None
) -> list[ConEfectos]:
    """Un tramo de los renglones que cambian algo, con lo que harán."""
    consulta = (
        select(RenglonDePlan.id, RenglonDePlan.numero, cast(RenglonDePlan.efectos, Text))
        .where(
            RenglonDePlan.plan_id == plan_id,
            RenglonDePlan.numero > despues_de,
            RenglonDePlan.destino.in_((Destino.NUEVA, Destino.ACTUALIZA)),
        )
        .order_by(RenglonDePlan.numero)
        .limit(limite)
    )
    if hasta is not None:
        consulta = consulta.where(RenglonDePlan.numero <= hasta)
    filas = db.session.execute(consulta).all()
    # Se entienden todos de una vez: uno por uno cuesta más que leerlos.
    efectos = json.loads("[" + ",".join(escritos or "null" for _, _, escritos in filas) + "]")
    return [
        ConEfectos(id, numero, suyos or []) for (id, numero, _), suyos in zip(filas, efectos, strict=True)
    ]


def mapeo_recordado(red_id: int | None, que: Que, firma: str) -> MapeoRecordado | None:
    """Lo que esa oficina dijo la última vez de un archivo con los mismos encabezados."""
    return db.session.scalars(
        select(MapeoRecordado).where(
            MapeoRecordado.red_id.is_not_distinct_from(red_id),
            MapeoRecordado.que == que,
            MapeoRecordado.firma == firma,
        )
    ).first()


AJENAS = "correos_de_otra_red"
"""Con qué nombre consta en la bitácora de qué correos de otras Redes se dijo."""


def ajenas_dichas(red_id: int, desde: datetime) -> frozenset[str]:
    """Huellas de los correos de otras Redes de que se ha dicho a esa Red desde entonces, al preparar sus listas."""
    planes = select(PlanDeImportacion.id).where(
        PlanDeImportacion.red_id == red_id, PlanDeImportacion.planeado_en >= desde
    )
    anotadas = db.session.scalars(
        select(Registro.cambios).where(
            Registro.tabla == PlanDeImportacion.__tablename__,
            Registro.fila_id.in_(planes),
            Registro.cambio == Cambio.LEER,
            Registro.en >= desde,
        )
    )
    return frozenset(suya for cambios in anotadas for suya in cambios.get(AJENAS, [None, []])[1])


def por_olvidar(antes_de: datetime) -> Sequence[int]:
    """Planes que se aplicaron o se deshicieron hace tiempo y todavía guardan sus renglones."""
    consulta = select(PlanDeImportacion.id).where(
        PlanDeImportacion.olvidado_en.is_(None),
        or_(
            and_(PlanDeImportacion.estado == EstadoPlan.APLICADO, PlanDeImportacion.aplicado_en < antes_de),
            and_(PlanDeImportacion.estado == EstadoPlan.DESHECHO, PlanDeImportacion.deshecho_en < antes_de),
        ),
    )
    return db.session.scalars(consulta.order_by(PlanDeImportacion.id)).all()


def abandonados(antes_de: datetime) -> Sequence[PlanDeImportacion]:
    """Planes que nadie aplicó y llevan tiempo sin tocarse."""
    sin_aplicar = (EstadoPlan.BORRADOR, EstadoPlan.LISTO, EstadoPlan.CADUCO)
    return db.session.scalars(
        select(PlanDeImportacion).where(
            PlanDeImportacion.estado.in_(sin_aplicar),
            PlanDeImportacion.creado_en < antes_de,
            or_(PlanDeImportacion.planeado_en.is_(None), PlanDeImportacion.planeado_en < antes_de),
        )
    ).all()


def puestos_de_antes(llaves: Collection[int]) -> Sequence[Any]:
    """Lo que decían esos puestos, para contarlo junto a lo que dirán."""
    if not llaves:
        return ()
    de = Adscripcion
    return db.session.execute(
        select(
            de.id,
            de.institucion_id,
            de.puesto,
            de.nivel,
            de.area,
            de.desde,
            de.desde_precision,
            de.hasta_precision,
        ).where(de.id.in_(llaves))
    ).all()


def nombres_de_instituciones(llaves: Collection[int]) -> dict[int, str]:
    """Cómo se llaman esas instituciones."""
    if not llaves:
        return {}
    consulta = select(Institucion.id, Institucion.nombre).where(Institucion.id.in_(llaves))
    return {fila.id: fila.nombre for fila in db.session.execute(consulta)}
