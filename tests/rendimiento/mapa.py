"""Cuánto tarda el mapa en quedar dibujado, contado por el navegador desde que se pidió la página."""

import math
import os
import shutil
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

OPCIONES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DIBUJADO = "() => document.documentElement.dataset.mapa === 'dibujado'"
NODOS = "() => JSON.parse(document.getElementById('datos-del-mapa').textContent).nodos.length"
VIVO = "() => 'mapaVivo' in document.documentElement.dataset"
TARJETA = """() => {
  const gl = document.createElement('canvas').getContext('webgl');
  const mas = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl ? gl.getParameter(mas ? mas.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : 'ninguna';
}"""
CUADROS = """() => {
  window.cuadros = [];
  const anotar = (cuando) => { window.cuadros.push(cuando); requestAnimationFrame(anotar); };
  requestAnimationFrame(anotar);
}"""
MARCA = "() => performance.getEntriesByName('mapa-dibujado').map((marca) => marca.startTime)[0]"


@dataclass(frozen=True)
class Dibujo:
    """Segundos desde la navegación hasta el mapa dibujado, en cada visita, y cuántos nodos tiene."""

    segundos: list[float]
    nodos: int


def navegador() -> str:
    """Dónde está Chromium; `make medir` lo deja dicho en CHROMIUM."""
    hallado = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not hallado or not Path(hallado).exists():
        raise RuntimeError("No hay Chromium: mide con «make medir», que lo instala")
    return hallado


def medir(sitio: str, ruta: str, cookie: str, visitas: int = 5) -> Dibujo:
    """Abre el mapa varias veces, cada una con el navegador vacío como en una primera visita."""
    from playwright.sync_api import sync_playwright

    nombre, _, valor = cookie.partition("=")
    segundos, nodos = [], 0
    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=navegador(), args=list(OPCIONES))
        for _ in range(visitas):
            contexto = chromium.new_context(viewport={"width": 1280, "height": 800})
            contexto.add_cookies([{"name": nombre, "value": valor, "url": sitio}])
            pagina = contexto.new_page()
            pagina.goto(sitio + ruta, wait_until="commit")
            pagina.wait_for_function(DIBUJADO, timeout=20_000)
            segundos.append(pagina.evaluate(MARCA) / 1000)
            nodos = pagina.evaluate(NODOS)
            contexto.close()
        chromium.close()
    return Dibujo(sorted(segundos), nodos)


@dataclass(frozen=True)
class Movimiento:
    """Un mapa grande: segundos hasta dibujarse y hasta poder arrastrarse, y cuadros por segundo al arrastrarlo."""

    dibujado: float
    vivo: float
    cuadros: float
    peor: float
    tarjeta: str


def medir_grande(sitio: str, arrastre: float = 3.0) -> Movimiento:
    """Abre la página de un mapa grande y lo arrastra en círculos."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=navegador(), args=list(OPCIONES))
        pagina = chromium.new_page(viewport={"width": 1280, "height": 800})
        pagina.goto(sitio, wait_until="commit")
        pagina.wait_for_function(DIBUJADO, timeout=60_000)
        dibujado = pagina.evaluate(MARCA) / 1000
        pagina.wait_for_function(VIVO, timeout=60_000)
        vivo = pagina.evaluate("() => performance.now()") / 1000
        caja = pagina.locator("#mapa").bounding_box()
        assert caja is not None
        x, y = caja["x"] + caja["width"] / 2, caja["y"] + caja["height"] / 2
        pagina.mouse.move(x, y)
        pagina.mouse.down()
        pagina.evaluate(CUADROS)
        fin, paso = time.monotonic() + arrastre, 0
        while time.monotonic() < fin:
            paso += 1
            pagina.mouse.move(x + 150 * math.cos(paso / 9), y + 90 * math.sin(paso / 9))
        tiempos = pagina.evaluate("() => window.cuadros")
        pagina.mouse.up()
        tarjeta = pagina.evaluate(TARJETA)
        chromium.close()
    entre = [despues - antes for antes, despues in pairwise(tiempos)]
    return Movimiento(dibujado, vivo, 1000 * len(entre) / sum(entre), max(entre), tarjeta)
