"""Entrar: la misma respuesta exista o no la cuenta, y nunca a otro sitio."""

import pytest

from red.acceso import destinos, sesion
from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from tests import fabricas as f
from tests.acceso.visitas import ENTRAR, intentar
from tests.cliente import Cliente

MALOS = [
    "https://otro.sitio",
    "https:///otro.sitio",
    "https:otro.sitio",
    "http:otro.sitio",
    "//otro.sitio",
    "///otro.sitio",
    "////otro.sitio",
    "/\\otro.sitio",
    "\\\\otro.sitio",
    "\\/otro.sitio",
    "/\\/otro.sitio",
    "/%09/otro.sitio",
    "/%5Cotro.sitio",
    "/\t/otro.sitio",
    "\t//otro.sitio",
    " //otro.sitio",
    "/ /otro.sitio",
    "//otro.sitio/%2f..",
    "///otro.sitio/%2f%2e%2e",
    "/panel\r\nX-Cabecera: mala",
    "/panel\nSet-Cookie: a=b",
    "/panel%0d%0aX: y\r",
    "\x00//otro.sitio",
    "/\x00/otro.sitio",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hola",
    "vbscript:x",
    "mailto:a@b.c",
    "//otro.sitio@localhost/panel",
    "http://localhost@otro.sitio/panel",
    "http://localhost/panel",
    "https://localhost:443@otro.sitio",
    "//localhost/panel",
    "@otro.sitio",
    ".otro.sitio",
    "otro.sitio",
    "panel",
    "",
    "?a=b",
    "#x",
    "/no-existe",
    "/no/existe?x=//otro.sitio",
    "//[::1]/panel",
    "/..//otro.sitio",
    "/./\\otro.sitio",
    "//\u2028otro.sitio",
    "/\u00a0/\u3000",
    "／／otro.sitio",
    "/／otro.sitio",
    "//google。com",
    "/acceso/salir",
    "/acceso/entrar",
    "/acceso/entrar?siguiente=//otro.sitio",
    "/acceso/restablecer/x",
    "/acceso/cerrar-sesiones",
    "/acceso/papeles/1/terminar/x",
    "/panel\\",
    "/panel\x7f",
    "x" * 4000,
]


@pytest.mark.parametrize("siguiente", MALOS)
def test_despues_de_entrar_no_se_va_a_otro_sitio(app, siguiente):
    with app.test_request_context("/"):
        assert destinos.seguro(siguiente) == "/panel"


@pytest.mark.parametrize(
    "siguiente", ["/panel", "/redes/?q=a b".replace(" ", "+"), "/formacion/?q=%C3%A1", "/acceso/papeles"]
)
def test_despues_de_entrar_se_vuelve_a_la_pagina_que_se_pedia(app, siguiente):
    with app.test_request_context("/"):
        assert destinos.seguro(siguiente) == siguiente


def test_por_el_formulario_tampoco_se_sale_del_sitio(app):
    persona = f.una_persona()
    f.una_cuenta(persona)
    for siguiente in ("https:///otro.sitio", "//otro.sitio", "/panel\r\nX: y"):
        respuesta = intentar(Cliente(app), persona.correo, siguiente=siguiente)
        assert (respuesta.status_code, respuesta.location) == (303, "/panel")


def test_quien_pide_una_pagina_sin_sesion_vuelve_a_ella_despues_de_entrar(app, cliente):
    persona = f.una_persona()
    f.una_cuenta(persona)
    puerta = cliente.get("/acceso/contrasena?x=1")
    assert puerta.status_code == 302
    assert cliente.get(puerta.location).status_code == 200
    assert (
        intentar(cliente, persona.correo, siguiente="/acceso/contrasena?x=1").location
        == "/acceso/contrasena?x=1"
    )


def _comparable(respuesta, *quitar):
    texto = respuesta.get_data(as_text=True)
    for correo in quitar:
        texto = texto.replace(correo, "CORREO")
    import re

    return re.sub(r'name="csrf_token"[^>]*', "", texto)


def test_la_respuesta_no_dice_si_la_cuenta_existe(app):
    persona = f.una_persona(correo="conocida@ejemplo.test")
    f.una_cuenta(persona)
    cerrada = f.una_persona(correo="cerradaa@ejemplo.test")
    f.una_cuenta(cerrada, activa=False)
    respuestas = [
        intentar(Cliente(app), "conocida@ejemplo.test", "no es la contraseña de nadie"),
        intentar(Cliente(app), "unknowna@ejemplo.test", "no es la contraseña de nadie"),
        intentar(Cliente(app), "cerradaa@ejemplo.test", f.CONTRASENA),
    ]
    cuerpos = {
        _comparable(r, "conocida@ejemplo.test", "unknowna@ejemplo.test", "cerradaa@ejemplo.test")
        for r in respuestas
    }
    assert {r.status_code for r in respuestas} == {422}
    assert len(cuerpos) == 1


def test_cuesta_el_mismo_trabajo_exista_o_no_la_cuenta(app, monkeypatch):
    """Se cuenta cuántas veces se calcula Argon2id: una en los dos casos."""
    from argon2 import PasswordHasher

    persona = f.una_persona()
    f.una_cuenta(persona)
    intentar(Cliente(app), "calienta@ejemplo.test")
    veces = []
    original = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda s, *a: (veces.append(1), original(s, *a))[1])
    intentar(Cliente(app), persona.correo, "no es la contraseña de nadie", red="10.0.0.2")
    intentar(Cliente(app), "nadie@ejemplo.test", "no es la contraseña de nadie", red="10.0.0.3")
    assert len(veces) == 2


def test_se_entra_con_mayusculas_en_el_correo_y_sin_repetir_teclado(app, cliente):
    persona = f.una_persona(correo="ana@ejemplo.test")
    cuenta = f.una_cuenta(persona)
    respuesta = intentar(cliente, "  ANA@Ejemplo.Test ")
    assert respuesta.status_code == 303
    db.session.rollback()
    assert db.session.get(Cuenta, cuenta.id).entro_en is not None


def test_una_contrasena_con_acentos_compuestos_o_sueltos_es_la_misma(app):
    from red.acceso.operaciones import comprobar, crear_cuenta

    persona = f.una_persona()
    with transaccion():
        crear_cuenta(persona, "cañón árido güero volcán")
    suelta = "can\u0303o\u0301n a\u0301rido gu\u0308ero volca\u0301n"
    assert comprobar(persona.correo, suelta) is not None


def test_entrar_renueva_el_resumen_hecho_con_otro_costo(app, cliente):
    from argon2 import PasswordHasher

    persona = f.una_persona()
    viejo = PasswordHasher(time_cost=1, memory_cost=8 * 1, parallelism=1).hash(f.CONTRASENA)
    cuenta = f.una_cuenta(persona, contrasena=viejo)
    assert intentar(cliente, persona.correo).status_code == 303
    db.session.rollback()
    nuevo = db.session.get(Cuenta, cuenta.id).contrasena
    assert nuevo != viejo
    assert "m=1024" in nuevo
    otra_vez = Cliente(app)
    assert intentar(otra_vez, persona.correo).status_code == 303
    db.session.rollback()
    assert db.session.get(Cuenta, cuenta.id).contrasena == nuevo


def test_la_bitacora_dice_quien_entro(app, cliente):
    from red.bitacora.consultas import Busqueda, leer, registros

    persona = f.una_persona(nombre="Ana", primer_apellido="Ruiz")
    f.una_cuenta(persona)
    intentar(cliente, persona.correo)
    assert leer(db.session.scalars(registros(Busqueda())).all())[0]["texto"] == "Ana Ruiz entró"


def test_al_entrar_nada_de_lo_que_traia_la_sesion_sobrevive_salvo_lo_pedido(app, cliente, monkeypatch):
    persona = f.una_persona()
    f.una_cuenta(persona)
    monkeypatch.setattr(sesion, "CONSERVADAS", {"invitacion_de_prueba"})
    with cliente.navegador.session_transaction() as traida:
        traida.update(sembrada="mala", marca="elegida-por-otra", invitacion_de_prueba="ficha")
    intentar(cliente, persona.correo)
    with cliente.navegador.session_transaction() as quedo:
        assert "sembrada" not in quedo
        assert quedo["marca"] != "elegida-por-otra"
        assert quedo["invitacion_de_prueba"] == "ficha"


@pytest.mark.parametrize(
    "datos",
    [
        {},
        {"correo": "", "contrasena": ""},
        {"correo": "sin arroba", "contrasena": "x"},
        {"correo": "a\x00b@c.d", "contrasena": "x"},
        {"correo": "a@b.c", "contrasena": "x" * 5000},
        {"correo": "ñ@ñ.ñ" * 200, "contrasena": "\x00"},
        {"correo": "a@b.c\r\nBcc: x@y.z", "contrasena": "x"},
        {"correo": "a@b.c", "contrasena": "🌵" * 20},
    ],
)
def test_cualquier_cosa_en_el_formulario_se_responde_sin_fallar(cliente, datos):
    con_nulos = any("\x00" in valor for valor in datos.values())
    assert cliente.post(ENTRAR, datos).status_code == (400 if con_nulos else 422)


def test_sin_ficha_no_se_entra(app):
    persona = f.una_persona()
    f.una_cuenta(persona)
    respuesta = app.test_client().post(ENTRAR, data={"correo": persona.correo, "contrasena": f.CONTRASENA})
    assert respuesta.status_code == 400


def test_desde_otro_sitio_no_se_entra(app, cliente):
    persona = f.una_persona()
    f.una_cuenta(persona)
    datos = {"correo": persona.correo, "contrasena": f.CONTRASENA}
    assert cliente.post(ENTRAR, datos, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert cliente.post(ENTRAR, datos, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_quien_ya_entro_no_vuelve_a_la_entrada(app, cliente):
    persona = f.una_persona()
    f.una_cuenta(persona)
    assert cliente.entrar(persona).get(ENTRAR).location == "/panel"
