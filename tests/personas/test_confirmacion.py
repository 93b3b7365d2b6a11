"""«Confirmo mis datos»: un enlace que sirve una vez, no dice nada en el correo y deja al día a la persona."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.redaccion import NoHaceFalta, escribir
from red.base import db, transaccion
from red.directorio import al_dia
from red.directorio.trabajos import pedir_confirmacion_de_datos
from red.personas import confirmacion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.fabricas import guardar


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red cualquiera."""
    return fabricas.una_red()


def _ficha(persona: Persona) -> str:
    db.session.rollback()
    return confirmacion.firmar(db.session.get_one(Persona, persona.id))


def test_un_boton_confirma_y_el_enlace_se_gasta(cliente: Cliente, red: Red) -> None:
    persona = fabricas.una_integrante(red, telefono="33 1234 5678")
    ficha = _ficha(persona)
    respuesta = cliente.get(f"/personas/confirmo/{ficha}")
    assert respuesta.status_code == 303
    assert ficha not in respuesta.headers["Location"]
    pagina = cliente.get("/personas/confirmo").get_data(as_text=True)
    assert "5678" in pagina
    assert "1234 5678" not in pagina
    assert persona.correo not in pagina
    db.session.refresh(persona)
    assert persona.datos_confirmados_en is None
    assert "quedó anotado" in cliente.post("/personas/confirmo").get_data(as_text=True)
    db.session.refresh(persona)
    assert persona.datos_confirmados_en is not None
    cliente.get(f"/personas/confirmo/{ficha}")
    assert cliente.get("/personas/confirmo").status_code == 410


def test_el_enlace_vence(cliente: Cliente, red: Red) -> None:
    ficha = _ficha(fabricas.una_integrante(red))
    with time_machine.travel(ahora() + timedelta(seconds=confirmacion.VIDA + 5)):
        cliente.get(f"/personas/confirmo/{ficha}")
        assert cliente.get("/personas/confirmo").status_code == 410


@pytest.mark.parametrize("ficha", ["nada", "W10.x.y", ""])
def test_un_enlace_inventado_no_abre_nada(cliente: Cliente, ficha: str) -> None:
    if ficha:
        cliente.get(f"/personas/confirmo/{ficha}")
    assert cliente.get("/personas/confirmo").status_code == 410


def test_no_abre_la_sesion_de_nadie(cliente: Cliente, red: Red) -> None:
    cliente.get(f"/personas/confirmo/{_ficha(fabricas.una_integrante(red))}")
    cliente.post("/personas/confirmo")
    assert cliente.get("/personas/mi-perfil").status_code == 302


def test_si_cambia_su_correo_el_enlace_de_antes_no_sirve(app: Flask, red: Red) -> None:
    persona = fabricas.una_integrante(red)
    ficha = _ficha(persona)
    with transaccion():
        db.session.get_one(Persona, persona.id).correo = "otro@ejemplo.test"
    with pytest.raises(confirmacion.FichaVencida):
        confirmacion.leer(ficha)


def test_el_correo_no_dice_ningun_dato(app: Flask, red: Red) -> None:
    persona = fabricas.una_integrante(red, telefono="33 1234 5678")
    with transaccion():
        aviso = confirmacion.pedir(persona)
    with transaccion():
        carta = escribir(db.session.get_one(Aviso, aviso.id))
    for dato in (
        persona.telefono,
        persona.correo,
        persona.primer_apellido,
        red.nombre,
        red.convocante.nombre,
    ):
        assert dato not in carta.en_texto
    assert "/personas/confirmo/" in carta.en_texto


def test_si_ya_confirmo_el_correo_que_esperaba_no_sale(app: Flask, red: Red) -> None:
    persona = fabricas.una_integrante(red)
    with transaccion():
        aviso = confirmacion.pedir(persona)
    with transaccion():
        confirmacion.confirmar(persona.id, confirmacion.huella_de(persona))
    with pytest.raises(NoHaceFalta), transaccion():
        escribir(db.session.get_one(Aviso, aviso.id))


def test_se_pide_una_vez_al_anio_y_solo_a_quien_le_toca(app: Flask, red: Red) -> None:
    vieja, nueva, al_corriente = (fabricas.una_integrante(red) for _ in range(3))
    with transaccion():
        db.session.get_one(Persona, vieja.id).datos_confirmados_en = ahora() - timedelta(days=400)
        db.session.get_one(Persona, al_corriente.id).datos_confirmados_en = ahora() - timedelta(days=100)
        for membresia in nueva.id, vieja.id:
            assert membresia
    fabricas.una_membresia(fabricas.una_red(), fabricas.una_persona(), desde=hoy() - timedelta(days=3))
    pedir_confirmacion_de_datos()
    assert _escritas() == sorted([vieja.correo, nueva.correo])
    pedir_confirmacion_de_datos()
    assert _escritas() == sorted([vieja.correo, nueva.correo])


def _escritas() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Aviso.para).where(Aviso.plantilla == confirmacion.PLANTILLA)))


def test_la_coordinacion_ve_a_quienes_faltan_y_se_los_pide(cliente: Cliente, red: Red) -> None:
    coordinadora = fabricas.una_coordinadora(red)
    falta = fabricas.una_integrante(red, nombre="Falta")
    ajena = fabricas.una_integrante(fabricas.una_red(), nombre="Ajena")
    cliente.entrar(coordinadora)
    pagina = cliente.get("/personas/sin-confirmar").get_data(as_text=True)
    assert "Falta" in pagina
    assert "Ajena" not in pagina
    assert "1 persona no ha confirmado sus datos" in cliente.get("/panel").get_data(as_text=True)
    assert cliente.post(f"/personas/{ajena.clave}/pedir-confirmacion").status_code == 404
    assert cliente.post(f"/personas/{falta.clave}/pedir-confirmacion").status_code == 303
    assert _escritas() == [falta.correo]
    assert "menos de una semana" in cliente.post(
        f"/personas/{falta.clave}/pedir-confirmacion", sigue=True
    ).get_data(as_text=True)


def test_a_quien_no_le_llegan_los_correos_tambien_se_le_ve(app: Flask, red: Red) -> None:
    persona = fabricas.una_integrante(red)
    with transaccion():
        db.session.get_one(Persona, persona.id).datos_confirmados_en = ahora()
    assert al_dia.cuantas_sin_confirmar(red.id, hoy()) == 0
    guardar(
        Aviso(
            plantilla="papeles_cambiados",
            para=persona.correo,
            datos={},
            identificador="x",
            estado=EstadoAviso.FALLIDO,
            creado_en=ahora(),
            siguiente_en=ahora(),
        )
    )
    (fila,) = al_dia.sin_confirmar(frozenset({red.id}), hoy(), 1).filas
    assert fila.falla
