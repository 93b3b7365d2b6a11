"""De los registros al grafo: quiénes consintieron aparecer, dónde trabajan y qué las une.

Quien no consintió el mapa no entra: ni ella, ni sus lazos, ni en las cuentas. Así no deja hueco.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from red.analisis.grafos import (
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
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad, Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.redes.modelos import Participacion as ParticipacionEnRed
from red.unidades.consultas import designaciones_de_red
from red.unidades.modelos import Funcion
from red.vinculos.consultas import colaboraciones


@dataclass(frozen=True)
class RedEnGrafo:
    """El grafo de una Red un día, y lo que hace falta para enlazar sus nodos con sus páginas."""

    grafo: Grafo
    claves: dict[str, str]
    """Clave pública de cada persona por su nodo."""


def grafo_de_red(red_id: int, dia: date) -> RedEnGrafo:
    """La Red como era ese día, armada con un número fijo de consultas."""
    personas, claves = _personas(red_id, dia)
    instituciones = _instituciones(red_id, dia, personas)
    unidades, designaciones = _unidades(red_id, dia, personas)
    nodos = [*personas.values(), *instituciones.values(), *unidades.values()]
    lazos = [
        Lazo(persona.id, persona.grupo, ClaseLazo.ADSCRIPCION, fuente="Adscripción registrada")
        for persona in personas.values()
        if persona.grupo in instituciones and persona.grupo is not None
    ]
    lazos += designaciones
    lazos += lazos_de_coformacion(_participaciones(red_id, dia, personas))
    lazos += _colaboraciones(red_id, dia, personas, instituciones)
    return RedEnGrafo(construir_grafo(nodos, lazos, dia), claves)


def red_doblada(red_id: int, dia: date, cuantas: int = DIBUJADAS) -> Doblada:
    """La Red vista por instituciones: las de más gente y los lazos entre ellas, con un número fijo de consultas."""
    por_institucion = (
        select(Adscripcion.institucion_id, func.count().label("gente"))
        .select_from(Membresia)
        .join(Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia)))
        .where(*_en_el_mapa(red_id, dia))
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
        .where(*_en_el_mapa(red_id, dia), Adscripcion.institucion_id.in_([fila.id for fila in filas]))
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


def _en_el_mapa(red_id: int, dia: date) -> list[ColumnElement[bool]]:
    """Integrantes de ese día que consintieron el mapa."""
    return [
        Membresia.red_id == red_id,
        Membresia.vigente(dia),
        or_(Membresia.estado != EstadoMembresia.CONCLUIDA, Membresia.hasta > dia),
        consiente(Finalidad.MAPA, Membresia.persona_id),
    ]


def cuantas_integrantes(red_id: int, dia: date) -> int:
    """Integrantes de la Red ese día: dice si el mapa cabe antes de armarlo."""
    consulta = select(func.count(Membresia.id)).where(Membresia.red_id == red_id, Membresia.vigente(dia))
    return db.session.scalar(consulta) or 0


def _personas(red_id: int, dia: date) -> tuple[dict[str, Nodo], dict[str, str]]:
    """Integrantes de ese día que consintieron el mapa, con su institución y su nivel."""
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
        )
        .join(Membresia, Membresia.persona_id == Persona.id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .where(
            Membresia.red_id == red_id,
            Membresia.vigente(dia),
            or_(Membresia.estado != EstadoMembresia.CONCLUIDA, Membresia.hasta > dia),
            consiente(Finalidad.MAPA),
        )
        .order_by(Persona.id)
    )
    nodos: dict[str, Nodo] = {}
    claves: dict[str, str] = {}
    for fila in db.session.execute(consulta):
        visible = Persona(
            nombre=fila.nombre,
            nombre_preferido=fila.nombre_preferido,
            primer_apellido=fila.primer_apellido,
            segundo_apellido=fila.segundo_apellido,
        ).nombre_visible
        llave = f"p{fila.id}"
        nodos[llave] = Nodo(
            llave,
            Clase.PERSONA,
            visible,
            f"i{fila.institucion_id}" if fila.institucion_id else None,
            {"nivel": fila.nivel.etiqueta if fila.nivel else "Sin puesto registrado"},
        )
        claves[llave] = fila.clave
    return nodos, claves


def _instituciones(red_id: int, dia: date, personas: dict[str, Nodo]) -> dict[str, Nodo]:
    """Las que participan ese día y las de quienes integran la Red aunque ya no participen."""
    suyas = {int(nodo.grupo[1:]) for nodo in personas.values() if nodo.grupo}
    participan = select(ParticipacionEnRed.institucion_id).where(
        ParticipacionEnRed.red_id == red_id, ParticipacionEnRed.vigente(dia)
    )
    columnas = (Institucion.id, Institucion.nombre, Institucion.siglas, Institucion.tipo)
    filas = {
        fila.id: fila for fila in db.session.execute(select(*columnas).where(Institucion.id.in_(participan)))
    }
    if faltan := suyas - filas.keys():
        otras = db.session.execute(select(*columnas).where(Institucion.id.in_(faltan)))
        filas.update({fila.id: fila for fila in otras})
    return {
        f"i{fila.id}": Nodo(
            f"i{fila.id}", Clase.INSTITUCION, fila.nombre, f"i{fila.id}", {"tipo": fila.tipo.etiqueta}
        )
        for fila in sorted(filas.values(), key=lambda fila: fila.id)
    }


def _unidades(red_id: int, dia: date, personas: dict[str, Nodo]) -> tuple[dict[str, Nodo], list[Lazo]]:
    """Las unidades vigentes, unidas a su institución y a quienes las sostienen y consintieron."""
    nodos: dict[str, Nodo] = {}
    lazos: list[Lazo] = []
    for fila in designaciones_de_red(red_id, dia):
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


def _participaciones(red_id: int, dia: date, personas: dict[str, Nodo]) -> list[Participacion]:
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
        if f"p{persona_id}" in personas
    ]


def _colaboraciones(
    red_id: int, dia: date, personas: dict[str, Nodo], instituciones: dict[str, Nodo]
) -> list[Lazo]:
    """Las declaradas, con el peso de su intensidad, si ambos lados pueden aparecer."""
    lazos = []
    for fila in colaboraciones(red_id, dia):
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
