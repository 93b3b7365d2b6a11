"""Revisa páginas abiertas con axe-core y a lo ancho, y recorre lo que alguien puede abrir desde donde está.

`axe` entra por el depurador del navegador y no como guion de la página: la política de contenido no lo dejaría.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.navegador.chromium import ANCHO_DE_ESCRITORIO, ANCHO_DE_TABLETA, ANCHO_DE_TELEFONO, Ventana

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
REGLAS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DE_COLOR = ("color-contrast", "link-in-text-block")
"""Lo único que cambia al cambiar de tema."""

REVISAR = """async (que) => {
  const hallado = await axe.run(document, {
    runOnly: que.reglas ? { type: 'rule', values: que.reglas } : { type: 'tag', values: que.etiquetas },
    resultTypes: ['violations'],
  });
  return hallado.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    donde: nodes.slice(0, 3).map(({ html, any, all, none }) =>
      html.slice(0, 160) + ' ' + [...any, ...all, ...none].map(({ message }) => message).join(' ').slice(0, 200)),
    cuantos: nodes.length,
  }));
}"""

A_LO_ANCHO = """() => {
  const raiz = document.documentElement;
  if (raiz.scrollWidth <= raiz.clientWidth) return [];
  const culpables = [...document.body.querySelectorAll('*')].filter((e) => {
    const caja = e.getBoundingClientRect();
    return caja.width > 0 && caja.right > raiz.clientWidth + 1;
  });
  return [`mide ${raiz.scrollWidth} y caben ${raiz.clientWidth}`, ...culpables.slice(0, 3).map((e) => e.outerHTML.slice(0, 120))];
}"""

ENLACES = """() => [...document.querySelectorAll('a[href]')]
  .filter((a) => a.origin === location.origin && !a.hasAttribute('download'))
  .map((a) => a.pathname + a.search)"""

ABRIR_DETALLES = (
    """() => document.querySelectorAll('main details:not([data-menu])').forEach((d) => (d.open = true))"""
)

PIEZAS = """() => {
  const piezas = new Set();
  const anotar = (elemento, arriba) => {
    const rol = elemento.getAttribute('role') ?? elemento.getAttribute('type') ?? '';
    const esta = `${elemento.localName}.${[...elemento.classList].sort().join('.')}[${rol}]`;
    piezas.add(`${arriba}>${esta}`);
    if (elemento.localName !== 'svg') [...elemento.children].forEach((hijo) => anotar(hijo, esta));
  };
  anotar(document.body, '');
  return [...piezas];
}"""
"""Cada elemento con el que lo contiene: dos páginas con las mismas piezas difieren sólo en lo que dicen."""

VACIAR = """() => {
  const formulario = [...document.querySelectorAll('main form[method="post"]')]
    .find((f) => f.querySelector('[required], [aria-required="true"]'));
  if (!formulario) return false;
  for (const campo of formulario.elements) {
    if (campo.type === 'hidden' || campo.type === 'submit') continue;
    if (campo.type === 'checkbox' || campo.type === 'radio') campo.checked = false;
    else if (campo.tagName === 'SELECT') campo.selectedIndex = [...campo.options].findIndex((o) => o.value === '');
    else if ('value' in campo) campo.value = '';
  }
  return true;
}"""


@dataclass
class Recorrido:
    """Lo que se abrió y lo que se halló: un extremo por página, una muestra de cada uno."""

    direcciones: MapAdapter
    aceptan_vacio: Collection[str] = ()
    visitados: dict[str, str] = field(default_factory=dict)
    conocidas: set[str] = field(default_factory=set)
    con_errores: set[str] = field(default_factory=set)
    faltas: list[str] = field(default_factory=list)

    def extremo(self, url: str) -> str | None:
        """El extremo que atiende esa dirección con GET, si alguno."""
        try:
            return str(self.direcciones.match(urlsplit(url).path, method="GET")[0])
        except (HTTPException, RequestRedirect):
            return None

    def recorrer(self, ventana: Ventana, desde: Iterable[str], saltar: Iterable[str] = ()) -> None:
        """Abre esas direcciones y lo que se alcanza desde ellas, una página por extremo, y revisa cada una."""
        pagina, omitidos = ventana.pagina, set(saltar)
        pedidas = list(desde)
        por_abrir = [*pedidas]
        vistos: set[str] = set()
        while por_abrir:
            url = por_abrir.pop(0)
            extremo, pedida = self.extremo(url), url in pedidas
            if extremo is None or extremo in omitidos or (extremo in vistos and not pedida):
                continue
            if pedida:
                pedidas.remove(url)
            vistos.add(extremo)
            respuesta = pagina.goto(url)
            llegada = self.extremo(pagina.url)
            if respuesta is None or not es_html(respuesta) or llegada is None:
                continue
            if llegada != extremo and llegada in vistos and not pedida:
                continue
            vistos.add(llegada)
            self.revisar(ventana, llegada)
            por_abrir.extend(pagina.evaluate(ENLACES))
            self.enviar_vacio(ventana, llegada)

    def revisar(self, ventana: Ventana, nombre: str) -> None:
        """Revisa la página abierta: la primera vez, entera a los tres anchos; después, si trae algo nuevo.

        Otro papel u otra muestra de la misma página difieren en lo que dicen, y eso puede salirse de la pantalla: en la
        más angosta se mira siempre. Del color en cada tema responde cada pieza, la traiga la página que la traiga.
        """
        pagina = ventana.pagina
        primera = nombre not in self.visitados
        self.visitados.setdefault(nombre, pagina.url)
        pagina.evaluate(ABRIR_DETALLES)
        piezas = set(pagina.evaluate(PIEZAS))
        hay_nuevas = not piezas <= self.conocidas
        self.conocidas |= piezas
        ventana.a_lo_ancho(ANCHO_DE_TELEFONO)
        completa = primera or hay_nuevas
        self._anotar(nombre, "en el teléfono", faltas_de(pagina) if completa else se_sale(pagina))
        if completa:
            ventana.a_lo_ancho(ANCHO_DE_TABLETA)
            self._anotar(nombre, "en la tableta", faltas_de(pagina) if primera else se_sale(pagina))
            ventana.a_lo_ancho(ANCHO_DE_ESCRITORIO)
            self._anotar(nombre, "en el escritorio", faltas_de(pagina))
        if hay_nuevas:
            pagina.emulate_media(color_scheme="dark")
            self._anotar(nombre, "en el tema oscuro", faltas_de(pagina, DE_COLOR))
            pagina.emulate_media(color_scheme="light")

    def enviar_vacio(self, ventana: Ventana, nombre: str) -> None:
        """Si la página pide algo obligatorio, lo envía vacío y revisa cómo responde."""
        pagina = ventana.pagina
        if nombre in self.con_errores or nombre in self.aceptan_vacio or not pagina.evaluate(VACIAR):
            return
        self.con_errores.add(nombre)
        formulario = pagina.locator('main form[method="post"]').filter(
            has=pagina.locator('[required], [aria-required="true"]')
        )
        enviar = formulario.first.locator('button[type="submit"]:not([tabindex="-1"])')
        principal = enviar.and_(pagina.locator(".boton-principal"))
        with pagina.expect_response(_es_lo_enviado) as enviado:
            (principal if principal.count() else enviar).last.click()
        pagina.wait_for_load_state()
        if enviado.value.status != 422:
            self.faltas.append(f"{nombre}: un formulario vacío respondió {enviado.value.status} y no 422")
            return
        if not pagina.locator("[data-resumen] li").count():
            self.faltas.append(f"{nombre}: el formulario vacío no dice qué revisar")
        ventana.a_lo_ancho(ANCHO_DE_TELEFONO)
        self._anotar(nombre, "con errores", faltas_de(pagina))

    def _anotar(self, nombre: str, como: str, halladas: list[str]) -> None:
        self.faltas.extend(f"{nombre} ({como}): {falta}" for falta in halladas)


def _es_lo_enviado(respuesta: Response) -> bool:
    """Si es la respuesta al formulario y no a algo que la página envía por su cuenta."""
    return respuesta.request.method == "POST" and respuesta.request.is_navigation_request()


def llevar_axe(ventana: Ventana) -> Ventana:
    """Deja axe puesto en cada página que se abra en esa ventana: cargarlo después cuesta más que usarlo."""
    ventana.contexto.add_init_script(AXE.read_text())
    return ventana


def faltas_de(pagina: Page, reglas: tuple[str, ...] = ()) -> list[str]:
    """Lo que axe encuentra en la página abierta y lo que se sale de la pantalla."""
    if not pagina.evaluate("() => 'axe' in window"):
        pagina.evaluate(AXE.read_text())
    que = {"reglas": list(reglas) or None, "etiquetas": list(REGLAS)}
    halladas = [
        f"{v['id']} ({v['cuantos']}): {v['help']} {json.dumps(v['donde'], ensure_ascii=False)}"
        for v in pagina.evaluate(REVISAR, que)
    ]
    return [*halladas, *se_sale(pagina)]


def se_sale(pagina: Page) -> list[str]:
    """Lo que hace que la página se tenga que mover hacia un lado; vacía si todo cabe."""
    sobra = pagina.evaluate(A_LO_ANCHO)
    return [f"la página se sale de la pantalla: {'; '.join(sobra)}"] if sobra else []


def es_html(respuesta: Response) -> bool:
    """Si lo que llegó es una página."""
    return bool(re.match("text/html", respuesta.headers.get("content-type", "")))
