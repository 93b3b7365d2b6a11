"""Importar no sirve para averiguar qué correos hay en la plataforma: en un día se dice de unos cuantos, y queda anotado."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.importacion import operaciones
from red.importacion.modelos import Decision, Destino, PlanDeImportacion
from red.importacion.reglas import ajenas
from red.redes.modelos import Red
from red.reloj import ahora
from tests import fabricas
from tests.importacion.apoyo import ENCABEZADOS, aplicar, decidir, libro, planear, renglones, una


@pytest.fixture
def red(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Red:
    monkeypatch.setattr(ajenas, "CABEN", 3)
    red = fabricas.una_red(instituciones=[fabricas.una_institucion(nombre="Tesorería")])
    for n in range(6):
        fabricas.una_persona(correo=f"ajena{n}@ejemplo.test")
    fabricas.una_integrante(red, correo="mia@ejemplo.test")
    return red


def _lista(*correos: str) -> bytes:
    return libro(
        ENCABEZADOS,
        *(una(f"{c}@ejemplo.test", nombre=f"N {fabricas.con_letras(c)}", desde="") for c in correos),
    )


def _dichos(plan: PlanDeImportacion) -> list[str]:
    letras = {ajenas.DE_OTRA_RED: "ajena", ajenas.DEMASIADAS: "no se dice"}
    return [letras.get(r.motivo or "", r.destino.value) for r in renglones(plan)]


def test_pasado_el_tope_quien_esta_en_otra_red_y_quien_no_existe_dan_lo_mismo(red: Red) -> None:
    plan = planear(
        _lista("nueva0", "ajena0", "ajena1", "ajena2", "ajena3", "nueva1", "mia", "ajena0"), red=red
    )
    assert _dichos(plan) == [
        "nueva", "ajena", "ajena", "ajena", "no se dice", "no se dice", "actualiza", "ajena",
    ]  # fmt: skip
    anotado = db.session.scalars(select(Registro).where(Registro.cambio == Cambio.LEER)).one()
    assert (anotado.tabla, anotado.fila_id, anotado.cambios["cuántos"]) == (
        "plan_de_importacion", plan.id, [None, 3],
    )  # fmt: skip
    assert "ajena0" not in str(anotado.cambios), "La bitácora no guarda los correos"
    aplicar(plan)


def test_el_tope_es_del_dia_y_no_se_esquiva_con_otra_lista_ni_decidiendo_ni_descartando(red: Red) -> None:
    plan = planear(_lista("ajena0", "ajena1", "ajena2", "ajena3", "nueva1", "nueva2"), red=red)
    decidir(plan, 5, Decision.CREAR)
    decidir(plan, 6, Decision.CREAR)
    assert _dichos(plan)[3:] == ["no se dice"] * 3
    with transaccion():
        for numero in (2, 3, 4):
            operaciones.decidir(plan, {numero: (Decision.OMITIR, None)})
        operaciones.volver_a_preparar(plan)
    assert _dichos(plan)[3:] == ["no se dice"] * 3
    with transaccion():
        operaciones.descartar(plan)
    otra = _lista("ajena4", "nueva3", "ajena0")
    assert _dichos(planear(otra, red=red)) == ["no se dice", "no se dice", "ajena"]
    assert _dichos(planear(otra)) == ["actualiza", "nueva", "actualiza"], (
        "Control: toda la plataforma no tiene tope"
    )
    with time_machine.travel(ahora() + timedelta(days=1, minutes=1)):
        assert _dichos(planear(otra, red=red)) == ["ajena", "nueva", "ajena"]


def test_lo_que_se_decide_de_quien_ya_se_sabe_que_no_esta_en_otra_sigue_valiendo(red: Red) -> None:
    gemela = fabricas.una_persona(
        nombre="N nueva", primer_apellido="Ruiz", segundo_apellido="Soto", correo="gemela@ejemplo.test"
    )
    fabricas.una_adscripcion(
        gemela,
        db.session.scalars(
            select(fabricas.Institucion).where(fabricas.Institucion.nombre == "Tesorería")
        ).one(),
    )
    plan = planear(_lista("nueva", "ajena0", "ajena1", "ajena2"), red=red)
    assert renglones(plan)[0].destino is Destino.YA_EXISTE
    decidir(plan, 2, Decision.CREAR)
    assert renglones(plan)[0].destino is Destino.NUEVA
