"""Lo que se hace sin que nadie lo pida: recordar las invitaciones que están por vencer."""

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.invitaciones import consultas, operaciones
from red.reloj import ahora
from red.tareas.cola import trabajo


@trabajo("recordar_invitaciones", cada_minuto=True)
def recordar_invitaciones() -> None:
    """Recuerda las que vencen en dos días; si no hay ninguna, no abre ninguna transacción de escritura."""
    hay = consultas.hay_por_recordar(ahora())
    db.session.rollback()
    if hay:
        with actuando("invitaciones.recordar"), transaccion():
            operaciones.recordar()
