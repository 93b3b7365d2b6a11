"""Dejar dicho que alguien consultó o se llevó datos de otras personas."""

from typing import Any

from red.base import db
from red.bitacora.escritura import contexto
from red.bitacora.modelos import Cambio, Registro
from red.reloj import ahora


def anotar_lectura(tabla: str, fila_id: int, detalle: dict[str, Any], *, red_id: int) -> Registro:
    """Anota una lectura o exportación con su razón; la ve quien coordina esa Red."""
    actual = contexto()
    registro = Registro(
        en=ahora(),
        quien_id=actual.quien,
        accion=actual.accion,
        solicitud=actual.solicitud,
        cambio=Cambio.LEER,
        tabla=tabla,
        fila_id=fila_id,
        red_id=red_id,
        cambios={campo: [None, valor] for campo, valor in detalle.items()},
    )
    db.session.add(registro)
    return registro
