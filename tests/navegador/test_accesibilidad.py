"""Toda página que alguien puede abrir pasa axe-core y cabe en la pantalla, en cada papel, ancho y tema."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from red.aplicacion import crear_app
from tests.motores import configurar
from tests.navegador import pasos
from tests.navegador.accesibilidad import faltas_de, llevar_axe, se_sale
from tests.navegador.chromium import ANCHO_DE_ESCRITORIO, ANCHO_DE_TELEFONO, Ventana
from tests.navegador.conftest import Abrir, Sesiones
from tests.navegador.paginas import NO_SON_PAGINAS
from tests.navegador.recorridos import PAPELES, Recorridos
from tests.navegador.servidor import Servidor


@pytest.fixture(scope="module")
def declaradas(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """La aplicación armada, para preguntarle por sus rutas; no abre ninguna base."""
    carpeta = tmp_path_factory.mktemp("rutas")
    return crear_app(configurar(f"sqlite:///{carpeta / 'nadie-la-abre.sqlite'}", carpeta))


@pytest.fixture(scope="module")
def recorridos(sitio: Servidor, chromium: Browser, sesiones: Sesiones, declaradas: Flask) -> Recorridos:
    """Los recorridos, que estas pruebas comparten; la Red tiene dos cortes, que la demostración no trae."""
    for fecha in ("2026-06-30", "2026-10-31"):
        sitio.orden("grafo", "corte", "guadalajara", "--fecha", fecha)

    def abrir(quien: str) -> Ventana:
        ventana = Ventana(chromium, sitio.url, sesion=sesiones.de(quien))
        # Los demás papeles abren casi sólo páginas ya revisadas: ahí se carga cuando hace falta.
        return llevar_axe(ventana) if quien in {"", pasos.COORDINADORA} else ventana

    return Recorridos(abrir, sitio, declaradas.url_map.bind("127.0.0.1"))


@pytest.mark.parametrize("papel", PAPELES)
def test_cada_pagina_pasa_la_revision(recorridos: Recorridos, papel: str) -> None:
    faltas = recorridos.faltas(papel)
    assert not faltas, "\n".join(faltas)


def test_las_paginas_a_las_que_lleva_un_correo_pasan_la_revision(recorridos: Recorridos) -> None:
    faltas = recorridos.faltas_al_llegar_por_correo()
    assert not faltas, "\n".join(faltas)


def test_ninguna_pagina_queda_sin_revisar(recorridos: Recorridos, declaradas: Flask) -> None:
    for papel in PAPELES:
        recorridos.faltas(papel)
    recorridos.faltas_al_llegar_por_correo()
    con_get = {regla.endpoint for regla in declaradas.url_map.iter_rules() if "GET" in (regla.methods or ())}
    faltan = con_get - recorridos.recorrido.visitados.keys() - NO_SON_PAGINAS.keys()
    assert not faltan, (
        f"A estas páginas no se llega por ningún enlace: {', '.join(sorted(faltan))}. Enlázalas desde donde "
        "hagan falta, o di en MUESTRAS en qué lista se halla un objeto que las ofrezca."
    )
    assert NO_SON_PAGINAS.keys() <= con_get, "NO_SON_PAGINAS nombra direcciones que ya no existen"


def _pagina_de_error(pagina: Page, cual: str) -> None:
    if cual == "no existe":
        pagina.goto("/esto-no-existe")
    elif cual == "ajena":
        pagina.goto("/redes/coquimbo")
    else:
        pagina.goto("/acceso/recuperar")
        pagina.evaluate("() => document.querySelector('[name=csrf_token]').remove()")
        pagina.get_by_role("button", name="Enviar el enlace").click()


@pytest.mark.parametrize(
    ("quien", "cual"),
    [
        ("", "no existe"),
        ("", "formulario viejo"),
        (pasos.COORDINADORA, "no existe"),
        (pasos.COORDINADORA, "ajena"),
    ],
)
def test_las_paginas_de_error_pasan_la_revision(abrir: Abrir, quien: str, cual: str) -> None:
    ventana = abrir(quien)
    _pagina_de_error(ventana.pagina, cual)
    expect(ventana.pagina.get_by_text("Si pides ayuda")).to_be_visible()
    expect(ventana.pagina.get_by_role("link", name="Ir a la página de inicio")).to_be_visible()
    for ancho in (ANCHO_DE_TELEFONO, ANCHO_DE_ESCRITORIO):
        ventana.a_lo_ancho(ancho)
        assert faltas_de(ventana.pagina) == []


def test_los_menus_abiertos_pasan_la_revision(abrir: Abrir) -> None:
    ventana = abrir(pasos.COORDINADORA, ancho=ANCHO_DE_TELEFONO)
    pagina = ventana.pagina
    pagina.goto("/redes/guadalajara")
    pagina.get_by_role("button", name="Menú", exact=True).click()
    expect(pagina.get_by_role("navigation", name="Principal")).to_be_visible()
    assert faltas_de(pagina) == []
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_role("navigation", name="Principal")).to_be_hidden()
    for menu in ("header details.cuenta > summary", "main details[data-menu] > summary"):
        resumen = pagina.locator(menu).first
        resumen.click()
        expect(resumen.locator("..")).to_have_attribute("open", "")
        assert faltas_de(pagina) == []
        # Abierto tapa lo que está debajo; con Escape sería la tercera vez seguida, que es la salida rápida.
        resumen.click()
        expect(resumen.locator("..")).not_to_have_attribute("open", "")


def test_lo_grande_cabe(abrir: Abrir) -> None:
    """Con la letra al doble, la página crece hacia abajo y no hacia un lado."""
    pagina = abrir(pasos.COORDINADORA).pagina
    for url in ("/panel", "/redes/guadalajara", "/unidades/", "/formacion/", "/personas/"):
        pagina.goto(url)
        pagina.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        assert se_sale(pagina) == [], url


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
