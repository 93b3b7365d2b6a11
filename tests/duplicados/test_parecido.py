"""Dos registros se parecen por razones que se pueden decir; nada de eso depende de cómo se escribió."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.duplicados import agrupar, nombres, parecido
from red.duplicados.nombres import Nombre, una_letra
from red.duplicados.parecido import UMBRAL, FichaInstitucion, FichaPersona, Parecido

PILA = ("María", "Ma.", "Elena", "José", "J.", "Luz", "Ángeles", "de los Ángeles", "Ana", "Sofía")
APELLIDOS = ("García", "Hernández", "Hdez.", "de la Cruz", "Núñez", "Vázquez", "Ruiz", "Montes de Oca", "O")
uno_o_dos = st.lists(st.sampled_from(PILA), min_size=1, max_size=3).map(" ".join)
fichas = st.builds(
    FichaPersona.de,
    uno_o_dos,
    st.sampled_from(APELLIDOS),
    st.none() | st.sampled_from(APELLIDOS),
    st.lists(
        st.sampled_from(("ana.garcia@a.mx", "ana.garcia@b.mx", "ana.garsia@a.mx", "unidad@a.mx")), max_size=2
    ),
    st.lists(st.sampled_from(("33 1234 5678", "3312345678", "12")), max_size=1),
    st.none() | st.integers(1, 2),
)
instituciones = st.builds(
    FichaInstitucion.de,
    st.lists(
        st.sampled_from(("Secretaría", "Dir.", "de", "Cultura", "Salud", "Municipal", "12", "13")),
        min_size=1,
        max_size=5,
    ).map(" ".join),
    st.none() | st.sampled_from(("SC", "DCM", "SALUD")),
    st.integers(1, 2),
    st.lists(st.sampled_from(("Instituto de Cultura", "Secretaría de Cultura")), max_size=1),
)


def sin_adornos(texto: str) -> str:
    """Lo mismo, en mayúsculas y sin acentos."""
    plano = unicodedata.normalize("NFD", texto.upper())
    return "".join(letra for letra in plano if not unicodedata.combining(letra))


@given(fichas, fichas, st.integers(1, 40))
def test_parecerse_es_mutuo(una: FichaPersona, otra: FichaPersona, homonimas: int) -> None:
    ida = parecido.parecido_de_personas(una, otra, homonimas)
    vuelta = parecido.parecido_de_personas(otra, una, homonimas)
    assert (ida.puntos, sorted(ida.razones)) == (vuelta.puntos, sorted(vuelta.razones))
    assert 0 <= ida.puntos <= 100


@given(fichas)
def test_cada_quien_se_parece_cien_a_si_misma(una: FichaPersona) -> None:
    assert parecido.parecido_de_personas(una, una).puntos == 100


@given(instituciones, instituciones)
def test_con_las_instituciones_tambien(una: FichaInstitucion, otra: FichaInstitucion) -> None:
    ida, vuelta = parecido.parecido_de_instituciones(una, otra), parecido.parecido_de_instituciones(otra, una)
    assert (ida.puntos, sorted(ida.razones)) == (vuelta.puntos, sorted(vuelta.razones))
    assert parecido.parecido_de_instituciones(una, una).puntos == 100


@given(uno_o_dos, st.sampled_from(APELLIDOS), st.none() | st.sampled_from(APELLIDOS), fichas)
def test_los_acentos_y_las_mayusculas_no_cuentan(
    pila: str, primero: str, segundo: str | None, otra: FichaPersona
) -> None:
    escrita = FichaPersona.de(pila, primero, segundo)
    llana = FichaPersona.de(sin_adornos(pila), sin_adornos(primero), segundo and sin_adornos(segundo))
    assert escrita == llana
    assert parecido.parecido_de_personas(escrita, otra) == parecido.parecido_de_personas(llana, otra)


@given(st.text("abcde", max_size=7), st.text("abcde", max_size=7))
def test_una_letra_es_la_distancia_de_damerau(una: str, otra: str) -> None:
    assert una_letra(una, otra) == (_distancia(una, otra) == 1)


def _distancia(una: str, otra: str) -> int:
    """La definición, sin atajos."""
    tabla = {(i, 0): i for i in range(len(una) + 1)} | {(0, j): j for j in range(len(otra) + 1)}
    for i in range(1, len(una) + 1):
        for j in range(1, len(otra) + 1):
            tabla[i, j] = min(
                tabla[i - 1, j] + 1, tabla[i, j - 1] + 1, tabla[i - 1, j - 1] + (una[i - 1] != otra[j - 1])
            )
            if i > 1 and j > 1 and una[i - 1] == otra[j - 2] and una[i - 2] == otra[j - 1]:
                tabla[i, j] = min(tabla[i, j], tabla[i - 2, j - 2] + 1)
    return tabla[len(una), len(otra)]


MISMAS = [
    (("María Elena", "García", "López"), ("Maria Elena", "GARCIA", "Lopez"), "mismo nombre"),
    (("Ma. Elena", "García", "López"), ("María Elena", "García", "López"), "mismo nombre"),
    (("Mª Elena", "García", "López"), ("Elena", "García", "López"), "omite parte"),
    (("Ana", "de la Cruz", "Ruiz"), ("Ana", "Cruz", "Ruiz"), "mismo nombre"),
    (("Ana", "García", "López"), ("Ana", "García", None), "una tiene segundo apellido y la otra no"),
    (("Ana", "Hernández", "López"), ("Ana", "Hernándes", "López"), "difiere en una letra"),
    (("Ana", "Hernández", "López"), ("Ana", "Hdez.", "López"), "mismo nombre"),
    (("Ana", "García", "López"), ("Ana", "López", "García"), "otro orden"),
    (("Sofía Ana", "García", "López"), ("Ana Sofía", "García", "López"), "otro orden"),
    (("J.", "García", "López"), ("Josefa", "García", "López"), "inicial"),
    (("García", "Ana", "López"), ("Ana", "García", "López"), "otro orden"),
    (("Ana", "Ruiz y Paz", None), ("Ana", "Ruiz Paz", None), "mismo nombre"),
]
OTRAS = [
    (("Ana", "García", "López"), ("Ana", "García", "Ramírez")),
    (("Ana", "García", "López"), ("Eva", "García", "López")),
    (("Ana", "García", "López"), ("Ana", "Gómez", "López")),
    (("Luz María", "García", "López"), ("Rosa María", "García", "López")),
]


@pytest.mark.parametrize(("una", "otra", "razon"), MISMAS)
def test_se_reconoce_a_la_misma_persona(una: tuple, otra: tuple, razon: str) -> None:
    hallado = parecido.parecido_de_personas(
        FichaPersona.de(*una, ["uno@a.mx"]), FichaPersona.de(*otra, ["dos@b.mx"])
    )
    assert hallado.puntos >= UMBRAL
    assert any(razon in dicha for dicha in hallado.razones), hallado


@pytest.mark.parametrize(("una", "otra"), OTRAS)
def test_no_se_confunde_a_dos_personas(una: tuple, otra: tuple) -> None:
    assert parecido.parecido_de_personas(FichaPersona.de(*una), FichaPersona.de(*otra)).puntos < UMBRAL


def test_lo_que_comparten_suma_y_se_dice() -> None:
    base = ("Ana", "García", "López")
    solas = parecido.parecido_de_personas(
        FichaPersona.de(*base, ["ana1@a.mx"]), FichaPersona.de(*base, ["x@b.mx"])
    )
    juntas = parecido.parecido_de_personas(
        FichaPersona.de(*base, ["ana.garcia@a.mx"], ["33 1234 5678"], 7),
        FichaPersona.de(*base, ["ana.garcia@b.mx"], ["(33)12345678"], 7),
    )
    assert juntas.puntos > solas.puntos
    assert {"mismo teléfono", "misma institución", "mismo usuario de correo en otro dominio"} <= set(
        juntas.razones
    )


def test_un_nombre_que_llevan_muchas_no_basta() -> None:
    una, otra = (
        FichaPersona.de("Ana", "García", "López", ["a@a.mx"]),
        FichaPersona.de("Ana", "García", "López", ["b@b.mx"]),
    )
    assert parecido.parecido_de_personas(una, otra, 30).puntos < UMBRAL
    assert parecido.parecido_de_personas(una, otra, 2).puntos >= UMBRAL


@pytest.mark.parametrize(
    ("una", "otra", "son"),
    [
        (("Secretaría de Cultura", "SC", 1), ("SRIA. DE CULTURA", None, 1), True),
        (("Instituto Municipal de las Mujeres", "IMM", 1), ("IMM", None, 1), True),
        (("H. Ayuntamiento de Tonalá", None, 1), ("Ayuntamiento de Tonalá", None, 1), True),
        (("Secretaría de Cultura", None, 1), ("Secretaría de Cultura", None, 2), False),
        (("Secundaria 12", None, 1), ("Secundaria 13", None, 1), False),
        (("Secretaría de Cultura", None, 1), ("Secretaría de Salud", None, 1), False),
        (("Instituto de Cultura", None, 1, ["Casa de la Cultura"]), ("Casa de la Cultura", None, 1), True),
    ],
)
def test_instituciones(una: tuple, otra: tuple, son: bool) -> None:
    hallado = parecido.parecido_de_instituciones(FichaInstitucion.de(*una), FichaInstitucion.de(*otra))
    assert (hallado.puntos >= UMBRAL) is son, hallado


@settings(max_examples=60, deadline=None)
@given(st.lists(fichas, max_size=30))
def test_agrupar_no_pierde_a_quien_se_llama_igual(lista: list[FichaPersona]) -> None:
    por_llave = dict(enumerate(lista, 1))
    hallados = agrupar.pares_de_personas(por_llave)
    assert all(una < otra for una, otra in hallados)
    for (una, ficha), (otra, segunda) in (
        (a, b) for a in por_llave.items() for b in por_llave.items() if a[0] < b[0]
    ):
        if ficha == segunda and ficha.nombre.primero and ficha.nombre.principal:
            assert hallados[una, otra] == Parecido(100, ("todo lo que se compara es igual",))


def test_comparar_crece_con_la_lista_y_no_con_su_cuadrado(monkeypatch: pytest.MonkeyPatch) -> None:
    """Todas se llaman igual, que es lo peor: aun así cada una se compara con unas pocas.

    Sólo se cuenta: como ningún par se da por hallado, ninguno se salta después.
    """
    hechas = 0

    def contar(*_fichas: object) -> Parecido:
        nonlocal hechas
        hechas += 1
        return parecido.NADA

    monkeypatch.setattr(agrupar, "parecido_de_personas", contar)

    def comparadas(cuantas: int) -> int:
        nonlocal hechas
        hechas = 0
        agrupar.pares_de_personas(
            {
                n: FichaPersona.de("Ana", "García", "López", [f"u{n:05d}@a.mx"], [], n % 7)
                for n in range(1, cuantas + 1)
            }
        )
        return hechas

    pocas, muchas = comparadas(500), comparadas(2000)
    assert muchas <= 4.5 * pocas
    assert muchas < 2000 * 200


def test_la_vara_se_nota() -> None:
    """Si comparar fuera sólo por iguales, la errata no se hallaría."""
    una, otra = Nombre.de("Ana", "Hernández", "López"), Nombre.de("Ana", "Hernándes", "López")
    assert una != otra
    assert nombres.fonetica(una.primero) == nombres.fonetica(otra.primero)
