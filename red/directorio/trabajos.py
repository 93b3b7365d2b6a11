"""Lo que se hace sin que nadie lo pida: una vez al año, pedir a cada persona que confirme sus datos."""

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.directorio import al_dia
from red.personas import confirmacion
from red.reloj import hoy
from red.tareas.cola import trabajo

POR_TANDA = 200
"""A cuántas, a lo más, se les escribe por minuto."""


@trabajo("pedir_confirmacion_de_datos", cada_minuto=True)
def pedir_confirmacion_de_datos() -> None:
    """Escribe a quien no ha confirmado en un año; si a nadie le toca, no abre ninguna transacción de escritura."""
    if not al_dia.por_pedir(hoy(), 1):
        return
    with actuando("personas.confirmacion"), transaccion():
        for persona in al_dia.por_pedir(hoy(), POR_TANDA):
            confirmacion.pedir(persona)
