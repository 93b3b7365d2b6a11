"""Cuánto tarda el mapa en quedar dibujado, contado por el navegador desde que se pidió la página."""

import os
import shutil
from dataclasses import dataclass
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
