"""Una edición sometida a todo lo que puede cambiarle, contra un calendario que sólo cree en el número más alto."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from red.agenda import consultas
from red.agenda.publicacion import como_calendario
from red.base import db, transaccion
from red.formacion import consultas as formacion
from red.formacion import operaciones, programacion, secuencias
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.programacion import Horario
from red.reloj import ahora
from tests import fabricas
from tests.agenda.lectura import eventos
from tests.formacion.apoyo import corregir

EJEMPLOS = int(os.environ.get("EJEMPLOS", "6"))
PRIMERA = datetime(2027, 3, 1, 15, tzinfo=UTC)


class UnCalendario(RuleBasedStateMachine):
    """El teléfono de una persona, que recibe la agenda después de cada cambio."""

    red = None

    def __init__(self) -> None:
        super().__init__()
        self.persona = fabricas.una_persona().id
        fabricas.una_membresia(self.red, db.session.get_one(fabricas.Persona, self.persona))
        edicion = fabricas.una_edicion(self.red, inicia_el=date(2027, 3, 1), termina_el=date(2027, 3, 31))
        self.id = edicion.id
        self.inscripcion: int | None = None
        self.cancelada = False
        self.telefono: dict[str, tuple[int, tuple[object, ...]]] = {}

    @property
    def edicion(self) -> Edicion:
        return db.session.get_one(Edicion, self.id)

    @rule(dias=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=4))
    def programar(self, dias: set[tuple[int, int]]) -> None:
        por_dia = dict(sorted(dias))
        corregir(
            self.edicion,
            jornadas=[
                Horario(inicia := PRIMERA + timedelta(days=d, hours=h), inicia + timedelta(hours=2))
                for d, h in por_dia.items()
            ],
        )

    @precondition(lambda self: self.inscripcion is None and not self.cancelada)
    @rule()
    def inscribirse(self) -> None:
        with transaccion():
            self.inscripcion = operaciones.inscribir(self.id, self.persona).inscripcion.id

    @precondition(lambda self: self.inscripcion is not None and not self.cancelada)
    @rule()
    def dejar_el_lugar(self) -> None:
        with transaccion():
            operaciones.cancelar(self.inscripcion, por_id=self.persona)
        self.inscripcion = None

    @rule()
    def cancelar_o_reanudar(self) -> None:
        with transaccion():
            if self.cancelada:
                programacion.reanudar_edicion(self.id)
            else:
                programacion.cancelar_edicion(self.id, "m")
        self.cancelada = not self.cancelada

    @invariant()
    def el_telefono_muestra_lo_que_es(self) -> None:
        db.session.expire_all()
        recibidos = eventos(como_calendario(consultas.sucesos_de(self.persona, ahora()), con_lugar=False))
        for uid, evento in recibidos.items():
            dicho = (evento["status"], str(evento["summary"]), evento["dtstart"].dt, evento["dtend"].dt)
            numero, antes = self.telefono.get(uid, (-1, None))
            assert evento["sequence"] >= numero, "el número nunca baja"
            assert dicho == antes or evento["sequence"] > numero, "lo que cambia estrena número"
            self.telefono[uid] = (evento["sequence"], dicho)
        assert self.telefono.keys() <= recibidos.keys(), "nada desaparece sin decirse cancelado"
        firmes = {d[2:] for _n, d in self.telefono.values() if d[0] == "CONFIRMED"}
        jornadas = formacion.jornadas_de(self.id)
        va = self.inscripcion is not None and not self.cancelada
        assert va is (db.session.get(Inscripcion, self.inscripcion or 0) is not None and not self.cancelada)
        if va and jornadas:
            assert firmes == {(j.inicia_en, j.termina_en) for j in jornadas}
        else:
            assert len(firmes) == int(va)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_el_calendario_nunca_se_queda_con_lo_de_antes(app: Flask) -> None:
    UnCalendario.red = fabricas.una_red()
    run_state_machine_as_test(
        UnCalendario,
        settings=settings(
            max_examples=EJEMPLOS,
            stateful_step_count=10,
            deadline=None,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )


def una_historia(calendario: UnCalendario) -> None:
    """Va a una edición sin jornadas; se programa, se mueve un día, se quita otro, se cancela y se reanuda."""
    pasos: list[Callable[[], None]] = [
        calendario.inscribirse,
        lambda: calendario.programar({(0, 0), (1, 0)}),
        lambda: calendario.programar({(1, 0), (2, 0)}),
        lambda: calendario.programar({(1, 0)}),
        calendario.cancelar_o_reanudar,
        calendario.cancelar_o_reanudar,
        calendario.dejar_el_lugar,
    ]
    for paso in pasos:
        paso()
        calendario.el_telefono_muestra_lo_que_es()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("donde", "nombre", "dicho"),
    [
        (secuencias, "avanzar", "estrena número"),
        (programacion, "retirar", "nada desaparece"),
        (programacion, "retirar_periodo", "nada desaparece"),
    ],
    ids=["el número no crece", "la jornada se borra sin decirlo", "la edición entera se borra sin decirlo"],
)
def test_control_el_telefono_nota_una_regla_rota(
    app: Flask, monkeypatch: pytest.MonkeyPatch, donde: Any, nombre: str, dicho: str
) -> None:
    """Si esto no fallara, la de arriba no distinguiría un calendario al día de uno con lo de antes."""
    UnCalendario.red = fabricas.una_red()
    una_historia(UnCalendario())
    monkeypatch.setattr(donde, nombre, lambda *_: None)
    with pytest.raises(AssertionError, match=dicho):
        una_historia(UnCalendario())
