"""Hasta dónde se lee un estudio ajeno, y cómo se dice que no: con el renglón y la razón."""

from dataclasses import dataclass

from red.errores import ErrorDeDominio
from red.textos import numero


@dataclass(frozen=True, slots=True)
class Limites:
    """Lo más que se admite de cada cosa; lo que pasa de ahí se rechaza en cuanto se nota."""

    nodos: int = 500_000
    lazos: int = 5_000_000
    datos: int = 2_000_000
    """Cuántos valores, entre todos los atributos de todos los nodos."""
    columnas: int = 100
    letras: int = 5_000
    """Cuántas caben en un nombre o en un valor."""
    fondo: int = 40
    """Cuántos elementos pueden ir uno dentro de otro."""
    pieza: int = 1_000_000
    """Cuánto puede medir un renglón o una etiqueta del archivo."""
    bytes: int = 2_000_000_000
    """Cuánto puede medir el archivo, ya descomprimido."""


PARA_UNA_PAGINA = Limites(
    nodos=20_000, lazos=100_000, datos=200_000, columnas=40, letras=1_000, bytes=60 * 1024 * 1024
)
"""Lo que se lee mientras alguien espera ante su navegador."""


class ArchivoNoSirve(ErrorDeDominio):
    """El archivo no se puede leer como un grafo; `linea` dice en qué renglón y `motivo`, por qué y qué hacer.

    >>> str(ArchivoNoSirve(3, "El peso no es un número."))
    'Renglón 3: El peso no es un número.'
    """

    def __init__(self, linea: int | None, motivo: str, dentro: str = "") -> None:
        self.linea, self.motivo, self.dentro = linea, motivo, dentro
        lugar = f"renglón {numero(linea)}" if linea else ""
        if dentro:
            lugar = f"{dentro}, {lugar}" if lugar else dentro
        super().__init__(
            f"{lugar[:1].upper() + lugar[1:] if not dentro else lugar}: {motivo}" if lugar else motivo,
            "archivo",
        )
