"""Por donde un servicio de correo avisa, con su firma, qué llegó y qué se devolvió."""

import json
from typing import Any

from flask import current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from red.avisos import firmas, recepcion
from red.avisos.carta import configuracion
from red.avisos.rebotes import Noticia, clasificar
from red.avisos.vistas.pedido import bp
from red.bitacora.escritura import actuando
from red.errores import NoEncontrado
from red.portero import publica
from red.reloj import ahora

CABEN = 500
"""Cuántas noticias se admiten en una sola llamada."""
TOPE = 512 * 1024


@bp.record_once
def _sin_ficha(estado: BlueprintSetupState) -> None:
    """Quien llama es otro servidor: lo que lo identifica es su firma, no la ficha de un formulario."""
    estado.app.extensions["csrf"].exempt(f"{__name__}.rebotes")


@bp.post("/rebotes")
@publica
def rebotes() -> tuple[Response, int]:
    """Anota las noticias que trae una llamada firmada; sin clave configurada, o sin su firma, no existe."""
    clave = configuracion().rebotes_clave
    if not clave or (request.content_length or 0) > TOPE:
        raise NoEncontrado
    cuerpo = request.get_data(cache=False)
    if not firmas.vale(clave, cuerpo, request.headers.get("X-Red-Firma", ""), ahora()):
        return jsonify(error="La firma no vale."), 401
    try:
        noticias = _leer(cuerpo)
    except (ValueError, TypeError, AttributeError, LookupError):
        return jsonify(error="No se entiende lo que dice."), 400
    with actuando("avisos.rebotes"):
        anotadas = sum(recepcion.anotar_noticia(noticia, crudo) for noticia, crudo in noticias)
    current_app.logger.info("Noticias de correos: %s de %s", anotadas, len(noticias))
    return jsonify(recibidas=len(noticias), anotadas=anotadas), 200


def _leer(cuerpo: bytes) -> list[tuple[Noticia, bytes]]:
    """Las noticias del cuerpo: una, o una lista de ellas."""
    dicho: Any = json.loads(cuerpo)
    lista = dicho if isinstance(dicho, list) else [dicho]
    if len(lista) > CABEN:
        raise ValueError("Demasiadas")
    return [(_una(uno), json.dumps(uno, sort_keys=True).encode()) for uno in lista]


def _una(dicho: dict[str, Any]) -> Noticia:
    identificador = str(dicho["id"]).strip("<>").partition("@")[0].lower()
    evento, codigo, texto = str(dicho["evento"]), dicho.get("codigo"), str(dicho.get("dicho", ""))[:500]
    if evento == "entregado":
        return Noticia(identificador, llego=True)
    if evento != "devuelto":
        raise ValueError("Evento desconocido")
    codigo = str(codigo)[:12] if codigo else None
    clase, motivo = clasificar(codigo, texto)
    return Noticia(identificador, False, clase, motivo, codigo, texto)
