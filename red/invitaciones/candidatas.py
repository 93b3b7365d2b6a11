"""A quién invitar ahora: donde falta alguien, quienes ya están registradas y tienen el perfil; después, las plazas.

Sólo se ofrece a quien la coordinación ya tiene a su alcance: trabaja hoy en una institución de la Red. Quien decidió
sobre sus datos y no aparece en el directorio, o no deja ver su correo a la Red, no se ofrece ni se cuenta.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from red.avisos.modelos import DireccionCaida
from red.base import db
from red.instituciones.modelos import Institucion
from red.invitaciones import consultas_convocatoria
from red.invitaciones.consultas_convocatoria import Cobertura
from red.invitaciones.modelos import Convocatoria, Invitacion
from red.memoria import recordar
from red.personas.consultas import consiente
from red.personas.modelos import (
    Adscripcion,
    Audiencia,
    CampoVisible,
    Consentimiento,
    Finalidad,
    NivelCargo,
    Persona,
    Puesto,
    como_se_muestra,
)
from red.redes.modelos import Membresia, Participacion
from red.textos import palabras

CABEN = 200
"""Cuántas personas y cuántas plazas se proponen de una vez."""


@dataclass(frozen=True)
class Candidata:
    """Alguien registrada que tiene el perfil y todavía no integra la Red."""

    clave: str
    nombre: str
    correo: str
    puesto: str
    nivel: NivelCargo
    institucion_id: int
    coincide: str = ""
    """La palabra del trabajo buscado que aparece en su puesto o su área."""


@dataclass(frozen=True)
class Plaza:
    """Un puesto con el nivel que se busca y que hoy nadie ocupa."""

    puesto_id: int
    nombre: str
    nivel: NivelCargo
    institucion_id: int


@dataclass
class Grupo:
    """Lo que puede proponerse de una institución."""

    institucion: Cobertura
    personas: list[Candidata] = field(default_factory=list)
    plazas: list[Plaza] = field(default_factory=list)

    @property
    def cuantas(self) -> int:
        """Personas y plazas."""
        return len(self.personas) + len(self.plazas)


def a_quien_invitar(convocatoria: Convocatoria, dia: date) -> list[Grupo]:
    """Por institución, primero las que no tienen a nadie; en cada una, personas y después plazas."""
    clave = ("a quién invitar", convocatoria.id, dia)
    return recordar(clave, lambda: _a_quien_invitar(convocatoria, dia))


def _a_quien_invitar(convocatoria: Convocatoria, dia: date) -> list[Grupo]:
    grupos = {c.id: Grupo(c) for c in consultas_convocatoria.cobertura(convocatoria, dia)}
    for una in personas(convocatoria, dia):
        if una.institucion_id in grupos:
            grupos[una.institucion_id].personas.append(una)
    for plaza in plazas(convocatoria, dia):
        if plaza.institucion_id in grupos:
            grupos[plaza.institucion_id].plazas.append(plaza)
    for grupo in grupos.values():
        grupo.personas.sort(key=lambda una: not una.coincide)
    return [grupo for grupo in grupos.values() if grupo.cuantas]


def personas(
    convocatoria: Convocatoria, dia: date, elegidas: Collection[str] | None = None
) -> list[Candidata]:
    """Quienes pueden invitarse; con `elegidas`, de ellas las que todavía pueden."""
    instituciones = consultas_convocatoria.instituciones_de(convocatoria.id)
    consulta = (
        select(
            Persona.clave, Persona.nombre, Persona.nombre_preferido, Persona.primer_apellido, Persona.segundo_apellido,
            Persona.correo, Persona.visibilidad, Adscripcion.puesto, Adscripcion.area, Adscripcion.nivel,
            Adscripcion.institucion_id, _decidio().label("decidio"),
        )
        .join(Adscripcion, Adscripcion.persona_id == Persona.id)
        .join(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(
            Adscripcion.vigente(dia),
            _participa(convocatoria.red_id, Adscripcion.institucion_id, dia),
            Persona.fusionada_en_id.is_(None),
            *_de_niveles(convocatoria, Adscripcion.nivel),
            ~exists().where(
                Membresia.persona_id == Persona.id,
                Membresia.red_id == convocatoria.red_id,
                Membresia.integraba(dia),
            ),
            ~_ya_invitada(convocatoria.red_id),
            ~exists().where(DireccionCaida.correo == Persona.correo, DireccionCaida.cerrada_en.is_(None)),
            or_(~_decidio(), _se_deja_escribir()),
        )
        .order_by(Institucion.nombre, Persona.orden, Persona.id)
    )  # fmt: skip
    if instituciones:
        consulta = consulta.where(Adscripcion.institucion_id.in_(instituciones))
    consulta = consulta.limit(CABEN) if elegidas is None else consulta.where(Persona.clave.in_(elegidas))
    return [_candidata(convocatoria, fila) for fila in db.session.execute(consulta)]


def _candidata(convocatoria: Convocatoria, fila: Any) -> Candidata:
    se_ve = not fila.decidio or fila.visibilidad.get(CampoVisible.PUESTO.value) == Audiencia.RED.value
    escrito = {*palabras(fila.puesto), *palabras(fila.area or "")} if se_ve else set()
    coincide = next(
        (buscada for buscada in convocatoria.palabras_de_trabajo if set(palabras(buscada)) <= escrito), ""
    )
    return Candidata(
        clave=fila.clave,
        nombre=como_se_muestra(
            fila.nombre, fila.nombre_preferido, fila.primer_apellido, fila.segundo_apellido
        ),
        correo=fila.correo,
        puesto=fila.puesto if se_ve else "",
        nivel=fila.nivel,
        institucion_id=fila.institucion_id,
        coincide=coincide,
    )


def plazas(convocatoria: Convocatoria, dia: date, elegidas: Collection[int] | None = None) -> Sequence[Plaza]:
    """Los puestos vacantes con el nivel que se busca y en los que nadie ha pensado todavía."""
    instituciones = consultas_convocatoria.instituciones_de(convocatoria.id)
    consulta = (
        select(Puesto.id, Puesto.nombre, Puesto.nivel, Puesto.institucion_id)
        .where(
            Puesto.vigente(dia),
            ~exists().where(Adscripcion.puesto_id == Puesto.id, Adscripcion.vigente(dia)),
            _participa(convocatoria.red_id, Puesto.institucion_id, dia),
            *_de_niveles(convocatoria, Puesto.nivel),
            ~exists().where(
                Invitacion.puesto_id == Puesto.id,
                Invitacion.red_id == convocatoria.red_id,
                Invitacion.rechazada_en.is_(None),
                Invitacion.revocada_en.is_(None),
            ),
        )
        .order_by(Puesto.institucion_id, Puesto.nombre, Puesto.id)
    )
    if instituciones:
        consulta = consulta.where(Puesto.institucion_id.in_(instituciones))
    consulta = consulta.limit(CABEN) if elegidas is None else consulta.where(Puesto.id.in_(elegidas))
    return [Plaza(*fila) for fila in db.session.execute(consulta)]


def _de_niveles(convocatoria: Convocatoria, columna: Any) -> list[ColumnElement[bool]]:
    return [columna.in_(convocatoria.niveles_buscados)] if convocatoria.niveles else []


def _participa(red_id: int, institucion_id: Any, dia: date) -> ColumnElement[bool]:
    return exists().where(
        Participacion.red_id == red_id,
        Participacion.institucion_id == institucion_id,
        Participacion.vigente(dia),
    )


def _ya_invitada(red_id: int) -> ColumnElement[bool]:
    """Tiene una invitación o un borrador sin respuesta, o ya dijo que no.

    La Red se compara sumándole cero para que se busque por el correo: por la Red habría que recorrer todas las suyas
    por cada persona, y SQLite lo elige cuando todavía no conoce la tabla.
    """
    return exists().where(
        Invitacion.red_id + 0 == red_id,
        Invitacion.correo == Persona.correo,
        Invitacion.aceptada_en.is_(None),
        Invitacion.revocada_en.is_(None),
    )


def _decidio() -> ColumnElement[bool]:
    """Alguna vez decidió sobre sus datos: lo que no abrió, no se usa."""
    return exists().where(Consentimiento.persona_id == Persona.id)


def _se_deja_escribir() -> ColumnElement[bool]:
    deja_ver: ColumnElement[bool] = (
        Persona.visibilidad[CampoVisible.CORREO.value].as_string() == Audiencia.RED.value
    )
    return and_(consiente(Finalidad.DIRECTORIO, Persona.id), deja_ver)
