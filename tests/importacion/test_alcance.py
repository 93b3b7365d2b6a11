"""Importar llega hasta donde llega la ficha: a quien integra la Red, con su aviso; y no confirma lo que no le toca."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import db, transaccion
from red.fechas import Precision
from red.importacion.modelos import Destino, Que
from red.importacion.reglas.personas import Personas
from red.importacion.reglas.suerte import Entorno, Fila
from red.personas.modelos import Adscripcion, Correccion, Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
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

COMPARTIDA = "Compartida"


@pytest.fixture
def red(app: Flask) -> Red:
    return fabricas.una_red(instituciones=[fabricas.una_institucion(nombre=COMPARTIDA)])


def _compartida():  # type: ignore[no-untyped-def]
    modelo = fabricas.Institucion
    return db.session.scalars(select(modelo).where(modelo.nombre == COMPARTIDA)).one()


def _puestos(persona: Persona) -> list[Adscripcion]:
    db.session.expire_all()
    suyos = select(Adscripcion).where(Adscripcion.persona_id == persona.id).order_by(Adscripcion.desde)
    return list(db.session.scalars(suyos))


def test_trabajar_en_una_institucion_compartida_no_la_pone_al_alcance_de_otra_red(red: Red) -> None:
    otra = fabricas.una_red(instituciones=[_compartida()])
    fabricas.una_integrante(otra, _compartida(), nombre="Con", correo="con@ejemplo.test")
    sin_cuenta = fabricas.una_persona(nombre="Sin", correo="sin@ejemplo.test")
    fabricas.una_adscripcion(sin_cuenta, _compartida())
    fabricas.una_membresia(otra, sin_cuenta)
    de_nadie = fabricas.una_persona(nombre="Libre", correo="libre@ejemplo.test")
    fabricas.una_adscripcion(de_nadie, _compartida())
    correos = ("con@ejemplo.test", "sin@ejemplo.test", "libre@ejemplo.test")
    lista = libro(ENCABEZADOS, *(una(c, institucion=COMPARTIDA, desde="") for c in correos))
    antes = volcado()
    plan = planear(lista, red=red)
    assert destinos(plan) == [Destino.CON_ERROR, Destino.CON_ERROR, Destino.ACTUALIZA]
    assert volcado() == antes
    assert destinos(planear(lista, red=otra)) == [Destino.ACTUALIZA, Destino.ACTUALIZA, Destino.ACTUALIZA], (
        "Control: en su Red sí se pone al día"
    )


def test_de_quien_no_esta_al_alcance_no_se_sabe_ni_donde_trabaja(red: Red) -> None:
    ajena = fabricas.una_persona(correo="ajena@ejemplo.test")
    fabricas.una_adscripcion(ajena, fabricas.una_institucion(nombre="Secretaría Ajena"))
    lista = libro(
        ENCABEZADOS, una("ajena@ejemplo.test", institucion="Secretaría Ajena"), una("ajena@ejemplo.test")
    )
    dichos = {(r.columna, r.motivo) for r in renglones(planear(lista, red=red))}
    assert len(dichos) == 1, "Atinarle a dónde trabaja no cambia la respuesta"


def test_lo_que_una_lista_le_cambia_queda_dicho_en_su_historia_y_se_deshace(red: Red) -> None:
    quien, aplica = fabricas.una_coordinadora(red), fabricas.una_coordinadora(red)
    ella = fabricas.una_persona(nombre="Ana", correo="ana@ejemplo.test", telefono="55 1111 1111")
    fabricas.una_adscripcion(ella, _compartida(), puesto="Jefa")
    fabricas.una_membresia(red, ella)
    igual = fabricas.una_persona(nombre="Eva", primer_apellido="Ruiz", correo="eva@ejemplo.test")
    fabricas.una_adscripcion(igual, _compartida(), puesto="Jefa")
    fabricas.una_membresia(red, igual)
    antes = volcado()
    lista = libro(
        ENCABEZADOS,
        una(segundo="", primero=ella.primer_apellido, institucion=COMPARTIDA, puesto="Directora", desde="2026-11-01"),
        una("eva@ejemplo.test", nombre="Eva", segundo="", telefono="", institucion=COMPARTIDA, desde=""),
    )  # fmt: skip
    plan = planear(lista, red=red, quien_id=quien.id)
    assert destinos(plan) == [Destino.ACTUALIZA, Destino.IGUAL], [r.motivo for r in renglones(plan)]
    aplicar(plan, aplica.id)
    aviso = db.session.scalars(select(Correccion)).one()
    assert (aviso.persona_id, aviso.quien_id) == (ella.id, aplica.id)
    assert aviso.motivo == "Cambió al importar una lista: teléfono y puesto."
    assert aviso.hecha_en >= plan.planeado_en  # type: ignore[operator]
    deshacer_plan(plan)
    assert volcado() == antes


# ---------------------------------------------------------------- Responder por que trabaja ahí


def test_no_se_confirma_un_puesto_en_una_institucion_que_no_es_de_la_red(red: Red) -> None:
    quien = fabricas.una_coordinadora(red)
    fuera = fabricas.una_institucion(nombre="Secretaría Ajena")
    ella = fabricas.una_persona(nombre="Ana", correo="ana@ejemplo.test")
    fabricas.una_adscripcion(ella, fuera, confirmada_el=None, desde=date(2024, 1, 1))
    fabricas.una_membresia(red, ella)
    fabricas.una_cuenta(ella)
    cambia = una(institucion="Secretaría Ajena", puesto="Otro", desde="2026-01-01")
    aplicar(planear(libro(ENCABEZADOS, cambia), red=red, quien_id=quien.id), quien.id)
    assert [p.confirmada_el for p in _puestos(ella)] == [None, None]
    cuenta = cuenta_de_persona(ella.id)
    assert cuenta is not None
    assert [papel.institucion for papel in identidad(cuenta, hoy()).papeles] == [None]
    aplicar(
        planear(
            libro(ENCABEZADOS, una(institucion=COMPARTIDA, desde="2026-02-01")), red=red, quien_id=quien.id
        ),
        quien.id,
    )
    assert _puestos(ella)[-1].confirmada_por_id == quien.id, "Control: en una de su Red sí responde"


def test_corregir_la_institucion_no_conserva_la_confirmacion_de_la_otra(red: Red) -> None:
    quien = fabricas.una_coordinadora(red)
    libre = fabricas.una_persona(nombre="Ana", correo="ana@ejemplo.test")
    puesto = fabricas.una_adscripcion(libre, _compartida(), desde=date(2024, 1, 1))
    otra = fabricas.una_institucion(nombre="Otra")
    fabricas.una_participacion(red, otra)
    antes = volcado()
    plan = planear(
        libro(ENCABEZADOS, una(institucion="Otra", desde="2024-01-01")), red=red, quien_id=quien.id
    )
    aplicar(plan, quien.id)
    db.session.expire_all()
    assert (puesto.institucion_id, puesto.confirmada_el) == (otra.id, None)
    deshacer_plan(plan)
    assert volcado() == antes


# ---------------------------------------------------------------- La víspera, tan a medias como lo que sigue


def test_lo_que_termina_la_vispera_termina_tan_a_medias_como_lo_que_empieza(red: Red) -> None:
    ella = fabricas.una_integrante(red, _compartida(), correo="ana@ejemplo.test")
    with transaccion():
        _puestos(ella)[0].desde = date(2024, 3, 1)
    aplicar(planear(libro(ENCABEZADOS, una(institucion=COMPARTIDA, desde="2026")), red=red))
    viejo, nuevo = _puestos(ella)
    assert (viejo.hasta, viejo.hasta_precision) == (date(2025, 12, 31), Precision.ANIO)
    assert nuevo.periodo_en_palabras == "desde 2026"
    unidad = fabricas.una_unidad(_compartida())
    titular = fabricas.una_designacion(unidad, ella, desde=date(2025, 1, 1))
    fabricas.una_integrante(red, _compartida(), correo="eva@ejemplo.test")
    lista = libro(
        ["Dependencia", "Función", "Correo", "Desde"],
        [COMPARTIDA, "Titular", "eva@ejemplo.test", "2026-05"],
    )
    plan = planear(lista, Que.DESIGNACIONES, red)
    assert renglones(plan)[0].motivo == "Releva a quien está hoy, que termina en abril de 2026."
    aplicar(plan)
    db.session.expire_all()
    assert (titular.hasta, titular.hasta_precision) == (date(2026, 4, 30), Precision.MES)


# ---------------------------------------------------------------- Nadie la cambia mientras se aplica


@pytest.mark.parametrize("elige", [True, False])
def test_a_quien_se_eligio_tambien_se_aparta(red: Red, motor: str, elige: bool) -> None:
    if motor == "sqlite":
        pytest.skip("En SQLite escribe una a la vez: apartar filas es de PostgreSQL")
    suya = fabricas.una_persona(correo="de.antes@ejemplo.test").id
    regla = Personas(Entorno(dia=hoy(), ahora=ahora().isoformat(), red_id=red.id))
    fila = Fila(2, {"correo": "nueva@ejemplo.test"}, elegida=suya if elige else None)
    with transaccion():
        regla.preparar([fila], aparta=True)
        with db.engine.connect() as otra:
            libre = otra.execute(
                text("SELECT id FROM persona WHERE id = :id FOR UPDATE SKIP LOCKED"), {"id": suya}
            ).scalar()
    assert libre == (None if elige else suya)
