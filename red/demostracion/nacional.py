"""Una Red nacional sintética, para medir: cien mil personas, cuarenta mil instituciones, seiscientos mil lazos.

Nada aquí es real, ni las instituciones. Sale en lotes de tuplas llanas, listas para insertarse de
corrido; los números (``n``) empiezan en 1 y son las llaves con que unas tablas nombran a otras. La
forma se parece a la de un gobierno: tamaños de Pareto, nueve de cada diez lazos dentro del mismo
estado, unos cursos enormes y muchos pequeños, y una parte de instituciones sin nadie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from red.demostracion import listas
from red.demostracion.listas import PRIMER_DIA, exigir_hoy

Enteros = NDArray[np.int64]
Fila = tuple[Any, ...]

PERSONAS = 100_000
INSTITUCIONES = 40_000
FUNDADAS_EL = PRIMER_DIA - timedelta(days=730)
NOMBRE_DE_LA_RED = "Red nacional de prueba (datos sintéticos)"
NIVELES = ("titular", "superior", "mando_medio", "operativo")
INTENSIDADES = ("conoce", "coopera", "coordina", "integra")
ESTADOS_DE_UNIDAD = ("designada", "instalada", "con_plan", "en_operacion", "en_relevo")

POR_PERSONA = {
    "adscripciones": 1.08,
    "membresias": 1.0,
    "designaciones": 0.20,
    "inscripciones": 1.50,
    "colaboraciones": 2.22,
}
"""Cuántos lazos de cada clase hay por persona: seis en total."""

COLUMNAS: dict[str, tuple[str, ...]] = {
    "instituciones": ("n", "nombre", "tipo", "orden", "territorio", "madre", "desde"),
    "personas": ("n", "nombre", "primer_apellido", "segundo_apellido", "correo", "telefono"),
    "adscripciones": ("persona", "institucion", "puesto", "nivel", "desde", "hasta"),
    "membresias": ("persona", "desde"),
    "unidades": ("n", "institucion", "tipo", "nombre", "estado", "instalada_el", "desde"),
    "designaciones": ("unidad", "persona", "funcion", "desde"),
    "ediciones": (
        "n", "curso", "nombre", "modalidad", "lugar", "cupo",
        "inscripcion_desde", "inscripcion_hasta", "inicia_el", "termina_el",
    ),
    "inscripciones": ("edicion", "persona", "lugar", "pedida_el"),
    "colaboraciones": ("declara", "con_persona", "intensidad", "desde"),
}  # fmt: skip
"""Qué trae cada tabla, en el orden en que salen y se pueden insertar.

``territorio`` es una clave (``MX-14``); ``madre``, ``persona``, ``institucion``, ``unidad``, ``edicion``,
``declara`` y ``con_persona`` son números ``n``; ``curso`` es un código del catálogo de Guadalajara;
``lugar`` de una inscripción falta cuando quedó en espera. La institución 1 es la que convoca.
"""

_MATERIAS = (
    "Salud",
    "Educación",
    "Finanzas",
    "Obras",
    "Cultura",
    "Turismo",
    "Movilidad",
    "Seguridad",
    "Ambiente",
    "Trabajo",
    "Archivo",
    "Catastro",
    "Deporte",
    "Vivienda",
    "Agua",
    "Planeación",
    "Justicia",
    "Economía",
    "Juventud",
    "Contraloría",
)
_TIPOS = ("dependencia", "direccion", "organo_desconcentrado", "opd", "entidad_paraestatal", "educativa")
_CLASES = ("Secretaría", "Dirección", "Comisión", "Organismo", "Instituto", "Colegio")


@dataclass(frozen=True, slots=True)
class Lote:
    """Un montón de filas de una tabla, con los nombres de sus columnas."""

    tabla: str
    columnas: tuple[str, ...]
    filas: list[Fila]


def lotes(
    hoy: date,
    *,
    semilla: int = 2021,
    personas: int = PERSONAS,
    instituciones: int = INSTITUCIONES,
    por_lote: int = 10_000,
) -> Iterator[Lote]:
    """Entrega la red entera por lotes; la misma semilla y el mismo ``hoy`` dan lo mismo, fila por fila.

    Las filas se hacen conforme se piden: nunca están todas a la vez en la memoria. Hay que pedirlas en
    orden. Levanta ``ValueError`` si ``hoy`` es anterior a ``HOY_MINIMO``.
    """
    exigir_hoy(hoy)
    pais = _Pais(np.random.default_rng(semilla), hoy, personas, instituciones)
    for tabla, filas in (
        ("instituciones", pais.filas_de_instituciones()),
        ("personas", pais.filas_de_personas()),
        ("adscripciones", pais.filas_de_adscripciones()),
        ("membresias", pais.filas_de_membresias()),
        ("unidades", pais.filas_de_unidades()),
        ("designaciones", pais.filas_de_designaciones()),
        ("ediciones", pais.filas_de_ediciones()),
        ("inscripciones", pais.filas_de_inscripciones()),
        ("colaboraciones", pais.filas_de_colaboraciones()),
    ):
        while lote := list(islice(filas, por_lote)):
            yield Lote(tabla, COLUMNAS[tabla], lote)


@dataclass(slots=True)
class _Pais:
    """Los repartos que varias tablas comparten: qué estado, qué institución, qué día."""

    azar: np.random.Generator
    hoy: date
    personas: int
    instituciones: int
    estados: list[str] = field(init=False)
    peso: NDArray[np.float64] = field(init=False)
    estado_de: Enteros = field(init=False)
    lugar_de: Enteros = field(init=False)
    llegada: Enteros = field(init=False)
    dias: list[date] = field(init=False)
    por_institucion: _Grupos = field(init=False)
    por_estado: _Grupos = field(init=False)
    inscritas: tuple[Enteros, Enteros] = field(init=False)
    unidades: Enteros = field(init=False)

    def __post_init__(self) -> None:
        entidades = [t for t in listas.territorios("MX") if t.nivel == "entidad"]
        poblacion = np.array([(t.mujeres or 0) + (t.hombres or 0) for t in entidades], dtype=float)
        self.estados = [t.clave for t in entidades]
        self.peso = poblacion / poblacion.sum()
        azar = self.azar
        self.estado_de = azar.choice(len(entidades), self.instituciones, p=self.peso)
        tamanos = azar.pareto(1.3, self.instituciones) + 1
        self.lugar_de = azar.choice(self.instituciones, self.personas, p=tamanos / tamanos.sum())
        self.dias = [PRIMER_DIA + timedelta(days=n) for n in range((self.hoy - PRIMER_DIA).days + 1)]
        self.llegada = azar.integers(0, len(self.dias) - 60, self.personas)
        self.por_institucion = _Grupos(self.lugar_de, self.instituciones)
        self.por_estado = _Grupos(self.estado_de[self.lugar_de], len(entidades))
        self.inscritas = self._reparte_inscripciones()
        self.unidades = np.sort(azar.permutation(self.instituciones)[: self.instituciones // 4])

    def cuantas(self, tabla: str) -> int:
        """Cuántas filas toca a una tabla de lazos."""
        return round(self.personas * POR_PERSONA[tabla])

    def filas_de_instituciones(self) -> Iterator[Fila]:
        """Tres de cada cuatro dependen de otra de su estado con un número menor; la primera convoca."""
        azar, total = self.azar, self.instituciones
        clase, materia = azar.integers(0, len(_CLASES), total), azar.integers(0, len(_MATERIAS), total)
        candidata = (azar.random(total) * np.arange(total)).astype(np.int64)
        mismo_estado = self.estado_de[candidata] == self.estado_de
        en_su_estado = _anterior_en_su_estado(self.estado_de)
        madre = np.where(mismo_estado, candidata, en_su_estado)
        madre[azar.random(total) < 0.25] = -1
        yield (
            1,
            f"Mecanismo nacional {NOMBRE_DE_LA_RED}",
            "instituto_mujeres",
            "federal",
            "MX",
            None,
            FUNDADAS_EL,
        )
        for n in range(1, total):
            tipo = int(clase[n])
            orden = "municipal" if tipo in (1, 3) else "estatal"
            nombre = f"{_CLASES[tipo]} de {_MATERIAS[materia[n]]} {n + 1:05d}"
            # De la que convoca no depende ninguna: es de otro orden de gobierno.
            suya = int(madre[n]) + 1 if madre[n] > 0 else None
            yield n + 1, nombre, _TIPOS[tipo], orden, self.estados[self.estado_de[n]], suya, FUNDADAS_EL

    def filas_de_personas(self) -> Iterator[Fila]:
        """Nombres de México al azar; el correo lleva el número, así que no se repite."""
        nombres = listas.nombres("MX")
        de_pila, apellidos = nombres.mujeres, nombres.apellidos
        a = self.azar.integers(0, len(de_pila), self.personas).tolist()
        b = self.azar.integers(0, len(apellidos), self.personas).tolist()
        c = self.azar.integers(0, len(apellidos), self.personas).tolist()
        for n in range(1, self.personas + 1):
            correo = f"persona{n:06d}@nacional.ejemplo.test"
            telefono = f"55 5550 {n % 10_000:04d}"
            yield n, de_pila[a[n - 1]], apellidos[b[n - 1]], apellidos[c[n - 1]], correo, telefono

    def filas_de_adscripciones(self) -> Iterator[Fila]:
        """La de hoy de cada persona y, de unas cuantas, la que tuvo antes en otra institución del estado."""
        nivel = self.azar.choice(4, self.personas, p=(0.04, 0.16, 0.55, 0.25)).tolist()
        rotan = self.azar.permutation(self.personas)[: self.cuantas("adscripciones") - self.personas]
        antes = self.lugar_de[self.por_estado.companera(self.azar, rotan)]
        for persona, institucion in zip(rotan.tolist(), antes.tolist(), strict=True):
            fin = self.dias[self.llegada[persona]]
            inicio = fin - timedelta(days=365)
            yield persona + 1, institucion + 1, "Coordinación", "operativo", inicio, fin - timedelta(days=1)
        puestos = ("Titular", "Dirección de área", "Jefatura de departamento", "Analista")
        lugares, llegadas = self.lugar_de.tolist(), self.llegada.tolist()
        for n in range(self.personas):
            cual = nivel[n]
            yield n + 1, lugares[n] + 1, puestos[cual], NIVELES[cual], self.dias[llegadas[n]], None

    def filas_de_membresias(self) -> Iterator[Fila]:
        """Todas están en la Red desde un mes después de llegar a su puesto."""
        for n, llegada in enumerate(self.llegada.tolist(), start=1):
            yield n, self.dias[llegada + 30]

    def filas_de_unidades(self) -> Iterator[Fila]:
        """Una de cada cuatro instituciones tiene unidad."""
        estado = self.azar.choice(5, len(self.unidades), p=(0.15, 0.3, 0.2, 0.25, 0.1)).tolist()
        dia = self.azar.integers(60, len(self.dias), len(self.unidades)).tolist()
        for n, institucion in enumerate(self.unidades.tolist()):
            instalada = self.dias[dia[n]] if estado[n] else None
            nombre = "Unidad de Igualdad de Género"
            desde = self.dias[dia[n] - 45]
            yield n + 1, institucion + 1, "uig", nombre, ESTADOS_DE_UNIDAD[estado[n]], instalada, desde

    def filas_de_designaciones(self) -> Iterator[Fila]:
        """De las unidades con gente: una titular, una suplente y los enlaces que hagan falta, sin repetir."""
        faltan = self.cuantas("designaciones")
        vuelta = 0
        while faltan:
            con_gente = self.por_institucion.cuantas[self.unidades] > vuelta
            if not con_gente.any():
                return
            funcion = ("titular", "suplente", "enlace")[min(vuelta, 2)]
            for n in np.flatnonzero(con_gente)[:faltan].tolist():
                persona = int(self.por_institucion.integrante(self.unidades[n], vuelta))
                yield n + 1, persona + 1, funcion, self.dias[self.llegada[persona] + 20]
                faltan -= 1
            vuelta += 1

    def filas_de_ediciones(self) -> Iterator[Fila]:
        """El cupo deja en espera a una de cada veinte personas; las fechas van de 2022 a dentro de un mes."""
        codigos = [curso.codigo for curso in listas.cursos("guadalajara")]
        for n, cupo in enumerate(self._cupos().tolist()):
            inicia = self._inicio(n)
            yield (
                n + 1, codigos[n % len(codigos)], f"Grupo {n + 1:04d}", "en_linea", "En línea", cupo,
                inicia - timedelta(days=60), inicia - timedelta(days=1), inicia, inicia + timedelta(days=28),
            )  # fmt: skip

    def filas_de_inscripciones(self) -> Iterator[Fila]:
        """Por edición y en el orden en que se pidieron; quien pasa del cupo queda en espera."""
        edicion, persona = self.inscritas
        cupos = self._cupos().tolist()
        anterior, turno = -1, 0
        for cual, quien in zip(edicion.tolist(), persona.tolist(), strict=True):
            turno = turno + 1 if cual == anterior else 1
            anterior = cual
            pedida = self._inicio(cual) - timedelta(days=50 - min(turno // 10, 45))
            yield cual + 1, quien + 1, turno if turno <= cupos[cual] else None, min(pedida, self.hoy)

    def filas_de_colaboraciones(self) -> Iterator[Fila]:
        """Seis de cada diez en la misma institución, tres en el mismo estado y una en cualquier lado."""
        total, azar = self.cuantas("colaboraciones"), self.azar
        parejas = np.empty(0, dtype=np.int64)
        while len(parejas) < total:
            una = azar.integers(0, self.personas, total)
            suerte = azar.random(total)
            otra = azar.integers(0, self.personas, total)
            misma, cerca = suerte < 0.6, (suerte >= 0.6) & (suerte < 0.9)
            otra[misma] = self.por_institucion.companera(azar, una[misma])
            otra[cerca] = self.por_estado.companera(azar, una[cerca])
            distintas = una != otra
            claves = np.minimum(una, otra) * self.personas + np.maximum(una, otra)
            parejas = np.unique(np.concatenate([parejas, claves[distintas]]))
        parejas = np.sort(azar.permutation(parejas)[:total])
        una, otra = parejas // self.personas, parejas % self.personas
        desde = np.maximum(self.llegada[una], self.llegada[otra]).tolist()
        fuerza = azar.choice(4, total, p=(0.2, 0.4, 0.28, 0.12)).tolist()
        for n, (a, b) in enumerate(zip(una.tolist(), otra.tolist(), strict=True)):
            yield a + 1, b + 1, INTENSIDADES[fuerza[n]], self.dias[desde[n]]

    def _reparte_inscripciones(self) -> tuple[Enteros, Enteros]:
        """Parejas edición–persona sin repetir: ediciones de tamaño muy desigual, casi todas de un estado."""
        total, azar = self.cuantas("inscripciones"), self.azar
        cuantas = max(1, total // 50)
        tamanos = np.clip(azar.lognormal(3.6, 0.8, cuantas), 5, 400)
        sede = azar.choice(len(self.estados), cuantas, p=self.peso)
        claves = np.empty(0, dtype=np.int64)
        while len(claves) < total:
            edicion = azar.choice(cuantas, total, p=tamanos / tamanos.sum())
            persona = azar.integers(0, self.personas, total)
            cerca = azar.random(total) < 0.9
            persona[cerca] = self.por_estado.alguien(azar, sede[edicion[cerca]])
            claves = np.unique(np.concatenate([claves, edicion * self.personas + persona]))
        claves = np.sort(azar.permutation(claves)[:total])
        return claves // self.personas, claves % self.personas

    def _cupos(self) -> Enteros:
        pedidas = np.bincount(self.inscritas[0])
        return np.maximum(1, np.round(pedidas * 0.95)).astype(np.int64)

    def _inicio(self, edicion: int) -> date:
        """Repartidas por igual entre enero de 2022 y dentro de un mes; la primera es la última, para que haya una por venir."""
        tramo = len(self.dias) - 92 + 30
        return PRIMER_DIA + timedelta(days=91 + tramo - (edicion * 97) % tramo)


class _Grupos:
    """Quién está con quién, para elegir compañera al azar sin recorrer a nadie."""

    __slots__ = ("_de", "_empieza", "_orden", "cuantas")

    def __init__(self, de: Enteros, total: int) -> None:
        self._de = de
        self._orden = np.argsort(de, kind="stable")
        self.cuantas: Enteros = np.bincount(de, minlength=total)
        self._empieza = np.concatenate([[0], np.cumsum(self.cuantas)[:-1]])

    def companera(self, azar: np.random.Generator, personas: Enteros) -> Enteros:
        """Alguien del mismo grupo que cada persona; puede salir ella misma."""
        return self.alguien(azar, self._de[personas])

    def alguien(self, azar: np.random.Generator, grupos: Enteros) -> Enteros:
        """Alguien de cada grupo; si el grupo está vacío, cualquiera."""
        cuantas = self.cuantas[grupos]
        salto = (azar.random(len(grupos)) * cuantas).astype(np.int64)
        elegida = self._orden[np.minimum(self._empieza[grupos] + salto, len(self._de) - 1)]
        return np.where(cuantas > 0, elegida, azar.integers(0, len(self._de), len(grupos)))

    def integrante(self, grupo: int, lugar: int) -> int:
        """La persona que ocupa ese lugar en el grupo."""
        return int(self._orden[self._empieza[grupo] + lugar])


def _anterior_en_su_estado(estado_de: Sequence[int] | Enteros) -> Enteros:
    """Para cada institución, la anterior de su mismo estado; -1 si es la primera."""
    ultima: dict[int, int] = {}
    anterior = np.full(len(estado_de), -1, dtype=np.int64)
    for n, estado in enumerate(np.asarray(estado_de).tolist()):
        anterior[n] = ultima.get(estado, -1)
        ultima[estado] = n
    return anterior
