"""Entregar un papel: siempre para guardarse y nunca para abrirse dentro del sitio."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response


def entregar(nombre: str, contenido: bytes, tipo: str = "application/pdf") -> Response:
    """El archivo, que ninguna máquina intermedia guarda."""
    respuesta = send_file(BytesIO(contenido), mimetype=tipo, as_attachment=True, download_name=nombre)
    respuesta.headers["Cache-Control"] = "no-store"
    respuesta.headers["X-Robots-Tag"] = "noindex, nofollow"
    return respuesta
