"""La cuenta de cuánto lleva alguien: pura, con cualquier historia."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.trayectos import avance
from red.trayectos.avance import EstadoDeAvance, Pedido, Progreso, Situacion, pasos_de

HOY = date(2027, 3, 1)
AYER, MANANA = HOY - timedelta(days=1), HOY + timedelta(days=1)


@dataclass
class Hecha:
    id: int
    curso_id: int | None
    obtenido_el: date
    vence_el: date | None = None


CURSO, CONTENIDO = Pedido("Curso", curso_id=1, plazo_meses=6), Pedido("Contenido", contenido_id=9)


@pytest.mark.parametrize(
    ("hechas", "tomando", "desde", "situacion"),
    [
        ([], {}, HOY, Situacion.PENDIENTE),
        ([], {}, HOY - timedelta(days=400), Situacion.ATRASADO),
        ([], {(1, None): 5}, HOY - timedelta(days=400), Situacion.EN_CURSO),
        ([Hecha(1, 1, AYER)], {}, HOY - timedelta(days=400), Situacion.HECHO),
        ([Hecha(1, 1, MANANA)], {}, HOY, Situacion.PENDIENTE),  # lo que todavía no ocurre no cuenta
        ([Hecha(1, 1, AYER, HOY)], {}, HOY, Situacion.POR_VENCER),  # el último día todavía vale
        ([Hecha(1, 1, AYER, AYER)], {}, HOY, Situacion.VENCIDO),
        ([Hecha(1, 1, AYER, AYER), Hecha(2, 1, AYER)], {}, HOY, Situacion.HECHO),
        ([Hecha(1, 2, AYER)], {}, HOY, Situacion.PENDIENTE),
    ],
)
def test_cada_paso_dice_como_va(
    hechas: list[Hecha], tomando: dict[tuple[int | None, int | None], int], desde: date, situacion: Situacion
) -> None:
    (paso,) = pasos_de([(CURSO, desde)], hechas, {}, tomando, HOY)
    assert paso.situacion is situacion


@pytest.mark.parametrize(("vencio", "para_el"), [(AYER, date(2027, 9, 1)), (HOY - timedelta(days=1), None)])
def test_lo_que_vencio_antes_de_tener_la_funcion_se_pide_desde_que_se_tiene(
    vencio: date, para_el: date | None
) -> None:
    desde = HOY if para_el else HOY - timedelta(days=30)
    (paso,) = pasos_de([(CURSO, desde)], [Hecha(1, 1, vencio - timedelta(days=90), vencio)], {}, {}, HOY)
    assert (paso.vence_el, paso.para_el) == (vencio, para_el or vencio)


def test_lo_mismo_pedido_por_dos_funciones_es_un_paso_con_el_plazo_que_vence_antes() -> None:
    despacio = Pedido("Curso", curso_id=1, plazo_meses=24)
    (paso,) = pasos_de([(despacio, HOY), (CURSO, HOY)], [], {}, {}, HOY)
    assert paso.para_el == date(2027, 9, 1)
    (sin_prisa,) = pasos_de([(Pedido("Curso", curso_id=1), HOY), (CURSO, HOY)], [], {}, {}, HOY)
    assert sin_prisa.para_el == paso.para_el


def test_un_contenido_se_cubre_con_cualquier_formacion_que_lo_diga() -> None:
    hecha = Hecha(7, None, AYER)
    (paso,) = pasos_de([(CONTENIDO, HOY)], [hecha], {7: {9: 0}}, {}, HOY)
    assert paso.situacion is Situacion.HECHO
    (otro,) = pasos_de([(CONTENIDO, HOY)], [hecha], {7: {8: 20}}, {}, HOY)
    assert otro.situacion is Situacion.PENDIENTE


dias = st.dates(HOY - timedelta(days=900), HOY + timedelta(days=900))
pedidos = st.builds(
    Pedido, st.just("x"), curso_id=st.integers(1, 3), plazo_meses=st.none() | st.integers(1, 30)
) | st.builds(Pedido, st.just("x"), contenido_id=st.integers(1, 3))
hechas = st.lists(st.builds(Hecha, st.integers(1, 9), st.none() | st.integers(1, 3), dias, st.none() | dias))


@given(st.lists(st.tuples(pedidos, dias)), hechas, hechas)
def test_terminar_mas_nunca_deja_a_nadie_peor(
    lo_pedido: list[tuple[Pedido, date]], unas: list[Hecha], otras: list[Hecha]
) -> None:
    no_empeora(lo_pedido, unas, otras)


def no_empeora(lo_pedido: list[tuple[Pedido, date]], unas: list[Hecha], otras: list[Hecha]) -> None:
    """Con las otras además, cumple lo mismo o más, y el estado dice lo que sus pasos."""
    cubren = {n: {n % 3 + 1: 4} for n in range(1, 10)}
    antes = Progreso(pasos_de(lo_pedido, unas, cubren, {}, HOY))
    despues = Progreso(pasos_de(lo_pedido, [*unas, *otras], cubren, {}, HOY))
    assert len(antes.pasos) == len(despues.pasos) == len({p.llave for p, _ in lo_pedido})
    assert antes.hechos <= despues.hechos
    for progreso in (antes, despues):
        assert (progreso.estado is EstadoDeAvance.AL_DIA) == (bool(progreso.pasos) and not progreso.faltan)
        if progreso.estado is EstadoDeAvance.ATRASADA:
            assert progreso.siguiente is not None
            assert progreso.siguiente.situacion in {Situacion.ATRASADO, Situacion.VENCIDO}


def test_control_la_cuenta_nota_que_solo_vale_lo_ultimo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Si contara sólo lo último que se tomó, repetir un curso que ya venció borraría el que sigue vigente."""
    historia = [(CURSO, HOY)], [Hecha(1, 1, AYER)], [Hecha(2, 1, AYER, AYER)]
    no_empeora(*historia)
    sirven = avance._sirven
    monkeypatch.setattr(avance, "_sirven", lambda *lo_suyo: sirven(*lo_suyo)[-1:])
    with pytest.raises(AssertionError):
        no_empeora(*historia)
