"""Preguntas sobre quienes fueron a una edición sin tener lugar."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from red.asistencias.modelos import Asistencia, MarcaDeAsistencia, Visitante
from red.asistencias.negativas import SinLugar, YaSeReconocio
from red.base import db
from red.errores import NoEncontrado
from red.formacion.modelos import Curso, Edicion, Jornada


def visita_con_correo(edicion_id: int, correo: str) -> Visitante | None:
    """La visita de la edición que dio ese correo."""
    consulta = select(Visitante).where(Visitante.edicion_id == edicion_id, Visitante.correo == correo)
    return db.session.scalars(consulta.order_by(Visitante.id)).first()


def visita_de_persona(edicion_id: int, persona_id: int) -> Visitante | None:
    """La visita de la edición que resultó ser esa persona."""
    consulta = select(Visitante).where(Visitante.edicion_id == edicion_id, Visitante.persona_id == persona_id)
    return db.session.scalars(consulta).one_or_none()


def visita(id: int) -> Visitante:
    """La visita con su edición y su Red; lanza NoEncontrado si no existe."""
    consulta = (
        select(Visitante)
        .where(Visitante.id == id)
        .options(joinedload(Visitante.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
    )
    fila = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if fila is None:
        raise NoEncontrado
    return fila


def visitas_de(edicion_id: int) -> Sequence[Visitante]:
    """Las visitas de la edición, con quién resultaron ser; la que se sumó a otra ya no se cuenta aparte."""
    consulta = (
        select(Visitante)
        .where(
            Visitante.edicion_id == edicion_id,
            or_(Visitante.persona_id.is_not(None), Visitante.vinculada_en.is_(None)),
        )
        .options(joinedload(Visitante.persona))
        .order_by(Visitante.nombre, Visitante.id)
    )
    return db.session.scalars(consulta).all()


def asistencias_de_visita(visitante_id: int) -> Sequence[Asistencia]:
    """Las asistencias de una visita, a todas las jornadas."""
    consulta = select(Asistencia).where(Asistencia.visitante_id == visitante_id).order_by(Asistencia.id)
    return db.session.scalars(consulta).all()


def visita_de_clave(jornada_id: int, clave: str) -> Visitante | None:
    """La visita que se anotó en la jornada con ese envío."""
    consulta = (
        select(Visitante)
        .join(Asistencia, Asistencia.visitante_id == Visitante.id)
        .join(MarcaDeAsistencia, MarcaDeAsistencia.asistencia_id == Asistencia.id)
        .where(Asistencia.jornada_id == jornada_id, MarcaDeAsistencia.clave == clave)
    )
    return db.session.scalars(consulta).one_or_none()


def quien_es(edicion_id: int, visitante_id: int) -> tuple[int | None, int | None]:
    """De quién es hoy lo que se marque a esa visita: de la persona que resultó ser o, si no se sabe, de ella.

    Lanza SinLugar si no es de esta edición y YaSeReconocio si se sumó a alguien y no quedó rastro de a quién.
    """
    una = db.session.get(Visitante, visitante_id, populate_existing=True)
    if una is None or una.edicion_id != edicion_id:
        raise SinLugar
    if una.persona_id is None and una.vinculada_en is None:
        return None, una.id
    persona_id = una.persona_id or _persona_por_su_asistencia(una.id)
    if persona_id is None:
        raise YaSeReconocio
    return persona_id, None


def _persona_por_su_asistencia(visitante_id: int) -> int | None:
    """Quién resultó ser una visita que se sumó a otra: lo dice la asistencia que le pasó."""
    consulta = select(Asistencia.persona_id).where(
        Asistencia.visitante_id == visitante_id, Asistencia.persona_id.is_not(None)
    )
    return db.session.scalar(consulta.limit(1))


def jornadas_de(edicion_id: int) -> Sequence[int]:
    """Las jornadas de la edición, por su llave."""
    return db.session.scalars(
        select(Jornada.id).where(Jornada.edicion_id == edicion_id).order_by(Jornada.id)
    ).all()
