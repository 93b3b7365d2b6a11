"""Una edición sometida a todo lo que puede pasarle, en cualquier orden, contra un modelo que cabe en una página."""

import os
from collections import Counter

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.formacion import consultas, operaciones
from red.formacion.modelos import Edicion, Inscripcion
from red.redes.modelos import Red
from tests import fabricas
from tests.formacion.apoyo import corregir

PERSONAS = 7
EJEMPLOS = int(os.environ.get("EJEMPLOS", "12"))
"""Cuántas historias se inventan por motor; `EJEMPLOS=2000` para buscar a fondo."""


class Modelo:
    """La regla dicha otra vez, del modo más tonto: una fila, y con lugar quienes van al frente."""

    def __init__(self, cupo: int) -> None:
        self.cupo = cupo
        self.fila: list[int] = []
        self.con_lugar: set[int] = set()
        self.correos: Counter[str] = Counter()

    def repartir(self, recien: int | None = None) -> None:
        for persona in self.fila:
            if len(self.con_lugar) < self.cupo and persona not in self.con_lugar:
                self.con_lugar.add(persona)
                self.correos["con_lugar" if persona == recien else "lugar_liberado"] += 1

    def inscribir(self, persona: int) -> None:
        if persona in self.fila:
            return
        self.fila.append(persona)
        self.repartir(recien=persona)
        if persona not in self.con_lugar:
            self.correos["en_espera"] += 1

    def cancelar(self, persona: int) -> None:
        self.fila.remove(persona)
        self.con_lugar.discard(persona)
        self.correos["cancelada"] += 1
        self.repartir()

    def cambiar_cupo(self, cupo: int) -> bool:
        if cupo < len(self.con_lugar):
            return False
        self.cupo = cupo
        self.repartir()
        return True


class Lugares(RuleBasedStateMachine):
    """Personas que piden y dejan lugar, y una coordinación que inscribe, cancela y cambia el cupo.

    Empieza con la edición llena y gente en espera: es donde las reglas pueden romperse.
    """

    red_id: int
    personas: list[int]
    coordinadora: int

    def __init__(self) -> None:
        super().__init__()
        self.edicion = fabricas.una_edicion(db.session.get_one(Red, self.red_id), cupo=2).id
        self.modelo = Modelo(cupo=2)
        for quien in range(4):
            self.inscribir(quien, por_coordinacion=False)

    @rule(quien=st.integers(0, PERSONAS - 1), por_coordinacion=st.booleans())
    def inscribir(self, quien: int, por_coordinacion: bool) -> None:
        persona = self.personas[quien]
        antes = persona in self.modelo.fila
        self.modelo.inscribir(persona)
        with transaccion():
            peticion = operaciones.inscribir(
                self.edicion, persona, pedida_por_id=self.coordinadora if por_coordinacion else persona
            )
        assert peticion.nueva is not antes
        espera = [p for p in self.modelo.fila if p not in self.modelo.con_lugar]
        assert peticion.posicion == (espera.index(persona) + 1 if persona in espera else 0)

    @precondition(lambda self: self.modelo.fila)
    @rule(turno=st.integers(0, PERSONAS - 1), por_coordinacion=st.booleans(), otra_vez=st.booleans())
    def cancelar(self, turno: int, por_coordinacion: bool, otra_vez: bool) -> None:
        persona = self.modelo.fila[turno % len(self.modelo.fila)]
        viva = consultas.inscripcion_viva(self.edicion, persona)
        assert viva is not None
        self.modelo.cancelar(persona)
        for cambia in [True, False] if otra_vez else [True]:
            with transaccion():
                assert cambia is operaciones.cancelar(
                    viva.id, motivo="Motivo", por_id=self.coordinadora if por_coordinacion else persona
                )

    @rule(cupo=st.integers(1, PERSONAS))
    def cambiar_cupo(self, cupo: int) -> None:
        if self.modelo.cambiar_cupo(cupo):
            corregir(db.session.get_one(Edicion, self.edicion), cupo=cupo)
        else:
            with pytest.raises(operaciones.CupoMenorQueOcupados):
                corregir(db.session.get_one(Edicion, self.edicion), cupo=cupo)

    @invariant()
    def se_cumple_lo_que_se_promete(self) -> None:
        db.session.rollback()
        cupo = db.session.scalars(select(Edicion.cupo).where(Edicion.id == self.edicion)).one()
        todas = db.session.execute(
            select(Inscripcion.id, Inscripcion.persona_id, Inscripcion.lugar, Inscripcion.cancelada_en)
            .where(Inscripcion.edicion_id == self.edicion)
            .order_by(Inscripcion.id)
        ).all()
        vivas = [i for i in todas if i.cancelada_en is None]
        con_lugar, esperan = [i for i in vivas if i.lugar], [i for i in vivas if not i.lugar]
        numeros = {i.lugar for i in con_lugar}

        assert cupo == self.modelo.cupo
        assert len(numeros) == len(con_lugar) <= cupo, "Más lugares que cupo, o dos veces el mismo"
        assert numeros <= set(range(1, cupo + 1)), "Un número de lugar que no existe"
        assert not esperan or len(con_lugar) == cupo, "Un lugar libre con alguien en espera"
        assert not con_lugar or all(i.id > con_lugar[-1].id for i in esperan), "Alguien pasó a quien esperaba"
        assert [i.persona_id for i in vivas] == self.modelo.fila
        assert {i.persona_id for i in con_lugar} == self.modelo.con_lugar

        referencias = [f"inscripcion:{i.id}" for i in todas]
        plantillas = db.session.scalars(select(Aviso.plantilla).where(Aviso.referencia.in_(referencias)))
        escritos = Counter(plantilla.removeprefix("formacion_") for plantilla in plantillas)
        assert escritos == self.modelo.correos, "Cada cambio escribe un correo, y sólo uno"


@pytest.mark.lento
def test_pase_lo_que_pase_los_lugares_se_dan_en_orden(app: Flask) -> None:
    red = fabricas.una_red()
    personas = [fabricas.una_persona() for _ in range(PERSONAS)]
    for persona in personas:
        fabricas.una_membresia(red, persona)
    valores = {"red_id": red.id, "personas": [p.id for p in personas]}
    valores["coordinadora"] = fabricas.una_coordinadora(red).id
    run_state_machine_as_test(
        type("LugaresDeEstaRed", (Lugares,), valores),
        settings=settings(
            max_examples=EJEMPLOS,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
