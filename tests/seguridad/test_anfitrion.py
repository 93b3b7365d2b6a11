"""El sitio sólo atiende a su nombre, y ningún enlace se arma con el nombre que traiga una petición."""

import pytest
from flask import Flask
from sqlalchemy import select

from red.avisos import redaccion
from red.avisos.modelos import Aviso
from red.base import db, transaccion
from tests.fabricas import una_cuenta, una_persona
from tests.seguridad.conftest import SITIO, Levantar
from tests.seguridad.test_sesion import _ficha

AJENOS = [
    "otro.test",
    "red.ejemplo.test.otro.test",
    "red.ejemplo.test:8443",
    "red.ejemplo.test@otro.test",
    "127.0.0.1",
]


@pytest.mark.parametrize("anfitrion", AJENOS)
def test_en_produccion_otro_nombre_de_sitio_se_rechaza(en_produccion: Flask, anfitrion: str) -> None:
    visita = en_produccion.test_client()
    respuesta = visita.get("/", base_url=SITIO, headers={"Host": anfitrion})
    assert respuesta.status_code == 400
    assert anfitrion not in respuesta.get_data(as_text=True)
    assert visita.get("/", base_url=SITIO).status_code == 200


@pytest.mark.parametrize("cabecera", ["X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Host"])
def test_sin_intermediarios_declarados_nadie_cambia_el_nombre_del_sitio(
    en_produccion: Flask, cabecera: str
) -> None:
    valor = "host=otro.test" if cabecera == "Forwarded" else "otro.test"
    respuesta = en_produccion.test_client().get("/panel", base_url=SITIO, headers={cabecera: valor})
    assert respuesta.status_code == 302
    assert respuesta.headers["Location"].startswith("/acceso/entrar")


def test_con_intermediario_declarado_tambien_se_comprueba_el_nombre(levantar: Levantar) -> None:
    from red.configuracion import Entorno

    app = levantar(entorno=Entorno.PRODUCCION, url_publica=SITIO, proxies=1)
    visita = app.test_client()
    bien = {"X-Forwarded-Host": "red.ejemplo.test", "X-Forwarded-Proto": "https"}
    assert visita.get("/", base_url="http://127.0.0.1:8000", headers=bien).status_code == 200
    mal = {"X-Forwarded-Host": "otro.test", "X-Forwarded-Proto": "https"}
    assert visita.get("/", base_url="http://127.0.0.1:8000", headers=mal).status_code == 400


def test_el_enlace_de_un_correo_siempre_lleva_la_direccion_configurada(en_claro: Flask) -> None:
    with en_claro.app_context():
        correo = una_cuenta(una_persona()).correo
    visita = en_claro.test_client()
    base = "http://otro.test"
    datos = {"correo": correo, "csrf_token": _ficha(visita, base, "/acceso/recuperar")}
    cabeceras = {"X-Forwarded-Host": "otro.test", "Referer": f"{base}/acceso/recuperar"}
    visita.post("/acceso/recuperar", data=datos, base_url=base, headers=cabeceras)
    with en_claro.app_context():
        aviso = db.session.scalars(select(Aviso).where(Aviso.para == correo)).one()
        with transaccion():
            carta = redaccion.escribir(aviso)
        dicho = carta.en_texto + redaccion.componer(aviso, carta).datos.decode()
    assert "http://localhost/acceso/restablecer/" in carta.en_texto
    assert "otro.test" not in dicho


DESTINOS = [
    "https://otro.test", "http://otro.test", "//otro.test", "///otro.test", "////otro.test", "https:///otro.test",
    "https:/otro.test", "https:otro.test", "http:otro.test", "\\\\otro.test", "/\\otro.test", "\\/otro.test",
    "/\\/otro.test", "/%5cotro.test", "/%5C%5Cotro.test", "/%2fotro.test", "/%2f%2fotro.test", "%2f%2fotro.test",
    "/\t/otro.test", "/\n/otro.test", "/\r\n/otro.test", "\t//otro.test", " //otro.test", "/%09/otro.test",
    "/%0a/otro.test", "/ok\r\nX-Mala: si", "/ok%0d%0aX-Mala: si", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,hola", "vbscript:x", "ftp://otro.test", "otro.test", "@otro.test", "/@otro.test", "//@otro.test",
    "/.otro.test", "/..//otro.test", "/../../otro.test", "/./otro.test", "/panel//otro.test", "/panel/../../otro.test",
    "//panel", "/panel\\..\\otro", "/%00panel", "/pan\x00el", "\u2028//otro.test", "/\u2028/otro.test",
    "\uff0f\uff0fotro.test", "/\uff0fotro.test", "https://localhost@otro.test", "https://localhost.otro.test",
    "//localhost@otro.test/panel", "//localhost:80@otro.test", "http://[::1]otro.test", "?siguiente=//otro.test",
    "#//otro.test", ";//otro.test", "/;//otro.test", "/salida", "/acceso/salir", "/estaticos/x.js",
]  # fmt: skip


@pytest.mark.parametrize("destino", DESTINOS)
def test_despues_de_entrar_nunca_se_va_a_otro_sitio(en_claro: Flask, destino: str) -> None:
    from urllib.parse import urlsplit

    from red.acceso.destinos import seguro

    with en_claro.test_request_context():
        elegido = seguro(destino)
    assert elegido.startswith("/")
    assert not elegido.startswith(("//", "/\\"))
    assert urlsplit(elegido).netloc == ""
    assert all(letra >= " " for letra in elegido)
    extremo, _ = en_claro.url_map.bind("localhost").match(urlsplit(elegido).path, method="GET")
    assert extremo != "portal.salida_rapida", "La salida rápida lleva a otro sitio: no es un destino"


def test_un_destino_propio_se_respeta(en_claro: Flask) -> None:
    from red.acceso.destinos import seguro

    with en_claro.test_request_context():
        for propio in ("/panel", "/redes/", "/instituciones/?q=obras&pagina=2", "/unidades/7"):
            assert seguro(propio) == propio


def test_entrar_con_un_destino_ajeno_lleva_al_panel(en_claro: Flask) -> None:
    from tests.fabricas import CONTRASENA

    with en_claro.app_context():
        correo = una_cuenta(una_persona()).correo
    for ajeno in ("https:///otro.test", "//otro.test", "/ok\r\nX-Mala: si"):
        visita = en_claro.test_client()
        datos = {"correo": correo, "contrasena": CONTRASENA, "csrf_token": _ficha(visita, "http://localhost")}
        respuesta = visita.post(
            "/acceso/entrar", query_string={"siguiente": ajeno}, data={**datos, "siguiente": ajeno}
        )
        assert respuesta.status_code == 303
        assert respuesta.headers["Location"] == "/panel"
