"""El camino de un expediente como datos: qué acto lleva de qué etapa a cuál, y a quién le toca el siguiente.

Lo que no está en `CAMINO` no se puede. Esta pieza es pura: ni base de datos ni hora.
"""

from collections.abc import Iterator

from red.base import Opcion
from red.certificacion.modelos_expediente import Etapa, PapelEnExpediente
from red.errores import ErrorDeDominio

E, P = Etapa, PapelEnExpediente


class Acto(Opcion):
    """Lo que hace avanzar, volver o terminar un expediente."""

    DECIDIR_EVALUARSE = "decidir_evaluarse", "Decidir evaluarse"
    DECIDIR_PREPARARSE = "decidir_prepararse", "Decidir prepararse antes"
    TERMINAR_PREPARACION = "terminar_preparacion", "Terminar la preparación"
    FIRMAR_FICHA = "firmar_ficha", "Firmar la ficha"
    ACORDAR_PLAN = "acordar_plan", "Acordar el plan"
    CAMBIAR_PLAN = "cambiar_plan", "Cambiar el plan"
    TERMINAR_INSTRUMENTO = "terminar_instrumento", "Terminar la evaluación"
    REABRIR_INSTRUMENTO = "reabrir_instrumento", "Volver a la evaluación"
    FIRMAR_JUICIO = "firmar_juicio", "Firmar el juicio"
    ACEPTAR_CEDULA = "aceptar_cedula", "Aceptar la cédula"
    RESPONDER_SIENDO_COMPETENTE = "responder_competente", "Responder la encuesta, competente"
    RESPONDER_TODAVIA_NO = "responder_todavia_no", "Responder la encuesta, todavía no competente"
    REEVALUAR = "reevaluar", "Volver a evaluarse"
    INTEGRAR_PORTAFOLIO = "integrar_portafolio", "Integrar el portafolio"
    OBSERVAR = "observar", "Devolver el portafolio con observaciones"
    VERIFICAR = "verificar", "Dar por verificado"
    DICTAMINAR_PROCEDENTE = "dictaminar_procedente", "Dictaminar procedente"
    DICTAMINAR_NO_PROCEDENTE = "dictaminar_no_procedente", "Dictaminar no procedente"
    DESHACER_DICTAMEN = "deshacer_dictamen", "Deshacer el dictamen"
    REGISTRAR_CERTIFICADO = "registrar_certificado", "Registrar el certificado"
    ANULAR_CERTIFICADO = "anular_certificado", "Anular el registro del certificado"
    CERRAR = "cerrar", "Cerrar sin certificar"


CAMINO: dict[Acto, dict[Etapa, Etapa]] = {
    Acto.DECIDIR_EVALUARSE: {E.DIAGNOSTICO: E.FICHA},
    Acto.DECIDIR_PREPARARSE: {E.DIAGNOSTICO: E.ALINEACION},
    Acto.TERMINAR_PREPARACION: {E.ALINEACION: E.FICHA},
    Acto.FIRMAR_FICHA: {E.FICHA: E.PLAN},
    Acto.ACORDAR_PLAN: {E.PLAN: E.EVALUACION},
    Acto.CAMBIAR_PLAN: {E.EVALUACION: E.PLAN},
    Acto.TERMINAR_INSTRUMENTO: {E.EVALUACION: E.JUICIO},
    Acto.REABRIR_INSTRUMENTO: {E.JUICIO: E.EVALUACION},
    Acto.FIRMAR_JUICIO: {E.JUICIO: E.CEDULA},
    Acto.ACEPTAR_CEDULA: {E.CEDULA: E.ENCUESTA},
    Acto.RESPONDER_SIENDO_COMPETENTE: {E.ENCUESTA: E.PORTAFOLIO},
    Acto.RESPONDER_TODAVIA_NO: {E.ENCUESTA: E.TODAVIA_NO},
    Acto.REEVALUAR: {E.TODAVIA_NO: E.PLAN},
    Acto.INTEGRAR_PORTAFOLIO: {E.PORTAFOLIO: E.VERIFICACION},
    Acto.OBSERVAR: {E.VERIFICACION: E.PORTAFOLIO},
    Acto.VERIFICAR: {E.VERIFICACION: E.DICTAMEN},
    Acto.DICTAMINAR_PROCEDENTE: {E.DICTAMEN: E.TRAMITE},
    Acto.DICTAMINAR_NO_PROCEDENTE: {E.DICTAMEN: E.PORTAFOLIO},
    Acto.DESHACER_DICTAMEN: {E.TRAMITE: E.DICTAMEN, E.PORTAFOLIO: E.DICTAMEN},
    Acto.REGISTRAR_CERTIFICADO: {E.TRAMITE: E.CERTIFICADA},
    Acto.ANULAR_CERTIFICADO: {E.CERTIFICADA: E.TRAMITE},
    Acto.CERRAR: {etapa: E.CERRADO for etapa in E if etapa not in {E.CERTIFICADA, E.CERRADO}},
}
"""De qué etapa a cuál lleva cada acto; lo demás no se puede."""

SOLO_DE_VUELTA = frozenset({(E.PORTAFOLIO, Acto.DESHACER_DICTAMEN)})
"""Deshacer vuelve del paso que se acaba de dar; desde otro lado saltaría una etapa, y no se puede."""

EN_ORDEN: tuple[Etapa, ...] = tuple(etapa for etapa in Etapa if etapa not in {E.TODAVIA_NO, E.CERRADO})
"""El camino que se muestra, de la primera etapa al certificado."""

TERMINADAS = frozenset({E.CERTIFICADA, E.CERRADO})
"""De aquí nadie espera nada."""

LLEVA = "lleva"
"""Quien lleva la certificación de la Red: no es un papel del expediente."""

A_QUIEN_LE_TOCA: dict[Etapa, tuple[str, ...]] = {
    E.DIAGNOSTICO: (P.EVALUADORA, P.CANDIDATA),
    E.ALINEACION: (P.CAPACITADORA, LLEVA),
    E.FICHA: (P.CANDIDATA,),
    E.PLAN: (P.EVALUADORA, P.CANDIDATA),
    E.EVALUACION: (P.EVALUADORA,),
    E.JUICIO: (P.EVALUADORA,),
    E.CEDULA: (P.EVALUADORA, P.CANDIDATA),
    E.ENCUESTA: (P.CANDIDATA,),
    E.PORTAFOLIO: (P.EVALUADORA, P.CANDIDATA),
    E.VERIFICACION: (P.VERIFICADORA,),
    E.DICTAMEN: (LLEVA,),
    E.TRAMITE: (LLEVA,),
    E.CERTIFICADA: (),
    E.TODAVIA_NO: (P.EVALUADORA, P.CANDIDATA),
    E.CERRADO: (),
}
"""Quiénes intervienen en cada etapa, en el orden en que les toca."""

QUE_SIGUE: dict[Etapa, str] = {
    E.DIAGNOSTICO: "La evaluadora aplica el diagnóstico y la candidata decide si se evalúa o se prepara antes.",
    E.ALINEACION: "La candidata se prepara en lo que pide el estándar.",
    E.FICHA: "La candidata llena y firma su ficha de registro.",
    E.PLAN: "Las dos acuerdan y firman el plan de evaluación.",
    E.EVALUACION: "La evaluadora aplica el instrumento y califica cada reactivo.",
    E.JUICIO: "La evaluadora revisa el resultado y firma el juicio.",
    E.CEDULA: "La evaluadora entrega la cédula y la candidata la acepta.",
    E.ENCUESTA: "La candidata responde ocho preguntas sobre cómo fue su evaluación.",
    E.PORTAFOLIO: "Se reúne todo lo que sustenta la evaluación.",
    E.VERIFICACION: "Alguien distinta revisa que el portafolio esté completo.",
    E.DICTAMEN: "La entidad que dictamina resuelve si procede el certificado.",
    E.TRAMITE: "CONOCER emite el certificado; cuando llega, se registra su folio.",
    E.CERTIFICADA: "El certificado consta con el folio de CONOCER.",
    E.TODAVIA_NO: "Puede volver a evaluarse cuando lo decida, con un plan nuevo.",
    E.CERRADO: "Este expediente se cerró sin llegar al certificado.",
}
"""Qué pasa en cada etapa, dicho a una persona."""


class NoSePuede(ErrorDeDominio):
    """Ese acto no corresponde a la etapa en que va el expediente."""

    def __init__(self, etapa: Etapa, acto: Acto) -> None:
        super().__init__(
            f"El expediente está en «{etapa.etiqueta}»: desde ahí no se puede «{acto.etiqueta.lower()}». "
            "Vuelve a abrir la página: quizá alguien acaba de avanzarlo."
        )


def siguiente(etapa: Etapa, acto: Acto) -> Etapa:
    """A qué etapa lleva ese acto; lanza NoSePuede si desde ahí no se puede."""
    destino = CAMINO[acto].get(etapa)
    if destino is None:
        raise NoSePuede(etapa, acto)
    return destino


def posibles(etapa: Etapa) -> Iterator[Acto]:
    """Los actos que caben en esa etapa."""
    return (acto for acto, pasos in CAMINO.items() if etapa in pasos)
