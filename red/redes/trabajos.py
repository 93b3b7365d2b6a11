"""Lo que se hace sin que nadie lo pida: quien dijo cuándo volvía de su pausa, ese día vuelve."""

from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.redes import consultas, membresias, pausas
from red.redes.modelos import Red
from red.reloj import hoy
from red.tareas.cola import trabajo


@trabajo("volver_de_pausas", cada_minuto=True)
def volver_de_pausas() -> None:
    """Deja activas a quienes ya llegó su día; si no hay a quién, no abre ninguna transacción de escritura."""
    por_volver = [
        red.id for red in consultas.redes_de(None) if pausas.pausas_cumplidas(red.id, hoy(red.zona), 1)
    ]
    for red_id in por_volver:
        with actuando("redes.pausas"), transaccion():
            red = con_candado(Red, red_id)
            membresias.volver_de_pausas(red, hoy(red.zona))
