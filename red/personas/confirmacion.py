"""«Confirmo mis datos»: una vez al año, con un enlace del correo y sin contraseña.

La ficha del enlace va firmada, dura dos meses y sirve una vez: lleva una huella de cómo está la persona, que
cambia en cuanto confirma o cambia su correo. El correo no dice ningún dato suyo.
"""

import hashlib
from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.reloj import ahora

VIDA = 60 * 24 * 3600
PLANTILLA = "confirmar_datos"
ENTRE_PETICIONES = timedelta(days=7)


class FichaVencida(ErrorDeDominio):
    """El enlace venció, ya se usó o llegó incompleto."""

    def __init__(self) -> None:
        super().__init__("Este enlace ya no sirve: venció, ya se usó o llegó incompleto.")


class PedidaHacePoco(ErrorDeDominio):
    """Se le escribió hace unos días."""

    def __init__(self) -> None:
        super().__init__("Ya se le pidió hace menos de una semana: dale unos días.")


def pedir(persona: Persona) -> Aviso:
    """Deja por enviar el correo que le pide confirmar; lanza PedidaHacePoco si se le escribió esta semana."""
    persona = con_candado(Persona, persona.id)
    if persona.confirmacion_pedida_en and persona.confirmacion_pedida_en > ahora() - ENTRE_PETICIONES:
        raise PedidaHacePoco
    persona.confirmacion_pedida_en = ahora()
    return encolar(PLANTILLA, persona.correo, {"persona_id": persona.id}, referencia=f"persona:{persona.id}")


def confirmar(persona_id: int, huella: str) -> Persona:
    """Anota que sus datos siguen siendo ciertos; con el candado puesto, de dos usos a la vez sólo uno llega."""
    persona = con_candado(Persona, persona_id)
    if huella_de(persona) != huella:
        raise FichaVencida
    persona.datos_confirmados_en = ahora()
    return persona


def huella_de(persona: Persona) -> str:
    """Cambia cuando confirma, cuando cambia su correo y si su registro se junta con otro."""
    partes = (persona.clave, persona.correo, persona.datos_confirmados_en, persona.fusionada_en_id)
    return hashlib.sha256("\0".join(str(parte) for parte in partes).encode()).hexdigest()[:32]


def firmar(persona: Persona) -> str:
    """Ficha para el enlace; empieza a contar ahora."""
    return str(_firma().dumps([persona.id, huella_de(persona)]))


def leer(ficha: str) -> tuple[Persona, str]:
    """De quién es la ficha y con qué huella; lanza FichaVencida si ya no sirve."""
    try:
        persona_id, huella = _firma().loads(ficha, max_age=VIDA)
    except (BadSignature, SignatureExpired, ValueError, TypeError):
        raise FichaVencida from None
    persona = db.session.get(Persona, int(persona_id))
    if persona is None or huella_de(persona) != huella:
        raise FichaVencida
    return persona, str(huella)


def _firma() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="personas.confirmo")


@redactor(PLANTILLA)
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Firma la ficha al enviar; si confirmó entre tanto, no hay nada que pedir."""
    persona = buscar(Persona, aviso.datos["persona_id"])
    confirmo = persona.datos_confirmados_en
    if persona.fusionada_en_id is not None or (confirmo is not None and confirmo > aviso.creado_en):
        raise NoHaceFalta("Ya confirmó sus datos.")
    return {"nombre": persona.nombre_preferido or persona.nombre, "ficha": firmar(persona)}
