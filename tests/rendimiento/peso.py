"""Cuánto pesa la primera visita a cada clase de página: HTML, estilos, guiones e iconos, sin tipografías."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.rendimiento.servidores import ACEPTA

TIPOGRAFIAS = (".woff2", ".woff", ".ttf")
POR_CLASE = 3
"""De cada clase de página se pesan a lo más estas, y cuenta la más pesada."""
_URL_EN_CSS = re.compile(rb"""url\(\s*['"]?([^'")\s]+)""")
_MODULO = re.compile(rb"""(?:import|from)\s*\(?['"](\.{0,2}/[^'"]+\.js)['"]""")


@dataclass(frozen=True)
class Descarga:
    """Lo que llegó por una dirección: cuánto pesó en el camino y qué decía."""

    codigo: int
    tipo: str
    bytes_en_camino: int
    cuerpo: bytes
    va_a: str


def descargar(sitio: str, ruta: str, cookie: str = "") -> Descarga:
    """Pide la ruta como un navegador, sin seguir redirecciones; pesa lo que viajó, no lo que resulta."""
    respuesta, crudo = _pedir(sitio, ruta, {"Accept-Encoding": ACEPTA, "Cookie": cookie})
    cuerpo = crudo
    if respuesta.getheader("Content-Encoding"):
        # Para leer lo que enlaza se pide otra vez sin comprimir: pesa lo primero, se lee lo segundo.
        _, cuerpo = _pedir(sitio, ruta, {"Cookie": cookie})
    return Descarga(
        codigo=respuesta.status,
        tipo=respuesta.headers.get_content_type(),
        bytes_en_camino=len(crudo),
        cuerpo=cuerpo,
        va_a=respuesta.getheader("Location", ""),
    )


def _pedir(sitio: str, ruta: str, cabeceras: dict[str, str]) -> tuple[HTTPResponse, bytes]:
    conexion = HTTPConnection(sitio, timeout=30)
    try:
        conexion.request("GET", ruta, headers=cabeceras)
        respuesta = conexion.getresponse()
        return respuesta, respuesta.read()
    finally:
        conexion.close()


class _Lector(HTMLParser):
    """Separa lo que la página enlaza de lo que descarga."""

    def __init__(self) -> None:
        super().__init__()
        self.enlaces: list[str] = []
        self.recursos: list[str] = []

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        """Lee los atributos que llevan a otro archivo."""
        valores = {nombre: valor or "" for nombre, valor in atributos}
        if etiqueta == "a" and "download" not in valores:
            self.enlaces.append(valores.get("href", ""))
        elif etiqueta in {"script", "img", "source"}:
            self.recursos.append(valores.get("src", ""))
        elif etiqueta == "use" or (
            etiqueta == "link"
            and set(valores.get("rel", "").split())
            & {
                "stylesheet",
                "icon",
                "modulepreload",
                "preload",
            }
        ):
            self.recursos.append(valores.get("href", ""))


@dataclass
class Pesador:
    """Recorre el sitio como una persona y pesa una de cada clase de página."""

    app: Flask
    sitio: str
    """Máquina y puerto: «127.0.0.1:8000»."""
    recursos: dict[str, Descarga] = field(default_factory=dict)
    pesos: dict[str, int] = field(default_factory=dict)
    html: dict[str, int] = field(default_factory=dict)

    def recorrer(self, cookie: str, desde: str) -> None:
        """Sigue los enlaces desde una página; de cada clase visita unas cuantas."""
        visitadas: set[str] = set()
        vistas_por_clase: dict[str, int] = {}
        pendientes = [desde]
        while pendientes:
            ruta = pendientes.pop(0)
            clase = self._clase(ruta)
            if ruta in visitadas or clase is None or vistas_por_clase.get(clase, 0) >= POR_CLASE:
                continue
            visitadas.add(ruta)
            vistas_por_clase[clase] = vistas_por_clase.get(clase, 0) + 1
            descarga = descargar(self.sitio, ruta, cookie)
            if descarga.va_a:
                pendientes.append(self._ruta(ruta, descarga.va_a))
            elif descarga.tipo == "text/html" and descarga.codigo < 500:
                pendientes += self._pesar(clase, ruta, descarga)

    def _pesar(self, clase: str, ruta: str, pagina: Descarga) -> list[str]:
        lector = _Lector()
        lector.feed(pagina.cuerpo.decode())
        partes: dict[str, int] = {}
        for recurso in lector.recursos:
            self._sumar(urljoin(ruta, recurso), partes)
        peso = pagina.bytes_en_camino + sum(partes.values())
        nombre = clase if pagina.codigo == 200 else f"{clase} ({pagina.codigo})"
        if peso > self.pesos.get(nombre, 0):
            self.pesos[nombre], self.html[nombre] = peso, pagina.bytes_en_camino
        return [self._ruta(ruta, enlace) for enlace in lector.enlaces]

    def _sumar(self, ruta: str, partes: dict[str, int]) -> None:
        ruta = urlsplit(ruta).path
        if not ruta or ruta in partes or ruta.endswith(TIPOGRAFIAS):
            return
        if ruta not in self.recursos:
            self.recursos[ruta] = descargar(self.sitio, ruta)
        recurso = self.recursos[ruta]
        partes[ruta] = recurso.bytes_en_camino
        dentro = _URL_EN_CSS if recurso.tipo == "text/css" else _MODULO
        if recurso.tipo in {"text/css", "text/javascript", "application/javascript"}:
            for hallado in dentro.findall(recurso.cuerpo):
                if not hallado.startswith((b"data:", b"#")):
                    self._sumar(urljoin(ruta, hallado.decode()), partes)

    def _clase(self, ruta: str) -> str | None:
        """El extremo que atiende esa ruta; None si no es una página de este sitio."""
        if not ruta:
            return None
        try:
            extremo, _ = self.app.url_map.bind("127.0.0.1").match(urlsplit(ruta).path)
        except (HTTPException, RequestRedirect):
            return None
        return str(extremo)

    def _ruta(self, desde: str, enlace: str) -> str:
        partes = urlsplit(urljoin(f"http://{self.sitio}{desde}", enlace))
        if partes.netloc != self.sitio:
            return ""
        return partes.path + (f"?{partes.query}" if partes.query else "")
