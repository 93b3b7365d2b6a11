"""Cuánto puede pesar lo que se envía: poco por omisión, y más sólo en las páginas que reciben archivos.

Una página que recibe archivos lo declara, y el tope se pone antes de que nadie lea el formulario:

    @bp.route("/evidencia", methods=["GET", "POST"])
    @requiere(Permiso.CUIDAR_UNIDAD)
    @recibe_hasta(11)
    def evidencia() -> …
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

Vista = TypeVar("Vista", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024


def recibe_hasta(megabytes: int) -> Callable[[Vista], Vista]:
    """Declara cuánto admite una vista en total, formulario y archivos juntos."""

    def marcar(vista: Vista) -> Vista:
        vista.recibe_hasta = megabytes * MEGABYTE  # type: ignore[attr-defined]
        return vista

    return marcar


def instalar(app: Flask) -> None:
    """Va antes que todo lo que lee formularios."""

    @app.before_request
    def _poner_tope() -> None:
        vista = current_app.view_functions.get(request.endpoint or "")
        tope = getattr(vista, "recibe_hasta", None)
        if tope is not None:
            request.max_content_length = tope
