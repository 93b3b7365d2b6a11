"""La llave de un enlace: a quién se ata, con qué reloj vence y qué no la gasta."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from red.acceso.modelos import Asignacion
from red.base import Modelo, db, transaccion
from red.invitaciones import consultas, operaciones, respuestas
from red.invitaciones.modelos import Invitacion, LlaveInvitacion
from red.personas.modelos import Persona
from red.reloj import ahora
from tests.cliente import Cliente
from tests.fabricas import un_aviso_de_privacidad, una_red
from tests.invitaciones.ayudas import formulario_de_alta, un_alta, una_invitacion, una_llave


def test_la_llave_lleva_mas_de_128_bits_y_en_la_base_no_esta() -> None:
    assert operaciones.BYTES_DE_LLAVE * 8 >= 128
    columnas = Modelo.metadata.tables["llave_invitacion"].c
    assert "ficha" not in columnas
    assert LlaveInvitacion.huella_de("x") != LlaveInvitacion.huella_de("y")
    assert len(LlaveInvitacion.huella_de("x")) == 64


@pytest.mark.parametrize("que", ["correo", "red"])
def test_si_cambia_el_correo_o_la_red_el_enlace_enviado_ya_no_abre(app: Flask, que: str) -> None:
    red, otra = una_red(), una_red()
    invitacion = una_invitacion(red)
    huella = LlaveInvitacion.huella_de(una_llave(invitacion))
    assert consultas.invitacion_de_huella(huella) is not None
    cambio = {"correo": "otra@x.mx"} if que == "correo" else {"red_id": otra.id}
    with transaccion():
        db.session.execute(update(Invitacion).values(cambio))
    db.session.expire_all()
    assert consultas.invitacion_de_huella(huella) is None
    with transaccion():  # control: sin la atadura, abriría la de otra
        db.session.execute(update(LlaveInvitacion).values(atadura=None))
    db.session.expire_all()
    assert consultas.invitacion_de_huella(huella) is not None


@pytest.mark.reloj_verdadero
@pytest.mark.parametrize(
    ("adelanto", "se_acepta"), [(timedelta(days=30), True), (timedelta(days=-30), False)]
)
def test_vence_con_el_reloj_de_la_base_aunque_el_del_proceso_mienta(
    app: Flask, adelanto: timedelta, se_acepta: bool
) -> None:
    red = una_red()
    aviso = un_aviso_de_privacidad(vigente_desde=(ahora() - timedelta(days=90)).date())
    plazo = timedelta(days=1) if se_acepta else timedelta(days=-1)
    invitacion = una_invitacion(red, vence_en=ahora() + plazo)
    with time_machine.travel(ahora() + adelanto, tick=False):
        assert (invitacion.vence_en > ahora()) is not se_acepta  # el proceso cree lo contrario
        if se_acepta:
            with transaccion():
                respuestas.aceptar(invitacion.id, un_alta(), set(), aviso)
        else:
            with pytest.raises(operaciones.YaRespondida), transaccion():
                respuestas.aceptar(invitacion.id, un_alta(), set(), aviso)
    assert (invitacion.aceptada_en is not None) is se_acepta


def test_mirar_cien_veces_no_gasta_el_enlace_y_aceptar_una_si(cliente: Cliente, app: Flask) -> None:
    un_aviso_de_privacidad()
    invitacion = una_invitacion(una_red())
    ficha = una_llave(invitacion)
    for _ in range(3):
        respuesta = cliente.get(f"/invitacion/{ficha}")
        assert ficha not in respuesta.location
        assert respuesta.headers["Referrer-Policy"] == "no-referrer"
        assert cliente.get("/invitaciones/aceptar").status_code == 200
    assert invitacion.abierta_en is None
    assert cliente.post("/invitaciones/abierta", {}).status_code == 204
    assert invitacion.abierta_en is not None
    cliente.post("/invitaciones/aceptar", {"acepto": "y"})
    datos = formulario_de_alta(
        institucion_id="0", otra_institucion="Otra", rol="administradora", red_id="99", correo="otra@x.mx"
    )
    assert cliente.post("/invitaciones/registrarse", datos).status_code == 303
    (persona,) = db.session.scalars(select(Persona).where(Persona.nombre == "Lucía")).all()
    assert persona.correo == invitacion.correo  # lo escrito de más no cambia ni el correo ni el papel
    assert db.session.scalars(select(Asignacion).where(Asignacion.persona_id == persona.id)).all() == []
    otro = Cliente(app)
    otro.get(f"/invitacion/{ficha}")
    assert otro.get("/invitaciones/aceptar").status_code == 410
