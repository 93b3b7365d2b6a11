"""Los renglones de una importación traen datos personales: se guardan mientras se puede deshacer, y después queda el resumen."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from red.base import db, transaccion
from red.importacion import operaciones, trabajos
from red.importacion.modelos import SE_DESHACE, EstadoPlan, PlanDeImportacion, RenglonDePlan
from red.importacion.operaciones import YaNoSeDeshace
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora
from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import ENCABEZADOS, aplicar, deshacer_plan, libro, planear, una

DESPUES = timedelta(days=1)


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red con la institución de los renglones."""
    return fabricas.una_red(instituciones=[fabricas.una_institucion(nombre="Tesorería")])


def _renglones() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(RenglonDePlan.id))) or 0


def test_pasado_el_plazo_se_borran_los_renglones_y_queda_el_resumen(red: Red, cliente: Cliente) -> None:
    plan = aplicar(planear(libro(ENCABEZADOS, una(), una("eva@ejemplo.test")), red=red))
    plan_id, pagina, quien = plan.id, f"/importacion/{plan.id}", fabricas.una_coordinadora(red)
    cliente.entrar(quien)
    assert "Puedes deshacerla hasta el" in cliente.get(pagina).text
    with time_machine.travel(ahora() + SE_DESHACE - DESPUES, tick=False):
        trabajos.olvidar()
        assert _renglones() == 2, "Dentro del plazo no se borra nada"
        assert cliente.entrar(quien).get(f"{pagina}/deshacer").status_code == 200
    with time_machine.travel(ahora() + SE_DESHACE + DESPUES, tick=False):
        cliente.entrar(quien)
        assert f"{pagina}/deshacer" not in cliente.get(pagina).text, (
            "Ni antes de que pase el trabajo de fondo"
        )
        with pytest.raises(YaNoSeDeshace), transaccion():
            operaciones.pedir_deshacer(db.session.get_one(PlanDeImportacion, plan_id))
        trabajos.olvidar()
        assert _renglones() == 0
        resumen = cliente.get(pagina).text
        assert "2 renglones" in resumen
        assert "se borraron el" in resumen
        assert "eva@ejemplo.test" not in resumen
        assert "ya los cumplió" in cliente.get(f"{pagina}/deshacer", sigue=True).text
    olvidado = db.session.get_one(PlanDeImportacion, plan_id)
    assert (olvidado.estado, olvidado.muestra, olvidado.llaves) == (EstadoPlan.APLICADO, [], [])
    assert db.session.scalar(select(func.count(Persona.id)).where(Persona.correo == "eva@ejemplo.test")) == 1


def test_la_deshecha_tambien_se_olvida_y_la_que_espera_no(red: Red) -> None:
    deshecha = aplicar(planear(libro(ENCABEZADOS, una()), red=red))
    deshacer_plan(deshecha)
    en_curso = aplicar(planear(libro(ENCABEZADOS, una("eva@ejemplo.test")), red=red))
    with transaccion():
        en_curso.estado = EstadoPlan.DESHACIENDO
    deshecha_id, en_curso_id = deshecha.id, en_curso.id
    with time_machine.travel(ahora() + SE_DESHACE + DESPUES, tick=False):
        trabajos.olvidar()
        with transaccion():
            assert not operaciones.olvidar_renglones(en_curso_id), "Deshacer necesita sus renglones"
        planes = {p.id: p.olvidado_en for p in db.session.scalars(select(PlanDeImportacion))}
    assert planes[deshecha_id] is not None
    assert planes[en_curso_id] is None
    assert _renglones() == 1
