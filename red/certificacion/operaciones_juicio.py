"""Del instrumento a la encuesta: calificar, juzgar, entregar la cédula, responder y volver a evaluar."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from red.base import db
from red.certificacion import consultas_expediente as consultas
from red.certificacion.avisos_de_expediente import avisar_a_quien_toca
from red.certificacion.cadena import Acto, NoSePuede
from red.certificacion.calculo import Cuenta, Peso, cuenta_de
from red.certificacion.modelos_dictamen import EncuestaDeExpediente
from red.certificacion.modelos_estandar import VersionDeEstandar
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    AsuntoDeFirma,
    CedulaDeEvaluacion,
    ClaseDeEvidencia,
    Etapa,
    Expediente,
    Juicio,
    PapelEnExpediente,
    PlanDeEvaluacion,
    ReactivoCalificado,
    Resultado,
)
from red.certificacion.operaciones_evaluacion import contrafirmar, en_etapa, exigir_papel
from red.certificacion.operaciones_expediente import (
    anular_firmas,
    apartar,
    exigir_que_pueda_evaluar,
    firmar,
    mover,
)
from red.errores import ErrorDeDominio
from red.reloj import ahora
from red.textos import contar

P, A = PapelEnExpediente, AsuntoDeFirma

PREGUNTAS = (
    ("conforme_al_plan", "La evaluación se hizo conforme al plan que acordaron"),
    ("explicacion", "Te explicaron con claridad cómo sería la evaluación"),
    ("instalaciones", "Las instalaciones fueron adecuadas"),
    ("instrumentos", "Los instrumentos de evaluación fueron claros"),
    ("tiempo", "El tiempo fue suficiente"),
    ("trato", "El trato que recibiste fue respetuoso"),
    ("resultado", "Te informaron bien de tu resultado"),
    ("general", "En general, cómo te sentiste con el servicio"),
)
"""Las ocho preguntas de la encuesta de satisfacción."""
ESCALA = {1: "Muy insatisfecha", 2: "Insatisfecha", 3: "Satisfecha", 4: "Muy satisfecha"}


class FaltanReactivos(ErrorDeDominio):
    """Hay reactivos sin calificar."""

    def __init__(self, cuantos: int) -> None:
        super().__init__(
            f"Guardamos lo que llevas. {contar(cuantos, 'reactivo falta', 'reactivos faltan')} por calificar."
        )


class Incompleta(ErrorDeDominio):
    """La encuesta tiene ocho preguntas."""

    def __init__(self) -> None:
        super().__init__("Responde las ocho preguntas: cada una con un número del 1 al 4.")


# ------------------------------------------------------------------ Instrumento y juicio


@dataclass(frozen=True)
class Calificado:
    """Lo que se dijo de un reactivo."""

    cumple: bool | None
    evidencia: ClaseDeEvidencia | None
    nota: str


def calificar(
    expediente_id: int,
    evaluadora_id: int,
    dichos: Mapping[int, Calificado],
    emergentes: str,
    *,
    termina: bool,
) -> Cuenta:
    """Guarda lo que se lleva calificado, aunque falte; si `termina` y no falta nada, pasa al juicio.

    Lo guardado se queda aunque falten reactivos: entonces sólo no avanza.
    """
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.EVALUACION)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    exigir_que_pueda_evaluar(expediente, evaluadora_id)
    aplicacion = consultas.del_intento(AplicacionDelInstrumento, expediente)
    if aplicacion is None:
        aplicacion = AplicacionDelInstrumento(
            expediente_id=expediente.id, intento=expediente.intento, iniciada_en=ahora()
        )
        db.session.add(aplicacion)
    aplicacion.evaluadora_id, aplicacion.guardada_en = evaluadora_id, ahora()
    aplicacion.emergentes = emergentes.strip()
    previas = consultas.calificados(expediente)
    version = consultas.version_completa(expediente.version_id)
    for reactivo_id in _reactivos(version):
        dicho = dichos.get(reactivo_id)
        if dicho is None:
            continue
        fila = previas.get(reactivo_id)
        if fila is None:
            fila = ReactivoCalificado(
                expediente_id=expediente.id, intento=expediente.intento, reactivo_id=reactivo_id
            )
            db.session.add(fila)
        fila.cumple, fila.evidencia, fila.nota = dicho.cumple, dicho.evidencia, dicho.nota.strip()
    db.session.flush()
    cuenta = resultado_de(expediente, version)
    if termina and not cuenta.sin_calificar:
        aplicacion.terminada_en = ahora()
        mover(expediente, Acto.TERMINAR_INSTRUMENTO, evaluadora_id)
    return cuenta


def _reactivos(version: VersionDeEstandar) -> list[int]:
    return [r.id for e in version.elementos for c in e.criterios for r in c.reactivos]


def resultado_de(expediente: Expediente, version: VersionDeEstandar, intento: int | None = None) -> Cuenta:
    """Lo que suma un intento y a qué juicio lleva, con la versión del estándar del expediente."""
    calificados = consultas.calificados(expediente, intento)
    plan = consultas.del_intento(PlanDeEvaluacion, expediente, intento)
    pesos = [
        Peso(
            reactivo.peso,
            elemento.nombre,
            f"{elemento.nombre}: {criterio.nombre}",
            calificados[reactivo.id].cumple if reactivo.id in calificados else None,
        )
        for elemento in version.elementos
        for criterio in elemento.criterios
        for reactivo in criterio.reactivos
    ]
    return cuenta_de(pesos, plan.minimo if plan else version.minimo, version.segundo_criterio)


def volver_a_evaluar(expediente_id: int, evaluadora_id: int) -> None:
    """Antes de firmar el juicio, la evaluadora puede corregir lo calificado."""
    expediente = apartar(expediente_id)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    mover(expediente, Acto.REABRIR_INSTRUMENTO, evaluadora_id)


def juzgar(expediente_id: int, evaluadora_id: int) -> Juicio:
    """La evaluadora firma el juicio, que no se elige: resulta de lo calificado y de los dos criterios."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.JUICIO)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    exigir_que_pueda_evaluar(expediente, evaluadora_id)
    cuenta = resultado_de(expediente, consultas.version_completa(expediente.version_id))
    if cuenta.sin_calificar:
        raise FaltanReactivos(cuenta.sin_calificar)
    juicio = Juicio(
        expediente_id=expediente.id,
        intento=expediente.intento,
        resultado=cuenta.resultado,
        puntos=cuenta.puntos,
        minimo=cuenta.minimo,
        razon=cuenta.razon,
        emitido_en=ahora(),
        evaluadora_id=evaluadora_id,
    )
    db.session.add(juicio)
    db.session.flush()
    dicho = {"resultado": juicio.resultado, "puntos": juicio.puntos, "minimo": juicio.minimo}
    firmar(expediente, A.JUICIO, P.EVALUADORA, evaluadora_id, dicho)
    mover(expediente, Acto.FIRMAR_JUICIO, evaluadora_id)
    return juicio


# ------------------------------------------------------------------ Cédula, encuesta y reevaluación


def escribir_cedula(expediente_id: int, evaluadora_id: int, textos: Mapping[str, str]) -> CedulaDeEvaluacion:
    """La evaluadora escribe la cédula y, al guardarla, la firma y la entrega a la candidata."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.CEDULA)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    fila = consultas.del_intento(CedulaDeEvaluacion, expediente)
    if fila is None:
        fila = CedulaDeEvaluacion(expediente_id=expediente.id, intento=expediente.intento)
        db.session.add(fila)
    for campo in TEXTOS_DE_CEDULA:
        setattr(fila, campo, textos.get(campo, "").strip())
    fila.guardada_en = ahora()
    db.session.flush()
    anular_firmas(expediente, asunto=A.CEDULA)
    firmar(expediente, A.CEDULA, P.EVALUADORA, evaluadora_id, lo_de_la_cedula(fila))
    avisar_a_quien_toca(expediente)
    return fila


TEXTOS_DE_CEDULA = (
    "mejores_practicas", "areas_de_oportunidad", "criterios_no_cubiertos", "incidencias", "recomendaciones",
    "otros_estandares",
)  # fmt: skip


def lo_de_la_cedula(fila: CedulaDeEvaluacion) -> dict[str, Any]:
    """Lo que se acepta de la cédula."""
    return {campo: getattr(fila, campo) for campo in TEXTOS_DE_CEDULA}


def aceptar_cedula(expediente_id: int, candidata_id: int, visto: str) -> None:
    """La candidata dice que recibió su cédula."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.CEDULA)
    fila = consultas.del_intento(CedulaDeEvaluacion, expediente)
    contrafirmar(expediente, A.CEDULA, candidata_id, fila, lo_de_la_cedula, visto)
    mover(expediente, Acto.ACEPTAR_CEDULA, candidata_id)


def responder(expediente_id: int, candidata_id: int, respuestas: Mapping[str, int], comentario: str) -> None:
    """La candidata responde la encuesta: si fue competente sigue el portafolio; si no, puede volver a evaluarse."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.ENCUESTA)
    exigir_papel(expediente, candidata_id, P.CANDIDATA)
    completas = {clave: respuestas.get(clave) for clave, _ in PREGUNTAS}
    if any(valor not in ESCALA for valor in completas.values()):
        raise Incompleta
    juicio = consultas.del_intento(Juicio, expediente)
    if juicio is None:
        raise NoSePuede(expediente.etapa, Acto.RESPONDER_SIENDO_COMPETENTE)
    db.session.add(
        EncuestaDeExpediente(
            expediente_id=expediente.id,
            intento=expediente.intento,
            respuestas=completas,
            comentario=comentario.strip(),
            respondida_en=ahora(),
        )
    )
    competente = juicio.resultado is Resultado.COMPETENTE
    acto = Acto.RESPONDER_SIENDO_COMPETENTE if competente else Acto.RESPONDER_TODAVIA_NO
    mover(expediente, acto, candidata_id)


def reevaluar(expediente_id: int, quien_id: int | None) -> None:
    """Empieza otro intento: la cédula anterior se archiva y nada de lo firmado antes vale para el nuevo."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.TODAVIA_NO)
    cedula = consultas.del_intento(CedulaDeEvaluacion, expediente)
    if cedula is not None:
        cedula.archivada_en = ahora()
    mover(expediente, Acto.REEVALUAR, quien_id)
