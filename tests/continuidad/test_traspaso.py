"""Lo que pasa a la institución que sigue pasa entero: ninguna columna se queda atrás."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from red.base import Modelo, db, transaccion
from red.continuidad import operaciones, traspaso
from red.fechas import Precision
from red.personas.modelos import Adscripcion, NivelCargo, Puesto
from red.reloj import ahora, hoy
from red.unidades.modelos import (
    AreaMinima,
    Cumple,
    Dependencia,
    Designacion,
    Funcion,
    Requisito,
    RespuestaDeRequisito,
    Unidad,
)
from red.vinculos.modelos import Colaboracion, Intensidad
from tests.fabricas import (
    guardar,
    una_adscripcion,
    una_designacion,
    una_institucion,
    una_persona,
    una_red,
    una_unidad,
)

CAMBIAN = {"id", "institucion_id", "con_institucion_id", "unidad_id", "puesto_id", "desde", "desde_precision"}
TERMINAN = {"hasta", "hasta_precision"}
NO_SE_LLENAN = {("colaboracion", "con_persona_id")}
"""Quien colabora con una institución no colabora con una persona en la misma fila."""


def _todo_lleno() -> None:
    """Una institución con una fila de cada clase y todas sus columnas con algo dicho; y se junta con otra."""
    una, sigue = una_institucion(), una_institucion()
    red, persona = una_red(instituciones=[una]), una_persona()
    cuando = {"desde": hoy() - timedelta(days=90), "hasta": hoy() + timedelta(days=90)}
    a_medias = {"desde_precision": Precision.MES, "hasta_precision": Precision.MES}
    plaza = guardar(
        Puesto(institucion_id=una.id, nombre="Jefatura", nivel=NivelCargo.SUPERIOR, area="Cultura",
               termina_con_gobierno=True, **cuando, **a_medias)
    )  # fmt: skip
    una_adscripcion(
        persona, una, puesto="Jefa", nivel=NivelCargo.SUPERIOR, area="Cultura", puesto_id=plaza.id,
        confirmada_el=ahora(), confirmada_por_id=persona.id, **cuando, **a_medias,
    )  # fmt: skip
    unidad = una_unidad(
        una, instalada_el=hoy() - timedelta(days=80), fundamento="Acuerdo 3", depende_de=Dependencia.TITULAR,
        voz_y_voto=True, **cuando,
    )  # fmt: skip
    una_designacion(
        unidad, persona, funcion=Funcion.INTEGRANTE, area=AreaMinima.PLANEACION, oficio="12", **cuando, **a_medias
    )  # fmt: skip
    for cumple, hace in ((Cumple.NO, 60), (Cumple.SI, 30)):
        guardar(
            RespuestaDeRequisito(
                unidad_id=unidad.id, requisito=Requisito.JERARQUIA, cumple=cumple, nota="Consta",
                el=hoy() - timedelta(days=hace), quien_id=persona.id, anotada_en=ahora(),
            )
        )  # fmt: skip
    guardar(
        Colaboracion(
            red_id=red.id, persona_id=persona.id, con_institucion_id=una.id, intensidad=Intensidad.CONOCE,
            proposito="Datos", **cuando,
        )
    )  # fmt: skip
    with transaccion():
        operaciones.fusionar([una], sigue, hoy(), None, None)


def _perdidas(modelo: type[Modelo]) -> set[str]:
    """Las columnas en que la fila que sigue no dice lo mismo que la que terminó; la última y la nueva."""
    *_, antes, despues = db.session.scalars(select(modelo).order_by(modelo.id)).all()
    propiedades: list[Any] = list(inspect(modelo).column_attrs)
    comparables = {p.key for p in propiedades} - CAMBIAN - TERMINAN - {"busqueda"}
    vacias = {c for c in comparables if getattr(antes, c) is None}
    assert {(modelo.__tablename__, c) for c in vacias} <= NO_SE_LLENAN, "Llena esa columna en la escena"
    # La que terminó quedó inactiva; la que sigue, como estaba.
    comparables -= {"estado"} if modelo is Unidad else set()
    return {c for c in comparables if getattr(antes, c) != getattr(despues, c)}


MODELOS = (Puesto, Adscripcion, Unidad, Designacion, RespuestaDeRequisito, Colaboracion)


def test_ninguna_columna_se_queda_atras(app: Flask) -> None:
    _todo_lleno()
    assert {modelo.__name__: _perdidas(modelo) for modelo in MODELOS} == {m.__name__: set() for m in MODELOS}
    nuevas = db.session.scalars(select(Designacion).where(Designacion.desde == hoy())).all()
    assert [(n.hasta, n.hasta_precision, n.desde_precision) for n in nuevas] == [
        (hoy() + timedelta(days=90), Precision.MES, Precision.DIA)
    ]
    assert len(db.session.scalars(select(RespuestaDeRequisito)).all()) == 3


def test_si_se_olvidara_una_se_notaria(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traspaso, "SE_CALCULAN", traspaso.SE_CALCULAN | {"area", "depende_de"})
    _todo_lleno()
    assert _perdidas(Designacion) == {"area"}
    assert _perdidas(Unidad) == {"depende_de"}
