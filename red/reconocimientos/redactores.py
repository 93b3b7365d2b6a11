"""Lo que el correo de un reconocimiento comprueba al salir."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import db
from red.personas.consultas import quiere_correos
from red.reconocimientos.modelos import Reconocimiento


@redactor("reconocimiento")
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Si entre tanto dejó de querer estos correos, no se le manda."""
    reconocimiento = db.session.get(Reconocimiento, aviso.datos["reconocimiento_id"])
    if reconocimiento is None or not quiere_correos(reconocimiento.persona_id):
        raise NoHaceFalta("Ya no quiere recibir estos correos.")
    return {}
