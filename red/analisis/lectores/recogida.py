"""Donde los lectores van dejando nodos y lazos: comprueba cada uno y, sólo si todo está bien, entrega el grafo.

Ley de este módulo: o se lee entero o no se lee; y lo que se cambió al leer (direcciones, lazos repetidos) se dice.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from red.analisis.lectores.limites import ArchivoNoSirve, Limites
from red.textos import contar, enumerar, numero, sin_ocultos

if TYPE_CHECKING:
    from red.analisis.motor.arreglos import Arreglos

Valor: TypeAlias = str | int | float | bool

_INVISIBLES = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
SE_NOMBRAN = 6
PALABRAS_QUE_SE_REPITEN = 10_000
"""Los datos de los nodos suelen ser unas cuantas palabras: cada una se guarda una vez."""


@dataclass(frozen=True, slots=True)
class GrafoLeido:
    """Un grafo sin dirección ni lazos repetidos, en arreglos: n nodos y m lazos."""

    formato: str
    nodos: list[str]
    """El identificador de cada nodo (n), como está en el archivo."""
    etiquetas: list[str]
    """Cómo se llama cada uno (n); si el archivo no lo dice, su identificador."""
    unos: NDArray[np.int32]
    otros: NDArray[np.int32]
    """Los extremos de cada lazo (m), por su posición; el menor en `unos`."""
    pesos: NDArray[np.float64]
    """El peso de cada lazo (m); 1 si el archivo no lo dice."""
    con_pesos: bool
    """Si el archivo dice pesos."""
    atributos: dict[str, dict[int, Valor]] = field(default_factory=dict)
    """Por cada dato, lo que vale en los nodos que lo tienen."""
    avisos: tuple[str, ...] = ()
    """Lo que se cambió o se dejó fuera al leer."""

    def a_networkx(self) -> "nx.Graph[str]":
        """Lo mismo como grafo de networkx: `label`, los atributos de cada nodo y `weight`."""
        grafo: nx.Graph[str] = nx.Graph()
        grafo.add_nodes_from(
            (nodo, {"label": nombre}) for nodo, nombre in zip(self.nodos, self.etiquetas, strict=True)
        )
        for clave, valores in self.atributos.items():
            for lugar, valor in valores.items():
                grafo.nodes[self.nodos[lugar]].setdefault(clave, valor)
        grafo.add_weighted_edges_from(
            (self.nodos[uno], self.nodos[otro], peso) for uno, otro, peso in self.lazos()
        )
        return grafo

    def a_arreglos(self, *, con_pesos: bool = True) -> "Arreglos":
        """Lo mismo para el motor, sin pasar por networkx."""
        from red.analisis.motor.arreglos import (
            Arreglos,
        )  # el motor tarda en cargarse y los grafos chicos no lo usan

        pesos = self.pesos if con_pesos and self.con_pesos else None
        return Arreglos.de_lazos(len(self.nodos), self.unos, self.otros, pesos, self.nodos)

    def lazos(self) -> Iterator[tuple[int, int, float]]:
        """Cada lazo: las posiciones de sus extremos y su peso."""
        return zip(self.unos.tolist(), self.otros.tolist(), self.pesos.tolist(), strict=True)

    @property
    def grados(self) -> NDArray[np.int64]:
        """Cuántos vecinos tiene cada nodo (n)."""
        n = len(self.nodos)
        return np.bincount(self.unos, minlength=n) + np.bincount(self.otros, minlength=n)


class Recogida:
    """El grafo mientras se lee."""

    def __init__(self, limites: Limites) -> None:
        self.limites = limites
        self.lugares: dict[str, int] = {}
        self.etiquetas: dict[int, str] = {}
        self.atributos: dict[str, dict[int, Valor]] = {}
        self.dirigido = False
        self._lineas = array("Q")
        self._unos, self._otros, self._pesos = array("i"), array("i"), array("d")
        self._por_hallar: list[tuple[int, int, str, int]] = []
        self._con_pesos = False
        self._datos = 0
        self._notas: dict[str, None] = {}
        self._fuera: dict[str, None] = {}
        self._repetidos: dict[str, str] = {}

    # -------------------------------------------------------------- Lo que llega

    def nodo(self, id: str | None, linea: int) -> int:
        """Un nodo nuevo; da su posición. Lanza ArchivoNoSirve si no dice cuál es, si ya estaba o si son demasiados."""
        if not id:
            raise ArchivoNoSirve(linea, "Hay un nodo que no dice su identificador.")
        lugar = len(self.lugares)
        if self.lugares.setdefault(id, lugar) != lugar:
            antes = self._lineas[self.lugares[id]]
            raise ArchivoNoSirve(
                linea,
                f"El nodo «{corto(id)}» ya estaba en el renglón {numero(antes)}: cada identificador va una sola vez.",
            )
        if lugar >= self.limites.nodos:
            self._demasiados(linea, "nodos", self.limites.nodos)
        if len(id) > self.limites.letras:
            raise ArchivoNoSirve(
                linea, f"Hay un identificador de más de {numero(self.limites.letras)} letras."
            )
        self._lineas.append(linea)
        return lugar

    def nodo_o_el_que_hay(self, id: str, linea: int) -> int:
        """La posición de ese nodo, que se crea si no estaba: para los formatos que sólo traen lazos."""
        lugar = self.lugares.get(id)
        return self.nodo(id, linea) if lugar is None else lugar

    def llamar(self, lugar: int, nombre: str, linea: int) -> None:
        """Dice cómo se llama un nodo; lo que no se ve se quita."""
        if len(nombre) > self.limites.letras:
            raise ArchivoNoSirve(linea, f"Hay un nombre de más de {numero(self.limites.letras)} letras.")
        if visible := sin_ocultos(_INVISIBLES.sub(" ", nombre)).strip():
            self.etiquetas[lugar] = visible

    def atributo(self, lugar: int, clave: str, valor: Valor, linea: int) -> None:
        """Un dato de un nodo."""
        if isinstance(valor, str):
            if len(valor) > self.limites.letras:
                raise ArchivoNoSirve(linea, f"Hay un dato de más de {numero(self.limites.letras)} letras.")
            if len(self._repetidos) < PALABRAS_QUE_SE_REPITEN:
                valor = self._repetidos.setdefault(valor, valor)
            else:
                valor = self._repetidos.get(valor, valor)
        suyos = self.atributos.get(clave)
        if suyos is None:
            if len(self.atributos) >= self.limites.columnas:
                raise ArchivoNoSirve(linea, f"Trae más de {self.limites.columnas} datos distintos por nodo.")
            suyos = self.atributos[clave] = {}
        self._datos += 1
        if self._datos > self.limites.datos:
            self._demasiados(linea, "datos de nodos", self.limites.datos)
        suyos[lugar] = valor

    def lazo(self, uno: str | None, otro: str | None, peso: float | None, linea: int) -> None:
        """Un lazo entre dos nodos, que pueden venir después en el archivo; sin peso, vale 1."""
        if not uno or not otro:
            raise ArchivoNoSirve(linea, "Hay un lazo al que le falta decir a quién une.")
        unos = self._unos
        if len(unos) >= self.limites.lazos:
            self._demasiados(linea, "lazos", self.limites.lazos)
        lugar = self.lugares.get(uno)
        if lugar is None:
            self._por_hallar.append((len(unos), 0, uno, linea))
            lugar = -1
        suyo = self.lugares.get(otro)
        if suyo is None:
            self._por_hallar.append((len(unos), 1, otro, linea))
            suyo = -1
        if peso is None:
            peso = 1.0
        elif not 0.0 <= peso < inf:
            raise ArchivoNoSirve(linea, _peso_imposible(peso))
        else:
            self._con_pesos = True
        unos.append(lugar)
        self._otros.append(suyo)
        self._pesos.append(peso)

    def peso(self, escrito: str, linea: int, *, con_coma: bool = False) -> float | None:
        """El peso escrito; nada si no se escribió. Lanza ArchivoNoSirve si no es un número."""
        limpio = escrito.strip()
        if not limpio:
            return None
        if con_coma and "." not in limpio:
            limpio = limpio.replace(",", ".", 1)
        try:
            if "_" in limpio:
                raise ValueError
            return float(limpio)
        except ValueError:
            raise ArchivoNoSirve(linea, f"El peso «{corto(escrito)}» no es un número.") from None

    def notar(self, nota: str) -> None:
        """Algo que quien lo subió debe saber; se dice una vez."""
        self._notas[nota] = None

    def dejar_fuera(self, dato: str) -> None:
        """Un dato de los lazos que no entra en las cuentas."""
        if len(self._fuera) <= self.limites.columnas:
            self._fuera[dato] = None

    def _demasiados(self, linea: int, que: str, tope: int) -> None:
        raise ArchivoNoSirve(
            linea,
            f"Trae demasiados {que}: nos detuvimos al pasar de {numero(tope)}, que es lo más que se lee de una vez.",
        )

    # -------------------------------------------------------------- Lo que se entrega

    def terminar(self, formato: str) -> GrafoLeido:
        """El grafo, ya sin direcciones, sin repetidos y sin lazos de un nodo consigo mismo; lanza ArchivoNoSirve."""
        for cual, lado, id, linea in self._por_hallar:
            lugar = self.lugares.get(id)
            if lugar is None:
                raise ArchivoNoSirve(linea, f"Un lazo lleva a «{corto(id)}», y ningún nodo se llama así.")
            (self._otros if lado else self._unos)[cual] = lugar
        unos, otros, pesos = self._sin_sobrantes()
        nodos = list(self.lugares)
        avisos = list(self._notas)
        if self._fuera:
            avisos.append(
                f"De cada lazo cuentan a quiénes une y su peso; no entra en las cuentas: {_algunos(list(self._fuera))}."
            )
        return GrafoLeido(
            formato=formato,
            nodos=nodos,
            etiquetas=[self.etiquetas.get(lugar, nodo) for lugar, nodo in enumerate(nodos)],
            unos=unos,
            otros=otros,
            pesos=pesos,
            con_pesos=self._con_pesos,
            atributos=self.atributos,
            avisos=tuple(avisos),
        )

    def _sin_sobrantes(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        n = len(self.lugares)
        unos = np.frombuffer(self._unos, np.int32) if self._unos else np.zeros(0, np.int32)
        otros = np.frombuffer(self._otros, np.int32) if self._otros else np.zeros(0, np.int32)
        pesos = np.frombuffer(self._pesos, np.float64) if self._pesos else np.zeros(0)
        consigo, de_cero = unos == otros, (pesos == 0) & (unos != otros)
        if cuantos := int(consigo.sum()):
            self.notar(
                f"Se {_quitaron(cuantos)} {contar(cuantos, 'lazo', 'lazos')} de un nodo consigo mismo."
            )
        if cuantos := int(de_cero.sum()):
            self.notar(f"Se {_quitaron(cuantos)} {contar(cuantos, 'lazo', 'lazos')} de peso cero.")
        sirven = ~(consigo | de_cero)
        menor = np.minimum(unos, otros)[sirven].astype(np.int64)
        mayor = np.maximum(unos, otros)[sirven].astype(np.int64)
        cuales, donde = np.unique(menor * max(n, 1) + mayor, return_inverse=True)
        juntos = np.bincount(donde, pesos[sirven], len(cuales)).astype(np.float64)
        if not np.isfinite(juntos).all():
            raise ArchivoNoSirve(None, "Los pesos son tan grandes que sumados ya no son un número.")
        if self.dirigido:
            self.notar("Sus lazos tienen dirección: se leyeron sin ella, como un solo lazo entre cada par.")
        if sobran := len(menor) - len(cuales):
            self.notar(
                f"{contar(sobran, 'lazo repetía', 'lazos repetían')} un par ya unido: "
                f"{'su peso se sumó' if sobran == 1 else 'sus pesos se sumaron'}."
            )
        return (cuales // max(n, 1)).astype(np.int32), (cuales % max(n, 1)).astype(np.int32), juntos


def corto(texto: str) -> str:
    """Un texto ajeno para decirlo en una frase: en un renglón, sin lo que no se ve y no muy largo."""
    limpio = sin_ocultos(_INVISIBLES.sub(" ", texto)).strip()
    return limpio if len(limpio) <= 60 else f"{limpio[:59]}…"


def _peso_imposible(peso: Any) -> str:
    if peso < 0:
        return f"Hay un lazo con peso {peso:g}: un lazo no puede pesar menos que nada."
    return "El peso de un lazo no es un número que se pueda sumar (NaN o infinito)."


def _quitaron(cuantos: int) -> str:
    return "quitó" if cuantos == 1 else "quitaron"


def _algunos(nombres: list[str]) -> str:
    dichos = [f"«{corto(nombre)}»" for nombre in nombres[:SE_NOMBRAN]]
    if len(nombres) > SE_NOMBRAN:
        dichos.append("otros más")
    return enumerar(dichos)
