"""Cuánto se puede intentar entrar, recuperar y buscar antes de tener que esperar.

Nadie puede dejar fuera a las demás: no hay un tope de todas juntas. Tampoco queda nadie fuera para siempre: los topes se cuentan por cuenta y red a la vez, el de la cuenta entera no toca a
quien entra desde donde ya había entrado, y recuperar la contraseña por correo los levanta.
"""

from red.acceso import operaciones
from red.acceso.contrasenas import coincide
from red.acceso.modelos import Cuenta
from red.limites import Demasiados, Tope, de_donde

ENTRAR_CUENTA_Y_RED = Tope("entrar-cuenta-red", 5, 15 * 60)
ENTRAR_RED = Tope("entrar-red", 50, 3600)
ENTRAR_CUENTA = Tope("entrar-cuenta", 100, 24 * 3600)
RED_CONOCIDA = Tope("red-conocida", 2**31, 60 * 24 * 3600)
CONFIRMAR = Tope("confirmar-contrasena", 5, 15 * 60)
RECUPERAR_CUENTA = Tope("recuperar-cuenta", 5, 24 * 3600)
RECUPERAR_RED = Tope("recuperar-red", 20, 3600)
BUSCAR_PERSONAS = Tope("buscar-personas", 60, 3600)

REGISTRAR_A_ALGUIEN = Tope("registrar-a-alguien", 10, 24 * 3600)
"""Con él, quien no lleva el registro no averigua a fuerza de intentos qué correos están en él."""


def comprobar_entrada(correo: str, contrasena: str) -> Cuenta | None:
    """La cuenta si acierta; cada intento se cuenta antes de mirar la contraseña. Lanza Demasiados.

    Lo que se cuenta y lo que se tarda es igual exista o no la cuenta.
    """
    red = de_donde()
    ENTRAR_CUENTA_Y_RED.contar(correo, red)
    ENTRAR_RED.contar(red)
    if not RED_CONOCIDA.van(correo, red):
        ENTRAR_CUENTA.contar(correo)
    cuenta = operaciones.comprobar(correo, contrasena)
    if cuenta is not None:
        _acerto(correo, red)
    return cuenta


def _acerto(correo: str, red: str) -> None:
    """Quien acierta no gasta los intentos de nadie, y desde aquí ya se le conoce."""
    ENTRAR_CUENTA_Y_RED.olvidar(correo, red)
    ENTRAR_RED.descontar(red)
    ENTRAR_CUENTA.olvidar(correo)
    RED_CONOCIDA.contar(correo, red)


def levantar(correo: str) -> None:
    """Quien demostró que el correo es suyo puede volver a intentar desde donde está."""
    ENTRAR_CUENTA_Y_RED.olvidar(correo, de_donde())
    ENTRAR_CUENTA.olvidar(correo)


def es_ella(cuenta: Cuenta, contrasena: str) -> bool:
    """Si quien tiene la sesión sabe también la contraseña; lanza Demasiados."""
    CONFIRMAR.contar(str(cuenta.id))
    if not coincide(cuenta.contrasena, contrasena):
        return False
    CONFIRMAR.olvidar(str(cuenta.id))
    return True


def admite_recuperacion(correo: str) -> bool:
    """Si a ese correo se le puede escribir otra vez hoy; lanza Demasiados si insisten desde la misma red."""
    RECUPERAR_RED.contar(de_donde())
    try:
        RECUPERAR_CUENTA.contar(correo)
    except Demasiados:
        return False
    return True
