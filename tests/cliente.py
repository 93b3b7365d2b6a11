"""Quien visita las páginas en las pruebas: trae su ficha contra falsificación y revisa cada HTML."""

import hashlib
import os
import re
from typing import Any

import html5lib
from flask import Flask, g
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from red.acceso.consultas import cuenta_de_persona
from red.acceso.modelos import Cuenta
from red.base import db
from red.personas.modelos import Persona

ESPACIO = "{http://www.w3.org/1999/xhtml}"
SIN_ETIQUETA = {"hidden", "submit", "button", "image", "reset"}

_ATRIBUTO = re.compile(r'(\s([\w:.-]+)=")([^"]*)')
_TEXTO = re.compile(r"(?<=>)[^<]+")
_IMPORTA = re.compile(
    r"&(?!(?:amp|lt|gt|quot|nbsp|#3[49]);)[^;\s<]{0,12};?|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
_BIEN: set[bytes] = set()
"""Los esqueletos que este proceso ya revisó: leer una página entera es lo que más tarda de revisarla."""


class Cliente:
    """Una persona ante su navegador."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.navegador = app.test_client()

    def entrar(self, quien: Cuenta | Persona) -> "Cliente":
        """Abre sesión como esa cuenta, o como la cuenta de esa persona."""
        cuenta = quien if isinstance(quien, Cuenta) else cuenta_de_persona(quien.id)
        g.pop("_login_user", None)
        assert cuenta is not None, "Esa persona no tiene cuenta: usa fabricas.una_cuenta(persona)"
        with self.navegador.session_transaction() as sesion:
            sesion.clear()
            sesion["_user_id"] = cuenta.get_id()
            sesion["_fresh"] = True
        return self

    def get(self, url: str, *, sigue: bool = False, **opciones: Any) -> TestResponse:
        """Pide una página y revisa su HTML."""
        db.session.rollback()
        respuesta = self.navegador.get(url, follow_redirects=sigue, **opciones)
        return self._revisar(respuesta)

    def post(
        self, url: str, datos: dict[str, Any] | None = None, *, sigue: bool = False, **opciones: Any
    ) -> TestResponse:
        """Envía un formulario con su ficha y revisa el HTML que vuelve."""
        db.session.rollback()
        cuerpo = {**(datos or {}), "csrf_token": self.ficha()}
        respuesta = self.navegador.post(url, data=cuerpo, follow_redirects=sigue, **opciones)
        db.session.rollback()
        return self._revisar(respuesta)

    def ficha(self) -> str:
        """Ficha contra falsificación de esta sesión, firmada como la firma Flask-WTF."""
        with self.navegador.session_transaction() as sesion:
            cruda = sesion.setdefault("csrf_token", hashlib.sha256(os.urandom(32)).hexdigest())
        secreto = self.app.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(secreto, salt="wtf-csrf-token").dumps(cruda))

    @staticmethod
    def _revisar(respuesta: TestResponse) -> TestResponse:
        if respuesta.mimetype == "text/html" and respuesta.status_code not in {301, 302, 303, 304, 307, 308}:
            revisar_html(respuesta.get_data(as_text=True))
        return respuesta


def esqueleto(html: str) -> str:
    """La página con todo lo que decide si está bien, y sin lo demás: dos iguales están las dos bien o las dos mal.

    De un texto o un atributo queda si dice algo y lo que no sería HTML bien formado. De lo que une a unas partes con
    otras, que son los ids, cuál es cuál.
    """
    ids: dict[str, int] = {}

    def resumir(dicho: str) -> str:
        return "".join(_IMPORTA.findall(dicho)) + (
            "x" if dicho.strip(" ·\n\t") else dicho.strip()[:1] or dicho[:1]
        )

    def valor(hallado: re.Match[str]) -> str:
        abre, nombre, dicho = hallado.groups()
        if nombre in {"id", "for"}:
            return f"{abre}{ids.setdefault(dicho, len(ids))}" if dicho else abre
        return abre + (dicho if nombre == "type" else resumir(dicho))

    return _TEXTO.sub(lambda hallado: resumir(hallado[0]).strip(), _ATRIBUTO.sub(valor, html))


def revisar_html(html: str) -> None:
    """Falla si la página no cumple lo que toda página debe: HTML bien formado, un h1, título, campos con nombre."""
    suyo = hashlib.sha256(esqueleto(html).encode(errors="surrogatepass")).digest()
    if suyo not in _BIEN:
        _revisar_html(html)
        _BIEN.add(suyo)


def _revisar_html(html: str) -> None:
    analizador = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    arbol = analizador.parse(html)
    errores = [error for error in analizador.errors if error[1] != "expected-doctype-but-got-chars"]
    assert not errores, f"El HTML no está bien formado: {errores[:3]}"
    elementos = list(arbol.iter())
    titulos = [e for e in elementos if e.tag == f"{ESPACIO}h1"]
    assert len(titulos) == 1, f"La página debe tener un solo h1 y tiene {len(titulos)}"
    titulo = next((e for e in elementos if e.tag == f"{ESPACIO}title"), None)
    assert titulo is not None, "La página necesita título"
    assert (titulo.text or "").strip(" ·"), "El título no puede ir vacío"
    ids = [e.get("id") for e in elementos if e.get("id")]
    repetidos = {i for i in ids if ids.count(i) > 1}
    assert not repetidos, f"Hay ids repetidos: {repetidos}"
    con_etiqueta = {e.get("for") for e in elementos if e.tag == f"{ESPACIO}label"}
    dentro = {id(c) for e in elementos if e.tag == f"{ESPACIO}label" for c in e.iter()}
    for campo in elementos:
        if campo.tag not in {f"{ESPACIO}input", f"{ESPACIO}select", f"{ESPACIO}textarea"}:
            continue
        if campo.get("type", "text") in SIN_ETIQUETA:
            continue
        nombrado = (
            campo.get("id") in con_etiqueta
            or id(campo) in dentro
            or campo.get("aria-label")
            or campo.get("aria-labelledby")
        )
        assert nombrado, f"El campo «{campo.get('name')}» no tiene etiqueta"
    for elemento in elementos:
        en_linea = [a for a in elemento.attrib if a == "style" or a.startswith("on")]
        assert not en_linea, f"La política de contenido prohíbe {en_linea} en <{elemento.tag}>"
