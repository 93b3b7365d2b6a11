"""El certificado que emite CONOCER: registrarlo, recibirlo, entregarlo, anular el registro, y cuáles están por vencer."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from red.archivos.operaciones import guardar as guardar_archivo
from red.base import con_candado, db
from red.certificacion.acceso import exigir_ajena
from red.certificacion.cadena import Acto
from red.certificacion.consultas_expediente import dia_del_dictamen, hay_uno_en_curso
from red.certificacion.modelos_dictamen import Certificado
from red.certificacion.modelos_expediente import Etapa, Expediente
from red.certificacion.operaciones_evaluacion import en_etapa
from red.certificacion.operaciones_expediente import apartar, mover
from red.errores import ErrorDeDominio, NoEncontrado
from red.fechas import mas_meses
from red.personas.modelos import Persona
from red.reloj import ahora, hoy
from red.textos import fecha

AVISO = timedelta(days=120)
"""Con cuánto tiempo se avisa que un certificado está por vencer: volver a evaluarse toma meses."""

RENAP = "https://conocer.gob.mx"
"""Donde CONOCER publica su registro de personas certificadas; cada quien se busca ahí con su CURP."""


class FolioRepetido(ErrorDeDominio):
    """El folio ya consta en la Red."""

    def __init__(self, otro: Certificado) -> None:
        super().__init__(
            f"Ese folio ya consta: es de {otro.persona.nombre_visible}, de {otro.estandar.codigo}.",
            campo="folio",
        )


class FechasDelCertificado(ErrorDeDominio):
    """Las fechas se contradicen."""


class OtroEnCurso(ErrorDeDominio):
    """El expediente no puede volver al trámite si su dueña ya lleva otro."""

    def __init__(self, fila: Certificado) -> None:
        super().__init__(
            f"{fila.persona.nombre_visible} ya lleva otro expediente de {fila.estandar.codigo} y al anular volvería "
            "a abrirse éste. Cierra primero el otro, diciendo por qué."
        )


def certificado(id: int) -> Certificado:
    """El certificado con su persona, su estándar y su Red; lanza NoEncontrado."""
    consulta = (
        select(Certificado)
        .where(Certificado.id == id)
        .options(
            joinedload(Certificado.persona),
            joinedload(Certificado.estandar),
            joinedload(Certificado.red),
            joinedload(Certificado.expediente),
        )
    )
    hallado = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if hallado is None:
        raise NoEncontrado
    return hallado


def certificados(redes: frozenset[int] | None) -> Sequence[Certificado]:
    """Los que constan en esas Redes sin anular, del más reciente al más antiguo."""
    consulta = (
        select(Certificado)
        .where(Certificado.anulado_en.is_(None))
        .options(
            joinedload(Certificado.persona),
            joinedload(Certificado.estandar),
            joinedload(Certificado.red),
            joinedload(Certificado.archivo),
            joinedload(Certificado.expediente),
        )
        .order_by(Certificado.emitido_el.desc(), Certificado.id.desc())
    )
    if redes is not None:
        consulta = consulta.where(Certificado.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def en_tramite(redes: frozenset[int] | None) -> Sequence[Expediente]:
    """Los procedentes que esperan su certificado, del que más espera al que menos."""
    consulta = (
        select(Expediente)
        .where(Expediente.etapa == Etapa.TRAMITE)
        .options(joinedload(Expediente.persona), joinedload(Expediente.estandar), joinedload(Expediente.red))
        .order_by(Expediente.etapa_desde, Expediente.id)
    )
    if redes is not None:
        consulta = consulta.where(Expediente.red_id.in_(redes))
    return db.session.scalars(consulta).all()


def por_vencer(red_id: int, dia: date) -> list[Certificado]:
    """Los últimos de cada persona y estándar que vencen pronto o vencieron en el último año."""
    ultimos = (
        select(
            Certificado.persona_id, Certificado.estandar_id, func.max(Certificado.emitido_el).label("ultimo")
        )
        .where(Certificado.red_id == red_id, Certificado.anulado_en.is_(None))
        .group_by(Certificado.persona_id, Certificado.estandar_id)
        .subquery()
    )
    consulta = (
        select(Certificado)
        .join(
            ultimos,
            (Certificado.persona_id == ultimos.c.persona_id)
            & (Certificado.estandar_id == ultimos.c.estandar_id)
            & (Certificado.emitido_el == ultimos.c.ultimo),
        )
        .where(
            Certificado.red_id == red_id,
            Certificado.anulado_en.is_(None),
            Certificado.vence_el <= dia + AVISO,
            Certificado.vence_el >= dia - timedelta(days=365),
        )
        .options(joinedload(Certificado.persona), joinedload(Certificado.estandar))
        .order_by(Certificado.vence_el, Certificado.id)
    )
    return list(db.session.scalars(consulta))


def vencimiento(expediente: Expediente, emitido_el: date) -> date | None:
    """Hasta cuándo vale un certificado de ese día según el estándar; None si no vence o no se sabe."""
    meses = expediente.version.meses_de_vigencia
    return mas_meses(emitido_el, meses) if meses else None


def registrar(
    expediente_id: int,
    *,
    folio: str,
    emitido_el: date,
    vence_el: date | None = None,
    recibido_el: date | None = None,
    archivo: tuple[str, bytes] | None = None,
    quien_id: int | None,
) -> Certificado:
    """Hace constar el certificado y termina el expediente; sin vencimiento, el que dice el estándar.

    Lanza FolioRepetido, FechasDelCertificado o EsSuya.
    """
    expediente = apartar(expediente_id)
    exigir_ajena(expediente.persona_id, quien_id)
    en_etapa(expediente, Etapa.TRAMITE)
    escrito = " ".join(folio.split()).upper()
    otro = db.session.scalars(
        select(Certificado).where(
            Certificado.red_id == expediente.red_id,
            Certificado.folio == escrito,
            Certificado.anulado_en.is_(None),
        )
    ).one_or_none()
    if otro is not None:
        raise FolioRepetido(otro)
    if emitido_el > hoy(expediente.red.zona):
        raise FechasDelCertificado("Ese día todavía no llega: escribe cuándo se emitió.", "emitido_el")
    dictaminado_el = dia_del_dictamen(expediente)
    if dictaminado_el is not None and emitido_el < dictaminado_el:
        raise FechasDelCertificado(
            f"No pudo emitirse antes de su dictamen, que es del {fecha(dictaminado_el)}.", "emitido_el"
        )
    if recibido_el is not None and recibido_el < emitido_el:
        raise FechasDelCertificado("No pudo llegar antes de emitirse: revisa las dos fechas.", "recibido_el")
    vence = vence_el or vencimiento(expediente, emitido_el)
    if vence is not None and vence <= emitido_el:
        raise FechasDelCertificado("Vence después del día en que se emitió.", "vence_el")
    fila = Certificado(
        red_id=expediente.red_id,
        persona_id=expediente.persona_id,
        estandar_id=expediente.estandar_id,
        expediente_id=expediente.id,
        folio=escrito,
        emitido_el=emitido_el,
        vence_el=vence,
        recibido_el=recibido_el,
        archivo_id=guardar_archivo(*archivo, quien_id).id if archivo else None,
        registrado_en=ahora(),
        registrado_por_id=quien_id,
    )
    db.session.add(fila)
    db.session.flush()
    mover(expediente, Acto.REGISTRAR_CERTIFICADO, quien_id)
    return fila


def entregar(certificado_id: int, dia: date, quien_id: int | None) -> None:
    """Su dueña ya lo tiene; si no constaba cuándo llegó, llegó ese día."""
    fila = con_candado(Certificado, certificado_id)
    exigir_ajena(fila.persona_id, quien_id)
    if fila.anulado_en is not None:
        raise NoEncontrado
    if dia < max(fila.emitido_el, fila.recibido_el or fila.emitido_el):
        desde = fila.recibido_el or fila.emitido_el
        raise FechasDelCertificado(f"No pudo entregarse antes del {fecha(desde)}.", "dia")
    fila.recibido_el = fila.recibido_el or dia
    fila.entregado_el = dia


def recibir(certificado_id: int, dia: date, quien_id: int | None) -> None:
    """Llegó a la Red; falta entregarlo."""
    fila = con_candado(Certificado, certificado_id)
    exigir_ajena(fila.persona_id, quien_id)
    if fila.anulado_en is not None or fila.entregado_el is not None:
        raise NoEncontrado
    if dia < fila.emitido_el:
        raise FechasDelCertificado(f"No pudo llegar antes del {fecha(fila.emitido_el)}.", "dia")
    fila.recibido_el = dia


def anular(certificado_id: int, motivo: str, quien_id: int | None) -> None:
    """El registro estaba mal: deja de valer y el expediente vuelve al trámite. El papel de CONOCER no cambia.

    Lanza EsSuya, u OtroEnCurso si ya se abrió otro expediente: una persona lleva uno solo a la vez.
    """
    previa = certificado(certificado_id)
    exigir_ajena(previa.persona_id, quien_id)
    con_candado(Persona, previa.persona_id)
    expediente = apartar(previa.expediente_id) if previa.expediente_id is not None else None
    fila = con_candado(Certificado, certificado_id)
    if fila.anulado_en is not None:
        return
    vuelve = expediente is not None and expediente.etapa is Etapa.CERTIFICADA
    if vuelve and hay_uno_en_curso(fila.red_id, fila.persona_id, fila.estandar_id):
        raise OtroEnCurso(fila)
    fila.anulado_en, fila.anulado_por_id, fila.motivo_de_anulacion = ahora(), quien_id, motivo.strip()
    db.session.flush()
    if expediente is not None and vuelve:
        mover(expediente, Acto.ANULAR_CERTIFICADO, quien_id)


def estado_de(fila: Certificado) -> tuple[str, str]:
    """Cómo va, con su tono: vencido, entregado, recibido, por recibir o de otra parte."""
    if fila.vence_el is not None and fila.vence_el < hoy(fila.red.zona):
        return "Venció", "mal"
    if fila.entregado_el is not None:
        return "Entregado", "bien"
    if fila.expediente_id is None:
        return "Lo tiene ella", "bien"  # lo obtuvo en otra parte: no pasa por la Red
    return ("Por entregar", "atencion") if fila.recibido_el else ("Por recibir", "neutro")
