"""Los filtros del directorio: lo que trae la dirección y lo que se puede elegir."""

from collections.abc import Sequence

from flask import request

from red.base import llave
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada
from red.formularios import opcion_pedida
from red.personas import consultas
from red.personas.modelos import NivelCargo, Sentido, Tema
from red.personas.vistas.pedido import PARA_ELEGIR
from red.portero import identidad

MIOS = "mios"
"""En la dirección, los temas de quien mira: «quién ofrece lo que yo busco»."""


def filtros_pedidos(mirada: Mirada) -> directorio.Filtros:
    """Los filtros que trae la dirección; lo que no se entiende no filtra."""
    return directorio.Filtros(
        texto=request.args.get("q", ""),
        institucion_id=request.args.get("institucion", type=llave),
        nivel=opcion_pedida(NivelCargo, "nivel"),
        ofrece=_temas("ofrece", Sentido.BUSCA),
        busca=_temas("busca", Sentido.OFRECE),
        situacion=opcion_pedida(directorio.Situacion, "situacion") if mirada.completa else None,
        por_confirmar=mirada.completa and "por_confirmar" in request.args,
    )


def _temas(parametro: str, contrario: Sentido) -> frozenset[Tema] | None:
    """El tema pedido o, si se pide «lo mío», todos los que yo tengo en el sentido contrario."""
    if request.args.get(parametro) == MIOS:
        return frozenset(consultas.temas_de(identidad().persona or 0)[contrario])
    tema = opcion_pedida(Tema, parametro)
    return None if tema is None else frozenset({tema})


def instituciones_del_filtro(mirada: Mirada, elegida: int | None) -> Sequence[tuple[int, str]]:
    """Las instituciones que caben en una lista; si son demasiadas, sólo la elegida."""
    todas = directorio.instituciones_que_caben(mirada.redes, mirada.dia, PARA_ELEGIR)
    if todas is not None:
        return todas
    institucion = directorio.institucion_que_participa(elegida, mirada.redes, mirada.dia)
    return [(institucion.id, institucion.nombre)] if institucion else []
