"""Dos renglones que dicen lo mismo con otras letras no dejan un plan que nunca se pueda aplicar."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from red.base import db, transaccion
from red.errores import ErrorDeDominio
from red.importacion import operaciones, trabajos
from red.importacion.modelos import Decision, Destino, EstadoPlan, PlanDeImportacion, Que
from red.importacion.trabajos import atender_importaciones
from red.personas.modelos import Persona
from red.redes.modelos import Red
from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import (
    ENCABEZADOS,
    aplicar,
    decidir,
    deshacer_plan,
    destinos,
    libro,
    planear,
    renglones,
    una,
    volcado,
)
from tests.importacion.test_propiedades import _limpiar_planes

DE_INSTITUCIONES = ("Nombre", "Siglas", "Territorio")
DE_DESIGNACIONES = ("Institución", "Unidad", "Función", "Correo", "Desde", "Hasta")
DE_VINCULOS = ("Correo", "Con quién", "Con institución", "Intensidad")


@pytest.fixture
def red(app: Flask) -> Red:
    lugar = fabricas.un_territorio(nombre="Zapopan", codigo="14120")
    tesoreria = fabricas.una_institucion(nombre="Tesorería", siglas="TM", territorio_id=lugar.id)
    red = fabricas.una_red(instituciones=[tesoreria], territorio_id=lugar.id)
    a, _ = (fabricas.una_integrante(red, tesoreria, correo=f"{quien}@ejemplo.test") for quien in "ab")
    fabricas.una_designacion(fabricas.una_unidad(tesoreria, nombre="Unidad"), a)
    gemela = fabricas.una_persona(
        nombre="Ana", primer_apellido="Ruiz", segundo_apellido="Soto", correo="ana.de.antes@ejemplo.test"
    )
    fabricas.una_adscripcion(gemela, tesoreria)
    return red


def _gemela() -> int:
    return db.session.scalars(select(Persona.id).where(Persona.correo == "ana.de.antes@ejemplo.test")).one()


CASOS: dict[str, tuple[Que, tuple[str, ...], list[tuple[str, ...]]]] = {
    "el territorio con su nombre y con su clave": (
        Que.INSTITUCIONES,
        DE_INSTITUCIONES,
        [("Cultura", "", "Zapopan"), ("CULTURA", "", "14120")],
    ),
    "la institución con su nombre y con sus siglas": (
        Que.DESIGNACIONES,
        DE_DESIGNACIONES,
        [
            ("Tesorería", "", "Enlace", "b@ejemplo.test", "2025", ""),
            ("TM", "Unidad", "enlace", "B@ejemplo.test", "2025-01-01", ""),
        ],
    ),
    "el vínculo con la persona, y con la persona y su institución": (
        Que.VINCULOS,
        DE_VINCULOS,
        [
            ("a@ejemplo.test", "b@ejemplo.test", "", "Coordina"),
            ("a@ejemplo.test", "b@ejemplo.test", "TM", "Conoce"),
        ],
    ),
}


@pytest.mark.parametrize("caso", CASOS)
def test_lo_mismo_escrito_de_otro_modo_se_omite_y_lo_demas_entra(red: Red, caso: str) -> None:
    que, encabezados, filas = CASOS[caso]
    plan = planear(libro(encabezados, *filas), que, red)
    assert destinos(plan) == [Destino.NUEVA, Destino.OMITIDA], [r.motivo for r in renglones(plan)]
    assert renglones(plan)[1].motivo == "Repite el renglón 2."
    assert aplicar(plan).estado is EstadoPlan.APLICADO


@pytest.mark.parametrize("de_golpe", [True, False])
def test_dos_renglones_no_son_la_misma_persona(red: Red, de_golpe: bool) -> None:
    plan = planear(
        libro(
            ENCABEZADOS,
            una("uno@ejemplo.test", desde=""),
            una("dos@ejemplo.test", desde=""),
        ),
        red=red,
    )
    assert destinos(plan) == [Destino.YA_EXISTE, Destino.YA_EXISTE]
    if de_golpe:
        with transaccion():
            operaciones.decidir_todos(plan, Destino.YA_EXISTE, Decision.USAR)
    else:
        decidir(plan, 3, Decision.USAR, _gemela())
        decidir(plan, 2, Decision.USAR, _gemela())
    usa, repite = (2, 3) if de_golpe else (3, 2)
    dichos = {renglon.numero: (renglon.destino, renglon.motivo) for renglon in renglones(plan)}
    assert dichos[usa][0] is Destino.ACTUALIZA
    assert dichos[repite] == (Destino.OMITIDA, f"Repite el renglón {usa}.")
    decidir(plan, usa, Decision.OMITIR)
    decidir(plan, repite, Decision.USAR, _gemela())
    assert {r.numero: r.destino for r in renglones(plan)}[repite] is Destino.ACTUALIZA
    assert aplicar(plan).estado is EstadoPlan.APLICADO


def test_decidir_lo_que_otro_renglon_repetia_lo_vuelve_a_mirar(red: Red) -> None:
    plan = planear(
        libro(ENCABEZADOS, una("eva@ejemplo.test", nombre="Eva"), una("eva@ejemplo.test", nombre="Eva")),
        red=red,
    )
    assert destinos(plan) == [Destino.NUEVA, Destino.OMITIDA]
    decidir(plan, 3, Decision.CREAR)
    assert destinos(plan) == [Destino.NUEVA, Destino.OMITIDA], (
        "Decidirlo no registra dos veces el mismo correo"
    )
    decidir(plan, 2, Decision.OMITIR)
    assert destinos(plan) == [Destino.OMITIDA, Destino.NUEVA]
    assert aplicar(plan).estado is EstadoPlan.APLICADO


# ---------------------------------------------------------------- Para cualquier lista

CORREOS = st.sampled_from(["a@ejemplo.test", "B@ejemplo.test", "b@ejemplo.test"])
LUGARES = st.sampled_from(["Tesorería", "TM", "tesoreria"])
LISTAS: dict[Que, tuple[tuple[str, ...], Any]] = {
    Que.INSTITUCIONES: (
        DE_INSTITUCIONES,
        st.tuples(
            st.sampled_from(["Cultura", "CULTURA", "Tesorería", "TM", "Obras"]),
            st.sampled_from(["", "TM", "C"]),
            st.sampled_from(["Zapopan", "14120", ""]),
        ),
    ),
    Que.DESIGNACIONES: (
        DE_DESIGNACIONES,
        st.tuples(
            LUGARES,
            st.sampled_from(["", "Unidad"]),
            st.sampled_from(["Titular", "Enlace", "suplente"]),
            CORREOS,
            st.sampled_from(["", "2026", "2026-01", "2026-11-01", "2020"]),
            st.sampled_from(["", "2026-10", "2020"]),
        ),
    ),
    Que.VINCULOS: (
        DE_VINCULOS,
        st.tuples(CORREOS, st.one_of(st.just(""), CORREOS), LUGARES, st.sampled_from(["Conoce", "Coordina"])),
    ),
}


@pytest.mark.parametrize("que", list(LISTAS))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(datos=st.data())
def test_un_plan_listo_se_aplica_y_se_deshace(red: Red, que: Que, datos: st.DataObject) -> None:
    encabezados, fila = LISTAS[que]
    filas = datos.draw(st.lists(fila, min_size=2, max_size=6))
    _limpiar_planes()
    antes = volcado()
    plan = planear(libro(encabezados, *filas), que, red)
    if plan.cuantos(Destino.YA_EXISTE):
        with transaccion():
            operaciones.decidir_todos(plan, Destino.YA_EXISTE, Decision.CREAR)
    if not plan.cuantos(Destino.NUEVA, Destino.ACTUALIZA):
        return
    aplicar(plan)
    deshacer_plan(plan)
    assert volcado() == antes


# ---------------------------------------------------------------- Lo que la base rechaza se dice como es


def test_si_la_base_rechaza_una_repeticion_no_se_dice_que_algo_cambio(
    red: Red, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    plan = planear(libro(ENCABEZADOS, una("eva@ejemplo.test", nombre="Eva")), red=red)
    with transaccion():
        renglon = renglones(plan)[0]
        renglon.efectos = [*renglon.efectos, renglon.efectos[0]]
    dicho = cliente.post(f"/importacion/{plan.id}/aplicar", sigue=True).get_data(as_text=True)
    assert "la base no admitió dos veces lo mismo" in dicho
    assert "Algo cambió desde que se preparó" not in dicho


def test_lo_que_no_cabe_al_deshacer_en_el_fondo_deja_el_plan_aplicado(
    red: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planear(libro(ENCABEZADOS, una("uno@ejemplo.test", desde="")), red=red)
    decidir(plan, 2, Decision.USAR, _gemela())
    aplicar(plan)
    fabricas.una_persona(correo="ana.de.antes@ejemplo.test")
    monkeypatch.setattr(operaciones, "GRANDE", 0)
    with transaccion():
        operaciones.pedir_deshacer(plan)
    atender_importaciones()
    db.session.expire_all()
    plan = db.session.get_one(PlanDeImportacion, plan.id)
    assert plan.estado is EstadoPlan.APLICADO
    assert (plan.nota or "").startswith("No se deshizo nada")
    with pytest.raises(ErrorDeDominio), transaccion():
        operaciones.volver_a_preparar(plan)


def test_quien_fallo_no_cambia_el_plan_que_otro_proceso_ya_termino(red: Red) -> None:
    plan = aplicar(planear(libro(ENCABEZADOS, una("eva@ejemplo.test", nombre="Eva")), red=red))
    trabajos._dejar(plan.id, EstadoPlan.APLICANDO, EstadoPlan.CADUCO, "Algo cambió")
    db.session.expire_all()
    assert db.session.get_one(PlanDeImportacion, plan.id).estado is EstadoPlan.APLICADO
    with transaccion():
        plan.estado = EstadoPlan.APLICANDO
    trabajos._dejar(plan.id, EstadoPlan.APLICANDO, EstadoPlan.CADUCO, "Algo cambió")
    db.session.expire_all()
    assert db.session.get_one(PlanDeImportacion, plan.id).estado is EstadoPlan.CADUCO, (
        "Control: si sigue en eso"
    )
