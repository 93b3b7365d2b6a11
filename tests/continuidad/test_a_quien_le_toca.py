"""Repartir y deshacer tocan sólo lo de las Redes de quien lo pide, y sólo lo que la página le mostró."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from red.base import db, transaccion
from red.continuidad import operaciones
from red.continuidad.consultas import LoSuyo
from red.continuidad.vistas import cambios
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona
from red.reloj import hoy
from tests.cliente import Cliente
from tests.continuidad.test_paginas import _oculto
from tests.fabricas import (
    una_adscripcion,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
)


def _puesto(persona: Persona) -> Adscripcion:
    return db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == persona.id)).one()


def _dos(**nombres: str) -> tuple[Institucion, Institucion]:
    desde = hoy() - timedelta(days=900)
    return una_institucion(nombre="Grande", desde=desde), una_institucion(nombre="Nueva", desde=desde)


@pytest.fixture
def dividida(cliente: Cliente) -> tuple[Cliente, Institucion, Institucion, Persona]:
    """Una institución de dos Redes que ya se dividió; mira quien coordina sólo una, y alguien es de la otra."""
    compartida, sigue = _dos()
    mia, ajena = una_red(instituciones=[compartida]), una_red(instituciones=[compartida, sigue])
    de_otra = una_integrante(ajena, compartida)
    with transaccion():
        operaciones.dividir(compartida, [sigue], hoy(), {}, None, None)
    return cliente.entrar(una_coordinadora(mia)), compartida, sigue, de_otra


def test_repartir_lo_de_otra_red_no_le_toca(
    dividida: tuple[Cliente, Institucion, Institucion, Persona], monkeypatch: pytest.MonkeyPatch
) -> None:
    cliente, compartida, sigue, de_otra = dividida
    url = f"/continuidad/instituciones/{compartida.id}/repartir"
    datos = {f"adscripcion-{_puesto(de_otra).id}": str(sigue.id)}
    assert cliente.post(url, datos).status_code == 422
    assert _puesto(de_otra).institucion_id == compartida.id
    # Sin esa pregunta, y sin limitarse a lo mostrado, se habría movido.
    monkeypatch.setattr(cambios, "responde_por_el_cambio", lambda _: None)
    assert cliente.post(url, datos).status_code == 303
    assert _puesto(de_otra).hasta is None
    monkeypatch.setattr(LoSuyo, "nombrables", property(lambda suyo: suyo.adscripciones))
    assert cliente.post(url, datos).status_code == 303
    suyas = select(Adscripcion).where(Adscripcion.persona_id == de_otra.id)
    assert len(db.session.scalars(suyas).all()) == 2


def test_deshacer_lo_que_toco_otra_red_no_le_toca(
    dividida: tuple[Cliente, Institucion, Institucion, Persona],
) -> None:
    cliente, compartida, *_ = dividida
    pagina = cliente.get(f"/continuidad/instituciones/{compartida.id}").text
    url = "/continuidad/" + pagina.split("/deshacer")[0].rsplit("/", 1)[1] + "/deshacer"
    assert cliente.post(url).status_code == 422
    assert db.session.get_one(Institucion, compartida.id).hasta is not None


def _division(cliente: Cliente, **mas: Any) -> tuple[str, dict[str, Any], Persona]:
    una, sigue = _dos()
    cliente.entrar(una_coordinadora(una_red(instituciones=[una, sigue])))
    oculta = una_persona(nombre="Oculta")
    una_adscripcion(oculta, una)
    datos = {"sucesoras": str(sigue.id), "el": hoy().isoformat()}
    return f"/continuidad/instituciones/{una.id}/dividir", datos, oculta


def test_si_solo_quedan_personas_que_no_puede_ver_lo_dice(cliente: Cliente) -> None:
    url, datos, _ = _division(cliente)
    pagina = cliente.post(url, datos).text
    assert "Oculta" not in pagina
    assert "Hay 1 persona de fuera de tus Redes" in pagina
    assert "No tiene personas" not in pagina
    cliente.post(url, {**datos, "accion": "confirmar", "revisado": _oculto(pagina, "revisado")})
    pagina = cliente.get(url.replace("dividir", "repartir")).text
    assert "Hay 1 persona de fuera de tus Redes" in pagina
    assert "Ya está todo repartido" not in pagina


def _ninguna(_: Persona) -> str:
    return "adscripcion-0"


def _enorme(_: Persona) -> str:
    return "adscripcion-99999999999"


def _sin_mostrar(oculta: Persona) -> str:
    return f"adscripcion-{_puesto(oculta).id}"


@pytest.mark.parametrize("casilla", [_ninguna, _enorme, _sin_mostrar])
def test_lo_que_no_se_mostro_no_se_reparte(cliente: Cliente, casilla: Callable[[Persona], str]) -> None:
    url, datos, oculta = _division(cliente)
    revisado = _oculto(cliente.post(url, datos).text, "revisado")
    datos |= {"accion": "confirmar", "revisado": revisado, casilla(oculta): datos["sucesoras"]}
    assert cliente.post(url, datos).status_code == 303
    assert _puesto(oculta).hasta is None
