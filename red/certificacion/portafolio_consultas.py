"""Preguntas sobre las evidencias y la verificación de un expediente."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.certificacion.modelos_dictamen import EvidenciaDeExpediente, VerificacionInterna
from red.certificacion.modelos_expediente import Expediente, FichaDeRegistro, FirmaDeExpediente
from red.errores import NoEncontrado


def evidencia_de(expediente_id: int, evidencia_id: int) -> EvidenciaDeExpediente:
    """La evidencia, si es de ese expediente y no se retiró; lanza NoEncontrado si no."""
    consulta = select(EvidenciaDeExpediente).where(
        EvidenciaDeExpediente.id == evidencia_id,
        EvidenciaDeExpediente.expediente_id == expediente_id,
        EvidenciaDeExpediente.retirada_en.is_(None),
    )
    fila = db.session.scalars(consulta).one_or_none() if 0 < evidencia_id < 2**31 else None
    if fila is None:
        raise NoEncontrado
    return fila


def cambio_desde(expediente: Expediente, momento: datetime) -> bool:
    """Si después de ese instante se subió o retiró una evidencia, o se corrigió o firmó algo de lo verificado."""
    cambios = (
        select(EvidenciaDeExpediente.id).where(
            EvidenciaDeExpediente.expediente_id == expediente.id,
            or_(EvidenciaDeExpediente.subida_en > momento, EvidenciaDeExpediente.retirada_en > momento),
        ),
        select(FichaDeRegistro.id).where(
            FichaDeRegistro.expediente_id == expediente.id, FichaDeRegistro.llenada_en > momento
        ),
        select(FirmaDeExpediente.id).where(
            FirmaDeExpediente.expediente_id == expediente.id,
            or_(FirmaDeExpediente.firmada_en > momento, FirmaDeExpediente.anulada_en > momento),
        ),
    )
    return any(db.session.scalar(cual.limit(1)) is not None for cual in cambios)


def evidencias_con_archivo(archivo_id: int) -> Sequence[EvidenciaDeExpediente]:
    """Lo que ese archivo sustenta y no se ha retirado."""
    return db.session.scalars(
        select(EvidenciaDeExpediente)
        .where(EvidenciaDeExpediente.archivo_id == archivo_id, EvidenciaDeExpediente.retirada_en.is_(None))
        .options(joinedload(EvidenciaDeExpediente.expediente))
    ).all()


def verificacion_vigente(expediente: Expediente) -> VerificacionInterna | None:
    """La última revisión del intento que corre."""
    return db.session.scalars(
        select(VerificacionInterna).where(
            VerificacionInterna.expediente_id == expediente.id,
            VerificacionInterna.intento == expediente.intento,
            VerificacionInterna.archivada_en.is_(None),
        )
    ).one_or_none()


def verificaciones_de(expediente_id: int) -> Sequence[VerificacionInterna]:
    """Todas las revisiones, de la última a la primera."""
    return db.session.scalars(
        select(VerificacionInterna)
        .where(VerificacionInterna.expediente_id == expediente_id)
        .options(joinedload(VerificacionInterna.verificadora))
        .order_by(VerificacionInterna.id.desc())
    ).all()
