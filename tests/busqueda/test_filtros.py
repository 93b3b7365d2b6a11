"""Un filtro guardado es lo que se pide, no lo que se halló: cada quien ve con él sólo lo suyo."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db
from red.busqueda.modelos import FiltroGuardado
from red.busqueda.operaciones import limpios
from red.personas.modelos import Persona
from red.redes.modelos import Red
from tests import fabricas
from tests.cliente import Cliente


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red cualquiera."""
    return fabricas.una_red()


def _guardar(cliente: Cliente, consulta: str, nombre: str = "Mi filtro", red: str = "") -> int:
    lista, _, filtros = consulta.partition("?")
    respuesta = cliente.post(
        f"/busqueda/filtros/nuevo?lista={lista}&{filtros}", {"nombre": nombre, "red": red}
    )
    return respuesta.status_code


def test_se_guarda_y_regresa_a_la_misma_lista(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = cliente.get("/personas/?q=rosa&nivel=superior&pagina=3").get_data(as_text=True)
    (enlace,) = re.findall(r'href="(/busqueda/filtros/nuevo[^"]+)"', pagina)
    respuesta = cliente.post(enlace.replace("&amp;", "&"), {"nombre": "Rosas", "red": ""})
    assert respuesta.status_code == 303
    assert respuesta.headers["Location"] == "/personas/?q=rosa&nivel=superior"
    filtro = db.session.scalars(select(FiltroGuardado)).one()
    assert (filtro.nombre, filtro.parametros) == ("Rosas", {"q": "rosa", "nivel": "superior"})
    assert "/personas/?q=rosa&amp;nivel=superior" in cliente.get("/personas/").get_data(as_text=True)


def test_el_mio_no_lo_ve_nadie_y_el_compartido_lo_ven_en_esa_red(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    assert _guardar(cliente, "personas.listar?q=uno", "Privado") == 303
    assert _guardar(cliente, "personas.listar?q=dos", "Compartido", red.clave) == 303
    cliente.entrar(fabricas.una_integrante(red))
    pagina = cliente.get("/personas/").get_data(as_text=True)
    assert "Compartido" in pagina
    assert "Privado" not in pagina
    cliente.entrar(fabricas.una_integrante(fabricas.una_red()))
    assert "Compartido" not in cliente.get("/personas/").get_data(as_text=True)


def test_con_un_filtro_compartido_cada_quien_ve_solo_lo_suyo(cliente: Cliente, red: Red) -> None:
    fabricas.una_integrante(red, nombre="Rosaura")
    cliente.entrar(fabricas.una_coordinadora(red))
    _guardar(cliente, "personas.listar?q=rosaura", "Rosauras", red.clave)
    assert "Rosaura " in cliente.get("/personas/?q=rosaura").get_data(as_text=True)
    cliente.entrar(fabricas.una_integrante(red))
    pagina = cliente.get("/personas/?q=rosaura").get_data(as_text=True)
    assert "Rosauras" in pagina
    assert "Rosaura " not in pagina


def test_nadie_comparte_con_una_red_que_no_coordina(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_integrante(red))
    assert _guardar(cliente, "personas.listar?q=x", "Mío", red.clave) == 422
    assert db.session.scalars(select(FiltroGuardado)).all() == []


def test_lo_quita_quien_lo_guardo_o_quien_coordina(cliente: Cliente, red: Red) -> None:
    duena = fabricas.una_integrante(red)
    cliente.entrar(duena)
    _guardar(cliente, "unidades.listar?q=x")
    filtro = db.session.scalars(select(FiltroGuardado)).one()
    llave = filtro.id
    cliente.entrar(fabricas.una_coordinadora(red))
    assert cliente.post(f"/busqueda/filtros/{llave}/quitar").status_code == 404
    cliente.entrar(db.session.get_one(Persona, filtro.quien_id))
    assert cliente.post(f"/busqueda/filtros/{llave}/quitar").status_code == 303
    cliente.get("/unidades/")
    assert "Mi filtro" not in cliente.get("/unidades/").get_data(as_text=True)


def test_sin_nombre_no_se_guarda_y_lo_escrito_queda(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_integrante(red))
    assert _guardar(cliente, "personas.listar?q=x", "") == 422
    assert _guardar(cliente, "no.existe?q=x") == 404


def test_lo_que_no_es_un_filtro_no_se_guarda() -> None:
    assert limpios({"q": "a", "_anchor": "x", "_external": "1", "pagina": "2", "a-b": "c", "vacio": " "}) == {
        "q": "a"
    }
    assert len(limpios({f"p{n}": "x" * 900 for n in range(50)})) == 15
    assert set(map(len, limpios({f"p{n}": "x" * 900 for n in range(50)}).values())) == {200}
