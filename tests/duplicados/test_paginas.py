"""Las páginas de duplicados: comparar, decidir, juntar con lo que se eligió y deshacer."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.duplicados import consultas, operaciones, trabajos
from red.duplicados.modelos import Clase, EstadoPar, Fusion, ParDuplicado
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red con dos registros de la misma persona."""
    red = fabricas.una_red()
    fabricas.una_integrante(red, nombre="María Elena", primer_apellido="García", segundo_apellido="López")
    repetida = fabricas.una_persona(
        nombre="Ma. Elena", primer_apellido="Garcia", segundo_apellido="Lopez", telefono="33 1234 5678"
    )
    fabricas.una_membresia(red, repetida)
    _buscar()
    return red


def _buscar() -> None:
    for clase in Clase:
        hallados = operaciones.hallar(clase, hoy())
        with transaccion():
            operaciones.guardar(clase, hallados)


@pytest.fixture
def visita(cliente: Cliente, red: Red) -> Cliente:
    """Quien coordina la Red."""
    return cliente.entrar(fabricas.una_coordinadora(red))


def _par() -> ParDuplicado:
    db.session.rollback()
    return db.session.scalars(select(ParDuplicado)).one()


def test_el_panel_la_lista_y_la_comparacion(visita: Cliente, red: Red) -> None:
    assert "1 par de personas se parece" in visita.get("/panel").get_data(as_text=True)
    lista = visita.get("/duplicados/").get_data(as_text=True)
    assert "María Elena García López y Ma. Elena Garcia Lopez" in lista
    pagina = visita.get(f"/duplicados/{_par().id}").get_data(as_text=True)
    assert "33 1234 5678" in pagina
    assert "Juntarlos" in pagina


def test_ignorar_deja_de_proponerlo_y_se_retoma(visita: Cliente, red: Red) -> None:
    par = _par().id
    visita.post(f"/duplicados/{par}/ignorar")
    assert "Nada se parece de más" in visita.get("/duplicados/").get_data(as_text=True)
    _buscar()
    assert _par().estado is EstadoPar.IGNORADO
    assert "María Elena" in visita.get("/duplicados/?estado=ignorado").get_data(as_text=True)
    visita.post(f"/duplicados/{par}/retomar")
    assert _par().estado is EstadoPar.PENDIENTE


def test_juntar_eligiendo_y_deshacer_desde_la_pagina(visita: Cliente, red: Red) -> None:
    par = _par()
    queda, se_va = par.a_id, par.b_id
    claves = {
        p.id: p.clave for p in db.session.scalars(select(Persona).where(Persona.id.in_([queda, se_va])))
    }
    pagina = visita.get(f"/duplicados/{par.id}/fusionar").get_data(as_text=True)
    assert "Membresías" in pagina
    assert "queda una, con todo el periodo" in pagina
    (vista,) = re.findall(r'name="vista"[^>]*value="([^"]+)"', pagina)
    respuesta = visita.post(
        f"/duplicados/{par.id}/fusionar?queda={queda}", {"vista": vista, "telefono": "se_va"}
    )
    assert respuesta.status_code == 303
    db.session.rollback()
    assert db.session.get_one(Persona, queda).telefono == "33 1234 5678"
    vieja = visita.get(f"/personas/{claves[se_va]}")
    assert (vieja.status_code, vieja.headers["Location"]) == (302, f"/personas/{claves[queda]}")
    assert visita.get("/personas/").get_data(as_text=True).count("Elena") == 1
    assert "Elena" in visita.get("/duplicados/?estado=fusionado").get_data(as_text=True)
    assert "ya se juntaron" in visita.get(f"/duplicados/{par.id}").get_data(as_text=True)
    assert "Hecha" in visita.get(respuesta.headers["Location"]).get_data(as_text=True)
    visita.post(f"{respuesta.headers['Location']}/deshacer")
    assert visita.get(f"/personas/{claves[se_va]}").status_code == 200
    assert "Deshecha" in visita.get("/duplicados/fusiones").get_data(as_text=True)
    assert db.session.scalars(select(Fusion)).one().deshecha_en is not None


def test_la_direccion_vieja_no_delata_a_quien_no_se_puede_ver(visita: Cliente, red: Red) -> None:
    ajena = fabricas.una_integrante(fabricas.una_red())
    fundida = fabricas.una_persona(fusionada_en_id=ajena.id)
    assert visita.get(f"/personas/{fundida.clave}").status_code == 404


def test_la_de_una_institucion_tambien_lleva_a_la_que_queda(cliente: Cliente, app: Flask) -> None:
    red = fabricas.una_red()
    fundida = fabricas.una_institucion(fusionada_en_id=red.convocante_id)
    cliente.entrar(fabricas.una_coordinadora(red))
    respuesta = cliente.get(f"/instituciones/{fundida.id}")
    assert (respuesta.status_code, respuesta.headers["Location"]) == (
        302,
        f"/instituciones/{red.convocante_id}",
    )
    cliente.entrar(fabricas.una_coordinadora(fabricas.una_red()))
    assert cliente.get(f"/instituciones/{fundida.id}").status_code == 404


def test_si_algo_cambio_se_vuelve_a_mostrar(visita: Cliente, red: Red) -> None:
    par = _par()
    respuesta = visita.post(f"/duplicados/{par.id}/fusionar?queda={par.a_id}", {"vista": "otra cosa"})
    assert respuesta.status_code == 422
    assert "Algo cambió mientras revisabas" in respuesta.get_data(as_text=True)
    assert db.session.scalars(select(Fusion)).all() == []


def test_lo_que_no_responde_quien_coordina_se_explica(visita: Cliente, red: Red) -> None:
    par = _par()
    fabricas.una_membresia(fabricas.una_red(), db.session.get_one(Persona, par.b_id))
    for pagina in (f"/duplicados/{par.id}", f"/duplicados/{par.id}/fusionar"):
        assert "Pide a la administración" in visita.get(pagina).get_data(as_text=True)


def test_a_quien_se_registra_se_le_encuentra_parecido(app: Flask, red: Red) -> None:
    halladas = consultas.parecidas_a(
        "Elena", "García", "Lopez", "nueva@ejemplo.test", None, redes=None, dia=hoy()
    )
    assert len(halladas) == 2
    assert consultas.parecidas_a("Rosa", "Núñez", None, "n@ejemplo.test", None, redes=None, dia=hoy()) == []
    ajenas = frozenset({fabricas.una_red().id})
    assert consultas.parecidas_a("Elena", "García", "Lopez", "n@e.test", None, redes=ajenas, dia=hoy()) == []


def test_se_busca_una_vez_al_dia(app: Flask, red: Red) -> None:
    trabajos._hecho.clear()
    trabajos.buscar_duplicados()
    assert trabajos._hecho == {hoy()}
    repetida = fabricas.una_persona(nombre="Elena", primer_apellido="García", segundo_apellido="López")
    trabajos.buscar_duplicados()
    assert db.session.scalars(select(ParDuplicado).where(ParDuplicado.b_id == repetida.id)).all() == []
    trabajos._hecho.clear()


def test_la_orden_dice_cuantos_hallo(app: Flask, red: Red) -> None:
    resultado = app.test_cli_runner().invoke(args=["duplicados", "buscar"])
    assert resultado.exit_code == 0, resultado.output
    assert "Personas: 1 par se parece, 0 nuevos." in resultado.output


def test_al_registrar_a_alguien_parecido_se_pregunta_antes(visita: Cliente, red: Red) -> None:
    unidad = fabricas.una_unidad(red.convocante)
    datos = {
        "funcion": "enlace",
        "persona_id": "0",
        "nombre": "Maria Elena",
        "primer_apellido": "García",
        "segundo_apellido": "López",
        "correo": "otra@ejemplo.test",
        "puesto": "Enlace",
        "nivel": "operativo",
        "desde": hoy().isoformat(),
    }
    url = f"/unidades/{unidad.id}/designar"
    antes = len(db.session.scalars(select(Persona)).all())
    pagina = visita.post(url, datos).get_data(as_text=True)
    assert "Se parece a quien ya está en el registro" in pagina
    assert len(db.session.scalars(select(Persona)).all()) == antes
    par = _par()
    assert visita.post(url, {**datos, "persona_id": str(par.a_id)}).status_code == 303
    assert len(db.session.scalars(select(Persona)).all()) == antes
    assert visita.post(url, {**datos, "es_otra": "y"}).status_code == 303
    assert len(db.session.scalars(select(Persona)).all()) == antes + 1
