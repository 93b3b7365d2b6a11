"""Lo que el correo de un reconocimiento comprueba al salir."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import db
from red.reconocimientos.modelos import Reconocimiento


@redactor("reconocimiento")
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Si entre tanto dejó de constar, no se le manda."""
    reconocimiento = db.session.get(Reconocimiento, aviso.datos["reconocimiento_id"])
    if reconocimiento is None:
        raise NoHaceFalta("Ya no consta.")
    return {}
