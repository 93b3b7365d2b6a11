"""Las cuentas de un levantamiento, sin base: entre qué números está la verdad y qué cambió de uno a otro."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.levantamientos.avance import AvanceDeInstitucion
from red.levantamientos.avance import publicables as de_instituciones
from red.levantamientos.modelos import Etapa, Levantamiento
from red.levantamientos.recuento import (
    MINIMO,
    Dicho,
    Recuento,
    comparar,
    dias_de_recordatorio,
    par,
    publicables,
)

INSTITUCIONES = st.integers(0, 9).map(lambda n: frozenset(range(1, n + 1)))


@st.composite
def respuestas(draw: st.DrawFn) -> tuple[frozenset[int], list[tuple[int, list[Dicho]]]]:
    """Unas instituciones y lo que contestaría cada persona de ellas, si todas contestaran."""
    instituciones = draw(INSTITUCIONES)
    if not instituciones:
        return instituciones, []
    una = st.sampled_from(sorted(instituciones))
    personas = draw(st.lists(una, max_size=8))
    # Alguien puede nombrar a la suya o a una que ya no está: nada de eso es un lazo.
    con = st.one_of(una, st.just(99))
    return instituciones, [
        (
            de,
            [
                Dicho(de, otra, draw(st.integers(1, 4)), draw(st.booleans()), draw(st.sampled_from((True, False, None))))
                for otra in draw(st.lists(con, max_size=6, unique=True))
            ],
        )
        for de in personas
    ]  # fmt: skip


def _recuento(
    instituciones: frozenset[int], todas: list[tuple[int, list[Dicho]]], contestaron: set[int]
) -> Recuento:
    faltan: dict[int, int] = {}
    for lugar, (de, _) in enumerate(todas):
        if lugar not in contestaron:
            faltan[de] = faltan.get(de, 0) + 1
    dichos = tuple(d for lugar in sorted(contestaron) for d in todas[lugar][1])
    return Recuento(instituciones, dichos, faltan)


@settings(max_examples=60)
@given(respuestas(), st.data())
def test_la_verdad_cae_entre_las_cotas_llegue_lo_que_llegue(
    caso: tuple[frozenset[int], list[tuple[int, list[Dicho]]]], data: st.DataObject
) -> None:
    instituciones, todas = caso
    lugares = set(range(len(todas)))
    contestaron = data.draw(st.sets(st.sampled_from(sorted(lugares)))) if lugares else set()
    parcial, entero = (_recuento(instituciones, todas, quienes) for quienes in (contestaron, lugares))
    menor, mayor = parcial.cotas
    assert 0 <= menor <= entero.cotas[0] <= mayor <= 1
    assert entero.cotas[0] == entero.cotas[1], "cuando contestan todas no queda nada por saber"


@settings(max_examples=40)
@given(respuestas())
def test_lo_confirmado_formal_y_fragil_siempre_se_declaro(
    caso: tuple[frozenset[int], list[tuple[int, list[Dicho]]]],
) -> None:
    instituciones, todas = caso
    r = _recuento(instituciones, todas, set(range(len(todas))))
    assert r.confirmados | r.formales | r.fragiles | r.cruzan <= r.declarados
    assert all(una < otra and {una, otra} <= instituciones for una, otra in r.declarados)
    for una, otra in r.confirmados:
        assert {d.de for d in r.por_par[una, otra]} == {una, otra}
    assert len(r.declarados) <= r.posibles


@settings(max_examples=40)
@given(respuestas(), respuestas())
def test_cada_lazo_comun_cae_en_un_solo_lado_de_la_comparacion(
    antes: tuple[frozenset[int], list[tuple[int, list[Dicho]]]],
    ahora: tuple[frozenset[int], list[tuple[int, list[Dicho]]]],
) -> None:
    (una, suyas), (otra, estas) = antes, ahora
    a, b = (_recuento(i, t, set(range(len(t)))) for i, t in ((una, suyas), (otra, estas)))
    hubo = comparar(a, b, frozenset(d for d, _ in suyas), frozenset(d for d, _ in estas))
    partes = [hubo.siguen, hubo.nuevos, hubo.perdidos, hubo.por_saber]
    juntas = {p for p in a.declarados | b.declarados if set(p) <= una & otra}
    assert frozenset().union(*partes) == juntas
    assert sum(map(len, partes)) == len(juntas)


def test_no_contestar_no_es_dejar_de_trabajar() -> None:
    """El control: con la misma ausencia, si quien lo dijo volvió a contestar, sí se perdió."""
    todas = frozenset({1, 2, 3})
    antes, ahora = Recuento(todas, (Dicho(1, 2),)), Recuento(todas, ())
    callada = comparar(antes, ahora, frozenset({1}), frozenset({3}))
    assert (callada.perdidos, callada.por_saber) == (frozenset(), {par(1, 2)})
    volvio = comparar(antes, ahora, frozenset({1}), frozenset({1}))
    assert (volvio.perdidos, volvio.por_saber) == ({par(1, 2)}, frozenset())


def test_de_una_persona_depende_solo_si_nadie_dice_lo_contrario() -> None:
    fragil = Recuento(frozenset({1, 2}), (Dicho(1, 2, depende=True), Dicho(2, 1, depende=None)))
    firme = Recuento(frozenset({1, 2}), (Dicho(1, 2, depende=True), Dicho(2, 1, depende=False)))
    assert fragil.fragiles == {(1, 2)}
    assert not firme.fragiles


def test_la_intensidad_de_un_lazo_es_la_que_las_dos_sostienen() -> None:
    r = Recuento(frozenset({1, 2}), (Dicho(1, 2, 4), Dicho(1, 2, 2), Dicho(2, 1, 3)))
    assert r.intensidad_de((1, 2)) == 3


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8))
def test_ninguna_cifra_publicada_es_de_menos_de_cinco_personas(cuentas: dict[str, int]) -> None:
    visibles, juntas = publicables(cuentas)
    assert all(cuantas >= MINIMO for _, cuantas in visibles)
    assert juntas == 0 or juntas >= MINIMO
    escondido = sum(cuentas.values()) - sum(c for _, c in visibles) - juntas
    assert 0 <= escondido < MINIMO, "lo que se calla no se saca restando de lo que se dice"
    assert not (escondido and visibles), "si algo se calla, no hay de qué restarlo"


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=7))
def test_a_quien_no_coordina_no_se_le_dice_de_tan_pocas_que_se_sabria_quien_falta(
    pares: list[tuple[int, int]],
) -> None:
    filas = [
        AvanceDeInstitucion(todas, min(van, todas), f"I{lugar}", lugar)
        for lugar, (todas, van) in enumerate(pares)
    ]
    dichas = de_instituciones(filas, MINIMO)
    assert all(fila.consultadas >= MINIMO for fila in dichas)
    callado = sum(fila.consultadas for fila in filas) - sum(fila.consultadas for fila in dichas)
    assert callado == 0 or not dichas, "lo que se calla no se saca restando"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 120))
def test_se_recuerda_a_lo_mas_dos_veces_y_nunca_el_dia_en_que_abre(abre: date, dura: int) -> None:
    cierra = date.fromordinal(abre.toordinal() + dura)
    dias = dias_de_recordatorio(abre, cierra)
    assert len(dias) <= 2
    assert list(dias) == sorted(set(dias))
    assert all(abre < dia <= cierra for dia in dias)


@pytest.mark.parametrize(
    ("programado", "abierto", "cerrado", "dia", "etapa"),
    [
        (False, False, False, 5, Etapa.BORRADOR),
        (True, False, False, 5, Etapa.PROGRAMADO),
        (True, True, False, 5, Etapa.ABIERTO),
        (False, True, False, 9, Etapa.ABIERTO),
        (False, True, False, 10, Etapa.CERRADO),
        (False, True, True, 5, Etapa.CERRADO),
    ],
)
def test_la_etapa_la_dicen_sus_fechas(
    programado: bool, abierto: bool, cerrado: bool, dia: int, etapa: Etapa
) -> None:
    momento = datetime(2026, 11, 1, tzinfo=UTC)
    este = Levantamiento(
        abre_el=date(2026, 11, 1),
        cierra_el=date(2026, 11, 9),
        programado_en=momento if programado else None,
        abierto_en=momento if abierto else None,
        cerrado_en=momento if cerrado else None,
    )
    assert este.etapa(date(2026, 11, dia)) is etapa
