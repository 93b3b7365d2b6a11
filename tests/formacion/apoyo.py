"""Lo que comparten las pruebas de formación."""

from dataclasses import replace
from typing import Any

from red.base import transaccion
from red.formacion import consultas, operaciones, programacion
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.programacion import COLUMNAS, DatosDeEdicion, Horario
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


def como_esta(edicion: Edicion) -> DatosDeEdicion:
    """Los datos de la edición, para cambiar sólo uno."""
    datos = {columna: getattr(edicion, columna) for columna in COLUMNAS}
    jornadas = [Horario(j.inicia_en, j.termina_en, j.lugar) for j in consultas.jornadas_de(edicion.id)]
    return DatosDeEdicion(cupo=edicion.cupo, jornadas=jornadas, **datos)


def corregir(edicion: Edicion, **cambios: Any) -> None:
    """Cambia sólo eso, por donde lo hace la página de corregir una edición."""
    datos = replace(como_esta(edicion), **cambios)
    with transaccion():
        programacion.editar_edicion(edicion.id, datos)
