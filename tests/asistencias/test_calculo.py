"""Las cuentas de la asistencia, sin base: el tiempo nunca pasa de la jornada y las firmas no se prestan."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.asistencias import calculo, firmas
from red.asistencias.calculo import Tramo, tiempo_asistido
from red.asistencias.modelos import EstadoAsistencia

NUEVE = datetime(2027, 3, 3, 15, tzinfo=UTC)
CLAVE = "una clave de treinta y dos letras o más"
minutos = st.integers(-600, 900).map(lambda m: NUEVE + timedelta(minutes=m))
duraciones = st.integers(1, 720).map(lambda m: timedelta(minutes=m))
SALA, PASE = firmas.codigo_de_sala(CLAVE, 3, NUEVE), firmas.pase(CLAVE, 3, 9, NUEVE)
CIFRAS = firmas.cifras(CLAVE, 3, NUEVE)
estados = st.sampled_from(list(EstadoAsistencia))


@given(duraciones, estados, st.none() | minutos, st.none() | minutos)
def test_el_tiempo_asistido_nunca_es_negativo_ni_pasa_de_la_jornada(dura, estado, entrada, salida):
    tiempo = tiempo_asistido(Tramo(NUEVE, NUEVE + dura), estado, entrada, salida)
    assert timedelta(0) <= tiempo <= dura
    if not estado.estuvo:
        assert tiempo == timedelta(0)


@given(duraciones, minutos, minutos, st.integers(0, 300))
def test_llegar_mas_tarde_o_salir_mas_temprano_nunca_suma(dura, entrada, salida, de_mas):
    jornada, mas = Tramo(NUEVE, NUEVE + dura), timedelta(minutes=de_mas)
    antes = tiempo_asistido(jornada, EstadoAsistencia.PRESENTE, entrada, salida)
    assert tiempo_asistido(jornada, EstadoAsistencia.PRESENTE, entrada + mas, salida) <= antes
    assert tiempo_asistido(jornada, EstadoAsistencia.PRESENTE, entrada, salida - mas) <= antes


@given(duraciones)
def test_sin_horas_cuenta_la_jornada_entera_y_la_tolerancia_no_descuenta(dura):
    jornada = Tramo(NUEVE, NUEVE + dura)
    assert tiempo_asistido(jornada, EstadoAsistencia.PRESENTE, None, None) == dura
    al_filo = tiempo_asistido(jornada, EstadoAsistencia.PRESENTE, NUEVE + calculo.TOLERANCIA, None)
    assert dura < calculo.TOLERANCIA or al_filo == dura
    assert calculo.al_llegar(jornada, NUEVE + calculo.TOLERANCIA) is EstadoAsistencia.PRESENTE
    tarde = NUEVE + calculo.TOLERANCIA + timedelta(seconds=1)
    assert calculo.al_llegar(jornada, tarde) is EstadoAsistencia.RETARDO


# ------------------------------------------------------------------ Las firmas


@given(st.integers(0, 10_000), st.data())
def test_un_codigo_personal_con_un_signo_cambiado_no_es_de_nadie(inscripcion, datos):
    codigo = firmas.codigo_personal(CLAVE, inscripcion, 7, 9)
    assert firmas.es_suyo(CLAVE, codigo, inscripcion, 7, 9)
    lugar = datos.draw(st.integers(0, len(codigo) - 1))
    otro = datos.draw(st.sampled_from("abcdef0123456789XYZ_-.").filter(lambda s: s != codigo[lugar]))
    alterado = codigo[:lugar] + otro + codigo[lugar + 1 :]
    nombrada = firmas.inscripcion_nombrada(alterado)
    assert nombrada is None or not firmas.es_suyo(CLAVE, alterado, nombrada, 7, 9)


@pytest.mark.parametrize(("edicion", "persona"), [(8, 9), (7, 10)])
def test_un_codigo_personal_es_de_esa_persona_en_esa_edicion(edicion, persona):
    codigo = firmas.codigo_personal(CLAVE, 5, 7, 9)
    assert not firmas.es_suyo(CLAVE, codigo, 5, edicion, persona)
    assert not firmas.es_suyo("otra clave", codigo, 5, 7, 9)


@given(st.integers(0, 10**6).map(lambda s: NUEVE + timedelta(seconds=s)))
def test_el_codigo_de_la_sala_vale_dos_cambios_y_ni_uno_mas(momento):
    codigo = firmas.codigo_de_sala(CLAVE, 3, momento)
    empieza = datetime.fromtimestamp(firmas.vuelta(momento) * firmas.CADA, UTC)
    ultimo = empieza + timedelta(seconds=firmas.CADA * (firmas.VUELTAS + 1)) - timedelta(microseconds=1)
    assert firmas.jornada_del_codigo(CLAVE, codigo, momento) == 3
    assert firmas.jornada_del_codigo(CLAVE, codigo, ultimo) == 3
    assert firmas.jornada_del_codigo(CLAVE, codigo, ultimo + timedelta(seconds=1)) is None
    assert firmas.jornada_del_codigo(CLAVE, codigo, empieza - timedelta(seconds=1)) is None
    assert firmas.jornada_del_codigo("otra clave", codigo, momento) is None


def test_cada_codigo_sirve_para_lo_suyo_y_para_nada_mas():
    sala, pase = firmas.codigo_de_sala(CLAVE, 3, NUEVE), firmas.pase(CLAVE, 3, 9, NUEVE)
    assert firmas.jornada_del_pase(CLAVE, pase, 9, NUEVE) == 3
    assert firmas.jornada_del_pase(CLAVE, pase, 10, NUEVE) is None, "el pase es de quien leyó el código"
    assert firmas.jornada_del_pase(CLAVE, pase, 9, NUEVE + timedelta(seconds=181)) is None
    assert firmas.jornada_del_codigo(CLAVE, pase, NUEVE) is None
    assert firmas.jornada_del_pase(CLAVE, sala, 9, NUEVE) is None
    assert firmas.inscripcion_nombrada(sala) is None


def test_las_seis_cifras_cambian_con_el_codigo():
    cifras = firmas.cifras(CLAVE, 3, NUEVE)
    assert len(cifras) == 6
    assert firmas.son_las_cifras(CLAVE, cifras, 3, NUEVE + timedelta(seconds=89))
    assert not firmas.son_las_cifras(CLAVE, cifras, 3, NUEVE + timedelta(seconds=91))
    assert not firmas.son_las_cifras(CLAVE, cifras, 4, NUEVE)


# ------------------------------------------------------------------ Controles: sin la guarda, lo ajeno pasa


@pytest.mark.parametrize(
    ("guarda", "sin_ella", "paso"),
    [
        ("_igual", lambda *_: True, lambda: firmas.es_suyo(CLAVE, "5.x", 5, 7, 10)),
        ("_igual", lambda *_: True, lambda: firmas.jornada_del_pase(CLAVE, PASE, 10, NUEVE)),
        ("_igual", lambda *_: True, lambda: firmas.jornada_del_codigo("otra", SALA, NUEVE)),
        ("VUELTAS", 99, lambda: firmas.jornada_del_codigo(CLAVE, SALA, NUEVE + timedelta(minutes=9))),
        ("VUELTAS", 99, lambda: firmas.son_las_cifras(CLAVE, CIFRAS, 3, NUEVE + timedelta(minutes=9))),
        ("DURA_EL_PASE", 999, lambda: firmas.jornada_del_pase(CLAVE, PASE, 9, NUEVE + timedelta(minutes=9))),
    ],
    ids=["codigo", "pase ajeno", "sala", "foto", "cifras", "pase viejo"],
)
def test_cada_guarda_de_los_codigos_es_la_que_dice_que_no(monkeypatch, guarda, sin_ella, paso):
    assert not paso()
    monkeypatch.setattr(firmas, guarda, sin_ella)
    assert paso()
