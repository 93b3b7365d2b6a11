"""Lo que los correos de acceso necesitan al redactarse y no debe quedar guardado."""

from datetime import timedelta
from typing import Any

from red.acceso import consultas, fichas
from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.reloj import ahora


@redactor("recuperar")
def _redactar_recuperacion(aviso: Aviso) -> dict[str, Any]:
    """Firma la ficha al enviar; si el correo no es de ninguna cuenta, no hay nada que enviar."""
    cuenta = consultas.cuenta_de_correo(aviso.para)
    if cuenta is None or not cuenta.activa:
        raise NoHaceFalta("No hay una cuenta activa con ese correo.")
    if ahora() - aviso.creado_en > timedelta(hours=6):
        raise NoHaceFalta("Se pidió hace demasiado tiempo.")
    return {"nombre": cuenta.persona.nombre_visible, "ficha": fichas.firmar(cuenta)}
