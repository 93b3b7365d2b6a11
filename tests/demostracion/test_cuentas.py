"""Las cuentas de la demostración y los papeles que dan: completos y con su alcance."""

from datetime import date

import pytest

from red.demostracion.redes_demo import componer
from red.demostracion.tipos import RedDemo

CUENTAS = {
    "administradora@ejemplo.test",
    "coordinadora@guadalajara.ejemplo.test",
    "instituto@guadalajara.ejemplo.test",
    "enlace@guadalajara.ejemplo.test",
    "integrante@guadalajara.ejemplo.test",
    "coordinadora@chiapas.ejemplo.test",
    "instituto@chiapas.ejemplo.test",
    "coordinadora@coquimbo.ejemplo.test",
    "integrante@coquimbo.ejemplo.test",
}


@pytest.fixture(scope="module")
def redes() -> list[RedDemo]:
    return componer("estatal", date(2026, 11, 21))


def test_estan_las_cuentas_con_que_se_entra(redes):
    cuentas = [c for red in redes for c in red.cuentas]
    assert {c.correo for c in cuentas} == CUENTAS
    assert len(cuentas) == len(CUENTAS)
    for red in redes:
        personas = {p.clave: p for p in red.personas}
        for cuenta in red.cuentas:
            assert personas[cuenta.persona].correo == cuenta.correo
            asignados = {(a.rol, a.institucion) for a in red.asignaciones if a.persona == cuenta.persona}
            if cuenta.rol == "administradora":
                assert cuenta.red is None
            elif cuenta.rol == "integrante":
                assert cuenta.persona in {m.persona for m in red.membresias}
            else:
                assert (cuenta.rol, cuenta.institucion) in asignados


def test_cada_papel_tiene_el_alcance_que_le_toca(redes):
    for asignacion in (a for red in redes for a in red.asignaciones):
        assert asignacion.red is not None
        assert (asignacion.institucion is not None) == (asignacion.rol == "enlace")
