"""El trabajo que envía los correos: uno por uno, sin tener la base de datos tomada mientras habla con el servidor.

Cada correo pasa por tres transacciones cortas: tomarlo, redactarlo (ahí nacen las llaves de sus enlaces) y anotar
qué pasó. Entre la segunda y la tercera se habla con el servidor de correo.
"""

from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

from flask import current_app

from red.avisos import operaciones, redaccion, transporte
from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta
from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.reloj import ahora
from red.tareas.cola import trabajo

Toma = tuple[int, int]
"""Qué aviso se tomó y en qué intento: con eso se sabe si sigue siendo de quien lo tomó."""


@trabajo("enviar_avisos", cada_minuto=True)
def enviar_pendientes() -> Counter[str]:
    """Envía todo lo que toca ya; devuelve cuántos se enviaron, tropezaron, se rechazaron o se descartaron.

    Si el servidor de correo no responde, deja lo demás para el próximo minuto en vez de gastarle intentos.
    """
    cuenta: Counter[str] = Counter()
    with actuando("avisos enviar"), transporte.abrir(current_app.config["RED"]) as salida:
        while (toma := _tomar()) is not None:
            resultado = _enviar(toma, salida)
            cuenta[resultado.removesuffix("!")] += 1
            if resultado.endswith("!"):
                break
    return cuenta


def _tomar() -> Toma | None:
    with transaccion():
        aviso = operaciones.tomar(ahora())
        toma = (aviso.id, aviso.intentos) if aviso is not None else None
    return toma


def _enviar(toma: Toma, salida: transporte.Transporte) -> str:
    """Redacta, entrega y anota; el signo «!» dice que con los demás pasaría lo mismo."""
    try:
        listo = _redactar(toma)
    except Exception as error:
        # Una plantilla o un redactor que falla no debe detener a los demás: queda por intentar, con su causa.
        current_app.logger.exception("No se pudo redactar el aviso %s", toma[0])
        causa = f"No se pudo redactar: {type(error).__name__}"
        _anotar(toma, lambda aviso: operaciones.anotar_tropiezo(aviso, causa))
        return "tropiezos"
    if isinstance(listo, str):
        return listo
    mensaje, para, clave = listo
    try:
        salida.entregar(mensaje, para, clave)
    except transporte.Rechazado as error:
        dicho = str(error)
        _anotar(toma, lambda aviso: operaciones.anotar_rechazo(aviso, dicho))
        return "rechazados"
    except transporte.Tropiezo as error:
        dicho = str(error)
        _anotar(toma, lambda aviso: operaciones.anotar_tropiezo(aviso, dicho))
        return "tropiezos!" if error.del_servidor else "tropiezos"
    _anotar(toma, operaciones.anotar_envio)
    return "enviados"


def _redactar(toma: Toma) -> tuple[EmailMessage, str, str] | str:
    """El mensaje listo, su destino y su clave; o qué pasó, si no hay nada que entregar."""
    with transaccion():
        aviso = con_candado(Aviso, toma[0])
        if not operaciones.sigue_siendo_mio(aviso, toma[1]):
            return "ajenos"
        try:
            carta = redaccion.escribir(aviso)
        except NoHaceFalta as motivo:
            operaciones.anotar_descarte(aviso, str(motivo))
            return "descartados"
        try:
            return redaccion.componer(aviso, carta), aviso.para, aviso.identificador
        except ValueError:
            operaciones.anotar_rechazo(aviso, "La dirección o el asunto no tienen la forma debida.")
            return "rechazados"


def _anotar(toma: Toma, que: Callable[[Aviso], None]) -> None:
    """Anota el resultado, salvo que se haya tardado tanto que el aviso ya sea de otro proceso."""
    with transaccion():
        aviso = con_candado(Aviso, toma[0])
        if operaciones.sigue_siendo_mio(aviso, toma[1]):
            que(aviso)
