"""Con quienes se van al terminar un gobierno se actúa de una vez: pedirles que confirmen, o preparar sus relevos."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.personas.confirmacion import PLANTILLA
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from red.redes.modelos import Red
from red.relevos.modelos import EstadoRelevo, Relevo
from red.reloj import hoy
from red.territorios.modelos import ClasePeriodo, Nivel, Periodo
from red.unidades.modelos import Funcion
from tests import fabricas
from tests.cliente import Cliente

ULTIMO = hoy() + timedelta(days=60)


def _en(red: Red, nombre: str, nivel: NivelCargo) -> Persona:
    persona = fabricas.una_integrante(red, nombre=nombre)
    with transaccion():
        db.session.query(Adscripcion).filter_by(persona_id=persona.id).one().nivel = nivel
    return persona


@pytest.fixture
def escena(app) -> tuple[Red, str]:  # type: ignore[no-untyped-def]
    """Dos que se van (una sostiene dos funciones) y una que se queda; y la dirección de la selección."""
    red = fabricas.una_red()
    periodo = fabricas.guardar(
        Periodo(territorio_id=red.territorio_id, gobierno=Nivel.MUNICIPIO, clase=ClasePeriodo.TRIENIO,
                nombre="Administración 2024–2027", desde=hoy() - timedelta(days=900), hasta=ULTIMO)
    )  # fmt: skip
    tita, _, queda = (
        _en(red, nombre, nivel)
        for nombre, nivel in (
            ("Tita", NivelCargo.TITULAR),
            ("Susana", NivelCargo.SUPERIOR),
            ("Queta", NivelCargo.OPERATIVO),
        )
    )
    unidad = fabricas.una_unidad(red.convocante)
    fabricas.una_designacion(unidad, tita)
    fabricas.una_designacion(unidad, tita, funcion=Funcion.ENLACE)
    fabricas.una_designacion(unidad, queda, funcion=Funcion.SUPLENTE)
    return red, f"/busqueda/seleccion?red={red.clave}&periodo={periodo.id}"


def _hacer(cliente: Cliente, url: str) -> str:
    (vista,) = re.findall(r'name="vista"[^>]*value="([^"]+)"', cliente.get(url).text)
    hecho = cliente.post(url, {"vista": vista})
    assert hecho.status_code == 303
    return hecho.headers["Location"]


def _relevos() -> list[tuple[object, EstadoRelevo]]:
    db.session.rollback()
    filas = db.session.scalars(select(Relevo).order_by(Relevo.id))
    return [(relevo.ultimo_dia, relevo.estado) for relevo in filas]


def test_se_preparan_los_relevos_de_quienes_se_van_y_se_deshace(
    escena: tuple[Red, str], cliente: Cliente
) -> None:
    red, seleccion = escena
    cliente.entrar(fabricas.una_coordinadora(red))
    quien_se_va = cliente.get(f"/continuidad/gobierno/{red.clave}").text
    assert seleccion in quien_se_va.replace("&amp;", "&")
    assert "2 personas se van con Administración 2024–2027" in cliente.get(seleccion).text
    assert "Poner en pausa" not in cliente.get(seleccion).text
    donde = _hacer(cliente, f"{seleccion}&acto=relevar")
    pagina = cliente.get(donde).text
    assert pagina.count("Se preparó su relevo") == 2
    assert pagina.count("No sostiene ninguna función") == 1
    assert "Queta" not in pagina
    assert _relevos() == [(ULTIMO, EstadoRelevo.BORRADOR)] * 2
    otra_vez = cliente.get(_hacer(cliente, f"{seleccion}&acto=relevar")).text
    assert otra_vez.count("Ya tenía un relevo en marcha") == 2
    cliente.post(f"{donde}/deshacer")
    assert cliente.get(donde).text.count("Se canceló el relevo") == 2
    assert _relevos() == [(ULTIMO, EstadoRelevo.CANCELADO)] * 2


def test_se_les_pide_que_confirmen_sus_datos(escena: tuple[Red, str], cliente: Cliente) -> None:
    red, seleccion = escena
    cliente.entrar(fabricas.una_coordinadora(red))
    assert cliente.get(_hacer(cliente, f"{seleccion}&acto=confirmar")).text.count("Se le escribió") == 2
    db.session.rollback()
    assert len(db.session.scalars(select(Aviso).where(Aviso.plantilla == PLANTILLA)).all()) == 2


def test_quienes_se_van_de_otra_red_no_existen(escena: tuple[Red, str], cliente: Cliente) -> None:
    red, seleccion = escena
    cliente.entrar(fabricas.una_coordinadora(fabricas.una_red()))
    for url in (seleccion, f"{seleccion}&acto=relevar", seleccion.replace(f"red={red.clave}&", "")):
        assert cliente.get(url).status_code == 404
    cliente.entrar(fabricas.una_coordinadora(red))
    assert cliente.get(re.sub(r"periodo=\d+", "periodo=999999", seleccion)).status_code == 404
    assert cliente.get(seleccion).status_code == 200, "Control"
    sin_periodo = cliente.get(f"/busqueda/seleccion?red={red.clave}&acto=relevar").text
    assert "Preparar el relevo" not in sin_periodo, (
        "Sin un gobierno que termine no hay para qué día prepararlo"
    )
