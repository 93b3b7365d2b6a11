"""Recuperar el acceso: la misma respuesta para todas, un enlace de una hora y de un solo uso."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from red.acceso import fichas
from red.avisos import redaccion
from red.avisos.redaccion import NoHaceFalta
from red.base import transaccion
from tests import fabricas as f
from tests.acceso.visitas import enlace_de_recuperacion, intentar, pendientes, ultimo_aviso
from tests.cliente import Cliente

PAGINA = "/acceso/recuperar"
NUEVA = "tres gansos bajo el puente"


@pytest.fixture
def ana(app):
    persona = f.una_persona(correo="ana@ejemplo.test")
    f.una_cuenta(persona)
    return persona


def _pedir(cliente, correo="ana@ejemplo.test", red="10.0.0.1", **mas):
    return cliente.post(PAGINA, {"correo": correo}, environ_overrides={"REMOTE_ADDR": red}, **mas)


def _usar(cliente, nueva=NUEVA):
    return cliente.post("/acceso/restablecer", {"contrasena": nueva, "repetir": nueva})


def test_pedirlo_responde_igual_exista_o_no_la_cuenta(app, ana):
    cerrada = f.una_persona(correo="eva@ejemplo.test")
    f.una_cuenta(cerrada, activa=False)
    respuestas = [
        _pedir(Cliente(app), c) for c in ("ana@ejemplo.test", "no@ejemplo.test", "eva@ejemplo.test")
    ]
    assert {(r.status_code, r.location, r.get_data()) for r in respuestas} == {
        (303, "/acceso/recuperar?enviado=si", respuestas[0].get_data())
    }
    assert len(pendientes("recuperar")) == 3, "el trabajo es el mismo; la diferencia se hace al redactar"


def test_solo_a_quien_tiene_cuenta_se_le_escribe(app, ana):
    _pedir(Cliente(app), "no@ejemplo.test")
    with pytest.raises(NoHaceFalta), transaccion():
        redaccion.escribir(ultimo_aviso("recuperar"))
    _pedir(Cliente(app))
    assert "/acceso/restablecer/" in enlace_de_recuperacion(app)


def test_el_enlace_cambia_la_contrasena_una_sola_vez(app, ana):
    viejo = Cliente(app).entrar(ana)
    _pedir(Cliente(app))
    enlace = enlace_de_recuperacion(app)
    ella = Cliente(app)
    abierta = ella.get(enlace)
    assert (abierta.status_code, abierta.location) == (303, "/acceso/restablecer")
    pagina = ella.get("/acceso/restablecer")
    assert pagina.status_code == 200
    assert pagina.headers["Referrer-Policy"] == "no-referrer"
    assert _usar(ella).location == "/acceso/entrar"
    assert viejo.get("/acceso/contrasena").status_code == 302, "las sesiones abiertas se cierran"
    assert intentar(Cliente(app), ana.correo, NUEVA).status_code == 303
    otra = Cliente(app)
    otra.get(enlace)
    usado = otra.get("/acceso/restablecer")
    assert usado.status_code == 410
    assert "Ese enlace ya se usó. Si fuiste tú, entra con tu contraseña nueva." in usado.text
    assert _usar(otra, "otra nube sobre el trigo").status_code == 410
    assert intentar(Cliente(app), ana.correo, NUEVA).status_code == 303


def test_abrir_el_enlace_no_lo_gasta(app, ana):
    """Los revisores de correo abren los enlaces antes que la persona."""
    _pedir(Cliente(app))
    enlace = enlace_de_recuperacion(app)
    for _ in range(3):
        revisor = Cliente(app)
        revisor.get(enlace, sigue=True)
    ella = Cliente(app)
    ella.get(enlace)
    assert _usar(ella).status_code == 303


def test_dos_usos_a_la_vez_cambian_la_contrasena_una_vez(app, ana):
    _pedir(Cliente(app))
    enlace = enlace_de_recuperacion(app)
    clientes = []
    for _ in range(10):
        cliente = Cliente(app)
        cliente.get(enlace)
        clientes.append((cliente.navegador, cliente.ficha()))
    frases = [f"tres gansos bajo el puente {n}" for n in range(10)]

    def usar(n):
        navegador, ficha = clientes[n]
        datos = {"contrasena": frases[n], "repetir": frases[n], "csrf_token": ficha}
        return navegador.post("/acceso/restablecer", data=datos).status_code

    with ThreadPoolExecutor(10) as hilos:
        codigos = list(hilos.map(usar, range(10)))
    assert codigos.count(303) == 1, codigos
    gano = codigos.index(303)
    assert intentar(Cliente(app), ana.correo, frases[gano]).status_code == 303


def test_vence_a_la_hora(app, ana):
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as reloj:
        _pedir(Cliente(app))
        enlace = enlace_de_recuperacion(app)
        reloj.shift(3600)
        a_tiempo = Cliente(app)
        a_tiempo.get(enlace)
        assert a_tiempo.get("/acceso/restablecer").status_code == 200
        reloj.shift(2)
        assert a_tiempo.get("/acceso/restablecer").status_code == 410


def test_un_enlace_pedido_hace_mucho_ya_no_se_envia(app, ana):
    """Si el correo estuvo detenido medio día, el enlace que llegaría no lo espera nadie."""
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as reloj:
        _pedir(Cliente(app))
        reloj.shift(7 * 3600)
        with pytest.raises(NoHaceFalta), transaccion():
            redaccion.escribir(ultimo_aviso("recuperar"))


def test_cambiar_la_contrasena_de_otro_modo_tambien_lo_anula(app, ana):
    from red.acceso.consultas import cuenta_de_persona
    from red.acceso.operaciones import cambiar_contrasena

    _pedir(Cliente(app))
    enlace = enlace_de_recuperacion(app)
    with transaccion():
        cambiar_contrasena(cuenta_de_persona(ana.id), "otra nube sobre el trigo")
    ella = Cliente(app)
    ella.get(enlace)
    assert ella.get("/acceso/restablecer").status_code == 410


def test_un_enlace_alterado_en_cualquier_letra_no_sirve(app, ana):
    _pedir(Cliente(app))
    ficha = enlace_de_recuperacion(app).rpartition("/")[2]
    aceptadas = 0
    for lugar in range(len(ficha)):
        cambiada = ficha[:lugar] + ("A" if ficha[lugar] != "A" else "B") + ficha[lugar + 1 :]
        try:
            leida = fichas.leer(cambiada)
        except fichas.FichaInvalida:
            continue
        # La última letra de base64 puede llevar bits que no cuentan: entonces es la misma ficha.
        aceptadas += leida != fichas.leer(ficha)
    assert aceptadas == 0


@pytest.mark.parametrize("ficha", ["x", "a.b.c", "WzEsICJhIl0.x.y", "%00", "é", "A" * 3000])
def test_un_enlace_inventado_lo_dice_y_ofrece_pedir_otro(cliente, ficha):
    cliente.get(f"/acceso/restablecer/{ficha}")
    respuesta = cliente.get("/acceso/restablecer")
    assert respuesta.status_code == 410
    assert "Pedir otro enlace" in respuesta.get_data(as_text=True)


def test_una_ficha_firmada_para_otra_cosa_no_sirve(app, ana):
    from itsdangerous import URLSafeTimedSerializer

    from red.acceso.consultas import cuenta_de_persona

    cuenta = cuenta_de_persona(ana.id)
    ajena = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="otra.cosa").dumps(
        [cuenta.id, fichas.huella_de(cuenta)]
    )
    with pytest.raises(fichas.FichaInvalida):
        fichas.leer(ajena)
    assert fichas.leer(fichas.firmar(cuenta)).cuenta_id == cuenta.id


@pytest.mark.parametrize(
    "cabeceras",
    [
        {"Host": "otro.sitio"},
        {"X-Forwarded-Host": "otro.sitio"},
        {"X-Forwarded-Proto": "ftp", "X-Forwarded-Host": "otro.sitio:99"},
        {"Forwarded": "host=otro.sitio"},
        {"X-Host": "otro.sitio", "X-Original-URL": "//otro.sitio"},
    ],
)
def test_el_enlace_del_correo_nunca_lleva_el_anfitrion_de_la_peticion(app, ana, cabeceras):
    cliente = Cliente(app)
    datos = {"correo": ana.correo, "csrf_token": cliente.ficha()}
    cliente.navegador.post(PAGINA, data=datos, headers=cabeceras)
    if not pendientes("recuperar"):
        return  # el anfitrión cambiado deja fuera la cookie y la petición ni siquiera pasa
    with app.test_request_context("/", headers=cabeceras), transaccion():
        carta = redaccion.escribir(ultimo_aviso("recuperar"))
    urls = re.findall(r"https?://[^/\s]+", carta.en_texto)
    assert set(urls) == {"http://localhost"}


def test_a_un_mismo_correo_se_le_escribe_cinco_veces_al_dia_y_la_respuesta_no_lo_dice(app, ana):
    respuestas = [_pedir(Cliente(app), red=f"10.0.1.{n}") for n in range(8)]
    assert {r.status_code for r in respuestas} == {303}
    assert len(pendientes("recuperar")) == 5


def test_desde_una_red_no_se_piden_enlaces_sin_medida(app):
    codigos = [_pedir(Cliente(app), f"p{n}@ejemplo.test").status_code for n in range(22)]
    assert codigos == [303] * 20 + [429] * 2


def test_recuperar_levanta_la_espera_de_la_entrada(app, ana):
    for _ in range(6):
        intentar(Cliente(app), ana.correo, "no es la contraseña de nadie", red="127.0.0.1")
    assert intentar(Cliente(app), ana.correo, red="127.0.0.1").status_code == 429
    _pedir(Cliente(app))
    ella = Cliente(app)
    ella.get(enlace_de_recuperacion(app))
    _usar(ella)
    assert intentar(Cliente(app), ana.correo, NUEVA, red="127.0.0.1").status_code == 303


def test_la_contrasena_debil_no_gasta_el_enlace(app, ana):
    _pedir(Cliente(app))
    ella = Cliente(app)
    ella.get(enlace_de_recuperacion(app))
    respuesta = _usar(ella, "corta")
    assert respuesta.status_code == 422
    assert "agrega 10 o más" in respuesta.get_data(as_text=True)
    assert _usar(ella).status_code == 303
