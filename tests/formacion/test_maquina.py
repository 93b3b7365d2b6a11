"""Una edición sometida a todo lo que puede pasarle, en cualquier orden, contra un modelo que cabe en una página."""

import os
from collections import Counter

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.formacion import consultas, operaciones
from red.formacion.modelos import Edicion, Inscripcion
from red.redes.modelos import Red
from tests import fabricas

PERSONAS = 7
EJEMPLOS = int(os.environ.get("EJEMPLOS", "8"))
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
    """Personas que piden y dejan lugar, y una coordinación que inscribe, cancela y cambia el cupo."""

    red_id: int
    personas: list[int]
    coordinadora: int

    def __init__(self) -> None:
        super().__init__()
        self.edicion = fabricas.una_edicion(db.session.get_one(Red, self.red_id), cupo=2).id
        self.modelo = Modelo(cupo=2)

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

    @rule(quien=st.integers(0, PERSONAS - 1), por_coordinacion=st.booleans(), otra_vez=st.booleans())
    def cancelar(self, quien: int, por_coordinacion: bool, otra_vez: bool) -> None:
        persona = self.personas[quien]
        viva = consultas.inscripcion_viva(self.edicion, persona)
        assert (viva is not None) == (persona in self.modelo.fila)
        if viva is None:
            return
        self.modelo.cancelar(persona)
        for esperado in [True, False][: 1 + otra_vez]:
            with transaccion():
                assert esperado is operaciones.cancelar(
                    viva.id, motivo="Motivo", por_id=self.coordinadora if por_coordinacion else persona
                )

    @rule(cupo=st.integers(1, PERSONAS))
    def cambiar_cupo(self, cupo: int) -> None:
        if self.modelo.cambiar_cupo(cupo):
            with transaccion():
                operaciones.cambiar_cupo(self.edicion, cupo)
        else:
            with pytest.raises(operaciones.CupoMenorQueOcupados), transaccion():
                operaciones.cambiar_cupo(self.edicion, cupo)

    @invariant()
    def la_base_dice_lo_mismo_que_el_modelo(self) -> None:
        db.session.rollback()
        vivas = consultas.vivas_de(self.edicion)
        assert [i.persona_id for i in vivas] == self.modelo.fila
        assert {i.persona_id for i in vivas if i.lugar} == self.modelo.con_lugar

    @invariant()
    def nunca_mas_lugares_que_cupo_ni_numeros_repetidos(self) -> None:
        edicion = db.session.get_one(Edicion, self.edicion)
        numeros = [i.lugar for i in consultas.vivas_de(self.edicion) if i.lugar]
        assert edicion.cupo == self.modelo.cupo
        assert len(numeros) == len(set(numeros))
        assert all(1 <= numero <= edicion.cupo for numero in numeros)

    @invariant()
    def nunca_un_lugar_libre_con_alguien_en_espera(self) -> None:
        cuenta = consultas.ocupacion(db.session.get_one(Edicion, self.edicion))
        assert cuenta.con_lugar == cuenta.cupo or cuenta.en_espera == 0

    @invariant()
    def nadie_en_espera_llego_antes_que_alguien_con_lugar(self) -> None:
        vivas = consultas.vivas_de(self.edicion)
        con_lugar, esperan = [i.id for i in vivas if i.lugar], [i.id for i in vivas if not i.lugar]
        assert not con_lugar or not esperan or max(con_lugar) < min(esperan)

    @invariant()
    def cada_cambio_escribio_un_correo_y_solo_uno(self) -> None:
        suyas = select(Inscripcion.id).where(Inscripcion.edicion_id == self.edicion)
        referencias = [f"inscripcion:{id}" for id in db.session.scalars(suyas)]
        plantillas = db.session.scalars(select(Aviso.plantilla).where(Aviso.referencia.in_(referencias)))
        assert Counter(p.removeprefix("formacion_") for p in plantillas) == self.modelo.correos


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
