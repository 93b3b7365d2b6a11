"""La ficha del enlace para recuperar el acceso: firmada, de una hora y de un solo uso.

Lleva una huella de la cuenta tal como está ahora: en cuanto la contraseña o el sello cambian, la ficha deja de
valer sin que haga falta guardarla en ninguna parte.
"""

import hashlib
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from red.acceso.modelos import Cuenta
from red.errores import ErrorDeDominio

VIDA = 3600


class FichaInvalida(ErrorDeDominio):
    """El enlace venció, ya se usó o alguien lo alteró."""

    def __init__(self) -> None:
        super().__init__("Este enlace ya no sirve: venció, ya se usó o llegó incompleto. Pide uno nuevo.")


class FichaUsada(FichaInvalida):
    """El enlace es nuestro y no ha vencido, pero la contraseña cambió después de enviarlo."""


@dataclass(frozen=True)
class FichaDeRecuperacion:
    """De qué cuenta es el enlace y cómo estaba cuando se envió."""

    cuenta_id: int
    huella: str


def huella_de(cuenta: Cuenta) -> str:
    """Huella que cambia cuando cambian la contraseña, el sello o el correo de la cuenta."""
    return hashlib.sha256(f"{cuenta.contrasena}\0{cuenta.sello}\0{cuenta.correo}".encode()).hexdigest()[:32]


def firmar(cuenta: Cuenta) -> str:
    """Ficha para el enlace; empieza a contar ahora."""
    return str(_firma().dumps([cuenta.id, huella_de(cuenta)]))


def leer(ficha: str) -> FichaDeRecuperacion:
    """Lo que dice una ficha; lanza FichaInvalida si venció o no la firmamos."""
    try:
        cuenta_id, huella = _firma().loads(ficha, max_age=VIDA)
    except (BadSignature, SignatureExpired, ValueError, TypeError):
        raise FichaInvalida from None
    return FichaDeRecuperacion(int(cuenta_id), str(huella))


def _firma() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="acceso.recuperar")
