"""Lo que los correos de un levantamiento comprueban y dicen al salir: a quien ya contestó no se le escribe."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import db
from red.levantamientos.modelos import Consultada, Etapa
from red.levantamientos.operaciones import INVITA, RECUERDA
from red.levantamientos.quienes import sigue_en
from red.reloj import hoy
from red.textos import fecha


@redactor(INVITA)
@redactor(RECUERDA)
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Hasta cuándo y en dónde; la invitación y el recordatorio sobran si ya contestó, si cerró o si dejó la Red."""
    suya = db.session.get(Consultada, aviso.datos["consultada_id"])
    if suya is None or suya.enviada_en is not None or suya.retirada_en is not None:
        raise NoHaceFalta("Ya contestó, o retiró lo que había dicho.")
    este = suya.levantamiento
    dia = hoy(este.red.zona)
    if este.etapa(dia) is not Etapa.ABIERTO:
        raise NoHaceFalta("Ya no se puede contestar.")
    sigue = db.session.query(sigue_en(este.red_id, dia, suya.persona_id)).scalar()
    if not sigue:
        raise NoHaceFalta("Ya no está en la Red.")
    return {
        "levantamiento_id": este.id,
        "cierra": fecha(este.cierra_el),
        "empezo": suya.paso > 0,
        "red": este.red.con_articulo,
    }
