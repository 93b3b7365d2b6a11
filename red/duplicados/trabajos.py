"""Lo que se hace sin que nadie lo pida: buscar duplicados una vez al día."""

from datetime import date

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.duplicados import operaciones
from red.duplicados.modelos import Clase
from red.reloj import hoy
from red.tareas.cola import trabajo

_hecho: set[date] = set()
"""Los días en que este proceso ya buscó; si se reinicia busca otra vez, y eso no cambia nada."""


@trabajo("buscar_duplicados", cada_minuto=True)
def buscar_duplicados() -> None:
    """Busca una vez al día y al arrancar; en una Red nacional tarda menos de un minuto."""
    dia = hoy()
    if dia in _hecho:
        return
    for clase in Clase:
        hallados = operaciones.hallar(clase, dia)
        with actuando("duplicados.buscar"), transaccion():
            operaciones.guardar(clase, hallados)
    _hecho.clear()
    _hecho.add(dia)
