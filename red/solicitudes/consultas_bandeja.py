"""Preguntas de la bandeja: lo que llega de otros dominios, lo decidido, quién suple a quién y qué se avisó."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.bitacora.modelos import Cambio, Registro
from red.invitaciones.modelos import Invitacion
from red.permisos import Identidad, Permiso, Rol
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import EstadoMembresia, Membresia, Participacion
from red.solicitudes.bandeja import TOPE
from red.solicitudes.modelos import (
    ActoDeBandeja,
    AvisoDePlazo,
    Decision,
    Suplencia,
)
from red.unidades.consultas_por_confirmar import pendientes
from red.unidades.modelos import DesignacionPorConfirmar

# ---------------------------------------------------------------- Otros asuntos que llegan a la bandeja


def puestos_por_confirmar(quien: Identidad, dia: date) -> list[tuple[Adscripcion, int, datetime | None]]:
    """(Adscripcion, red_id, desde cuándo consta) de integrantes cuyo puesto nadie ha confirmado.

    Cada puesto aparece una vez, en la primera de las Redes que la persona integra y en que su institución participa.
    """
    redes = quien.redes_con(Permiso.CONFIRMAR_PUESTO)
    instituciones = quien.instituciones_con(Permiso.CONFIRMAR_PUESTO)
    if redes is not None and not redes and not instituciones:
        return []
    red_id = func.min(Membresia.red_id).label("red_id")
    consta = (
        select(func.min(Registro.en))
        .where(
            Registro.tabla == "adscripcion",
            Registro.fila_id == Adscripcion.id,
            Registro.cambio == Cambio.CREAR,
        )
        .correlate(Adscripcion)
        .scalar_subquery()
    )
    consulta = (
        select(Adscripcion.id, red_id, consta.label("consta"))
        .join(Membresia, Membresia.persona_id == Adscripcion.persona_id)
        .join(
            Participacion,
            and_(
                Participacion.red_id == Membresia.red_id,
                Participacion.institucion_id == Adscripcion.institucion_id,
            ),
        )
        .where(
            Adscripcion.confirmada_el.is_(None),
            Adscripcion.vigente(dia),
            Membresia.hasta.is_(None),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
            Participacion.vigente(dia),
        )
        .group_by(Adscripcion.id)
        .order_by(Adscripcion.id)
        .limit(TOPE)
    )
    if redes is not None:
        suyas = Adscripcion.institucion_id.in_(instituciones)
        consulta = consulta.where(or_(Membresia.red_id.in_(redes), suyas))
    halladas = db.session.execute(consulta).all()
    filas = {
        fila.id: fila
        for fila in db.session.scalars(
            select(Adscripcion)
            .options(joinedload(Adscripcion.persona), joinedload(Adscripcion.institucion))
            .where(Adscripcion.id.in_([hallada.id for hallada in halladas]))
        )
    }
    return [(filas[h.id], h.red_id, h.consta) for h in halladas]


def adscripcion(id: int) -> Adscripcion | None:
    """La adscripción con esa llave, recién leída."""
    consulta = select(Adscripcion).where(Adscripcion.id == id)
    return db.session.scalars(consulta.execution_options(populate_existing=True)).one_or_none()


def instituciones_que_faltan(quien: Identidad) -> Sequence[Invitacion]:
    """Las invitaciones aceptadas con una nota que la coordinación no ha atendido."""
    redes = quien.redes_con(Permiso.INVITAR)
    consulta = (
        select(Invitacion)
        .options(joinedload(Invitacion.persona))
        .where(Invitacion.nota.is_not(None), Invitacion.atendida_en.is_(None))
        .order_by(Invitacion.aceptada_en, Invitacion.id)
        .limit(TOPE)
    )
    if redes is not None:
        consulta = consulta.where(Invitacion.red_id.in_(redes))
    return db.session.scalars(consulta).all()


# ---------------------------------------------------------------- Lo decidido


def decisiones_por_surtir(claves: Collection[tuple[str, int]] | None = None) -> set[tuple[str, int]]:
    """(clase, asunto) de lo que ya se decidió y todavía se puede deshacer."""
    consulta = select(Decision.clase, Decision.asunto_id).where(_por_surtir())
    if claves is not None:
        consulta = consulta.where(Decision.asunto_id.in_({asunto_id for _, asunto_id in claves}))
    return {(clase, asunto_id) for clase, asunto_id in db.session.execute(consulta)}


def decisiones_vencidas(instante: datetime, cuantas: int) -> Sequence[int]:
    """Las llaves de lo decidido cuya ventana ya pasó, en orden."""
    consulta = select(Decision.id).where(_por_surtir(), Decision.surte_en <= instante)
    return db.session.scalars(consulta.order_by(Decision.id).limit(cuantas)).all()


def actos_recientes(persona_id: int, desde: datetime, cuantos: int = 5) -> Sequence[ActoDeBandeja]:
    """Lo que esa persona decidió hace poco, lo último primero."""
    consulta = select(ActoDeBandeja).where(
        ActoDeBandeja.quien_id == persona_id, ActoDeBandeja.hecho_en >= desde
    )
    return db.session.scalars(consulta.order_by(ActoDeBandeja.id.desc()).limit(cuantos)).all()


def decisiones_de(actos: Collection[int]) -> dict[int, list[Decision]]:
    """Las decisiones de esos actos, en orden."""
    consulta = (
        select(Decision)
        .options(joinedload(Decision.red), joinedload(Decision.por_suplencia_de))
        .where(Decision.acto_id.in_(actos))
        .order_by(Decision.id)
    )
    por_acto: dict[int, list[Decision]] = {acto: [] for acto in actos}
    for decision in db.session.scalars(consulta):
        por_acto[decision.acto_id].append(decision)
    return por_acto


def historia_de(clase: str, asunto_id: int) -> Sequence[Decision]:
    """Lo que se ha decidido de un asunto, con quién."""
    consulta = (
        select(Decision)
        .options(
            joinedload(Decision.por_suplencia_de), joinedload(Decision.acto).joinedload(ActoDeBandeja.quien)
        )
        .where(Decision.clase == clase, Decision.asunto_id == asunto_id)
        .order_by(Decision.id)
    )
    return db.session.scalars(consulta).all()


def _por_surtir() -> ColumnElement[bool]:
    return and_(Decision.firme_en.is_(None), Decision.deshecha_en.is_(None))


# ---------------------------------------------------------------- Suplencias


def suplencias_a_cargo(persona_id: int, dia: date) -> Sequence[Suplencia]:
    """A quiénes suple ese día esa persona."""
    consulta = (
        select(Suplencia)
        .options(joinedload(Suplencia.persona), joinedload(Suplencia.red))
        .where(Suplencia.suplente_id == persona_id, Suplencia.vigente(dia), Suplencia.terminada_en.is_(None))
        .order_by(Suplencia.id)
    )
    return db.session.scalars(consulta).all()


def suplencias_de(persona_id: int, dia: date) -> Sequence[Suplencia]:
    """Las que esa persona dejó dichas y no han terminado."""
    consulta = (
        select(Suplencia)
        .options(joinedload(Suplencia.suplente), joinedload(Suplencia.red))
        .where(
            Suplencia.persona_id == persona_id,
            or_(Suplencia.hasta.is_(None), Suplencia.hasta >= dia),
            Suplencia.terminada_en.is_(None),
        )
        .order_by(Suplencia.desde, Suplencia.id)
    )
    return db.session.scalars(consulta).all()


def pueden_suplir(red_id: int, dia: date, *, salvo: int) -> Sequence[Persona]:
    """Quienes tienen hoy un papel en esa Red, o son enlace de una institución que participa en ella."""
    participa = exists().where(
        Participacion.institucion_id == Asignacion.institucion_id,
        Participacion.red_id == red_id,
        Participacion.vigente(dia),
    )
    con_papel = select(Asignacion.persona_id).where(
        Asignacion.vigente(dia),
        or_(
            Asignacion.red_id == red_id,
            and_(Asignacion.rol == Rol.ENLACE, Asignacion.red_id.is_(None), participa),
        ),
    )
    consulta = (
        select(Persona)
        .join(Cuenta, Cuenta.persona_id == Persona.id)
        .where(Persona.id.in_(con_papel), Cuenta.activa, Persona.id != salvo)
        .order_by(Persona.orden, Persona.id)
    )
    return db.session.scalars(consulta).all()


# ---------------------------------------------------------------- El reloj


def ya_avisados(claves: Collection[tuple[str, int]]) -> dict[tuple[str, int], AvisoDePlazo]:
    """Lo que ya se recordó o se llevó a quien convoca, de esos asuntos."""
    consulta = select(AvisoDePlazo).where(AvisoDePlazo.asunto_id.in_({asunto_id for _, asunto_id in claves}))
    return {(aviso.clase, aviso.asunto_id): aviso for aviso in db.session.scalars(consulta)}


def enlaces_de(instituciones: Collection[int], dia: date) -> dict[int, list[Persona]]:
    """Quienes son hoy enlace de cada una de esas instituciones."""
    consulta = (
        select(Asignacion.institucion_id, Persona)
        .join(Persona, Persona.id == Asignacion.persona_id)
        .where(
            Asignacion.rol == Rol.ENLACE,
            Asignacion.institucion_id.in_(instituciones),
            Asignacion.vigente(dia),
        )
        .order_by(Persona.id)
    )
    por_institucion: dict[int, list[Persona]] = {}
    for institucion_id, persona in db.session.execute(consulta):
        por_institucion.setdefault(institucion_id or 0, []).append(persona)
    return por_institucion


def coordinan(red_id: int, dia: date) -> Sequence[Persona]:
    """Quienes coordinan hoy esa Red."""
    de_la_red = select(Asignacion.persona_id).where(
        Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red_id, Asignacion.vigente(dia)
    )
    consulta = select(Persona).where(Persona.id.in_(de_la_red)).order_by(Persona.id)
    return db.session.scalars(consulta).all()


def designaciones_por_confirmar(quien: Identidad, dia: date) -> list[tuple[DesignacionPorConfirmar, int]]:
    """(designación pedida por correo, Red) de las que la coordinación ha de decir quién es."""
    redes = quien.redes_con(Permiso.EDITAR_RED)
    if redes is not None and not redes:
        return []
    pedidas = db.session.scalars(pendientes(redes, dia).limit(TOPE)).all()
    de_red = select(Participacion.institucion_id, func.min(Participacion.red_id)).where(
        Participacion.institucion_id.in_({pedida.unidad.institucion_id for pedida in pedidas}),
        Participacion.vigente(dia),
    )
    if redes is not None:
        de_red = de_red.where(Participacion.red_id.in_(redes))
    halladas = db.session.execute(de_red.group_by(Participacion.institucion_id))
    suya = {fila[0]: fila[1] for fila in halladas}
    return [
        (pedida, suya[pedida.unidad.institucion_id])
        for pedida in pedidas
        if pedida.unidad.institucion_id in suya
    ]
