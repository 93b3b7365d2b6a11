"""La lista de designaciones: quien es integrante dice de qué área viene, y cubrir lo vacante saca del relevo."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.importacion import exportacion
from red.importacion.modelos import Destino, Que
from red.redes.modelos import Red
from red.reloj import hoy
from red.unidades import operaciones as unidades
from red.unidades.modelos import AreaMinima, Designacion, EstadoUnidad, Funcion, PasoDeUnidad, Unidad
from tests import fabricas
from tests.importacion.apoyo import aplicar, deshacer_plan, destinos, libro, planear, renglones, volcado

ENCABEZADOS = ("Institución", "Función", "Correo electrónico", "Área de la que viene", "Desde")
HACE = hoy() - timedelta(days=300)


@pytest.fixture
def red(app: Flask) -> Red:
    tesoreria = fabricas.una_institucion(nombre="Tesorería")
    red = fabricas.una_red(instituciones=[tesoreria])
    for quien in ("titular", "suplente", "nueva", "otra"):
        fabricas.una_integrante(red, tesoreria, correo=f"{quien}@ejemplo.test")
    return red


def _en_relevo(*funciones: Funcion) -> Unidad:
    """Una unidad con plan que se quedó hace días sin quienes tenían esas funciones."""
    lugar = db.session.scalars(
        select(fabricas.Institucion).where(fabricas.Institucion.nombre == "Tesorería")
    ).one()
    datos = unidades.DatosUnidad(fabricas.TipoUnidad.UIG, "U", EstadoUnidad.CON_PLAN, HACE)
    se_fue = hoy() - timedelta(days=5)
    with transaccion():
        unidad = unidades.registrar(lugar, datos, HACE)
        for funcion in funciones:
            correo = f"{funcion.value}@ejemplo.test"
            persona = db.session.scalars(
                select(fabricas.Persona).where(fabricas.Persona.correo == correo)
            ).one()
            unidades.terminar(unidades.designar(unidad, persona, funcion, HACE), se_fue)
        for funcion in funciones:
            unidades.entrar_en_relevo(unidad, funcion, se_fue, None)
    return unidad


def _estado(unidad: Unidad) -> EstadoUnidad:
    db.session.expire_all()
    return db.session.get_one(Unidad, unidad.id).estado


def test_cubrir_todo_lo_vacante_saca_a_la_unidad_del_relevo_y_se_deshace(red: Red) -> None:
    quien = fabricas.una_coordinadora(red)
    unidad = _en_relevo(Funcion.TITULAR, Funcion.SUPLENTE)
    antes, ayer = volcado(), (hoy() - timedelta(days=1)).isoformat()
    titular = ["Tesorería", "Titular", "nueva@ejemplo.test", "", ayer]
    aplicar(planear(libro(ENCABEZADOS, titular), Que.DESIGNACIONES, red))
    assert _estado(unidad) is EstadoUnidad.EN_RELEVO, "Control: falta la suplente"
    plan = planear(
        libro(ENCABEZADOS, titular, ["Tesorería", "Suplente", "otra@ejemplo.test", "", ayer]),
        Que.DESIGNACIONES,
        red,
    )
    assert destinos(plan) == [Destino.IGUAL, Destino.NUEVA]
    assert renglones(plan)[1].motivo == "Con ella la unidad sale del relevo."
    aplicar(plan, quien.id)
    assert _estado(unidad) is EstadoUnidad.CON_PLAN
    paso = db.session.scalars(select(PasoDeUnidad).order_by(PasoDeUnidad.id.desc())).first()
    assert paso is not None
    assert (paso.estado, paso.el, paso.quien_id) == (
        EstadoUnidad.CON_PLAN,
        hoy() - timedelta(days=1),
        quien.id,
    )
    deshacer_plan(plan)
    assert _estado(unidad) is EstadoUnidad.EN_RELEVO
    assert volcado()["paso_de_unidad"] == antes["paso_de_unidad"]


def test_las_dos_en_el_mismo_archivo_tambien_la_sacan_y_la_historia_vieja_no(red: Red) -> None:
    unidad = _en_relevo(Funcion.TITULAR, Funcion.SUPLENTE)
    antes, ayer = volcado(), (hoy() - timedelta(days=1)).isoformat()
    vieja = libro(
        [*ENCABEZADOS, "Hasta"],
        ["Tesorería", "Titular", "nueva@ejemplo.test", "", "2019", "2020"],
        ["Tesorería", "Suplente", "otra@ejemplo.test", "", "2019", "2020"],
    )
    plan = aplicar(planear(vieja, Que.DESIGNACIONES, red))
    assert _estado(unidad) is EstadoUnidad.EN_RELEVO
    deshacer_plan(plan)
    plan = planear(
        libro(
            ENCABEZADOS,
            ["Tesorería", "Titular", "nueva@ejemplo.test", "", ayer],
            ["Tesorería", "Suplente", "otra@ejemplo.test", "", ayer],
        ),
        Que.DESIGNACIONES,
        red,
    )
    aplicar(plan)
    assert _estado(unidad) is EstadoUnidad.CON_PLAN
    deshacer_plan(plan)
    assert volcado() == antes


def test_quien_es_integrante_dice_de_que_area_viene_y_va_y_vuelve(red: Red) -> None:
    unidad = _en_relevo()
    plan = planear(
        libro(
            ENCABEZADOS,
            ["Tesorería", "Integrante", "nueva@ejemplo.test", "", "2025"],
            ["Tesorería", "Integrante", "otra@ejemplo.test", "Jurídica", "2025"],
        ),
        Que.DESIGNACIONES,
        red,
    )
    assert destinos(plan) == [Destino.CON_ERROR, Destino.NUEVA]
    assert renglones(plan)[0].columna == "area"
    aplicar(plan)
    designada = db.session.scalars(select(Designacion).where(Designacion.unidad_id == unidad.id)).one()
    assert designada.area is AreaMinima.JURIDICA
    lista = exportacion.designaciones(red.id, hoy())
    archivo = exportacion.escribir(Que.DESIGNACIONES, exportacion.Formato.CSV, lista)
    assert AreaMinima.JURIDICA.etiqueta in archivo.decode("utf-8-sig")
    assert destinos(planear(archivo, Que.DESIGNACIONES, red, archivo="d.csv")) == [Destino.IGUAL]
