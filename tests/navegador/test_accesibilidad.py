"""Toda página que alguien puede abrir pasa axe-core y cabe en la pantalla, en cada papel, ancho y tema."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.routing import MapAdapter

from red.aplicacion import crear_app
from tests.motores import carpeta_temporal, configurar
from tests.navegador import pasos
from tests.navegador.accesibilidad import Recorrido, faltas_de
from tests.navegador.chromium import ANCHO_DE_TELEFONO, Ventana
from tests.navegador.conftest import Abrir, Sesiones
from tests.navegador.servidor import Servidor

PAPELES = {
    "sin cuenta": "",
    "coordinadora": pasos.COORDINADORA,
    "instituto": pasos.INSTITUTO,
    "enlace": pasos.ENLACE,
    "integrante": pasos.INTEGRANTE,
    "administradora": pasos.ADMINISTRADORA,
}

NO_SON_PAGINAS = {
    "estatico": "archivos para el navegador",
    "portal.salud": "responde a quien vigila el servicio",
    "portal.salida_rapida": "lleva a otro sitio",
    "formacion.calendario": "un archivo para el calendario",
    "formacion.descargar": "un archivo para la hoja de cálculo",
    "invitaciones.abrir": "guarda el enlace y lleva a «invitaciones.aceptar»",
}
"""Direcciones GET que no muestran una página."""


ADEMAS = {
    "coordinadora": ["/acceso/contrasena"],
    "administradora": ["/avisos/salida/reintentar"],
}
"""Páginas a las que se llega por un camino que el recorrido no sigue."""

MUESTRAS = {
    "coordinadora": [
        ("/invitaciones/?red=guadalajara&estado=enviada", r"/invitaciones/\d+$"),
        ("/formacion/?q=CUR-06", r"/formacion/ediciones/\d+$"),
        ("/formacion/?lugares=con_lugar", r"/formacion/ediciones/\d+$"),
        ("/personas/?red=guadalajara&q=reynoso", r"/personas/[\w-]{20,}$"),
    ],
}
"""Lo que ofrece más según su estado: la lista donde se busca y cómo es su dirección."""


def _primero(ventana: Ventana, lista: str, patron: str) -> str:
    """El primer enlace de esa lista con esa forma."""
    ventana.pagina.goto(lista)
    enlaces: list[str] = ventana.pagina.get_by_role("main").evaluate(
        "(e) => [...e.querySelectorAll('a[href]')].map((a) => a.pathname + a.search)"
    )
    hallados = [enlace for enlace in enlaces if re.search(patron, enlace)]
    assert hallados, f"En {lista} no hay ningún enlace como {patron}"
    return hallados[0]


@pytest.fixture(scope="module")
def declaradas() -> Flask:
    """La aplicación armada, para preguntarle por sus rutas; no abre ninguna base."""
    carpeta = carpeta_temporal()
    return crear_app(configurar(f"sqlite:///{carpeta / 'nadie-la-abre.sqlite'}", carpeta))


class Recorridos:
    """El recorrido de cada papel, que se hace una sola vez."""

    def __init__(self, abrir: Callable[[str], Ventana], direcciones: MapAdapter) -> None:
        self._abrir = abrir
        self.recorrido = Recorrido(direcciones)
        self._hechos: dict[str, list[str]] = {}

    def faltas(self, papel: str) -> list[str]:
        """Lo que se halló en lo que ese papel puede abrir."""
        if papel not in self._hechos:
            antes = len(self.recorrido.faltas)
            ventana = self._abrir(PAPELES[papel])
            desde = ["/panel" if PAPELES[papel] else "/", *ADEMAS.get(papel, [])]
            desde += [_primero(ventana, *donde) for donde in MUESTRAS.get(papel, [])]
            self.recorrido.recorrer(ventana, desde, NO_SON_PAGINAS)
            self.recorrido.faltas.extend(ventana.faltas)
            ventana.cerrar()
            self._hechos[papel] = self.recorrido.faltas[antes:]
        return self._hechos[papel]


@pytest.fixture(scope="module")
def recorridos(sitio: Servidor, chromium: Browser, sesiones: Sesiones, declaradas: Flask) -> Recorridos:
    """Los recorridos, uno por papel."""
    direcciones = declaradas.url_map.bind("127.0.0.1")
    return Recorridos(lambda quien: Ventana(chromium, sitio.url, sesion=sesiones.de(quien)), direcciones)


@pytest.mark.parametrize("papel", PAPELES)
def test_cada_pagina_pasa_la_revision(recorridos: Recorridos, papel: str) -> None:
    faltas = recorridos.faltas(papel)
    assert not faltas, "\n".join(faltas)


def test_ninguna_pagina_queda_sin_revisar(recorridos: Recorridos, declaradas: Flask) -> None:
    for papel in PAPELES:
        recorridos.faltas(papel)
    print(
        {r.endpoint for r in declaradas.url_map.iter_rules() if "GET" in (r.methods or ())}
        - recorridos.recorrido.visitados.keys()
        - NO_SON_PAGINAS.keys()
    )
    raise AssertionError


def test_la_revision_ve_una_falta_plantada(abrir: Abrir) -> None:
    pagina = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    pagina.goto("/")
    assert faltas_de(pagina) == []
    pagina.evaluate("""() => {
      const principal = document.querySelector('main');
      principal.append(document.createElement('input'));
      const ancha = document.createElement('div');
      ancha.style.inlineSize = '700px';
      ancha.textContent = 'No cabe';
      const palida = document.createElement('p');
      palida.textContent = 'No se lee';
      palida.style.color = '#ddd';
      palida.style.background = '#fff';
      principal.append(ancha, palida);
    }""")
    halladas = " ".join(faltas_de(pagina))
    assert "label" in halladas
    assert "color-contrast" in halladas
    assert "se sale de la pantalla" in halladas
    expect(pagina.get_by_text("No se lee")).to_be_visible()
