"""Direcciones con lo que alguien escribió en otra: nada de eso llega a `url_for` como si fuera una orden.

`url_for` entiende algunos nombres a su modo («endpoint», «_external», «_anchor»…). Una dirección que los trae después
del signo de interrogación es sólo eso, y así se queda.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

SIN_ESCAPAR = "!$'()*,/:;?@"


def direccion(extremo: str, parametros: Mapping[str, Any], **lugar: Any) -> str:
    """La dirección de una página con esos parámetros después del signo de interrogación; los que son None no van.

    `lugar` es lo que la propia página necesita para llegar a ella y nunca viene de fuera.
    """
    camino, _, propios = url_for(extremo, **lugar).partition("?")  # de suyo puede llevar la fecha que se mira
    todos = {**parametros, **{n: v for n, v in parse_qsl(propios) if n not in parametros}}
    dichos = {nombre: valor for nombre, valor in todos.items() if valor is not None}
    return f"{camino}?{urlencode(dichos, doseq=True, safe=SIN_ESCAPAR)}" if dichos else camino


def esta_pagina(**cambian: Any) -> str:
    """La dirección que se está viendo, con esos parámetros cambiados; los que son None se quitan."""
    parametros = {**request.args.to_dict(), **cambian}
    return direccion(request.endpoint or "", parametros, **(request.view_args or {}))
