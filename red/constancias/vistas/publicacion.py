"""Lo que otras herramientas leen para comprobar sin preguntarle nada a esta página: llaves, emisor y lista de estados."""

import json
import re
from datetime import datetime

from flask import Response, current_app, render_template
from flask.sansio.blueprints import BlueprintSetupState

from red.constancias import consultas, insignias
from red.constancias.llaves import en_uso, jwk
from red.constancias.vistas import bp
from red.errores import ErrorDeDominio, NoEncontrado
from red.limites import limitador
from red.memoria import recordar
from red.portero import publica
from red.reloj import ahora

_SERIE = re.compile(r"(\d{1,9})-(\d{4})-(\d{1,4})-(\d{1,4})")
FRENO = "240 per minute"


def _publicadas() -> list[tuple[str, str]]:
    """Todas las llaves públicas; la de hoy también, aunque todavía no haya firmado ninguna."""
    publicas = consultas.llaves()
    try:
        llave = en_uso()
    except ErrorDeDominio:
        return publicas
    return publicas if (llave.clave, llave.publica) in publicas else [*publicas, (llave.clave, llave.publica)]


@bp.get("/llaves")
@publica
def llaves() -> str:
    """Cómo se comprueba una constancia sin conexión, con qué llave y paso a paso."""
    return render_template("constancias/llaves.html", llaves=_publicadas())


@publica
@limitador.limit(FRENO)
def jwks() -> Response:
    """Las llaves públicas, como las pide cualquier biblioteca de firmas (RFC 7517)."""
    llaves_ = [
        {**jwk(publica_), "kid": clave, "alg": "EdDSA", "use": "sig"} for clave, publica_ in _publicadas()
    ]
    return _json({"keys": llaves_}, "application/json")


@publica
@limitador.limit(FRENO)
def did() -> Response:
    """Quién emite, como did:web."""
    sitio = current_app.config["RED"].url_publica
    return _json(insignias.documento_did(sitio, _publicadas()), "application/json")


@bp.record
def _bien_conocidas(estado: BlueprintSetupState) -> None:
    """Donde las demás herramientas las buscan sin preguntar (RFC 8615)."""
    estado.app.add_url_rule("/.well-known/jwks.json", endpoint="constancias.jwks", view_func=jwks)
    estado.app.add_url_rule("/.well-known/did.json", endpoint="constancias.did", view_func=did)


@bp.get("/estados/<nombre>")
@publica
@limitador.limit(FRENO)
def estados(nombre: str) -> Response:
    """La lista firmada que dice, bit por bit, cuáles ya no valen."""
    serie = _SERIE.fullmatch(nombre)
    if serie is None:
        raise NoEncontrado
    red_id, anio, sustitucion, lista = map(int, serie.groups())
    momento = ahora().replace(minute=0, second=0, microsecond=0)
    clave = ("lista de estados", nombre, momento, current_app.config["RED"].url_publica)
    firmada = recordar(clave, lambda: _firmada(nombre, red_id, anio, sustitucion, lista, momento))
    if not firmada:
        raise NoEncontrado
    return _para_cualquiera(Response(firmada, mimetype="application/vc+jwt"))


def _firmada(nombre: str, red_id: int, anio: int, sustitucion: int, lista: int, momento: datetime) -> str:
    red = consultas.hay_serie(red_id, anio, sustitucion)
    if red is None:
        return ""
    desde = lista * insignias.POR_LISTA
    numeros = consultas.sin_valor(red_id, anio, sustitucion, desde, desde + insignias.POR_LISTA - 1)
    sitio = current_app.config["RED"].url_publica
    cuerpo = insignias.lista_de_estados(
        sitio, red.convocante.nombre, nombre, [numero - desde for numero in numeros], momento
    )
    return insignias.firmar(en_uso(), cuerpo, sitio)


def _json(valor: object, tipo: str) -> Response:
    return _para_cualquiera(Response(json.dumps(valor, ensure_ascii=False), mimetype=tipo))


def _para_cualquiera(respuesta: Response) -> Response:
    """La deja leer desde otros sitios y guardarla un rato: es pública y quien comprueba puede estar en cualquiera."""
    respuesta.headers["Cache-Control"] = "public, max-age=300"
    respuesta.headers["Access-Control-Allow-Origin"] = "*"
    respuesta.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return respuesta
