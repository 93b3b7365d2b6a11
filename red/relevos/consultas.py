"""Preguntas sobre relevos: qué tiene abierto una persona, cuáles esperan y quién ya no trabaja donde tiene función."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from red.acceso.consultas import papel_al_alcance
from red.acceso.modelos import Asignacion
from red.acceso.operaciones import roles_que_nombra
from red.base import db
from red.invitaciones.consultas import sin_respuesta
from red.invitaciones.modelos import Invitacion
from red.memoria import contar
from red.permisos import Identidad, Permiso
from red.personas.modelos import Adscripcion
from red.redes.consultas import alcance_de_institucion
from red.redes.modelos import Participacion
from red.relevos.modelos import ClaseDeEntrega, Destino, Entrega, EstadoRelevo, Relevo
from red.textos import fecha
from red.unidades.modelos import PRINCIPALES, Designacion, Unidad
from red.vinculos.modelos import Colaboracion


@dataclass(frozen=True)
class Abierto:
    """Algo que la persona tiene abierto y que quien prepara el relevo puede atender."""

    clase: ClaseDeEntrega
    fila_id: int
    que: str
    destino: Destino
    red_id: int | None = None


ADMITE: dict[ClaseDeEntrega, tuple[Destino, ...]] = {
    ClaseDeEntrega.DESIGNACION: (Destino.SIGUE, Destino.TERMINA, Destino.PASA),
    ClaseDeEntrega.PAPEL: (Destino.SIGUE, Destino.TERMINA),
    ClaseDeEntrega.COLABORACION: (Destino.SIGUE, Destino.TERMINA),
    ClaseDeEntrega.INVITACION: (Destino.SIGUE, Destino.TERMINA),
}
"""Qué se puede decidir con cada cosa.

Una colaboración la declara cada quien, y una invitación es de la Red: no se heredan, siguen o terminan. Un
papel nunca pasa por el relevo: quien llegue lo recibe de quien puede nombrarla.
"""


def funciones_de(persona_id: int, quien: Identidad, dia: date) -> list[Designacion]:
    """Sus funciones principales sin terminar ese día, las que puede relevar quien pregunta."""
    consulta = (
        select(Designacion)
        .where(
            Designacion.persona_id == persona_id,
            Designacion.funcion.in_(PRINCIPALES),
            or_(Designacion.hasta.is_(None), Designacion.hasta > dia),
        )
        .options(
            joinedload(Designacion.unidad).joinedload(Unidad.institucion), joinedload(Designacion.persona)
        )
        .order_by(Designacion.desde, Designacion.id)
    )
    return [d for d in db.session.scalars(consulta) if puede_relevar(d.unidad, quien, dia)]


def puede_relevar(unidad: Unidad, quien: Identidad, dia: date) -> bool:
    """Si la unidad sigue abierta y quien pregunta la cuida."""
    alcance = alcance_de_institucion(unidad.institucion_id, dia)
    return unidad.hasta is None and quien.puede(Permiso.CUIDAR_UNIDAD, alcance)


def abiertos(designacion: Designacion, quien: Identidad, dia: date) -> list[Abierto]:
    """Lo demás que tiene abierto quien deja esa función, y que quien pregunta puede atender."""
    persona_id = designacion.persona_id
    return [
        *_designaciones(persona_id, designacion.id, quien, dia),
        *_papeles(persona_id, designacion.unidad.institucion_id, quien, dia),
        *_colaboraciones(persona_id, quien),
        *_invitaciones(persona_id, quien),
    ]


def _designaciones(persona_id: int, salvo: int, quien: Identidad, dia: date) -> list[Abierto]:
    return [
        Abierto(
            ClaseDeEntrega.DESIGNACION,
            d.id,
            f"{d.funcion.etiqueta} de {d.unidad.nombre}, {d.unidad.institucion.nombre}",
            Destino.SIGUE,
        )
        for d in funciones_de(persona_id, quien, dia)
        if d.id != salvo
    ]


def _papeles(persona_id: int, institucion_id: int, quien: Identidad, dia: date) -> list[Abierto]:
    consulta = (
        select(Asignacion)
        .where(
            Asignacion.persona_id == persona_id, Asignacion.vigente(dia), Asignacion.terminada_en.is_(None)
        )
        .order_by(Asignacion.id)
    )
    redes, roles = quien.redes_con(Permiso.NOMBRAR), roles_que_nombra(quien)
    if not roles:
        return []
    return [
        Abierto(
            ClaseDeEntrega.PAPEL,
            papel.id,
            f"{papel.rol.etiqueta}, desde el {fecha(papel.desde)}",
            Destino.TERMINA if papel.institucion_id == institucion_id else Destino.SIGUE,
            papel.red_id,
        )
        for papel in db.session.scalars(consulta)
        if papel.rol in roles and papel_al_alcance(papel.id, redes, dia) is not None
    ]


def _en_redes(columna: Any, quien: Identidad) -> ColumnElement[bool]:
    """Condición: la Red que dirige quien pregunta; lo demás de la persona no es asunto suyo."""
    redes = quien.redes_con(Permiso.EDITAR_RED)
    return true() if redes is None else columna.in_(redes)


def _colaboraciones(persona_id: int, quien: Identidad) -> list[Abierto]:
    consulta = (
        select(Colaboracion)
        .where(
            Colaboracion.persona_id == persona_id,
            Colaboracion.hasta.is_(None),
            _en_redes(Colaboracion.red_id, quien),
        )
        .options(joinedload(Colaboracion.con_persona), joinedload(Colaboracion.con_institucion))
        .order_by(Colaboracion.id)
    )
    return [
        Abierto(
            ClaseDeEntrega.COLABORACION,
            c.id,
            f"Colabora con {_con_quien(c)}",
            Destino.SIGUE,
            c.red_id,
        )
        for c in db.session.scalars(consulta)
    ]


def _con_quien(colaboracion: Colaboracion) -> str:
    if colaboracion.con_persona is not None:
        return colaboracion.con_persona.nombre_visible
    return colaboracion.con_institucion.nombre if colaboracion.con_institucion is not None else ""


def _invitaciones(persona_id: int, quien: Identidad) -> list[Abierto]:
    consulta = (
        select(Invitacion)
        .where(
            Invitacion.creada_por_id == persona_id,
            sin_respuesta(),
            _en_redes(Invitacion.red_id, quien),
        )
        .order_by(Invitacion.id)
    )
    return [
        Abierto(
            ClaseDeEntrega.INVITACION,
            i.id,
            f"Invitación a {i.nombre or i.correo}, vence el {fecha(i.dia(i.vence_en))}",
            Destino.SIGUE,
            i.red_id,
        )
        for i in db.session.scalars(consulta)
    ]


def puede_atender(entrega: Entrega, quien: Identidad, dia: date) -> bool:
    """Si quien pregunta puede ver y decidir esa entrega: la pudo preparar alguien con más alcance."""
    if entrega.clase is ClaseDeEntrega.DESIGNACION:
        designacion = db.session.get(Designacion, entrega.fila_id)
        return designacion is not None and puede_relevar(designacion.unidad, quien, dia)
    redes = quien.redes_con(Permiso.EDITAR_RED)
    if entrega.red_id is None:
        return redes is None or bool(redes)
    return redes is None or entrega.red_id in redes


def borrador_de(designacion_id: int) -> Relevo | None:
    """El relevo sin confirmar de esa función."""
    return db.session.scalars(
        select(Relevo).where(Relevo.designacion_id == designacion_id, Relevo.estado == EstadoRelevo.BORRADOR)
    ).one_or_none()


def entregas(relevo_id: int) -> Sequence[Entrega]:
    """Lo que se entrega, en el orden en que se enlistó."""
    return db.session.scalars(
        select(Entrega)
        .where(Entrega.relevo_id == relevo_id)
        .options(joinedload(Entrega.recibe))
        .order_by(Entrega.id)
    ).all()


def _al_alcance(quien: Identidad, dia: date) -> ColumnElement[bool]:
    """Condición sobre Unidad: las que cuida quien pregunta."""
    redes = quien.redes_con(Permiso.CUIDAR_UNIDAD)
    if redes is None:
        return true()
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id.in_(redes), Participacion.vigente(dia)
    )
    return or_(
        Unidad.institucion_id.in_(participan),
        Unidad.institucion_id.in_(quien.instituciones_con(Permiso.CUIDAR_UNIDAD)),
    )


def relevos(quien: Identidad, dia: date, estado: EstadoRelevo | None = None) -> Select[Relevo]:
    """Los relevos de las unidades que cuida quien pregunta, del más reciente al más antiguo."""
    consulta = (
        select(Relevo)
        .join(Relevo.designacion)
        .join(Designacion.unidad)
        .where(_al_alcance(quien, dia))
        .options(
            joinedload(Relevo.designacion).joinedload(Designacion.unidad).joinedload(Unidad.institucion),
            joinedload(Relevo.designacion).joinedload(Designacion.persona),
            joinedload(Relevo.sucesora),
        )
        .order_by(Relevo.abierto_en.desc(), Relevo.id.desc())
    )
    return consulta if estado is None else consulta.where(Relevo.estado == estado)


def por_relevar(quien: Identidad, dia: date, red_id: int | None = None) -> Select[Designacion]:
    """Funciones de quienes ya no trabajan en la institución de la unidad y no tienen un relevo en marcha.

    Sólo cuenta a quien alguna vez trabajó ahí: quien nunca tuvo puesto registrado no es que se haya ido.
    """

    def trabajo_ahi(*mas: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(
            Adscripcion.persona_id == Designacion.persona_id,
            Adscripcion.institucion_id == Unidad.institucion_id,
            *mas,
        )

    consulta = (
        select(Designacion)
        .join(Designacion.unidad)
        .where(
            Designacion.vigente(dia),
            Designacion.funcion.in_(PRINCIPALES),
            Unidad.hasta.is_(None),
            trabajo_ahi(Adscripcion.desde <= dia),
            ~trabajo_ahi(Adscripcion.vigente(dia)),
            ~exists().where(
                and_(Relevo.designacion_id == Designacion.id, Relevo.estado == EstadoRelevo.BORRADOR)
            ),
            _al_alcance(quien, dia),
        )
        .options(
            joinedload(Designacion.persona), joinedload(Designacion.unidad).joinedload(Unidad.institucion)
        )
        .order_by(Designacion.desde, Designacion.id)
    )
    if red_id is not None:
        consulta = consulta.where(
            Unidad.institucion_id.in_(
                select(Participacion.institucion_id).where(
                    Participacion.red_id == red_id, Participacion.vigente(dia)
                )
            )
        )
    return consulta


def en_marcha(red_id: int, dia: date) -> Select[Relevo]:
    """Los relevos sin confirmar de las unidades de esa Red."""
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id == red_id, Participacion.vigente(dia)
    )
    return (
        select(Relevo)
        .join(Relevo.designacion)
        .join(Designacion.unidad)
        .where(Relevo.estado == EstadoRelevo.BORRADOR, Unidad.institucion_id.in_(participan))
    )


def cuantos(consulta: Select[Any]) -> int:
    """Cuántas filas da la consulta."""
    llaves = consulta.options().with_only_columns(consulta.column_descriptions[0]["entity"].id).order_by(None)
    return contar(select(func.count()).select_from(llaves.subquery()))
