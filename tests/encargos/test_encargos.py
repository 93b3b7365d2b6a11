"""Los encargos: cada Red los suyos, con fechas, a la vista, sin permisos, y terminan con la membresía."""

from datetime import timedelta

import pytest
from flask import Flask

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import db, transaccion
from red.directorio.condiciones import Filtros
from red.directorio.consultas import pagina_de_personas
from red.directorio.mirada import Mirada
from red.encargos import consultas, operaciones
from red.encargos.modelos import EncargoDado
from red.personas.modelos import Finalidad
from red.redes import membresias
from red.redes.consultas import membresia_abierta
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente


def _papeles(persona_id: int) -> object:
    cuenta = cuenta_de_persona(persona_id)
    assert cuenta is not None
    return identidad(cuenta, hoy())


def test_se_define_se_da_y_se_ve_en_el_directorio_el_dia_que_se_tenia(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    persona, otra = fabricas.una_integrante(red), fabricas.una_integrante(red)
    aviso = fabricas.un_aviso_de_privacidad()
    fabricas.un_consentimiento(persona, Finalidad.DIRECTORIO, aviso)
    coordina = fabricas.una_coordinadora(red)
    antes = _papeles(persona.id)
    cliente.entrar(coordina)
    cliente.post(f"/encargos/{red.clave}/definir", {"nombre": "Representante de dependencia"})
    encargo = consultas.de_red(red.id)[0]
    desde = hoy() - timedelta(days=30)
    datos = {"persona": persona.id, "detalle": "Obras públicas", "desde": desde.isoformat()}
    assert cliente.post(f"/encargos/encargo/{encargo.id}/dar", datos).status_code == 303
    assert cliente.post(f"/encargos/encargo/{encargo.id}/dar", datos).status_code == 422, "ya lo tiene"
    cliente.entrar(otra)
    dicho = "Representante de dependencia, Obras públicas"
    assert dicho in cliente.get("/personas/").get_data(as_text=True)
    assert dicho in cliente.get(f"/personas/{persona.clave}").get_data(as_text=True)
    for dia, esta in ((desde, True), (desde - timedelta(days=1), False)):
        mirada = Mirada(frozenset({red.id}), True, dia, hoy=hoy())
        vistos = {v.clave: v.encargos for v in pagina_de_personas(mirada, Filtros(), 1).filas}
        assert (vistos[persona.clave] == (dicho,)) is esta
    # Quien no se deja ver tampoco se ve por su encargo.
    with transaccion():
        operaciones.dar(db.session.merge(encargo), db.session.merge(otra), hoy(), "Mesa oculta", None)
    cliente.entrar(persona)
    assert "Mesa oculta" not in cliente.get("/personas/").get_data(as_text=True)
    # Y no da ningún permiso.
    assert _papeles(persona.id) == antes


def test_solo_quien_integra_la_red_tiene_encargos_y_los_deja_al_salir(app: Flask) -> None:
    red = fabricas.una_red()
    persona, ajena = fabricas.una_integrante(red), fabricas.una_persona()
    with transaccion():
        encargo = operaciones.definir(red.id, "Mentora", "", acompana=True)
    with pytest.raises(operaciones.YaExiste), transaccion():
        operaciones.definir(red.id, "mentora", "", acompana=False)
    with pytest.raises(operaciones.NoIntegra), transaccion():
        operaciones.dar(encargo, ajena, hoy(), None, None)
    with transaccion():
        dado = operaciones.dar(encargo, persona, hoy() - timedelta(days=5), None, None)
    with transaccion():
        membresia = membresia_abierta(red.id, persona.id)
        assert membresia is not None
        membresias.concluir(membresia, hoy(red.zona), "Cambio de puesto")
    cerrado = db.session.get_one(EncargoDado, dado.id)
    assert (cerrado.hasta, cerrado.motivo) == (hoy(red.zona), "Dejó la Red.")
    assert consultas.dados_en(red.id, hoy(red.zona) + timedelta(days=1)) == {}
    assert [d.id for d in consultas.de_persona(persona.id, None)] == [dado.id]
