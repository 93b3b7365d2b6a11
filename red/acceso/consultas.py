"""Preguntas sobre cuentas y papeles."""

from datetime import date

from sqlalchemy import and_, select

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.permisos import Identidad, Papel, Rol
from red.personas.modelos import Adscripcion
from red.redes.modelos import EstadoMembresia, Membresia


def cuenta_con_sello(id: int, sello: str) -> Cuenta | None:
    """La cuenta activa cuya sesión lleva ese sello; None si se cerró o cambió."""
    consulta = select(Cuenta).where(Cuenta.id == id, Cuenta.sello == sello, Cuenta.activa)
    return db.session.scalars(consulta).one_or_none()


def cuenta_de_correo(correo: str) -> Cuenta | None:
    """La cuenta que entra con ese correo."""
    return db.session.scalars(select(Cuenta).where(Cuenta.correo == correo.strip().lower())).one_or_none()


def cuenta_de_persona(persona_id: int) -> Cuenta | None:
    """La cuenta de esa persona, si tiene."""
    return db.session.scalars(select(Cuenta).where(Cuenta.persona_id == persona_id)).one_or_none()


def identidad(cuenta: Cuenta, dia: date) -> Identidad:
    """Quién es y qué papeles tiene ese día: los asignados y los que vienen de integrar una Red."""
    asignados = db.session.execute(
        select(Asignacion.rol, Asignacion.red_id, Asignacion.institucion_id).where(
            Asignacion.persona_id == cuenta.persona_id, Asignacion.vigente(dia)
        )
    ).all()
    integra = db.session.execute(
        select(Membresia.red_id, Adscripcion.institucion_id)
        .outerjoin(
            Adscripcion,
            and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia)),
        )
        .where(
            Membresia.persona_id == cuenta.persona_id,
            Membresia.vigente(dia),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
        )
    ).all()
    papeles = [Papel(rol, red, institucion) for rol, red, institucion in asignados]
    papeles += [Papel(Rol.INTEGRANTE, red, institucion) for red, institucion in integra]
    return Identidad(
        cuenta=cuenta.id,
        persona=cuenta.persona_id,
        nombre=cuenta.persona.nombre_visible,
        papeles=tuple(papeles),
    )
