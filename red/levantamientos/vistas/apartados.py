"""Lo que los levantamientos ponen en otras páginas: lo que alguien debe contestar y lo que la coordinación tiene abierto."""

from flask import url_for

from red.levantamientos import avance, consultas
from red.levantamientos.modelos import Etapa
from red.permisos import Identidad, Permiso
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar, fecha


@pendientes_de_red
def _por_contestar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien se le preguntó y no ha enviado su respuesta."""
    mia = consultas.por_contestar(quien.persona or 0, red, hoy(red.zona))
    if mia is None:
        return []
    return [
        Pendiente(
            "Termina de contestar con quién trabaja tu área"
            if mia.paso
            else "Cuéntanos con quién trabaja tu área",
            url_for("levantamientos.responder", id=mia.levantamiento_id),
            "Lo que llevas está guardado." if mia.paso else "Son unos diez minutos y se guarda en cada paso.",
            plazo=f"Hasta el {fecha(mia.levantamiento.cierra_el)}",
            tono="atencion",
        )
    ]


@pendientes_de_red
def _por_llevar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A la coordinación: el abierto al que le faltan respuestas, y el programado que otro no deja abrir."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    dia, este = hoy(red.zona), consultas.abierto_de(red.id)
    if este is None or este.etapa(dia) is not Etapa.ABIERTO:
        return []
    va = avance.avance(este, dia)
    faltan = va.consultadas - va.contestaron
    if not faltan:
        return []
    return [
        Pendiente(
            f"{contar(faltan, 'persona no ha', 'personas no han')} contestado «{este.nombre}»",
            url_for("levantamientos.ver", id=este.id),
            f"Contestaron {va.contestaron} de {va.consultadas}. Puedes recordárselo.",
            plazo=f"Cierra el {fecha(este.cierra_el)}",
        )
    ]
