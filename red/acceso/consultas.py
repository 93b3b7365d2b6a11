"""Preguntas sobre cuentas y papeles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from red.acceso.modelos import Asignacion, Cuenta, EstadoPapel, SesionCerrada
from red.base import db
from red.instituciones.modelos import Institucion
from red.memoria import recordar
from red.paginacion import Pagina, paginar_llaves
from red.permisos import Identidad, Papel, Rol
from red.personas.modelos import Adscripcion, Persona, como_se_muestra
from red.redes.modelos import EstadoMembresia, Membresia, Participacion, Red


def cuenta_con_sello(id: int, sello: str, marca: str = "") -> Cuenta | None:
    """La cuenta activa cuya sesión lleva ese sello; None si se cerró o cambió."""
    return db.session.scalars(select(Cuenta).where(*_con_sello(id, sello, marca))).one_or_none()


def _con_sello(id: int, sello: str, marca: str) -> list[Any]:
    condiciones: list[Any] = [Cuenta.id == id, Cuenta.sello == sello, Cuenta.activa]
    if marca:
        condiciones.append(~exists().where(SesionCerrada.marca == marca))
    return condiciones


def sesiones_por_olvidar(instante: datetime) -> Sequence[SesionCerrada]:
    """Sesiones cerradas cuya cookie ya venció sola: recordarlas no protege de nada."""
    return db.session.scalars(select(SesionCerrada).where(SesionCerrada.vence_en < instante).limit(200)).all()


def cuenta_que_entra(correo: str) -> Cuenta | None:
    """La cuenta que entra con ese correo, o con la que quedó quien lo usaba antes de que se juntaran sus registros.

    Una sola pregunta, exista o no. Para recuperar la contraseña no sirve (`cuenta_de_correo`): a un correo que dejó de
    usarse no se le manda ningún enlace, porque puede ser ya el de otra persona.
    """
    correo = correo.strip().lower()
    con_cuenta = select(Cuenta.persona_id).where(Cuenta.correo == correo)
    lo_usan = con_cuenta.union(select(Persona.id).where(Persona.correo == correo))
    queda = select(Persona.fusionada_en_id).where(Persona.id.in_(lo_usan))
    consulta = (
        select(Cuenta)
        .where(Cuenta.persona_id.in_(con_cuenta.union(queda)))
        .order_by(Cuenta.activa.desc(), Cuenta.correo != correo)
    )
    return db.session.scalars(consulta.limit(1)).first()


def cuenta_de_correo(correo: str) -> Cuenta | None:
    """La cuenta que entra con ese correo."""
    return db.session.scalars(select(Cuenta).where(Cuenta.correo == correo.strip().lower())).one_or_none()


def cuenta_de_persona(persona_id: int) -> Cuenta | None:
    """La cuenta de esa persona, si tiene."""
    return db.session.scalars(select(Cuenta).where(Cuenta.persona_id == persona_id)).one_or_none()


def identidad(cuenta: Cuenta, dia: date) -> Identidad:
    """Quién es y qué papeles tiene ese día: los asignados y los que vienen de integrar una Red."""
    return Identidad(
        cuenta=cuenta.id,
        persona=cuenta.persona_id,
        nombre=cuenta.persona.nombre_visible,
        papeles=_papeles_de(cuenta.persona_id, dia),
    )


def identidad_con_sello(id: int, sello: str, marca: str, dia: date) -> Identidad | None:
    """La identidad de la cuenta activa cuya sesión lleva ese sello; None si se cerró o cambió.

    Es lo primero que pregunta cada página: sólo lee columnas, y se recuerda mientras la base no cambie.
    """
    return recordar(("identidad", id, sello, marca, dia), lambda: _identidad_con_sello(id, sello, marca, dia))


def _identidad_con_sello(id: int, sello: str, marca: str, dia: date) -> Identidad | None:
    consulta = select(
        Cuenta.persona_id,
        Persona.nombre,
        Persona.nombre_preferido,
        Persona.primer_apellido,
        Persona.segundo_apellido,
    ).join(Persona, Persona.id == Cuenta.persona_id)
    fila = db.session.execute(consulta.where(*_con_sello(id, sello, marca))).one_or_none()
    if fila is None:
        return None
    nombre = como_se_muestra(fila.nombre, fila.nombre_preferido, fila.primer_apellido, fila.segundo_apellido)
    return Identidad(id, fila.persona_id, nombre, _papeles_de(fila.persona_id, dia))


def _papeles_de(persona_id: int, dia: date) -> tuple[Papel, ...]:
    asignados = db.session.execute(
        select(Asignacion.rol, Asignacion.red_id, Asignacion.institucion_id).where(
            Asignacion.persona_id == persona_id, Asignacion.vigente(dia)
        )
    ).all()
    integra = db.session.execute(
        select(Membresia.red_id, Adscripcion.institucion_id)
        .outerjoin(
            Adscripcion,
            and_(
                Adscripcion.persona_id == Membresia.persona_id,
                Adscripcion.vigente(dia),
                # Decir dónde se trabaja no da nada: lo da que alguien más responda por ello.
                Adscripcion.confirmada_el.is_not(None),
            ),
        )
        .where(
            Membresia.persona_id == persona_id,
            # Su primer día se cuenta en la zona de la Red: quien acaba de entrar ya es integrante.
            or_(Membresia.hasta.is_(None), Membresia.hasta >= dia),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
        )
    ).all()
    return (
        *(Papel(rol, red, institucion) for rol, red, institucion in asignados),
        *(Papel(Rol.INTEGRANTE, red, institucion) for red, institucion in integra),
    )


# ---------------------------------------------------------------- Papeles


def _abarcada(
    institucion_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    redes: frozenset[int],
    dia: date,
) -> ColumnElement[bool]:
    """Condición: alguna de esas Redes abarca ese día a la institución de esa columna."""
    return exists().where(
        Participacion.institucion_id == institucion_id,
        Participacion.red_id.in_(redes),
        Participacion.vigente(dia),
    )


def abarcan(redes: frozenset[int], institucion_id: int | None, dia: date) -> bool:
    """Si alguna de esas Redes abarca ese día a la institución."""
    consulta = select(Institucion.id).where(
        Institucion.id == institucion_id, _abarcada(Institucion.id, redes, dia)
    )
    return db.session.scalar(consulta) is not None


def al_alcance(redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    """Condición sobre Asignacion: los papeles que puede ver quien nombra en esas Redes.

    Con None se ven todos; con Redes, sólo los enlaces de las instituciones que esas Redes abarcan.
    """
    if redes is None:
        return Asignacion.id.is_not(None)
    return and_(Asignacion.rol == Rol.ENLACE, _abarcada(Asignacion.institucion_id, redes, dia))


def papeles(
    redes: frozenset[int] | None,
    dia: date,
    numero: int,
    *,
    escrito: str = "",
    rol: Rol | None = None,
    estado: EstadoPapel | None = EstadoPapel.VIGENTE,
) -> Pagina[Asignacion]:
    """Un tramo de los papeles al alcance, con su persona y su ámbito, por apellido.

    Primero se ordenan sólo las llaves, y se recuerdan mientras la base no cambie; después se lee lo que se va a
    mostrar: ordenar renglones enteros de una lista nacional costaría varias veces más.
    """
    condiciones = [al_alcance(redes, dia), *_de_estado(estado, dia)]
    if rol is not None:
        condiciones.append(Asignacion.rol == rol)
    llaves = select(Asignacion.id).join(Asignacion.persona).where(*condiciones)
    if escrito:
        llaves = llaves.where(Persona.coincide(escrito))
    tramo = paginar_llaves(llaves.order_by(Persona.orden, Asignacion.desde.desc(), Asignacion.id), numero)
    consulta = (
        select(Asignacion)
        .where(Asignacion.id.in_(tramo.filas))
        .options(
            joinedload(Asignacion.persona).load_only(
                Persona.clave,
                Persona.nombre,
                Persona.nombre_preferido,
                Persona.primer_apellido,
                Persona.segundo_apellido,
            ),
            joinedload(Asignacion.red).load_only(Red.nombre),
            joinedload(Asignacion.institucion).load_only(Institucion.nombre),
        )
    )
    leidos = {papel.id: papel for papel in db.session.scalars(consulta)}
    return replace(tramo, filas=[leidos[llave] for llave in tramo.filas])


def _de_estado(estado: EstadoPapel | None, dia: date) -> list[ColumnElement[bool]]:
    por_empezar = and_(Asignacion.desde > dia, Asignacion.terminada_en.is_(None))
    if estado is EstadoPapel.VIGENTE:
        return [Asignacion.vigente(dia)]
    if estado is EstadoPapel.POR_EMPEZAR:
        return [por_empezar]
    return [~Asignacion.vigente(dia), ~por_empezar] if estado is EstadoPapel.TERMINADO else []


def papel_al_alcance(id: int, redes: frozenset[int] | None, dia: date) -> Asignacion | None:
    """El papel con esa llave si quien nombra en esas Redes puede verlo."""
    if not 0 < id < 2**31:
        return None
    consulta = select(Asignacion).where(Asignacion.id == id, al_alcance(redes, dia))
    return db.session.scalars(consulta).one_or_none()


def papeles_que_se_cruzan(
    persona_id: int, rol: Rol, red_id: int | None, institucion_id: int | None, desde: date, hasta: date | None
) -> Sequence[Asignacion]:
    """Los mismos papeles de la misma persona que rigen algún día de ese periodo."""
    consulta = select(Asignacion).where(
        Asignacion.persona_id == persona_id,
        Asignacion.rol == rol,
        Asignacion.red_id.is_not_distinct_from(red_id),
        Asignacion.institucion_id.is_not_distinct_from(institucion_id),
        Asignacion.terminada_en.is_(None),
        or_(Asignacion.hasta.is_(None), Asignacion.hasta >= desde),
    )
    if hasta is not None:
        consulta = consulta.where(Asignacion.desde <= hasta)
    return db.session.scalars(consulta).all()


def administraciones_con_candado(dia: date) -> Sequence[Asignacion]:
    """Las administraciones que rigen y pueden entrar, apartadas en orden hasta el fin de la transacción."""
    consulta = (
        select(Asignacion)
        .join(Cuenta, and_(Cuenta.persona_id == Asignacion.persona_id, Cuenta.activa))
        .where(Asignacion.rol == Rol.ADMINISTRADORA, Asignacion.vigente(dia))
        .order_by(Asignacion.id)
        .with_for_update(of=Asignacion)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(consulta).all()


def personas_que_se_pueden_nombrar(
    redes: frozenset[int] | None, dia: date, escrito: str
) -> Sequence[Row[Persona, str | None, str | None]]:
    """A lo más veinte personas que coinciden con lo escrito: un correo completo o el principio de sus nombres.

    Cada una con su puesto y su institución de ese día, para distinguir a quienes se llaman igual.
    """
    consulta = (
        select(Persona, Adscripcion.puesto, Institucion.nombre)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(_nombrable(redes, dia))
        .order_by(Persona.orden, Persona.id)
        .limit(20)
    )
    if "@" in escrito:
        return db.session.execute(consulta.where(Persona.correo == escrito.strip().lower())).all()
    return db.session.execute(consulta.where(Persona.coincide(escrito))).all()


def se_puede_nombrar(persona_id: int, redes: frozenset[int] | None, dia: date) -> bool:
    """Si esa persona está al alcance de quien nombra en esas Redes."""
    return bool(db.session.scalar(select(exists().where(Persona.id == persona_id, _nombrable(redes, dia)))))


def _nombrable(redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    """Condición sobre Persona: integra esas Redes o trabaja en una institución que abarcan.

    Se pregunta persona por persona (EXISTS) para que la búsqueda se detenga en cuanto halla las que muestra.
    """
    if redes is None:
        return Persona.fusionada_en_id.is_(None)
    if not redes:
        return false()
    puesto = aliased(Adscripcion)
    integra = exists().where(
        Membresia.persona_id == Persona.id, Membresia.red_id.in_(redes), Membresia.vigente(dia)
    )
    trabaja = exists().where(
        puesto.persona_id == Persona.id,
        puesto.vigente(dia),
        _abarcada(puesto.institucion_id, redes, dia),
    )
    return or_(integra, trabaja)


def redes_para_nombrar(redes: frozenset[int] | None) -> Sequence[Red]:
    """Las Redes sobre las que se puede dar un papel, por nombre."""
    consulta = select(Red).order_by(Red.nombre)
    return db.session.scalars(consulta if redes is None else consulta.where(Red.id.in_(redes))).all()


def instituciones_para_nombrar(
    persona_id: int, redes: frozenset[int] | None, dia: date
) -> Sequence[Institucion]:
    """De qué instituciones puede ser enlace: la suya y las de las Redes que integra, dentro del alcance."""
    suya = select(Adscripcion.institucion_id).where(
        Adscripcion.persona_id == persona_id, Adscripcion.vigente(dia)
    )
    de_sus_redes = select(Participacion.institucion_id).where(
        Participacion.vigente(dia),
        Participacion.red_id.in_(
            select(Membresia.red_id).where(Membresia.persona_id == persona_id, Membresia.vigente(dia))
        ),
    )
    consulta = (
        select(Institucion)
        .where(or_(Institucion.id.in_(suya), Institucion.id.in_(de_sus_redes)), Institucion.vigente(dia))
        .order_by(Institucion.nombre)
        .limit(500)
    )
    if redes is not None:
        consulta = consulta.where(_abarcada(Institucion.id, redes, dia))
    return db.session.scalars(consulta).all()
