"""Doscientas personas a la vez por cincuenta lugares: ni uno de más, ni uno de menos, y la fila en orden."""

import os
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from red.base import db
from tests.formacion.carrera import Resultado, corredores, mirar, pista
from tests.motores import Fabrica

PERSONAS, LUGARES = 200, 50
VUELTAS = int(os.environ.get("CARRERAS", "1"))
"""Cuántas veces se corre en cada motor; `CARRERAS=100` para medirlo a fondo."""

MOTORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
pytestmark = pytest.mark.lento


@pytest.mark.parametrize("motor", MOTORES)
def test_doscientas_a_la_vez_por_cincuenta_lugares(bases: Fabrica, motor: str) -> None:
    direccion = bases.nueva(motor)
    with pista(direccion, bases.carpeta, PERSONAS) as donde, corredores(direccion) as quienes:
        for _ in range(VUELTAS):
            edicion = donde.edicion(LUGARES)
            fin = mirar(edicion, quienes.correr(edicion, donde.personas))
            assert fin.errores == {}
            assert sorted(fin.numeros) == list(range(1, LUGARES + 1))
            assert fin.esperan == PERSONAS - LUGARES
            assert fin.en_orden
            assert fin.correos == {"formacion_con_lugar": LUGARES, "formacion_en_espera": fin.esperan}
            assert list(fin.turnos) == list(range(1, fin.esperan + 1))


def sin_proteccion(bases: Fabrica, motor: str, carpeta: Path) -> Resultado:
    """La misma carrera sin candado, sin turno de escritura y sin el índice que impide repetir lugar."""
    direccion = bases.nueva(motor)
    with pista(direccion, carpeta, PERSONAS) as donde, corredores(direccion, "sin-candado") as quienes:
        with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
            operaciones = Operations(MigrationContext.configure(conexion))
            with operaciones.batch_alter_table("inscripcion") as tabla:
                tabla.drop_constraint("uq_inscripcion_edicion_id_lugar", type_="unique")
        edicion = donde.edicion(LUGARES)
        return mirar(edicion, quienes.correr(edicion, donde.personas))


@pytest.mark.postgresql
def test_sin_el_candado_postgresql_da_lugares_de_mas(bases: Fabrica) -> None:
    """Control: si esta prueba falla, la de arriba ya no distingue una protección que sirve de una que no."""
    fin = sin_proteccion(bases, "postgresql", bases.carpeta)
    assert fin.sobrevendidos > 0


def test_sin_turno_de_escritura_sqlite_deja_gente_sin_respuesta(bases: Fabrica) -> None:
    """Control: con una transacción diferida la base rechaza a casi todas en vez de sobrevender."""
    fin = sin_proteccion(bases, "sqlite", bases.carpeta)
    assert sum(n for error, n in fin.errores.items() if "database is locked" in error) > 0
    assert len(fin.numeros) + fin.esperan < PERSONAS
