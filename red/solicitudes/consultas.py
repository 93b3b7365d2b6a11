"""Preguntas sobre solicitudes, lo decidido en la bandeja y quién suple a quién."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Cuenta
from red.avisos.modelos import Aviso
from red.base import db
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.memoria import filas
from red.paginacion import Pagina, paginar
from red.permisos import Identidad, Permiso
from red.personas.consultas import usa_correo
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia, Participacion, Red
from red.reloj import hoy
from red.solicitudes.bandeja import TOPE
from red.solicitudes.modelos import (
    LlaveSolicitud,
    Solicitud,
)
from red.territorios.modelos import Territorio
from red.unidades.modelos import Designacion, Funcion, Unidad

# ---------------------------------------------------------------- Redes públicas


def redes_publicas(escrito: str, pagina: int) -> Pagina[Red]:
    """Las Redes con página pública que coinciden con lo escrito, por nombre."""
    consulta = (
        select(Red)
        .options(joinedload(Red.convocante), joinedload(Red.territorio))
        .where(Red.publica, Red.coincide(escrito))
        .order_by(Red.nombre, Red.id)
    )
    return paginar(consulta, pagina)


def red_publica(clave: str) -> Red | None:
    """La Red de esa clave si tiene página pública; None si no la tiene o no existe: por fuera son lo mismo."""
    consulta = (
        select(Red)
        .options(joinedload(Red.convocante), joinedload(Red.territorio).joinedload(Territorio.madre))
        .where(Red.clave == clave, Red.publica)
    )
    return db.session.scalars(consulta).one_or_none()


def participantes(red_id: int, dia: date) -> Sequence[str]:
    """Los nombres de las instituciones que participan ese día, en orden: son públicas, las personas no."""
    consulta = (
        select(Institucion.nombre)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id, Participacion.vigente(dia))
        .order_by(Institucion.nombre)
    )
    return db.session.scalars(consulta).all()


# ---------------------------------------------------------------- Solicitudes


def con_lo_suyo(solicitud_id: int) -> Solicitud | None:
    """La solicitud con su Red y su institución; None si no existe."""
    return db.session.scalars(_solicitudes().where(Solicitud.id == solicitud_id)).one_or_none()


def llave_de(huella: str) -> LlaveSolicitud | None:
    """El enlace con esa huella, con su solicitud y su Red; None si nadie lo mandó."""
    consulta = (
        select(LlaveSolicitud)
        .options(
            joinedload(LlaveSolicitud.solicitud).joinedload(Solicitud.red).joinedload(Red.convocante),
            joinedload(LlaveSolicitud.solicitud).joinedload(Solicitud.institucion),
        )
        .where(LlaveSolicitud.huella == huella)
    )
    return db.session.scalars(consulta).one_or_none()


def en_curso(red_id: int, correo: str, *, salvo: int = 0) -> Solicitud | None:
    """La solicitud confirmada y sin final de ese correo en esa Red."""
    consulta = select(Solicitud).where(
        Solicitud.red_id == red_id, Solicitud.correo == correo, _en_curso(), Solicitud.id != salvo
    )
    return db.session.scalars(consulta).one_or_none()


def esta_bloqueado(red_id: int, correo: str) -> bool:
    """Si al declinar una solicitud de ese correo se pidió no recibir otra."""
    consulta = select(Solicitud.id).where(
        Solicitud.red_id == red_id, Solicitud.correo == correo, Solicitud.bloquea
    )
    return db.session.scalar(consulta.limit(1)) is not None


def integra(red_id: int, correo: str) -> bool:
    """Si ese correo es de alguien que integra la Red, por su persona o por su cuenta."""
    suyas = or_(
        usa_correo(correo),
        Persona.id.in_(select(Cuenta.persona_id).where(Cuenta.correo == correo)),
    )
    consulta = (
        select(Membresia.id)
        .join(Persona, Persona.id == Membresia.persona_id)
        .where(
            Membresia.red_id == red_id,
            Membresia.hasta.is_(None),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
            suyas,
        )
    )
    return db.session.scalar(consulta.limit(1)) is not None


def cuenta_para(correo: str) -> Cuenta | None:
    """La cuenta de quien recibe ese correo, por su persona o por la cuenta misma."""
    consulta = (
        select(Cuenta)
        .join(Persona, Persona.id == Cuenta.persona_id)
        .where(or_(Cuenta.correo == correo, usa_correo(correo)), Cuenta.activa)
        .order_by(Cuenta.correo != correo)
    )
    return db.session.scalars(consulta.limit(1)).first()


def por_decidir(quien: Identidad) -> Sequence[Solicitud]:
    """Las solicitudes confirmadas y sin final que le toca decidir, la más antigua primero."""
    consulta = _solicitudes().where(_en_curso(), _al_alcance(quien, Permiso.ADMITIR, Solicitud))
    return db.session.scalars(consulta.order_by(Solicitud.confirmada_en, Solicitud.id).limit(TOPE)).all()


def personas_con(correos: Collection[str]) -> dict[str, int]:
    """De quién es cada correo, si es de alguien: nadie decide su propia solicitud."""
    quien = func.coalesce(Persona.fusionada_en_id, Persona.id)
    return dict(filas(select(Persona.correo, quien).where(Persona.correo.in_(correos))))


def es_de(quien: Identidad, solicitud: Solicitud) -> bool:
    """Si esa solicitud le toca, esté o no en curso."""
    consulta = select(Solicitud.id).where(
        Solicitud.id == solicitud.id, _al_alcance(quien, Permiso.ADMITIR, Solicitud)
    )
    return db.session.scalar(consulta) is not None


def titular_designada(institucion_id: int | None, dia: date) -> str | None:
    """El correo de quien consta como titular de la unidad de esa institución."""
    if institucion_id is None:
        return None
    consulta = (
        select(Persona.correo)
        .join(Designacion, Designacion.persona_id == Persona.id)
        .join(Unidad, Unidad.id == Designacion.unidad_id)
        .where(
            Unidad.institucion_id == institucion_id,
            Unidad.vigente(dia),
            Designacion.funcion == Funcion.TITULAR,
            Designacion.vigente(dia),
        )
        .order_by(Designacion.id)
    )
    return db.session.scalars(consulta.limit(1)).first()


def escritos_a(correo: str, plantilla: str, desde: datetime) -> int:
    """Cuántos correos de esa plantilla se le han escrito a esa dirección desde entonces."""
    consulta = select(func.count(Aviso.id)).where(
        Aviso.para == correo, Aviso.plantilla == plantilla, Aviso.creado_en >= desde
    )
    return db.session.scalar(consulta) or 0


def invitacion_por_responder(red_id: int, correo: str) -> Invitacion | None:
    """La invitación de esa Red a ese correo que todavía no tiene respuesta, apartada."""
    consulta = select(Invitacion).where(
        Invitacion.red_id == red_id,
        Invitacion.correo == correo,
        Invitacion.aceptada_en.is_(None),
        Invitacion.rechazada_en.is_(None),
        Invitacion.revocada_en.is_(None),
    )
    return db.session.scalars(consulta.with_for_update(of=Invitacion)).one_or_none()


def aprobada_con(invitacion_id: int) -> Solicitud | None:
    """La solicitud aprobada que se completa con esa invitación; None si la invitación no viene de ninguna."""
    consulta = _solicitudes().where(
        Solicitud.invitacion_id == invitacion_id, Solicitud.aprobada_en.is_not(None)
    )
    return db.session.scalars(consulta.order_by(Solicitud.id.desc()).limit(1)).first()


def por_olvidar(instante: datetime, cuantas: int) -> Sequence[Solicitud]:
    """Las que nadie confirmó y cuyo plazo pasó antes de ese instante."""
    consulta = select(Solicitud).where(Solicitud.confirmada_en.is_(None), Solicitud.vence_en < instante)
    return db.session.scalars(consulta.order_by(Solicitud.id).limit(cuantas)).all()


def respaldos_por_pedir() -> Sequence[int]:
    """Las solicitudes cuyo respaldo se aplazó a un día que ya llegó en alguna parte; cada una se mira después en su zona."""
    manana = hoy() + timedelta(days=1)
    return db.session.scalars(
        select(Solicitud.id)
        .where(
            Solicitud.respaldo_aplazado_al <= manana,
            Solicitud.aprobada_en.is_(None),
            Solicitud.declinada_en.is_(None),
            Solicitud.retirada_en.is_(None),
        )
        .order_by(Solicitud.id)
    ).all()


def llaves_de(solicitud_id: int) -> Sequence[LlaveSolicitud]:
    """Los enlaces que se mandaron de esa solicitud."""
    return db.session.scalars(
        select(LlaveSolicitud).where(LlaveSolicitud.solicitud_id == solicitud_id).order_by(LlaveSolicitud.id)
    ).all()


def _solicitudes() -> Select[Solicitud]:
    return select(Solicitud).options(
        joinedload(Solicitud.red).joinedload(Red.convocante), joinedload(Solicitud.institucion)
    )


def _en_curso() -> ColumnElement[bool]:
    return and_(
        Solicitud.confirmada_en.is_not(None),
        Solicitud.aprobada_en.is_(None),
        Solicitud.declinada_en.is_(None),
        Solicitud.retirada_en.is_(None),
    )


def _al_alcance(quien: Identidad, permiso: Permiso, modelo: Any) -> ColumnElement[bool]:
    """Condición: la fila es de una de sus Redes o de su institución, mientras participe en la Red de la fila."""
    redes = quien.redes_con(permiso)
    if redes is None:
        return modelo.id.is_not(None)  # type: ignore[no-any-return]
    instituciones = quien.instituciones_con(permiso)
    participa = exists().where(
        Participacion.institucion_id == modelo.institucion_id,
        Participacion.red_id == modelo.red_id,
        Participacion.hasta.is_(None),
    )
    return or_(modelo.red_id.in_(redes), and_(modelo.institucion_id.in_(instituciones), participa))
