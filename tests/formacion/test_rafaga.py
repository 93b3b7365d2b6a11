"""La carrera por HTTP, con el servidor de producción: nadie recibe una falla y los lugares salen exactos."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from tests.formacion.carrera import Pista, pista
from tests.formacion.rafaga import Sesion, abrir_sesiones, rafaga, servidor
from tests.motores import Fabrica

PERSONAS, LUGARES = 200, 50
VUELTAS = int(os.environ.get("RED_PRUEBAS_RAFAGAS", "5"))
"""Cuántas ráfagas se corren en cada motor; `make resistencia` corre cien, y `make medir` dice cuánto tardan."""
pytestmark = pytest.mark.lento


@dataclass(frozen=True)
class Servido:
    """Una base con integrantes que ya entraron y el servidor que la atiende."""

    donde: Pista
    puerto: int
    sesiones: Sequence[Sesion]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def servido(bases: Fabrica, request: pytest.FixtureRequest) -> Iterator[Servido]:
    with (
        pista(bases.nueva(request.param), bases.carpeta, PERSONAS) as donde,
        servidor(donde, bases.carpeta) as puerto,
    ):
        yield Servido(donde, puerto, abrir_sesiones(donde.app, donde.personas))


def test_oprimir_cincuenta_veces_el_mismo_boton_inscribe_una_vez(servido: Servido) -> None:
    edicion = servido.donde.edicion(LUGARES)
    medida = rafaga(servido.puerto, edicion, [servido.sesiones[0]] * 50)
    assert medida.respuestas == {f"303 /formacion/ediciones/{edicion}": 50}
    assert list(medida.resultado.numeros) == [1]
    assert medida.resultado.correos == {"formacion_con_lugar": 1}


def test_doscientas_sesiones_a_la_vez_por_http(servido: Servido) -> None:
    for vuelta in range(VUELTAS):
        edicion = servido.donde.edicion(LUGARES)
        medida = rafaga(servido.puerto, edicion, servido.sesiones)
        print(vuelta + 1, medida)
        assert medida.respuestas == {f"303 /formacion/ediciones/{edicion}": PERSONAS}
        fin = medida.resultado
        assert sorted(fin.numeros) == list(range(1, LUGARES + 1))
        assert (fin.esperan, fin.en_orden) == (PERSONAS - LUGARES, True)
        assert fin.correos == {"formacion_con_lugar": LUGARES, "formacion_en_espera": fin.esperan}
