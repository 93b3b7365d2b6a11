"""Las lentes: qué parte de la Red se mira y qué cuenta como lazo.

Ley de este módulo: una receta y un tejido dan siempre los mismos arreglos; la receta cabe en una línea y se guarda con lo
que de ella salió.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import MAXIMO_POR_EDICION, TRATO, Clase, ClaseLazo
from red.analisis.motor.arreglos import Arreglos
from red.analisis.motor.proyeccion import parejas
from red.analisis.tejido import CLASES, CLASES_DE_LAZO, NIVELES, Cortos, Tejido


class Lente(StrEnum):
    """Qué son los nodos de lo que se mide."""

    COMPLETA = "completa"
    PERSONAS = "personas"
    DEPENDENCIAS = "dependencias"
    MUNICIPIOS = "municipios"
    ENCUENTROS = "encuentros"

    @property
    def etiqueta(self) -> str:
        """Cómo se elige."""
        return {
            "completa": "Personas, instituciones y unidades",
            "personas": "Sólo personas, por su trato",
            "dependencias": "Instituciones, por el trato de su gente",
            "municipios": "Municipios, por el trato de sus instituciones",
            "encuentros": "Personas y aquello en lo que coincidieron",
        }[self]


@dataclass(frozen=True, slots=True)
class Receta:
    """Una lente con sus filtros; sin filtros, todo."""

    lente: Lente = Lente.COMPLETA
    lazos: tuple[ClaseLazo, ...] = ()
    """Qué clases de lazo cuentan; vacío, todas."""
    desde: date | None = None
    """Sólo lazos que empezaron ese día o después; los que no dicen cuándo quedan fuera."""
    territorios: tuple[int, ...] = ()
    niveles: tuple[str, ...] = ()
    """Sólo personas con esos niveles de puesto."""
    centro: int | None = None
    """La institución de en medio: sólo ella, lo suyo y lo que está a un paso."""

    def en_json(self) -> dict[str, Any]:
        """Como se guarda; `de_json` la devuelve igual."""
        crudo = asdict(self)
        return {**crudo, "lente": self.lente.value, "lazos": [c.value for c in self.lazos],
                "desde": self.desde.isoformat() if self.desde else None,
                "territorios": list(self.territorios), "niveles": list(self.niveles)}  # fmt: skip

    @classmethod
    def de_json(cls, guardada: Mapping[str, Any]) -> Self:
        """La receta que se guardó."""
        return cls(
            lente=Lente(guardada["lente"]),
            lazos=tuple(ClaseLazo(clase) for clase in guardada.get("lazos", ())),
            desde=date.fromisoformat(guardada["desde"]) if guardada.get("desde") else None,
            territorios=tuple(guardada.get("territorios", ())),
            niveles=tuple(guardada.get("niveles", ())),
            centro=guardada.get("centro"),
        )


@dataclass(frozen=True)
class Vista:
    """Lo que una receta saca de un tejido: los arreglos que se miden y de quién es cada lugar."""

    tejido: Tejido
    receta: Receta
    arreglos: Arreglos
    clases: NDArray[np.int8]
    """Lugar en `CLASES` de cada nodo (v); −1 en un encuentro."""
    llaves: NDArray[np.int64]
    grupos: Cortos
    """El grupo de cada nodo (v): el lugar de su institución en el tejido, o −1."""
    niveles: NDArray[np.int8]
    gente: NDArray[np.int64]
    """Cuántas personas junta cada nodo (v): 1 en una persona."""
    etiquetas: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.clases)

    def de(self, clase: Clase) -> NDArray[np.bool_]:
        """Cuáles son de esa clase (v)."""
        return np.asarray(self.clases == CLASES.index(clase))

    @cached_property
    def identificadores(self) -> list[str]:
        """Cómo se llama cada nodo en el mapa y en los hallazgos: «p12», «i3»."""
        letra = [*(_LETRAS[clase] for clase in CLASES), "e"]
        return [
            f"{letra[c]}{llave}" for c, llave in zip(self.clases.tolist(), self.llaves.tolist(), strict=True)
        ]


_LETRAS = {
    Clase.PERSONA: "p",
    Clase.INSTITUCION: "i",
    Clase.UNIDAD: "u",
    Clase.MUNICIPIO: "m",
    Clase.ORGANIZACION: "o",
}


def mirar(tejido: Tejido, receta: Receta) -> Vista:
    """Aplica los filtros y luego la lente."""
    quedan = _quedan(tejido, receta)
    unos, otros, pesos = _lazos(tejido, receta, quedan)
    if receta.centro is not None:
        cerca = _cerca(tejido, quedan, unos, otros, receta.centro)
        dentro = cerca[unos] & cerca[otros]
        quedan, unos, otros, pesos = quedan & cerca, unos[dentro], otros[dentro], pesos[dentro]
    if receta.lente is Lente.DEPENDENCIAS:
        return _doblar(tejido, receta, quedan, unos, otros, pesos, tejido.nodos.grupos, Clase.INSTITUCION)
    if receta.lente is Lente.MUNICIPIOS:
        return _doblar(tejido, receta, quedan, unos, otros, pesos, tejido.nodos.territorios, Clase.MUNICIPIO)
    if receta.lente is Lente.ENCUENTROS:
        return _bipartita(tejido, receta, quedan)
    return _tal_cual(tejido, receta, quedan, unos, otros, pesos)


def _quedan(tejido: Tejido, receta: Receta) -> NDArray[np.bool_]:
    nodos = tejido.nodos
    quedan = np.ones(len(nodos), np.bool_)
    if receta.territorios:
        quedan &= np.isin(nodos.territorios, receta.territorios)
    personas = nodos.de(Clase.PERSONA)
    if receta.niveles:
        lugares = [NIVELES.index(nivel) for nivel in receta.niveles]
        quedan &= ~personas | np.isin(nodos.niveles, lugares)
    if receta.lente in {Lente.PERSONAS, Lente.ENCUENTROS}:
        quedan &= personas
    return quedan


def _cuentan(receta: Receta) -> Collection[ClaseLazo]:
    pedidas = set(receta.lazos) or set(CLASES_DE_LAZO)
    return pedidas & TRATO if receta.lente is Lente.PERSONAS else pedidas


def _lazos(
    tejido: Tejido, receta: Receta, quedan: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Los que constan y los que salen de haber coincidido, entre nodos que quedan."""
    cuales = np.array([CLASES_DE_LAZO.index(clase) for clase in _cuentan(receta)], np.int8)
    lazos, juntos = tejido.lazos, tejido.encuentros
    sirven = np.isin(lazos.clases, cuales) & quedan[lazos.unos] & quedan[lazos.otros]
    estan = np.isin(juntos.clases, cuales) & quedan[juntos.nodos]
    if receta.desde is not None:
        sirven &= lazos.desde >= receta.desde.toordinal()
        estan &= juntos.desde >= receta.desde.toordinal()
    unos, otros, pesos = parejas(juntos.nodos[estan], juntos.eventos[estan], MAXIMO_POR_EDICION)
    return (
        np.concatenate((lazos.unos[sirven].astype(np.int64), unos)),
        np.concatenate((lazos.otros[sirven].astype(np.int64), otros)),
        np.concatenate((lazos.pesos[sirven], pesos)),
    )


def _cerca(
    tejido: Tejido, quedan: NDArray[np.bool_], unos: NDArray[np.int64], otros: NDArray[np.int64], centro: int
) -> NDArray[np.bool_]:
    """La institución, su gente y sus unidades, y todo lo que tiene lazo con ellas."""
    nodos = tejido.nodos
    suya = np.flatnonzero(nodos.de(Clase.INSTITUCION) & (nodos.llaves == centro))
    propios = np.isin(nodos.grupos, suya) & quedan
    cerca = propios.copy()
    cerca[otros[propios[unos]]] = True
    cerca[unos[propios[otros]]] = True
    return cerca


def _tal_cual(
    tejido: Tejido,
    receta: Receta,
    quedan: NDArray[np.bool_],
    unos: NDArray[np.int64],
    otros: NDArray[np.int64],
    pesos: NDArray[np.float64],
) -> Vista:
    nodos = tejido.nodos
    cuales = np.flatnonzero(quedan)
    lugar = np.full(len(nodos), -1, np.int64)
    lugar[cuales] = np.arange(len(cuales))
    return Vista(
        tejido,
        receta,
        Arreglos.de_lazos(len(cuales), lugar[unos], lugar[otros], pesos),
        nodos.clases[cuales],
        nodos.llaves[cuales],
        nodos.grupos[cuales],
        nodos.niveles[cuales],
        nodos.de(Clase.PERSONA)[cuales].astype(np.int64),
    )


def _doblar(
    tejido: Tejido,
    receta: Receta,
    quedan: NDArray[np.bool_],
    unos: NDArray[np.int64],
    otros: NDArray[np.int64],
    pesos: NDArray[np.float64],
    por: NDArray[Any],
    clase: Clase,
) -> Vista:
    """Cada nodo pasa a ser su institución o su municipio; dentro de uno mismo no hay lazo que contar."""
    nodos = tejido.nodos
    con_grupo = quedan & (por >= 0)
    presentes, de = np.unique(por[con_grupo], return_inverse=True)
    lugar = np.full(len(nodos), -1, np.int64)
    lugar[con_grupo] = de
    una, otra = lugar[unos], lugar[otros]
    sirven = (una >= 0) & (otra >= 0) & (una != otra)
    personas = con_grupo & nodos.de(Clase.PERSONA)
    es_institucion = clase is Clase.INSTITUCION
    return Vista(
        tejido,
        receta,
        Arreglos.de_lazos(len(presentes), una[sirven], otra[sirven], pesos[sirven]),
        np.full(len(presentes), CLASES.index(clase), np.int8),
        nodos.llaves[presentes] if es_institucion else presentes.astype(np.int64),
        presentes.astype(np.int32) if es_institucion else np.arange(len(presentes), dtype=np.int32),
        np.full(len(presentes), -1, np.int8),
        np.bincount(lugar[personas], minlength=len(presentes)).astype(np.int64),
    )


def _bipartita(tejido: Tejido, receta: Receta, quedan: NDArray[np.bool_]) -> Vista:
    """Personas de un lado y, del otro, aquello en lo que estuvieron: sin proyectar."""
    juntos, nodos = tejido.encuentros, tejido.nodos
    cuales = np.array([CLASES_DE_LAZO.index(c) for c in (receta.lazos or CLASES_DE_LAZO)], np.int8)
    estan = quedan[juntos.nodos] & np.isin(juntos.clases, cuales)
    if receta.desde is not None:
        estan &= juntos.desde >= receta.desde.toordinal()
    personas, de_persona = np.unique(juntos.nodos[estan], return_inverse=True)
    eventos, de_evento = np.unique(juntos.eventos[estan], return_inverse=True)
    total = len(personas) + len(eventos)
    de_eventos = np.full(len(eventos), -1)
    return Vista(
        tejido,
        receta,
        Arreglos.de_lazos(total, de_persona.astype(np.int64), de_evento.astype(np.int64) + len(personas)),
        np.concatenate((nodos.clases[personas], de_eventos)).astype(np.int8),
        np.concatenate((nodos.llaves[personas], eventos)).astype(np.int64),
        np.concatenate((nodos.grupos[personas], de_eventos)).astype(np.int32),
        np.concatenate((nodos.niveles[personas], de_eventos)).astype(np.int8),
        np.concatenate((np.ones(len(personas)), np.zeros(len(eventos)))).astype(np.int64),
    )


def sin(receta: Receta, *clases: ClaseLazo) -> Receta:
    """La misma receta sin contar esas clases de lazo."""
    return replace(receta, lazos=tuple(c for c in (receta.lazos or CLASES_DE_LAZO) if c not in clases))
