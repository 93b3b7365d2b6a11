"""La puerta: cada vista declara su permiso y aquí, antes de entrar, se hace valer.

Una vista sin declarar no se sirve. Lo ajeno responde 404, no 403, para no decir que existe.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from red.permisos import ANONIMA, Alcance, Identidad, Permiso

Vista = TypeVar("Vista", bound=Callable[..., Any])
PUBLICA = "publica"


def requiere(permiso: Permiso) -> Callable[[Vista], Vista]:
    """Declara el permiso que una vista pide; hacerlo valer es tarea del portero."""

    def marcar(vista: Vista) -> Vista:
        vista.permiso = permiso  # type: ignore[attr-defined]
        return vista

    return marcar


def publica(vista: Vista) -> Vista:
    """Declara que una vista se sirve sin cuenta."""
    vista.permiso = PUBLICA  # type: ignore[attr-defined]
    return vista


def identidad() -> Identidad:
    """Quien hace la petición; anónima si nadie ha entrado."""
    return g.get("identidad", ANONIMA)  # type: ignore[no-any-return]


def exigir(permiso: Permiso, sobre: Alcance) -> None:
    """Se llama apenas cargado un objeto: si no es de su alcance, no existe (404)."""
    identidad().exigir(permiso, sobre)


def permiso_de(extremo: str | None) -> Any:
    """El permiso declarado por la vista de ese extremo, o None si no lo declaró."""
    vista = current_app.view_functions.get(extremo or "")
    return getattr(vista, "permiso", None)


def _vigilar() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    pedido = permiso_de(request.endpoint)
    if pedido is None:
        current_app.logger.error("Vista sin permiso declarado: %s", request.endpoint)
        abort(500)
    if pedido == PUBLICA:
        return None
    if not identidad().autenticada:
        siguiente = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("acceso.entrar", siguiente=siguiente))
    if not identidad().puede(pedido):
        abort(403)
    return None


def instalar(app: Flask) -> None:
    """Pone al portero delante de todas las vistas; va después de saber quién pide."""
    app.before_request(_vigilar)
