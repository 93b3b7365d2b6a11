"""Lo que se hace sin que nadie lo pida: recordar lo que espera y avisar de la acreditación que está por vencer."""

from datetime import timedelta

from flask import current_app

from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.certificacion import avisos_de_expediente, consultas, consultas_expediente
from red.certificacion.modelos import AcreditacionDeEvaluadora, Expediente
from red.reloj import ahora, hoy
from red.tareas.cola import trabajo

CADA = timedelta(days=7)
"""Cada cuánto se recuerda un paso que sigue esperando."""
POR_TANDA = 100


@trabajo("recordar_expedientes", cada_minuto=True)
def recordar_expedientes() -> None:
    """A quien le toca un paso desde hace una semana se le vuelve a escribir; si no hay a quién, no se escribe nada."""
    for expediente_id in consultas_expediente.por_recordar(ahora() - CADA, POR_TANDA):
        try:
            with actuando("certificacion.recordar"), transaccion():
                _recordar(expediente_id)
        except Exception:
            current_app.logger.exception(
                "No se pudo recordar el expediente %s; sigue el que viene", expediente_id
            )


def _recordar(expediente_id: int) -> None:
    expediente = con_candado(Expediente, expediente_id)
    if (expediente.recordado_en or expediente.etapa_desde) <= ahora() - CADA:
        expediente.recordado_en = ahora()
        avisos_de_expediente.avisar_a_quien_toca(expediente)


@trabajo("avisar_acreditaciones", cada_minuto=True)
def avisar_acreditaciones() -> None:
    """Dos meses antes, una vez, se le dice a la evaluadora que su acreditación vence."""
    for acreditacion_id in consultas.por_avisar(hoy(), POR_TANDA):
        try:
            with actuando("certificacion.avisar"), transaccion():
                _avisar(acreditacion_id)
        except Exception:
            current_app.logger.exception(
                "No se pudo avisar de la acreditación %s; sigue la que viene", acreditacion_id
            )


def _avisar(acreditacion_id: int) -> None:
    fila = con_candado(AcreditacionDeEvaluadora, acreditacion_id)
    if fila.avisada_el is None and fila.retirada_en is None:
        fila.avisada_el = hoy(fila.red.zona)
        avisos_de_expediente.avisar_que_vence(fila)
