"""El dictamen por lotes: qué expedientes caben, armar, enviar, resolver y deshacer, cada cosa con su cuenta exacta."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from red.archivos.operaciones import guardar as guardar_archivo
from red.base import con_candado, db
from red.certificacion.acceso import exigir_ajena
from red.certificacion.cadena import Acto
from red.certificacion.modelos_dictamen import Dictamen, LoteDeDictamen, ResultadoDeDictamen
from red.certificacion.modelos_estandar import Estandar
from red.certificacion.modelos_expediente import Etapa, Expediente, PasoDeExpediente
from red.certificacion.operaciones_expediente import apartar, mover
from red.certificacion.portafolio_consultas import cambio_desde
from red.errores import ErrorDeDominio, NoEncontrado
from red.redes.modelos import Red
from red.reloj import ahora
from red.textos import contar, fecha


class LoteCerrado(ErrorDeDominio):
    """El lote ya se envió, se resolvió o se canceló."""

    def __init__(self, que: str) -> None:
        super().__init__(f"Este lote ya {que}: lo que lleva no cambia.")


class LoteVacio(ErrorDeDominio):
    """Un lote sin expedientes no se envía."""

    def __init__(self) -> None:
        super().__init__("Suma al menos un expediente antes de enviarlo.")


class NoCabe(ErrorDeDominio):
    """Algo que se quiso sumar no está listo para dictamen."""

    def __init__(self, cuantos: int) -> None:
        super().__init__(
            f"{contar(cuantos, 'expediente ya no está', 'expedientes ya no están')} por dictaminar en este estándar: "
            "no sumamos ninguno. Vuelve a elegir de la lista."
        )


class FaltaMotivo(ErrorDeDominio):
    """Un no se explica."""

    def __init__(self, nombre: str) -> None:
        super().__init__(f"Escribe por qué no procede el de {nombre}.")


class FechasDelLote(ErrorDeDominio):
    """El dictamen no es anterior al envío."""

    def __init__(self, enviado: date) -> None:
        super().__init__(f"El lote se envió el {fecha(enviado)}: el dictamen es de ese día o después.", "dia")


class YaSiguio(ErrorDeDominio):
    """No se deshace lo que ya tuvo consecuencias."""

    def __init__(self, nombre: str) -> None:
        super().__init__(f"El expediente de {nombre} ya siguió adelante: este dictamen no se puede deshacer.")


@dataclass(frozen=True)
class Renglon:
    """Lo que se resolvió de un expediente del lote."""

    resultado: ResultadoDeDictamen
    motivo: str = ""


# ------------------------------------------------------------------ Preguntas


def lotes(redes: frozenset[int] | None) -> Sequence[LoteDeDictamen]:
    """Los de esas Redes, del más reciente al más antiguo."""
    consulta = select(LoteDeDictamen).options(
        joinedload(LoteDeDictamen.red),
        joinedload(LoteDeDictamen.estandar),
        selectinload(LoteDeDictamen.dictamenes),
    )
    if redes is not None:
        consulta = consulta.where(LoteDeDictamen.red_id.in_(redes))
    return db.session.scalars(consulta.order_by(LoteDeDictamen.id.desc())).all()


def lote(id: int) -> LoteDeDictamen:
    """El lote con sus expedientes y de quién son; lanza NoEncontrado."""
    con_todo = selectinload(LoteDeDictamen.dictamenes).joinedload(Dictamen.expediente)
    consulta = (
        select(LoteDeDictamen)
        .where(LoteDeDictamen.id == id)
        .options(
            joinedload(LoteDeDictamen.red),
            joinedload(LoteDeDictamen.estandar),
            joinedload(LoteDeDictamen.acta),
            con_todo.joinedload(Expediente.persona),
            con_todo.joinedload(Expediente.institucion),
        )
    )
    hallado = db.session.scalars(consulta).one_or_none() if 0 < id < 2**31 else None
    if hallado is None:
        raise NoEncontrado
    return hallado


def con_acta(archivo_id: int) -> Sequence[LoteDeDictamen]:
    """Los lotes cuya acta es ese archivo."""
    return db.session.scalars(select(LoteDeDictamen).where(LoteDeDictamen.acta_id == archivo_id)).all()


def vivos(de: LoteDeDictamen) -> list[Dictamen]:
    """Los que siguen en el lote."""
    return [uno for uno in de.dictamenes if uno.retirado_en is None]


def _sin_lote() -> Any:
    """Condición: el expediente está verificado y no espera dictamen en ningún lote."""
    en_alguno = (
        select(Dictamen.id)
        .where(
            Dictamen.expediente_id == Expediente.id,
            Dictamen.resultado.is_(None),
            Dictamen.retirado_en.is_(None),
        )
        .exists()
    )
    return and_(Expediente.etapa == Etapa.DICTAMEN, ~en_alguno)


def por_dictaminar(red_id: int, estandar_id: int) -> Sequence[Expediente]:
    """Los verificados que no están en ningún lote, del que más espera al que menos."""
    consulta = (
        select(Expediente)
        .where(Expediente.red_id == red_id, Expediente.estandar_id == estandar_id, _sin_lote())
        .options(joinedload(Expediente.persona), joinedload(Expediente.institucion))
        .order_by(Expediente.etapa_desde, Expediente.id)
    )
    return db.session.scalars(consulta).all()


def esperan_lote(redes: frozenset[int] | None) -> Sequence[tuple[Red, Estandar, int]]:
    """Por Red y estándar, cuántos verificados no están en ningún lote."""
    cuentas = select(Expediente.red_id, Expediente.estandar_id, func.count().label("cuantos")).where(
        _sin_lote()
    )
    if redes is not None:
        cuentas = cuentas.where(Expediente.red_id.in_(redes))
    suyas = cuentas.group_by(Expediente.red_id, Expediente.estandar_id).subquery()
    consulta = (
        select(Red, Estandar, suyas.c.cuantos)
        .join(suyas, suyas.c.red_id == Red.id)
        .join(Estandar, Estandar.id == suyas.c.estandar_id)
        .order_by(Red.id, Estandar.codigo)
    )
    return [(red, estandar, cuantos) for red, estandar, cuantos in db.session.execute(consulta)]


# ------------------------------------------------------------------ Actos


def armar(
    red_id: int, estandar_id: int, entidad: str, expedientes: Collection[int], quien_id: int | None
) -> LoteDeDictamen:
    """Un lote nuevo con esos expedientes; lanza NoCabe si alguno no está por dictaminar."""
    con_candado(Red, red_id)
    ultimo = db.session.scalar(select(func.max(LoteDeDictamen.numero)).where(LoteDeDictamen.red_id == red_id))
    nuevo = LoteDeDictamen(
        red_id=red_id,
        estandar_id=estandar_id,
        numero=(ultimo or 0) + 1,
        entidad=entidad.strip(),
        creado_en=ahora(),
        creado_por_id=quien_id,
    )
    db.session.add(nuevo)
    db.session.flush()
    _sumar(nuevo, expedientes, quien_id)
    return nuevo


def sumar(lote_id: int, expedientes: Collection[int], quien_id: int | None) -> int:
    """Suma expedientes a un lote que no se ha enviado; devuelve cuántos. Lanza LoteCerrado, NoCabe o EsSuya."""
    de = con_candado(LoteDeDictamen, lote_id)
    _exigir_abierto(de)
    return _sumar(de, expedientes, quien_id)


def _sumar(de: LoteDeDictamen, expedientes: Collection[int], quien_id: int | None) -> int:
    pedidos = sorted(set(expedientes))
    apartados = [apartar(id) for id in pedidos]
    caben = {expediente.id for expediente in por_dictaminar(de.red_id, de.estandar_id)}
    if no_caben := [e for e in apartados if e.id not in caben]:
        raise NoCabe(len(no_caben))
    for expediente in apartados:
        exigir_ajena(expediente.persona_id, quien_id)
    previos = {uno.expediente_id: uno for uno in de.dictamenes}
    for expediente in apartados:
        previo = previos.get(expediente.id)
        if previo is not None:
            previo.retirado_en, previo.sumado_en, previo.intento = None, ahora(), expediente.intento
        else:
            db.session.add(
                Dictamen(lote=de, expediente_id=expediente.id, intento=expediente.intento, sumado_en=ahora())
            )
    db.session.flush()
    return len(apartados)


def sacar(lote_id: int, dictamen_id: int) -> None:
    """El expediente sale del lote y puede ir en otro; lanza LoteCerrado."""
    de = con_candado(LoteDeDictamen, lote_id)
    _exigir_abierto(de)
    _de_este_lote(de, dictamen_id).retirado_en = ahora()


def enviar(lote_id: int, dia: date) -> int:
    """El lote se mandó ese día a quien dictamina; devuelve cuántos expedientes lleva."""
    de = con_candado(LoteDeDictamen, lote_id)
    _exigir_abierto(de)
    cuantos = len(vivos(de))
    if not cuantos:
        raise LoteVacio
    de.enviado_el = dia
    return cuantos


def deshacer_envio(lote_id: int) -> None:
    """Todavía no se había enviado: vuelve a poder cambiarse."""
    de = con_candado(LoteDeDictamen, lote_id)
    if de.dictaminado_el is not None or de.cancelado_en is not None:
        raise LoteCerrado("se dictaminó" if de.dictaminado_el else "se canceló")
    de.enviado_el = None


def cancelar(lote_id: int, motivo: str) -> int:
    """El lote no se dictamina; sus expedientes vuelven a esperar. Devuelve cuántos."""
    de = con_candado(LoteDeDictamen, lote_id)
    if de.dictaminado_el is not None or de.cancelado_en is not None:
        raise LoteCerrado("se dictaminó" if de.dictaminado_el else "se canceló")
    sueltos = vivos(de)
    for uno in sueltos:
        uno.retirado_en = ahora()
    de.cancelado_en, de.motivo_de_cancelacion = ahora(), motivo.strip()
    return len(sueltos)


def resolver(
    lote_id: int,
    dia: date,
    renglones: Mapping[int, Renglon],
    *,
    referencia: str = "",
    acta: tuple[str, bytes] | None = None,
    quien_id: int | None,
) -> tuple[int, int]:
    """Asienta lo que resolvió quien dictamina, de todo el lote a la vez: (procedentes, no procedentes).

    Lo procedente pasa al trámite del certificado; lo que no, vuelve a su portafolio con el motivo. Lanza FaltaMotivo,
    FechasDelLote, LoteCerrado o EsSuya.
    """
    de = con_candado(LoteDeDictamen, lote_id)
    if de.enviado_el is None:
        raise ErrorDeDominio("Primero asienta que el lote se envió.")
    if de.dictaminado_el is not None or de.cancelado_en is not None:
        raise LoteCerrado("se dictaminó" if de.dictaminado_el else "se canceló")
    if dia < de.enviado_el:
        raise FechasDelLote(de.enviado_el)
    cuenta = {ResultadoDeDictamen.PROCEDENTE: 0, ResultadoDeDictamen.NO_PROCEDENTE: 0}
    for uno in sorted(vivos(de), key=lambda dictamen: dictamen.expediente_id):
        dicho = renglones.get(uno.id)
        expediente = apartar(uno.expediente_id)
        exigir_ajena(expediente.persona_id, quien_id)
        if dicho is None:
            raise ErrorDeDominio(f"Falta decir qué se resolvió de {expediente.persona.nombre_visible}.")
        procede = dicho.resultado is ResultadoDeDictamen.PROCEDENTE
        if not procede and not dicho.motivo.strip():
            raise FaltaMotivo(expediente.persona.nombre_visible)
        uno.resultado, uno.motivo, uno.resuelto_en = dicho.resultado, dicho.motivo.strip(), ahora()
        mover(
            expediente,
            Acto.DICTAMINAR_PROCEDENTE if procede else Acto.DICTAMINAR_NO_PROCEDENTE,
            quien_id,
        )
        cuenta[dicho.resultado] += 1
    de.dictaminado_el, de.referencia = dia, referencia.strip() or None
    if acta is not None:
        de.acta_id = guardar_archivo(*acta, quien_id).id
    db.session.flush()
    return cuenta[ResultadoDeDictamen.PROCEDENTE], cuenta[ResultadoDeDictamen.NO_PROCEDENTE]


def deshacer(lote_id: int, quien_id: int | None) -> int:
    """Lo asentado estaba mal: todo el lote vuelve a esperar dictamen, si nada siguió. Devuelve cuántos expedientes.

    Seguir es también corregir: un portafolio que cambió después del no ha de volver a verificarse. Lanza YaSiguio o
    EsSuya.
    """
    de = con_candado(LoteDeDictamen, lote_id)
    if de.dictaminado_el is None:
        return 0
    deshechos = vivos(de)
    for uno in sorted(deshechos, key=lambda dictamen: dictamen.expediente_id):
        expediente = apartar(uno.expediente_id)
        exigir_ajena(expediente.persona_id, quien_id)
        procedio = uno.resultado is ResultadoDeDictamen.PROCEDENTE
        quedo = Etapa.TRAMITE if procedio else Etapa.PORTAFOLIO
        ultimo = db.session.scalars(
            select(PasoDeExpediente)
            .where(PasoDeExpediente.expediente_id == expediente.id)
            .order_by(PasoDeExpediente.id.desc())
            .limit(1)
        ).one()
        if expediente.etapa is not quedo or ultimo.anterior is not Etapa.DICTAMEN:
            raise YaSiguio(expediente.persona.nombre_visible)
        if not procedio and cambio_desde(expediente, uno.resuelto_en or expediente.etapa_desde):
            raise YaSiguio(expediente.persona.nombre_visible)
        uno.resultado, uno.resuelto_en, uno.motivo = None, None, ""
        mover(expediente, Acto.DESHACER_DICTAMEN, quien_id)
    de.dictaminado_el, de.referencia, de.acta_id = None, None, None
    db.session.flush()
    return len(deshechos)


def _exigir_abierto(de: LoteDeDictamen) -> None:
    if de.cancelado_en is not None:
        raise LoteCerrado("se canceló")
    if de.enviado_el is not None:
        raise LoteCerrado("se envió")


def _de_este_lote(de: LoteDeDictamen, dictamen_id: int) -> Dictamen:
    hallado = next((uno for uno in vivos(de) if uno.id == dictamen_id), None)
    if hallado is None:
        raise NoEncontrado
    return hallado
