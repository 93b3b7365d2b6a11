"""Qué contraseñas se aceptan, con qué explicación, y cómo se guardan."""

import pytest

from red.acceso import contrasenas
from red.acceso.contrasenas import ContrasenaDebil, coincide, resumir, revisar
from red.acceso.modelos import Cuenta
from red.acceso.operaciones import YaTieneCuenta, crear_cuenta
from red.base import db, transaccion
from tests import fabricas as f
from tests.acceso.visitas import intentar, pendientes
from tests.cliente import Cliente

PROPIAS = ("Ana Lucía", "Ruiz", "ana.ruiz@guadalajara.gob.mx")
NUEVA = "tres gansos bajo el puente"
PAGINA = "/acceso/contrasena"


@pytest.mark.parametrize(
    "buena",
    [
        "camino largo entre jacarandas",
        "hoy llueve sobre el tejado",
        "una mesa verde y dos tazas",
        "mi perro come tamales verdes",
        "ñandú élégant café sombra",
        "xK9#vQ2!mZ7pL4w",
        "correct horse battery staple",
        "🌻🌵🌙 girasol nopal luna",
        "x" * 0 + "abrigo, nuez, faro, brasa" + "z" * 100,
    ],
)
def test_se_aceptan_frases_largas_sin_exigir_mayusculas_ni_signos(buena):
    revisar(buena, PROPIAS)


@pytest.mark.parametrize(
    "mala",
    [
        "123456789012345678",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "abcdefghijklmnopq",
        "qwertyuiopasdfghjkl",
        "poiuytrewqlkjhgfdsa",
        "contraseña123456789",
        "C0ntr4s3ñ4 2026 R3d",
        "P@ssw0rdP@ssw0rd",
        "Password123456789!",
        "RedDeGenero2026Guadalajara",
        "Red de Género de Guadalajara 2026",
        "InMujeresGDL2026!!!",
        "Guadalajara, Jalisco 2026",
        "mariaguadalupe1985",
        "12/05/1985-13/06/1987",
        "Verano2026Verano2026",
        "ana.ruiz@guadalajara.gob.mx",
        "AnaLuciaRuiz15051985",
        "Lucía Ruiz Lucía Ruiz",
        "igualdad sustantiva"[:8] + " de mujeres y hombres",
    ],
)
def test_no_se_acepta_lo_que_cualquiera_probaria_primero(mala):
    with pytest.raises(ContrasenaDebil) as error:
        revisar(mala, PROPIAS)
    assert error.value.campo == "contrasena"


def test_control_las_palabras_propias_son_las_que_rechazan(app):
    """La misma frase es buena para otra persona: la rechaza su nombre y no otra cosa."""
    frase = "Zulema Echeverría Zulema E"
    revisar(frase, ("Ana", "Ruiz"))
    with pytest.raises(ContrasenaDebil):
        revisar(frase, ("Zulema", "Echeverría"))


@pytest.mark.parametrize(("largo", "dice"), [(0, "0 de 15"), (11, "agrega 4 o más"), (14, "agrega 1 o más")])
def test_a_la_corta_se_le_dice_cuanto_le_falta(largo, dice):
    with pytest.raises(ContrasenaDebil, match=dice):
        revisar("nube trigo barc"[:largo])


def test_el_largo_se_cuenta_en_caracteres_ya_compuestos():
    with pytest.raises(ContrasenaDebil, match="14 de 15"):
        revisar("ñ" * 0 + "n\u0303andu\u0301 trigo ba")
    with pytest.raises(ContrasenaDebil, match="máximo es 128"):
        revisar("nube trigo barco " * 10)


def test_se_guarda_un_resumen_argon2id_con_el_costo_debido(monkeypatch):
    monkeypatch.setattr(contrasenas, "_costo", 2)
    resumen = resumir(NUEVA)
    assert resumen.startswith("$argon2id$")
    parametros = dict(par.split("=") for par in resumen.split("$")[3].split(","))
    assert int(parametros["m"]) >= 19 * 1024
    assert int(parametros["t"]) >= 2
    assert parametros["p"] == "1"
    assert coincide(resumen, NUEVA)
    assert not coincide(resumen, NUEVA + " ")
    assert not coincide(None, NUEVA)


def test_dos_personas_con_la_misma_contrasena_no_comparten_resumen():
    assert resumir(NUEVA) != resumir(NUEVA)


def test_una_persona_tiene_una_sola_cuenta(app):
    persona = f.una_persona()
    with transaccion():
        crear_cuenta(persona, NUEVA)
    with pytest.raises(YaTieneCuenta), transaccion():
        crear_cuenta(persona, "otra nube sobre el trigo")


def test_la_cuenta_no_se_crea_con_una_contrasena_debil(app):
    persona = f.una_persona(nombre="Zulema", primer_apellido="Echeverría")
    with pytest.raises(ContrasenaDebil), transaccion():
        crear_cuenta(persona, "zulema echeverria 1990")
    assert db.session.scalar(db.select(db.func.count()).select_from(Cuenta)) == 0


# ---------------------------------------------------------------- La página


@pytest.fixture
def ana(app):
    persona = f.una_persona(nombre="Ana", primer_apellido="Ruiz")
    f.una_cuenta(persona)
    return persona


def _cambiar(cliente, actual=f.CONTRASENA, nueva=NUEVA, repetir=None):
    return cliente.post(PAGINA, {"actual": actual, "contrasena": nueva, "repetir": repetir or nueva})


def test_cambiarla_cierra_las_demas_sesiones_y_deja_esta(app, ana):
    oficina, telefono = Cliente(app), Cliente(app)
    intentar(oficina, ana.correo)
    intentar(telefono, ana.correo)
    assert _cambiar(oficina).status_code == 303
    assert oficina.get(PAGINA).status_code == 200
    assert telefono.get(PAGINA).status_code == 302
    assert intentar(Cliente(app), ana.correo, red="10.1.1.1").status_code == 422
    assert intentar(Cliente(app), ana.correo, NUEVA).status_code == 303
    assert len(pendientes("contrasena_cambiada")) == 1


def test_cambiarla_pide_la_de_ahora(app, cliente, ana):
    cliente.entrar(ana)
    respuesta = _cambiar(cliente, actual="no es ésta para nada")
    assert respuesta.status_code == 422
    assert "No es tu contraseña de ahora" in respuesta.get_data(as_text=True)
    assert intentar(Cliente(app), ana.correo).status_code == 303


def test_adivinar_la_de_ahora_desde_una_sesion_ajena_tambien_se_frena(cliente, ana):
    cliente.entrar(ana)
    codigos = [_cambiar(cliente, actual=f"prueba numero {n}").status_code for n in range(6)]
    assert codigos == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("nueva", "repetir", "dice"),
    [
        ("corta", "corta", "agrega 10 o más"),
        (NUEVA, "otra cosa distinta", "No es igual a la de arriba"),
        (f.CONTRASENA, f.CONTRASENA, "Es la misma que ya tienes"),
        ("ana ruiz ana ruiz 1985", "ana ruiz ana ruiz 1985", "Se adivina pronto"),
    ],
)
def test_lo_que_no_se_acepta_se_explica_junto_al_campo(cliente, ana, nueva, repetir, dice):
    respuesta = _cambiar(cliente.entrar(ana), nueva=nueva, repetir=repetir)
    assert respuesta.status_code == 422
    assert dice in respuesta.get_data(as_text=True)


def test_las_contrasenas_no_vuelven_escritas_en_la_pagina(cliente, ana):
    respuesta = _cambiar(cliente.entrar(ana), nueva="secreta y corta"[:9])
    assert "secreta y" not in respuesta.get_data(as_text=True)
