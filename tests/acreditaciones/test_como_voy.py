"""«Cómo voy», lo que me toca responder y la comparación cuestan lo mismo con una edición que con muchas."""

from collections.abc import Callable, Sequence

from flask import Flask

from red.acreditaciones import consultas, operaciones
from red.acreditaciones.elegibilidad import Regla
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Via
from red.base import db, transaccion
from red.evaluaciones import consultas as evaluaciones
from red.evaluaciones import lectura
from red.formacion import imparticion
from red.formacion.consultas import jornadas_de
from red.formacion.modelos import Edicion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora
from tests import fabricas
from tests.cliente import Cliente
from tests.evaluaciones.apoyo import cerrar_plazo, con_lugar, encuesta, una_edicion_con
from tests.fabricas import guardar
from tests.preguntas import consultas_de, contando


def _edicion_de(ana: Persona, red: Red, presente: Sequence[int] = ()) -> Edicion:
    """Una edición de dos jornadas en que Ana tiene lugar con otra persona, y estuvo en ésas."""
    edicion, _ = una_edicion_con(red, 1, jornadas=2)
    con_lugar(edicion, ana, 2)
    for numero, jornada in enumerate(jornadas_de(edicion.id), 1):
        if numero in presente:
            guardar(Asistencia(edicion_id=edicion.id, jornada_id=jornada.id, persona_id=ana.id,
                estado=EstadoAsistencia.PRESENTE, via=Via.LISTA, anotada_en=ahora()))  # fmt: skip
    return edicion


def test_como_voy_en_varias_dice_lo_mismo_que_cada_una(app: Flask) -> None:
    red = fabricas.una_red()
    ana = fabricas.una_integrante(red)
    ediciones = [_edicion_de(ana, red, presente) for presente in ((), (2,), (1, 2))]
    with transaccion():
        operaciones.guardar_regla(Regla(minimo_horas=50), edicion_id=ediciones[1].id)
        operaciones.guardar_regla(
            Regla(minimo_horas=90, minimo_participacion=70), curso_id=ediciones[2].curso_id
        )
        operaciones.anotar_productos(ediciones[0].id, [ana.id], None)
    juntas = consultas.situaciones_en(ediciones, ana.id)
    assert list(juntas) == [una.id for una in ediciones]
    for edicion in ediciones:
        (sola,) = [uno for uno in consultas.situacion_de(edicion.id) if uno.persona_id == ana.id]
        assert juntas[edicion.id] == [sola]
    assert [juntas[una.id][0].alcanzado.value for una in ediciones] == ["ninguno", "acredita", "acredita"]
    assert [sorted(juntas[una.id][0].hechos.presentes) for una in ediciones] == [[], [2], [1, 2]]


def test_mi_formacion_no_pregunta_mas_por_cada_edicion(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    ana = fabricas.una_integrante(red)
    cliente.entrar(ana)

    def otra() -> None:
        encuesta(red, _edicion_de(ana, red, (1,)))

    otra()
    consultas_de(cliente, "/formacion/mias")
    una = consultas_de(cliente, "/formacion/mias")
    for _ in range(4):
        otra()
    assert consultas_de(cliente, "/formacion/mias") <= una + 2
    assert len(evaluaciones.por_responder(ana.id, ahora())) == 5


def test_comparar_por_quien_imparte_no_pregunta_mas_por_cada_edicion(app: Flask) -> None:
    red = fabricas.una_red()

    def otra(quien: str) -> None:
        edicion, _ = una_edicion_con(red, 0)
        cerrar_plazo(encuesta(red, edicion))
        with transaccion():
            imparticion.agregar(edicion.id, imparticion.DeFuera(quien, None), "Instructora")

    def cuesta(comparar: Callable[[], lectura.Comparacion]) -> tuple[int, list[str]]:
        db.session.rollback()
        with contando() as hechas:
            filas = comparar().filas
        return len(hechas), [fila.nombre for fila in filas]

    redes = frozenset({red.id})
    otra("Rosa")
    una, _ = cuesta(lambda: lectura.comparar(redes, "imparte", ahora()))
    for quien in ("Eva", "Inés", "Luz"):
        otra(quien)
    assert cuesta(lambda: lectura.comparar(redes, "imparte", ahora())) == (
        una,
        ["Eva", "Inés", "Luz", "Rosa"],
    )
