"""El texto de un modelo se entiende, lo desconocido se señala con su lugar y los datos son sólo datos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.documentos.composicion import (
    EN_BLANCO,
    Bloque,
    EspacioDesconocido,
    componer,
    llenar,
    revisar,
    usados,
)
from red.documentos.espacios import espacios_de
from red.documentos.la_casa import de_la_casa
from red.documentos.modelos import Papel

CONOCIDOS = espacios_de(Papel.ACTA_INSTALACION)


@pytest.mark.parametrize("papel", Papel)
def test_los_modelos_de_la_casa_solo_piden_lo_que_existe(papel: Papel) -> None:
    texto = de_la_casa(papel)
    revisar(texto.cuerpo, espacios_de(papel))
    assert texto.titulo
    assert usados(texto.cuerpo)
    assert componer(texto.cuerpo, {})[-1].clase in {"firmas", "testigos"}


@pytest.mark.parametrize(
    ("cuerpo", "renglon", "letra", "dice"),
    [
        ("Hola\nA {titlar} le toca", 2, 3, "¿Quisiste decir «{titular}»?"),
        ("{nada que ver con esto}", 1, 1, "Elige uno de la lista"),
        ("Falta {titular", 1, 7, "sin su pareja"),
        ("Sobra titular}", 1, 14, "sin su pareja"),
        ("Son {integrantes} todas", 1, 5, "sola en su renglón"),
        ("{}", 1, 1, "no conocemos"),
        ("{titular} y {\ntitular}", 1, 13, "sin su pareja"),
    ],
)
def test_lo_desconocido_se_rechaza_con_su_lugar(cuerpo: str, renglon: int, letra: int, dice: str) -> None:
    with pytest.raises(EspacioDesconocido) as caso:
        revisar(cuerpo, CONOCIDOS)
    assert (caso.value.renglon, caso.value.letra) == (renglon, letra)
    assert dice in caso.value.mensaje
    assert f"Renglón {renglon}, letra {letra}" in caso.value.mensaje


def test_se_reconocen_las_formas_de_escribir() -> None:
    cuerpo = """Uno
    sigue uno.

    # Orden
    1. Lista
    2. Acta
    - punto
    {integrantes}
    FIRMA: {titular} | Titular
    FIRMA: {enlace} |
    TESTIGO: {testigo_1} |"""
    tabla = [["Nombre"], ["Ana"]]
    assert componer(cuerpo, {"titular": "Ana", "integrantes": tabla}) == [
        Bloque("parrafo", "Uno\nsigue uno."),
        Bloque("subtitulo", "Orden"),
        Bloque("numerada", puntos=("Lista", "Acta")),
        Bloque("lista", puntos=("punto",)),
        Bloque("tabla", puntos=(("Nombre",), ("Ana",))),
        Bloque("firmas", puntos=(("Ana", "Titular"), (EN_BLANCO, ""))),
        Bloque("testigos", puntos=((EN_BLANCO, ""),)),
    ]


@given(st.text(max_size=60))
def test_lo_que_trae_un_dato_no_se_vuelve_a_interpretar(nombre: str) -> None:
    """Un nombre que parece un espacio, una firma o un subtítulo se queda como texto de su párrafo."""
    bloques = componer("A {titular}.", {"titular": nombre, "enlace": "NO DEBE SALIR"})
    assert [bloque.clase for bloque in bloques] == ["parrafo"]
    esperado = " ".join(nombre.split()) or EN_BLANCO
    assert bloques[0].texto == f"A {esperado}."


def test_lo_que_falta_queda_en_blanco() -> None:
    assert llenar("{titular} y {enlace}", {"titular": " "}) == f"{EN_BLANCO} y {EN_BLANCO}"
