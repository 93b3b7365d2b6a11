"""Preguntas sobre la acreditación: con qué regla, quién llega hasta dónde y qué se resolvió al cerrar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from red.acreditaciones.elegibilidad import Hechos, Regla, Veredicto, dichas, en_frase, resolver
from red.acreditaciones.modelos import (
    Alcanzado,
    CierreDeEdicion,
    Jornadas,
    ProductoEntregado,
    ReglaDeAcreditacion,
    Resolucion,
)
from red.asistencias import consultas as asistencias
from red.base import db
from red.evaluaciones import consultas as evaluaciones
from red.evaluaciones.modelos import Uso
from red.formacion.consultas import CON_LUGAR, jornadas_de
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada
from red.personas.modelos import Persona
from red.textos import enumerar

DE_SIEMPRE = Regla()
"""La que vale mientras nadie diga otra: 80 % de las horas para acreditar y la mitad para participar."""


@dataclass(frozen=True)
class Elegibilidad:
    """Una persona en una edición: hasta dónde llega, con qué y qué le falta."""

    persona: Persona
    hechos: Hechos
    veredicto: Veredicto

    @property
    def persona_id(self) -> int:
        """De quién se trata."""
        return self.persona.id

    @property
    def alcanzado(self) -> Alcanzado:
        """Hasta dónde llega."""
        return self.veredicto.alcanzado

    @property
    def faltas(self) -> tuple[str, ...]:
        """Lo que le falta para acreditar."""
        return self.veredicto.faltas

    @property
    def le_falta(self) -> str:
        """Lo mismo en una frase, dicho a quien coordina."""
        return en_frase(self.faltas, "Le")

    @property
    def pendiente(self) -> str:
        """Lo que le falta, sin decir que le falta: para una columna que ya lo dice."""
        cosas = enumerar(dichas(self.faltas, "Le"))
        return cosas[:1].upper() + cosas[1:]

    @property
    def te_falta(self) -> str:
        """Lo mismo en una frase, dicho a ella."""
        return en_frase(self.faltas)


# ------------------------------------------------------------------ La regla


def regla_guardada(
    *, curso_id: int | None = None, edicion_id: int | None = None
) -> ReglaDeAcreditacion | None:
    """La regla escrita para ese curso o para esa edición, si la hay."""
    consulta = select(ReglaDeAcreditacion).where(
        ReglaDeAcreditacion.curso_id == curso_id
        if edicion_id is None
        else ReglaDeAcreditacion.edicion_id == edicion_id
    )
    return db.session.scalars(consulta).one_or_none()


def como_regla(guardada: ReglaDeAcreditacion | None) -> Regla:
    """La regla guardada, en llano; sin ella, la de siempre."""
    if guardada is None:
        return DE_SIEMPRE
    return Regla(
        minimo_horas=guardada.minimo_horas,
        minimo_participacion=guardada.minimo_participacion,
        jornadas=guardada.jornadas,
        elegidas=frozenset(n for n in guardada.jornadas_elegidas or () if isinstance(n, int)),
        minima_calificacion=guardada.minima_calificacion,
        exige_encuesta=guardada.exige_encuesta,
        producto=guardada.producto or "",
    )


def regla_de(edicion: Edicion) -> Regla:
    """Con qué se acredita esa edición: su regla; si no tiene, la de su curso; si tampoco, la de siempre."""
    return reglas_de([edicion])[edicion.id]


def reglas_de(ediciones: Iterable[Edicion]) -> dict[int, Regla]:
    """Con qué se acredita cada una de esas ediciones, con una sola pregunta."""
    de_curso = {edicion.id: edicion.curso_id for edicion in ediciones}
    consulta = select(ReglaDeAcreditacion).where(
        or_(
            ReglaDeAcreditacion.edicion_id.in_(list(de_curso)),
            ReglaDeAcreditacion.curso_id.in_(set(de_curso.values())),
        )
    )
    escritas = {(una.edicion_id, una.curso_id): una for una in db.session.scalars(consulta)}
    return {
        edicion: como_regla(escritas.get((edicion, None)) or escritas.get((None, curso)))
        for edicion, curso in de_curso.items()
    }


# ------------------------------------------------------------------ Quién llega hasta dónde


def situacion_de(edicion_id: int, persona_id: int | None = None) -> list[Elegibilidad]:
    """Cómo va cada persona con lugar en la edición, por nombre; con `persona_id`, sólo ella."""
    return situaciones_en([db.session.get_one(Edicion, edicion_id)], persona_id)[edicion_id]


def situaciones_en(
    ediciones: Sequence[Edicion], persona_id: int | None = None
) -> dict[int, list[Elegibilidad]]:
    """Lo mismo en cada una de esas ediciones, con las preguntas de una sola."""
    ids = [edicion.id for edicion in ediciones]
    reglas, orden = reglas_de(ediciones), _orden_de_jornadas(ids)
    horas = asistencias.horas_en(ids, persona_id)
    notas = evaluaciones.calificaciones_en(ids)
    encuesta = evaluaciones.respondieron_en(ids, Uso.SATISFACCION)
    productos = _con_producto_en(ids)
    listas: dict[int, list[Elegibilidad]] = {id: [] for id in ids}
    for id, persona in _con_lugar_en(ids, persona_id):
        suyas = horas[id].get(persona.id)
        hechos = Hechos(
            horas=float(suyas.asistidas) if suyas else 0.0,
            total_horas=float(suyas.programadas) if suyas else 0.0,
            presentes=frozenset(orden[id][j] for j in suyas.presentes) if suyas else frozenset(),
            cuantas_jornadas=len(orden[id]),
            calificacion=notas[id].get(persona.id),
            encuesta=persona.id in encuesta[id],
            producto=(id, persona.id) in productos,
        )
        listas[id].append(Elegibilidad(persona, hechos, resolver(reglas[id], hechos)))
    return listas


def _orden_de_jornadas(ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """El número de cada jornada, desde 1, en el orden en que ocurren."""
    consulta = (
        select(Jornada.edicion_id, Jornada.id)
        .where(Jornada.edicion_id.in_(ids))
        .order_by(Jornada.inicia_en, Jornada.id)
    )
    orden: dict[int, dict[int, int]] = {id: {} for id in ids}
    for edicion_id, jornada_id in db.session.execute(consulta):
        orden[edicion_id][jornada_id] = len(orden[edicion_id]) + 1
    return orden


def _con_lugar_en(ids: Sequence[int], persona_id: int | None) -> Sequence[Row[int, Persona]]:
    consulta = (
        select(Inscripcion.edicion_id, Persona)
        .join(Inscripcion.persona)
        .where(Inscripcion.edicion_id.in_(ids), CON_LUGAR)
        .order_by(Persona.orden, Persona.id)
    )
    if persona_id is not None:
        consulta = consulta.where(Persona.id == persona_id)
    return db.session.execute(consulta).all()


def _con_producto_en(ids: Sequence[int]) -> frozenset[tuple[int, int]]:
    consulta = select(ProductoEntregado.edicion_id, ProductoEntregado.persona_id).where(
        ProductoEntregado.edicion_id.in_(ids), ProductoEntregado.recibido_el.is_not(None)
    )
    return frozenset((edicion_id, persona_id) for edicion_id, persona_id in db.session.execute(consulta))


def con_producto(edicion_id: int) -> frozenset[int]:
    """Quiénes ya entregaron su producto."""
    return frozenset(persona_id for _, persona_id in _con_producto_en([edicion_id]))


def productos_de(edicion_id: int) -> dict[int, ProductoEntregado]:
    """Los productos anotados, también los que se desanotaron, por persona."""
    consulta = select(ProductoEntregado).where(ProductoEntregado.edicion_id == edicion_id)
    return {uno.persona_id: uno for uno in db.session.scalars(consulta)}


def avisos_antes_de_cerrar(edicion: Edicion, lista: Sequence[Elegibilidad]) -> list[str]:
    """Lo que conviene revisar antes de cerrar: listas sin cerrar, calificaciones que faltan, quién no ha respondido."""
    regla = regla_de(edicion)
    jornadas = jornadas_de(edicion.id)
    avisos = []
    if not jornadas:
        avisos.append("La edición no tiene jornadas registradas: sin ellas no hay horas que contar.")
    abiertas = [str(n) for n, j in enumerate(jornadas, 1) if j.id not in asistencias.cerradas(edicion.id)]
    if abiertas:
        una = len(abiertas) == 1
        avisos.append(
            f"{'La lista de la jornada' if una else 'Las listas de las jornadas'} {enumerar(abiertas)} "
            f"{'sigue abierta' if una else 'siguen abiertas'}: puede faltar asistencia por anotar."
        )
    perdidas = sorted(regla.elegidas - frozenset(range(1, len(jornadas) + 1)))
    if regla.jornadas is Jornadas.ELEGIDAS and perdidas:
        avisos.append(
            f"La regla pide la jornada {enumerar([str(n) for n in perdidas])}, que ya no existe: no se toma en cuenta."
        )
    sin_nota = sum(uno.hechos.calificacion is None for uno in lista)
    if regla.minima_calificacion is not None and sin_nota:
        quienes = "1 persona no tiene" if sin_nota == 1 else f"{sin_nota} personas no tienen"
        avisos.append(f"{quienes} calificación en la evaluación final.")
    sin_encuesta = sum(not uno.hechos.encuesta for uno in lista)
    if regla.exige_encuesta and sin_encuesta:
        quienes = "1 persona no ha" if sin_encuesta == 1 else f"{sin_encuesta} personas no han"
        avisos.append(f"{quienes} respondido la encuesta de satisfacción.")
    return avisos


# ------------------------------------------------------------------ El cierre


def cierre_vivo(edicion_id: int) -> CierreDeEdicion | None:
    """El cierre de la edición, si está cerrada."""
    consulta = select(CierreDeEdicion).where(
        CierreDeEdicion.edicion_id == edicion_id, CierreDeEdicion.reabierta_en.is_(None)
    )
    return db.session.scalars(consulta).one_or_none()


def cierres_de(edicion_id: int) -> Sequence[CierreDeEdicion]:
    """Todos sus cierres, el más reciente primero."""
    consulta = (
        select(CierreDeEdicion)
        .where(CierreDeEdicion.edicion_id == edicion_id)
        .options(joinedload(CierreDeEdicion.cerrada_por), joinedload(CierreDeEdicion.reabierta_por))
        .order_by(CierreDeEdicion.id.desc())
    )
    return db.session.scalars(consulta).all()


def resoluciones_de(cierre_id: int) -> dict[int, Resolucion]:
    """Lo que se resolvió en ese cierre, por persona."""
    consulta = (
        select(Resolucion).where(Resolucion.cierre_id == cierre_id).options(joinedload(Resolucion.persona))
    )
    return {una.persona_id: una for una in db.session.scalars(consulta)}


@dataclass(frozen=True)
class CambioTrasElCierre:
    """Alguien que hoy llegaría a otra parte que la que resolvió el cierre."""

    persona: Persona
    antes: Alcanzado
    ahora: Alcanzado


def cambios_tras_el_cierre(
    cierre: CierreDeEdicion, lista: Sequence[Elegibilidad]
) -> list[CambioTrasElCierre]:
    """Lo que una corrección posterior cambiaría: el cierre no se mueve solo, se dice."""
    resueltas = resoluciones_de(cierre.id)
    cambios = [
        CambioTrasElCierre(uno.persona, antes, uno.alcanzado)
        for uno in lista
        if (
            antes := resueltas[uno.persona_id].alcanzado if uno.persona_id in resueltas else Alcanzado.NINGUNO
        )
        is not uno.alcanzado
    ]
    siguen = {uno.persona_id for uno in lista}
    cambios += [
        CambioTrasElCierre(una.persona, una.alcanzado, Alcanzado.NINGUNO)
        for id, una in resueltas.items()
        if id not in siguen and una.alcanzado is not Alcanzado.NINGUNO
    ]
    return cambios


def terminadas_sin_cerrar(red_id: int, dia: date) -> int:
    """Cuántas ediciones de la Red ya terminaron, tuvieron a alguien con lugar y nadie ha cerrado."""
    consulta = (
        select(func.count())
        .select_from(Edicion)
        .join(Edicion.curso)
        .where(Curso.red_id == red_id, *_por_cerrar(dia))
    )
    return db.session.scalar(consulta) or 0


def por_cerrar(redes: frozenset[int] | None, dia: date) -> Sequence[Edicion]:
    """Las ediciones terminadas que nadie ha cerrado, la más antigua primero."""
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(contains_eager(Edicion.curso).contains_eager(Curso.red))
        .where(*_por_cerrar(dia))
        .order_by(Edicion.termina_el, Edicion.id)
    )
    if redes is not None:
        consulta = consulta.where(Curso.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def _por_cerrar(dia: date) -> tuple[Any, ...]:
    return (
        Edicion.termina_el < dia,
        Edicion.cancelada_en.is_(None),
        exists().where(Inscripcion.edicion_id == Edicion.id, CON_LUGAR),
        ~exists().where(CierreDeEdicion.edicion_id == Edicion.id, CierreDeEdicion.reabierta_en.is_(None)),
    )


def cerradas(edicion_ids: Iterable[int]) -> Mapping[int, CierreDeEdicion]:
    """De esas ediciones, las cerradas con lo que se resolvió."""
    consulta = (
        select(CierreDeEdicion)
        .where(CierreDeEdicion.edicion_id.in_(list(edicion_ids)), CierreDeEdicion.reabierta_en.is_(None))
        .options(selectinload(CierreDeEdicion.resoluciones))
    )
    return {uno.edicion_id: uno for uno in db.session.scalars(consulta)}
