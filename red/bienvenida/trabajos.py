"""Lo que se hace sin que nadie lo pida: la guía con todo hecho se da por terminada."""

from red.base import transaccion
from red.bienvenida import consultas, operaciones
from red.bitacora.escritura import actuando
from red.tareas.cola import trabajo

POR_TANDA = 200


@trabajo("terminar_bienvenidas", cada_minuto=True)
def terminar_bienvenidas() -> None:
    """Si ninguna está por terminar, no abre ninguna transacción de escritura."""
    if not consultas.terminadas_sin_decirlo(1):
        return
    with actuando("bienvenida.terminar"), transaccion():
        operaciones.terminar_las_hechas(POR_TANDA)
