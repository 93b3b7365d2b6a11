"""Preguntas sobre estándares, quién está certificada o acreditada y a quién se le vence un plazo."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from red.base import db
from red.certificacion.modelos_dictamen import Certificado
from red.certificacion.modelos_estandar import (
    AcreditacionDeEvaluadora,
    Estandar,
    PlazoDeCertificacion,
    VersionDeEstandar,
)
from red.errores import NoEncontrado
from red.fechas import mas_meses
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona
from red.redes.modelos import Participacion, Red
from red.reloj import hoy
from red.textos import fecha, normalizar_codigo
from red.unidades.modelos import Designacion, Funcion, Unidad

PARA_EVALUAR = "EC0076"
"""El estándar que se pide a toda evaluadora, además del que evalúa."""
AVISO_DE_PLAZO = 90
"""Con cuántos días se avisa que a una titular se le acaba el plazo para certificarse."""
AVISO_DE_ACREDITACION = 60
"""Con cuántos días se avisa que una acreditación está por vencer."""


def estandares() -> Sequence[Estandar]:
    """Los del catálogo, por código."""
    return db.session.scalars(select(Estandar).order_by(Estandar.codigo)).all()


def estandar_de_codigo(codigo: str) -> Estandar:
    """El estándar con ese código, escrito como sea; lanza NoEncontrado si no está."""
    hallado = estandar_o_nada(codigo)
    if hallado is None:
        raise NoEncontrado
    return hallado


def estandar_o_nada(codigo: str) -> Estandar | None:
    """El estándar con ese código, o None."""
    return db.session.scalars(
        select(Estandar).where(Estandar.codigo == normalizar_codigo(codigo))
    ).one_or_none()


def version_en_uso(estandar_id: int, red_id: int | None) -> VersionDeEstandar | None:
    """La última que cargó la Red; si no ha cargado, la última de la plataforma."""
    return db.session.scalars(
        select(VersionDeEstandar)
        .where(
            VersionDeEstandar.estandar_id == estandar_id,
            or_(VersionDeEstandar.red_id.is_(None), VersionDeEstandar.red_id == red_id),
        )
        .order_by(VersionDeEstandar.red_id.is_(None), VersionDeEstandar.numero.desc())
        .limit(1)
    ).one_or_none()


def versiones_de(estandar_id: int, redes: frozenset[int] | None) -> Sequence[VersionDeEstandar]:
    """Las de la plataforma y las de esas Redes (todas si es None), de la más reciente a la más antigua."""
    consulta = select(VersionDeEstandar).where(VersionDeEstandar.estandar_id == estandar_id)
    if redes is not None:
        consulta = consulta.where(
            or_(VersionDeEstandar.red_id.is_(None), VersionDeEstandar.red_id.in_(redes))
        )
    return db.session.scalars(
        consulta.options(joinedload(VersionDeEstandar.red)).order_by(VersionDeEstandar.id.desc())
    ).all()


def ultimo_numero(estandar_id: int, red_id: int | None) -> int:
    """El número de la última versión de la Red, o de la plataforma si no se dice cuál; 0 si no hay."""
    de_quien = VersionDeEstandar.red_id.is_(None) if red_id is None else VersionDeEstandar.red_id == red_id
    return (
        db.session.scalar(
            select(func.max(VersionDeEstandar.numero)).where(
                VersionDeEstandar.estandar_id == estandar_id, de_quien
            )
        )
        or 0
    )


def zona_de(red_id: int) -> str:
    """La zona horaria en que trabaja la Red."""
    return db.session.scalars(select(Red.zona).where(Red.id == red_id)).one()


def certificada(dia: date) -> ColumnElement[bool]:
    """Condición sobre Certificado: vale ese día."""
    return and_(
        Certificado.anulado_en.is_(None),
        Certificado.emitido_el <= dia,
        or_(Certificado.vence_el.is_(None), Certificado.vence_el >= dia),
    )


def certificados_de(red_id: int, persona_id: int, dia: date) -> Sequence[Certificado]:
    """Lo que una persona tiene certificado y vigente, según consta en la Red."""
    return db.session.scalars(
        select(Certificado)
        .where(Certificado.red_id == red_id, Certificado.persona_id == persona_id, certificada(dia))
        .options(joinedload(Certificado.estandar))
        .order_by(Certificado.emitido_el.desc())
    ).all()


def que_le_falta_para_evaluar(red_id: int, persona_id: int, estandar_id: int, dia: date) -> list[str]:
    """Lo que se pide para evaluar y ese día no tiene: EC0076, el estándar mismo y su acreditación vigente."""
    estandar = db.session.get_one(Estandar, estandar_id)
    tiene = {c.estandar.codigo for c in certificados_de(red_id, persona_id, dia)}
    suyas = db.session.scalars(
        select(AcreditacionDeEvaluadora).where(
            AcreditacionDeEvaluadora.red_id == red_id,
            AcreditacionDeEvaluadora.persona_id == persona_id,
            AcreditacionDeEvaluadora.estandar_id == estandar_id,
            AcreditacionDeEvaluadora.retirada_en.is_(None),
        )
    ).all()
    return _faltas(estandar.codigo, tiene, suyas, dia)


def _faltas(codigo: str, tiene: set[str], suyas: Sequence[AcreditacionDeEvaluadora], dia: date) -> list[str]:
    """Lo que falta para evaluar ese estándar a quien tiene esos certificados y esas acreditaciones de él."""
    pedidos = dict.fromkeys((PARA_EVALUAR, codigo))
    faltas = [f"no consta su certificado vigente de {pedido}" for pedido in pedidos if pedido not in tiene]
    if not any(a.esta_vigente(dia) for a in suyas):
        vencida = max((a.hasta for a in suyas if a.hasta and a.hasta < dia), default=None)
        faltas.append(
            f"su acreditación para evaluar {codigo} venció el {fecha(vencida)}"
            if vencida
            else f"no consta su acreditación vigente para evaluar {codigo}"
        )
    return faltas


def con_lo_que_les_falta(
    redes: frozenset[int] | None,
) -> list[tuple[AcreditacionDeEvaluadora, date, list[str]]]:
    """Cada acreditación de esas Redes, el día que es en la suya y lo que le falta a su dueña para evaluar.

    Pregunta lo mismo haya una o haya cien.
    """
    todas = acreditaciones(redes)
    de_quien: defaultdict[tuple[int, int, int], list[AcreditacionDeEvaluadora]] = defaultdict(list)
    for a in todas:
        de_quien[a.red_id, a.persona_id, a.estandar_id].append(a)
    dias = {a.red_id: hoy(a.red.zona) for a in todas}
    tiene: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for dia in set(dias.values()):
        constan = db.session.execute(
            select(Certificado.red_id, Certificado.persona_id, Estandar.codigo)
            .join(Estandar, Estandar.id == Certificado.estandar_id)
            .where(
                certificada(dia),
                Certificado.red_id.in_([red_id for red_id, suyo in dias.items() if suyo == dia]),
                Certificado.persona_id.in_(select(AcreditacionDeEvaluadora.persona_id)),
            )
        )
        for red_id, persona_id, codigo in constan:
            tiene[red_id, persona_id].add(codigo)
    return [
        (
            a,
            dias[a.red_id],
            _faltas(
                a.estandar.codigo,
                tiene[a.red_id, a.persona_id],
                de_quien[a.red_id, a.persona_id, a.estandar_id],
                dias[a.red_id],
            ),
        )
        for a in todas
    ]


def acreditaciones(redes: frozenset[int] | None) -> Sequence[AcreditacionDeEvaluadora]:
    """Las de esas Redes que no se retiraron: primero la que antes vence."""
    consulta = (
        select(AcreditacionDeEvaluadora)
        .where(AcreditacionDeEvaluadora.retirada_en.is_(None))
        .options(
            joinedload(AcreditacionDeEvaluadora.persona),
            joinedload(AcreditacionDeEvaluadora.estandar),
            joinedload(AcreditacionDeEvaluadora.red),
        )
        .order_by(AcreditacionDeEvaluadora.hasta, AcreditacionDeEvaluadora.id)
    )
    if redes is not None:
        consulta = consulta.where(AcreditacionDeEvaluadora.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def por_vencer(red_id: int, dia: date) -> list[AcreditacionDeEvaluadora]:
    """Las que vencen pronto, o vencieron hace poco, y nadie ha renovado."""
    todas = acreditaciones(frozenset({red_id}))
    ultimas: dict[tuple[int, int], AcreditacionDeEvaluadora] = {
        (a.persona_id, a.estandar_id): a for a in todas
    }
    return [
        a
        for a in ultimas.values()
        if a.hasta is not None and -AVISO_DE_ACREDITACION <= (a.hasta - dia).days <= AVISO_DE_ACREDITACION
    ]


def acreditadas_para(red_id: int, estandar_id: int, dia: date) -> Sequence[Persona]:
    """Quienes tienen ese día acreditación vigente para evaluar ese estándar."""
    suyas = select(AcreditacionDeEvaluadora.persona_id).where(
        AcreditacionDeEvaluadora.red_id == red_id,
        AcreditacionDeEvaluadora.estandar_id == estandar_id,
        AcreditacionDeEvaluadora.retirada_en.is_(None),
        AcreditacionDeEvaluadora.vigente(dia),
    )
    return db.session.scalars(
        select(Persona).where(Persona.id.in_(suyas)).order_by(Persona.orden, Persona.id)
    ).all()


def plazos_de(redes: frozenset[int] | None) -> Sequence[PlazoDeCertificacion]:
    """Los plazos que esas Redes piden."""
    consulta = select(PlazoDeCertificacion).options(
        joinedload(PlazoDeCertificacion.estandar), joinedload(PlazoDeCertificacion.red)
    )
    if redes is not None:
        consulta = consulta.where(PlazoDeCertificacion.red_id.in_(redes))
    return db.session.scalars(consulta.order_by(PlazoDeCertificacion.id)).all()


@dataclass(frozen=True)
class PorCertificarse:
    """Una titular que ha de certificarse, de qué institución, desde cuándo lo es y hasta cuándo tiene."""

    persona: Persona
    institucion: Institucion
    desde: date
    vence: date
    dias: int


def por_certificarse(plazo: PlazoDeCertificacion, dia: date) -> list[PorCertificarse]:
    """Las titulares de unidad de la Red que todavía no tienen el certificado; primero la que antes vence."""
    tiene = (
        select(Certificado.id)
        .where(
            Certificado.persona_id == Designacion.persona_id,
            Certificado.estandar_id == plazo.estandar_id,
            certificada(dia),
        )
        .exists()
    )
    filas = db.session.execute(
        select(Persona, Institucion, Designacion.desde)
        .join(Designacion, Designacion.persona_id == Persona.id)
        .join(Unidad, Unidad.id == Designacion.unidad_id)
        .join(Institucion, Institucion.id == Unidad.institucion_id)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == plazo.red_id,
            Participacion.vigente(dia),
            Designacion.funcion == Funcion.TITULAR,
            Designacion.vigente(dia),
            ~tiene,
        )
        .order_by(Designacion.desde, Persona.id)
    ).all()
    return [
        PorCertificarse(
            persona, institucion, desde, vence := mas_meses(desde, plazo.meses), (vence - dia).days
        )
        for persona, institucion, desde in filas
    ]


def con_archivo(archivo_id: int) -> list[AcreditacionDeEvaluadora | Certificado]:
    """Las acreditaciones y los certificados cuya copia es ese archivo."""
    return [
        *db.session.scalars(
            select(AcreditacionDeEvaluadora).where(AcreditacionDeEvaluadora.archivo_id == archivo_id)
        ),
        *db.session.scalars(select(Certificado).where(Certificado.archivo_id == archivo_id)),
    ]


def certificados_en(redes: frozenset[int]) -> Sequence[Certificado]:
    """Los certificados que constan en esas Redes y no se anularon, del más reciente al más antiguo."""
    return db.session.scalars(
        select(Certificado)
        .where(Certificado.red_id.in_(redes), Certificado.anulado_en.is_(None))
        .options(
            joinedload(Certificado.persona), joinedload(Certificado.estandar), joinedload(Certificado.red)
        )
        .order_by(Certificado.emitido_el.desc(), Certificado.id.desc())
        .limit(200)
    ).all()


def por_avisar(dia: date, limite: int) -> Sequence[int]:
    """Las acreditaciones que vencen en dos meses o menos y de las que todavía no se avisa; una más nueva las renueva."""
    otra = aliased(AcreditacionDeEvaluadora)
    renovada = (
        select(otra.id)
        .where(
            otra.red_id == AcreditacionDeEvaluadora.red_id,
            otra.persona_id == AcreditacionDeEvaluadora.persona_id,
            otra.estandar_id == AcreditacionDeEvaluadora.estandar_id,
            otra.retirada_en.is_(None),
            otra.hasta > AcreditacionDeEvaluadora.hasta,
        )
        .exists()
    )
    return db.session.scalars(
        select(AcreditacionDeEvaluadora.id)
        .where(
            AcreditacionDeEvaluadora.retirada_en.is_(None),
            AcreditacionDeEvaluadora.avisada_el.is_(None),
            AcreditacionDeEvaluadora.hasta.between(dia, dia + timedelta(days=AVISO_DE_ACREDITACION)),
            ~renovada,
        )
        .order_by(AcreditacionDeEvaluadora.id)
        .limit(limite)
    ).all()
