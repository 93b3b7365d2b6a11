"""Lo que se hace sin que nadie lo pida: de una encuesta anónima cerrada no queda guardado lo que alguien no envió."""

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.evaluaciones import consultas, operaciones
from red.reloj import ahora
from red.tareas.cola import trabajo


@trabajo("olvidar_encuestas_sin_enviar", cada_minuto=True)
def olvidar_encuestas_sin_enviar() -> None:
    """Si no hay ninguna, no abre ninguna transacción de escritura."""
    if not consultas.llaves_de_encuestas_cerradas(ahora()):
        return
    with actuando("evaluaciones.olvidar"), transaccion():
        operaciones.olvidar_encuestas_sin_enviar()
