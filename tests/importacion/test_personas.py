"""La lista de personas: quién es quién, qué pasa con su puesto y qué no se toca."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.importacion.modelos import Destino, EstadoPlan, Que
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from tests import fabricas
from tests.importacion.apoyo import (
    ENCABEZADOS,
    aplicar,
    deshacer_plan,
    destinos,
    libro,
    planear,
    renglones,
    una,
    volcado,
)


@pytest.fixture
def red(app: Flask):
    lugar = fabricas.un_territorio(nombre="Zapopan")
    tesoreria = fabricas.una_institucion(nombre="Tesorería", siglas="TM", territorio_id=lugar.id)
    return fabricas.una_red(instituciones=[tesoreria])


def test_una_persona_nueva_queda_registrada_con_su_puesto_y_su_historia(red) -> None:
    plan = aplicar(planear(libro(ENCABEZADOS, una()), red=red))
    assert plan.estado is EstadoPlan.APLICADO
    persona = db.session.scalars(select(Persona).where(Persona.correo == "ana@ejemplo.test")).one()
    assert (persona.nombre, persona.primer_apellido, persona.segundo_apellido) == ("Ana", "Ruiz", "Soto")
    assert persona.busqueda == " ana ruiz soto"
    puesto = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == persona.id)).one()
    assert (puesto.puesto, puesto.nivel, puesto.desde) == ("Jefa", NivelCargo.MANDO_MEDIO, date(2021, 10, 1))
    historia = db.session.scalars(
        select(Registro).where(Registro.tabla == "persona", Registro.fila_id == persona.id)
    ).one()
    assert historia.cambio is Cambio.CREAR
    assert historia.cambios["correo"] == [None, "ana@ejemplo.test"]
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(Registro)
            .where(Registro.tabla == "adscripcion", Registro.fila_id == puesto.id)
        )
        == 1
    )


def test_lo_calculado_es_lo_mismo_que_calcula_el_modelo(red) -> None:
    aplicar(
        planear(libro(ENCABEZADOS, una(nombre="María José", primero="de la Peña", segundo="Ñúñez")), red=red)
    )
    persona = db.session.scalars(select(Persona).where(Persona.correo == "ana@ejemplo.test")).one()
    antes = persona.orden, persona.busqueda, persona.busqueda_visible
    with transaccion():
        persona.telefono = "33 0000 0000"
    assert (persona.orden, persona.busqueda, persona.busqueda_visible) == antes


def test_importar_dos_veces_lo_mismo_no_cambia_nada(red) -> None:
    archivo = libro(ENCABEZADOS, una(), una("eva@ejemplo.test", nombre="Eva", desde=""))
    aplicar(planear(archivo, red=red))
    assert destinos(planear(archivo, red=red)) == [Destino.IGUAL, Destino.IGUAL]


def test_deshacer_deja_todo_como_estaba(red) -> None:
    existente = fabricas.una_integrante(red, nombre="Eva", correo="eva@ejemplo.test")
    antes = volcado()
    plan = planear(
        libro(
            ENCABEZADOS,
            una(),
            una("eva@ejemplo.test", nombre="Eva", primero=existente.primer_apellido, desde="2026-11-01"),
        ),
        red=red,
    )
    assert destinos(plan) == [Destino.NUEVA, Destino.ACTUALIZA], [r.motivo for r in renglones(plan)]
    aplicar(plan)
    assert volcado() != antes
    deshacer_plan(plan)
    assert volcado() == antes


def test_que(red) -> None:
    plan = planear(libro(ENCABEZADOS, una()), red=red)
    assert plan.que is Que.PERSONAS
