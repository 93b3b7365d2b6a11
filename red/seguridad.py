"""Cabeceras y sesión: lo que el navegador ha de impedir aunque una página se equivoque."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

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


DIRECCION_MAXIMA = 4000
"""Letras de una dirección con lo que pregunta; lo que se llena en un filtro cabe de sobra."""


def cabeceras(configuracion: Configuracion) -> dict[str, str]:
    """Las cabeceras de toda respuesta, sea página o archivo."""
    if not configuracion.usa_https:
        return CABECERAS
    return {**CABECERAS, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


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
        # La cookie se manda cuando cambia, y cambia al menos cada minuto de uso (`acceso.sesion`).
        "SESSION_REFRESH_EACH_REQUEST": False,
        # De dónde viene lo enviado lo mira `instalar`: exigir Referer rompería las páginas que no lo mandan.
        "WTF_CSRF_SSL_STRICT": False,
    }


def instalar(app: Flask, configuracion: Configuracion) -> None:
    """Añade las cabeceras a toda respuesta y atiende sólo el nombre de sitio configurado."""
    puestas = cabeceras(configuracion)

    @app.before_request
    def _comprobar_anfitrion() -> None:
        vigila = request.endpoint == "portal.salud"
        if configuracion.es_produccion and not vigila and request.host != configuracion.anfitrion:
            abort(400)

    @app.before_request
    def _comprobar_largo() -> None:
        """Una dirección desmedida se contesta con palabras; el servidor la cortaría con una página suya, en inglés."""
        if len(request.full_path) > DIRECCION_MAXIMA:
            abort(414)

    @app.before_request
    def _comprobar_nulos() -> None:
        """Ninguna persona escribe el carácter nulo, y PostgreSQL no sabe guardarlo ni buscarlo."""
        enviado = (texto for nombre in request.values for texto in (nombre, *request.values.getlist(nombre)))
        if "\0" in request.path or any("\0" in texto for texto in enviado):
            abort(400)

    @app.before_request
    def _comprobar_origen() -> None:
        """Además de la ficha: un navegador que dice venir de otro sitio no cambia nada."""
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return
        if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
            abort(400)
        # «null» es lo que manda una página que no dice de dónde viene; para ella quedan la ficha y lo de arriba.
        origen = request.headers.get("Origin", "null")
        if origen != "null" and urlsplit(origen).netloc not in {request.host, configuracion.anfitrion}:
            abort(400)

    @app.after_request
    def _poner_cabeceras(respuesta: Response) -> Response:
        for nombre, valor in puestas.items():
            respuesta.headers.setdefault(nombre, valor)
        if not respuesta.cache_control:
            respuesta.headers["Cache-Control"] = "no-store"
        return respuesta
