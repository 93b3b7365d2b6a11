"""Preguntas sobre los trayectos: qué pide cada uno y cuánto lleva cada quien."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from red.avisos.modelos import Aviso
from red.base import db
from red.formacion import consultas_catalogo, consultas_logros, funciones
from red.formacion.consultas import CON_LUGAR
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.modelos_catalogo import Curso, HorasDeContenido, ParaQuien
from red.formacion.modelos_logros import Logro
from red.instituciones.modelos import Institucion
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad, NivelCargo, Persona
from red.redes.modelos import Membresia, Participacion
from red.trayectos.avance import Pedido, Progreso, pasos_de
from red.trayectos.modelos import PasoDeTrayecto, Trayecto
from red.unidades.modelos import Designacion, Unidad

RECORDATORIO = "trayecto_recordatorio"


def trayectos_de(red_id: int) -> Sequence[Trayecto]:
    """Los trayectos que la Red recomienda hoy, en el orden de las funciones, con sus pasos."""
    consulta = (
        select(Trayecto)
        .where(Trayecto.red_id == red_id, Trayecto.retirado_el.is_(None))
        .options(*_con_sus_pasos())
    )
    orden = list(ParaQuien)
    return sorted(db.session.scalars(consulta), key=lambda trayecto: orden.index(trayecto.para))


def trayecto(red_id: int, para: ParaQuien) -> Trayecto | None:
    """El trayecto de esa función en la Red, si lo hay."""
    consulta = (
        select(Trayecto)
        .where(Trayecto.red_id == red_id, Trayecto.para == para, Trayecto.retirado_el.is_(None))
        .options(*_con_sus_pasos())
    )
    return db.session.scalars(consulta).one_or_none()


def _con_sus_pasos() -> tuple[Any, ...]:
    pasos = selectinload(Trayecto.pasos)
    return (
        joinedload(Trayecto.red),
        pasos.joinedload(PasoDeTrayecto.curso),
        pasos.joinedload(PasoDeTrayecto.contenido),
    )


# ------------------------------------------------------------------ Cuánto lleva cada quien


def progresos(red_id: int, personas: Collection[int] | None, dia: date) -> dict[int, Progreso]:
    """Lo que lleva cada quien ese día en la Red, con un número fijo de preguntas; None son todas."""
    pedidos = _pedidos(red_id)
    suyas = funciones.de_personas(red_id, personas, dia)
    logros = consultas_logros.de_personas(red_id, personas, dia)
    cubren = consultas_logros.horas_por_contenido([uno for suyos in logros.values() for uno in suyos])
    tomando = _tomando(red_id, personas, dia)
    piden = {contenido.id for contenido in consultas_catalogo.contenidos_de(red_id)}
    return {
        persona_id: _progreso(
            [
                (pedido, desde)
                for para in ParaQuien
                if (desde := suyas.get(persona_id, {}).get(para)) is not None
                for pedido in pedidos.get(para, ())
            ],
            logros.get(persona_id, []),
            cubren,
            tomando.get(persona_id, {}),
            piden,
            dia,
        )
        for persona_id in suyas.keys() | logros.keys() | set(personas or ())
    }


def _progreso(
    lo_pedido: Sequence[tuple[Pedido, date]],
    logros: Sequence[Logro],
    cubren: Mapping[int, Mapping[int, int]],
    tomando: Mapping[tuple[int | None, int | None], int],
    piden: Collection[int],
    dia: date,
) -> Progreso:
    vigentes = [logro for logro in logros if logro.esta_vigente(dia)]
    return Progreso(
        pasos=pasos_de(lo_pedido, logros, cubren, tomando, dia),
        cubiertos=frozenset(c for logro in vigentes for c in cubren.get(logro.id, {}) if c in piden),
        horas=sum(logro.horas for logro in logros),
        terminadas=len(logros),
    )


def _pedidos(red_id: int) -> dict[ParaQuien, list[Pedido]]:
    return {
        uno.para: [Pedido(p.nombre, p.curso_id, p.contenido_id, p.plazo_meses) for p in uno.pasos]
        for uno in trayectos_de(red_id)
    }


def _tomando(
    red_id: int, personas: Collection[int] | None, dia: date
) -> dict[int, dict[tuple[int | None, int | None], int]]:
    """Por persona, qué cursos y contenidos está tomando: ediciones sin terminar en que tiene lugar."""
    consulta = (
        select(Inscripcion.persona_id, Edicion.id, Edicion.curso_id, HorasDeContenido.contenido_id)
        .join(Inscripcion.edicion)
        .join(Curso, Curso.id == Edicion.curso_id)
        .outerjoin(HorasDeContenido, HorasDeContenido.version_id == Edicion.version_id)
        .where(Curso.red_id == red_id, CON_LUGAR, Edicion.cancelada_en.is_(None), Edicion.termina_el >= dia)
        .order_by(Edicion.inicia_el.desc(), Edicion.id.desc())
    )
    if personas is not None:
        consulta = consulta.where(Inscripcion.persona_id.in_(personas))
    tomando: defaultdict[int, dict[tuple[int | None, int | None], int]] = defaultdict(dict)
    for persona_id, edicion_id, curso_id, contenido_id in db.session.execute(consulta):
        tomando[persona_id][curso_id, None] = edicion_id
        if contenido_id is not None:
            tomando[persona_id][None, contenido_id] = edicion_id
    return dict(tomando)


# ------------------------------------------------------------------ La Red entera


@dataclass(frozen=True)
class Filtro:
    """A quiénes se quiere ver; lo vacío no filtra."""

    texto: str = ""
    institucion: int | None = None
    nivel: NivelCargo | None = None


def integrantes(
    red_id: int, dia: date, filtro: Filtro, solo: frozenset[int] | None, hoy: date
) -> Sequence[Any]:
    """Quienes integraban la Red ese día, con dónde trabajaban y en qué nivel, por apellido.

    `solo` deja a quienes hoy trabajan, con puesto confirmado, en esas instituciones y aceptaron que sus colegas las
    vean: a quién se ve no depende del día que se mira.
    """
    consulta: Any = (
        select(
            Persona,
            Adscripcion.puesto,
            Adscripcion.nivel,
            Adscripcion.institucion_id,
            Institucion.nombre.label("institucion"),
        )
        .join(Membresia, Membresia.persona_id == Persona.id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Membresia.red_id == red_id, Membresia.integraba(dia), Persona.coincide(filtro.texto))
        .order_by(Persona.orden, Persona.id)
    )
    if filtro.institucion is not None:
        consulta = consulta.where(Adscripcion.institucion_id == filtro.institucion)
    if filtro.nivel is not None:
        consulta = consulta.where(Adscripcion.nivel == filtro.nivel)
    if solo is not None:
        consulta = consulta.where(_trabajan_hoy_en(solo, hoy), consiente(Finalidad.DIRECTORIO, Persona.id))
    return db.session.execute(consulta).all()


def _trabajan_hoy_en(instituciones: Collection[int], hoy: date) -> ColumnElement[bool]:
    """Condición: personas que hoy tienen ahí un puesto por el que alguien más respondió."""
    return Persona.id.in_(
        select(Adscripcion.persona_id).where(
            Adscripcion.institucion_id.in_(instituciones),
            Adscripcion.vigente(hoy),
            Adscripcion.confirmada_el.is_not(None),
        )
    )


@dataclass(frozen=True)
class DeInstitucion:
    """Lo que se ha formado una institución."""

    id: int | None
    nombre: str
    personas: int
    horas: int
    terminadas: int


def por_institucion(red_id: int, dia: date, solo: frozenset[int] | None = None) -> list[DeInstitucion]:
    """Horas y formaciones terminadas hasta ese día, según dónde trabajaba cada quien al terminarlas; más horas primero."""
    consulta = (
        select(Logro.id, Logro.persona_id, Logro.horas, Institucion.id, Institucion.nombre)
        .outerjoin(
            Adscripcion,
            and_(
                Adscripcion.persona_id == Logro.persona_id,
                Adscripcion.desde <= Logro.obtenido_el,
                or_(Adscripcion.hasta.is_(None), Adscripcion.hasta >= Logro.obtenido_el),
            ),
        )
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Logro.red_id == red_id, consultas_logros.obtenidos(dia))
        .order_by(Logro.id, Adscripcion.desde)
    )
    de_cada_uno = {fila[0]: fila for fila in db.session.execute(consulta)}
    juntas: defaultdict[tuple[int | None, str], list[Any]] = defaultdict(list)
    for fila in de_cada_uno.values():
        if solo is None or fila[3] in solo:
            juntas[fila[3], fila[4] or "Sin institución registrada"].append(fila)
    return sorted(
        (
            DeInstitucion(id, nombre, len({f[1] for f in suyas}), sum(f[2] for f in suyas), len(suyas))
            for (id, nombre), suyas in juntas.items()
        ),
        key=lambda una: (-una.horas, una.nombre),
    )


# ------------------------------------------------------------------ Las unidades


def unidades_de(red_id: int, dia: date, solo: frozenset[int] | None = None) -> Sequence[Unidad]:
    """Las unidades vigentes de las instituciones de la Red, por institución; `solo`, las de esas instituciones."""
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id == red_id, Participacion.vigente(dia)
    )
    consulta = (
        select(Unidad)
        .join(Unidad.institucion)
        .where(Unidad.vigente(dia), Unidad.institucion_id.in_(participan))
        .options(joinedload(Unidad.institucion))
        .order_by(Institucion.nombre, Unidad.nombre, Unidad.id)
    )
    if solo is not None:
        consulta = consulta.where(Unidad.institucion_id.in_(solo))
    return db.session.scalars(consulta).all()


def designadas_en(unidades: Collection[int], dia: date) -> dict[int, list[Designacion]]:
    """Quienes tienen una función ese día en cada unidad, de titular a integrante."""
    consulta = (
        select(Designacion)
        .where(Designacion.unidad_id.in_(unidades), Designacion.vigente(dia))
        .options(joinedload(Designacion.persona))
        .order_by(Designacion.desde, Designacion.id)
    )
    halladas: defaultdict[int, list[Designacion]] = defaultdict(list)
    for una in db.session.scalars(consulta):
        halladas[una.unidad_id].append(una)
    orden = list(funciones.DE_LA_UNIDAD)
    for suyas in halladas.values():
        suyas.sort(key=lambda d: orden.index(d.funcion))
    return dict(halladas)


def ya_recordadas(red_id: int, desde: Any) -> set[int]:
    """A quiénes se les recordó su formación en esa Red desde ese instante."""
    consulta = select(Aviso.referencia).where(
        Aviso.plantilla == RECORDATORIO, Aviso.red_id == red_id, Aviso.creado_en >= desde
    )
    return {int(referencia.partition(":")[2]) for referencia in db.session.scalars(consulta) if referencia}
