"""Lo que el navegador descarga: archivos con huella en el nombre, que pueden guardarse para siempre."""

import json
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from red.configuracion import RAIZ

CONSTRUIDOS = RAIZ / "estaticos" / "dist"
PREFIJO = "/estaticos/"


@cache
def _manifiesto(archivo: Path, _sello: int) -> dict[str, str]:
    contenido: dict[str, str] = json.loads(archivo.read_text())
    return contenido


def estatico(nombre: str) -> str:
    """Dirección del archivo construido; lanza KeyError si nadie lo construyó."""
    archivo = CONSTRUIDOS / "manifiesto.json"
    return PREFIJO + _manifiesto(archivo, archivo.stat().st_mtime_ns)[nombre]


def instalar(app: Flask) -> None:
    """Sirve los construidos sin pasar por Flask y da `estatico` a las plantillas."""
    servidor = WhiteNoise(app.wsgi_app, max_age=365 * 24 * 3600, autorefresh=False)
    if CONSTRUIDOS.is_dir():
        servidor.add_files(str(CONSTRUIDOS), prefix=PREFIJO)
    app.wsgi_app = servidor  # type: ignore[method-assign]
    app.jinja_env.globals["estatico"] = estatico
