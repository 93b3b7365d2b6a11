"""Leer correos como la gente los pega: uno por renglón, con comas, con nombre o copiados del correo.

Una dirección mal escrita no detiene a las demás: vuelve con el motivo, tal como se escribió.
"""

import re
from dataclasses import dataclass

from red.textos import problema_de_nombre

LARGO_MAXIMO = 254
LARGO_ANTES_DE_LA_ARROBA = 64
DE_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_INVISIBLES = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CON_NOMBRE = re.compile(r"^(?P<nombre>[^<>]*)<(?P<correo>[^<>]*)>$")
_SIGNO_RARO = re.compile(r"[^a-z0-9.!#$%&'*+/=?^_`{|}~@-]")
_TIENE_LETRAS = re.compile(r"[^\W\d_]")
_ETIQUETA = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Direccion:
    """Un correo leído: el que se entendió, o por qué no se entiende."""

    escrito: str
    correo: str = ""
    nombre: str = ""
    problema: str = ""


def leer_direcciones(texto: str) -> list[Direccion]:
    """Todos los correos del texto, en orden; los vacíos no cuentan.

    >>> [d.correo for d in leer_direcciones("ana@uno.mx, Berta Ruiz <BERTA@dos.mx>; c@tres.mx")]
    ['ana@uno.mx', 'berta@dos.mx', 'c@tres.mx']
    >>> leer_direcciones('"Ruiz, Ana" <ana@uno.mx>')[0].nombre
    'Ana Ruiz'
    >>> leer_direcciones("ana.uno.mx")[0].problema
    'Le falta la arroba.'
    """
    return [_leer(trozo) for trozo in _trozos(_INVISIBLES.sub("", texto).replace("\u00a0", " "))]


def _trozos(texto: str) -> list[str]:
    """Parte por renglones, puntos y comas y comas, sin partir un nombre que lleva coma."""
    trozos: list[str] = []
    for renglon in map(_de_columnas, re.split(r"[\n\r;]+", texto)):
        pendiente = ""
        for parte in re.findall(r'(?:"[^"]*"|[^,"]|")+', renglon):
            junto = f"{pendiente}, {parte.strip()}" if pendiente else parte.strip()
            if "@" not in parte and "<" not in parte and _es_apellido(parte, renglon):
                pendiente = junto
                continue
            trozos.extend(junto.split() if _son_varios(junto) else [junto])
            pendiente = ""
        trozos.append(pendiente)
    return [trozo for trozo in trozos if trozo]


def _de_columnas(renglon: str) -> str:
    """Un renglón copiado de una hoja de cálculo: las celdas con letras y sin arroba son el nombre."""
    celdas = [celda.strip() for celda in renglon.split("\t") if celda.strip()]
    correos = [celda for celda in celdas if "@" in celda]
    if len(celdas) < 2 or not correos:
        return " ".join(celdas)
    nombre = " ".join(celda for celda in celdas if "@" not in celda and _TIENE_LETRAS.search(celda)).replace(
        ",", " "
    )
    return f"{nombre} <{correos[0]}>" if len(correos) == 1 else ",".join(correos)


def _son_varios(trozo: str) -> bool:
    """Si son varios correos separados sólo por espacios."""
    partes = trozo.split()
    return len(partes) > 1 and all(parte.count("@") == 1 and "<" not in parte for parte in partes)


def _es_apellido(parte: str, renglon: str) -> bool:
    """Si lo que va antes de la coma es un apellido: con mayúscula, y después viene «Nombre <correo>»."""
    resto = renglon.split(parte, 1)[1].lstrip(", ")
    siguiente = resto.split(",", 1)[0]
    escrito = parte.strip()
    return (
        escrito[:1].isupper()
        and not re.search(r"[\d@<>.]", escrito)
        and bool(_CON_NOMBRE.match(siguiente.strip()))
    )


def _leer(trozo: str) -> Direccion:
    hallado = _CON_NOMBRE.match(trozo)
    nombre = _ordenar_nombre(hallado["nombre"]) if hallado else ""
    crudo = hallado["correo"] if hallado else trozo
    correo = re.sub(r"^mailto:", "", crudo.strip().strip("<>\"'").strip().lower()).rstrip(".,")
    problema = problema_de(correo) or problema_de_nombre(nombre if nombre.lower() != correo else "")
    if problema:
        return Direccion(trozo, nombre=nombre, problema=problema)
    return Direccion(trozo, correo, nombre if nombre.lower() != correo else "")


def _ordenar_nombre(escrito: str) -> str:
    """«Ruiz, Ana» se dice «Ana Ruiz»."""
    nombre = " ".join(escrito.strip().strip("\"'").split())
    apellidos, coma, resto = nombre.partition(",")
    return f"{resto.strip()} {apellidos.strip()}".strip() if coma else nombre


def problema_de(correo: str) -> str:
    """Por qué no es un correo, dicho para quien lo escribió; vacío si lo es.

    >>> problema_de("ana@uno.mx"), problema_de("ana@uno")
    ('', 'Le falta la terminación después del punto, como «.gob.mx».')
    """
    usuario, _, dominio = correo.partition("@")
    etiquetas = dominio.split(".")
    raro = _SIGNO_RARO.search(correo)
    reglas = (
        ("@" not in correo, "Le falta la arroba."),
        (correo.count("@") > 1, "Tiene más de una arroba."),
        (" " in correo or "\t" in correo, "Tiene un espacio en medio."),
        (bool(raro and raro[0].isalpha()), "Lleva una letra con acento o ñ, que los correos no admiten."),
        (bool(raro), f"Lleva un signo que los correos no admiten: «{raro[0] if raro else ''}»."),
        (not usuario, "Le falta lo que va antes de la arroba."),
        (not dominio, "Le falta lo que va después de la arroba."),
        (
            len(correo) > LARGO_MAXIMO or len(usuario) > LARGO_ANTES_DE_LA_ARROBA,
            "Es demasiado largo para ser un correo.",
        ),
        (usuario.startswith(".") or usuario.endswith(".") or ".." in correo, "Tiene un punto de más."),
        (len(etiquetas) < 2, "Le falta la terminación después del punto, como «.gob.mx»."),
        (
            not all(_ETIQUETA.fullmatch(etiqueta) for etiqueta in etiquetas) or not etiquetas[-1].isalpha(),
            "Lo que va después de la arroba no es un sitio de correo.",
        ),
        (len(etiquetas[-1]) < 2, "La terminación es demasiado corta."),
    )
    return next((mensaje for falla, mensaje in reglas if falla), "")


def misma_direccion(una: str, otra: str) -> bool:
    """Si las dos llegan al mismo buzón: «ana+jefa@uno.mx» es el de «ana@uno.mx», y en Gmail los puntos no cuentan.

    >>> misma_direccion("ana.ruiz+jefa@gmail.com", "anaruiz@googlemail.com")
    True
    >>> misma_direccion("ana.ruiz@uno.mx", "anaruiz@uno.mx")
    False
    """
    return _buzon(una) == _buzon(otra)


def _buzon(correo: str) -> tuple[str, str]:
    usuario, _, dominio = correo.strip().lower().partition("@")
    usuario = usuario.partition("+")[0]
    if dominio in DE_GMAIL:
        return usuario.replace(".", ""), "gmail.com"
    return usuario, dominio
