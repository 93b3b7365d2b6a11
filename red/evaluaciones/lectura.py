"""Los resultados de una edición, y los de varias juntas, listos para mostrarse."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from red.evaluaciones import consultas, de_fabrica, reserva
from red.evaluaciones.modelos import Aplicacion, ClaseDePregunta, Uso
from red.evaluaciones.resultados import (
    Comparada,
    DePregunta,
    Ganancia,
    Satisfaccion,
    comparadas,
    ganancia,
    juntar,
    por_pregunta,
    promedio,
)
from red.formacion.imparticion import de_ediciones
from red.formacion.modelos import Edicion, Imparte
from red.reloj import dia_de
from red.textos import contar, fecha


@dataclass(frozen=True)
class DeUso:
    """Lo que se respondió en un momento de la edición."""

    aplicacion: Aplicacion
    avance: consultas.Avance
    preguntas: Sequence[DePregunta] = ()
    promedio: float | None = None
    calificadas: int = 0
    sin_lugar: int = 0
    """Cuántas respondieron y después dejaron su lugar: no se cuentan en nada de lo demás."""
    reservado: str = ""
    """Por qué no se muestra todavía, dicho a una persona."""


@dataclass(frozen=True)
class Resultados:
    """Todo lo que dicen las respuestas de una edición."""

    por_uso: Mapping[Uso, DeUso] = field(default_factory=dict)
    ganancia: Ganancia | None = None
    comparadas: Sequence[Comparada] = ()


def de_edicion(edicion: Edicion, momento: datetime) -> Resultados:
    """Los resultados de quienes tienen lugar; los de la encuesta anónima, sólo si `reserva` deja."""
    tienen = {persona.id for persona in consultas.con_lugar(edicion.id)}
    por_uso = {
        uso: _de_uso(puesta, momento, tienen) for uso, puesta in consultas.aplicaciones_de(edicion.id).items()
    }
    inicial, final = por_uso.get(Uso.INICIAL), por_uso.get(Uso.FINAL)
    return Resultados(
        por_uso,
        ganancia(
            *(
                {
                    quien: nota
                    for quien, nota in consultas.calificaciones_de(edicion.id, uso).items()
                    if quien in tienen
                }
                for uso in (Uso.INICIAL, Uso.FINAL)
            )
        ),
        comparadas(inicial.preguntas, final.preguntas) if inicial and final else (),
    )


def _de_uso(puesta: Aplicacion, momento: datetime, tienen: Collection[int]) -> DeUso:
    avance, preguntas = consultas.avance(puesta), consultas.preguntas_de(puesta)
    if puesta.uso.es_anonimo:
        urna = consultas.urna_de(puesta.id)
        if porque := por_que_se_reserva(puesta, len(urna), momento):
            return DeUso(puesta, avance, reservado=porque)
        return DeUso(puesta, avance, por_pregunta(preguntas, urna, anonima=True))
    todas = consultas.hojas_de(puesta.id)
    hojas = [hoja for hoja in todas if hoja.persona_id in tienen]
    respondidas = [hoja.respuestas or {} for hoja in hojas]
    notas = [hoja.calificacion for hoja in hojas if hoja.calificacion is not None]
    return DeUso(
        puesta,
        avance,
        por_pregunta(preguntas, respondidas, anonima=False),
        promedio(notas) if notas else None,
        len(notas),
        len(todas) - len(hojas),
    )


def por_que_se_reserva(puesta: Aplicacion, cuantas: int, momento: datetime) -> str:
    """Por qué los resultados de la encuesta no se muestran; vacío si se muestran."""
    cerrada = puesta.cierra_en <= momento
    if reserva.se_puede_mostrar(cuantas, cerrada):
        return ""
    if not cerrada:
        dia = fecha(dia_de(puesta.cierra_en, puesta.edicion.curso.red.zona))
        return (
            f"Los resultados se ven desde el {dia}, cuando ya nadie pueda responder: así no se sabe qué dijo quien "
            "respondió al último."
        )
    return (
        f"{'Respondió' if cuantas == 1 else 'Respondieron'} {contar(cuantas, 'persona', 'personas')}. Con menos de "
        f"{reserva.MINIMO} los resultados no se muestran, para que nadie pueda saber quién dijo qué."
    )


COLUMNAS = ("Evaluación", "Pregunta", "Respuesta", "Personas", "Contestaron", "Promedio o aciertos")


def en_renglones(resultados: Resultados) -> list[tuple[str, ...]]:
    """Lo mismo que muestra la página, renglón por renglón, para una hoja de cálculo."""
    renglones: list[tuple[str, ...]] = []
    for uso, suyo in resultados.por_uso.items():
        nombre = uso.etiqueta
        if suyo.reservado:
            renglones.append((nombre, "", suyo.reservado, "", str(suyo.avance.respondieron), ""))
        elif suyo.promedio is not None:
            renglones.append((nombre, "Calificación", "", str(suyo.calificadas), "", str(suyo.promedio)))
        for una in suyo.preguntas:
            medida = una.media if una.media is not None else una.aciertos
            comun = (str(una.n), "" if medida is None else str(medida))
            if una.reservada:
                renglones.append((nombre, una.pregunta.texto, una.en_palabras, "", "", ""))
            for respuesta, cuantas, _ in una.barras:
                renglones.append((nombre, una.pregunta.texto, respuesta, str(cuantas), *comun))
            renglones += [(nombre, una.pregunta.texto, texto, "1", *comun) for texto in una.textos]
    if resultados.ganancia:
        renglones.append(("Inicial y final", "", resultados.ganancia.en_palabras, "", "", ""))
    return renglones


# ------------------------------------------------------------------ Varias ediciones


POR = (("curso", "Curso"), ("edicion", "Edición"), ("imparte", "Quién imparte"), ("anio", "Año"))


@dataclass(frozen=True)
class Comparacion:
    """La satisfacción de varias ediciones, agrupada."""

    filas: Sequence[Satisfaccion]
    columnas: Sequence[tuple[str, str]]
    """Clave y texto de cada pregunta que se compara."""


def comparar(redes: frozenset[int] | None, por: str, momento: datetime) -> Comparacion:
    """La satisfacción por curso, por quien imparte o por año; de las preguntas de escala."""
    puestas = consultas.encuestas_cerradas(redes, momento)
    urnas = consultas.urnas_de([puesta.id for puesta in puestas])
    imparten = de_ediciones(puesta.edicion_id for puesta in puestas) if por == "imparte" else {}
    columnas: dict[str, str] = {}
    grupos: dict[str, list[list[dict[str, Any]]]] = {}
    for puesta in puestas:
        for una in consultas.preguntas_de(puesta):
            if una.clase is ClaseDePregunta.ESCALA:
                columnas[una.clave] = una.texto
        for nombre in _grupos_de(puesta.edicion, por, imparten):
            grupos.setdefault(nombre, []).append(urnas.get(puesta.id, []))
    de_fabrica_primero = [clave for clave, _ in de_fabrica.OCHO if clave in columnas]
    orden = [*de_fabrica_primero, *(clave for clave in columnas if clave not in de_fabrica_primero)]
    # Las ediciones van como ocurrieron: así se ve cómo cambia un curso con el tiempo.
    en_orden = grupos.items() if por == "edicion" else sorted(grupos.items())
    filas = [juntar(nombre, suyas, orden) for nombre, suyas in en_orden]
    return Comparacion(filas, [(clave, columnas[clave]) for clave in orden])


def _grupos_de(edicion: Edicion, por: str, imparten: Mapping[int, Sequence[Imparte]]) -> Iterable[str]:
    if por == "anio":
        return [str(edicion.termina_el.year)]
    if por == "edicion":
        return [f"{edicion.curso.nombre}, {edicion.nombre}, {edicion.fechas}"]
    if por == "imparte":
        return [uno.quien for uno in imparten[edicion.id]] or ["Sin quien imparta registrado"]
    return [edicion.curso.nombre]
