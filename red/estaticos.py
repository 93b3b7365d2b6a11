"""Lo que el navegador descarga: archivos con huella en el nombre, que pueden guardarse para siempre."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from red.configuracion import RAIZ

CONSTRUIDOS = RAIZ / "estaticos" / "dist"
PREFIJO = "/estaticos/"
MANIFIESTO = "manifiesto.json"
INTERNOS = (MANIFIESTO, ".sello.json", "geografia")
"""Con qué empieza lo que la construcción deja para el servidor: no se sirve."""
CON_HUELLA = r"-[0-9A-Z]{8}\.[a-z0-9]+$"
"""Cómo termina el nombre de lo que puede guardarse para siempre: si el contenido cambia, cambia la huella."""


@cache
def _manifiesto(archivo: Path, _sello: int) -> dict[str, str]:
    contenido: dict[str, str] = json.loads(archivo.read_text())
    return contenido


def estatico(nombre: str) -> str:
    """Dirección del archivo construido; lanza KeyError si nadie lo construyó."""
    archivo = CONSTRUIDOS / MANIFIESTO
    return PREFIJO + _manifiesto(archivo, archivo.stat().st_mtime_ns)[nombre]


def instalar(app: Flask, cabeceras: Mapping[str, str]) -> None:
    """Sirve los construidos sin pasar por Flask, con esas cabeceras, y da `estatico` a las plantillas."""

    def proteger(puestas: Any, _archivo: str, _url: str) -> None:
        for nombre, valor in cabeceras.items():
            puestas[nombre] = valor

    servidor = WhiteNoise(
        app.wsgi_app,
        max_age=0,
        autorefresh=False,
        immutable_file_test=CON_HUELLA,
        add_headers_function=proteger,
    )
    if CONSTRUIDOS.is_dir():
        servidor.add_files(str(CONSTRUIDOS), prefix=PREFIJO)
        internos = tuple(PREFIJO + interno for interno in INTERNOS)
        for servido in [ruta for ruta in servidor.files if ruta.startswith(internos)]:
            del servidor.files[servido]
    app.wsgi_app = servidor  # type: ignore[method-assign]
    app.jinja_env.globals["estatico"] = estatico
