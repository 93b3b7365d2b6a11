"""La escena de las pruebas de alianzas: una Red con tres dependencias, una alianza y con qué se escribe otra."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from red.alianzas import operaciones
from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.alianzas.operaciones import DatosDeAlianza
from red.base import db, transaccion
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos import AvisoPrivacidad, Finalidad, Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests.fabricas import (
    de_una_vez,
    un_aviso_de_privacidad,
    un_consentimiento,
    una_institucion,
    una_integrante,
    una_red,
)

INICIO = hoy() - timedelta(days=260)


def dia(despues: int) -> date:
    """Tantos días después de que empezara la alianza."""
    return INICIO + timedelta(days=despues)


def datos(**cambios: Any) -> DatosDeAlianza:
    """Un proyecto conjunto desde hace casi nueve meses, con otros valores en lo que se diga."""
    omision: dict[str, Any] = {
        "nombre": "Proyecto Luminarias",
        "clase": ClaseDeAlianza.PROYECTO,
        "proposito": "Alumbrar los trayectos inseguros.",
        "desde": FechaParcial(INICIO),
    }
    return DatosDeAlianza(**{**omision, **cambios})


@dataclass
class Escena:
    """Una Red, dos de sus dependencias, una ajena y una alianza."""

    aviso: AvisoPrivacidad
    red: Red
    obras: Institucion
    salud: Institucion
    ajena: Institucion
    alianza: Alianza


@de_una_vez
def una_escena() -> Escena:
    """La Red con Obras y Salud, otra Red con la suya, y un proyecto que todavía no sostiene nadie."""
    obras, salud = una_institucion(nombre="Obras"), una_institucion(nombre="Salud")
    ajena = una_institucion(nombre="La de otra Red")
    red = una_red(instituciones=[obras, salud])
    una_red(instituciones=[ajena])
    aviso = un_aviso_de_privacidad()
    return Escena(aviso, red, obras, salud, ajena, operaciones.registrar(red, datos(), None, None))


def sumar(
    escena: Escena,
    *instituciones: Institucion,
    papel: PapelEnAlianza = PapelEnAlianza.PARTICIPA,
    desde: date = INICIO,
) -> list[ParticipacionEnAlianza]:
    """Esas instituciones sostienen la alianza desde ese día."""
    with transaccion():
        suyas = operaciones.sumar_instituciones(
            escena.alianza, [una.id for una in instituciones], papel, FechaParcial(desde)
        )
    return suyas


@de_una_vez
def una_que_aparece(escena: Escena, **valores: Any) -> Persona:
    """Integrante de la Red que aceptó aparecer en el directorio."""
    persona = una_integrante(escena.red, escena.obras, **valores)
    un_consentimiento(persona, Finalidad.DIRECTORIO, escena.aviso)
    return persona


def sumar_a(escena: Escena, persona: Persona) -> ParticipacionEnAlianza:
    """Esa persona sostiene la alianza a título personal."""
    with transaccion():
        suya = operaciones.sumar_persona(
            escena.alianza, persona.id, PapelEnAlianza.PARTICIPA, FechaParcial(INICIO)
        )
    return suya


def participaciones(alianza_id: int) -> list[ParticipacionEnAlianza]:
    """Las que constan de esa alianza, leídas otra vez."""
    db.session.expire_all()
    return list(db.session.get_one(Alianza, alianza_id).participaciones)
