"""Preguntas sobre los cuestionarios: cuáles hay, qué se aplica en cada edición, quién respondió y con qué nota."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from red.base import buscar, db
from red.errores import NoEncontrado
from red.evaluaciones.modelos import (
    Aplicacion,
    Cuestionario,
    EncuestaEmpezada,
    EncuestaRespondida,
    Hoja,
    Pregunta,
    Urna,
    Uso,
    VersionDeCuestionario,
)
from red.formacion.consultas import CON_LUGAR, de_redes
from red.formacion.modelos import Curso, Edicion, Inscripcion
from red.personas.modelos import Persona

# ------------------------------------------------------------------ Cuestionarios


def cuestionarios(
    redes: frozenset[int] | None, uso: Uso | None = None, curso_id: int | None = None
) -> Select[Any]:
    """Los de esas Redes (None: de todas), sin los retirados; por uso y nombre."""
    consulta = (
        select(Cuestionario)
        .options(joinedload(Cuestionario.red), joinedload(Cuestionario.curso))
        .where(Cuestionario.retirado_en.is_(None))
    )
    if redes is not None:
        consulta = consulta.where(Cuestionario.red_id.in_(redes))
    if uso is not None:
        consulta = consulta.where(Cuestionario.uso == uso)
    if curso_id is not None:
        consulta = consulta.where(Cuestionario.curso_id == curso_id)
    return consulta.order_by(Cuestionario.nombre, Cuestionario.id)


def cursos_de(redes: frozenset[int] | None) -> Sequence[Curso]:
    """Los cursos de esas Redes en que se puede ofrecer un cuestionario, por nombre."""
    return db.session.scalars(select(Curso).where(de_redes(redes)).order_by(Curso.nombre, Curso.id)).all()


def cuestionario(id: int) -> Cuestionario:
    """El cuestionario; lanza NoEncontrado si no existe."""
    return buscar(Cuestionario, id)


def versiones_de(cuestionario_id: int) -> Sequence[VersionDeCuestionario]:
    """Sus versiones con sus preguntas, la más nueva primero."""
    consulta = (
        select(VersionDeCuestionario)
        .where(VersionDeCuestionario.cuestionario_id == cuestionario_id)
        .options(selectinload(VersionDeCuestionario.preguntas))
        .order_by(VersionDeCuestionario.numero.desc())
    )
    return db.session.scalars(consulta).all()


def ultimas_versiones(cuestionario_ids: Iterable[int]) -> dict[int, VersionDeCuestionario]:
    """La versión más nueva de cada cuestionario, con sus preguntas."""
    consulta = (
        select(VersionDeCuestionario)
        .where(VersionDeCuestionario.cuestionario_id.in_(list(cuestionario_ids)))
        .options(selectinload(VersionDeCuestionario.preguntas))
        .order_by(VersionDeCuestionario.numero)
    )
    return {version.cuestionario_id: version for version in db.session.scalars(consulta)}


def version(id: int) -> VersionDeCuestionario:
    """La versión con sus preguntas; lanza NoEncontrado si no existe."""
    return buscar(VersionDeCuestionario, id)


def pregunta(id: int) -> Pregunta:
    """La pregunta; lanza NoEncontrado si no existe."""
    return buscar(Pregunta, id)


def veces_aplicada(version_ids: Iterable[int]) -> dict[int, int]:
    """En cuántas ediciones se usa cada versión."""
    consulta = (
        select(VersionDeCuestionario.id, func.count())
        .join(Aplicacion, Aplicacion.version_id == VersionDeCuestionario.id)
        .where(VersionDeCuestionario.id.in_(list(version_ids)))
        .group_by(VersionDeCuestionario.id)
    )
    return dict(db.session.execute(consulta).all())


def publicadas_para(edicion: Edicion, uso: Uso) -> list[VersionDeCuestionario]:
    """La última versión publicada de cada cuestionario que sirve en esa edición: primero los del curso."""
    consulta = (
        select(VersionDeCuestionario)
        .join(VersionDeCuestionario.cuestionario)
        .options(contains_eager(VersionDeCuestionario.cuestionario))
        .where(
            Cuestionario.red_id == edicion.curso.red_id,
            Cuestionario.uso == uso,
            Cuestionario.retirado_en.is_(None),
            or_(Cuestionario.curso_id == edicion.curso_id, Cuestionario.curso_id.is_(None)),
            VersionDeCuestionario.publicada_en.is_not(None),
        )
        .order_by(Cuestionario.curso_id.is_(None), Cuestionario.nombre, VersionDeCuestionario.numero)
    )
    por_cuestionario = {una.cuestionario_id: una for una in db.session.scalars(consulta)}
    return list(por_cuestionario.values())


def ultima_del_curso(curso_id: int, uso: Uso, antes_de: int) -> Aplicacion | None:
    """Lo que se aplicó en la edición más reciente de ese curso que no sea ésta."""
    consulta = (
        select(Aplicacion)
        .join(Aplicacion.edicion)
        .where(Edicion.curso_id == curso_id, Aplicacion.uso == uso, Edicion.id != antes_de)
        .order_by(Edicion.inicia_el.desc(), Edicion.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).first()


# ------------------------------------------------------------------ Lo que se aplica en una edición


def aplicacion(id: int) -> Aplicacion:
    """La aplicación con su edición, su curso y su Red; lanza NoEncontrado si no existe."""
    consulta = (
        select(Aplicacion)
        .where(Aplicacion.id == id)
        .options(joinedload(Aplicacion.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
    )
    hallada = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if hallada is None:
        raise NoEncontrado
    return hallada


def aplicaciones_de(edicion_id: int) -> dict[Uso, Aplicacion]:
    """Lo que se aplica en esa edición, por su uso."""
    consulta = select(Aplicacion).where(Aplicacion.edicion_id == edicion_id)
    halladas = {una.uso: una for una in db.session.scalars(consulta)}
    return {uso: halladas[uso] for uso in Uso if uso in halladas}


def preguntas_de(aplicacion: Aplicacion) -> list[Pregunta]:
    """Las preguntas de lo que se aplica, en su orden."""
    return list(aplicacion.version.preguntas) if aplicacion.version else []


def tiene_lugar(edicion_id: int, persona_id: int) -> bool:
    """Si esa persona tiene lugar en la edición: sólo entonces se le pregunta."""
    consulta = select(Inscripcion.id).where(
        Inscripcion.edicion_id == edicion_id, Inscripcion.persona_id == persona_id, CON_LUGAR
    )
    return db.session.scalar(consulta) is not None


def con_lugar(edicion_id: int) -> Sequence[Persona]:
    """Las personas con lugar en la edición, por apellido."""
    consulta = (
        select(Persona)
        .join(Inscripcion, Inscripcion.persona_id == Persona.id)
        .where(Inscripcion.edicion_id == edicion_id, CON_LUGAR)
        .order_by(Persona.orden, Persona.id)
    )
    return db.session.scalars(consulta).all()


def hoja_de(aplicacion_id: int, persona_id: int) -> Hoja | None:
    """Lo que esa persona lleva o envió en una evaluación."""
    consulta = select(Hoja).where(Hoja.aplicacion_id == aplicacion_id, Hoja.persona_id == persona_id)
    return db.session.scalars(consulta).one_or_none()


def hojas_de(aplicacion_id: int) -> Sequence[Hoja]:
    """Las evaluaciones enviadas, de quien sea."""
    consulta = select(Hoja).where(Hoja.aplicacion_id == aplicacion_id, Hoja.enviada_en.is_not(None))
    return db.session.scalars(consulta).all()


def ya_respondio(aplicacion: Aplicacion, persona_id: int) -> bool:
    """Si esa persona ya envió lo suyo."""
    return persona_id in _enviaron(aplicacion, persona_id)


def guardado_de(aplicacion: Aplicacion, persona_id: int) -> Mapping[str, Any]:
    """Lo que lleva contestado sin enviar; vacío si no ha empezado."""
    modelo = EncuestaEmpezada if aplicacion.uso.es_anonimo else Hoja
    consulta = select(modelo.respuestas).where(
        modelo.aplicacion_id == aplicacion.id, modelo.persona_id == persona_id
    )
    return db.session.scalar(consulta) or {}


def _enviaron(aplicacion: Aplicacion, persona_id: int | None = None) -> frozenset[int]:
    consulta: Select[int]
    if aplicacion.uso.es_anonimo:
        modelo: Any = EncuestaRespondida
        consulta = select(EncuestaRespondida.persona_id)
    else:
        modelo = Hoja
        consulta = select(Hoja.persona_id).where(Hoja.enviada_en.is_not(None))
    consulta = consulta.where(modelo.aplicacion_id == aplicacion.id)
    if persona_id is not None:
        consulta = consulta.where(modelo.persona_id == persona_id)
    return frozenset(db.session.scalars(consulta))


def respondieron(edicion_id: int, uso: Uso) -> frozenset[int]:
    """Quiénes ya enviaron lo de ese momento de la edición; de la encuesta se sabe quién, nunca qué."""
    return respondieron_en([edicion_id], uso)[edicion_id]


def respondieron_en(ediciones: Sequence[int], uso: Uso) -> dict[int, frozenset[int]]:
    """Lo mismo de cada una de esas ediciones, con una sola pregunta."""
    modelo = EncuestaRespondida if uso.es_anonimo else Hoja
    consulta = (
        select(Aplicacion.edicion_id, modelo.persona_id)
        .join(modelo.aplicacion)
        .where(Aplicacion.edicion_id.in_(ediciones), Aplicacion.uso == uso)
    )
    if modelo is Hoja:
        consulta = consulta.where(Hoja.enviada_en.is_not(None))
    suyas: dict[int, set[int]] = {id: set() for id in ediciones}
    for edicion_id, persona_id in db.session.execute(consulta):
        suyas[edicion_id].add(persona_id)
    return {id: frozenset(personas) for id, personas in suyas.items()}


def faltan_por_responder(aplicacion: Aplicacion) -> list[Persona]:
    """Quienes tienen lugar y no han respondido."""
    ya = _enviaron(aplicacion)
    return [persona for persona in con_lugar(aplicacion.edicion_id) if persona.id not in ya]


def alguien_empezo(aplicacion_id: int) -> bool:
    """Si alguien respondió, o está respondiendo, lo de esa edición."""
    return any(
        db.session.scalar(select(modelo.id).where(modelo.aplicacion_id == aplicacion_id).limit(1)) is not None
        for modelo in (Hoja, EncuestaRespondida, EncuestaEmpezada)
    )


@dataclass(frozen=True)
class Avance:
    """Cuántas personas han respondido de las que tienen lugar."""

    respondieron: int
    de: int

    @property
    def faltan(self) -> int:
        """Cuántas no han respondido."""
        return max(0, self.de - self.respondieron)


def avance(aplicacion: Aplicacion) -> Avance:
    """Cuántas han respondido."""
    con = [persona.id for persona in con_lugar(aplicacion.edicion_id)]
    return Avance(len(_enviaron(aplicacion) & set(con)), len(con))


# ------------------------------------------------------------------ Calificaciones


def calificaciones_de(edicion_id: int, uso: Uso = Uso.FINAL) -> dict[int, float]:
    """La calificación de cada persona en esa evaluación, de 0 a 100; sólo de quien ya la tiene."""
    return calificaciones_en([edicion_id], uso)[edicion_id]


def calificaciones_en(ediciones: Sequence[int], uso: Uso = Uso.FINAL) -> dict[int, dict[int, float]]:
    """Lo mismo de cada una de esas ediciones, con una sola pregunta."""
    consulta = (
        select(Aplicacion.edicion_id, Hoja.persona_id, Hoja.calificacion)
        .join(Hoja.aplicacion)
        .where(
            Aplicacion.edicion_id.in_(ediciones),
            Aplicacion.uso == uso,
            Hoja.enviada_en.is_not(None),
            Hoja.calificacion.is_not(None),
        )
    )
    suyas: dict[int, dict[int, float]] = {id: {} for id in ediciones}
    for edicion_id, persona_id, nota in db.session.execute(consulta):
        if nota is not None:
            suyas[edicion_id][persona_id] = nota
    return suyas


def urna_de(aplicacion_id: int) -> list[dict[str, Any]]:
    """Lo que está en la urna de una encuesta, sin orden ni nombre. Para mostrarlo, `red.evaluaciones.resultados`."""
    hojas = db.session.scalar(select(Urna.hojas).where(Urna.aplicacion_id == aplicacion_id)) or []
    return [hoja for hoja in hojas if isinstance(hoja, dict)]


def llave_de_urna(aplicacion_id: int) -> int:
    """Cuál es la urna de esa encuesta."""
    llave = db.session.scalar(select(Urna.id).where(Urna.aplicacion_id == aplicacion_id))
    if llave is None:
        raise NoEncontrado
    return llave


def llaves_de_encuestas_cerradas(momento: datetime) -> Sequence[int]:
    """Las encuestas anónimas cuyo plazo terminó y de las que alguien dejó algo sin enviar."""
    consulta = (
        select(Aplicacion.id)
        .join(EncuestaEmpezada, EncuestaEmpezada.aplicacion_id == Aplicacion.id)
        .where(Aplicacion.uso == Uso.SATISFACCION, Aplicacion.cierra_en <= momento)
        .distinct()
    )
    return db.session.scalars(consulta).all()


def por_responder(persona_id: int, momento: datetime) -> Sequence[Aplicacion]:
    """Lo que esa persona puede responder ahora y no ha enviado, lo que cierra antes primero."""
    consulta = (
        select(Aplicacion)
        .join(Aplicacion.edicion)
        .join(Inscripcion, Inscripcion.edicion_id == Edicion.id)
        .options(contains_eager(Aplicacion.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
        .where(
            Inscripcion.persona_id == persona_id,
            CON_LUGAR,
            Edicion.cancelada_en.is_(None),
            Aplicacion.version_id.is_not(None),
            Aplicacion.abre_en <= momento,
            Aplicacion.cierra_en > momento,
            ~exists().where(
                Hoja.aplicacion_id == Aplicacion.id,
                Hoja.persona_id == persona_id,
                Hoja.enviada_en.is_not(None),
            ),
            ~exists().where(
                EncuestaRespondida.aplicacion_id == Aplicacion.id, EncuestaRespondida.persona_id == persona_id
            ),
        )
        .order_by(Aplicacion.cierra_en, Aplicacion.id)
    )
    return db.session.scalars(consulta).all()


def encuestas_cerradas(redes: frozenset[int] | None, momento: datetime) -> Sequence[Aplicacion]:
    """Las encuestas de satisfacción cuyo plazo terminó, de la edición más antigua a la más reciente."""
    consulta = (
        select(Aplicacion)
        .join(Aplicacion.edicion)
        .join(Edicion.curso)
        .options(
            contains_eager(Aplicacion.edicion).contains_eager(Edicion.curso).joinedload(Curso.red),
            selectinload(Aplicacion.version).selectinload(VersionDeCuestionario.preguntas),
        )
        .where(Aplicacion.uso == Uso.SATISFACCION, Aplicacion.cierra_en <= momento, de_redes(redes))
        .order_by(Edicion.termina_el, Edicion.id)
    )
    return db.session.scalars(consulta).all()


def urnas_de(aplicacion_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Lo que está en varias urnas, con una sola pregunta."""
    consulta = select(Urna.aplicacion_id, Urna.hojas).where(Urna.aplicacion_id.in_(list(aplicacion_ids)))
    return {
        id: [hoja for hoja in hojas or [] if isinstance(hoja, dict)]
        for id, hojas in db.session.execute(consulta)
    }
