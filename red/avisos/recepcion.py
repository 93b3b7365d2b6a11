"""El trabajo que lee lo que los servidores de correo contestan: qué llegó y qué se devolvió."""

from collections import Counter

from flask import current_app

from red.avisos import buzones_de_rebotes, entrega, rebotes
from red.avisos.rebotes import Noticia
from red.base import transaccion
from red.bitacora.escritura import actuando
from red.tareas.cola import trabajo


@trabajo("leer_rebotes", cada_minuto=True)
def leer_rebotes() -> Counter[str]:
    """Lee el buzón de los devueltos y anota lo que dice; cuántos se anotaron y cuántos no eran informes nuestros.

    Un mensaje que no se entiende se da por visto: quien administra lo encuentra en el mismo buzón.
    """
    cuenta: Counter[str] = Counter()
    direccion = current_app.config["RED"].rebotes
    if not direccion:
        return cuenta
    with actuando("avisos rebotes"):
        try:
            for datos, dar_por_leido in buzones_de_rebotes.por_leer(direccion):
                cuenta["anotados" if anotar(datos) else "ajenos"] += 1
                dar_por_leido()
        except buzones_de_rebotes.NoSePudoLeer as error:
            current_app.logger.warning("%s", error)
            cuenta["sin abrir"] += 1
    return cuenta


def anotar(datos: bytes) -> bool:
    """Anota lo que dice un informe; falso si no es nuestro o ya se sabía."""
    try:
        noticia = rebotes.leer(datos)
    except (ValueError, LookupError, UnicodeError):
        return False
    return noticia is not None and anotar_noticia(noticia, datos)


def anotar_noticia(noticia: Noticia, crudo: bytes) -> bool:
    """Anota una noticia en su propia transacción."""
    with transaccion():
        cambio = entrega.anotar_noticia(noticia, crudo)
    return cambio
