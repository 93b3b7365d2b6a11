"""Cualquier grafo se cuenta igual con networkx que con el motor, y la orden lo dice para personas y para programas."""

import csv
import json
from io import BytesIO
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from red.analisis import estudio as cuentas
from red.analisis.comandos import grafo as orden
from red.analisis.entrada import leer
from red.analisis.estudio import MEDIDAS, Estudio, medir, resumir


def estudio_de(grafo: nx.Graph, **opciones: int) -> Estudio:
    destino = BytesIO()
    nx.write_graphml_xml(grafo, destino)
    return Estudio(leer(destino.getvalue()), **opciones)


def analizar(*argumentos: object) -> Result:
    return CliRunner().invoke(orden, ["analizar", *map(str, argumentos)])


@pytest.fixture
def florencia(tmp_path: Path) -> Path:
    ruta = tmp_path / "florencia.graphml"
    nx.write_graphml_xml(nx.florentine_families_graph(), ruta)
    return ruta


@settings(max_examples=25, deadline=None)
@example(nx.empty_graph(0))
@example(nx.empty_graph(1))
@example(nx.star_graph(40))
@example(nx.karate_club_graph())
@given(
    st.builds(
        nx.gnm_random_graph, st.integers(0, 25), st.sampled_from([0, 5, 25, 60]), seed=st.integers(0, 999)
    )
)
def test_networkx_y_el_motor_cuentan_lo_mismo(grafo: nx.Graph):
    chico, grande = estudio_de(grafo), estudio_de(grafo, desde_nodos=0)

    assert resumir(chico) == resumir(grande)
    for uno, otro in zip(medir(chico, ["todas"]), medir(grande, ["todas"]), strict=True):
        valores, otros = np.array(uno.valores, float), np.array(otro.valores, float)
        np.testing.assert_allclose(valores, otros, atol=1e-8, err_msg=uno.medida.clave)


def test_las_familias_de_florencia_dan_lo_publicado():
    """Wasserman y Faust, 1994, cap. 5 (matrimonios, datos de Padgett y Ansell, 1993)."""
    estudio = estudio_de(nx.florentine_families_graph())
    lugar = {nodo: n for n, nodo in enumerate(estudio.leido.nodos)}
    valor = {m.medida.clave: m.valores for m in medir(estudio, ["intermediacion", "cercania", "restriccion"])}

    assert [round(valor["intermediacion"][lugar[f]] or 0, 3) for f in ("Medici", "Guadagni", "Albizzi")] == [
        0.522,
        0.255,
        0.212,
    ]
    assert round(valor["cercania"][lugar["Medici"]] or 0, 2) == 0.56
    assert round(valor["restriccion"][lugar["Medici"]] or 0, 2) == 0.21
    assert resumir(estudio).articulaciones == 4


def test_lo_que_no_cabe_exacto_se_estima_y_se_dice(monkeypatch: pytest.MonkeyPatch):
    grafo = nx.barabasi_albert_graph(400, 3, seed=1)
    exacta = medir(estudio_de(grafo), ["intermediacion"])[0]
    monkeypatch.setattr(cuentas, "TRABAJO_EXACTO", 1)
    estimada = medir(estudio_de(grafo, semilla=4), ["intermediacion"])[0]
    otra_vez = medir(estudio_de(grafo, semilla=4), ["intermediacion"])[0]

    assert exacta.es_exacta
    assert (estimada.es_exacta, estimada.pivotes) == (False, 400)
    assert estimada.valores == otra_vez.valores
    np.testing.assert_allclose(np.array(estimada.valores), np.array(exacta.valores), atol=1e-9)


def test_la_orden_lo_dice_en_palabras(florencia: Path):
    resultado = analizar(florencia, "--medidas", "intermediacion,restriccion,comunidad")

    assert resultado.exit_code == 0
    assert "florencia.graphml (GraphML): 15 nodos y 20 lazos." in resultado.output
    assert "Si faltara cualquiera de 4 nodos, otros quedarían sin camino entre sí." in resultado.output
    assert resultado.output.index("0.5220  Medici") < resultado.output.index("0.2546  Guadagni")
    assert "De menor a mayor:\n        0.2099  Medici" in resultado.output
    assert "grupos; los más numerosos tienen" in resultado.output


def test_la_orden_lo_dice_completo_en_json_y_en_csv(florencia: Path, tmp_path: Path):
    salida = tmp_path / "medidas.csv"
    resultado = analizar(florencia, "--json", "--medidas", "todas", "--salida", salida)
    dicho = json.loads(resultado.output)

    assert list(dicho) == [
        "version", "archivo", "formato", "nodos", "lazos", "con_pesos", "densidad", "componentes",
        "tamanos_de_componentes", "aislados", "articulaciones", "puentes", "transitividad", "avisos", "motor",
        "semilla", "medidas", "etiquetas",
    ]  # fmt: skip
    assert list(dicho["medidas"]) == list(MEDIDAS)
    assert dicho["medidas"]["grado"]["valores"]["Medici"] == 6
    filas = list(csv.DictReader(salida.read_text("utf-8-sig").splitlines()))
    assert [fila["grado"] for fila in filas if fila["id"] == "Medici"] == ["6"]


def test_la_orden_lee_todos_los_formatos_y_ninguno_manda_en_la_consola(tmp_path: Path):
    (tmp_path / "a.csv").write_text("origen;destino\n\x1b[31mAna;=cmd\n")
    salida = tmp_path / "s.csv"
    resultado = analizar(tmp_path / "a.csv", "--salida", salida)

    assert resultado.exit_code == 0
    assert "\x1b" not in resultado.output
    assert "'=cmd" in salida.read_text()


@pytest.mark.parametrize(
    ("argumentos", "dicho"),
    [
        (["no-existe.gexf"], "no-existe.gexf: No existe, o no es un archivo."),
        (["{malo}"], "malo.csv: Renglón 3: Hay un lazo al que le falta decir a quién une."),
        (
            ["{malo}", "--medidas", "grado,carisma"],
            "No hay una medida «carisma». Las que hay: grado, fuerza,",
        ),
        (["{malo}", "--formato", "gexf"], "malo.csv: Renglón 1: No es GEXF: por dentro es texto."),
    ],
)
def test_lo_que_no_sirve_termina_con_dos_y_un_renglon(tmp_path: Path, argumentos: list[str], dicho: str):
    malo = tmp_path / "malo.csv"
    malo.write_text("origen,destino\na,b\nb\n")
    resultado = analizar(*(argumento.format(malo=malo) for argumento in argumentos))

    assert resultado.exit_code == 2
    assert resultado.stdout == ""
    assert resultado.stderr.startswith(dicho)
    assert resultado.stderr.count("\n") == 1
