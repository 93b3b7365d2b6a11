"""La carta: lo que dice un correo antes de darle forma, de donde salen su texto llano y su HTML."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from red.configuracion import Configuracion


@dataclass(frozen=True)
class Parrafo:
    """Trozo de un correo: texto, o la acción con su dirección."""

    texto: str
    url: str | None = None


@dataclass(frozen=True)
class Calendario:
    """Lo que un correo lleva para el calendario de quien lo recibe, y qué ha de hacer con ello."""

    metodo: str
    texto: str


@dataclass(frozen=True)
class Carta:
    """Lo que dice un correo, antes de darle forma."""

    asunto: str
    parrafos: tuple[Parrafo, ...]
    calendario: Calendario | None = None

    @property
    def en_texto(self) -> str:
        """El correo en texto llano, con cada dirección en su propio renglón para que no se parta."""
        partes = (f"{p.texto}:\n{p.url}" if p.url else p.texto for p in self.parrafos)
        return "\n\n".join(partes) + "\n"


def configuracion() -> Configuracion:
    """La de esta instalación."""
    suya: Configuracion = current_app.config["RED"]
    return suya


def enlace(extremo: str, **valores: Any) -> str:
    """Dirección completa de una página, armada sólo con la dirección pública configurada."""
    ruta = current_app.url_map.bind("").build(extremo, valores)
    return str(configuracion().url_publica) + ruta


def en_un_renglon(valor: Any) -> Any:
    """Lo que alguien escribió no puede abrir otro párrafo, ni otra cabecera, ni fingir una acción."""
    return " ".join(valor.replace("→", "-").split()) if isinstance(valor, str) else valor
