"""A cuántas personas puede escribir alguien en un día, según el más alto de sus papeles."""

from flask import current_app

from red.acceso import consultas
from red.avisos.lotes import TOPES
from red.configuracion import CUOTAS
from red.reloj import hoy


def tope_de_sus_papeles(persona_id: int) -> int:
    """El tope de su papel que más permite; sin cuenta o sin papel, nadie manda nada."""
    cuenta = consultas.cuenta_de_persona(persona_id)
    if cuenta is None:
        return 0
    puestos = current_app.config["RED"].cuotas
    papeles = consultas.identidad(cuenta, hoy()).papeles
    return max((puestos.get(p.rol.value, CUOTAS[p.rol.value]) for p in papeles), default=0)


TOPES.append(tope_de_sus_papeles)
