"""Lo que comparten las pruebas de páginas de formación."""

from typing import Any

from red.base import transaccion
from red.formacion import operaciones
from red.formacion.modelos import Edicion, Inscripcion
from red.redes.modelos import Red
from tests import fabricas


def ocupar(edicion: Edicion, red: Red, cuantas: int = 1) -> list[Inscripcion]:
    """Otras personas piden lugar antes."""
    hechas = []
    for _ in range(cuantas):
        persona = fabricas.una_persona()
        fabricas.una_membresia(red, persona)
        with transaccion():
            hechas.append(operaciones.inscribir(edicion.id, persona.id).inscripcion)
    return hechas


def texto(respuesta: Any) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def ficha(edicion: Edicion) -> str:
    return f"/formacion/ediciones/{edicion.id}"
