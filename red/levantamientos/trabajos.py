"""Lo que un levantamiento hace solo: abrirse en su día, preguntar a quien llega, recordar dos veces y cerrarse."""

from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.levantamientos import consultas, operaciones, quienes
from red.levantamientos import redactores as redactores  # el trabajo de fondo los necesita sin páginas
from red.levantamientos.modelos import Etapa, Levantamiento
from red.levantamientos.recuento import dias_de_recordatorio
from red.reloj import hoy
from red.tareas.cola import trabajo


@trabajo("atender_levantamientos", cada_minuto=True)
def atender_levantamientos() -> None:
    """Si ninguno tiene nada que hacer, no abre ninguna transacción de escritura."""
    for id_ in [este.id for este in consultas.sin_cerrar() if _tiene_que_hacer(este)]:
        with actuando("levantamientos.atender"), transaccion():
            _atender(con_candado(Levantamiento, id_))


def _tiene_que_hacer(este: Levantamiento) -> bool:
    dia = hoy(este.red.zona)
    etapa = este.etapa(dia)
    if etapa is Etapa.PROGRAMADO:
        return este.abre_el <= dia and _se_puede_abrir(este)
    if etapa is Etapa.CERRADO:
        return True
    tocan = sum(cuando <= dia for cuando in dias_de_recordatorio(este.abre_el, este.cierra_el))
    return tocan > este.recordados or bool(quienes.sin_consultar(este, dia))


def _se_puede_abrir(este: Levantamiento) -> bool:
    """Si no hay otro abierto y hay a quién preguntar; si no, espera: la coordinación lo ve en su página."""
    dia = hoy(este.red.zona)
    otro = consultas.abierto_de(este.red_id)
    libre = otro is None or otro.etapa(dia) is not Etapa.ABIERTO
    return libre and dia <= este.cierra_el and bool(quienes.sin_consultar(este, dia))


def _atender(este: Levantamiento) -> None:
    dia = hoy(este.red.zona)
    if este.etapa(dia) is Etapa.PROGRAMADO:
        try:
            operaciones.abrir(este.id)
        except ErrorDeDominio:
            return  # entre tanto se abrió otro, o ya no hay a quién: sigue programado y la página lo dice
    elif not operaciones.cerrar_si_vencio(este):
        operaciones.sumar_a_quienes_toca(este, dia)
        operaciones.recordar_solo(este, dia)
