"""De una lista filtrada sale exactamente lo que la lista muestra: ni más, ni lo de otra Red, ni lo de otro día."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from red.base import db
from red.bitacora.modelos import Cambio, Registro
from red.importacion.modelos import Destino, Que
from red.instituciones.modelos import TipoInstitucion
from red.personas.modelos import NivelCargo
from red.reloj import hoy
from red.unidades.modelos import Funcion
from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import destinos, planear

ANTES = hoy() - timedelta(days=100)
DATOS = {"formato": "csv", "motivo": "Para la reunión mensual"}


def _renglones(texto: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(texto.lstrip("\ufeff"))))


def _exportar_desde(cliente: Cliente, lista: str, que: str) -> str:
    """El enlace «Exportar» de esa lista, tal como está en la página."""
    pagina = cliente.get(lista).text
    return html.unescape(re.search(rf'href="(/importacion/exportar/{que}[^"]*)"', pagina).group(1))  # type: ignore[union-attr]


@pytest.fixture
def red(app):  # type: ignore[no-untyped-def]
    obras = fabricas.una_institucion(nombre="Obras")
    red = fabricas.una_red(instituciones=[obras])
    for nombre, apellido, nivel, desde in (
        ("Luz", "Arce", NivelCargo.SUPERIOR, 300),
        ("Lucía", "Bravo", NivelCargo.OPERATIVO, 300),
        ("Luisa", "Cruz", NivelCargo.SUPERIOR, 5),
    ):
        persona = fabricas.una_persona(nombre=nombre, primer_apellido=apellido)
        fabricas.una_adscripcion(persona, obras, nivel=nivel, puesto=f"=Jefa de {nombre}")
        fabricas.una_membresia(red, persona, desde=hoy() - timedelta(days=desde))
    otra = fabricas.una_red()
    ajena = fabricas.una_persona(nombre="Luna")
    fabricas.una_adscripcion(ajena, otra.convocante, nivel=NivelCargo.SUPERIOR)
    fabricas.una_membresia(otra, ajena)
    return red


def test_salen_las_personas_que_cumplen_y_vuelven_a_entrar(red, cliente: Cliente) -> None:
    quien = fabricas.una_coordinadora(red)
    cliente.entrar(quien)
    filtro = f"q=lu&nivel={NivelCargo.SUPERIOR.value}"
    enlace = _exportar_desde(cliente, f"/personas/?{filtro}&pagina=1", "personas")
    pagina = cliente.get(enlace).text
    assert "«lu», nivel del puesto" in pagina
    assert f"2 personas · {red.nombre}" in pagina
    respuesta = cliente.post(enlace, {**DATOS, "red": red.clave})
    filas = _renglones(respuesta.text)
    assert [fila["Nombre"] for fila in filas] == ["Luz", "Luisa"]
    assert [fila["Puesto"] for fila in filas] == ["'=Jefa de Luz", "'=Jefa de Luisa"]
    assert not re.search(r"(^|,)=", respuesta.text, re.M), "Ninguna celda empieza como fórmula"
    anotado = db.session.scalars(select(Registro).where(Registro.cambio == Cambio.LEER)).one()
    assert "«lu», nivel del puesto" in anotado.cambios["filtro"][1]
    assert anotado.cambios["lista"][1].startswith("2 renglones")
    vuelta = planear(respuesta.get_data(), red=red, archivo="p.csv")
    assert set(destinos(vuelta)) == {Destino.IGUAL}
    sin_filtro = cliente.post("/importacion/exportar/personas", {**DATOS, "red": red.clave})
    assert len(_renglones(sin_filtro.text)) == 3, "Control: sin filtro sale toda la Red"


def test_el_filtro_se_cumple_el_dia_que_se_ve(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    enlace = _exportar_desde(cliente, f"/personas/?q=lu&fecha={ANTES.isoformat()}", "personas")
    assert f"2 personas · {red.nombre}" in cliente.get(enlace).text
    filas = _renglones(cliente.post(enlace, {**DATOS, "red": red.clave}).text)
    assert {fila["Nombre"] for fila in filas} == {"Luz", "Lucía"}
    assert {fila["A la fecha"] for fila in filas} == {ANTES.isoformat()}


def test_salen_las_instituciones_y_las_unidades_que_cumplen(red, cliente: Cliente) -> None:
    madre = fabricas.una_institucion(nombre="Secretaría")
    hija = fabricas.una_institucion(nombre="Dirección", tipo=TipoInstitucion.DIRECCION, madre_id=madre.id)
    for institucion in (madre, hija):
        fabricas.una_participacion(red, institucion)
    completa, vacante = fabricas.una_unidad(madre), fabricas.una_unidad(hija)
    titular, enlace_de = fabricas.una_integrante(red, madre), fabricas.una_integrante(red, hija)
    fabricas.una_designacion(completa, titular)
    fabricas.una_designacion(vacante, enlace_de, funcion=Funcion.ENLACE)
    correo = enlace_de.correo
    cliente.entrar(fabricas.una_coordinadora(red))
    enlace = _exportar_desde(
        cliente, f"/instituciones/?tipo={TipoInstitucion.DIRECCION.value}", "instituciones"
    )
    assert f"1 institución · {red.nombre}" in cliente.get(enlace).text
    lista = cliente.post(enlace, {**DATOS, "red": red.clave}).get_data()
    (fila,) = _renglones(lista.decode("utf-8-sig"))
    assert "Secretaría" in fila.values(), (
        "La institución de que depende sigue dicha aunque no cumpla el filtro"
    )
    assert destinos(planear(lista, Que.INSTITUCIONES, red, archivo="i.csv")) == [Destino.IGUAL]
    enlace = _exportar_desde(cliente, "/unidades/?vacante=titular", "unidades")
    assert f"1 unidad · {red.nombre}" in cliente.get(enlace).text
    filas = _renglones(cliente.post(enlace, {**DATOS, "red": red.clave}).text)
    assert [correo in fila.values() for fila in filas] == [True]
