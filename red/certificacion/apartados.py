"""Lo que se suma a la página de un expediente: cada parte registra su apartado y decide quién lo ve.

@apartado_de_expediente
def _portafolio(mirada: Mirada) -> Apartado | None:
    return Apartado("Portafolio", "certificacion/_portafolio.html", {...}, orden=20)
"""

from collections.abc import Callable

from red.certificacion.acceso import Mirada
from red.formacion.apartados import Apartado

Fuente = Callable[[Mirada], Apartado | None]
FUENTES: list[Fuente] = []


def apartado_de_expediente(fuente: Fuente) -> Fuente:
    """Registra un apartado de la página de un expediente."""
    FUENTES.append(fuente)
    return fuente


def de_expediente(mirada: Mirada) -> list[Apartado]:
    """Los que esa persona ve, en su orden."""
    hallados = [apartado for fuente in FUENTES if (apartado := fuente(mirada)) is not None]
    return sorted(hallados, key=lambda apartado: apartado.orden)
