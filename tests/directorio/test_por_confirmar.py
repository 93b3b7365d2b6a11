"""Decir dónde se trabaja no abre nada: lo abre que alguien más lo confirme."""

import pytest
from flask import Flask

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import db, transaccion
from red.permisos import Alcance, Permiso
from red.personas import operaciones
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Adscripcion, Audiencia, CampoVisible, NivelCargo, Persona
from red.reloj import ahora, hoy
from tests.cliente import Cliente
from tests.directorio.escena import AYER, SECRETOS, Escena, un_miembro, una_escena
from tests.fabricas import (
    un_enlace,
    una_adscripcion,
    una_coordinadora,
    una_cuenta,
    una_institucion,
    una_membresia,
    una_persona,
    una_red,
)

NIVEL = NivelCargo.OPERATIVO


def _recien_llegada(escena: Escena, confirmada: bool = False) -> Persona:
    """Integrante con cuenta que dijo trabajar en Obras."""
    persona = una_persona()
    una_adscripcion(persona, escena.obras, confirmada_el=ahora() if confirmada else None)
    una_membresia(escena.red, persona)
    una_cuenta(persona)
    return persona


def _puesto(persona: Persona) -> Adscripcion:
    puesto = adscripcion_vigente(persona.id, hoy())
    assert puesto is not None
    return puesto


@pytest.mark.parametrize("confirmada", [False, True])
def test_lo_abierto_a_la_institucion_espera_a_que_se_confirme(
    app: Flask, cliente: Cliente, confirmada: bool
) -> None:
    escena = una_escena()
    clave = un_miembro(escena, audiencia=Audiencia.INSTITUCION).clave
    cliente.entrar(_recien_llegada(escena, confirmada))
    texto = cliente.get(f"/personas/{clave}").get_data(as_text=True)
    assert (SECRETOS[CampoVisible.PUESTO] in texto) is confirmada


@pytest.mark.parametrize("confirmada", [False, True])
def test_la_institucion_del_papel_es_la_confirmada(app: Flask, confirmada: bool) -> None:
    escena = una_escena()
    persona = _recien_llegada(escena, confirmada)
    cuenta = cuenta_de_persona(persona.id)
    assert cuenta is not None
    quien = identidad(cuenta, hoy())
    sobre = Alcance(frozenset({escena.red.id}), escena.obras.id)
    assert quien.puede(Permiso.REGISTRAR_UNIDAD, sobre) is confirmada
    assert quien.puede(Permiso.VER_DIRECTORIO, sobre)


def test_la_coordinacion_ve_cuantas_faltan_y_confirma_con_un_boton(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = _recien_llegada(escena)
    clave, direccion = persona.clave, f"/personas/{persona.clave}/confirmar-puesto/{escena.obras.id}"
    otra, coordinadora = _recien_llegada(escena, True).clave, una_coordinadora(escena.red)
    coordinadora_id = coordinadora.id
    cliente.entrar(coordinadora)
    panel = cliente.get("/panel").get_data(as_text=True)
    assert "1 asunto espera tu decisión" in panel
    assert "adscripción por confirmar" not in panel, "Se dice en un solo lugar"
    assert "por_confirmar=1" in cliente.get("/bandeja").get_data(as_text=True)
    lista = cliente.get(f"/personas/?red={escena.red.clave}&por_confirmar=1").get_data(as_text=True)
    assert clave in lista
    assert otra not in lista
    assert direccion in cliente.get(f"/personas/{clave}").get_data(as_text=True)
    assert "confirmar-puesto" not in cliente.get(f"/personas/{otra}").get_data(as_text=True)
    assert cliente.post(direccion).status_code == 303
    puesto = _puesto(persona)
    assert puesto.confirmada_el is not None
    assert puesto.confirmada_por_id == coordinadora_id
    assert "espera tu decisión" not in cliente.get("/panel").get_data(as_text=True)
    cliente.entrar(persona)
    propia = f"/personas/{clave}/confirmar-puesto/{escena.obras.id}"
    assert cliente.post(propia).status_code in (403, 404), "Nadie responde por lo suyo"


def test_el_enlace_confirma_a_las_de_su_institucion_y_a_ninguna_otra(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = _recien_llegada(escena)
    direccion = f"/personas/{persona.clave}/confirmar-puesto/{escena.obras.id}"
    cliente.entrar(un_enlace(escena.salud))
    assert cliente.post(direccion).status_code == 404
    assert _puesto(persona).confirmada_el is None
    cliente.entrar(un_enlace(escena.obras))
    assert cliente.post(direccion).status_code == 303
    assert _puesto(persona).confirmada_el is not None


def test_nadie_se_confirma_a_si_misma_ni_confirma_otra_red(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = _recien_llegada(escena)
    direccion = f"/personas/{persona.clave}/confirmar-puesto/{escena.obras.id}"
    ajena = una_coordinadora(una_red(instituciones=[una_institucion()]))
    cliente.entrar(persona)
    assert cliente.post(direccion).status_code == 403
    cliente.entrar(ajena)
    assert cliente.post(direccion).status_code == 404
    assert _puesto(persona).confirmada_el is None


def test_si_cambio_de_institucion_mientras_tanto_no_se_confirma(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    persona = _recien_llegada(escena)
    cliente.entrar(una_coordinadora(escena.red))
    assert cliente.post(f"/personas/{persona.clave}/confirmar-puesto/{escena.salud.id}").status_code == 303
    assert _puesto(persona).confirmada_el is None


def test_cambiar_de_institucion_quita_la_confirmacion_y_cambiar_de_puesto_no(app: Flask) -> None:
    escena = una_escena()
    for hace_historia in (False, True):
        persona = _recien_llegada(escena, confirmada=True)
        for institucion, queda in ((escena.obras, True), (escena.salud, False)):
            with transaccion():
                operaciones.poner_puesto(
                    db.session.get_one(Persona, persona.id),
                    hace_historia=hace_historia,
                    dia=hoy(),
                    institucion_id=institucion.id,
                    puesto=f"Otro en {institucion.nombre}",
                    nivel=NIVEL,
                    desde=hoy() if not queda or not hace_historia else AYER,
                )
            assert (_puesto(persona).confirmada_el is not None) is queda
