"""Lo propio de las pruebas de asistencia: una edición con una jornada que ocurre ahora y quien la imparte."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from red.base import transaccion
from red.formacion import imparticion
from red.formacion.modelos import Edicion, Inscripcion, Jornada
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.fabricas import guardar


@dataclass
class Aula:
    """Una edición en curso, con su gente."""

    red: Red
    edicion: Edicion
    jornada: Jornada
    imparte: Persona
    ana: Persona
    luz: Persona

    def inscripcion(self, persona: Persona) -> Inscripcion:
        """La inscripción de esa persona."""
        from red.asistencias.consultas import inscripcion_con_lugar

        hallada = inscripcion_con_lugar(self.edicion.id, persona.id)
        assert hallada is not None
        return hallada


def con_lugar(edicion: Edicion, persona: Persona, lugar: int) -> Inscripcion:
    """La persona tiene ese lugar desde hace diez días."""
    hace = ahora() - timedelta(days=10)
    return guardar(
        Inscripcion(
            edicion_id=edicion.id, persona_id=persona.id, lugar=lugar, pedida_en=hace, con_lugar_en=hace
        )
    )


def una_jornada(edicion: Edicion, inicia: datetime, horas: float = 4) -> Jornada:
    """Una jornada que empieza entonces."""
    return guardar(
        Jornada(edicion_id=edicion.id, inicia_en=inicia, termina_en=inicia + timedelta(hours=horas))
    )


@pytest.fixture(name="aula")
def _aula(app: Flask) -> Aula:
    red = fabricas.una_red()
    dia = hoy(red.zona)
    edicion = fabricas.una_edicion(
        red,
        inicia_el=dia - timedelta(days=5),
        termina_el=dia + timedelta(days=5),
        inscripcion_desde=dia - timedelta(days=30),
        inscripcion_hasta=dia - timedelta(days=6),
    )
    jornada = una_jornada(edicion, ahora() - timedelta(minutes=5))
    imparte = fabricas.una_integrante(red, nombre="Irma", primer_apellido="Solís")
    with transaccion():
        imparticion.agregar(edicion.id, imparte.id, "Consultora")
    ana = fabricas.una_integrante(red, nombre="Ana", primer_apellido="Ruiz")
    luz = fabricas.una_integrante(red, nombre="Luz", primer_apellido="Mora")
    con_lugar(edicion, ana, 1)
    con_lugar(edicion, luz, 2)
    return Aula(red, edicion, jornada, imparte, ana, luz)
