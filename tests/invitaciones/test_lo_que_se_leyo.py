"""Nadie acepta en la puerta un aviso que no tuvo delante."""

from datetime import timedelta

from flask import Flask

from red.base import db
from red.invitaciones.modelos import Invitacion
from red.personas.consultas import consentimientos_de, persona_de_correo
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import un_aviso_de_privacidad, una_red
from tests.invitaciones.ayudas import formulario_de_alta, una_invitacion, una_llave


def test_si_el_aviso_cambia_entre_los_dos_pasos_se_lee_otra_vez(app: Flask, cliente: Cliente) -> None:
    un_aviso_de_privacidad(vigente_desde=hoy() - timedelta(days=30))
    red = una_red()
    invitacion = una_invitacion(red, institucion_id=red.convocante_id)
    correo, alta = invitacion.correo, formulario_de_alta(institucion_id=str(red.convocante_id))
    cliente.get(f"/invitacion/{una_llave(invitacion)}", sigue=True)
    acepta = {"acepto": "y", "analisis": "y"}
    assert cliente.post("/invitaciones/aceptar", acepta).location == "/invitaciones/registrarse"
    nuevo = un_aviso_de_privacidad(vigente_desde=hoy(), simplificado="Ahora $responsable dice otra cosa.")
    assert cliente.post("/invitaciones/registrarse", alta).location == "/invitaciones/aceptar"
    assert persona_de_correo(correo) is None
    viejo = cliente.post("/invitaciones/aceptar", {**acepta, "leido": "0" * 64})
    assert viejo.status_code == 422
    assert "cambió mientras lo leías" in viejo.text
    cliente.post("/invitaciones/aceptar", acepta)
    assert cliente.post("/invitaciones/registrarse", alta).status_code == 303
    persona = persona_de_correo(correo)
    assert persona is not None
    dados = consentimientos_de(persona.id)
    assert {dado.finalidad.value for dado in dados} == {"participar", "analisis"}
    assert {dado.aviso_id for dado in dados} == {nuevo.id}
    assert all(dado.leido is not None and dado.leido.aviso_id == nuevo.id for dado in dados)
    assert db.session.get_one(Invitacion, invitacion.id).persona_id == persona.id
