"""Por fuera se cuentan las mismas integrantes que cuenta quien integra la Red: restar no dice nada."""

from red.personas.modelos import Finalidad
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    una_coordinadora,
    una_integrante,
)
from tests.solicitudes.ayudas import una_red_abierta


def test_por_fuera_se_cuentan_las_mismas_que_cuenta_quien_la_integra(cliente: Cliente) -> None:
    red, aviso = una_red_abierta(), un_aviso_de_privacidad()
    for n in range(7):
        persona = una_integrante(red)
        if n < 6:
            un_consentimiento(persona, Finalidad.DIRECTORIO, aviso)
    por_fuera = "<strong>6</strong> de"
    assert por_fuera in cliente.get(f"/conoce/{red.clave}").text
    assert por_fuera in cliente.entrar(persona).get(f"/redes/{red.clave}").text
    coordina = cliente.entrar(una_coordinadora(red))
    assert "<strong>7</strong> de" in coordina.get(f"/redes/{red.clave}").text, "el control: son siete"
    assert por_fuera in coordina.get(f"/conoce/{red.clave}").text
