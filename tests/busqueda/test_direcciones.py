"""Lo que viene en una dirección es sólo un dato: nunca cambia a dónde llevan los enlaces de la página."""

import re

import pytest
from flask import Flask, url_for

from red.direcciones import direccion, esta_pagina
from tests import fabricas
from tests.cliente import Cliente
from tests.convenciones.casa import decir, modulos, nombre, plantillas

ORDENES = "endpoint=x&_external=1&_scheme=x&_anchor=y&_method=POST&values=z&clave=w&id=9"
LO_DE_FUERA = r"url_for\([^\n]*\*\*[^\n]*(?:request\.args|limpios|parametros)"


@pytest.mark.parametrize(
    "lista", ["personas", "instituciones", "unidades", "invitaciones", "formacion", "bitacora"]
)
def test_ninguna_lista_se_cae_por_lo_que_traiga_su_direccion(cliente: Cliente, lista: str) -> None:
    red = fabricas.una_red()
    for _ in range(30 if lista == "personas" else 1):
        fabricas.una_integrante(red)
    cliente.entrar(fabricas.una_coordinadora(red) if lista != "bitacora" else fabricas.una_administradora())
    pagina = cliente.get(f"/{lista}/?{ORDENES}")
    assert pagina.status_code == 200
    if lista == "personas":
        assert f"/personas/?{ORDENES}&pagina=2" in pagina.text.replace("&amp;", "&")


def test_un_filtro_compartido_con_cualquier_nombre_no_estropea_la_lista(cliente: Cliente) -> None:
    red = fabricas.una_red()
    cliente.entrar(fabricas.una_coordinadora(red))
    nuevo = f"/busqueda/filtros/nuevo?lista=personas.listar&{ORDENES}"
    assert cliente.post(nuevo, {"nombre": "Todas", "red": red.clave}).status_code == 303
    cliente.entrar(fabricas.una_integrante(red))
    pagina = cliente.get("/personas/")
    assert pagina.status_code == 200
    assert "/personas/?endpoint=x&amp;values=z" in pagina.text


def test_direccion_no_confunde_un_dato_con_una_orden(app: Flask) -> None:
    with app.test_request_context("/personas/?endpoint=x&pagina=3&q=a b"):
        assert direccion("personas.listar", {"endpoint": "x", "q": None}) == "/personas/?endpoint=x"
        assert esta_pagina(pagina=4) == "/personas/?endpoint=x&pagina=4&q=a+b"
        assert esta_pagina(pagina=None) == "/personas/?endpoint=x&q=a+b"
        # Con `url_for` ese mismo nombre sí es una orden.
        with pytest.raises(TypeError):
            url_for("personas.listar", endpoint="x")


def test_nadie_da_a_url_for_lo_que_viene_de_fuera() -> None:
    assert re.search(LO_DE_FUERA, "url_for('personas.listar', **request.args)")
    faltas = [
        f"{nombre(archivo)}: {hallado.group()[:60]}"
        for archivo in (*modulos(), *plantillas())
        for hallado in re.finditer(LO_DE_FUERA, archivo.read_text())
    ]
    assert not faltas, decir(faltas, "usa red.direcciones.direccion, que no lo confunde con una orden")
