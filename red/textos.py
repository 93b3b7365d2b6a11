"""Cómo se escriben y se comparan los textos: sin acentos para buscar, con ellos para leer."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

MESES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
DIAS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
_CODIGO_EC = re.compile(r"\bec[o0]?(\d{3,4})\b")
_MARCAS = "\u0301\u0303\u0308"
"""Acento, tilde y diéresis ya sueltos: casi siempre no hay otras."""
_NO_PALABRA = re.compile(r"[^0-9a-z]+")
_NO_VA_EN_UN_NOMBRE = re.compile(r"[\d=+@<>{}|\\]|://")
_PARECE_SITIO = re.compile(
    r"\bwww\b|\w{3,}\.\w{2,}|\w\.(?:com|net|org|gob|info|mx|cl|co|ly|io)\b", re.IGNORECASE
)
_INICIAN_FORMULA = frozenset("=+-@−")


def problema_de_nombre(escrito: str) -> str:
    """Por qué eso no es el nombre de una persona, dicho para quien lo escribió; vacío si puede serlo.

    >>> problema_de_nombre("Ma. del Carmen O'Reilly-Núñez"), problema_de_nombre("")
    ('', '')
    >>> problema_de_nombre("Visita www.malo.test") and problema_de_nombre("=cmd|x") and problema_de_nombre("Ana 33")
    'Un nombre se escribe sólo con letras, sin números, signos como < > = + @ ni sitios de internet.'
    """
    if _NO_VA_EN_UN_NOMBRE.search(escrito) or _PARECE_SITIO.search(escrito):
        return (
            "Un nombre se escribe sólo con letras, sin números, signos como < > = + @ ni sitios de internet."
        )
    return ""


def sin_acentos(texto: str) -> str:
    """Minúsculas y sin marcas: «Género» y «genero» son la misma palabra al buscar.

    >>> sin_acentos("Niñez y GÉNERO")
    'ninez y genero'
    """
    plano = texto.casefold()
    if plano.isascii():
        return plano
    plano = unicodedata.normalize("NFKD", plano)
    for marca in _MARCAS:
        plano = plano.replace(marca, "")
    if plano.isascii():
        return plano
    return "".join(letra for letra in plano if not unicodedata.combining(letra))


_OCULTOS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2060\u200b\u2066-\u2069\ufeff]")


def sin_ocultos(texto: str) -> str:
    """El texto sin las señas que no se ven y cambian el sentido en que se lee.

    >>> sin_ocultos("Ana \\u202eziuR")
    'Ana ziuR'
    """
    return _OCULTOS.sub("", texto)


def legible(texto: str) -> str:
    """En un renglón y sólo con lo que se ve: lo que no ocupa lugar desaparece; lo demás que no se ve es un espacio.

    >>> legible("Ro\\u200bsa\\x00 \\u202e Ruiz ")
    'Rosa Ruiz'
    """
    if not texto.isprintable():
        texto = "".join(
            letra if letra.isprintable() else "" if unicodedata.category(letra) == "Cf" else " "
            for letra in texto
        )
    return " ".join(texto.split())


def normalizar_codigo(codigo: str) -> str:
    """Código de un estándar de competencia como lo escribe CONOCER, con cero y no con letra o.

    Los oficios escriben a menudo «ECO308» por «EC0308»; ambos son el mismo.

    >>> normalizar_codigo("eco308"), normalizar_codigo("EC 0308"), normalizar_codigo("EC0217.01")
    ('EC0308', 'EC0308', 'EC0217.01')
    >>> normalizar_codigo("SEM-1")
    'SEM-1'
    """
    limpio = codigo.strip().upper()
    hallado = re.fullmatch(r"EC[\s-]*[O0]?(\d{3,4})((?:\.\d{2})?)", limpio)
    return f"EC{hallado[1].zfill(4)}{hallado[2]}" if hallado else limpio


def palabras(texto: str) -> list[str]:
    """Palabras de un texto tal como se guardan para buscar, con los códigos EC corregidos.

    >>> palabras("Alineación ECO308: igualdad")
    ['alineacion', 'ec0308', 'igualdad']
    """
    return palabras_de(sin_acentos(texto))


def palabras_de(plano: str) -> list[str]:
    """Las palabras de un texto que ya va en minúsculas y sin acentos.

    >>> palabras_de("alineacion eco308")
    ['alineacion', 'ec0308']
    """
    if "ec" in plano:
        plano = _CODIGO_EC.sub(lambda hallado: "ec" + hallado[1].zfill(4), plano)
    return [palabra for palabra in _NO_PALABRA.split(plano) if palabra]


def para_buscar(partes: Iterable[str | None]) -> str:
    """Texto de búsqueda: cada palabra precedida de un espacio, para hallar por su principio.

    >>> para_buscar(["Ana María", None, "Tesorería"])
    ' ana maria tesoreria'
    """
    return "".join(" " + palabra for parte in partes if parte for palabra in palabras(parte))


LARGO_PARA_ERRATA = 4
"""En palabras más cortas una letra distinta es otra palabra."""


def con_una_letra(palabra: str) -> list[str]:
    """Patrones de LIKE para las palabras que difieren de ésta en una letra: cambiada, de más, de menos o traspuesta.

    >>> con_una_letra("ruiz")[:4], con_una_letra("ana")
    (['_uiz', '_ruiz', 'uiz', 'uriz'], [])
    >>> "garcia" in con_una_letra("gacria"), "gar_ia" in con_una_letra("garsia")
    (True, True)
    """
    if len(palabra) < LARGO_PARA_ERRATA:
        return []
    patrones: dict[str, None] = {}
    for i in range(len(palabra)):
        cabeza, letra, cola = palabra[:i], palabra[i], palabra[i + 1 :]
        traspuesta = [cabeza + cola[0] + letra + cola[1:]] if cola else []
        patrones |= dict.fromkeys([f"{cabeza}_{cola}", f"{cabeza}_{letra}{cola}", cabeza + cola, *traspuesta])
    return [patron for patron in patrones if patron != palabra]


def enumerar(cosas: Sequence[str], conjuncion: str = "y") -> str:
    """Une una lista como se dice en voz alta.

    >>> enumerar(["Obras", "Cultura", "Hacienda"]), enumerar(["Salud", "Igualdad"])
    ('Obras, Cultura y Hacienda', 'Salud e Igualdad')
    """
    if len(cosas) < 2:
        return "".join(cosas)
    ultima = sin_acentos(cosas[-1])
    if conjuncion == "y" and (ultima.startswith("i") or re.match(r"hi(?![ae])", ultima)):
        conjuncion = "e"
    return f"{', '.join(cosas[:-1])} {conjuncion} {cosas[-1]}"


def con_punto(frase: str | None) -> str:
    """Lo que alguien escribió, cerrado como se cierra una frase.

    >>> con_punto("Cambió la sede "), con_punto("¿Se puede?"), con_punto("Así."), con_punto("")
    ('Cambió la sede.', '¿Se puede?', 'Así.', '')
    """
    escrita = (frase or "").strip()
    return escrita if not escrita or escrita[-1] in ".?!…" else f"{escrita}."


def fecha(dia: date | None) -> str:
    """Fecha en palabras: «21 de noviembre de 2026».

    >>> fecha(date(2026, 11, 1))
    '1 de noviembre de 2026'
    """
    _que_sea_un_dia(dia)
    return f"{dia.day} de {MESES[dia.month - 1]} de {dia.year}" if dia else "sin fecha"


def fecha_corta(dia: date | None) -> str:
    """Fecha para tablas: «21 nov 2026».

    >>> fecha_corta(date(2026, 11, 21))
    '21 nov 2026'
    """
    _que_sea_un_dia(dia)
    return f"{dia.day} {MESES[dia.month - 1][:3]} {dia.year}" if dia else "sin fecha"


def dia_y_fecha(dia: date) -> str:
    """Un día cercano, con su nombre: «lunes 23 de noviembre».

    >>> dia_y_fecha(date(2026, 11, 23))
    'lunes 23 de noviembre'
    """
    _que_sea_un_dia(dia)
    return f"{DIAS[dia.weekday()]} {dia.day} de {MESES[dia.month - 1]}"


def _que_sea_un_dia(dia: date | None) -> None:
    """Un instante no tiene día mientras no se diga dónde: lanza TypeError, para que nadie lea el de otra zona."""
    if isinstance(dia, datetime):
        raise TypeError("Un instante se dice con el día de una zona: red.reloj.dia_de")


def hora(instante: datetime) -> str:
    """Hora del día en 24 horas: «09:30»."""
    return f"{instante.hour:02d}:{instante.minute:02d}"


def numero(valor: float, decimales: int = 0) -> str:
    """Número con separador de miles, como se escribe en México.

    >>> numero(12345), numero(0.256, 2)
    ('12,345', '0.26')
    """
    return f"{valor:,.{decimales}f}"


def porcentaje(parte: float, total: float) -> str:
    """Porcentaje redondeado; sin total no hay porcentaje que decir.

    >>> porcentaje(64, 100), porcentaje(1, 0)
    ('64\xa0%', 'sin dato')
    """
    return f"{round(100 * parte / total)}\u00a0%" if total else "sin dato"


def por_cientos(partes: Sequence[float], total: float) -> list[int]:
    """El porcentaje de cada parte; si entre todas son el total, suman 100: lo que sobra va a los mayores restos.

    >>> por_cientos([1, 1, 1], 3), por_cientos([2, 2], 3), por_cientos([1], 0)
    ([34, 33, 33], [67, 67], [0])
    """
    if not total:
        return [0 for _ in partes]
    exactos = [100 * parte / total for parte in partes]
    if sum(partes) != total:
        return [round(uno) for uno in exactos]
    enteros = [int(uno) for uno in exactos]
    por_resto = sorted(range(len(partes)), key=lambda i: enteros[i] - exactos[i])
    for i in por_resto[: 100 - sum(enteros)]:
        enteros[i] += 1
    return enteros


def contar(cantidad: int, singular: str, plural: str) -> str:
    """Cantidad con su sustantivo concordado.

    >>> contar(1, "lugar", "lugares"), contar(1200, "lugar", "lugares")
    ('1 lugar', '1,200 lugares')
    """
    return f"{numero(cantidad)} {singular if cantidad == 1 else plural}"


def celda_segura(valor: object) -> object:
    r"""Un texto que una hoja de cálculo tomaría por fórmula lleva delante un apóstrofo.

    Cuenta lo que inicia fórmula aunque lo precedan espacios o caracteres invisibles, y también en
    ancho completo. Los números son números y no se tocan.

    >>> celda_segura("=1+1"), celda_segura(" ＠SUMA"), celda_segura("Ana"), celda_segura(-0.5)
    ("'=1+1", "' ＠SUMA", 'Ana', -0.5)
    >>> celda_segura("\u200b−1"), celda_segura("\tAna"), celda_segura("Ana - María")
    ("'\u200b−1", "'\tAna", 'Ana - María')
    """
    if not isinstance(valor, str):
        return valor
    if valor[:1] in ("\t", "\r", "\n", "\0"):
        return f"'{valor}"
    visible = (c for c in valor if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
    primera = unicodedata.normalize("NFKC", next(visible, ""))
    return f"'{valor}" if primera[:1] in _INICIAN_FORMULA else valor
