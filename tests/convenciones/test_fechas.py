"""Una fecha a medias se lee, se guarda y se vuelve a leer igual, y nunca dice más de lo que se sabe."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red import textos
from red.fechas import FechaParcial, Precision, VigenciaParcial
from red.reloj import dia_de

DIAS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(DIAS, st.sampled_from(Precision))
def test_se_vuelve_a_leer_igual_lo_que_se_guarda_y_lo_que_se_muestra(dia: date, precision: Precision) -> None:
    primero = {
        Precision.DIA: dia,
        Precision.MES: dia.replace(day=1),
        Precision.ANIO: dia.replace(month=1, day=1),
    }
    dicha = FechaParcial(primero[precision], precision)
    assert FechaParcial.leer(str(dicha)) == dicha
    assert FechaParcial.leer(dicha.en_palabras) == dicha
    assert FechaParcial.leer(dicha.en_palabras.upper()) == dicha


@given(DIAS, st.sampled_from(Precision))
def test_el_tramo_abarca_justo_lo_que_puede_ser(dia: date, precision: Precision) -> None:
    largo = {Precision.ANIO: 4, Precision.MES: 7, Precision.DIA: 10}[precision]
    dicha = FechaParcial.leer(dia.isoformat()[:largo])
    assert dicha.primero <= dia <= dicha.ultimo
    for afuera in (dicha.primero - timedelta(days=1), dicha.ultimo + timedelta(days=1)):
        assert afuera.isoformat()[:largo] != str(dicha)


@given(DIAS, st.sampled_from(Precision))
def test_el_fin_de_una_vigencia_recuerda_como_se_dijo(dia: date, precision: Precision) -> None:
    class Periodo(VigenciaParcial):
        """Sólo para la prueba: sin tabla."""

    largo = {Precision.ANIO: 4, Precision.MES: 7, Precision.DIA: 10}[precision]
    dicha = FechaParcial.leer(dia.isoformat()[:largo])
    periodo = Periodo()
    periodo.empezar(dicha)
    periodo.terminar(dicha)
    assert (periodo.desde_dicho, periodo.hasta_dicho) == (dicha, dicha)
    assert periodo.esta_vigente(dia)
    periodo.terminar(None)
    assert periodo.hasta_dicho is None


@pytest.mark.parametrize(
    ("escrito", "leido"),
    [
        ("setiembre de 2020", "2020-09"),
        ("Sept. 2020", "2020-09"),
        ("1/2/2021", "2021-02-01"),
        ("2021/02", "2021-02"),
        ("2021-02-01 00:00:00", "2021-02-01"),
        (" 3 de enero del 2019. ", "2019-01-03"),
    ],
)
def test_se_entienden_las_maneras_de_las_oficinas(escrito: str, leido: str) -> None:
    assert str(FechaParcial.leer(escrito)) == leido


@pytest.mark.parametrize(
    "escrito", ["", "21", "ayer", "31/02/2021", "2021-13", "9999", "1899", "ma 2021", "2021-00-01"]
)
def test_lo_que_no_es_fecha_se_rechaza(escrito: str) -> None:
    with pytest.raises(ValueError):
        FechaParcial.leer(escrito)


@pytest.mark.parametrize("escribir", [textos.fecha, textos.fecha_corta])
def test_un_instante_no_se_dice_como_dia_sin_su_zona(escribir: Callable[[date], str]) -> None:
    instante = datetime(2026, 11, 10, 2, tzinfo=UTC)
    with pytest.raises(TypeError):
        escribir(instante)
    assert escribir(dia_de(instante)).startswith("9 ")
    assert escribir(dia_de(instante, "UTC")).startswith("10 ")
