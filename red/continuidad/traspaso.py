"""Cómo pasa cada cosa de una institución a la que la sigue: termina en una la víspera y empieza en la otra ese día.

Lo que todavía no empezaba se cambia de institución tal cual. Los papeles no pasan: nadie recibe permisos sobre
otra institución sin que alguien se los dé.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import inspect

from red.acceso.modelos import Asignacion
from red.alianzas.consultas import abierta_de_institucion
from red.alianzas.modelos import ParticipacionEnAlianza
from red.base import db
from red.continuidad.consultas import LoSuyo
from red.continuidad.diario import Diario
from red.fechas import Precision
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Puesto
from red.redes.consultas import participacion_abierta
from red.redes.modelos import Participacion
from red.unidades.consultas import de_instituciones
from red.unidades.consultas_vida import respuestas
from red.unidades.modelos import Designacion, EstadoUnidad, Unidad
from red.vinculos.consultas import abierta_con
from red.vinculos.modelos import Colaboracion


def pasar_todo(diario: Diario, suyo: LoSuyo, sigue: Institucion, el: date) -> None:
    """Pasa todo lo de una institución a la que la sigue."""
    plazas = {puesto.id: pasar_puesto(diario, puesto, sigue, el) for puesto in suyo.puestos}
    for adscripcion in suyo.adscripciones:
        pasar_adscripcion(diario, adscripcion, sigue, el, plazas)
    for unidad in suyo.unidades:
        suyas = [d for d in suyo.designaciones if d.unidad_id == unidad.id]
        pasar_unidad(diario, unidad, suyas, sigue, el)
    participar(diario, suyo.participaciones, sigue, el)
    cerrar_participaciones(diario, suyo.participaciones, el)
    terminar_papeles(diario, suyo.papeles, el)
    for colaboracion in suyo.colaboraciones:
        _pasar_colaboracion(diario, colaboracion, sigue, el)
    for participacion in suyo.alianzas:
        _pasar_alianza(diario, participacion, sigue, el)
    for alianza in suyo.alianzas_que_convoca:
        diario.cambiar(alianza, convoca_id=sigue.id)
    for invitacion in suyo.invitaciones:
        diario.cambiar(invitacion, institucion_id=sigue.id)
    for hija in suyo.hijas:
        diario.cambiar(hija, madre_id=sigue.id)
    for red in suyo.convocadas:
        diario.cambiar(red, convocante_id=sigue.id)
    db.session.flush()


def repartir(
    diario: Diario, suyo: LoSuyo, sucesoras: Mapping[int, Institucion], el: date, reparto: Mapping[str, int]
) -> None:
    """Pasa cada persona y cada unidad a la sucesora que se dijo; lo que no se dijo se queda donde está."""
    plazas: dict[int, int] = {}
    puestos = {puesto.id: puesto for puesto in suyo.puestos}
    for adscripcion in suyo.adscripciones:
        sigue = sucesoras.get(reparto.get(f"adscripcion:{adscripcion.id}", 0))
        if sigue is None:
            continue
        puesto = puestos.get(adscripcion.puesto_id or 0)
        if puesto is not None and puesto.id not in plazas:
            plazas[puesto.id] = pasar_puesto(diario, puesto, sigue, el)
        pasar_adscripcion(diario, adscripcion, sigue, el, plazas)
    for unidad in suyo.unidades:
        sigue = sucesoras.get(reparto.get(f"unidad:{unidad.id}", 0))
        if sigue is not None:
            suyas = [d for d in suyo.designaciones if d.unidad_id == unidad.id]
            pasar_unidad(diario, unidad, suyas, sigue, el)


def pasar_puesto(diario: Diario, puesto: Puesto, sigue: Institucion, el: date) -> int:
    """La plaza en la institución que sigue; devuelve su llave."""
    if puesto.desde >= el:
        diario.cambiar(puesto, institucion_id=sigue.id)
        return puesto.id
    nueva = _copia(puesto, el, institucion_id=sigue.id)
    _terminar(diario, puesto, el)
    return int(diario.crear(nueva).id)


def pasar_adscripcion(
    diario: Diario, adscripcion: Adscripcion, sigue: Institucion, el: date, plazas: Mapping[int, int]
) -> None:
    """La persona sigue en su puesto, ahora en otra institución; lo confirmado sigue confirmado."""
    plaza = plazas.get(adscripcion.puesto_id or 0)
    if adscripcion.desde >= el:
        diario.cambiar(adscripcion, institucion_id=sigue.id, puesto_id=plaza)
        return
    nueva = _copia(adscripcion, el, institucion_id=sigue.id, puesto_id=plaza)
    _terminar(diario, adscripcion, el)
    diario.crear(nueva)


def se_cierra(unidad: Unidad, sigue: Institucion, el: date) -> bool:
    """Si la que sigue ya tiene una unidad de esa clase: entonces la otra no pasa, se cierra."""
    return any(otra.tipo is unidad.tipo for otra in de_instituciones([sigue.id], el).get(sigue.id, []))


def pasar_unidad(
    diario: Diario, unidad: Unidad, designaciones: Sequence[Designacion], sigue: Institucion, el: date
) -> None:
    """La unidad y quienes la sostienen siguen en otra institución, o se cierra si allá ya hay una de su clase."""
    if se_cierra(unidad, sigue, el):
        cerrar_unidad(diario, unidad, designaciones, el)
        return
    if unidad.desde >= el:
        diario.cambiar(unidad, institucion_id=sigue.id)
        return
    nueva = diario.crear(_copia(unidad, el, institucion_id=sigue.id))
    for respuesta in respuestas(unidad.id, date.max).values():
        diario.crear(_copia(respuesta, unidad_id=nueva.id))
    for designacion in designaciones:
        if designacion.desde >= el:
            diario.cambiar(designacion, unidad_id=nueva.id)
            continue
        otra = _copia(designacion, el, unidad_id=nueva.id)
        _terminar(diario, designacion, el)
        diario.crear(otra)
    diario.cambiar(unidad, estado=EstadoUnidad.INACTIVA, hasta=el - timedelta(days=1))
    db.session.flush()


def cerrar_unidad(diario: Diario, unidad: Unidad, designaciones: Sequence[Designacion], el: date) -> None:
    """La unidad y sus designaciones terminan la víspera."""
    for designacion in designaciones:
        _terminar(diario, designacion, el)
    diario.cambiar(unidad, estado=EstadoUnidad.INACTIVA, hasta=max(unidad.desde, el - timedelta(days=1)))
    db.session.flush()


def participar(
    diario: Diario, participaciones: Sequence[Participacion], sigue: Institucion, el: date
) -> None:
    """La que sigue participa en las mismas Redes, si no lo hacía ya."""
    for participacion in participaciones:
        if participacion_abierta(participacion.red_id, sigue.id) is None:
            diario.crear(
                Participacion(
                    red_id=participacion.red_id,
                    institucion_id=sigue.id,
                    desde=max(el, participacion.desde),
                    hasta=participacion.hasta,
                )
            )


def cerrar_participaciones(diario: Diario, participaciones: Sequence[Participacion], el: date) -> None:
    """Dejan de participar la víspera."""
    for participacion in participaciones:
        diario.cambiar(participacion, hasta=max(participacion.desde, el - timedelta(days=1)))
    db.session.flush()


def terminar_papeles(diario: Diario, papeles: Sequence[Asignacion], el: date) -> None:
    """Los papeles sobre la institución terminan con ella."""
    for papel in papeles:
        diario.cambiar(papel, hasta=max(papel.desde, el - timedelta(days=1)))
    db.session.flush()


def cerrar_todo(diario: Diario, suyo: LoSuyo, el: date) -> None:
    """Todo lo de la institución termina con ella."""
    for adscripcion in suyo.adscripciones:
        _terminar(diario, adscripcion, el)
    for puesto in suyo.puestos:
        _terminar(diario, puesto, el)
    for unidad in suyo.unidades:
        cerrar_unidad(diario, unidad, [d for d in suyo.designaciones if d.unidad_id == unidad.id], el)
    cerrar_participaciones(diario, suyo.participaciones, el)
    terminar_papeles(diario, suyo.papeles, el)
    for colaboracion in suyo.colaboraciones:
        diario.cambiar(colaboracion, hasta=max(colaboracion.desde, el - timedelta(days=1)))
    for participacion in suyo.alianzas:
        _terminar(diario, participacion, el)
    for invitacion in suyo.invitaciones:
        diario.cambiar(invitacion, institucion_id=None)
    db.session.flush()


def _pasar_colaboracion(diario: Diario, una: Colaboracion, sigue: Institucion, el: date) -> None:
    ya = abierta_con(una.red_id, una.persona_id, None, sigue.id) is not None
    if una.desde >= el and not ya:
        diario.cambiar(una, con_institucion_id=sigue.id)
        return
    nueva = None if ya or una.desde >= el else _copia(una, el, con_institucion_id=sigue.id)
    diario.cambiar(una, hasta=max(una.desde, el - timedelta(days=1)))
    db.session.flush()
    if nueva is not None:
        diario.crear(nueva)


def _pasar_alianza(diario: Diario, una: ParticipacionEnAlianza, sigue: Institucion, el: date) -> None:
    """La que sigue sostiene la alianza en su lugar, si no la sostenía ya."""
    ya = abierta_de_institucion(una.alianza_id, sigue.id) is not None
    if una.desde >= el and not ya:
        diario.cambiar(una, institucion_id=sigue.id)
        return
    nueva = None if ya or una.desde >= el else _copia(una, el, institucion_id=sigue.id)
    _terminar(diario, una, el)
    if nueva is not None:
        diario.crear(nueva)


SE_CALCULAN = frozenset({"id", "busqueda", "desde_precision"})
"""Las columnas que una copia no lleva: son de la fila, o se ponen solas."""


def _copia(fila: Any, el: date | None = None, **cambian: Any) -> Any:
    """La misma fila con todo lo que dice, salvo lo que cambia; desde ese día, si se dice, y hasta cuando terminaba."""
    columnas = [p.key for p in inspect(type(fila)).column_attrs if p.key not in SE_CALCULAN]
    valores = {columna: getattr(fila, columna) for columna in columnas}
    return type(fila)(**{**valores, **({"desde": el} if el else {}), **cambian})


def _terminar(diario: Diario, fila: Any, el: date) -> None:
    """La fila termina la víspera de ese día; si empezaba después, queda de un solo día."""
    diario.cambiar(fila, hasta=max(fila.desde, el - timedelta(days=1)), hasta_precision=Precision.DIA)
    db.session.flush()
