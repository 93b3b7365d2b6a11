"""El código con que cualquiera comprueba una constancia: 130 bits al azar en 26 letras que no se confunden. Puro.

Se escribe en grupos y se perdona cómo: minúsculas, espacios, guiones, la O por el cero y la I o la L por el uno.
"""

import hashlib
import re
import secrets

LETRAS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Las 32 de Crockford: sin I, L, O ni U."""
LARGO = 26
_GRUPOS = (5, 5, 5, 5, 6)
_SE_PERDONAN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SOBRAN = re.compile(r"[\s\-.·_]+")


def nuevo() -> str:
    """Un código que nadie adivina.

    >>> len(nuevo()), set(nuevo()) <= set(LETRAS)
    (26, True)
    """
    azar = secrets.randbits(5 * LARGO)
    return "".join(LETRAS[(azar >> 5 * lugar) & 31] for lugar in range(LARGO))


def leer(escrito: str) -> str | None:
    """El código escrito de cualquier manera, como se guarda; None si no puede ser uno.

    >>> leer(" 0o1il-23456 789ab-cdefg.hjkmnp ")
    '0011123456789ABCDEFGHJKMNP'
    >>> leer("0123456789"), leer("U" * 26), leer("x" * 10_000)
    (None, None, None)
    """
    if len(escrito) > 4 * LARGO:
        return None
    limpio = _SOBRAN.sub("", escrito.upper()).translate(_SE_PERDONAN)
    return limpio if len(limpio) == LARGO and set(limpio) <= set(LETRAS) else None


def en_grupos(codigo: str) -> str:
    """El código como se imprime.

    >>> en_grupos("0011123456789ABCDEFGHJKMNP")
    '00111-23456-789AB-CDEFG-HJKMNP'
    """
    partes, desde = [], 0
    for largo in _GRUPOS:
        partes.append(codigo[desde : desde + largo])
        desde += largo
    return "-".join(partes)


def huella(codigo: str) -> str:
    """Por lo que se busca: lo que tarda la búsqueda no dice cuántas letras se acertaron."""
    return hashlib.sha256(codigo.encode()).hexdigest()
