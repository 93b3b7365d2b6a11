"""Quién acredita: para cualquier regla y cualquier asistencia, hacer más nunca quita y pedir más nunca da."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from red.acreditaciones.elegibilidad import Hechos, Regla, en_frase, obligatorias, resolver
from red.acreditaciones.modelos import Alcanzado, Jornadas

NIVEL = {Alcanzado.NINGUNO: 0, Alcanzado.PARTICIPA: 1, Alcanzado.ACREDITA: 2}


@st.composite
def reglas(draw: st.DrawFn) -> Regla:
    minimo = draw(st.integers(0, 100))
    return Regla(
        minimo_horas=minimo,
        minimo_participacion=draw(st.integers(0, minimo)),
        jornadas=draw(st.sampled_from(Jornadas)),
        elegidas=draw(st.frozensets(st.integers(1, 6))),
        minima_calificacion=draw(st.none() | st.integers(0, 100)),
        exige_encuesta=draw(st.booleans()),
        producto=draw(st.sampled_from(["", "el plan de trabajo"])),
    )


@st.composite
def hechos(draw: st.DrawFn) -> Hechos:
    total = draw(st.integers(0, 160)) / 4
    cuantas = draw(st.integers(0, 6))
    return Hechos(
        horas=draw(st.floats(0, total)) if total else 0.0,
        total_horas=total,
        presentes=draw(st.frozensets(st.integers(1, max(cuantas, 1)))) if cuantas else frozenset(),
        cuantas_jornadas=cuantas,
        calificacion=draw(st.none() | st.floats(0, 100)),
        encuesta=draw(st.booleans()),
        producto=draw(st.booleans()),
    )


@settings(max_examples=120)
@given(reglas(), hechos(), st.data())
def test_hacer_mas_nunca_quita_lo_alcanzado(regla: Regla, suyos: Hechos, data: st.DataObject) -> None:
    antes = resolver(regla, suyos)
    nota = suyos.calificacion
    mejores = replace(
        suyos,
        horas=data.draw(st.floats(suyos.horas, suyos.total_horas)) if suyos.total_horas else 0.0,
        presentes=suyos.presentes | data.draw(st.frozensets(st.integers(1, 6))),
        calificacion=data.draw(st.floats(0.0 if nota is None else nota, 100)),
        encuesta=suyos.encuesta or data.draw(st.booleans()),
        producto=suyos.producto or data.draw(st.booleans()),
    )
    despues = resolver(regla, mejores)
    assert NIVEL[despues.alcanzado] >= NIVEL[antes.alcanzado]
    assert len(despues.faltas) <= len(antes.faltas)


@settings(max_examples=120)
@given(reglas(), hechos(), st.data())
def test_pedir_mas_nunca_da_lo_que_no_se_tenia(regla: Regla, suyos: Hechos, data: st.DataObject) -> None:
    minima = regla.minima_calificacion
    exigente = replace(
        regla,
        minimo_horas=data.draw(st.integers(regla.minimo_horas, 100)),
        elegidas=regla.elegidas | data.draw(st.frozensets(st.integers(1, 6))),
        minima_calificacion=data.draw(st.integers(0 if minima is None else minima, 100)),
        exige_encuesta=True,
        producto="el plan de trabajo",
    )
    assert NIVEL[resolver(exigente, suyos).alcanzado] <= NIVEL[resolver(regla, suyos).alcanzado]


@settings(max_examples=120)
@given(reglas(), hechos())
def test_acredita_quien_no_le_falta_nada_y_solo_ella(regla: Regla, suyos: Hechos) -> None:
    veredicto = resolver(regla, suyos)
    assert veredicto.acredita == (not veredicto.faltas)
    cumple = (
        obligatorias(regla, suyos.cuantas_jornadas) <= suyos.presentes
        and (
            regla.minima_calificacion is None
            or (-1 if suyos.calificacion is None else suyos.calificacion) + 1e-6 >= regla.minima_calificacion
        )
        and (suyos.encuesta or not regla.exige_encuesta)
        and (suyos.producto or not regla.producto)
    )
    if veredicto.acredita:
        assert cumple, "nadie acredita sin cumplir cada cosa por separado"


def test_lo_que_falta_se_dice_con_lo_que_falta_de_verdad() -> None:
    regla = Regla(
        minimo_horas=80, exige_encuesta=True, jornadas=Jornadas.ELEGIDAS, elegidas=frozenset({2, 9})
    )
    suyos = Hechos(horas=14, total_horas=20, presentes=frozenset({1, 3}), cuantas_jornadas=5)
    veredicto = resolver(regla, suyos)
    assert veredicto.alcanzado is Alcanzado.PARTICIPA
    assert en_frase(veredicto.faltas) == (
        "Te faltan 2 horas de asistencia, haber estado en la jornada 2, que es obligatoria y responder la encuesta de "
        "satisfacción."
    )
    assert resolver(regla, replace(suyos, horas=16, presentes=frozenset({2}), encuesta=True)).acredita
    assert not resolver(Regla(), Hechos()).acredita, "sin jornadas registradas nadie acredita por horas"
