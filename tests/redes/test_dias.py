"""Los días inhábiles: los oficiales de cada país, los que se agregan, y que no cuentan para los plazos."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from red.base import buscar, db, transaccion
from red.redes import calendario, dias
from red.redes.modelos import DiaInhabil
from red.solicitudes import mesa
from tests import fabricas
from tests.cliente import Cliente

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
MEDIODIA = datetime(2026, 11, 13, 18, tzinfo=UTC)
"""Viernes anterior al tercer lunes de noviembre, que en México es inhábil."""


@pytest.mark.parametrize(
    ("pais", "si", "no"),
    [
        # Ley Federal del Trabajo, artículo 74: los lunes que se mueven y la transmisión del Ejecutivo.
        ("MX", (date(2026, 2, 2), date(2026, 3, 16), date(2026, 11, 16), date(2030, 10, 1)), (date(2026, 2, 5), date(2026, 10, 1), date(2026, 11, 20))),
        ("CL", (date(2026, 4, 3), date(2026, 5, 21), date(2026, 9, 18)), (date(2026, 4, 1), date(2026, 11, 16))),
        ("CO", (date(2026, 1, 12), date(2026, 4, 2), date(2026, 7, 20)), (date(2026, 1, 6), date(2026, 9, 16))),
    ],
)  # fmt: skip
def test_los_oficiales_de_cada_pais_fijos_y_movibles(
    app: Flask, pais: str, si: tuple[date, ...], no: tuple[date, ...]
) -> None:
    dias_de = calendario.del_pais(pais)
    assert [dia for dia in si if dias_de.es_habil(dia)] == []
    assert [dia for dia in no if not dias_de.es_habil(dia)] == []


def test_lo_de_la_red_pesa_mas_que_lo_del_pais_y_eso_mas_que_el_calendario(app: Flask) -> None:
    red, otra = fabricas.una_red(), fabricas.una_red()
    with transaccion():
        dias.agregar_dia(date(2026, 11, 18), "Por el país", pais="MX")
        suyo = dias.agregar_dia(date(2026, 11, 18), "Aquí sí", se_trabaja=True, red_id=red.id)
        dias.agregar_dia(date(2026, 11, 16), "Aquí también", se_trabaja=True, red_id=red.id)
    assert calendario.de_la_red(red).inhabiles(date(2026, 11, 13), date(2026, 11, 20)) == []
    assert [m for _, m in calendario.de_la_red(otra).inhabiles(date(2026, 11, 13), date(2026, 11, 20))] == [
        "Día de la Revolución",
        "Por el país",
    ]
    with pytest.raises(dias.DiaDicho), transaccion():
        dias.agregar_dia(date(2026, 11, 18), "Otra vez", red_id=red.id)
    with transaccion():
        dias.quitar_dia(suyo.id)
    assert not calendario.de_la_red(red).es_habil(date(2026, 11, 18)), "Control: quitado, vale lo del país"
    assert buscar(DiaInhabil, suyo.id).quitado_en is not None, "Queda en la historia"


def test_el_plazo_no_cuenta_los_inhabiles_y_dice_cuales(app: Flask) -> None:
    red = fabricas.una_red(dias_para_decidir=2)
    assert mesa.vence(red, MEDIODIA) == (date(2026, 11, 18), ("Día de la Revolución",))
    with transaccion():
        dias.agregar_dia(date(2026, 11, 16), "Se trabaja", se_trabaja=True, red_id=red.id)
    assert mesa.vence(red, MEDIODIA) == (date(2026, 11, 17), ()), "Control: si ese día se trabaja, cuenta"


@time_machine.travel(MEDIODIA, tick=False)
def test_quien_coordina_agrega_y_quita_un_dia_de_su_red(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = f"/redes/{red.clave}/dias-inhabiles"
    assert "lunes 16 de noviembre de 2026: Día de la Revolución" in cliente.get(pagina).text
    datos = {"dia": "2026-11-19", "nombre": "Aniversario de la ciudad"}
    assert cliente.post(pagina, datos).status_code == 303
    assert "Aniversario de la ciudad" in cliente.get(pagina).text
    for mal, dice in (("2026-11-19", "ya se dijo"), ("2026-11-21", "sábado o domingo")):
        respuesta = cliente.post(pagina, {**datos, "dia": mal})
        assert respuesta.status_code == 422
        assert dice in respuesta.text
    suyo = db.session.scalars(db.select(DiaInhabil)).one()
    assert cliente.post(f"/redes/dias/{suyo.id}/quitar", {}).status_code == 303
    assert "19 de noviembre de 2026: Aniversario" not in cliente.get(pagina).text
    with transaccion():
        del_pais = dias.agregar_dia(date(2026, 11, 19), "De todo el país", pais="MX")
    assert cliente.post(f"/redes/dias/{del_pais.id}/quitar", {}).status_code in (403, 404)
    assert cliente.get("/redes/dias-inhabiles/MX").status_code in (403, 404)
