"""Lo que dicen las respuestas: cuánto se aprendió, cómo se repartieron y qué tan satisfechas quedaron. Sólo cuentas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from red.evaluaciones import reserva
from red.evaluaciones.modelos import ClaseDePregunta, Pregunta
from red.evaluaciones.preguntas import GRADOS, acierta, califica, en_palabras, etiquetas_de, opciones_de
from red.textos import contar, numero


@dataclass(frozen=True)
class Ganancia:
    """Las mismas personas antes y después."""

    n: int
    antes: float
    despues: float
    subieron: int
    igual: int
    bajaron: int

    @property
    def diferencia(self) -> float:
        """Cuántos puntos cambió el promedio."""
        return round(self.despues - self.antes, 1)

    @property
    def en_palabras(self) -> str:
        """Qué quiere decir, en una o dos frases."""
        cuantos = puntos(abs(self.diferencia))
        if self.diferencia > 0:
            cambio = f"subió de {puntos(self.antes)} a {puntos(self.despues)}: {cuantos} más"
        elif self.diferencia < 0:
            cambio = f"bajó de {puntos(self.antes)} a {puntos(self.despues)}: {cuantos} menos"
        else:
            cambio = f"quedó igual, en {puntos(self.antes)}"
        de = contar(self.n, "persona que respondió las dos", "personas que respondieron las dos")
        partes = [
            contar(self.subieron, "subió", "subieron"),
            f"{numero(self.igual)} {'quedó' if self.igual == 1 else 'quedaron'} igual",
            contar(self.bajaron, "bajó", "bajaron"),
        ]
        return f"De {de}, {partes[0]}, {partes[1]} y {partes[2]}. El promedio {cambio}, de 100."


def puntos(valor: float) -> str:
    """Una calificación, con un decimal sólo si lo tiene.

    >>> puntos(80.0), puntos(66.7), puntos(1.0)
    ('80 puntos', '66.7 puntos', '1 punto')
    """
    return f"{numero(valor, 0 if float(valor).is_integer() else 1)} {'punto' if valor == 1 else 'puntos'}"


def ganancia(antes: Mapping[int, float], despues: Mapping[int, float]) -> Ganancia | None:
    """Cuánto cambió quien tiene las dos calificaciones; None si nadie las tiene."""
    las_dos = sorted(antes.keys() & despues.keys())
    if not las_dos:
        return None
    return Ganancia(
        n=len(las_dos),
        antes=promedio(antes[quien] for quien in las_dos),
        despues=promedio(despues[quien] for quien in las_dos),
        subieron=sum(despues[quien] > antes[quien] for quien in las_dos),
        igual=sum(despues[quien] == antes[quien] for quien in las_dos),
        bajaron=sum(despues[quien] < antes[quien] for quien in las_dos),
    )


def promedio(valores: Iterable[float]) -> float:
    """El promedio, con un decimal; cero si no hay nada."""
    todos = list(valores)
    return round(sum(todos) / len(todos), 1) if todos else 0.0


@dataclass(frozen=True)
class DePregunta:
    """Cómo se repartieron las respuestas a una pregunta."""

    pregunta: Pregunta
    n: int
    """Cuántas personas la contestaron."""
    barras: Sequence[tuple[str, int, str]] = ()
    """Respuesta, cuántas la dieron y nada más: lo que pinta la macro `barras`."""
    media: float | None = None
    aciertos: int | None = None
    textos: Sequence[str] = ()
    reservada: bool = False
    """Si no se muestra porque la contestaron muy pocas."""

    @property
    def en_palabras(self) -> str:
        """Lo que dicen sus respuestas, en una frase."""
        if self.reservada:
            return "La contestaron menos de cinco personas: no se muestra."
        if self.media is not None and self.pregunta.clase is ClaseDePregunta.ESCALA:
            return (
                f"{numero(self.media, 1)} de 4 en promedio, con {contar(self.n, 'respuesta', 'respuestas')}."
            )
        if self.aciertos is not None:
            return f"{numero(self.aciertos)} de {contar(self.n, 'persona acertó', 'personas acertaron')}."
        if not self.n:
            return "Nadie la contestó."
        return f"La {'contestó' if self.n == 1 else 'contestaron'} {contar(self.n, 'persona', 'personas')}."


def por_pregunta(
    preguntas: Iterable[Pregunta], hojas: Sequence[Mapping[str, Any]], *, anonima: bool
) -> list[DePregunta]:
    """Cada pregunta con lo que se contestó; en las anónimas, sólo lo que `reserva` deja mostrar."""
    return [_de_una(pregunta, hojas, anonima) for pregunta in preguntas]


def _de_una(pregunta: Pregunta, hojas: Sequence[Mapping[str, Any]], anonima: bool) -> DePregunta:
    contestadas = [hoja[pregunta.clave] for hoja in hojas if hoja.get(pregunta.clave) is not None]
    if anonima and not (contestadas := reserva.de_la_pregunta(hojas, pregunta.clave)):
        return DePregunta(pregunta, 0, reservada=True)
    n = len(contestadas)
    aciertos = sum(acierta(pregunta, una) for una in contestadas) if califica(pregunta) else None
    if pregunta.clase in {ClaseDePregunta.TEXTO_CORTO, ClaseDePregunta.TEXTO_LARGO}:
        return DePregunta(pregunta, n, textos=sorted(map(str, contestadas), key=str.casefold))
    if pregunta.clase is ClaseDePregunta.ESCALA:
        grados = [int(una) for una in contestadas if una in GRADOS]
        leidas = etiquetas_de(pregunta)
        barras = [(f"{grado}. {leidas[grado - 1]}", grados.count(grado), "") for grado in GRADOS]
        return DePregunta(pregunta, n, barras, promedio(grados))
    if pregunta.clase is ClaseDePregunta.NUMERO:
        valores = sorted(float(una) for una in contestadas if isinstance(una, int | float))
        barras = [(en_palabras(pregunta, v), len(list(iguales)), "") for v, iguales in groupby(valores)]
        return DePregunta(pregunta, n, barras, promedio(valores), aciertos)
    barras = []
    for opcion in opciones_de(pregunta):
        clave = str(opcion["clave"])
        elegida = sum(clave in (una if isinstance(una, list) else [una]) for una in contestadas)
        marca = " (correcta)" if califica(pregunta) and opcion.get("correcta") else ""
        barras.append((f"{opcion['texto']}{marca}", elegida, ""))
    return DePregunta(pregunta, n, barras, aciertos=aciertos)


@dataclass(frozen=True)
class Comparada:
    """Una pregunta que está en la inicial y en la final: qué parte la acertó cada vez."""

    texto: str
    antes: tuple[int, int]
    despues: tuple[int, int]


def comparadas(antes: Sequence[DePregunta], despues: Sequence[DePregunta]) -> list[Comparada]:
    """Las preguntas con la misma clave en las dos evaluaciones y con respuesta correcta."""
    iniciales = {una.pregunta.clave: una for una in antes if una.aciertos is not None}
    return [
        Comparada(
            una.pregunta.texto,
            (iniciales[una.pregunta.clave].aciertos or 0, iniciales[una.pregunta.clave].n),
            (una.aciertos or 0, una.n),
        )
        for una in despues
        if una.aciertos is not None and una.pregunta.clave in iniciales
    ]


@dataclass(frozen=True)
class Satisfaccion:
    """La satisfacción de un grupo de ediciones que se pueden mostrar."""

    nombre: str
    ediciones: int
    reservadas: int
    """Cuántas no entran porque solas tienen muy pocas respuestas."""
    n: int
    medias: Mapping[str, float] = field(default_factory=dict)
    """Promedio de cada pregunta de escala, por su clave."""

    @property
    def promedio(self) -> float:
        """El de todas las preguntas."""
        return sum(self.medias.values()) / len(self.medias) if self.medias else 0.0

    @property
    def mejor(self) -> str:
        """La clave de la pregunta mejor valorada."""
        return max(self.medias, key=lambda clave: self.medias[clave], default="")

    @property
    def peor(self) -> str:
        """La clave de la pregunta peor valorada."""
        return min(self.medias, key=lambda clave: self.medias[clave], default="")


def juntar(nombre: str, urnas: Sequence[Sequence[Mapping[str, Any]]], claves: Iterable[str]) -> Satisfaccion:
    """El promedio de cada pregunta en varias ediciones, sin las que no se pueden mostrar solas."""
    visibles = [hojas for hojas in urnas if len(hojas) >= reserva.MINIMO]
    medias = {}
    for clave in claves:
        # De cada edición entra una pregunta sólo si en ella la contestaron suficientes: restar no descubre nada.
        valores = [v for hojas in visibles for v in reserva.de_la_pregunta(hojas, clave) if v in GRADOS]
        if valores:
            medias[clave] = round(sum(valores) / len(valores), 2)
    return Satisfaccion(nombre, len(visibles), len(urnas) - len(visibles), len(reserva.juntar(urnas)), medias)
