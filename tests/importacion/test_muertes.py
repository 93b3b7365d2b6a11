"""El proceso que importa puede morir en cualquier momento: queda todo o nada, y se puede volver a intentar."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.base import con_candado, db, transaccion
from red.importacion import operaciones, planeacion
from red.importacion.modelos import EstadoPlan, PlanDeImportacion, RenglonDePlan
from red.importacion.trabajos import atender_importaciones
from red.personas.modelos import Adscripcion, Persona
from tests import fabricas
from tests.importacion.apoyo import ENCABEZADOS, Que, libro, una, volcado

RAIZ = Path(__file__).parents[2]
CUANTAS = 2500
MUERTES = int(os.environ.get("RED_PRUEBAS_MUERTES", "1"))


def _atender_aparte(app: Flask) -> "subprocess.Popen[bytes]":
    configuracion = app.config["RED"]
    entorno = {
        **os.environ,
        "RED_ENTORNO": "pruebas",
        "RED_BASE_DATOS": configuracion.base_datos,
        "RED_INSTANCIA": str(configuracion.instancia),
        "RED_CLAVE_SECRETA": configuracion.clave_secreta,
    }
    orden = (
        "from red.aplicacion import crear_app\n"
        "app = crear_app()\n"
        "from red.importacion.trabajos import atender_importaciones\n"
        "print('listo', flush=True)\n"
        "with app.app_context(): atender_importaciones()\n"
        "print('hecho', flush=True)\n"
    )
    return subprocess.Popen([sys.executable, "-c", orden], cwd=RAIZ, env=entorno, stdout=subprocess.PIPE)


def _matar_a_la_mitad(app: Flask, azar: random.Random) -> bool:
    """Lanza el trabajo y lo mata de golpe; dice si murió antes de terminar."""
    proceso = _atender_aparte(app)
    assert proceso.stdout is not None
    assert proceso.stdout.readline().strip() == b"listo"
    time.sleep(azar.uniform(0.0, 0.9))
    proceso.send_signal(signal.SIGKILL)
    resto = proceso.stdout.read()
    proceso.wait()
    proceso.stdout.close()
    db.session.remove()
    return b"hecho" not in resto


def _plan_grande() -> int:
    fabricas.una_institucion(nombre="Tesorería")
    lista = libro(
        ENCABEZADOS,
        *(una(f"p{n}@ejemplo.test", primero=f"Ruiz {fabricas.con_letras(n)}") for n in range(CUANTAS)),
    )
    with transaccion():
        plan = operaciones.subir(operaciones.recibir(lista, "grande.xlsx"), Que.PERSONAS, None, None)
        operaciones.mapear(plan, plan.columnas)
    assert plan.estado is EstadoPlan.PLANEANDO
    return plan.id


def _cuantas(modelo: type) -> int:
    return db.session.scalar(select(func.count()).select_from(modelo)) or 0


def _estado(id: int) -> EstadoPlan:
    db.session.expire_all()
    return db.session.get_one(PlanDeImportacion, id).estado


@pytest.mark.lento
def test_matarlo_al_preparar_al_aplicar_o_al_deshacer_deja_todo_o_nada(app: Flask) -> None:
    azar = random.Random(20261121)
    id = _plan_grande()
    vacia = volcado()
    muertes = 0
    for _ in range(MUERTES):
        muertes += _matar_a_la_mitad(app, azar)
        assert _cuantas(RenglonDePlan) == (0 if _estado(id) is EstadoPlan.PLANEANDO else CUANTAS)
        assert volcado() == vacia
    atender_importaciones()
    assert _estado(id) is EstadoPlan.LISTO

    with transaccion():
        operaciones.pedir_aplicar(db.session.get_one(PlanDeImportacion, id), None)
    for _ in range(MUERTES):
        muertes += _matar_a_la_mitad(app, azar)
        entera = CUANTAS if _estado(id) is EstadoPlan.APLICADO else 0
        assert (_cuantas(Persona), _cuantas(Adscripcion)) == (entera, entera)
    atender_importaciones()
    assert _estado(id) is EstadoPlan.APLICADO
    assert (_cuantas(Persona), _cuantas(Adscripcion)) == (CUANTAS, CUANTAS)

    with transaccion():
        operaciones.pedir_deshacer(db.session.get_one(PlanDeImportacion, id))
    for _ in range(MUERTES):
        muertes += _matar_a_la_mitad(app, azar)
        entera = 0 if _estado(id) is EstadoPlan.DESHECHO else CUANTAS
        assert (_cuantas(Persona), _cuantas(Adscripcion)) == (entera, entera)
    atender_importaciones()
    assert volcado() == vacia
    assert muertes >= MUERTES, "las muertes llegaron a media tarea"


def test_si_falla_una_y_otra_vez_el_plan_vuelve_a_su_momento(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = _plan_grande()

    def fallar(*_: object) -> None:
        raise RuntimeError("se descompuso")

    monkeypatch.setattr(planeacion, "planear", fallar)
    for _ in range(3):
        assert _estado(id) is EstadoPlan.PLANEANDO
        atender_importaciones()
    assert _estado(id) is EstadoPlan.BORRADOR
    with transaccion():
        assert con_candado(PlanDeImportacion, id).nota is not None
