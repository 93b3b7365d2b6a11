"""Lo que se hace sin que nadie lo pida: que un lugar ofrecido y no aceptado pase a quien sigue."""

from flask import current_app

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.formacion import consultas_de_fila, correo, respuestas
from red.invitaciones.consultas import instante_de_la_base
from red.tareas.cola import trabajo


@trabajo("ofertas_de_lugar", cada_minuto=True)
def vencer_ofertas() -> None:
    """Pasa a quien sigue los lugares cuya oferta venció; si no hay ninguna, no abre ninguna transacción que escriba."""
    ediciones = consultas_de_fila.ediciones_con_ofertas_vencidas(instante_de_la_base())
    db.session.rollback()
    for edicion_id in ediciones:
        try:
            with actuando("formacion.ofertas"), transaccion():
                respuestas.vencer_ofertas(edicion_id)
        except Exception:
            current_app.logger.exception(
                "No se pudieron vencer las ofertas de la edición %s; se intentará en un minuto", edicion_id
            )


__all__ = ["correo"]
"""Al importarse registra sus redactores: el trabajo de fondo los necesita sin páginas."""
