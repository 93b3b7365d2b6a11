"""La puerta: cada vista declara su permiso y aquí, antes de entrar, se hace valer.

Una vista sin declarar no se sirve. Lo ajeno responde 404, no 403, para no decir que existe.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
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


DE_OFICIO = frozenset({"csrf_token", "como_estaba"})
"""Lo que un formulario manda sin que nadie lo escriba."""


def a_entrar() -> Response:
    """A la página de entrada, diciendo por qué aparece; al entrar se vuelve a donde se estaba."""
    porque = _porque_hay_que_entrar()
    if porque and ("aviso", porque) not in map(tuple, session.get("_flashes", ())):
        flash(porque, "aviso")
    return redirect(url_for("acceso.entrar", siguiente=_a_donde_volver()))


def _porque_hay_que_entrar() -> str:
    """Qué pasó con la sesión; nada si quien llega no tenía ninguna."""
    if request.method not in {"GET", "HEAD"}:
        escrito = bool(request.files) or any(nombre not in DE_OFICIO for nombre in request.form)
        que = "lo que escribiste no se guardó" if escrito else "lo que pediste no se hizo"
        return f"Tu sesión se cerró y {que}. Entra otra vez: volverás a la página donde estabas."
    return str(g.get("sesion_cerrada", ""))


def _a_donde_volver() -> str | None:
    """La página del formulario: la misma dirección si se puede pedir; si no, la de donde se envió."""
    regla = request.url_rule
    if regla is not None and "GET" in (regla.methods or ()):
        return request.full_path.rstrip("?")
    origen = urlsplit(request.referrer or "")
    if not origen.path or origen.netloc != request.host:
        return None
    return f"{origen.path}?{origen.query}" if origen.query else origen.path


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
        return a_entrar()
    if not identidad().puede(pedido):
        abort(403)
    return None


def instalar(app: Flask) -> None:
    """Pone al portero delante de todas las vistas; va después de saber quién pide."""
    app.before_request(_vigilar)
