"""Los filtros del directorio: lo que trae la dirección y lo que se puede elegir."""

from collections.abc import Sequence

from flask import request

from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada
from red.directorio.pedido import filtros_de
from red.personas.vistas.pedido import PARA_ELEGIR
from red.portero import identidad


def filtros_pedidos(mirada: Mirada) -> directorio.Filtros:
    """Los filtros que trae la dirección; lo que no se entiende no filtra."""
    return filtros_de(request.args, identidad().persona or 0, completa=mirada.completa)


def instituciones_del_filtro(mirada: Mirada, elegida: int | None) -> Sequence[tuple[int, str]]:
    """Las instituciones que caben en una lista; si son demasiadas, sólo la elegida."""
    todas = directorio.instituciones_que_caben(mirada.redes, mirada.dia, PARA_ELEGIR)
    if todas is not None:
        return todas
    institucion = directorio.institucion_que_participa(elegida, mirada.redes, mirada.dia)
    return [(institucion.id, institucion.nombre)] if institucion else []
