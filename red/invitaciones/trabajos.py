"""Lo que se hace sin que nadie lo pida: recordar las que están por vencer y escribir los envíos grandes."""

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.invitaciones import consultas_envio, envios, operaciones
from red.reloj import ahora
from red.tareas.cola import trabajo


@trabajo("recordar_invitaciones", cada_minuto=True)
def recordar_invitaciones() -> None:
    """Recuerda las que ya les toca; si no hay ninguna, no abre ninguna transacción de escritura."""
    hay = consultas_envio.hay_por_recordar(ahora())
    db.session.rollback()
    if hay:
        with actuando("invitaciones.recordar"), transaccion():
            operaciones.recordar()


@trabajo("avisar_de_vencidas", cada_minuto=True)
def avisar_de_vencidas() -> None:
    """Nada vence en silencio: una vez al día por Red, quien coordina se entera."""
    hay = bool(consultas_envio.vencidas_sin_avisar(ahora()))
    db.session.rollback()
    if hay:
        with actuando("invitaciones.vencidas"), transaccion():
            operaciones.avisar_de_vencidas()


@trabajo("enviar_invitaciones", cada_minuto=True)
def enviar_invitaciones() -> None:
    """Sigue cada envío donde iba, por tramos; los que alguien detuvo vuelven a borrador."""
    en_curso = list(consultas_envio.envios_en_curso())
    detenidos = list(consultas_envio.envios_detenidos())
    db.session.rollback()
    for envio_id in en_curso:
        falta = True
        while falta:
            with actuando("invitaciones.enviar"), transaccion():
                falta = envios.avanzar(envio_id)
    for envio_id in detenidos:
        with actuando("invitaciones.regresar"), transaccion():
            envios.regresar_detenido(envio_id)
