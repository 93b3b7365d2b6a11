"""Preguntas sobre los levantamientos: cuáles hay, a quién se le pregunta y quién falta por contestar.

Con quién dijo alguien que trabaja lo ven ella y la coordinación. Lo que entra en las cuentas está en `cuentas`.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from red.acceso.modelos import Asignacion
from red.base import buscar, db
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion
from red.levantamientos.cuentas import lazos_del_levantamiento as lazos_del_levantamiento
from red.levantamientos.modelos import Consultada, LazoDicho, Levantamiento
from red.levantamientos.quienes import sigue_en
from red.permisos import Rol
from red.personas.consultas import adscripcion_vigente
from red.redes.modelos import Participacion, Red


def levantamiento(id: int) -> Levantamiento:
    """El que tiene esa llave; lanza NoEncontrado si no existe."""
    return buscar(Levantamiento, id)


def de_red(red_id: int) -> Sequence[Levantamiento]:
    """Los de la Red, del más reciente al más antiguo."""
    consulta = (
        select(Levantamiento)
        .where(Levantamiento.red_id == red_id)
        .order_by(Levantamiento.abre_el.desc(), Levantamiento.id.desc())
    )
    return db.session.scalars(consulta).all()


def abierto_de(red_id: int) -> Levantamiento | None:
    """El que está abierto en la Red y nadie ha cerrado; a lo más hay uno."""
    consulta = select(Levantamiento).where(
        Levantamiento.red_id == red_id,
        Levantamiento.abierto_en.is_not(None),
        Levantamiento.cerrado_en.is_(None),
    )
    return db.session.scalars(consulta).one_or_none()


def sin_cerrar() -> Sequence[Levantamiento]:
    """Los abiertos y los programados de todas las Redes: con los que el repaso tiene algo que hacer."""
    consulta = (
        select(Levantamiento)
        .where(
            Levantamiento.cerrado_en.is_(None),
            or_(Levantamiento.abierto_en.is_not(None), Levantamiento.programado_en.is_not(None)),
        )
        .options(joinedload(Levantamiento.red))
        .order_by(Levantamiento.id)
    )
    return db.session.scalars(consulta).all()


def hay_despues(este: Levantamiento) -> bool:
    """Si en su Red se abrió otro después que él."""
    consulta = select(Levantamiento.id).where(
        Levantamiento.red_id == este.red_id,
        Levantamiento.id != este.id,
        Levantamiento.abierto_en > este.abierto_en,
    )
    return db.session.scalar(consulta.limit(1)) is not None


def el_anterior(este: Levantamiento) -> Levantamiento | None:
    """El último de la misma Red que se abrió antes que éste."""
    consulta = (
        select(Levantamiento)
        .where(
            Levantamiento.red_id == este.red_id,
            Levantamiento.abierto_en.is_not(None),
            or_(
                Levantamiento.abre_el < este.abre_el,
                and_(Levantamiento.abre_el == este.abre_el, Levantamiento.id < este.id),
            ),
        )
        .order_by(Levantamiento.abre_el.desc(), Levantamiento.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


# ------------------------------------------------------------------ A quién se le pregunta


def la_mia(id: int, persona_id: int, dia: date) -> Consultada:
    """Lo que ese levantamiento le pregunta a esa persona, si sigue en la Red; si no, NoEncontrado."""
    este = levantamiento(id)
    consulta = (
        select(Consultada)
        .where(
            Consultada.levantamiento_id == este.id,
            Consultada.persona_id == persona_id,
            sigue_en(este.red_id, dia, persona_id),
        )
        .options(
            joinedload(Consultada.institucion),
            selectinload(Consultada.lazos),
            selectinload(Consultada.deseos),
        )
    )
    mia = db.session.scalars(consulta).one_or_none()
    if mia is None or este.abierto_en is None:
        raise NoEncontrado
    return mia


def las_mias(persona_id: int) -> Sequence[Consultada]:
    """Todo lo que se le ha preguntado a una persona, de lo más reciente a lo más antiguo."""
    consulta = (
        select(Consultada)
        .join(Consultada.levantamiento)
        .where(Consultada.persona_id == persona_id, Levantamiento.abierto_en.is_not(None))
        .options(
            joinedload(Consultada.levantamiento).joinedload(Levantamiento.red),
            joinedload(Consultada.institucion),
        )
        .order_by(Levantamiento.abre_el.desc(), Levantamiento.id.desc())
    )
    return [
        una for una in db.session.scalars(consulta) if una.enviada_en or una.retirada_en or not _vencio(una)
    ]


def _vencio(una: Consultada) -> bool:
    return una.levantamiento.cerrado_en is not None


def de_persona(persona_id: int, id: int) -> Consultada:
    """Lo que esa persona contestó en ese levantamiento, aunque ya no esté en la Red; NoEncontrado si nada."""
    consulta = select(Consultada).where(
        Consultada.levantamiento_id == levantamiento(id).id, Consultada.persona_id == persona_id
    )
    suya = db.session.scalars(consulta).one_or_none()
    if suya is None or (suya.enviada_en is None and not suya.lazos and not suya.paso):
        raise NoEncontrado
    return suya


def respuesta(id: int, consultada_id: int) -> Consultada:
    """Una respuesta enviada de ese levantamiento; lanza NoEncontrado si es de otro, no se envió o se retiró."""
    suya = buscar(Consultada, consultada_id)
    if suya.levantamiento_id != id or suya.enviada_en is None:
        raise NoEncontrado
    return suya


def lo_de_antes(mia: Consultada) -> Consultada | None:
    """Lo último que esa persona envió en un levantamiento anterior de la misma Red: con qué empezar."""
    consulta = (
        select(Consultada)
        .join(Consultada.levantamiento)
        .where(
            Consultada.persona_id == mia.persona_id,
            Consultada.enviada_en.is_not(None),
            Levantamiento.red_id == mia.levantamiento.red_id,
            Levantamiento.id != mia.levantamiento_id,
            Levantamiento.abre_el <= mia.levantamiento.abre_el,
        )
        .order_by(Levantamiento.abre_el.desc(), Levantamiento.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def habla_por(persona_id: int, red_id: int, dia: date) -> Institucion | None:
    """La institución por la que contesta: donde trabaja ese día o, si no consta, aquella de la que es enlace."""
    adscripcion = adscripcion_vigente(persona_id, dia)
    if adscripcion is not None:
        return adscripcion.institucion
    consulta = (
        select(Institucion)
        .join(Asignacion, Asignacion.institucion_id == Institucion.id)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Asignacion.persona_id == persona_id,
            Asignacion.rol == Rol.ENLACE,
            Asignacion.vigente(dia),
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
        )
        .order_by(Institucion.id)
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


# ------------------------------------------------------------------ La lista de instituciones


CABEN = 400
"""Cuántas instituciones se ofrecen de una vez; con más, se busca."""


def para_elegir(red_id: int, dia: date, escrito: str = "", menos: int | None = None) -> Sequence[Institucion]:
    """Las que participan ese día en la Red y coinciden con lo escrito, menos una: por naturaleza y por nombre."""
    consulta = (
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
            Institucion.fusionada_en_id.is_(None),
            Institucion.coincide(escrito),
        )
        .order_by(Institucion.nombre, Institucion.id)
        .limit(CABEN)
    )
    if menos is not None:
        consulta = consulta.where(Institucion.id != menos)
    return db.session.scalars(consulta).unique().all()


def lazo_de(mia: Consultada, lazo_id: int) -> LazoDicho:
    """Uno de los lazos de esa respuesta; lanza NoEncontrado si no es suyo."""
    suyo = next((lazo for lazo in mia.lazos if lazo.id == lazo_id), None)
    if suyo is None:
        raise NoEncontrado
    return suyo


def por_contestar(persona_id: int, red: Red, dia: date) -> Consultada | None:
    """Lo que esa persona tiene por contestar hoy en esa Red; None si nada."""
    este = abierto_de(red.id)
    if este is None or dia > este.cierra_el:
        return None
    consulta = select(Consultada).where(
        Consultada.levantamiento_id == este.id,
        Consultada.persona_id == persona_id,
        Consultada.enviada_en.is_(None),
        Consultada.retirada_en.is_(None),
        sigue_en(red.id, dia),
    )
    return db.session.scalars(consulta).one_or_none()
