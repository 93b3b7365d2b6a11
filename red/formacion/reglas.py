"""Cómo se dan los lugares de una edición: cambiarlo, y ver a quién le tocaría con otra regla sin escribir nada."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from red.base import con_candado
from red.errores import ErrorDeDominio
from red.formacion import consultas_de_fila as consultas
from red.formacion import fila
from red.formacion.fila import ReglaDeFila, Traba
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.operaciones import exigir_abierta
from red.formacion.reparto import avisar_que_espera, dia_de, repartir
from red.textos import fecha


class ReglaQueNoCuadra(ErrorDeDominio):
    """Lo que se pide de los lugares contradice las fechas de la edición."""


@dataclass(frozen=True)
class Reglas:
    """Lo que se dice de los lugares de una edición."""

    regla: ReglaDeFila = ReglaDeFila.LLEGADA
    maximo_por_institucion: int | None = None
    pide_visto_bueno: bool = False
    cancelacion_hasta: date | None = None
    oferta_horas: int | None = None
    inmediata_horas: int = 48


def poner_reglas(edicion_id: int, reglas: Reglas) -> Edicion:
    """Cambia cómo se dan los lugares; quien espera se acomoda a la regla nueva y nadie pierde lo que tiene.

    A quien sólo le faltaba un visto bueno que ya no se pide se le escribe que está en la fila, si no le toca lugar.

    Lanza EdicionCerrada si terminó o se canceló, y ReglaQueNoCuadra.
    """
    edicion = con_candado(Edicion, edicion_id)
    exigir_abierta(edicion)
    if reglas.cancelacion_hasta is not None and reglas.cancelacion_hasta > edicion.termina_el:
        raise ReglaQueNoCuadra(
            f"La edición termina el {fecha(edicion.termina_el)}: elige ese día o uno anterior.",
            campo="cancelacion_hasta",
        )
    for columna, valor in vars(reglas).items():
        setattr(edicion, columna, valor)
    esperan = [*consultas.esperan_en(edicion.id), *consultas.con_oferta(edicion.id)]
    preferidas = _preferidas(edicion, reglas.regla, esperan)
    aprobadas = []
    for una in esperan:
        una.tanda = fila.tanda(reglas.regla, una.persona_id in preferidas, fila.vueltas(una.tanda))
        if una.falta_visto_bueno and not reglas.pide_visto_bueno:
            una.falta_visto_bueno = False
            aprobadas.append(una)
    reciben = repartir(edicion)
    for una in aprobadas:
        if una not in reciben:
            avisar_que_espera(una)
    return edicion


def _preferidas(edicion: Edicion, regla: ReglaDeFila, esperan: Sequence[Inscripcion]) -> set[int]:
    if regla is not ReglaDeFila.ENLACES:
        return set()
    personas = [una.persona_id for una in esperan]
    return consultas.con_preferencia(personas, edicion.curso.red_id, dia_de(edicion))


class Turno(NamedTuple):
    """Una persona en la simulación: su turno, si entraría y, si hay algo que se lo impida, qué."""

    numero: int
    inscripcion: Inscripcion
    entra: bool
    traba: Traba | None


def quien_entraria(edicion: Edicion, lugares: int, regla: ReglaDeFila, maximo: int | None) -> list[Turno]:
    """La fila con esa regla y a quién le tocaría si hubiera esos lugares; es la función que reparte, y nada se escribe."""
    esperan = consultas.en_fila(edicion)
    suyas = consultas.inscripciones_por_id([una.id for una in esperan])
    if regla is not edicion.regla:
        preferidas = _preferidas(edicion, regla, list(suyas.values()))
        esperan = [
            fila.EnFila(
                una.id,
                fila.tanda(regla, suyas[una.id].persona_id in preferidas, fila.vueltas(una.tanda)),
                una.institucion,
                una.falta_visto_bueno,
                una.sin_maximo,
            )
            for una in esperan
        ]
    ocupados = consultas.lugares_por_institucion(edicion)
    tocan, trabas = fila.recorrer(esperan, lugares, maximo, ocupados)
    entran = {una.id for una in tocan}
    return [
        Turno(numero, suyas[una.id], una.id in entran, trabas.get(una.id))
        for numero, una in enumerate(fila.en_orden(esperan), 1)
    ]
