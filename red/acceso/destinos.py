"""A dónde se va después de entrar: sólo a una página de este sitio que se pide con GET."""

import re

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_RUTA = re.compile(r"^/(?![/\\])[^\x00-\x20\x7f\\]*$")
_ENTRADA = "acceso."


def seguro(siguiente: str | None) -> str:
    """La dirección pedida si es una ruta propia que existe; si no, el panel.

    Comparar el anfitrión no basta («https:///otro.sitio» engaña a esa comparación): aquí la dirección no puede
    nombrar anfitrión alguno y su ruta ha de estar en el mapa de la aplicación.
    """
    panel = url_for("portal.panel")
    if not siguiente or not _RUTA.match(siguiente):
        return panel
    ruta = siguiente.partition("#")[0].partition("?")[0]
    try:
        extremo, _ = current_app.url_map.bind("").match(ruta, method="GET")
    except (HTTPException, RequestRedirect):
        return panel
    if extremo in _LLEVAN_FUERA or (extremo.startswith(_ENTRADA) and extremo not in _PROPIAS):
        return panel
    return siguiente


_LLEVAN_FUERA = frozenset({"portal.salida_rapida"})
"""Páginas propias que mandan a otro sitio."""

_PROPIAS = frozenset({"acceso.papeles", "acceso.papel_nuevo", "acceso.contrasena"})
"""Páginas de este dominio a las que sí tiene sentido volver."""
