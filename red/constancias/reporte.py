"""El reporte diario «elegibles sin constancia»: a nadie que la ganó se le queda debiendo la suya."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar, con_candado, db
from red.constancias import consultas
from red.constancias.modelos import ReporteDeElegibles
from red.redes.modelos import Red
from red.textos import contar

DESDE_LAS = 8
"""Hora, en la zona de la Red, desde la que se cuenta: quien coordina lo lee al llegar."""


def por_contar(momento: datetime) -> Iterator[int]:
    """Las Redes a las que hoy todavía no se les cuenta."""
    for red_id in consultas.redes_con_formacion():
        red = db.session.get_one(Red, red_id)
        local = momento.astimezone(ZoneInfo(red.zona))
        if local.hour >= DESDE_LAS and consultas.reporte_de(red_id, local.date()) is None:
            yield red_id


def contar_hoy(red: Red, dia: date) -> ReporteDeElegibles:
    """Anota la cuenta del día y, si hay a quién le falte más que en la cuenta anterior, lo escribe a quien coordina.

    Aparta la Red: dos procesos a la vez no cuentan dos veces. Repetirlo el mismo día no hace nada.
    """
    con_candado(Red, red.id)
    hecho = consultas.reporte_de(red.id, dia)
    if hecho is not None:
        return hecho
    antes = next(iter(consultas.reportes_de(red.id, 1)), None)
    ediciones = {str(una.edicion.id): una.cuantas for una in consultas.ediciones_por_emitir(red.id)}
    reporte = ReporteDeElegibles(
        red_id=red.id, dia=dia, cuantas=sum(ediciones.values()), por_edicion=ediciones
    )
    db.session.add(reporte)
    db.session.flush()
    previas = antes.por_edicion if antes is not None else {}
    if any(cuantas > previas.get(edicion, 0) for edicion, cuantas in ediciones.items()):
        for persona in consultas.coordinan(red.id, dia):
            encolar(
                "constancias_por_emitir",
                persona.correo,
                {"nombre": persona.nombre_visible, "red_id": red.id},
                f"reporte_de_elegibles:{reporte.id}",
                red_id=red.id,
            )
    return reporte


@redactor("constancias_por_emitir")
def _por_emitir(aviso: Aviso) -> dict[str, Any]:
    """Dice cuántas son al salir, no cuando se contó."""
    red = buscar(Red, aviso.datos["red_id"])
    ediciones = consultas.ediciones_por_emitir(red.id)
    if not ediciones:
        raise NoHaceFalta("Ya se emitieron.")
    return {
        "red": red.con_articulo,
        "clave": red.clave,
        "cuantas": contar(sum(una.cuantas for una in ediciones), "persona", "personas"),
        "ediciones": [
            f"{una.edicion.curso.nombre}, {una.edicion.nombre}: {una.cuantas}" for una in ediciones
        ],
    }
