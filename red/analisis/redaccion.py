"""Cómo se dicen en español los números y las listas de los hallazgos, redondeados como lo haría una persona."""

from collections.abc import Sequence
from dataclasses import dataclass

from red.textos import enumerar, numero

_LETRAS = ("cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")


def en_letra(cantidad: int) -> str:
    """En letra hasta diez, en cifra desde once: «seis», «1,200».

    >>> en_letra(6), en_letra(1200)
    ('seis', '1,200')
    """
    return _LETRAS[cantidad] if cantidad < len(_LETRAS) else numero(cantidad)


def cuantas(cantidad: int, singular: str, plural: str, es_femenino: bool = True) -> str:
    """Cantidad con su sustantivo, en letra hasta diez.

    >>> cuantas(1, "persona", "personas"), cuantas(12, "persona", "personas")
    ('una persona', '12 personas')
    >>> cuantas(1, "par", "pares", es_femenino=False)
    'un par'
    """
    letra = "una" if cantidad == 1 and es_femenino else en_letra(cantidad)
    return f"{letra} {singular if cantidad == 1 else plural}"


def personas(cantidad: int) -> str:
    """«una persona», «cinco personas», «40 personas»."""
    return cuantas(cantidad, "persona", "personas")


def las_otras(cantidad: int) -> str:
    """«la otra persona», «las otras 22 personas»."""
    return "la otra persona" if cantidad == 1 else f"las otras {personas(cantidad)}"


@dataclass(frozen=True, slots=True)
class Palabras:
    """Cómo llama un territorio a sus instituciones; siempre en femenino: dependencia, dirección, secretaría.

    >>> Palabras("dirección", "direcciones").contar(1), Palabras().contar(5)
    ('una dirección', 'cinco dependencias')
    """

    una: str = "dependencia"
    varias: str = "dependencias"

    def contar(self, cantidad: int) -> str:
        """Con su cantidad en letra hasta diez."""
        return cuantas(cantidad, self.una, self.varias)


def pares(cantidad: int) -> str:
    """«un par de personas», «cinco pares de personas»."""
    return cuantas(cantidad, "par de personas", "pares de personas", es_femenino=False)


def con_mayuscula(texto: str) -> str:
    """La primera letra en mayúscula y el resto como estaba.

    >>> con_mayuscula("tres dependencias del DIF")
    'Tres dependencias del DIF'
    """
    return texto[:1].upper() + texto[1:]


def de_cada(proporcion: float) -> tuple[int, int]:
    """Una proporción como «parte de cada total», con el total en cien, mil o diez mil.

    >>> de_cada(0.0614), de_cada(0.004), de_cada(0.00021), de_cada(0.0)
    ((6, 100), (4, 1000), (2, 10000), (0, 100))
    """
    for total in (100, 1000, 10_000):
        if proporcion == 0 or proporcion * total >= 1:
            return round(proporcion * total), total
    return 1, 10_000


def algunas(nombres: Sequence[str], maximo: int = 3) -> str:
    """Los primeros nombres y cuántos faltan; si sólo sobra uno, se dice.

    >>> algunas(["Obras", "DIF", "Cultura", "Salud", "Catastro"])
    'Obras, DIF, Cultura y 2 más'
    >>> algunas(["Obras", "DIF", "Cultura", "Salud"])
    'Obras, DIF, Cultura y Salud'
    """
    if len(nombres) <= maximo + 1:
        return enumerar(nombres)
    return f"{', '.join(nombres[:maximo])} y {len(nombres) - maximo} más"


def unir(descripciones: Sequence[str]) -> str:
    """Descripciones largas, que ya llevan comas, separadas por punto y coma.

    >>> unir(["dos personas de Obras", "Ana (DIF)"])
    'dos personas de Obras y Ana (DIF)'
    >>> unir(["nueve personas de Obras, DIF y Cultura", "Ana (Salud)", "Eva (Agua)"])
    'nueve personas de Obras, DIF y Cultura; Ana (Salud); y Eva (Agua)'
    """
    if len(descripciones) < 2 or not any("," in texto or " y " in texto for texto in descripciones):
        return enumerar(descripciones)
    return "; ".join([*descripciones[:-1], f"y {descripciones[-1]}"])
