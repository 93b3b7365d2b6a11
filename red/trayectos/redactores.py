"""Lo que el recordatorio de formación comprueba y dice al salir."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import db
from red.redes.modelos import Red
from red.reloj import hoy
from red.trayectos import consultas
from red.trayectos.consultas import RECORDATORIO
from red.trayectos.operaciones import le_falta


@redactor(RECORDATORIO)
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Cuánto le falta hoy; si ya se puso al día o dejó su función, no se le manda.

    Es de lo que su función le pide: no depende de que quiera recibir los correos que no son necesarios.
    """
    persona_id = aviso.datos["persona_id"]
    red = db.session.get(Red, aviso.red_id) if aviso.red_id else None
    if red is None:
        raise NoHaceFalta("La Red ya no existe.")
    progreso = consultas.progresos(red.id, [persona_id], hoy(red.zona))[persona_id]
    if not le_falta(progreso):
        raise NoHaceFalta("Ya tiene lo que le tocaba, o ya no le toca.")
    return {"hechos": progreso.hechos, "total": len(progreso.pasos), "faltan": len(progreso.faltan)}
