"""Lo que cambia al aplicar un cuestionario en una edición y al responderlo.

La encuesta de satisfacción es anónima así: al enviarla se anota quién respondió, sin hora y fuera de la bitácora; lo
que dijo entra a la urna de esa edición, que se revuelve entera; y lo que llevaba guardado con su nombre deja de
existir. En ninguna tabla queda algo que una lo uno con lo otro.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, delete, insert, update

from red.avisos.operaciones import encolar
from red.base import con_candado, db, uno_a_la_vez
from red.errores import ErrorDeDominio, NoEncontrado
from red.evaluaciones import consultas
from red.evaluaciones.modelos import (
    Aplicacion,
    EncuestaEmpezada,
    EncuestaRespondida,
    Hoja,
    Origen,
    Urna,
    Uso,
    VersionDeCuestionario,
)
from red.evaluaciones.preguntas import calificar
from red.evaluaciones.reserva import MINIMO
from red.formacion.modelos import Edicion
from red.reloj import ahora, dia_de
from red.textos import contar, fecha

ENTRE_RECORDATORIOS = timedelta(days=2)
"""Cuánto se espera para volver a recordar: insistir más a menudo cansa y no ayuda."""

_RESPONDIDA = cast(Table, EncuestaRespondida.__table__)
_EMPEZADA = cast(Table, EncuestaEmpezada.__table__)


class NoSePuedeResponder(ErrorDeDominio):
    """Todavía no abre, ya cerró, ya se envió o no le toca."""


class NoSePuedeCambiar(ErrorDeDominio):
    """Cambiarlo alteraría lo que ya se respondió, o dejaría saber quién dijo qué."""


class EsSuya(ErrorDeDominio):
    """Nadie se califica a sí misma."""

    def __init__(self) -> None:
        super().__init__("Tu calificación la anota otra persona que coordine o imparta.")


class TodaviaNoSeRecuerda(ErrorDeDominio):
    """Se recordó hace muy poco o no hay a quién."""


# ------------------------------------------------------------------ Poner en una edición


def poner(
    edicion_id: int,
    version: VersionDeCuestionario,
    abre_en: datetime,
    cierra_en: datetime,
    *,
    muestra_aciertos: bool = False,
) -> Aplicacion:
    """Pone un cuestionario publicado en la edición, o cambia el que tiene y su plazo.

    Lanza NoSePuedeCambiar si alguien ya respondió otro cuestionario, o si se quiere reabrir una encuesta anónima
    cuyos resultados ya pudieron verse: lo que cambiara después diría quién respondió al final.
    """
    edicion = con_candado(Edicion, edicion_id)
    uso = version.cuestionario.uso
    if version.es_borrador or version.cuestionario.red_id != edicion.curso.red_id:
        raise NoEncontrado
    if edicion.cancelada_en is not None:
        raise NoSePuedeCambiar("Esta edición se canceló: ya no hay a quién preguntarle.")
    if cierra_en <= abre_en:
        raise NoSePuedeCambiar(
            "El último día tiene que ser el mismo que el primero o uno posterior.", campo="hasta"
        )
    puesta = consultas.aplicaciones_de(edicion_id).get(uso)
    if puesta is None:
        puesta = Aplicacion(edicion=edicion, uso=uso, version=version, abre_en=abre_en, cierra_en=cierra_en)
        db.session.add(puesta)
        db.session.flush()
        if uso.es_anonimo:
            db.session.add(Urna(aplicacion_id=puesta.id, hojas=[]))
    else:
        # Apartada: mientras se comprueba que nadie ha empezado, nadie empieza.
        puesta = con_candado(Aplicacion, puesta.id)
        _comprobar_cambio(puesta, version, cierra_en)
        puesta.version, puesta.abre_en, puesta.cierra_en = version, abre_en, cierra_en
    puesta.muestra_aciertos = muestra_aciertos and uso.se_califica
    return puesta


def _comprobar_cambio(puesta: Aplicacion, version: VersionDeCuestionario, cierra_en: datetime) -> None:
    if puesta.version_id != version.id and consultas.alguien_empezo(puesta.id):
        raise NoSePuedeCambiar(
            "Alguien ya empezó a responder: el cuestionario de esta edición ya no se cambia por otro.",
            campo="version",
        )
    ya_se_vieron = puesta.cierra_en <= ahora() and len(consultas.urna_de(puesta.id)) >= MINIMO
    if puesta.uso.es_anonimo and ya_se_vieron and cierra_en > puesta.cierra_en:
        raise NoSePuedeCambiar(
            "La encuesta ya cerró y sus resultados ya se ven. Si se abriera otra vez, se podría saber qué dijo "
            "quien responda después.",
            campo="hasta",
        )


def quitar(aplicacion_id: int) -> None:
    """Quita de la edición lo que nadie ha empezado a responder; lanza NoSePuedeCambiar si alguien empezó."""
    puesta = con_candado(Aplicacion, aplicacion_id)
    if consultas.alguien_empezo(puesta.id):
        raise NoSePuedeCambiar("Alguien ya empezó a responder: ya no se quita. Puedes cerrar antes su plazo.")
    db.session.execute(delete(Urna).where(Urna.aplicacion_id == puesta.id))
    db.session.delete(puesta)


# ------------------------------------------------------------------ Responder


def guardar(aplicacion_id: int, persona_id: int, respuestas: Mapping[str, Any]) -> None:
    """Guarda lo que lleva, para seguir después. Lanza NoSePuedeResponder."""
    puesta = _para_responder(aplicacion_id, persona_id)
    if not puesta.uso.es_anonimo:
        _hoja(puesta, persona_id).respuestas = dict(respuestas)
        return
    suya = (_EMPEZADA.c.aplicacion_id == puesta.id) & (_EMPEZADA.c.persona_id == persona_id)
    hecho = db.session.execute(update(_EMPEZADA).where(suya).values(respuestas=dict(respuestas)))
    if not cast(Any, hecho).rowcount:
        fila = {"aplicacion_id": puesta.id, "persona_id": persona_id, "respuestas": dict(respuestas)}
        db.session.execute(insert(_EMPEZADA).values(fila))


def enviar(aplicacion_id: int, persona_id: int, respuestas: Mapping[str, Any]) -> Hoja | None:
    """Envía lo respondido, una sola vez; None si es anónimo. Lanza NoSePuedeResponder."""
    puesta = _para_responder(aplicacion_id, persona_id)
    if puesta.uso.es_anonimo:
        _depositar(puesta, persona_id, respuestas)
        return None
    hoja = _hoja(puesta, persona_id)
    hoja.respuestas = dict(respuestas)
    hoja.calificacion = calificar(consultas.preguntas_de(puesta), respuestas)
    hoja.enviada_en = ahora()
    return hoja


def _depositar(puesta: Aplicacion, persona_id: int, respuestas: Mapping[str, Any]) -> None:
    fila = {"aplicacion_id": puesta.id, "persona_id": persona_id}
    db.session.execute(insert(_RESPONDIDA).values(fila))
    db.session.execute(
        delete(_EMPEZADA).where(_EMPEZADA.c.aplicacion_id == puesta.id, _EMPEZADA.c.persona_id == persona_id)
    )
    urna = con_candado(Urna, consultas.llave_de_urna(puesta.id))
    hojas = [*urna.hojas, dict(sorted(respuestas.items()))]
    random.SystemRandom().shuffle(hojas)
    urna.hojas = hojas


def _para_responder(aplicacion_id: int, persona_id: int) -> Aplicacion:
    """Lo que se responde, apartado: dos envíos a la vez de la misma persona no cuentan dos veces."""
    puesta = con_candado(Aplicacion, aplicacion_id)
    momento = ahora()
    if puesta.version_id is None or not consultas.tiene_lugar(puesta.edicion_id, persona_id):
        raise NoEncontrado
    if consultas.ya_respondio(puesta, persona_id):
        raise NoSePuedeResponder("Ya la habías enviado: se responde una sola vez.")
    if puesta.edicion.cancelada_en is not None:
        raise NoSePuedeResponder("Esta edición se canceló.")
    if momento < puesta.abre_en:
        raise NoSePuedeResponder(f"Se podrá responder desde el {fecha(puesta.primer_dia)}.")
    if momento >= puesta.cierra_en:
        raise NoSePuedeResponder("El plazo para responder ya terminó.")
    return puesta


def _hoja(puesta: Aplicacion, persona_id: int) -> Hoja:
    hoja = consultas.hoja_de(puesta.id, persona_id)
    if hoja is None:
        hoja = Hoja(aplicacion=puesta, persona_id=persona_id, origen=Origen.EN_LINEA, respuestas={})
        db.session.add(hoja)
    return hoja


# ------------------------------------------------------------------ Calificar lo que vino en papel


def capturar(
    edicion_id: int, uso: Uso, notas: Mapping[int, float | None], por_id: int | None
) -> tuple[int, int]:
    """Anota calificaciones de exámenes en papel; devuelve cuántas puso y cuántas quitó.

    Sólo de quien tiene lugar, y nunca la propia: lanza EsSuya. No toca lo que alguien respondió en la plataforma: lanza
    NoSePuedeCambiar si se intenta poner otra calificación a quien ya la tiene así.
    """
    edicion = con_candado(Edicion, edicion_id)
    if not uso.se_califica:
        raise NoEncontrado
    puesta = consultas.aplicaciones_de(edicion.id).get(uso)
    if puesta is None:
        momento = ahora()
        puesta = Aplicacion(
            edicion=edicion, uso=uso, abre_en=momento, cierra_en=momento + timedelta(seconds=1)
        )
        db.session.add(puesta)
        db.session.flush()
    else:
        # Apartada como al enviar: quien está respondiendo termina antes, o se encuentra con lo capturado.
        puesta = con_candado(Aplicacion, puesta.id)
    con = {persona.id: persona for persona in consultas.con_lugar(edicion.id)}
    puestas = quitadas = 0
    for persona_id, nota in notas.items():
        if persona_id not in con:
            raise NoEncontrado
        hoja = consultas.hoja_de(puesta.id, persona_id)
        antes = hoja.calificacion if hoja is not None and hoja.enviada_en else None
        if antes == nota:
            continue
        if persona_id == por_id:
            raise EsSuya
        if hoja is not None and hoja.origen is Origen.EN_LINEA and hoja.enviada_en is not None:
            raise NoSePuedeCambiar(
                f"{con[persona_id].nombre_visible} respondió en la plataforma: su calificación ya no se captura."
            )
        if hoja is None:
            hoja = _hoja(puesta, persona_id)
        hoja.origen, hoja.capturada_por_id = Origen.CAPTURADA, por_id
        hoja.calificacion, hoja.enviada_en = nota, (ahora() if nota is not None else None)
        puestas, quitadas = puestas + (nota is not None), quitadas + (nota is None)
    return puestas, quitadas


# ------------------------------------------------------------------ Recordar


def recordar(aplicacion_id: int) -> int:
    """Escribe a quien tiene lugar y no ha respondido; devuelve a cuántas. Lanza TodaviaNoSeRecuerda."""
    puesta = con_candado(Aplicacion, aplicacion_id)
    if porque := por_que_no_se_recuerda(puesta, ahora()):
        raise TodaviaNoSeRecuerda(porque)
    faltan = consultas.faltan_por_responder(puesta)
    if not faltan:
        raise TodaviaNoSeRecuerda("Ya respondieron todas las personas con lugar.")
    edicion = puesta.edicion
    for persona in faltan:
        encolar(
            "evaluaciones_recordatorio",
            persona.correo,
            {
                "nombre": persona.nombre_preferido or persona.nombre,
                "que": puesta.uso.etiqueta.lower(),
                "curso": edicion.curso.nombre,
                "edicion": edicion.nombre,
                "cierra": fecha(puesta.ultimo_dia),
                "anonima": puesta.uso.es_anonimo,
                "aplicacion_id": puesta.id,
            },
            referencia=f"aplicacion:{puesta.id}",
            red_id=edicion.curso.red_id,
        )
    puesta.recordada_en = ahora()
    puesta.recordatorios += len(faltan)
    return len(faltan)


def por_que_no_se_recuerda(puesta: Aplicacion, momento: datetime) -> str:
    """Por qué ahora no se puede recordar, dicho a una persona; vacío si se puede."""
    zona = puesta.edicion.curso.red.zona
    if not puesta.abierta(momento):
        return "Sólo se recuerda mientras se puede responder."
    if puesta.recordada_en and momento < puesta.recordada_en + ENTRE_RECORDATORIOS:
        return (
            f"Se recordó el {fecha(dia_de(puesta.recordada_en, zona))}. "
            f"Espera {contar(ENTRE_RECORDATORIOS.days, 'día', 'días')} para volver a escribir."
        )
    return ""


def olvidar_encuestas_sin_enviar() -> int:
    """Borra lo que quedó guardado, con nombre, de encuestas anónimas cuyo plazo ya terminó; devuelve cuántas eran."""
    uno_a_la_vez("olvidar encuestas sin enviar")
    cerradas = consultas.llaves_de_encuestas_cerradas(ahora())
    hecho = db.session.execute(delete(_EMPEZADA).where(_EMPEZADA.c.aplicacion_id.in_(cerradas)))
    return int(cast(Any, hecho).rowcount)
