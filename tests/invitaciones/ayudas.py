"""Piezas de estas pruebas: una invitación con su llave y lo que una persona escribe al aceptar."""

from datetime import timedelta
from typing import Any

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.invitaciones.modelos import Invitacion
from red.invitaciones.operaciones import acunar_llave, anotar_salida
from red.invitaciones.respuestas import Alta
from red.personas.modelos import NivelCargo
from red.redes.modelos import Red
from red.reloj import ahora
from tests.fabricas import guardar

CONTRASENA = "manzana ventana cuaderno lluvia"


def una_invitacion(red: Red, correo: str = "nueva@ejemplo.test", **valores: Any) -> Invitacion:
    """Invitación sin respuesta que vence en siete días."""
    momento = ahora()
    omision = {
        "red_id": red.id,
        "correo": correo,
        "creada_en": momento,
        "vence_en": momento + timedelta(days=7),
        "enviada_en": momento,
    }
    return guardar(Invitacion(**{**omision, **valores}))


def una_llave(invitacion: Invitacion) -> str:
    """La ficha de un enlace enviado."""
    with transaccion():
        anotar_salida(invitacion, ahora())
        return acunar_llave(invitacion)


def un_alta(**cambios: Any) -> Alta:
    """Lo que escribe quien acepta."""
    valores: dict[str, Any] = {
        "nombre": "Lucía",
        "primer_apellido": "Torres",
        "segundo_apellido": None,
        "nombre_preferido": None,
        "institucion_id": None,
        "puesto": "Jefa de unidad",
        "nivel": NivelCargo.MANDO_MEDIO,
        "contrasena": CONTRASENA,
    }
    return Alta(**{**valores, **cambios})


def formulario_de_alta(**cambios: Any) -> dict[str, Any]:
    """Lo mismo, como llega en el formulario."""
    return {
        "nombre": "Lucía",
        "primer_apellido": "Torres",
        "puesto": "Jefa de unidad",
        "nivel": "mando_medio",
        "contrasena": CONTRASENA,
        **cambios,
    }


def correos_escritos(plantilla: str = "invitacion") -> list[str]:
    """A quiénes se escribió con esa plantilla, en orden."""
    return list(
        db.session.scalars(db.select(Aviso.para).where(Aviso.plantilla == plantilla).order_by(Aviso.id))
    )
