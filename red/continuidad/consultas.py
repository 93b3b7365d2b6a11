"""Preguntas sobre lo que sucede a una institución: qué arrastra un cambio, quién la sigue y qué quedó pendiente."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Asignacion
from red.alianzas.modelos import Alianza, ParticipacionEnAlianza
from red.base import db
from red.continuidad.modelos import ClaseDeCambio, Reorganizacion, Sucesion
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.personas.modelos import Adscripcion, Persona, Puesto
from red.redes.modelos import Membresia, Participacion, Red
from red.unidades.modelos import Designacion, Unidad
from red.vinculos.modelos import Colaboracion


@dataclass
class LoSuyo:
    """Lo que una institución tiene vigente o por empezar un día: lo que un cambio suyo toca."""

    institucion: Institucion
    adscripciones: list[Adscripcion]
    puestos: list[Puesto]
    unidades: list[Unidad]
    designaciones: list[Designacion]
    participaciones: list[Participacion]
    papeles: list[Asignacion]
    colaboraciones: list[Colaboracion]
    alianzas: list[ParticipacionEnAlianza]
    alianzas_que_convoca: list[Alianza]
    invitaciones: list[Invitacion]
    hijas: list[Institucion]
    convocadas: list[Red]
    visibles: frozenset[int] = field(default=frozenset())
    """De quiénes se puede decir el nombre a quien pregunta."""

    @property
    def nombrables(self) -> list[Adscripcion]:
        """Las adscripciones de quienes quien pregunta puede nombrar."""
        return [una for una in self.adscripciones if una.persona_id in self.visibles]

    @property
    def sin_nombrar(self) -> int:
        """Cuántas adscripciones son de personas que quien pregunta no puede ver."""
        return len(self.adscripciones) - len(self.nombrables)

    @property
    def huella(self) -> str:
        """Un resumen de qué filas son: si cambia, lo que se revisó ya no es lo que hay."""
        partes = [f"{self.institucion.id}"]
        for nombre in (
            "adscripciones", "puestos", "unidades", "designaciones", "participaciones", "papeles", "colaboraciones",
            "alianzas", "alianzas_que_convoca", "invitaciones", "hijas", "convocadas",
        ):  # fmt: skip
            partes.append(nombre + ",".join(str(fila.id) for fila in getattr(self, nombre)))
        return hashlib.sha256("|".join(partes).encode()).hexdigest()[:32]


def lo_suyo(institucion: Institucion, dia: date, redes: frozenset[int] | None) -> LoSuyo:
    """Todo lo que la institución tiene ese día o después; `redes` son aquellas cuyas integrantes se pueden nombrar."""
    de_ella = institucion.id
    adscripciones = _lista(
        select(Adscripcion)
        .join(Persona, Persona.id == Adscripcion.persona_id)
        .where(Adscripcion.institucion_id == de_ella, _sigue(Adscripcion, dia))
        .options(joinedload(Adscripcion.persona))
        .order_by(Persona.orden, Adscripcion.id)
    )
    unidades = _lista(
        select(Unidad).where(Unidad.institucion_id == de_ella, _sigue(Unidad, dia)).order_by(Unidad.id)
    )
    return LoSuyo(
        institucion=institucion,
        adscripciones=adscripciones,
        puestos=_lista(
            select(Puesto).where(Puesto.institucion_id == de_ella, _sigue(Puesto, dia)).order_by(Puesto.id)
        ),
        unidades=unidades,
        designaciones=_lista(
            select(Designacion)
            .where(Designacion.unidad_id.in_([u.id for u in unidades]), _sigue(Designacion, dia))
            .options(joinedload(Designacion.persona), joinedload(Designacion.unidad))
            .order_by(Designacion.id)
        ),
        participaciones=_lista(
            select(Participacion)
            .where(Participacion.institucion_id == de_ella, _sigue(Participacion, dia))
            .options(joinedload(Participacion.red))
            .order_by(Participacion.id)
        ),
        papeles=_lista(
            select(Asignacion)
            .where(Asignacion.institucion_id == de_ella, _sigue(Asignacion, dia))
            .options(joinedload(Asignacion.persona))
            .order_by(Asignacion.id)
        ),
        colaboraciones=_lista(
            select(Colaboracion)
            .where(Colaboracion.con_institucion_id == de_ella, _sigue(Colaboracion, dia))
            .order_by(Colaboracion.id)
        ),
        alianzas=_lista(
            select(ParticipacionEnAlianza)
            .where(ParticipacionEnAlianza.institucion_id == de_ella, _sigue(ParticipacionEnAlianza, dia))
            .order_by(ParticipacionEnAlianza.id)
        ),
        alianzas_que_convoca=_lista(
            select(Alianza).where(Alianza.convoca_id == de_ella, _sigue(Alianza, dia)).order_by(Alianza.id)
        ),
        invitaciones=_lista(
            select(Invitacion)
            .where(
                Invitacion.institucion_id == de_ella,
                Invitacion.aceptada_en.is_(None),
                Invitacion.rechazada_en.is_(None),
                Invitacion.revocada_en.is_(None),
            )
            .order_by(Invitacion.id)
        ),
        hijas=_lista(
            select(Institucion)
            .where(Institucion.madre_id == de_ella, Institucion.vigente(dia))
            .order_by(Institucion.id)
        ),
        convocadas=_lista(select(Red).where(Red.convocante_id == de_ella).order_by(Red.id)),
        visibles=_nombrables([una.persona_id for una in adscripciones], redes),
    )


def _sigue(modelo: Any, dia: date) -> Any:
    """Vigente ese día o por empezar después."""
    return or_(modelo.hasta.is_(None), modelo.hasta >= dia)


def _lista(consulta: Any) -> list[Any]:
    return list(db.session.scalars(consulta))


def _nombrables(personas: Collection[int], redes: frozenset[int] | None) -> frozenset[int]:
    """De esas personas, las que son o fueron integrantes de esas Redes; None son todas."""
    if redes is None:
        return frozenset(personas)
    consulta = select(Membresia.persona_id).where(
        Membresia.persona_id.in_(personas), Membresia.red_id.in_(redes)
    )
    return frozenset(db.session.scalars(consulta))


def redes_de_institucion(institucion_id: int, dia: date) -> frozenset[int]:
    """Las Redes en que participa, o va a participar, desde ese día, y las que convoca."""
    participa = select(Participacion.red_id).where(
        Participacion.institucion_id == institucion_id, _sigue(Participacion, dia)
    )
    convoca = select(Red.id).where(Red.convocante_id == institucion_id)
    return frozenset([*db.session.scalars(participa), *db.session.scalars(convoca)])


def redes_del_cambio(hecha: Reorganizacion) -> frozenset[int]:
    """Las Redes que un cambio ya hecho tocó, o que deshacerlo tocaría.

    La que terminó ya no participa en ninguna: cuentan aquellas en que estaba la víspera, y las que dice su diario.
    """
    vispera = hecha.el - timedelta(days=1)
    partes = {hecha.institucion_id}
    for sucesion in hecha.sucesiones:
        partes |= {sucesion.antecesora_id, sucesion.sucesora_id}
    tocadas = {
        tabla: {
            fila["id"]
            for clase in ("cambiadas", "nuevas")
            for fila in hecha.diario.get(clase, [])
            if fila["tabla"] == tabla
        }
        for tabla in ("participacion", "red")
    }
    del_diario = db.session.scalars(
        select(Participacion.red_id).where(Participacion.id.in_(tocadas["participacion"]))
    )
    de_las_partes = (redes_de_institucion(parte, vispera) for parte in sorted(partes))
    return frozenset().union(del_diario, tocadas["red"], *de_las_partes)


# Lo que ya pasó


def reorganizaciones_de(institucion_id: int) -> list[Reorganizacion]:
    """Los cambios, no deshechos, de los que la institución fue parte; lo más reciente primero."""
    es_parte = exists().where(
        Sucesion.reorganizacion_id == Reorganizacion.id,
        or_(Sucesion.antecesora_id == institucion_id, Sucesion.sucesora_id == institucion_id),
    )
    consulta = (
        select(Reorganizacion)
        .where(
            Reorganizacion.deshecha_en.is_(None),
            or_(Reorganizacion.institucion_id == institucion_id, es_parte),
        )
        .order_by(Reorganizacion.el.desc(), Reorganizacion.id.desc())
    )
    return _lista(consulta)


@dataclass(frozen=True)
class Pariente:
    """La institución que antecede o sucede a otra, y por qué."""

    institucion: Institucion
    clase: ClaseDeCambio
    el: str


def sucesoras(institucion_id: int) -> list[Pariente]:
    """Las que siguen a la institución."""
    return [
        Pariente(una.sucesora, una.reorganizacion.clase, una.reorganizacion.el_dicho.con_articulo)
        for una in _sucesiones(Sucesion.antecesora_id == institucion_id)
    ]


def antecesoras(institucion_id: int) -> list[Pariente]:
    """Aquellas a las que la institución sigue."""
    return [
        Pariente(una.antecesora, una.reorganizacion.clase, una.reorganizacion.el_dicho.con_articulo)
        for una in _sucesiones(Sucesion.sucesora_id == institucion_id)
    ]


def _sucesiones(condicion: Any) -> list[Sucesion]:
    consulta = (
        select(Sucesion)
        .join(Sucesion.reorganizacion)
        .where(condicion, Reorganizacion.deshecha_en.is_(None))
        .options(
            joinedload(Sucesion.reorganizacion),
            joinedload(Sucesion.sucesora),
            joinedload(Sucesion.antecesora),
        )
        .order_by(Reorganizacion.el, Sucesion.id)
    )
    return _lista(consulta)


def division_abierta(institucion_id: int) -> Reorganizacion | None:
    """La división de la institución que dejó personas o unidades por repartir, si la hay."""
    consulta = (
        select(Reorganizacion)
        .where(
            Reorganizacion.institucion_id == institucion_id,
            Reorganizacion.clase == ClaseDeCambio.DIVIDIDA,
            Reorganizacion.deshecha_en.is_(None),
        )
        .order_by(Reorganizacion.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def por_repartir(redes: frozenset[int] | None, dia: date) -> list[Institucion]:
    """Instituciones que se dividieron y todavía tienen personas o unidades sin repartir."""
    # Las divisiones son pocas: se parte de ellas y no de las instituciones.
    divididas = list(
        db.session.scalars(
            select(Reorganizacion.institucion_id).where(
                Reorganizacion.clase == ClaseDeCambio.DIVIDIDA, Reorganizacion.deshecha_en.is_(None)
            )
        )
    )
    if not divididas:
        return []
    queda = or_(
        exists().where(Adscripcion.institucion_id == Institucion.id, Adscripcion.hasta.is_(None)),
        exists().where(Unidad.institucion_id == Institucion.id, Unidad.hasta.is_(None)),
    )
    consulta = (
        select(Institucion)
        .where(Institucion.id.in_(divididas), Institucion.hasta <= dia, queda)
        .order_by(Institucion.nombre)
    )
    if redes is not None:
        consulta = consulta.where(
            exists().where(Participacion.institucion_id == Institucion.id, Participacion.red_id.in_(redes))
        )
    return _lista(consulta)


def redes_de_plaza(institucion_id: int, dia: date, redes: frozenset[int] | None) -> list[Red]:
    """Las Redes, de ésas, en que participa la institución de un puesto: a ellas se invita a quien llegue."""
    consulta = (
        select(Red)
        .join(Participacion, Participacion.red_id == Red.id)
        .where(Participacion.institucion_id == institucion_id, Participacion.vigente(dia))
        .order_by(Red.nombre)
    )
    if redes is not None:
        consulta = consulta.where(Red.id.in_(redes))
    return _lista(consulta)


def que_se_nombran(adscripciones: list[Adscripcion], redes: frozenset[int] | None) -> list[Adscripcion]:
    """De esas adscripciones, las de quienes se puede decir el nombre a quien coordina esas Redes."""
    visibles = _nombrables([una.persona_id for una in adscripciones], redes)
    return [una for una in adscripciones if una.persona_id in visibles]
