"""Lo que se cuenta de cualquier grafo, venga de donde venga: su resumen y sus medidas, cada una con lo que significa.

Ley de este módulo: se escribe como networkx. Los grafos chicos los cuenta networkx; de ahí en adelante, las mismas
funciones, con los mismos nombres y los mismos resultados, son las del motor, sin armar el grafo de networkx.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from math import isfinite
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from red.analisis.impacto import impactos
from red.analisis.lectores.recogida import GrafoLeido
from red.analisis.redaccion import de_cada
from red.textos import contar, numero

DESDE_NODOS = 300
"""Con menos, networkx a solas tarda menos que cargar el motor."""
TRABAJO_EXACTO = 5_000_000_000
"""Nodos por lazos que se recorren completos para la intermediación; son unos veinte segundos."""
PIVOTES = 1_000
TAMANOS = 10

Valores = Sequence[float | int | None]


class MedidaDesconocida(ValueError):
    """Se pidió una medida que no existe."""

    def __init__(self, cual: str) -> None:
        self.cual = cual
        super().__init__(f"No hay una medida «{cual}». Las que hay: {', '.join(MEDIDAS)}, o «todas».")


class Estudio:
    """Un grafo leído y los medios para contarlo: networkx si es chico, el motor si es grande."""

    def __init__(self, leido: GrafoLeido, semilla: int = 0, desde_nodos: int = DESDE_NODOS) -> None:
        self.leido, self.semilla = leido, semilla
        self.es_grande = len(leido.nodos) >= desde_nodos

    def __len__(self) -> int:
        return len(self.leido.nodos)

    @cached_property
    def nx(self) -> Any:
        """Quién cuenta: el módulo de networkx o el motor, que lleva los mismos nombres."""
        if not self.es_grande:
            return nx
        from red.analisis.motor.despacho import Despacho  # compila al cargarse: sólo si hace falta

        return Despacho

    @cached_property
    def grafo(self) -> Any:
        """El grafo con sus pesos, como lo quiere quien cuenta."""
        return self.leido.a_arreglos() if self.es_grande else self.leido.a_networkx()

    @cached_property
    def sin_pesos(self) -> Any:
        """El mismo grafo, para lo que sólo mira quién se une con quién."""
        return self.leido.a_arreglos(con_pesos=False) if self.es_grande else self.grafo

    @cached_property
    def componentes(self) -> list[int]:
        """Cuántos nodos tiene cada pedazo, del mayor al menor."""
        return sorted(map(len, self.nx.connected_components(self.sin_pesos)), reverse=True)

    @property
    def motor(self) -> str:
        """Quién contó."""
        return "compilado" if self.es_grande else "networkx"

    def en_orden(self, valores: Mapping[Any, Any]) -> Valores:
        """Los valores de una cuenta en el orden de los nodos; lo que no existe, None."""
        return [_existe(valores.get(nodo)) for nodo in self.leido.nodos]


@dataclass(frozen=True, slots=True)
class Medida:
    """Una medida por nodo: cómo se llama, qué significa y cómo se cuenta."""

    clave: str
    titulo: str
    significa: str
    contar: Callable[[Estudio], Valores]
    decimales: int = 4
    menor_primero: bool = False
    """Si lo que hay que mirar son los valores más bajos."""
    es_de_grupos: bool = False
    """Si no dice cuánto, sino a qué grupo pertenece."""


@dataclass(frozen=True, slots=True)
class Medicion:
    """Una medida ya contada; si se estimó, con cuántos pivotes y cuánto puede errar el valor que más yerra."""

    medida: Medida
    valores: Valores
    pivotes: int | None = None
    error: float | None = None

    @property
    def es_exacta(self) -> bool:
        """Si no es una estimación."""
        return self.pivotes is None

    def primeros(self, cuantos: int) -> list[int]:
        """Dónde están los valores que hay que mirar, distintos de cero; los empates, en el orden del archivo."""
        signo = 1 if self.medida.menor_primero else -1
        con_valor = [lugar for lugar, valor in enumerate(self.valores) if valor]
        return sorted(con_valor, key=lambda lugar: (signo * (self.valores[lugar] or 0), lugar))[:cuantos]


@dataclass(frozen=True, slots=True)
class Resumen:
    """El grafo en unas cuantas cifras."""

    nodos: int
    lazos: int
    densidad: float | None
    componentes: int
    tamanos: list[int]
    aislados: int
    articulaciones: int
    puentes: int
    transitividad: float | None
    """Qué parte de los caminos de dos pasos se cierra en triángulo; None si no se contó."""
    avisos: tuple[str, ...] = field(default=())


def resumir(estudio: Estudio) -> Resumen:
    """Las cifras del grafo entero; la densidad no existe con menos de dos nodos."""
    n, m, contador = len(estudio), len(estudio.leido.unos), estudio.nx
    return Resumen(
        nodos=n,
        lazos=m,
        densidad=2 * m / (n * (n - 1)) if n > 1 else None,
        componentes=len(estudio.componentes),
        tamanos=estudio.componentes[:TAMANOS],
        aislados=int((estudio.leido.grados == 0).sum()),
        articulaciones=sum(1 for _ in contador.articulation_points(estudio.sin_pesos)),
        puentes=sum(1 for _ in contador.bridges(estudio.sin_pesos)),
        transitividad=float(contador.transitivity(estudio.sin_pesos)),
        avisos=estudio.leido.avisos,
    )


def frases(resumen: Resumen) -> list[str]:
    """El resumen en frases que no piden saber de redes."""
    dichas = []
    if resumen.densidad is not None:
        parte, total = de_cada(resumen.densidad)
        dichas.append(
            f"De cada {numero(total)} pares posibles, {contar(parte, 'tiene', 'tienen') if parte else 'ninguno tiene'} lazo."
        )
    pedazos = resumen.componentes - resumen.aislados
    if pedazos > 1:
        dichas.append(
            f"Está en {numero(pedazos)} pedazos entre los que no hay camino; el mayor tiene "
            f"{contar(resumen.tamanos[0], 'nodo', 'nodos')}."
        )
    elif pedazos and resumen.aislados:
        dichas.append("Quienes tienen lazos forman un solo pedazo.")
    elif pedazos:
        dichas.append("Todo está unido: de cualquier nodo se llega a cualquier otro.")
    if resumen.aislados:
        dichas.append(f"{contar(resumen.aislados, 'nodo no tiene', 'nodos no tienen')} ningún lazo.")
    if resumen.articulaciones:
        dichas.append(
            f"Si {'faltara' if resumen.articulaciones == 1 else 'faltara cualquiera de'} "
            f"{contar(resumen.articulaciones, 'nodo', 'nodos')}, otros quedarían sin camino entre sí."
        )
    if resumen.puentes:
        dichas.append(
            f"{contar(resumen.puentes, 'lazo es', 'lazos son')} el único camino entre sus dos lados."
        )
    return dichas


def comprobar(pedidas: Sequence[str]) -> list[str]:
    """Las claves de lo pedido, sin repetir; lanza MedidaDesconocida si alguna no existe."""
    claves = list(MEDIDAS) if "todas" in pedidas else list(dict.fromkeys(pedidas))
    for clave in claves:
        if clave not in MEDIDAS:
            raise MedidaDesconocida(clave)
    return claves


def medir(estudio: Estudio, pedidas: Sequence[str]) -> list[Medicion]:
    """Las medidas pedidas, o todas si se pide «todas»; lanza MedidaDesconocida."""
    return [_medir(estudio, MEDIDAS[clave]) for clave in comprobar(pedidas)]


def _medir(estudio: Estudio, medida: Medida) -> Medicion:
    if medida.clave == "intermediacion" and len(estudio) * len(estudio.leido.unos) > TRABAJO_EXACTO:
        return _estimar_intermediacion(estudio, medida)
    return Medicion(medida, medida.contar(estudio))


def _estimar_intermediacion(estudio: Estudio, medida: Medida) -> Medicion:
    from red.analisis.motor.recorridos import intermediacion_por_muestreo

    n = len(estudio)
    escala = 2 / ((n - 1) * (n - 2))
    muestra = intermediacion_por_muestreo(estudio.leido.a_arreglos(con_pesos=False), PIVOTES, estudio.semilla)
    return Medicion(
        medida, (muestra.valores * escala).tolist(), muestra.pivotes, float(muestra.errores.max() * escala)
    )


# ------------------------------------------------------------------ Cada medida


def _existe(valor: Any) -> float | int | None:
    if valor is None or not isfinite(valor):
        return None
    return int(valor) if isinstance(valor, (int, np.integer)) else float(valor)


def _lista(valores: NDArray[Any]) -> Valores:
    lista: list[float | int | None] = valores.tolist()
    return lista


def _fuerza(estudio: Estudio) -> Valores:
    leido, n = estudio.leido, len(estudio)
    return _lista(np.bincount(leido.unos, leido.pesos, n) + np.bincount(leido.otros, leido.pesos, n))


def _vector_propio(estudio: Estudio) -> Valores:
    """En pedazos, networkx no la da: la cuenta el motor, y es cero fuera del que más pesa."""
    from red.analisis.motor.espectro import vector_propio

    return _lista(vector_propio(estudio.leido.a_arreglos())) if len(estudio.leido.unos) else _ceros(estudio)


def _rango(estudio: Estudio) -> Valores:
    # Con su tolerancia de siempre networkx se detiene antes de tiempo en los grafos grandes.
    return estudio.en_orden(estudio.nx.pagerank(estudio.grafo, tol=1e-12, max_iter=1000, weight="weight"))


def _restriccion(estudio: Estudio) -> Valores:
    if not len(estudio.leido.unos):
        return list(repeat(None, len(estudio)))
    return estudio.en_orden(estudio.nx.constraint(estudio.grafo, weight="weight"))


def _tamano_efectivo(estudio: Estudio) -> Valores:
    # Sin pesos: con ellos, la de networkx divide por lo que no es.
    if not len(estudio.leido.unos):
        return list(repeat(None, len(estudio)))
    return estudio.en_orden(estudio.nx.effective_size(estudio.sin_pesos))


def _pares_que_corta(estudio: Estudio) -> Valores:
    if estudio.es_grande:
        from red.analisis.motor.conectividad import cortes

        return _lista(cortes(estudio.sin_pesos).pares)
    suyos = impactos(estudio.grafo)
    return [suyos[nodo].pares_cortados if nodo in suyos else 0 for nodo in estudio.leido.nodos]


def _comunidad(estudio: Estudio) -> Valores:
    from red.analisis.motor.comunidades import comunidades

    return _lista(comunidades(estudio.leido.a_arreglos()).de + 1) if len(estudio) else []


def _ceros(estudio: Estudio) -> Valores:
    return [0.0] * len(estudio)


def _de_networkx(nombre: str) -> Callable[[Estudio], Valores]:
    """La función de networkx de ese nombre, sin opciones y sin pesos."""
    return lambda estudio: estudio.en_orden(getattr(estudio.nx, nombre)(estudio.sin_pesos))


MEDIDAS: dict[str, Medida] = {
    medida.clave: medida
    for medida in (
        Medida(
            "grado",
            "Grado",
            "Con cuántos nodos distintos tiene lazo.",
            lambda e: e.leido.grados.tolist(),
            decimales=0,
        ),
        Medida("fuerza", "Fuerza", "La suma de los pesos de sus lazos.", _fuerza, decimales=2),
        Medida(
            "intermediacion",
            "Intermediación",
            "Qué parte de los caminos más cortos entre otros dos pasa por ahí, de 0 a 1: por dónde circula lo que circula.",
            _de_networkx("betweenness_centrality"),
        ),
        Medida(
            "cercania",
            "Cercanía",
            "Qué tan a la mano tiene a los demás, de 0 a 1: con 1 llega a todos en un paso.",
            _de_networkx("closeness_centrality"),
        ),
        Medida(
            "armonica",
            "Cercanía armónica",
            "La suma de uno entre los pasos a cada uno de los demás: sirve también cuando la red está en pedazos.",
            _de_networkx("harmonic_centrality"),
            decimales=2,
        ),
        Medida(
            "vector_propio",
            "Vector propio",
            "Alto si trata con quienes a su vez tratan con muchos, de 0 a 1; fuera del pedazo principal es cero.",
            _vector_propio,
        ),
        Medida(
            "rango",
            "Rango (PageRank)",
            "Dónde acabaría más veces quien recorriera la red al azar; entre todos suman 1.",
            _rango,
            decimales=5,
        ),
        Medida(
            "nucleo",
            "Núcleo",
            "El mayor número k para el que pertenece a un grupo donde todos tienen al menos k lazos entre sí.",
            _de_networkx("core_number"),
            decimales=0,
        ),
        Medida(
            "agrupamiento",
            "Agrupamiento",
            "Qué parte de los pares de sus contactos también se tratan entre sí, de 0 a 1.",
            _de_networkx("clustering"),
        ),
        Medida(
            "restriccion",
            "Restricción",
            "Qué tanto todos sus contactos son en el fondo los mismos: baja en quien une a quienes no se tratan.",
            _restriccion,
            menor_primero=True,
        ),
        Medida(
            "tamano_efectivo",
            "Tamaño efectivo",
            "Cuántos de sus contactos no son redundantes: con muchos, llega a sitios distintos.",
            _tamano_efectivo,
            decimales=2,
        ),
        Medida(
            "pares_que_corta",
            "Pares que separaría",
            "Cuántos pares de otros nodos dejarían de alcanzarse si faltara. Con 0, nadie queda sin camino.",
            _pares_que_corta,
            decimales=0,
        ),
        Medida(
            "comunidad",
            "Comunidad",
            "El número de su grupo, del más numeroso (1) al menos: se tratan más entre sí que con el resto. "
            "Con otra semilla el reparto puede ser otro.",
            _comunidad,
            decimales=0,
            es_de_grupos=True,
        ),
    )
}
"""Todas las medidas que se pueden pedir, en el orden en que se dicen."""
DE_SIEMPRE = ("grado", "intermediacion", "cercania", "restriccion", "pares_que_corta")
"""Las que se cuentan si no se pide otra cosa."""
