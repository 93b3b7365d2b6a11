"""La credencial Open Badges 3.0: la comprueba otra herramienta con lo que aquí se publica, y deja de valer a tiempo."""

import base64
import gzip
import hashlib
import json
from dataclasses import replace

import jwt
import pytest

from red.configuracion import Entorno
from red.constancias import comprobacion, consultas, insignias, llaves, operaciones
from red.memoria import olvidar
from tests import fabricas as f
from tests.constancias.conftest import emitir, terminan

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def _comprobar(cliente, ficha):
    """Como lo haría cualquiera: la llave publicada que dice la cabecera, y nada de nuestro código."""
    conjunto = jwt.PyJWKSet.from_dict(cliente.get("/.well-known/jwks.json").get_json())
    clave = jwt.get_unverified_header(ficha)["kid"].partition("#")[2]
    llave = next(una for una in conjunto.keys if una.key_id == clave)
    return jwt.decode(ficha, llave, algorithms=["EdDSA"], options={"require": ["iss", "jti", "nbf"]})


def _vale_en_su_lista(cliente, credencial):
    estado = credencial["credentialStatus"]
    olvidar()
    respuesta = cliente.get(estado["statusListCredential"].removeprefix("http://localhost"))
    assert respuesta.mimetype == "application/vc+jwt"
    lista = _comprobar(cliente, respuesta.get_data(as_text=True))["credentialSubject"]
    assert lista["statusPurpose"] == estado["statusPurpose"] == "revocation"
    codificada = lista["encodedList"]
    assert codificada[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(codificada[1:] + "=" * (-len(codificada[1:]) % 4)))
    assert len(bits) == 16 * 1024
    lugar = int(estado["statusListIndex"])
    return not bits[lugar // 8] & (0x80 >> lugar % 8)


@pytest.fixture(name="suya")
def _suya(app, red, edicion, firmante):
    ana = f.una_integrante(red, nombre="María")
    terminan(edicion, [ana])
    return emitir(edicion, ana)


def test_otra_herramienta_la_comprueba_y_dice_lo_que_el_papel(cliente, suya):
    credencial = _comprobar(cliente, suya.insignia)
    assert credencial["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credencial["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert (
        credencial["iss"]
        == credencial["issuer"]["id"]
        == cliente.get("/.well-known/did.json").get_json()["id"]
    )
    logro = credencial["credentialSubject"]["achievement"]
    assert logro["name"] == suya.contenido["curso"]["nombre"]
    assert "haber acreditado" in logro["criteria"]["narrative"]
    for identidad in credencial["credentialSubject"]["identifier"]:
        valor = {"name": suya.nombre, "emailAddress": suya.persona.correo}[identidad["identityType"]]
        assert (
            identidad["identityHash"]
            == "sha256$" + hashlib.sha256((valor + identidad["salt"]).encode()).hexdigest()
        )
    assert suya.nombre not in json.dumps(credencial, ensure_ascii=False), (
        "no dice de quién es a quien no lo sabe"
    )
    assert suya.codigo not in json.dumps(credencial)


def test_cambiarle_algo_la_invalida(cliente, suya):
    cabecera, cuerpo, firma = suya.insignia.split(".")
    otro = llaves.a_base64(llaves.de_base64(cuerpo).replace(b"OpenBadgeCredential", b"OpenBadgeCredentiaL"))
    with pytest.raises(jwt.InvalidSignatureError):
        _comprobar(cliente, f"{cabecera}.{otro}.{firma}")


@pytest.mark.parametrize("como", ["revocar", "sustituir"])
def test_la_lista_de_estados_dice_cuando_deja_de_valer(cliente, red, coordinadora, suya, como):
    credencial = _comprobar(cliente, suya.insignia)
    assert _vale_en_su_lista(cliente, credencial)
    cliente.entrar(coordinadora)
    cliente.post(f"/constancias/{suya.id}/{como}", {"motivo": "Prueba.", "nombre": suya.nombre})
    cliente.salir()
    assert not _vale_en_su_lista(cliente, credencial)
    if como == "sustituir":
        nueva = consultas.la_que_sustituye(suya)
        assert _vale_en_su_lista(cliente, _comprobar(cliente, nueva.insignia))
    for mala in ("1-2026-0", "9999-2026-0-0", "x", f"{red.id}-1999-0-0"):
        assert cliente.get(f"/constancias/estados/{mala}").status_code == 404


def test_cambiar_la_llave_no_invalida_lo_anterior(app, cliente, red, edicion, suya, monkeypatch):
    otra = llaves.a_base64(bytes(range(32)))
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], llave_constancias=otra))
    eva = f.una_integrante(red)
    terminan(edicion, [eva])
    nueva = emitir(edicion, eva)
    assert nueva.llave_id != suya.llave_id
    for una in (suya, nueva):
        assert comprobacion.revisar_firma(una) is comprobacion.Firma.VALE
        assert _comprobar(cliente, una.insignia)["name"]
    assert len(cliente.get("/.well-known/jwks.json").get_json()["keys"]) == 2
    assert len(cliente.get("/.well-known/did.json").get_json()["assertionMethod"]) == 2
    texto = cliente.get("/constancias/llaves").get_data(as_text=True)
    assert suya.llave.publica in texto
    assert nueva.llave.publica in texto


def test_sin_llave_en_produccion_no_se_emite(app, red, edicion, firmante, monkeypatch):
    ana = f.una_persona()
    terminan(edicion, [ana])
    monkeypatch.setitem(
        app.config, "RED", replace(app.config["RED"], entorno=Entorno.PRODUCCION, llave_constancias="")
    )
    with pytest.raises(llaves.SinLlave):
        emitir(edicion, ana)


def test_el_lugar_en_la_lista_lo_dice_el_folio(app):
    assert operaciones.estado_de(3, 2026, 12, 1) == ("3-2026-1-0", 12)
    assert operaciones.estado_de(3, 2026, insignias.POR_LISTA + 5, 0) == ("3-2026-0-1", 5)
