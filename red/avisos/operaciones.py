"""Escribir un correo por salir: queda con el hecho que lo causa, o no queda ninguno de los dos."""

import uuid
from typing import Any

from red.avisos.modelos import Aviso
from red.base import al_confirmar, db
from red.reloj import ahora
from red.tareas import cola


def encolar(plantilla: str, para: str, datos: dict[str, Any], referencia: str | None = None) -> Aviso:
    """Deja un correo por enviar; sale cuando la transacción se confirme.

    `datos` lleva lo que la plantilla necesita y nunca una llave: las llaves se hacen al redactar.
    """
    momento = ahora()
    aviso = Aviso(
        plantilla=plantilla,
        para=para.strip().lower(),
        datos=datos,
        referencia=referencia,
        identificador=uuid.uuid4().hex,
        creado_en=momento,
        siguiente_en=momento,
    )
    db.session.add(aviso)
    al_confirmar(_despertar)
    return aviso


def _despertar() -> None:
    cola.pedir("enviar_avisos")
