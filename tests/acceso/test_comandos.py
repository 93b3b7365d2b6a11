"""Una instalación nueva puede tener quien la administre sin más que la consola."""

import pytest

from red.acceso import comandos, consultas
from red.acceso.operaciones import comprobar
from red.permisos import Rol
from red.reloj import hoy
from tests import fabricas as f

ORDEN = ["crear-administradora", "Jefa@Instituto.Test", "Rosa", "Duarte"]
FRASE = "tres gansos bajo el puente"


@pytest.fixture
def orden(app):
    def ejecutar(argumentos, entrada):
        app.cli.add_command(comandos.cuentas)
        return app.test_cli_runner().invoke(args=["cuentas", *argumentos], input=entrada)

    return ejecutar


def test_crea_la_primera_administradora_y_puede_entrar(app, orden):
    resultado = orden(ORDEN, f"{FRASE}\n{FRASE}\n")
    assert resultado.exit_code == 0, resultado.output
    assert FRASE not in resultado.output
    cuenta = comprobar("jefa@instituto.test", FRASE)
    assert consultas.identidad(cuenta, hoy()).tiene(Rol.ADMINISTRADORA)


def test_una_contrasena_debil_no_crea_nada(app, orden):
    resultado = orden(ORDEN, "corta\ncorta\n")
    assert resultado.exit_code == 1
    assert "agrega 10 o más" in resultado.output
    assert consultas.cuenta_de_correo("jefa@instituto.test") is None
    assert orden(ORDEN, f"{FRASE}\n{FRASE}\n").exit_code == 0, "y se puede repetir"


def test_a_quien_ya_tiene_cuenta_le_da_el_papel_sin_cambiar_su_contrasena(app, orden):
    persona = f.una_persona(correo="jefa@instituto.test")
    f.una_cuenta(persona)
    assert orden(ORDEN, f"{FRASE}\n{FRASE}\n").exit_code == 0
    assert comprobar("jefa@instituto.test", f.CONTRASENA) is not None
    repetida = orden(ORDEN, f"{FRASE}\n{FRASE}\n")
    assert repetida.exit_code == 1
    assert "Ya tiene ese papel" in repetida.output
