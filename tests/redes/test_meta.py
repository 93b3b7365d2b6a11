"""La frase de la meta dice lo que se sabe y calla lo que sería adivinanza."""

from datetime import date

import pytest

from red.redes.meta import Avance, frase

DIA = date(2026, 11, 21)


def decir(valor: int, antes: int | None, meta: int = 100) -> str:
    return frase(Avance(valor, antes), meta, "servidoras públicas", DIA)


def test_sin_historia_solo_dice_cuantas_faltan() -> None:
    assert decir(64, None) == "Faltan 36."


def test_con_paso_suficiente_dice_hacia_cuando_se_alcanza() -> None:
    assert decir(64, 46).endswith("a este paso, la meta se alcanza hacia mayo de 2027.")


def test_con_pocas_altas_no_promete_ninguna_fecha() -> None:
    assert decir(64, 62) == "Faltan 36. En los últimos 90 días creció en 2, ya descontadas las salidas."
    assert decir(64, 63) == "Faltan 36. En los últimos 90 días creció en 1, ya descontadas las salidas."


def test_a_paso_muy_lento_no_da_una_fecha_de_fantasia() -> None:
    assert "más de tres años" in decir(3, 0, meta=1000)


@pytest.mark.parametrize(("antes", "dicho"), [(64, "no creció"), (70, "bajó en 6")])
def test_si_no_crece_lo_dice(antes: int, dicho: str) -> None:
    assert dicho in decir(64, antes)


@pytest.mark.parametrize("valor", [100, 130])
def test_cumplida_ya_no_habla_de_lo_que_falta(valor: int) -> None:
    assert decir(valor, 50) == "La meta de 100 servidoras públicas está cumplida."


def test_cuando_falta_una_habla_en_singular() -> None:
    assert decir(99, None) == "Falta 1."
