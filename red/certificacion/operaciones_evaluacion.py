"""Lo que se hace en las primeras etapas, del diagnóstico al plan; cada acto aparta el expediente y comprueba quién lo hace.

La vista ya comprobó la relación de quien pide con el expediente; aquí se vuelve a leer con el expediente apartado, porque
entre tanto pudo cambiar.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from red.base import db
from red.certificacion import consultas_expediente as consultas
from red.certificacion.avisos_de_expediente import avisar_a_quien_toca
from red.certificacion.cadena import Acto
from red.certificacion.calculo import interpretar
from red.certificacion.modelos_estandar import Sugerencia
from red.certificacion.modelos_expediente import (
    AsuntoDeFirma,
    Diagnostico,
    Etapa,
    Expediente,
    FichaDeRegistro,
    PapelEnExpediente,
    PlanDeEvaluacion,
)
from red.certificacion.operaciones_expediente import (
    anular_firmas,
    apartar,
    exigir_que_pueda_evaluar,
    firmar,
    huella_de,
    mover,
)
from red.errores import ErrorDeDominio, NoEncontrado
from red.reloj import ahora, dia_de
from red.textos import fecha

P, A = PapelEnExpediente, AsuntoDeFirma
Papel = TypeVar("Papel")


class NadaQueAceptar(ErrorDeDominio):
    """La otra parte todavía no escribe o no firma."""

    def __init__(self) -> None:
        super().__init__("Todavía no hay nada que aceptar: falta que la evaluadora lo escriba y lo firme.")


class CambioLoQueViste(ErrorDeDominio):
    """Lo que se iba a aceptar ya no es lo que se leyó."""

    def __init__(self) -> None:
        super().__init__("Lo que ibas a aceptar cambió mientras lo leías. Léelo otra vez antes de aceptarlo.")


def en_etapa(expediente: Expediente, *etapas: Etapa) -> None:
    """Lanza un error si el expediente no está en una de ellas."""
    if expediente.etapa not in etapas:
        raise ErrorDeDominio(
            f"El expediente está en «{expediente.etapa.etiqueta}» y esto ya no corresponde. "
            "Vuelve a abrirlo: quizá alguien acaba de avanzarlo."
        )


def exigir_papel(expediente: Expediente, persona_id: int, papel: PapelEnExpediente) -> None:
    """Con el expediente apartado: lanza NoEncontrado si esa persona ya no tiene ese papel."""
    if consultas.papel_vigente(expediente.id, persona_id) is not papel:
        raise NoEncontrado


# ------------------------------------------------------------------ Diagnóstico


def diagnosticar(
    expediente_id: int, evaluadora_id: int, *, aplicado_el: date, aciertos: int, total: int
) -> Diagnostico:
    """Guarda los aciertos, lo que dice la tabla del estándar y lo que sugiere; guardarlo es la firma de la evaluadora."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.DIAGNOSTICO)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    exigir_que_pueda_evaluar(expediente, evaluadora_id)
    if not 0 <= aciertos <= total:
        raise ErrorDeDominio("Los aciertos no pueden ser más que las preguntas.", "aciertos")
    antes = dia_de(expediente.abierto_en, expediente.red.zona) - timedelta(days=366)
    if aplicado_el < antes:
        raise ErrorDeDominio(
            f"Revisa el año: el diagnóstico se responde a lo más un año antes de abrir el expediente, desde el {fecha(antes)}.",
            "aplicado_el",
        )
    dice, sugiere = interpretar(expediente.version.diagnostico, aciertos, total)
    fila = consultas.unico(Diagnostico, expediente)
    if fila is None:
        fila = Diagnostico(expediente_id=expediente.id)
        db.session.add(fila)
    fila.aplicado_el, fila.aciertos, fila.total = aplicado_el, aciertos, total
    fila.interpretacion, fila.sugerencia = dice, sugiere
    db.session.flush()
    anular_firmas(expediente, asunto=A.DIAGNOSTICO)
    firmar(expediente, A.DIAGNOSTICO, P.EVALUADORA, evaluadora_id, lo_del_diagnostico(fila))
    avisar_a_quien_toca(expediente)
    return fila


def lo_del_diagnostico(fila: Diagnostico) -> dict[str, Any]:
    """Lo que se acepta del diagnóstico."""
    return {
        "aplicado": fila.aplicado_el,
        "aciertos": fila.aciertos,
        "total": fila.total,
        "sugiere": fila.sugerencia,
    }


def contrafirmar(
    expediente: Expediente,
    asunto: AsuntoDeFirma,
    candidata_id: int,
    fila: Papel | None,
    lo_que_acepta: Callable[[Papel], dict[str, Any]],
    visto: str,
) -> Papel:
    """La candidata firma lo que la evaluadora ya firmó, tal como lo leyó; devuelve el papel.

    Lanza NadaQueAceptar si no hay papel firmado y CambioLoQueViste si dice otra cosa que la que ella vio.
    """
    exigir_papel(expediente, candidata_id, P.CANDIDATA)
    if fila is None or consultas.firma_viva(expediente, asunto, P.EVALUADORA) is None:
        raise NadaQueAceptar
    dice = lo_que_acepta(fila)
    if visto != huella_de(dice):
        raise CambioLoQueViste
    firmar(expediente, asunto, P.CANDIDATA, candidata_id, dice)
    return fila


def decidir(expediente_id: int, candidata_id: int, decision: Sugerencia, visto: str) -> None:
    """La candidata acepta su diagnóstico y decide si se evalúa o se prepara antes."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.DIAGNOSTICO)
    fila = consultas.unico(Diagnostico, expediente)
    fila = contrafirmar(expediente, A.DIAGNOSTICO, candidata_id, fila, lo_del_diagnostico, visto)
    fila.decision, fila.decidida_en = decision, ahora()
    se_evalua = decision is Sugerencia.EVALUARSE
    mover(expediente, Acto.DECIDIR_EVALUARSE if se_evalua else Acto.DECIDIR_PREPARARSE, candidata_id)


# ------------------------------------------------------------------ Ficha


def llenar_ficha(expediente_id: int, candidata_id: int, datos: Mapping[str, Any]) -> FichaDeRegistro:
    """La candidata llena o corrige su ficha; guardarla es su firma. Aparecer en el registro público se decide aparte."""
    expediente = apartar(expediente_id)
    exigir_papel(expediente, candidata_id, P.CANDIDATA)
    en_etapa(expediente, *SE_CORRIGE_LA_FICHA)
    fila = consultas.unico(FichaDeRegistro, expediente)
    if fila is None:
        fila = FichaDeRegistro(expediente_id=expediente.id, publica_en_renap=False)
        db.session.add(fila)
    for campo, valor in datos.items():
        setattr(fila, campo, valor)
    fila.llenada_en = ahora()
    db.session.flush()
    firmar(expediente, A.FICHA, P.CANDIDATA, candidata_id, {c: getattr(fila, c) for c in CAMPOS_DE_FICHA})
    if expediente.etapa is Etapa.FICHA:
        mover(expediente, Acto.FIRMAR_FICHA, candidata_id)
    return fila


CAMPOS_DE_FICHA = (
    "curp", "nacimiento", "lugar_de_nacimiento", "genero", "nacionalidad", "telefono", "domicilio", "escolaridad",
    "discapacidad", "trabaja", "puesto", "experiencia", "certificados_previos",
)  # fmt: skip
SE_CORRIGE_LA_FICHA = (
    Etapa.FICHA, Etapa.PLAN, Etapa.EVALUACION, Etapa.JUICIO, Etapa.CEDULA, Etapa.ENCUESTA, Etapa.PORTAFOLIO, Etapa.TODAVIA_NO,
)  # fmt: skip
"""Después la leyeron otras: se corrige pidiéndolo."""


def consentir_renap(expediente_id: int, candidata_id: int, *, publica: bool) -> None:
    """Dice si quiere aparecer en el registro público de personas certificadas; puede cambiarlo cuando quiera."""
    expediente = apartar(expediente_id)
    exigir_papel(expediente, candidata_id, P.CANDIDATA)
    fila = consultas.unico(FichaDeRegistro, expediente)
    if fila is None:
        raise NadaQueAceptar
    if fila.publica_en_renap != publica:
        fila.publica_en_renap, fila.renap_en = publica, ahora()


# ------------------------------------------------------------------ Plan


@dataclass(frozen=True)
class PlanEscrito:
    """Lo que dice un plan de evaluación."""

    evaluacion_en: datetime
    evaluacion_lugar: str
    resultados_en: datetime
    resultados_lugar: str
    actividades: Sequence[Mapping[str, str]]
    criterio_uno: str
    criterio_dos: str


def planear(expediente_id: int, evaluadora_id: int, escrito: PlanEscrito) -> PlanDeEvaluacion:
    """La evaluadora escribe el plan y, al guardarlo, lo firma; si ya lo habían acordado, se vuelve a acordar."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.PLAN, Etapa.EVALUACION)
    exigir_papel(expediente, evaluadora_id, P.EVALUADORA)
    exigir_que_pueda_evaluar(expediente, evaluadora_id)
    if escrito.resultados_en < escrito.evaluacion_en:
        raise ErrorDeDominio("Los resultados se dan después de la evaluación.", "resultados_en")
    fila, minimo = consultas.del_intento(PlanDeEvaluacion, expediente), expediente.version.minimo
    if fila is None:
        fila = PlanDeEvaluacion(expediente_id=expediente.id, intento=expediente.intento)
        db.session.add(fila)
    for campo, valor in vars(escrito).items():
        setattr(fila, campo, [dict(uno) for uno in valor] if campo == "actividades" else valor)
    fila.minimo, fila.guardado_en = minimo, ahora()
    db.session.flush()
    anular_firmas(expediente, asunto=A.PLAN)
    firmar(expediente, A.PLAN, P.EVALUADORA, evaluadora_id, lo_del_plan(fila))
    if expediente.etapa is Etapa.EVALUACION:
        mover(expediente, Acto.CAMBIAR_PLAN, evaluadora_id)
    else:
        avisar_a_quien_toca(expediente)
    return fila


def lo_del_plan(fila: PlanDeEvaluacion) -> dict[str, Any]:
    """Lo que se acepta del plan."""
    campos = (
        "evaluacion_en", "evaluacion_lugar", "resultados_en", "resultados_lugar", "actividades", "minimo",
        "criterio_uno", "criterio_dos",
    )  # fmt: skip
    return {campo: getattr(fila, campo) for campo in campos}


def aceptar_plan(expediente_id: int, candidata_id: int, visto: str) -> None:
    """La candidata acepta el plan: ya se puede evaluar."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.PLAN)
    fila = consultas.del_intento(PlanDeEvaluacion, expediente)
    contrafirmar(expediente, A.PLAN, candidata_id, fila, lo_del_plan, visto)
    mover(expediente, Acto.ACORDAR_PLAN, candidata_id)
