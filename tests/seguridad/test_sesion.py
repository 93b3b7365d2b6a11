"""La cookie de sesión: de este sitio, fuera del alcance de los guiones, y otra distinta al entrar."""

import re
from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fabricas import CONTRASENA, una_cuenta, una_persona
from tests.seguridad.conftest import SITIO

EN_CLARO = "http://localhost"


def _galletas(respuesta: TestResponse) -> dict[str, Morsel[str]]:
    jarra: SimpleCookie = SimpleCookie()
    for cabecera in respuesta.headers.getlist("Set-Cookie"):
        jarra.load(cabecera)
    return dict(jarra)


def _correo(app: Flask) -> str:
    with app.app_context():
        return una_cuenta(una_persona()).correo


def _ficha(visita: FlaskClient, base: str, ruta: str = "/acceso/entrar") -> str:
    pagina = visita.get(ruta, base_url=base).get_data(as_text=True)
    hallada = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', pagina)
    assert hallada, f"La página {ruta} no trae ficha contra falsificación"
    return hallada[1]


def _entrar(visita: FlaskClient, app: Flask, base: str, correo: str) -> TestResponse:
    datos = {"correo": correo, "contrasena": CONTRASENA, "csrf_token": _ficha(visita, base)}
    respuesta = visita.post(
        "/acceso/entrar", data=datos, base_url=base, headers={"Referer": f"{base}/acceso/entrar"}
    )
    assert respuesta.status_code == 303, respuesta.get_data(as_text=True)
    return respuesta


@pytest.mark.parametrize(
    ("donde", "base", "nombre", "segura"),
    [("en_claro", EN_CLARO, "sesion", False), ("en_produccion", SITIO, "__Host-sesion", True)],
)
def test_la_cookie_lleva_sus_resguardos(
    donde: str, base: str, nombre: str, segura: bool, request: pytest.FixtureRequest
) -> None:
    app: Flask = request.getfixturevalue(donde)
    galletas = _galletas(_entrar(app.test_client(), app, base, _correo(app)))
    assert set(galletas) == {nombre}, "Una sola cookie, y es la de la sesión"
    galleta = galletas[nombre]
    assert bool(galleta["secure"]) is segura
    assert galleta["httponly"]
    assert galleta["samesite"] == "Lax"
    assert galleta["path"] == "/"
    assert not galleta["domain"], "Con dominio la recibirían los sitios hermanos"


def test_quien_solo_mira_no_recibe_cookie(en_claro: Flask) -> None:
    respuesta = en_claro.test_client().get("/")
    assert _galletas(respuesta) == {}


def test_al_entrar_la_sesion_es_otra(en_claro: Flask) -> None:
    visita = en_claro.test_client()
    with visita.session_transaction() as sesion:
        sesion["sembrada"] = "por otra persona"
        sesion["marca"] = "fija"
    _entrar(visita, en_claro, EN_CLARO, _correo(en_claro))
    with visita.session_transaction() as sesion:
        assert "sembrada" not in sesion
        assert sesion["marca"] != "fija"


def test_una_cookie_firmada_con_otra_llave_no_vale(en_claro: Flask, en_produccion: Flask) -> None:
    visita = en_claro.test_client()
    _entrar(visita, en_claro, EN_CLARO, _correo(en_claro))
    galleta = visita.get_cookie("sesion")
    assert galleta is not None
    assert visita.get("/panel").status_code == 200
    cuerpo, _, _firma = galleta.value.rpartition(".")
    visita.set_cookie("sesion", f"{cuerpo}.otrafirma")
    assert visita.get("/panel").status_code == 302


def test_al_salir_la_cookie_copiada_ya_no_abre(en_claro: Flask) -> None:
    visita = en_claro.test_client()
    _entrar(visita, en_claro, EN_CLARO, _correo(en_claro))
    copiada = visita.get_cookie("sesion")
    assert copiada is not None
    visita.post("/acceso/salir", data={"csrf_token": _ficha(visita, EN_CLARO, "/acceso/contrasena")})
    visita.set_cookie("sesion", copiada.value)
    assert visita.get("/panel").status_code == 302


def test_con_https_se_envia_un_formulario_aunque_el_navegador_calle_de_donde_viene(
    en_produccion: Flask,
) -> None:
    """Una página con `Referrer-Policy: no-referrer` hace que su formulario llegue sin Referer y con Origin «null»."""
    visita = en_produccion.test_client()
    datos = {"correo": "nadie@ejemplo.test", "csrf_token": _ficha(visita, SITIO, "/acceso/recuperar")}
    respuesta = visita.post(
        "/acceso/recuperar",
        data=datos,
        base_url=SITIO,
        headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )
    assert respuesta.status_code == 303


@pytest.mark.parametrize("cabeceras", [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://otro.ejemplo.test"},
    {"Origin": "https://red.ejemplo.test.otro.test"},
    {"Origin": "http://red.ejemplo.test:8080"},
    {"Referer": "https://otro.ejemplo.test/pagina", "Origin": "https://otro.ejemplo.test"},
])  # fmt: skip
def test_lo_enviado_desde_otro_sitio_no_cambia_nada(en_produccion: Flask, cabeceras: dict[str, str]) -> None:
    visita = en_produccion.test_client()
    datos = {"correo": "nadie@ejemplo.test", "csrf_token": _ficha(visita, SITIO, "/acceso/recuperar")}
    respuesta = visita.post("/acceso/recuperar", data=datos, base_url=SITIO, headers=cabeceras)
    assert respuesta.status_code == 400


@pytest.mark.parametrize(
    "cabeceras", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": SITIO}]
)
def test_lo_enviado_desde_aqui_si_llega(en_produccion: Flask, cabeceras: dict[str, str]) -> None:
    visita = en_produccion.test_client()
    datos = {"correo": "nadie@ejemplo.test", "csrf_token": _ficha(visita, SITIO, "/acceso/recuperar")}
    respuesta = visita.post("/acceso/recuperar", data=datos, base_url=SITIO, headers=cabeceras)
    assert respuesta.status_code == 303


def test_la_ficha_de_otra_sesion_no_sirve(en_claro: Flask) -> None:
    ajena = _ficha(en_claro.test_client(), EN_CLARO)
    visita = en_claro.test_client()
    propia = _ficha(visita, EN_CLARO)
    datos = {"correo": "nadie@ejemplo.test"}
    assert visita.post("/acceso/recuperar", data={**datos, "csrf_token": ajena}).status_code == 400
    assert visita.post("/acceso/recuperar", data={**datos, "csrf_token": propia}).status_code == 303
