"""La Red ya medida, y la forma de todo hallazgo que de ella se saca.

Ley de este módulo: un hallazgo habla de lazos en riesgo y de caminos que faltan, nunca de cuánto
vale una persona; y no afirma nada que no esté en sus razones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from red.analisis.caminos import Alcances, Rodeo
from red.analisis.grafos import (
    Clase,
    ClaseLazo,
    Grafo,
    clases,
    de_clase,
    dependencias,
    grupos,
    nombre,
    red_de_dependencias,
    red_de_personas,
)
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras

PALABRAS = Palabras()
"""Las de México, si no se dicen otras."""
MAXIMO_PARA_RODEOS = 6000
"""Nodos hasta los que se mide el costo de cada salida: la memoria crece con el cuadrado."""


class Gravedad(StrEnum):
    """Qué tan pronto conviene atender un hallazgo."""

    ALTA = "alta"
    MEDIA = "media"
    BAJA = "baja"

    @property
    def etiqueta(self) -> str:
        """Cómo se lee junto al color."""
        return {"alta": "Atender pronto", "media": "Conviene atender", "baja": "Para tener presente"}[self]


class Confianza(StrEnum):
    """Cuánto se puede confiar en un hallazgo con lo que hay registrado."""

    ALTA = "alta"
    MEDIA = "media"
    BAJA = "baja"

    @property
    def etiqueta(self) -> str:
        """Cómo se lee."""
        return {
            "alta": "Es un hecho de los registros",
            "media": "Probable: pueden faltar lazos por registrar",
            "baja": "Por confirmar: hay pocos lazos registrados",
        }[self]


class ClaseHallazgo(StrEnum):
    """De qué trata un hallazgo."""

    SALIDA_QUE_CORTA = "salida-que-corta"
    DEPENDENCIA_COLGADA = "dependencia-colgada"
    INTERCONEXION = "interconexion"
    RED_EN_PEDAZOS = "red-en-pedazos"
    DEPENDENCIA_AISLADA = "dependencia-aislada"
    PERSONA_AISLADA = "persona-aislada"
    DEPENDENCIA_VACIA = "dependencia-vacia"
    UNIDAD_DE_UNA_PERSONA = "unidad-de-una-persona"
    DEPENDENCIA_SIN_UNIDAD = "dependencia-sin-unidad"
    DENSIDAD = "densidad"
    A_QUIEN_VINCULAR = "a-quien-vincular"
    GRUPO_CERRADO = "grupo-cerrado"
    SOBRECARGA = "sobrecarga"
    EFECTO_MULTIPLICADOR = "efecto-multiplicador"


class ClaseAccion(StrEnum):
    """Qué formulario abre la acción de un hallazgo."""

    INVITAR = "invitar"
    REGISTRAR_UNIDAD = "registrar_unidad"
    DESIGNAR_SUPLENTE = "designar_suplente"
    DECLARAR_VINCULO = "declarar_vinculo"
    VER_FORMACION = "ver_formacion"


@dataclass(frozen=True, slots=True)
class Accion:
    """Un paso concreto; `nodos` dice con quién llega lleno el formulario."""

    clase: ClaseAccion
    texto: str
    nodos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Algo que la Red muestra: qué pasa, por qué se sabe y qué se puede hacer."""

    id: str
    clase: ClaseHallazgo
    titulo: str
    frase: str
    porque: tuple[str, ...]
    que_hacer: Accion
    nodos: tuple[str, ...]
    gravedad: Gravedad
    confianza: Confianza
    alcance: int = 0
    """A cuántas personas o dependencias toca; ordena los hallazgos de igual gravedad."""


class Lectura:
    """La Red ya medida, con lo que los hallazgos consultan una y otra vez."""

    def __init__(self, grafo: Grafo, medidas: Medidas, palabras: Palabras = PALABRAS) -> None:
        """Prepara lo que se usa siempre; lo demás se calcula si alguien lo pide."""
        self.palabras = palabras
        self.grafo = grafo
        self.medidas = medidas
        self.clase_de = clases(grafo)
        self.grupo_de = grupos(grafo)
        self.plantilla = dependencias(grafo)
        self.proyeccion = red_de_dependencias(grafo)

    @cached_property
    def _alcances(self) -> Alcances:
        """A quién alcanza cada quien."""
        return Alcances(self.grafo)

    def rodeo(self, persona: str) -> Rodeo | None:
        """Lo que costaría a otras su salida; nada si la Red es tan grande que no conviene medirlo aquí."""
        return self._alcances.rodeo(persona) if len(self.grafo) <= MAXIMO_PARA_RODEOS else None

    @cached_property
    def con_gente(self) -> tuple[str, ...]:
        """Dependencias con alguien en la Red."""
        return tuple(d for d, suyas in self.plantilla.items() if suyas)

    @cached_property
    def personas_sin_trato(self) -> tuple[str, ...]:
        """Quienes no comparten edición ni colaboración con nadie, ni lazo con otra dependencia."""
        red = red_de_personas(self.grafo)
        return tuple(p for p in red if not red[p] and len(self.medidas.toca[p]) < 2)

    @cached_property
    def confianza_del_trato(self) -> Confianza:
        """Según qué parte de las personas tiene registrado algún trato."""
        personas = self.medidas.personas
        con_trato = personas - len(self.personas_sin_trato)
        if self.medidas.intermediacion.es_exacta and con_trato >= 0.6 * personas:
            return Confianza.ALTA
        return Confianza.MEDIA if con_trato >= 0.3 * personas else Confianza.BAJA

    @property
    def confianza_de_una_ausencia(self) -> Confianza:
        """Que no haya lazo nunca es un hecho probado: quizá falta registrarlo."""
        confianza = self.confianza_del_trato
        return Confianza.MEDIA if confianza == Confianza.ALTA else confianza

    def nombre(self, nodo: str) -> str:
        """Cómo se llama un nodo."""
        return nombre(self.grafo, nodo)

    def nombres(self, nodos: Sequence[str]) -> list[str]:
        """Cómo se llaman, en el mismo orden."""
        return [self.nombre(nodo) for nodo in nodos]

    def personas_en(self, nodos: frozenset[str]) -> list[str]:
        """Las personas de un conjunto, en el orden de la Red."""
        return [persona for persona in self.medidas.toca if persona in nodos]

    def dependencias_en(self, nodos: frozenset[str]) -> list[str]:
        """Las dependencias de un conjunto: las que están y las de sus personas."""
        presentes = {self.grupo_de[nodo] for nodo in nodos if self.clase_de[nodo] == Clase.PERSONA}
        return [d for d in self.plantilla if d in nodos or d in presentes]

    def designadas_en(self, unidad: str) -> list[str]:
        """Personas con designación en una unidad."""
        return [
            vecino
            for vecino, datos in self.grafo[unidad].items()
            if self.clase_de[vecino] == Clase.PERSONA and ClaseLazo.DESIGNACION in datos["clases"]
        ]

    def dependencias_con_unidad(self) -> frozenset[str]:
        """Dependencias que tienen alguna unidad registrada."""
        suyas = {self.grupo_de[unidad] for unidad in de_clase(self.grafo, Clase.UNIDAD)}
        return frozenset(grupo for grupo in suyas if grupo is not None)
