"""Lo que hacen quienes ya se certificaron: cursos que imparten después y personas que terminaron en ellos."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from red.base import db
from red.certificacion.consultas import certificada
from red.certificacion.modelos_dictamen import Certificado
from red.certificacion.modelos_estandar import Estandar
from red.formacion.modelos import Curso, Edicion, Imparte
from red.formacion.modelos_logros import Logro
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import Red
from red.reloj import hoy


@dataclass(frozen=True)
class Replicadora:
    """Una persona certificada y lo que ha impartido desde entonces."""

    persona: Persona
    institucion: str
    desde: date
    cursos: int
    personas: int


@dataclass(frozen=True)
class Dependencia:
    """Lo que han impartido las certificadas de una dependencia."""

    institucion: str
    certificadas: int
    replican: int
    cursos: int
    personas: int


SIN_LUGAR = "Sin institución"


def replicadoras(red: Red, estandar: Estandar) -> list[Replicadora]:
    """Cada persona certificada y vigente, con las ediciones que impartió después; primero quien a más personas llegó."""
    dia = hoy(red.zona)
    certificadas: dict[int, tuple[Persona, str, date]] = {}
    for persona, nombre, emitido in db.session.execute(
        select(Persona, Institucion.nombre, func.min(Certificado.emitido_el))
        .join(Certificado, Certificado.persona_id == Persona.id)
        .outerjoin(Adscripcion, and_(Adscripcion.persona_id == Persona.id, Adscripcion.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Certificado.red_id == red.id, Certificado.estandar_id == estandar.id, certificada(dia))
        .group_by(Persona.id, Institucion.nombre)
        .order_by(Persona.orden, Persona.id)
    ):
        certificadas[persona.id] = (persona, nombre or SIN_LUGAR, emitido)
    ediciones = _impartidas(red.id, certificadas, dia)
    terminaron = _terminaron({id for suyas in ediciones.values() for id in suyas})
    filas = [
        Replicadora(
            persona,
            nombre,
            emitido,
            len(ediciones[id]),
            len(set().union(*(terminaron[edicion] for edicion in ediciones[id]))),
        )
        for id, (persona, nombre, emitido) in certificadas.items()
    ]
    return sorted(filas, key=lambda fila: (-fila.personas, -fila.cursos))


def por_dependencia(filas: Sequence[Replicadora]) -> list[Dependencia]:
    """Lo mismo, sumado por dependencia; una edición impartida entre dos cuenta para las dos."""
    grupos: defaultdict[str, list[Replicadora]] = defaultdict(list)
    for fila in filas:
        grupos[fila.institucion].append(fila)
    hechas = [
        Dependencia(
            nombre,
            len(suyas),
            sum(fila.cursos > 0 for fila in suyas),
            sum(fila.cursos for fila in suyas),
            sum(fila.personas for fila in suyas),
        )
        for nombre, suyas in grupos.items()
    ]
    return sorted(hechas, key=lambda una: (-una.personas, una.institucion))


def _impartidas(
    red_id: int, certificadas: dict[int, tuple[Persona, str, date]], dia: date
) -> defaultdict[int, set[int]]:
    """Qué ediciones de la Red, ya empezadas y no canceladas, impartió cada quien después de certificarse."""
    suyas: defaultdict[int, set[int]] = defaultdict(set)
    filas = db.session.execute(
        select(Imparte.persona_id, Imparte.edicion_id, Edicion.inicia_el)
        .join(Edicion, Edicion.id == Imparte.edicion_id)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(
            Curso.red_id == red_id,
            Imparte.persona_id.in_(list(certificadas)),
            Imparte.retirada_en.is_(None),
            Edicion.cancelada_en.is_(None),
            Edicion.inicia_el <= dia,
        )
    )
    for persona, edicion, inicia in filas:
        if persona is not None and inicia >= certificadas[persona][2]:
            suyas[persona].add(edicion)
    return suyas


def _terminaron(ediciones: set[int]) -> defaultdict[int, set[int]]:
    """Quiénes terminaron cada edición."""
    quienes: defaultdict[int, set[int]] = defaultdict(set)
    if ediciones:
        filas = db.session.execute(
            select(Logro.edicion_id, Logro.persona_id).where(
                Logro.edicion_id.in_(ediciones), Logro.retirado_en.is_(None)
            )
        )
        for edicion, persona in filas:
            if edicion is not None:
                quienes[edicion].add(persona)
    return quienes
