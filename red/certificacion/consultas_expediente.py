"""Preguntas sobre los expedientes: uno, los de una persona, quiénes participan y qué lleva cada intento."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from red.base import db
from red.certificacion.cadena import TERMINADAS
from red.certificacion.modelos_dictamen import (
    Dictamen,
    EncuestaDeExpediente,
    EvidenciaDeExpediente,
    LoteDeDictamen,
)
from red.certificacion.modelos_estandar import (
    CriterioDeEstandar,
    ElementoDeEstandar,
    Estandar,
    VersionDeEstandar,
)
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    AsuntoDeFirma,
    CedulaDeEvaluacion,
    Diagnostico,
    Expediente,
    FichaDeRegistro,
    FirmaDeExpediente,
    Juicio,
    PapelEnExpediente,
    ParticipanteDeExpediente,
    PasoDeExpediente,
    PlanDeEvaluacion,
    ReactivoCalificado,
)
from red.errores import NoEncontrado
from red.formacion.modelos import Curso, Edicion, Imparte, Inscripcion, TipoCurso
from red.personas.modelos import Persona
from red.reloj import dia_de

_CLAVE = re.compile(r"[A-Za-z0-9_-]{1,64}")
DeIntento = TypeVar(
    "DeIntento", PlanDeEvaluacion, AplicacionDelInstrumento, Juicio, CedulaDeEvaluacion, EncuestaDeExpediente
)
Unico = TypeVar("Unico", Diagnostico, FichaDeRegistro)


def expediente_de_clave(clave: str) -> Expediente:
    """El expediente con esa clave pública; lanza NoEncontrado si no existe."""
    hallado = None
    if _CLAVE.fullmatch(clave):
        hallado = db.session.scalars(
            select(Expediente)
            .where(Expediente.clave == clave)
            .options(
                joinedload(Expediente.red),
                joinedload(Expediente.persona),
                joinedload(Expediente.estandar),
                joinedload(Expediente.version),
            )
        ).one_or_none()
    if hallado is None:
        raise NoEncontrado
    return hallado


def papel_vigente(expediente_id: int, persona_id: int) -> PapelEnExpediente | None:
    """Qué es hoy esa persona en el expediente."""
    return db.session.scalar(
        select(ParticipanteDeExpediente.papel).where(
            ParticipanteDeExpediente.expediente_id == expediente_id,
            ParticipanteDeExpediente.persona_id == persona_id,
            ParticipanteDeExpediente.terminada_en.is_(None),
        )
    )


def participantes_de(expediente_id: int) -> Sequence[ParticipanteDeExpediente]:
    """Todas las personas que tienen o tuvieron un papel, en el orden en que llegaron."""
    return db.session.scalars(
        select(ParticipanteDeExpediente)
        .where(ParticipanteDeExpediente.expediente_id == expediente_id)
        .options(joinedload(ParticipanteDeExpediente.persona))
        .order_by(ParticipanteDeExpediente.id)
    ).all()


def en_funciones(expediente_id: int, papel: PapelEnExpediente) -> ParticipanteDeExpediente | None:
    """Quien tiene hoy ese papel; de las capacitadoras, la última."""
    return db.session.scalars(
        select(ParticipanteDeExpediente)
        .where(
            ParticipanteDeExpediente.expediente_id == expediente_id,
            ParticipanteDeExpediente.papel == papel,
            ParticipanteDeExpediente.terminada_en.is_(None),
        )
        .options(joinedload(ParticipanteDeExpediente.persona))
        .order_by(ParticipanteDeExpediente.id.desc())
    ).first()


def papeles_ante(expediente: Expediente, persona_id: int) -> set[PapelEnExpediente]:
    """Todo lo que esa persona ha sido ante la misma candidata y el mismo estándar, en éste u otro expediente.

    Cuenta quien imparte o impartió con qué se preparó la candidata, aunque nadie la haya nombrado ni lo haya anotado.
    """
    suyos = db.session.scalars(
        select(ParticipanteDeExpediente.papel)
        .join(Expediente, Expediente.id == ParticipanteDeExpediente.expediente_id)
        .where(
            ParticipanteDeExpediente.persona_id == persona_id,
            Expediente.persona_id == expediente.persona_id,
            Expediente.estandar_id == expediente.estandar_id,
        )
    ).all()
    hallados = set(suyos)
    if persona_id == expediente.persona_id:
        hallados.add(PapelEnExpediente.CANDIDATA)
    if persona_id in quienes_la_prepararon(expediente):
        hallados.add(PapelEnExpediente.CAPACITADORA)
    return hallados


def quienes_la_prepararon(expediente: Expediente) -> set[int]:
    """Quienes imparten con qué se preparó; quien lo dejó cuenta desde su primer día.

    Es la edición anotada en cualquier expediente suyo del estándar y toda preparación para él en que tenga lugar.
    """
    anotadas = select(Expediente.alineacion_edicion_id).where(
        Expediente.persona_id == expediente.persona_id,
        Expediente.estandar_id == expediente.estandar_id,
        Expediente.alineacion_edicion_id.is_not(None),
    )
    con_lugar = (
        select(Inscripcion.edicion_id)
        .join(Edicion, Edicion.id == Inscripcion.edicion_id)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(
            prepara_para(expediente.estandar),
            Inscripcion.persona_id == expediente.persona_id,
            Inscripcion.cancelada_en.is_(None),
            Inscripcion.lugar.is_not(None),
        )
    )
    filas = db.session.execute(
        select(Imparte, Persona.id)
        .join(Persona, or_(Persona.id == Imparte.persona_id, Persona.correo == func.lower(Imparte.correo)))
        .where(or_(Imparte.edicion_id.in_(anotadas), Imparte.edicion_id.in_(con_lugar)))
    ).all()
    return {
        persona_id
        for imparte, persona_id in filas
        if imparte.retirada_en is None or imparte.desde <= dia_de(imparte.retirada_en, expediente.red.zona)
    }


def prepara_para(estandar: Estandar) -> ColumnElement[bool]:
    """Condición sobre Curso: es de alineación y su código es el del estándar, solo o con algo más: «EC0308-A».

    Con algo más no se normaliza al guardarlo, y los oficios escriben a menudo «ECO308».
    """
    escritos = {estandar.codigo, estandar.codigo.replace("EC0", "ECO", 1)}
    con_mas = (
        Curso.codigo.startswith(f"{codigo}{signo}", autoescape=True) for codigo in escritos for signo in "- "
    )
    return and_(Curso.tipo == TipoCurso.ALINEACION, or_(Curso.codigo.in_(escritos), *con_mas))


def de_persona(persona_id: int) -> Sequence[Expediente]:
    """Los expedientes en que alguien es la candidata, del más reciente al más antiguo."""
    return db.session.scalars(
        select(Expediente)
        .where(Expediente.persona_id == persona_id)
        .options(joinedload(Expediente.estandar), joinedload(Expediente.red))
        .order_by(Expediente.id.desc())
    ).all()


def que_atiende(persona_id: int) -> Sequence[ParticipanteDeExpediente]:
    """Los expedientes de otras en que tiene hoy un papel, con el expediente y su candidata."""
    return db.session.scalars(
        select(ParticipanteDeExpediente)
        .join(ParticipanteDeExpediente.expediente)
        .where(
            ParticipanteDeExpediente.persona_id == persona_id,
            ParticipanteDeExpediente.terminada_en.is_(None),
            ParticipanteDeExpediente.papel != PapelEnExpediente.CANDIDATA,
        )
        .options(
            joinedload(ParticipanteDeExpediente.expediente).joinedload(Expediente.persona),
            joinedload(ParticipanteDeExpediente.expediente).joinedload(Expediente.estandar),
            joinedload(ParticipanteDeExpediente.expediente).joinedload(Expediente.red),
        )
        .order_by(Expediente.etapa_desde, Expediente.id)
    ).all()


def pasos_de(expediente_id: int) -> Sequence[PasoDeExpediente]:
    """Cada cambio de etapa, en orden."""
    return db.session.scalars(
        select(PasoDeExpediente)
        .where(PasoDeExpediente.expediente_id == expediente_id)
        .options(joinedload(PasoDeExpediente.quien))
        .order_by(PasoDeExpediente.id)
    ).all()


def del_intento(
    clase: type[DeIntento], expediente: Expediente, intento: int | None = None
) -> DeIntento | None:
    """El plan, el instrumento, el juicio, la cédula o la encuesta de un intento; por omisión, el que corre."""
    return db.session.scalars(
        select(clase).where(
            clase.expediente_id == expediente.id,
            clase.intento == (expediente.intento if intento is None else intento),
        )
    ).one_or_none()


def unico(clase: type[Unico], expediente: Expediente) -> Unico | None:
    """El diagnóstico o la ficha del expediente."""
    return db.session.scalars(select(clase).where(clase.expediente_id == expediente.id)).one_or_none()


def firma_viva(
    expediente: Expediente, asunto: AsuntoDeFirma, papel: PapelEnExpediente
) -> FirmaDeExpediente | None:
    """La firma de ese papel en el intento que corre, si sigue valiendo."""
    return db.session.scalars(
        select(FirmaDeExpediente).where(
            FirmaDeExpediente.expediente_id == expediente.id,
            FirmaDeExpediente.asunto == asunto,
            FirmaDeExpediente.papel == papel,
            FirmaDeExpediente.intento == expediente.intento,
            FirmaDeExpediente.anulada_en.is_(None),
        )
    ).one_or_none()


def firmas_de(expediente_id: int) -> Sequence[FirmaDeExpediente]:
    """Todas las firmas que valen, en orden."""
    return db.session.scalars(
        select(FirmaDeExpediente)
        .where(FirmaDeExpediente.expediente_id == expediente_id, FirmaDeExpediente.anulada_en.is_(None))
        .options(joinedload(FirmaDeExpediente.persona))
        .order_by(FirmaDeExpediente.id)
    ).all()


def calificados(expediente: Expediente, intento: int | None = None) -> dict[int, ReactivoCalificado]:
    """Lo calificado en un intento, por reactivo."""
    filas = db.session.scalars(
        select(ReactivoCalificado).where(
            ReactivoCalificado.expediente_id == expediente.id,
            ReactivoCalificado.intento == (expediente.intento if intento is None else intento),
        )
    )
    return {fila.reactivo_id: fila for fila in filas}


def version_completa(version_id: int) -> VersionDeEstandar:
    """La versión con sus elementos, criterios y reactivos ya leídos."""
    return db.session.scalars(
        select(VersionDeEstandar)
        .where(VersionDeEstandar.id == version_id)
        .options(
            selectinload(VersionDeEstandar.elementos)
            .selectinload(ElementoDeEstandar.criterios)
            .selectinload(CriterioDeEstandar.reactivos)
        )
    ).one()


def evidencias_de(expediente_id: int) -> Sequence[EvidenciaDeExpediente]:
    """Lo que sustenta el expediente y no se ha retirado, en el orden en que se subió."""
    return db.session.scalars(
        select(EvidenciaDeExpediente)
        .where(
            EvidenciaDeExpediente.expediente_id == expediente_id, EvidenciaDeExpediente.retirada_en.is_(None)
        )
        .options(joinedload(EvidenciaDeExpediente.archivo), joinedload(EvidenciaDeExpediente.subida_por))
        .order_by(EvidenciaDeExpediente.id)
    ).all()


def hay_uno_en_curso(red_id: int, persona_id: int, estandar_id: int) -> bool:
    """Si esa persona ya tiene un expediente en curso de ese estándar en la Red."""
    return (
        db.session.scalar(
            select(Expediente.id).where(
                Expediente.red_id == red_id,
                Expediente.persona_id == persona_id,
                Expediente.estandar_id == estandar_id,
                Expediente.etapa.not_in(TERMINADAS),
            )
        )
        is not None
    )


def lote_que_lo_lleva(expediente_id: int) -> LoteDeDictamen | None:
    """El lote en que ese expediente espera dictamen."""
    return db.session.scalars(
        select(LoteDeDictamen)
        .join(LoteDeDictamen.dictamenes)
        .where(
            Dictamen.expediente_id == expediente_id,
            Dictamen.resultado.is_(None),
            Dictamen.retirado_en.is_(None),
        )
    ).one_or_none()


def dia_del_dictamen(expediente: Expediente) -> date | None:
    """Qué día se dictaminó por última vez su intento; None si no consta."""
    return db.session.scalar(
        select(func.max(LoteDeDictamen.dictaminado_el))
        .join(LoteDeDictamen.dictamenes)
        .where(
            Dictamen.expediente_id == expediente.id,
            Dictamen.intento == expediente.intento,
            Dictamen.resultado.is_not(None),
        )
    )


def quienes_lo_llevan(expediente: Expediente) -> set[int]:
    """Quien lo abrió y quienes han nombrado a su gente."""
    nombraron = select(ParticipanteDeExpediente.nombrada_por_id).where(
        ParticipanteDeExpediente.expediente_id == expediente.id
    )
    return {id for id in (expediente.abierto_por_id, *db.session.scalars(nombraron)) if id is not None}


def clave_de(expediente_id: int) -> str:
    """La clave pública de un expediente; vacía si no existe."""
    return db.session.scalar(select(Expediente.clave).where(Expediente.id == expediente_id)) or ""


def ediciones_para_prepararse(expediente: Expediente) -> Sequence[Edicion]:
    """Las ediciones de la Red que no se cancelaron, primero las de alineación y las más recientes."""
    return db.session.scalars(
        select(Edicion)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(
            Curso.red_id == expediente.red_id,
            or_(Edicion.cancelada_en.is_(None), Edicion.id == expediente.alineacion_edicion_id),
        )
        .order_by(Curso.tipo != TipoCurso.ALINEACION, Edicion.inicia_el.desc(), Edicion.id.desc())
        .limit(60)
    ).all()


def plan_anterior(expediente: Expediente) -> PlanDeEvaluacion | None:
    """El del intento anterior: el nuevo se escribe a partir de él."""
    if expediente.intento == 1:
        return None
    return del_intento(PlanDeEvaluacion, expediente, expediente.intento - 1)


def por_recordar(antes_de: datetime, limite: int) -> Sequence[int]:
    """Los expedientes en curso que nadie ha movido ni recordado desde ese instante."""
    return db.session.scalars(
        select(Expediente.id)
        .where(
            Expediente.etapa.not_in(TERMINADAS),
            func.coalesce(Expediente.recordado_en, Expediente.etapa_desde) <= antes_de,
        )
        .order_by(Expediente.id)
        .limit(limite)
    ).all()


def le_tocan(persona_id: int) -> Sequence[Expediente]:
    """Los expedientes en curso en que participa, para ver cuáles esperan algo de ella."""
    return db.session.scalars(
        select(Expediente)
        .join(ParticipanteDeExpediente, ParticipanteDeExpediente.expediente_id == Expediente.id)
        .where(
            ParticipanteDeExpediente.persona_id == persona_id,
            ParticipanteDeExpediente.terminada_en.is_(None),
            Expediente.etapa.not_in(TERMINADAS),
        )
        .options(joinedload(Expediente.persona), joinedload(Expediente.estandar), joinedload(Expediente.red))
        .order_by(Expediente.etapa_desde, Expediente.id)
        .limit(50)
    ).all()
