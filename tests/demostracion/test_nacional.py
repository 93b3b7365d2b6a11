"""La Red nacional sintética: tamaños, llaves que resuelven y la forma que dice tener."""

import time
from collections import Counter, defaultdict
from datetime import date

import pytest

from red.demostracion.nacional import COLUMNAS, INSTITUCIONES, PERSONAS, POR_PERSONA, Fila, lotes

HOY = date(2026, 11, 21)
LAZOS = tuple(POR_PERSONA)


def juntar(**opciones: int) -> dict[str, list[Fila]]:
    tablas: dict[str, list[Fila]] = defaultdict(list)
    for lote in lotes(HOY, **opciones):
        tablas[lote.tabla] += lote.filas
    return tablas


@pytest.fixture(scope="module")
def pais() -> dict[str, list[Fila]]:
    return juntar(personas=4_000, instituciones=1_600)


@pytest.mark.lento
def test_a_escala_completa_son_cien_mil_personas_y_seiscientos_mil_lazos_en_segundos():
    principio = time.process_time()
    cuantas: Counter[str] = Counter()
    for lote in lotes(HOY):
        assert len(lote.filas) <= 10_000
        cuantas[lote.tabla] += len(lote.filas)
    gastado = time.process_time() - principio
    assert cuantas["personas"] == PERSONAS == 100_000
    assert cuantas["instituciones"] == INSTITUCIONES == 40_000
    assert sum(cuantas[tabla] for tabla in LAZOS) == pytest.approx(600_000, rel=0.01)
    assert gastado < 20, f"tardó {gastado:.1f} s de procesador"


def test_las_tablas_salen_en_orden_y_con_sus_columnas():
    vistas: list[str] = []
    for lote in lotes(HOY, personas=500, instituciones=200):
        assert lote.columnas == COLUMNAS[lote.tabla]
        assert all(len(fila) == len(lote.columnas) for fila in lote.filas)
        if lote.tabla not in vistas:
            vistas.append(lote.tabla)
    assert vistas == list(COLUMNAS)


def test_la_misma_semilla_da_lo_mismo_y_otra_no(pais):
    assert juntar(personas=4_000, instituciones=1_600) == pais
    assert juntar(personas=4_000, instituciones=1_600, semilla=7) != pais


def test_son_valores_llanos_que_una_base_de_datos_entiende(pais):
    for filas in pais.values():
        for fila in filas[:50]:
            assert {type(valor) for valor in fila} <= {int, str, date, type(None)}


def test_los_numeros_son_consecutivos_y_las_llaves_resuelven(pais):
    personas, instituciones = len(pais["personas"]), len(pais["instituciones"])
    for tabla in ("instituciones", "personas", "unidades", "ediciones"):
        assert [fila[0] for fila in pais[tabla]] == list(range(1, len(pais[tabla]) + 1))
    llaves = {"persona": personas, "declara": personas, "con_persona": personas, "institucion": instituciones,
              "madre": instituciones, "unidad": len(pais["unidades"]), "edicion": len(pais["ediciones"])}  # fmt: skip
    for tabla, columnas in COLUMNAS.items():
        for lugar, columna in enumerate(columnas):
            if columna in llaves:
                valores = [fila[lugar] for fila in pais[tabla] if fila[lugar] is not None]
                assert 1 <= min(valores) <= max(valores) <= llaves[columna], (tabla, columna)


def test_cada_institucion_viene_despues_de_su_madre_y_es_de_su_estado(pais):
    territorio = {fila[0]: fila[4] for fila in pais["instituciones"]}
    con_madre = [fila for fila in pais["instituciones"] if fila[5]]
    assert len(con_madre) > len(pais["instituciones"]) / 2
    for fila in con_madre:
        assert fila[5] < fila[0]
        assert territorio[fila[5]] == fila[4]


def test_nada_se_repite_donde_no_puede_repetirse(pais):
    unicos = {
        "correos": [fila[4] for fila in pais["personas"]],
        "nombres en un territorio": [(fila[4], fila[1]) for fila in pais["instituciones"]],
        "puesto de hoy": [fila[0] for fila in pais["adscripciones"] if fila[5] is None],
        "inscripción": [fila[:2] for fila in pais["inscripciones"]],
        "lugar": [(fila[0], fila[2]) for fila in pais["inscripciones"] if fila[2]],
        "colaboración": [frozenset(fila[:2]) for fila in pais["colaboraciones"]],
        "función": [fila[:3:2] for fila in pais["designaciones"] if fila[2] != "enlace"],
        "designación": [fila[:3] for fila in pais["designaciones"]],
    }
    for cosa, valores in unicos.items():
        assert len(valores) == len(set(valores)), cosa
    assert not [fila for fila in pais["colaboraciones"] if fila[0] == fila[1]]


def test_las_fechas_son_posibles(pais):
    for fila in pais["adscripciones"]:
        assert fila[5] is None or fila[4] <= fila[5] < HOY
    for tabla, columna in (
        ("membresias", 1),
        ("designaciones", 3),
        ("inscripciones", 3),
        ("colaboraciones", 3),
    ):
        assert all(fila[columna] <= HOY for fila in pais[tabla]), tabla
    for fila in pais["unidades"]:
        assert fila[6] <= HOY
        assert fila[5] is None or fila[6] <= fila[5] <= HOY
    for fila in pais["ediciones"]:
        assert fila[6] < fila[7] < fila[8] <= fila[9]


def test_el_cupo_se_respeta(pais):
    cupos = {fila[0]: fila[5] for fila in pais["ediciones"]}
    assert all(fila[2] is None or fila[2] <= cupos[fila[0]] for fila in pais["inscripciones"])
    assert 0 < sum(fila[2] is None for fila in pais["inscripciones"]) < len(pais["inscripciones"]) / 8


def test_nueve_de_cada_diez_colaboraciones_quedan_en_el_mismo_estado(pais):
    territorio = {fila[0]: fila[4] for fila in pais["instituciones"]}
    estado = {fila[0]: territorio[fila[1]] for fila in pais["adscripciones"] if fila[5] is None}
    dentro = sum(estado[fila[0]] == estado[fila[1]] for fila in pais["colaboraciones"])
    assert 0.85 < dentro / len(pais["colaboraciones"]) < 0.97


def test_los_tamanos_de_las_instituciones_son_muy_desiguales(pais):
    tamanos = Counter(fila[1] for fila in pais["adscripciones"] if fila[5] is None)
    mayores = sum(cuantas for _, cuantas in tamanos.most_common(len(pais["instituciones"]) // 20))
    assert mayores > len(pais["personas"]) * 0.25
    assert len(tamanos) < len(pais["instituciones"]), "debe haber instituciones sin nadie"


def test_un_hoy_demasiado_antiguo_se_dice():
    with pytest.raises(ValueError, match="01/01/2024"):
        next(lotes(date(2020, 1, 1)))
