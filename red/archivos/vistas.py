"""Descargar un archivo: sólo quien puede leer aquello que sustenta."""

from io import BytesIO

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from red.archivos import almacen, consultas
from red.archivos.duenas import puede_leer
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import identidad, requiere

bp = Blueprint("archivos", __name__, url_prefix="/archivos")


@bp.get("/<clave>")
@requiere(Permiso.USAR)
def descargar(clave: str) -> Response:
    """El archivo, siempre para guardarse y nunca para abrirse dentro del sitio."""
    archivo = consultas.archivo_de_clave(clave)
    if not puede_leer(archivo.id, identidad()):
        raise NoEncontrado
    respuesta = send_file(
        BytesIO(almacen.leer(archivo.huella)),
        mimetype=archivo.tipo.mime,
        as_attachment=True,
        download_name=archivo.nombre,
    )
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta
