"""Cada lista que se exporta: quiénes cumplen el filtro con que se llega, cuántas son y qué dice ese filtro."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import Select

from red.a_la_fecha import PARAMETRO, dia_pedido, dia_visto
from red.base import Opcion
from red.busqueda.operaciones import limpios
from red.direcciones import direccion
from red.directorio.condiciones import Filtros, Situacion
from red.directorio.consultas import cuantas_personas, institucion_que_participa
from red.directorio.mirada import Mirada
from red.directorio.pedido import MIOS, filtros_de, llave_de, opcion_de
from red.importacion import exportacion
from red.importacion.exportacion import Renglones
from red.importacion.modelos import Que
from red.instituciones import consultas as instituciones
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.memoria import contar
from red.paginacion import contar_filas
from red.personas.modelos import NivelCargo, Tema
from red.portero import identidad
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.unidades import consultas as unidades
from red.unidades.modelos import EstadoUnidad, Funcion, TipoUnidad, Unidad

SIN_FILTRO = frozenset({PARAMETRO, "red", "vista"})
"""Lo que va en la dirección de una lista sin decir cuáles de la Red son."""
EXTREMOS = {
    Que.PERSONAS: "importacion.exportar_personas",
    Que.INSTITUCIONES: "importacion.exportar_instituciones",
    Que.DESIGNACIONES: "importacion.exportar_unidades",
}
OPCIONES: dict[Que, dict[str, tuple[str, type[Opcion]]]] = {
    Que.PERSONAS: {
        "nivel": ("nivel del puesto", NivelCargo),
        "ofrece": ("ofrece", Tema),
        "busca": ("busca", Tema),
        "situacion": ("membresía", Situacion),
    },
    Que.INSTITUCIONES: {"tipo": ("clase", TipoInstitucion)},
    Que.DESIGNACIONES: {
        "tipo": ("clase de unidad", TipoUnidad),
        "estado": ("etapa", EstadoUnidad),
        "vacante": ("sin", Funcion),
    },
}
"""Por cada lista, los filtros que son una opción, con la palabra que los dice."""


@dataclass(frozen=True)
class ListaPedida:
    """Una lista, con el filtro con que se llega a exportarla; sin filtro, la de toda la Red."""

    que: Que
    filtro: Mapping[str, str]

    @property
    def en_palabras(self) -> str:
        """El filtro como se lee: «ana», nivel del puesto: Mando medio; vacío si no filtra nada."""
        dichos = [f"«{self.filtro['q']}»"] if "q" in self.filtro else []
        for nombre, (palabra, clase) in OPCIONES[self.que].items():
            opcion = opcion_de(clase, self.filtro.get(nombre))
            if opcion is not None:
                dichos.append(f"{palabra}: {opcion.etiqueta}")
            elif clase is Tema and self.filtro.get(nombre) == MIOS:
                dichos.append(f"{palabra}: mis temas")
        if self.que is Que.PERSONAS:
            donde = institucion_que_participa(llave_de(self.filtro.get("institucion")), None, dia_pedido())
            dichos += [f"institución: {donde.nombre}"] if donde else []
            dichos += ["adscripción por confirmar"] if "por_confirmar" in self.filtro else []
        return ", ".join(dichos)

    def cuantas(self, red: Red) -> int:
        """Cuántas de esa Red cumplen el filtro ese día: personas, instituciones o unidades."""
        if self.que is Que.PERSONAS:
            return cuantas_personas(_mirada(red), self._de_personas())
        return contar(contar_filas(self._llaves(red)))

    def renglones(self, red: Red) -> Renglones:
        """Lo que sale: exactamente las que cumplen el filtro ese día."""
        dia = dia_pedido(red.zona)
        if self.que is Que.PERSONAS:
            return exportacion.personas(_mirada(red), self._de_personas())
        if self.que is Que.INSTITUCIONES:
            return exportacion.instituciones(red.id, dia, self._llaves(red))
        por_venir = dia_visto().elegido is None
        return exportacion.designaciones(red.id, dia, self._llaves(red), por_venir=por_venir)

    def _de_personas(self) -> Filtros:
        return filtros_de(self.filtro, identidad().persona or 0)

    def _llaves(self, red: Red) -> Select[int]:
        """Las llaves de las de esa Red que cumplen, con la misma consulta que la lista."""
        dia: date = dia_pedido(red.zona)
        entre, texto = redes.llaves_de_instituciones(frozenset({red.id}), dia), self.filtro.get("q", "")
        if self.que is Que.INSTITUCIONES:
            tipo = opcion_de(TipoInstitucion, self.filtro.get("tipo"))
            listado = instituciones.listado(dia, entre=entre, texto=texto, tipo=tipo)
            return listado.options().order_by(None).with_only_columns(Institucion.id)
        return (
            unidades.listado(
                dia,
                entre=entre,
                texto=texto,
                tipo=opcion_de(TipoUnidad, self.filtro.get("tipo")),
                estado=opcion_de(EstadoUnidad, self.filtro.get("estado")),
                vacante=opcion_de(Funcion, self.filtro.get("vacante")),
            )
            .order_by(None)
            .with_only_columns(Unidad.id)
        )


def lista_pedida(que: Que) -> ListaPedida:
    """La lista con el filtro que trae la dirección."""
    pedidos = {c: v for c, v in limpios(request.args.to_dict()).items() if c not in SIN_FILTRO}
    return ListaPedida(que, pedidos)


def direccion_de_exportar(que: str, red: str | None = None) -> str:
    """A dónde ir para exportar la lista que se está viendo, con su filtro y su fecha."""
    pedidos = {c: v for c, v in limpios(request.args.to_dict()).items() if c not in {PARAMETRO, "vista"}}
    return direccion(EXTREMOS[Que(que)], ({"red": red} if red else {}) | pedidos)


def _mirada(red: Red) -> Mirada:
    """La del registro sobre esa Red: quien exporta tiene permiso de verlo entero."""
    return Mirada(frozenset({red.id}), True, dia_pedido(red.zona), hoy=hoy(red.zona))
