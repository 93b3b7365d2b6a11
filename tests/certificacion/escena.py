"""Una Red que certifica: candidata, capacitadora, evaluadora con todo lo que se le pide, y verificadora."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask

from red.base import db, transaccion
from red.certificacion import (
    consultas,
    de_la_casa,
    operaciones,
    operaciones_evaluacion,
    operaciones_expediente,
    operaciones_juicio,
)
from red.certificacion import consultas_expediente as preguntas
from red.certificacion.modelos import (
    CedulaDeEvaluacion,
    Diagnostico,
    Estandar,
    Etapa,
    Expediente,
    PapelEnExpediente,
    PlanDeEvaluacion,
    Sugerencia,
)
from red.certificacion.operaciones_evaluacion import PlanEscrito
from red.certificacion.operaciones_juicio import PREGUNTAS, Calificado
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas

P = PapelEnExpediente
FICHA: dict[str, Any] = {
    "curp": "OEAL800101MJCRRZ09", "nacimiento": date(1980, 1, 1), "lugar_de_nacimiento": "Tonalá", "genero": "Mujer",
    "nacionalidad": "Mexicana", "telefono": "33 1234 5678", "domicilio": "Calle inventada 1", "escolaridad": "Licenciatura",
    "discapacidad": "", "trabaja": True, "puesto": "Enlace", "experiencia": "", "certificados_previos": "",
}  # fmt: skip


@dataclass
class Escena:
    """Quién es quién."""

    red: Red
    estandar: Estandar
    coordinadora: Persona
    candidata: Persona
    capacitadora: Persona
    evaluadora: Persona
    verificadora: Persona

    def abrir(self) -> Expediente:
        """Un expediente con su evaluadora."""
        with transaccion():
            e = operaciones_expediente.abrir(
                self.red.id, self.candidata.id, self.estandar.id, self.coordinadora.id
            )
            operaciones_expediente.nombrar(e.id, self.evaluadora.id, P.EVALUADORA, self.coordinadora.id)
        return e

    def hasta(self, etapa: Etapa, *, cumple: bool = True) -> Expediente:
        """Un expediente que llega a esa etapa por su camino, sin atajos."""
        e = self.abrir()
        for paso in (_diagnostico, _ficha, _plan, _instrumento, _juicio, _cedula, _encuesta):
            if e.etapa is etapa:
                return e
            with transaccion():
                paso(self, e.id, cumple)
            db.session.refresh(e)
        assert e.etapa is etapa, e.etapa
        return e


def _huella(que: dict[str, Any]) -> str:
    return operaciones_expediente.huella_de(que)


def _diagnostico(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_evaluacion.diagnosticar(id_, s.evaluadora.id, aplicado_el=hoy(), aciertos=9, total=10)
    e = operaciones_expediente.apartar(id_)
    fila = preguntas.unico(Diagnostico, e)
    assert fila is not None
    visto = _huella(operaciones_evaluacion.lo_del_diagnostico(fila))
    operaciones_evaluacion.decidir(id_, s.candidata.id, Sugerencia.EVALUARSE, visto)


def _ficha(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_evaluacion.llenar_ficha(id_, s.candidata.id, FICHA)


def plan_escrito() -> PlanEscrito:
    """Un plan cualquiera."""
    return PlanEscrito(
        ahora() + timedelta(days=3), "Aula 1", ahora() + timedelta(days=5), "Aula 1",
        [{"tecnica": "Guía de observación", "descripcion": "Conduce una sesión"}], "Que sume", "Que ninguno quede en cero",
    )  # fmt: skip


def _plan(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_evaluacion.planear(id_, s.evaluadora.id, plan_escrito())
    e = operaciones_expediente.apartar(id_)
    fila = preguntas.del_intento(PlanDeEvaluacion, e)
    assert fila is not None
    operaciones_evaluacion.aceptar_plan(
        id_, s.candidata.id, _huella(operaciones_evaluacion.lo_del_plan(fila))
    )


def reactivos(e: Expediente) -> list[int]:
    """Las llaves de los reactivos de su versión."""
    version = preguntas.version_completa(e.version_id)
    return [r.id for el in version.elementos for c in el.criterios for r in c.reactivos]


def _instrumento(s: Escena, id_: int, cumple: bool) -> None:
    e = operaciones_expediente.apartar(id_)
    dichos = {r: Calificado(cumple, None, "") for r in reactivos(e)}
    operaciones_juicio.calificar(id_, s.evaluadora.id, dichos, "", termina=True)


def _juicio(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_juicio.juzgar(id_, s.evaluadora.id)


def _cedula(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_juicio.escribir_cedula(id_, s.evaluadora.id, {"mejores_practicas": "Escucha"})
    e = operaciones_expediente.apartar(id_)
    fila = preguntas.del_intento(CedulaDeEvaluacion, e)
    assert fila is not None
    operaciones_juicio.aceptar_cedula(id_, s.candidata.id, _huella(operaciones_juicio.lo_de_la_cedula(fila)))


def _encuesta(s: Escena, id_: int, _cumple: bool) -> None:
    operaciones_juicio.responder(id_, s.candidata.id, {clave: 4 for clave, _ in PREGUNTAS}, "")


def acreditar(red: Red, persona: Persona, estandar: Estandar, desde: date | None = None) -> None:
    """Le da EC0076, el estándar y su acreditación."""
    with transaccion():
        for otro in {consultas.estandar_de_codigo("EC0076").id, estandar.id}:
            operaciones.registrar_certificado_ajeno(
                red.id,
                persona.id,
                otro,
                folio=f"D-{persona.id}-{otro}",
                emitido_el=date(2020, 1, 1),
                quien_id=None,
            )
        operaciones.acreditar(
            red.id,
            persona.id,
            estandar.id,
            cedula="C-1",
            acredita="ECE de ejemplo",
            desde=desde or hoy(),
            quien_id=None,
        )


def crear(_app: Flask) -> Escena:
    """La escena entera."""
    red = fabricas.una_red()
    with transaccion():
        de_la_casa.cargar_los_que_falten(None)
    estandar = consultas.estandar_de_codigo("ECO308")
    escena = Escena(
        red, estandar, fabricas.una_coordinadora(red), *(fabricas.una_integrante(red) for _ in range(4))
    )
    acreditar(red, escena.evaluadora, estandar)
    return escena
