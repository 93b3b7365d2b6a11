"""De los registros al grafo: quiénes consintieron aparecer, dónde trabajan y qué las une.

Hay dos grafos: el que se analiza, con quienes consintieron el análisis, y el que se dibuja, con quienes consintieron
el mapa. En cada uno, quien no consintió no entra: ni ella, ni sus lazos, ni en las cuentas. Así no deja hueco.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, func, or_, select

from red.alianzas.consultas import participaciones_en_alianzas
from red.analisis.grafos import (
    MAXIMO_POR_EDICION,
    Clase,
    ClaseLazo,
    Grafo,
    Lazo,
    Nodo,
    Participacion,
    construir_grafo,
    lazos_de_coformacion,
)
from red.analisis.lente import DIBUJADAS, Doblada, Doblez, armar, nodo_de_institucion
from red.base import db
from red.formacion.consultas import asistencias_por_edicion
from red.formacion.modelos import Curso, Edicion
from red.instituciones.modelos import Institucion
from red.levantamientos.consultas import lazos_del_levantamiento
from red.levantamientos.cuentas import LazoDeclarado
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad, Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.redes.modelos import Participacion as ParticipacionEnRed
from red.unidades.consultas import designaciones_de_red
from red.unidades.modelos import Funcion
from red.vinculos.consultas import colaboraciones

Aparicion: TypeAlias = tuple[Nodo, bool, bool]
"""Una persona, si se dibuja y si cuenta en el análisis."""


@dataclass(frozen=True)
class RedEnGrafo:
    """El grafo de una Red un día, y lo que hace falta para enlazar sus nodos con sus páginas."""

    grafo: Grafo
    """El que se mide y se exporta."""
    dibujo: Grafo
    """El que se dibuja."""
    claves: dict[str, str]
    """Clave pública de cada persona por su nodo."""


def grafo_de_red(red_id: int, dia: date) -> RedEnGrafo:
    """La Red como era ese día, armada con un número fijo de consultas."""
    personas, claves = _personas(red_id, dia)
    crudo = _leer(red_id, dia, personas)
    contadas = {llave: nodo for llave, (nodo, _, cuenta) in personas.items() if cuenta}
    dibujadas = {llave: nodo for llave, (nodo, se_dibuja, _) in personas.items() if se_dibuja}
    grafo = _armar(crudo, contadas, dia)
    return RedEnGrafo(grafo, grafo if dibujadas == contadas else _armar(crudo, dibujadas, dia), claves)


@dataclass(frozen=True)
class _Crudo:
    """Lo que dicen los registros de ese día, antes de saber quién entra en cada grafo."""

    participan: dict[int, Any]
    otras: dict[int, Any]
    designaciones: Sequence[Any]
    participaciones: list[Participacion]
    colaboraciones: Sequence[Any]
    respuestas: Sequence[LazoDeclarado]
    alianzas: Sequence[Any]


def _leer(red_id: int, dia: date, personas: dict[str, Aparicion]) -> _Crudo:
    suyas = {int(nodo.grupo[1:]) for nodo, *_ in personas.values() if nodo.grupo}
    participan, otras = _instituciones(red_id, dia, suyas)
    return _Crudo(
        participan,
        otras,
        list(designaciones_de_red(red_id, dia)),
        _participaciones(red_id, dia),
        list(colaboraciones(red_id, dia)),
        lazos_del_levantamiento(red_id, dia),
        list(participaciones_en_alianzas(red_id, dia)),
    )


def _armar(crudo: _Crudo, personas: dict[str, Nodo], dia: date) -> Grafo:
    """El grafo de esas personas, con las instituciones y las unidades de la Red."""
    suyas = {nodo.grupo for nodo in personas.values()}
    filas = {**crudo.participan, **{id_: f for id_, f in crudo.otras.items() if f"i{id_}" in suyas}}
    instituciones = {
        f"i{id_}": Nodo(
            f"i{id_}", Clase.INSTITUCION, filas[id_].nombre, f"i{id_}", {"tipo": filas[id_].tipo.etiqueta}
        )
        for id_ in sorted(filas)
    }
    unidades, designaciones = _unidades(crudo.designaciones, personas)
    lazos = [
        Lazo(persona.id, persona.grupo, ClaseLazo.ADSCRIPCION, fuente="Adscripción registrada")
        for persona in personas.values()
        if persona.grupo in instituciones and persona.grupo is not None
    ]
    lazos += designaciones
    lazos += lazos_de_coformacion(p for p in crudo.participaciones if p.persona in personas)
    lazos += _colaboraciones(crudo.colaboraciones, personas, instituciones)
    lazos += _respuestas(crudo.respuestas, personas, instituciones)
    lazos += _alianzas(crudo.alianzas, personas, instituciones)
    return construir_grafo([*personas.values(), *instituciones.values(), *unidades.values()], lazos, dia)


def red_doblada(red_id: int, dia: date, cuantas: int = DIBUJADAS) -> Doblada:
    """La Red vista por instituciones: las de más gente y los lazos entre ellas, con un número fijo de consultas."""
    por_institucion = (
        select(Adscripcion.institucion_id, func.count().label("gente"))
        .select_from(Membresia)
        .join(Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia)))
        .where(*_en_el_analisis(red_id, dia))
        .group_by(Adscripcion.institucion_id)
        .subquery()
    )
    mayores = (
        select(
            por_institucion.c.institucion_id,
            por_institucion.c.gente,
            func.count().over().label("todas"),
        )
        .order_by(por_institucion.c.gente.desc(), por_institucion.c.institucion_id)
        .limit(cuantas)
        .subquery()
    )
    filas = db.session.execute(
        select(Institucion.id, Institucion.nombre, Institucion.tipo, mayores.c.gente, mayores.c.todas)
        .join(mayores, mayores.c.institucion_id == Institucion.id)
        .order_by(mayores.c.gente.desc(), Institucion.id)
    ).all()
    quienes = db.session.execute(
        select(Membresia.persona_id, Adscripcion.institucion_id)
        .join(Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia)))
        .where(*_en_el_analisis(red_id, dia), Adscripcion.institucion_id.in_([fila.id for fila in filas]))
    )
    doblez = Doblez({fila.persona_id: fila.institucion_id for fila in quienes})
    doblez.ediciones(asistencias_por_edicion(red_id, dia))
    dibujadas = {fila.id for fila in filas}
    for fila in colaboraciones(red_id, dia):
        otra = fila.con_institucion_id if fila.con_institucion_id in dibujadas else None
        otra = otra or doblez.institucion_de.get(fila.con_persona_id)
        una = doblez.institucion_de.get(fila.persona_id)
        doblez.unir(una, otra, ClaseLazo.COLABORACION, float(fila.intensidad.peso))
    nodos = [nodo_de_institucion(fila.id, fila.nombre, fila.tipo.etiqueta) for fila in filas]
    return Doblada(
        grafo=armar(nodos, doblez, dia),
        gente={f"i{fila.id}": fila.gente for fila in filas},
        instituciones=filas[0].todas if filas else 0,
        personas=cuantas_integrantes(red_id, dia),
    )


def _en_el_analisis(red_id: int, dia: date) -> list[ColumnElement[bool]]:
    """Integrantes de ese día que consintieron el análisis: por instituciones no se dibuja a nadie."""
    return [
        Membresia.red_id == red_id,
        Membresia.vigente(dia),
        or_(Membresia.estado != EstadoMembresia.CONCLUIDA, Membresia.hasta > dia),
        consiente(Finalidad.ANALISIS, Membresia.persona_id),
    ]


def cuantas_integrantes(red_id: int, dia: date) -> int:
    """Integrantes de la Red ese día: dice si el mapa cabe antes de armarlo."""
    consulta = select(func.count(Membresia.id)).where(Membresia.red_id == red_id, Membresia.vigente(dia))
    return db.session.scalar(consulta) or 0


def _personas(red_id: int, dia: date) -> tuple[dict[str, Aparicion], dict[str, str]]:
    """Integrantes de ese día que consintieron el mapa o el análisis, con su institución y su nivel."""
    se_dibuja, cuenta = consiente(Finalidad.MAPA), consiente(Finalidad.ANALISIS)
    consulta = (
        select(
            Persona.id,
            Persona.clave,
            Persona.nombre,
            Persona.nombre_preferido,
            Persona.primer_apellido,
            Persona.segundo_apellido,
            Adscripcion.institucion_id,
            Adscripcion.nivel,
            se_dibuja.label("se_dibuja"),
            cuenta.label("cuenta"),
        )
        .join(Membresia, Membresia.persona_id == Persona.id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .where(
            Membresia.red_id == red_id,
            Membresia.vigente(dia),
            or_(Membresia.estado != EstadoMembresia.CONCLUIDA, Membresia.hasta > dia),
            or_(se_dibuja, cuenta),
        )
        .order_by(Persona.id)
    )
    nodos: dict[str, Aparicion] = {}
    claves: dict[str, str] = {}
    for fila in db.session.execute(consulta):
        visible = Persona(
            nombre=fila.nombre,
            nombre_preferido=fila.nombre_preferido,
            primer_apellido=fila.primer_apellido,
            segundo_apellido=fila.segundo_apellido,
        ).nombre_visible
        llave = f"p{fila.id}"
        nodo = Nodo(
            llave,
            Clase.PERSONA,
            visible,
            f"i{fila.institucion_id}" if fila.institucion_id else None,
            {"nivel": fila.nivel.etiqueta if fila.nivel else "Sin puesto registrado"},
        )
        nodos[llave] = nodo, bool(fila.se_dibuja), bool(fila.cuenta)
        claves[llave] = fila.clave
    return nodos, claves


def _instituciones(red_id: int, dia: date, suyas: set[int]) -> tuple[dict[int, Any], dict[int, Any]]:
    """Las que participan ese día y, aparte, las de quienes integran la Red aunque ya no participen."""
    participan = select(ParticipacionEnRed.institucion_id).where(
        ParticipacionEnRed.red_id == red_id, ParticipacionEnRed.vigente(dia)
    )
    columnas = (Institucion.id, Institucion.nombre, Institucion.siglas, Institucion.tipo)
    filas = {
        fila.id: fila for fila in db.session.execute(select(*columnas).where(Institucion.id.in_(participan)))
    }
    faltan = suyas - filas.keys()
    if not faltan:
        return filas, {}
    otras = db.session.execute(select(*columnas).where(Institucion.id.in_(faltan)))
    return filas, {fila.id: fila for fila in otras}


def _unidades(filas: Sequence[Any], personas: dict[str, Nodo]) -> tuple[dict[str, Nodo], list[Lazo]]:
    """Las unidades vigentes, unidas a su institución y a quienes las sostienen y consintieron."""
    nodos: dict[str, Nodo] = {}
    lazos: list[Lazo] = []
    for fila in filas:
        llave, institucion = f"u{fila.unidad_id}", f"i{fila.institucion_id}"
        if llave not in nodos:
            nodos[llave] = Nodo(llave, Clase.UNIDAD, fila.nombre, institucion)
            lazos.append(Lazo(llave, institucion, ClaseLazo.PERTENENCIA, fuente="Unidad registrada"))
        persona = f"p{fila.persona_id}"
        if persona in personas:
            lazos.append(
                Lazo(
                    persona,
                    llave,
                    ClaseLazo.DESIGNACION,
                    desde=fila.desde,
                    fuente=Funcion(fila.funcion).etiqueta,
                )
            )
    return nodos, lazos


def _participaciones(red_id: int, dia: date) -> list[Participacion]:
    """Quién coincidió con quién en una edición ya empezada."""
    asistencias = asistencias_por_edicion(red_id, dia)
    ediciones = {
        fila.id: fila
        for fila in db.session.execute(
            select(Edicion.id, Edicion.nombre, Edicion.inicia_el, Curso.nombre.label("curso"))
            .join(Curso, Edicion.curso_id == Curso.id)
            .where(Curso.red_id == red_id)
        )
    }
    return [
        Participacion(
            f"p{persona_id}",
            f"e{edicion_id}",
            f"{ediciones[edicion_id].curso}, {ediciones[edicion_id].nombre}",
            ediciones[edicion_id].inicia_el,
        )
        for edicion_id, persona_id in asistencias
    ]


def _respuestas(
    respuestas: Sequence[LazoDeclarado], personas: dict[str, Nodo], instituciones: dict[str, Nodo]
) -> list[Lazo]:
    """Lo que se contestó en el último levantamiento, de institución a institución: quién lo dijo sólo lo ven ella y la coordinación."""
    lazos = []
    for dicho in respuestas:
        de, con = f"i{dicho.de_institucion}", f"i{dicho.con_institucion}"
        # El que depende de una sola persona no une a su institución: se iría con ella, y aquí no se dice quién es.
        se_sostiene = dicho.confirmado or not dicho.depende_de_una
        if se_sostiene and f"p{dicho.de_persona}" in personas and {de, con} <= instituciones.keys():
            fuente = "Levantamiento, dicho por ambas partes" if dicho.confirmado else "Levantamiento"
            lazos.append(
                Lazo(
                    de, con, ClaseLazo.COLABORACION, dicho.desde, dicho.hasta, float(dicho.intensidad), fuente
                )
            )
    return lazos


def _alianzas(filas: Sequence[Any], personas: dict[str, Nodo], instituciones: dict[str, Nodo]) -> list[Lazo]:
    """Un lazo entre cada dos que sostienen lo mismo, con el peso de Newman, si ambas pueden aparecer."""
    sostienen: dict[int, list[Any]] = defaultdict(list)
    for fila in filas:
        llave = f"i{fila.institucion_id}" if fila.institucion_id else f"p{fila.persona_id}"
        if llave in personas or llave in instituciones:
            sostienen[fila.alianza_id].append((llave, fila))
    lazos = []
    for suyas in sostienen.values():
        if not 2 <= len(suyas) <= MAXIMO_POR_EDICION:
            continue
        for (una, fila), (otra, de_otra) in combinations(suyas, 2):
            desde = max(fila.desde, de_otra.desde)
            peso = 1 / (len(suyas) - 1)
            lazos.append(Lazo(una, otra, ClaseLazo(fila.clase.value), desde, fila.hasta, peso, fila.nombre))
    return lazos


def _colaboraciones(
    filas: Sequence[Any], personas: dict[str, Nodo], instituciones: dict[str, Nodo]
) -> list[Lazo]:
    """Las declaradas, con el peso de su intensidad, si ambos lados pueden aparecer."""
    lazos = []
    for fila in filas:
        declara = f"p{fila.persona_id}"
        con = f"p{fila.con_persona_id}" if fila.con_persona_id else f"i{fila.con_institucion_id}"
        if declara in personas and (con in personas or con in instituciones):
            lazos.append(
                Lazo(
                    declara,
                    con,
                    ClaseLazo.COLABORACION,
                    desde=fila.desde,
                    hasta=fila.hasta,
                    peso=float(fila.intensidad.peso),
                    fuente=fila.intensidad.etiqueta,
                )
            )
    return lazos
