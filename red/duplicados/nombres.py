"""Cómo se comparan los nombres en español: sin acentos, partículas, abreviaturas ni el orden en que se escriben.

Pieza pura: no conoce la base de datos ni la web.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from red.textos import palabras

PARTICULAS = frozenset({"de", "del", "la", "las", "lo", "los", "el", "y", "e", "i", "da", "do", "dos", "das"})
TITULOS = frozenset(
    {"lic", "licda", "mtra", "mtro", "dra", "dr", "ing", "arq", "prof", "profa", "sra", "sr", "srita"}
)
ABREVIATURAS = {
    "ma": "maria",
    "mari": "maria",
    "jse": "jose",
    "gpe": "guadalupe",
    "fco": "francisco",
    "fca": "francisca",
    "sta": "santa",
    "sto": "santo",
    "ant": "antonio",
    "hdez": "hernandez",
    "hdz": "hernandez",
    "fdez": "fernandez",
    "fdz": "fernandez",
    "rdz": "rodriguez",
    "rguez": "rodriguez",
    "glez": "gonzalez",
    "gzlz": "gonzalez",
    "mtz": "martinez",
    "mtnez": "martinez",
    "gtz": "gutierrez",
    "gtrz": "gutierrez",
    "lpz": "lopez",
    "prz": "perez",
    "dmgz": "dominguez",
}
FRECUENTES = frozenset({"maria", "jose", "juan", "ana"})
"""Nombres que suelen omitirse cuando van con otro: María Elena es también Elena."""


@lru_cache(maxsize=200_000)
def normal(texto: str) -> tuple[str, ...]:
    """Las palabras que cuentan de un nombre, sin acentos, partículas ni títulos y con las abreviaturas dichas.

    >>> normal("Ma. de los Ángeles"), normal("Mª Elena"), normal("Lic. José"), normal("Hdez.")
    (('maria', 'angeles'), ('maria', 'elena'), ('jose',), ('hernandez',))
    >>> normal("De la O")
    ('o',)
    """
    todas = [ABREVIATURAS.get(palabra, palabra) for palabra in palabras(texto)]
    cuentan = tuple(p for p in todas if p not in PARTICULAS and p not in TITULOS)
    return cuentan or tuple(todas)


@dataclass(frozen=True, slots=True)
class Nombre:
    """Un nombre propio listo para comparar: los nombres de pila y cada apellido como una sola palabra."""

    pila: tuple[str, ...]
    primero: str
    segundo: str
    palabras: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Todas, en orden alfabético: no depende de en qué casilla se escribió cada una."""

    @classmethod
    def de(cls, nombre: str, primer_apellido: str, segundo_apellido: str | None) -> "Nombre":
        """El nombre tal como se registró, puesto en forma.

        >>> Nombre.de("Ma. Elena", "De la Cruz", "Montes de Oca")
        Nombre(pila=('maria', 'elena'), primero='cruz', segundo='montesoca')
        >>> Nombre.de("Ana", "Ruiz y López", None)
        Nombre(pila=('ana',), primero='ruizlopez', segundo='')
        """
        pila, primero = normal(nombre), "".join(normal(primer_apellido))
        segundo = "".join(normal(segundo_apellido or ""))
        return cls(pila, primero, segundo, tuple(sorted([*pila, *filter(None, (primero, segundo))])))

    @property
    def principal(self) -> str:
        """El nombre de pila que más la distingue."""
        return next((p for p in self.pila if p not in FRECUENTES), self.pila[0] if self.pila else "")


def una_letra(una: str, otra: str) -> bool:
    """Si una palabra se vuelve la otra cambiando, quitando o trasponiendo una sola letra.

    >>> una_letra("garcia", "garsia"), una_letra("gacria", "garcia"), una_letra("garcia", "garci")
    (True, True, True)
    >>> una_letra("garcia", "garcia"), una_letra("garcia", "gomez"), una_letra("abcd", "badc")
    (False, False, False)
    """
    if len(una) > len(otra):
        una, otra = otra, una
    corta, larga = len(una), len(otra)
    if larga - corta > 1 or una == otra:
        return False
    i = 0
    while i < corta and una[i] == otra[i]:
        i += 1
    if corta < larga:
        return una[i:] == otra[i + 1 :]
    if una[i + 1 :] == otra[i + 1 :]:
        return True
    return i + 1 < corta and una[i] == otra[i + 1] and una[i + 1] == otra[i] and una[i + 2 :] == otra[i + 2 :]


LARGO_PARA_ERRATA = 4
"""En palabras más cortas una letra distinta es otra palabra: Ana no es Eva con una errata."""


def casi(una: str, otra: str) -> bool:
    """Si son la misma palabra con una errata.

    >>> casi("hernandez", "hernandes"), casi("luz", "paz"), casi("ruiz", "rui")
    (True, False, False)
    """
    return min(len(una), len(otra)) >= LARGO_PARA_ERRATA and una_letra(una, otra)


_ANTES_DE_E_O_I = {"c": "s", "g": "j"}
_SIEMPRE = {"v": "b", "w": "b", "z": "s", "x": "j", "y": "i", "k": "k", "q": "k", "c": "k"}


@lru_cache(maxsize=200_000)
def fonetica(palabra: str) -> str:
    """Cómo suena, sin distinguir lo que en América se pronuncia igual: sirve para juntar, no para decidir.

    >>> fonetica("vazquez"), fonetica("basques"), fonetica("jimenez") == fonetica("gimenes")
    ('baskes', 'baskes', True)
    >>> fonetica("hernandez") == fonetica("ernandes"), fonetica("yolanda") == fonetica("llolanda")
    (True, True)
    """
    limpia = (
        palabra.replace("h", "")
        .replace("ll", "i")
        .replace("qu", "k")
        .replace("gue", "ge_")
        .replace("gui", "gi_")
    )
    suena: list[str] = []
    for letra, sigue in zip(limpia, [*limpia[1:], " "], strict=False):
        if letra == "_":
            continue
        dicha = _ANTES_DE_E_O_I.get(letra) if sigue in "ei" else None
        dicha = dicha or _SIEMPRE.get(letra, letra)
        if not suena or suena[-1] != dicha:
            suena.append(dicha)
    return "".join(suena)
