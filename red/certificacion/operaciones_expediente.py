"""Abrir un expediente, moverlo por su camino, nombrar a quienes participan, firmar y cerrarlo."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from red.base import buscar, con_candado, db
from red.certificacion import consultas, consultas_expediente
from red.certificacion.avisos_de_expediente import avisar_a_quien_toca
from red.certificacion.cadena import SOLO_DE_VUELTA, TERMINADAS, Acto, NoSePuede, siguiente
from red.certificacion.modelos_expediente import (
    AsuntoDeFirma,
    Etapa,
    Expediente,
    FirmaDeExpediente,
    OrigenDelPapel,
    PapelEnExpediente,
    ParticipanteDeExpediente,
    PasoDeExpediente,
)
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.imparticion import de_edicion
from red.formacion.modelos import Edicion
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Persona
from red.redes.consultas import integra
from red.reloj import ahora, hoy
from red.textos import enumerar

P = PapelEnExpediente


class YaTieneExpediente(ErrorDeDominio):
    """Una persona lleva un solo expediente de cada estándar a la vez."""

    def __init__(self) -> None:
        super().__init__("Ya tiene un expediente en curso de este estándar: sigue en él.", "persona_id")


class NoIntegra(ErrorDeDominio):
    """El expediente es de quien integra la Red."""

    def __init__(self) -> None:
        super().__init__("Sólo se abre expediente a quien integra la Red.", "persona_id")


class SinEstandar(ErrorDeDominio):
    """El estándar no tiene todavía elementos que evaluar."""

    def __init__(self) -> None:
        super().__init__(
            "De este estándar sólo tenemos el título. Carga primero sus elementos y reactivos.", "estandar_id"
        )


class DosPapeles(ErrorDeDominio):
    """Nadie tiene dos papeles ante la misma candidata."""

    def __init__(self, nombre: str, papel: PapelEnExpediente) -> None:
        dicho = {
            P.CANDIDATA: f"{nombre} es la candidata: otra persona ha de hacerlo.",
            P.CAPACITADORA: f"{nombre} la preparó: quien prepara no evalúa ni verifica a la misma candidata.",
            P.EVALUADORA: f"{nombre} la evaluó: quien evalúa no prepara ni verifica a la misma candidata.",
            P.VERIFICADORA: f"{nombre} la verificó: quien verifica no prepara ni evalúa a la misma candidata.",
        }
        super().__init__(dicho[papel], "persona_id")


class LoLleva(ErrorDeDominio):
    """Quien abre o lleva un expediente no es quien comprueba que esté bien."""

    def __init__(self, nombre: str) -> None:
        super().__init__(
            f"{nombre} lleva este expediente: quien lo abre o nombra a su gente no lo verifica.", "persona_id"
        )


class NoPuedeEvaluar(ErrorDeDominio):
    """A quien evalúa le falta algo que se le pide."""

    def __init__(self, nombre: str, faltas: list[str]) -> None:
        super().__init__(f"{nombre} no puede evaluar este estándar: {enumerar(faltas)}.", "persona_id")


class VaEnUnLote(ErrorDeDominio):
    """Lo que está en un lote de dictamen no se cierra por fuera: el lote entero dejaría de poder resolverse."""

    def __init__(self, numero: int, *, enviado: bool) -> None:
        super().__init__(
            f"Va en el lote {numero}, que ya se envió: asienta primero lo que se resolvió, y después podrás cerrarlo."
            if enviado
            else f"Va en el lote {numero}: sácalo de ahí y después podrás cerrarlo."
        )


def abrir(red_id: int, persona_id: int, estandar_id: int, quien_id: int | None) -> Expediente:
    """Abre el expediente con la versión del estándar que hoy usa la Red, que ya no cambia para él.

    Lanza NoIntegra, SinEstandar o YaTieneExpediente.
    """
    persona = con_candado(Persona, persona_id)
    version = consultas.version_en_uso(estandar_id, red_id)
    if version is None:
        raise SinEstandar
    zona = consultas.zona_de(red_id)
    if not integra(red_id, persona_id, hoy(zona)):
        raise NoIntegra
    if consultas_expediente.hay_uno_en_curso(red_id, persona_id, estandar_id):
        raise YaTieneExpediente
    trabaja = adscripcion_vigente(persona_id, hoy(zona))
    expediente = Expediente(
        red_id=red_id,
        persona=persona,
        estandar_id=estandar_id,
        version_id=version.id,
        institucion_id=trabaja.institucion_id if trabaja is not None else None,
        etapa=Etapa.DIAGNOSTICO,
        etapa_desde=ahora(),
        intento=1,
        abierto_en=ahora(),
        abierto_por_id=quien_id,
    )
    db.session.add(expediente)
    db.session.flush()
    db.session.add(
        PasoDeExpediente(
            expediente_id=expediente.id, etapa=Etapa.DIAGNOSTICO, intento=1, en=ahora(), quien_id=quien_id
        )
    )
    _sumar(expediente, persona_id, P.CANDIDATA, quien_id)
    avisar_a_quien_toca(expediente)
    return expediente


def apartar(expediente_id: int) -> Expediente:
    """El expediente, apartado hasta el fin de la transacción: lo primero de todo acto sobre él."""
    return con_candado(Expediente, expediente_id)


def mover(expediente: Expediente, acto: Acto, quien_id: int | None) -> Etapa:
    """Da ese paso en un expediente ya apartado y avisa a quien le toca lo que sigue; lanza NoSePuede."""
    destino = siguiente(expediente.etapa, acto)
    viene_de = consultas_expediente.pasos_de(expediente.id)[-1].anterior
    if (expediente.etapa, acto) in SOLO_DE_VUELTA and viene_de is not destino:
        raise NoSePuede(expediente.etapa, acto)
    if acto is Acto.REEVALUAR:
        expediente.intento += 1
    db.session.add(
        PasoDeExpediente(
            expediente_id=expediente.id,
            anterior=expediente.etapa,
            etapa=destino,
            intento=expediente.intento,
            en=ahora(),
            quien_id=quien_id,
        )
    )
    expediente.etapa, expediente.etapa_desde, expediente.recordado_en = destino, ahora(), None
    db.session.flush()
    avisar_a_quien_toca(expediente)
    return destino


def cerrar(expediente_id: int, motivo: str, quien_id: int | None) -> None:
    """Termina el expediente sin certificado; su historia se conserva y puede abrirse otro. Lanza VaEnUnLote."""
    expediente = apartar(expediente_id)
    lote = consultas_expediente.lote_que_lo_lleva(expediente.id)
    if lote is not None:
        raise VaEnUnLote(lote.numero, enviado=lote.enviado_el is not None)
    expediente.motivo_de_cierre = motivo.strip()
    mover(expediente, Acto.CERRAR, quien_id)


def nombrar(
    expediente_id: int, persona_id: int, papel: PapelEnExpediente, quien_id: int | None
) -> ParticipanteDeExpediente:
    """Da un papel a alguien en el expediente; quien lo tuviera antes lo deja, salvo que sea capacitadora.

    Lanza DosPapeles si ya tuvo otro ante la misma candidata, LoLleva si verificaría lo que lleva, o NoPuedeEvaluar si le falta su acreditación.
    """
    if papel is P.CANDIDATA:
        raise NoEncontrado
    persona = buscar(Persona, persona_id)
    expediente = apartar(expediente_id)
    _que_siga_abierto(expediente)
    exigir_un_papel(expediente, persona, papel)
    if papel is P.VERIFICADORA and persona_id == quien_id:
        raise LoLleva(persona.nombre_visible)
    if papel is P.EVALUADORA:
        exigir_acreditada(expediente, persona)
    if papel is not P.CAPACITADORA:
        anterior = consultas_expediente.en_funciones(expediente.id, papel)
        if anterior is not None and anterior.persona_id != persona_id:
            anterior.terminada_en, anterior.motivo = ahora(), "La siguió otra persona."
            anular_firmas(expediente, papel=papel)
            db.session.flush()
    hecho = _sumar(expediente, persona_id, papel, quien_id)
    avisar_a_quien_toca(expediente, solo=persona_id)
    return hecho


def exigir_un_papel(expediente: Expediente, persona: Persona, papel: PapelEnExpediente) -> None:
    """Lanza DosPapeles si ante esta candidata fue o es otra cosa, aun fuera de aquí; LoLleva si verifica lo que lleva."""
    otros = consultas_expediente.papeles_ante(expediente, persona.id) - {papel}
    if otros:
        raise DosPapeles(persona.nombre_visible, min(otros, key=list(P).index))
    if papel is P.VERIFICADORA and persona.id in consultas_expediente.quienes_lo_llevan(expediente):
        raise LoLleva(persona.nombre_visible)


def exigir_acreditada(expediente: Expediente, persona: Persona) -> None:
    """Lanza NoPuedeEvaluar si hoy no tiene EC0076, el estándar que evalúa o su acreditación vigente."""
    dia = hoy(expediente.red.zona)
    faltas = consultas.que_le_falta_para_evaluar(expediente.red_id, persona.id, expediente.estandar_id, dia)
    if faltas:
        raise NoPuedeEvaluar(persona.nombre_visible, faltas)


def exigir_que_pueda_evaluar(expediente: Expediente, persona_id: int | None) -> None:
    """Antes de cada acto de evaluación: sigue sin tener otro papel y con su acreditación vigente."""
    persona = buscar(Persona, persona_id or 0)
    exigir_un_papel(expediente, persona, P.EVALUADORA)
    exigir_acreditada(expediente, persona)


def retirar(participante_id: int, motivo: str) -> None:
    """Alguien deja su papel; consta que lo tuvo, así que no podrá tener otro en este expediente."""
    fila = buscar(ParticipanteDeExpediente, participante_id)
    expediente = apartar(fila.expediente_id)
    fila = con_candado(ParticipanteDeExpediente, participante_id)
    if fila.papel is P.CANDIDATA or fila.terminada_en is not None:
        raise NoEncontrado
    fila.terminada_en, fila.motivo = ahora(), motivo.strip()
    anular_firmas(expediente, papel=fila.papel)


def _sumar(
    expediente: Expediente,
    persona_id: int,
    papel: PapelEnExpediente,
    quien_id: int | None,
    origen: OrigenDelPapel = OrigenDelPapel.NOMBRADA,
) -> ParticipanteDeExpediente:
    """Su fila en el expediente; quien vuelve al papel que tuvo recupera la suya."""
    previa = next(
        (p for p in consultas_expediente.participantes_de(expediente.id) if p.persona_id == persona_id), None
    )
    if previa is not None:
        previa.terminada_en, previa.motivo = None, None
        db.session.flush()
        return previa
    fila = ParticipanteDeExpediente(
        expediente_id=expediente.id,
        persona_id=persona_id,
        papel=papel,
        origen=origen,
        nombrada_en=ahora(),
        nombrada_por_id=quien_id,
    )
    db.session.add(fila)
    db.session.flush()
    return fila


def preparar(
    expediente_id: int,
    quien_id: int | None,
    *,
    edicion_id: int | None = None,
    externa: str = "",
    terminada_el: date | None = None,
) -> None:
    """Dice con qué se prepara la candidata y, si ya terminó, pasa a la ficha.

    Quienes imparten esa edición quedan como capacitadoras. Lanza DosPapeles si alguna ya la evalúa o la verifica.
    """
    edicion = buscar(Edicion, edicion_id) if edicion_id is not None else None
    expediente = apartar(expediente_id)
    if edicion is not None and edicion.curso.red_id != expediente.red_id:
        raise NoEncontrado
    expediente.alineacion_edicion_id = edicion_id
    expediente.alineacion_externa = externa.strip() or None if edicion is None else None
    expediente.alineada_el = terminada_el
    db.session.flush()
    if edicion is not None:
        ya = {p.persona_id: p for p in consultas_expediente.participantes_de(expediente.id)}
        for imparte in de_edicion(edicion.id):
            if imparte.persona is None:
                continue
            exigir_un_papel(expediente, imparte.persona, P.CAPACITADORA)
            if imparte.persona.id not in ya:
                _sumar(expediente, imparte.persona.id, P.CAPACITADORA, quien_id, OrigenDelPapel.IMPARTE)
        for p in consultas_expediente.participantes_de(expediente.id):
            if p.papel in {P.EVALUADORA, P.VERIFICADORA} and p.terminada_en is None:
                exigir_un_papel(expediente, p.persona, p.papel)
    if terminada_el is not None and expediente.etapa is Etapa.ALINEACION:
        mover(expediente, Acto.TERMINAR_PREPARACION, quien_id)


def huella_de(que: dict[str, Any]) -> str:
    """Con qué se reconoce lo que alguien aceptó."""
    return hashlib.sha256(json.dumps(que, sort_keys=True, default=_dicho).encode()).hexdigest()


def _dicho(valor: Any) -> str:
    """Un instante es el mismo se diga en la zona que se diga."""
    return valor.astimezone(UTC).isoformat() if isinstance(valor, datetime) else str(valor)


def firmar(
    expediente: Expediente,
    asunto: AsuntoDeFirma,
    papel: PapelEnExpediente,
    persona_id: int,
    que: dict[str, Any],
) -> FirmaDeExpediente:
    """Deja dicho que esa persona, con su papel, aceptó eso como está; si ya había firmado lo mismo, es la misma firma."""
    previa = consultas_expediente.firma_viva(expediente, asunto, papel)
    huella = huella_de(que)
    if previa is not None:
        if previa.huella == huella and previa.persona_id == persona_id:
            return previa
        previa.anulada_en = ahora()
        db.session.flush()
    firma = FirmaDeExpediente(
        expediente_id=expediente.id,
        asunto=asunto,
        papel=papel,
        intento=expediente.intento,
        persona_id=persona_id,
        firmada_en=ahora(),
        huella=huella,
    )
    db.session.add(firma)
    db.session.flush()
    return firma


def anular_firmas(
    expediente: Expediente,
    *,
    asunto: AsuntoDeFirma | None = None,
    papel: PapelEnExpediente | None = None,
) -> None:
    """Lo firmado cambió, o quien firmó dejó el papel antes de que las dos firmaran."""
    abierto = _ASUNTO_DE.get(expediente.etapa)
    for firma in consultas_expediente.firmas_de(expediente.id):
        if firma.intento != expediente.intento:
            continue
        if (asunto is not None and firma.asunto is asunto) or (
            papel is not None and firma.papel is papel and firma.asunto is abierto
        ):
            firma.anulada_en = ahora()
    db.session.flush()


_ASUNTO_DE = {
    Etapa.DIAGNOSTICO: AsuntoDeFirma.DIAGNOSTICO,
    Etapa.FICHA: AsuntoDeFirma.FICHA,
    Etapa.PLAN: AsuntoDeFirma.PLAN,
    Etapa.CEDULA: AsuntoDeFirma.CEDULA,
    Etapa.VERIFICACION: AsuntoDeFirma.VERIFICACION,
}
"""Qué se está firmando en cada etapa."""


def _que_siga_abierto(expediente: Expediente) -> None:
    if expediente.etapa in TERMINADAS:
        raise ErrorDeDominio("Este expediente ya terminó: su gente no cambia.")
