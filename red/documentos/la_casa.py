"""Los modelos que trae la plataforma: el punto de partida de toda Red, en `de_la_casa/`.

Cada archivo lleva en su primer renglón el título y, tras uno en blanco, el texto. Una Red que edita
el suyo guarda su propia versión; el de la casa no cambia más que con la plataforma.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from red.documentos.modelos import Papel

CARPETA = Path(__file__).with_name("de_la_casa")


@dataclass(frozen=True)
class Texto:
    """Título y cuerpo de un modelo, con la versión y la fila de las que salió."""

    titulo: str
    cuerpo: str
    version: int = 0
    modelo_id: int | None = None

    @property
    def es_de_la_casa(self) -> bool:
        """Si la Red no lo ha editado."""
        return self.version == 0


@cache
def de_la_casa(papel: Papel) -> Texto:
    """El modelo que trae la plataforma para ese papel."""
    titulo, _, cuerpo = (CARPETA / f"{papel.value}.txt").read_text(encoding="utf-8").partition("\n")
    return Texto(titulo.strip(), cuerpo.strip())
