"""El Chromium de las pruebas, y la vigilancia que toda página abierta lleva encima."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    StorageState,
    WebError,
    sync_playwright,
)

RUTAS = Path(__file__).resolve().parents[2] / ".herramientas" / "rutas.env"
"""Dónde dejó dicho `.ci/preparar` cada programa que encontró o instaló."""

OPCIONES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # El mapa se dibuja con WebGL aunque la máquina no tenga tarjeta de video.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Nada sale de esta máquina: otro nombre que no sea ella misma no existe.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
ANCHO_DE_TELEFONO, ANCHO_DE_TABLETA, ANCHO_DE_ESCRITORIO = 360, 768, 1280
ALTOS = {ANCHO_DE_TELEFONO: 740, ANCHO_DE_TABLETA: 1024, ANCHO_DE_ESCRITORIO: 900}
PLAZO = 10_000
"""Milisegundos que se espera a que algo aparezca: holgado, para una máquina ocupada."""

DECIR_VIOLACIONES = """
document.addEventListener('securitypolicyviolation', (suceso) =>
  console.error(`Política de contenido: ${suceso.effectiveDirective} impidió ${suceso.blockedURI}`));
"""


def anotado(nombre: str) -> str | None:
    """La ruta de un programa: la del entorno o la que quedó anotada al preparar la máquina."""
    if os.environ.get(nombre):
        return os.environ[nombre]
    for renglon in RUTAS.read_text().splitlines() if RUTAS.exists() else []:
        if renglon.startswith(f"{nombre}="):
            return renglon.partition("=")[2].strip().strip("'\"")
    return None


def ruta_de_chromium() -> str:
    """El programa; `make probar` lo deja dicho en CHROMIUM."""
    ruta = anotado("CHROMIUM")
    if not ruta:
        raise RuntimeError("No hay Chromium: corre las pruebas con «make probar», que lo instala")
    return ruta


@contextmanager
def un_chromium() -> Iterator[Browser]:
    """Un Chromium abierto, sin ventanas."""
    node = anotado("PLAYWRIGHT_NODEJS_PATH")
    if node:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    with sync_playwright() as teatro:
        navegador = teatro.chromium.launch(executable_path=ruta_de_chromium(), args=list(OPCIONES))
        yield navegador
        navegador.close()


@dataclass
class Vigilancia:
    """Lo que ninguna página debe hacer; `permitidos` son los sitios ajenos que una prueba espera."""

    sitio: str
    faltas: list[str] = field(default_factory=list)
    permitidos: set[str] = field(default_factory=set)

    def vigilar(self, contexto: BrowserContext) -> None:
        """Anota las faltas de toda página que se abra ahí."""
        contexto.add_init_script(DECIR_VIOLACIONES)
        contexto.on("request", lambda peticion: self._peticion(peticion.url))
        contexto.on("response", self._respuesta)
        contexto.on("console", self._consola)
        contexto.on("weberror", self._error)

    def _peticion(self, url: str) -> None:
        partes = urlsplit(url)
        propia = f"{partes.scheme}://{partes.netloc}" == self.sitio
        if not propia and partes.scheme not in {"data", "blob"} and partes.hostname not in self.permitidos:
            self.faltas.append(f"Pidió algo a otro sitio: {url}")

    def _respuesta(self, respuesta: Response) -> None:
        if respuesta.status >= 500:
            self.faltas.append(f"{respuesta.url} contestó {respuesta.status}")

    def _consola(self, mensaje: ConsoleMessage) -> None:
        # Un 404 o un 422 que la prueba pide también se anota en la consola: eso no es una falta.
        if mensaje.type == "error" and not mensaje.text.startswith("Failed to load resource"):
            self.faltas.append(f"La consola dice: {mensaje.text}")

    def _error(self, error: WebError) -> None:
        pagina = error.page.url if error.page else "una página"
        self.faltas.append(f"Error de JavaScript en {pagina}: {error.error}")


class Ventana:
    """Una persona ante su navegador: su sesión, su pantalla y la vigilancia de lo que abre."""

    def __init__(
        self,
        chromium: Browser,
        sitio: str,
        *,
        ancho: int = ANCHO_DE_ESCRITORIO,
        con_javascript: bool = True,
        oscuro: bool = False,
        sesion: StorageState | None = None,
    ) -> None:
        self.vigilancia = Vigilancia(sitio)
        self.contexto = chromium.new_context(
            base_url=sitio,
            viewport={"width": ancho, "height": ALTOS[ancho]},
            locale="es-MX",
            timezone_id="America/Mexico_City",
            java_script_enabled=con_javascript,
            color_scheme="dark" if oscuro else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            storage_state=sesion,
        )
        self.contexto.set_default_timeout(PLAZO)
        self.vigilancia.vigilar(self.contexto)
        self.pagina: Page = self.contexto.new_page()

    @property
    def faltas(self) -> list[str]:
        """Lo que alguna de sus páginas hizo y no debía."""
        return self.vigilancia.faltas

    def a_lo_ancho(self, ancho: int) -> None:
        """Cambia el ancho de la pantalla sin recargar la página."""
        self.pagina.set_viewport_size({"width": ancho, "height": ALTOS[ancho]})

    def cerrar(self) -> None:
        """Cierra la ventana y olvida su sesión."""
        self.contexto.close()
