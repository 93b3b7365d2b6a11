"""Cabeceras y sesión: lo que el navegador ha de impedir aunque una página se equivoque."""

from datetime import timedelta
from typing import Any

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from red.configuracion import Configuracion

POLITICA = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
CABECERAS = {
    "Content-Security-Policy": POLITICA,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def configuracion_de_sesion(configuracion: Configuracion) -> dict[str, Any]:
    """Cookie de sesión: sólo del sitio, sin guiones que la lean y, con HTTPS, atada a su nombre."""
    seguro = configuracion.usa_https
    return {
        "SESSION_COOKIE_NAME": "__Host-sesion" if seguro else "sesion",
        "SESSION_COOKIE_SECURE": seguro,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_SSL_STRICT": seguro,
    }


def instalar(app: Flask, configuracion: Configuracion) -> None:
    """Añade las cabeceras a toda respuesta y atiende sólo el nombre de sitio configurado."""

    @app.before_request
    def _comprobar_anfitrion() -> None:
        if configuracion.es_produccion and request.host != configuracion.anfitrion:
            abort(400)

    @app.before_request
    def _comprobar_origen() -> None:
        """Además de la ficha: un navegador que dice venir de otro sitio no cambia nada."""
        sitio = request.headers.get("Sec-Fetch-Site")
        if request.method not in {"GET", "HEAD", "OPTIONS"} and sitio in {"cross-site", "same-site"}:
            abort(400)

    @app.after_request
    def _poner_cabeceras(respuesta: Response) -> Response:
        for nombre, valor in CABECERAS.items():
            respuesta.headers.setdefault(nombre, valor)
        if not respuesta.cache_control:
            respuesta.headers["Cache-Control"] = "no-store"
        if configuracion.usa_https:
            respuesta.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return respuesta
