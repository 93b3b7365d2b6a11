"""El plan y la cédula en papel: qué va en cada espacio de su modelo, y emitirlos."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from red.certificacion import consultas_expediente as consultas
from red.certificacion.calculo import en_puntos
from red.certificacion.modelos_expediente import (
    CedulaDeEvaluacion,
    Expediente,
    Juicio,
    PapelEnExpediente,
    PlanDeEvaluacion,
)
from red.certificacion.operaciones_expediente import apartar
from red.documentos import operaciones as documentos
from red.documentos.composicion import Valor
from red.documentos.modelos import Documento, Papel
from red.errores import ErrorDeDominio
from red.textos import fecha, hora

NO_OFICIAL = "Los elementos y reactivos de este documento salen de una plantilla no oficial; no son el texto de CONOCER."


class TodaviaNo(ErrorDeDominio):
    """El papel se imprime cuando las dos partes lo firmaron."""

    def __init__(self) -> None:
        super().__init__("Este papel se imprime cuando ya lo firmaron las dos.")


def emitir_plan(expediente_id: int, quien_id: int | None, dia: date) -> Documento:
    """Imprime el plan acordado, con folio; si hay uno anterior de este intento, lo sustituye."""
    expediente = apartar(expediente_id)
    plan = consultas.del_intento(PlanDeEvaluacion, expediente)
    if plan is None or not _firmado(expediente, "plan"):
        raise TodaviaNo
    zona = expediente.red.zona
    datos: dict[str, Valor] = {
        **_comunes(expediente),
        "evaluacion_fecha": _dia(plan.evaluacion_en, zona),
        "evaluacion_hora": _hora(plan.evaluacion_en, zona),
        "evaluacion_lugar": plan.evaluacion_lugar,
        "resultados_fecha": _dia(plan.resultados_en, zona),
        "resultados_hora": _hora(plan.resultados_en, zona),
        "resultados_lugar": plan.resultados_lugar,
        "actividades": (
            ("Número", "Técnica o instrumento", "Descripción"),
            *((str(i), a["tecnica"], a["descripcion"]) for i, a in enumerate(plan.actividades, 1)),
        ),
        "puntaje_minimo": en_puntos(plan.minimo),
        "criterio_uno": plan.criterio_uno,
        "criterio_dos": plan.criterio_dos,
    }
    documento = _emitir(expediente, Papel.PLAN_DE_EVALUACION, datos, plan.documento, quien_id, dia)
    plan.documento_id = documento.id
    return documento


def emitir_cedula(expediente_id: int, quien_id: int | None, dia: date) -> Documento:
    """Imprime la cédula que la candidata ya aceptó, con folio."""
    expediente = apartar(expediente_id)
    cedula = consultas.del_intento(CedulaDeEvaluacion, expediente)
    juicio = consultas.del_intento(Juicio, expediente)
    if cedula is None or juicio is None or not _firmado(expediente, "cedula"):
        raise TodaviaNo
    datos: dict[str, Valor] = {
        **_comunes(expediente),
        "intento": str(expediente.intento),
        "resultado": juicio.resultado.etiqueta,
        "razon": juicio.razon,
        "mejores_practicas": cedula.mejores_practicas or "Ninguna",
        "areas_de_oportunidad": cedula.areas_de_oportunidad or "Ninguna",
        "criterios_no_cubiertos": cedula.criterios_no_cubiertos or "Ninguno",
        "incidencias": cedula.incidencias or "Ninguna",
        "recomendaciones": cedula.recomendaciones or "Ninguna",
        "otros_estandares": cedula.otros_estandares or "Ninguno",
    }
    documento = _emitir(expediente, Papel.CEDULA_DE_EVALUACION, datos, cedula.documento, quien_id, dia)
    cedula.documento_id = documento.id
    return documento


def _emitir(
    expediente: Expediente,
    papel: Papel,
    datos: dict[str, Valor],
    anterior: Documento | None,
    quien_id: int | None,
    dia: date,
) -> Documento:
    return documentos.emitir(
        expediente.red_id,
        papel,
        datos,
        referencia=f"expediente:{expediente.id}",
        institucion_id=None,
        quien_id=quien_id,
        dia=dia,
        sustituye=anterior if anterior is not None and anterior.anulado_en is None else None,
    )


def _firmado(expediente: Expediente, asunto: str) -> bool:
    """Si en este intento ya lo firmaron la evaluadora y la candidata."""
    papeles = {
        firma.papel
        for firma in consultas.firmas_de(expediente.id)
        if firma.asunto.value == asunto and firma.intento == expediente.intento
    }
    return {PapelEnExpediente.CANDIDATA, PapelEnExpediente.EVALUADORA} <= papeles


def _comunes(expediente: Expediente) -> dict[str, Valor]:
    evaluadora = consultas.en_funciones(expediente.id, PapelEnExpediente.EVALUADORA)
    estandar = expediente.estandar
    return {
        "candidata": expediente.persona.nombre_completo,
        "evaluadora": evaluadora.persona.nombre_completo if evaluadora is not None else "",
        "estandar": f"{estandar.codigo}, {estandar.titulo}",
        "leyenda_del_estandar": f"Texto del estándar tomado de: {expediente.version.fuente}."
        if expediente.version.oficial
        else NO_OFICIAL,
    }


def _dia(instante: datetime, zona: str) -> str:
    return fecha(instante.astimezone(ZoneInfo(zona)).date())


def _hora(instante: datetime, zona: str) -> str:
    return hora(instante.astimezone(ZoneInfo(zona)))
