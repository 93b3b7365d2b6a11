"""La contraseña: qué se acepta y cómo se guarda.

Sigue a NIST SP 800-63B-4 para una contraseña que es el único factor: larga (15 o más), sin exigir mayúsculas ni
signos, sin caducar, y fuera de lo que cualquiera probaría primero. Se guarda su resumen Argon2id, nunca ella.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from red.acceso.palabras import COMUNES, RENGLONES
from red.errores import ErrorDeDominio
from red.textos import sin_acentos

MINIMO = 15
MAXIMO = 128
LETRAS_DISTINTAS = 6
LETRAS_PROPIAS = 8
"""Cuántas letras deben quedar después de quitar lo que cualquiera probaría."""

_DISFRACES = str.maketrans("0134578@$!|", "oieastbasil")
_NO_LETRA = re.compile(r"[^a-z0-9]+")
_REPETIDA = re.compile(r"(.{1,5}?)\1{2,}|(.{6,}?)\2+")


class ContrasenaDebil(ErrorDeDominio):
    """La contraseña es corta, demasiado larga o fácil de adivinar; el mensaje dice qué hacer."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, campo="contrasena")


def normalizar(contrasena: str) -> str:
    """La misma contraseña se escribe igual en cualquier teclado: Unicode en forma NFC."""
    return unicodedata.normalize("NFC", contrasena)


def revisar(contrasena: str, propias: Iterable[str | None] = ()) -> None:
    """Lanza ContrasenaDebil si no se acepta; `propias` son su nombre, su correo y lo que otra persona sabe de ella."""
    contrasena = normalizar(contrasena)
    largo = len(contrasena)
    if largo < MINIMO:
        faltan = MINIMO - largo
        raise ContrasenaDebil(
            f"Tiene {largo} de {MINIMO} caracteres: agrega {faltan} o más. Cuatro palabras con espacios bastan."
        )
    if largo > MAXIMO:
        raise ContrasenaDebil(f"Tiene {largo} caracteres y el máximo es {MAXIMO}.")
    if len(set(contrasena.casefold())) < LETRAS_DISTINTAS:
        raise ContrasenaDebil("Repite muy pocos caracteres. Usa palabras distintas entre sí.")
    if _letras_que_quedan(contrasena, propias) < LETRAS_PROPIAS:
        raise ContrasenaDebil(
            "Se adivina pronto: está hecha de palabras, nombres, fechas o teclas seguidas que se prueban primero. "
            "Agrega dos palabras que no tengan que ver contigo ni con la Red."
        )


def _letras_que_quedan(contrasena: str, propias: Iterable[str | None]) -> int:
    """Cuántos caracteres quedan al quitar, con todo y disfraces, lo común, lo propio, lo seguido y lo repetido."""
    resto = _NO_LETRA.sub(" ", sin_acentos(contrasena))
    suyas = {p for propia in propias if propia for p in _NO_LETRA.split(sin_acentos(propia)) if len(p) > 2}
    palabras = sorted(COMUNES | suyas, key=len, reverse=True)
    for texto in (resto, _NO_LETRA.sub(" ", sin_acentos(contrasena).translate(_DISFRACES))):
        junto = texto.replace(" ", "")
        for palabra in palabras:
            junto = junto.replace(palabra, "·") if len(palabra) > 3 else junto
        sueltas = " ".join("·" if p in suyas or p in COMUNES else p for p in texto.split())
        resto = min(resto, junto, sueltas, key=_sin_adornos)
    return _sin_adornos(resto)


def _sin_adornos(texto: str) -> int:
    """Largo de un texto sin números, sin tramos seguidos del teclado o el alfabeto y sin repeticiones."""
    texto = _REPETIDA.sub("·", re.sub(r"\d+", "·", texto))
    letras = [letra for letra in texto if letra.isalnum() or letra == "·"]
    return sum(1 for i, letra in enumerate(letras) if letra != "·" and not _sigue(letras, i))


def _sigue(letras: list[str], i: int) -> bool:
    """Si la letra continúa un tramo de tres seguidas en el teclado o el alfabeto, en cualquier sentido."""
    for inicio in range(max(0, i - 2), min(i, len(letras) - 3) + 1):
        tramo = "".join(letras[inicio : inicio + 3])
        if any(tramo in renglon or tramo[::-1] in renglon for renglon in RENGLONES):
            return True
    return False


# ---------------------------------------------------------------- El resumen

_costo = 2


def ajustar(costo: int) -> None:
    """Cuánto trabajo cuesta probar una contraseña; con costo 1 es barato, sólo para pruebas."""
    global _costo
    _costo = costo


@cache
def _resumidor(costo: int) -> PasswordHasher:
    memoria = 1024 if costo == 1 else 32 * 1024
    return PasswordHasher(time_cost=costo, memory_cost=memoria, parallelism=1)


@cache
def _senuelo(costo: int) -> str:
    """Resumen de nada: contra él se comprueba cuando la cuenta no existe, y así se tarda lo mismo."""
    return _resumidor(costo).hash("ninguna contraseña se resume aquí")


def resumir(contrasena: str) -> str:
    """Resumen Argon2id con su sal y sus parámetros."""
    return _resumidor(_costo).hash(normalizar(contrasena))


def coincide(resumen: str | None, contrasena: str) -> bool:
    """Si la contraseña es la de ese resumen; sin resumen hace el mismo trabajo y dice que no."""
    try:
        _resumidor(_costo).verify(resumen or _senuelo(_costo), normalizar(contrasena))
    except (VerificationError, InvalidHashError):
        return False
    return resumen is not None


def conviene_renovar(resumen: str) -> bool:
    """Si el resumen se hizo con un costo que ya no es el de hoy."""
    return _resumidor(_costo).check_needs_rehash(resumen)
