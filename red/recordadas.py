"""Páginas de lista que se recuerdan enteras: quien vuelve a la lista de la que salió no espera a que se arme otra vez.

Ir de una lista a una ficha y volver es lo que más se hace, y ninguna página se guarda en el navegador. La página se
recuerda para quien la pidió, con sus papeles y su sesión, mientras la base no cambie (`red.memoria`) y a lo más un
minuto: lo que depende de la hora no se atrasa más. El permiso lo hace valer el portero antes de llegar aquí, siempre.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, request, session

from red.memoria import recordar
from red.portero import identidad
from red.reloj import ahora

Vista = TypeVar("Vista", bound=Callable[..., Any])
MINUTO = 60


def recordada(vista: Vista) -> Vista:
    """Declara que la página depende sólo de su dirección, de quién la pide, de la base y del minuto.

    Va pegada a la función, bajo las demás declaraciones. Sólo recuerda páginas enteras; lo que avisa algo recién
    hecho, o estrena la ficha de sus formularios, se arma en el momento.
    """

    @wraps(vista)
    def _vista(**valores: Any) -> Any:
        if request.method != "GET" or "_flashes" in session or not session.get("csrf_token"):
            return vista(**valores)
        if not current_app.config.get("RECORDAR_PAGINAS", True):
            return vista(**valores)
        minuto = int(ahora().timestamp()) // MINUTO
        clave = ("página", request.full_path, identidad(), session["csrf_token"], minuto)
        try:
            return recordar(clave, lambda: _texto(vista(**valores)))
        except _OtraCosa as respuesta:
            return respuesta.args[0]

    return _vista  # type: ignore[return-value]


class _OtraCosa(Exception):
    """La vista no devolvió una página sino, por ejemplo, a dónde ir: eso no se recuerda."""


def _texto(pagina: Any) -> str:
    if not isinstance(pagina, str):
        raise _OtraCosa(pagina)
    return pagina
