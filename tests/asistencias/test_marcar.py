"""Marcar la asistencia: cuándo se puede, quién, qué queda en la historia y cuánto suma."""

from datetime import timedelta

import pytest
import time_machine

from red.asistencias import consultas, operaciones
from red.asistencias.modelos import EstadoAsistencia, Via
from red.asistencias.negativas import (
    FaltaMotivo,
    FueraDePlazo,
    ListaCerrada,
    NoASiMisma,
    SinLugar,
    TodaviaNo,
    YaNoEsHora,
)
from red.asistencias.operaciones import Dicho, Quien
from red.base import transaccion
from red.errores import YaRegistrado
from red.formacion.consultas import jornadas_de
from red.formacion.programacion import FechasQueNoCuadran, Horario
from red.reloj import ahora
from tests import fabricas
from tests.asistencias.conftest import Aula, con_lugar, una_jornada
from tests.formacion.apoyo import corregir

PRESENTE, FALTA = EstadoAsistencia.PRESENTE, EstadoAsistencia.FALTA


def marcar(aula: Aula, persona_id, estado=PRESENTE, quien=None, jornada=None, **de_mas):
    quien = quien or Quien(aula.imparte.id)
    with transaccion():
        return operaciones.marcar(
            (jornada or aula.jornada).id, persona_id, None, Dicho(estado, **de_mas), quien
        )


def test_nadie_marca_una_jornada_que_no_ha_llegado(aula: Aula):
    manana = una_jornada(aula.edicion, ahora() + timedelta(days=1))
    for quien in (Quien(aula.imparte.id), Quien(None, coordina=True), Quien(aula.ana.id, por_si_misma=True)):
        with pytest.raises(TodaviaNo), transaccion():
            operaciones.marcar(manana.id, aula.ana.id, None, Dicho(PRESENTE, motivo="m"), quien)
        with pytest.raises(TodaviaNo), transaccion():
            operaciones.llegar(manana.id, aula.ana.id, Via.CODIGO_DE_SALA, quien)
    with time_machine.travel(manana.inicia_en - timedelta(minutes=50), tick=False):
        assert marcar(aula, aula.ana.id, jornada=manana).nueva, "una hora antes ya se puede"


def test_cada_cambio_queda_en_la_historia_y_la_misma_marca_llega_una_sola_vez(
    aula: Aula, monkeypatch: pytest.MonkeyPatch
):
    clave = "0123456789abcdef-1"
    hecha = marcar(aula, aula.ana.id, clave=clave)
    marcar(aula, aula.ana.id, FALTA, Quien(None, coordina=True))
    repetida = marcar(aula, aula.ana.id, clave=clave)
    assert (hecha.nueva, repetida.nueva) == (True, False)
    una = consultas.asistencia_de(aula.jornada.id, aula.ana.id, None)
    assert una.estado is FALTA, "repetir un envío no deshace lo que alguien corrigió"
    assert [m.estado for m in consultas.historia(una.id)] == [PRESENTE, FALTA]
    marcar(aula, aula.ana.id, clave="otra-clave-distinta-2")
    assert len(consultas.historia(una.id)) == 3, "con otra clave es otra marca"
    monkeypatch.setattr(consultas, "marca_de_clave", lambda _: None)
    with pytest.raises(YaRegistrado):
        marcar(aula, aula.ana.id, clave=clave)  # control: la base tampoco la admite dos veces


def test_lo_que_se_toco_sin_conexion_no_pisa_lo_que_se_dijo_despues(aula: Aula):
    marcar(aula, aula.ana.id, FALTA)
    vieja = marcar(aula, aula.ana.id, PRESENTE, hace=timedelta(minutes=3))
    una = consultas.asistencia_de(aula.jornada.id, aula.ana.id, None)
    assert not vieja.aplicada
    assert una.estado is FALTA
    assert len(consultas.historia(una.id)) == 2, "pero queda en la historia"
    otra = marcar(aula, aula.luz.id, PRESENTE, hace=timedelta(minutes=3))
    assert otra.aplicada
    assert otra.asistencia.anotada_en <= ahora() - timedelta(minutes=3)


def test_cerrar_deja_con_falta_a_quien_no_tiene_marca_y_ya_no_se_marca(aula: Aula):
    quien = Quien(aula.imparte.id)
    marcar(aula, aula.ana.id)
    with transaccion():
        assert operaciones.cerrar(aula.jornada.id, quien) == 1
    assert consultas.asistencia_de(aula.jornada.id, aula.luz.id, None).estado is FALTA
    with pytest.raises(ListaCerrada):
        marcar(aula, aula.luz.id)
    with pytest.raises(FaltaMotivo), transaccion():
        operaciones.reabrir(aula.jornada.id, " ", Quien(None, coordina=True))
    with transaccion():
        operaciones.reabrir(aula.jornada.id, "Llegó por otra puerta", Quien(None, coordina=True))
    assert marcar(aula, aula.luz.id).asistencia.estado is PRESENTE


def test_pasado_el_plazo_corrige_la_coordinacion_y_dice_por_que(aula: Aula):
    with time_machine.travel(aula.jornada.termina_en + timedelta(days=4), tick=False):
        with pytest.raises(FueraDePlazo):
            marcar(aula, aula.ana.id)
        with pytest.raises(FaltaMotivo):
            marcar(aula, aula.ana.id, quien=Quien(None, coordina=True))
        with pytest.raises(YaNoEsHora), transaccion():
            operaciones.llegar(
                aula.jornada.id, aula.ana.id, Via.CODIGO_DE_SALA, Quien(aula.ana.id, por_si_misma=True)
            )
        hecha = marcar(aula, aula.ana.id, quien=Quien(None, coordina=True), motivo="Consta su firma")
    assert hecha.asistencia.motivo == "Consta su firma"


def test_la_lista_es_de_quienes_tienen_lugar(aula: Aula):
    colega = fabricas.una_integrante(aula.red)
    with pytest.raises(SinLugar):
        marcar(aula, colega.id)
    with pytest.raises(FaltaMotivo):
        marcar(aula, aula.ana.id, EstadoAsistencia.JUSTIFICADA)


def test_la_jornada_en_que_se_paso_lista_no_se_quita_ni_se_mueve(aula: Aula):
    otra = una_jornada(aula.edicion, aula.jornada.inicia_en - timedelta(days=1))
    marcar(aula, aula.ana.id)
    corregir(aula.edicion, jornadas=[Horario(aula.jornada.inicia_en, aula.jornada.termina_en)])
    assert otra.id not in {j.id for j in jornadas_de(aula.edicion.id)}, (
        "la que no tiene asistencia sí se quita"
    )
    for horarios in ([], [Horario(aula.jornada.inicia_en, aula.jornada.termina_en + timedelta(hours=1))]):
        with pytest.raises(FechasQueNoCuadran, match="ya se pasó lista"):
            corregir(aula.edicion, jornadas=horarios)


def test_llegar_tarde_irse_antes_y_cuanto_suma(aula: Aula):
    quien = Quien(aula.imparte.id)
    inicia = aula.jornada.inicia_en
    with time_machine.travel(inicia + timedelta(minutes=40), tick=False), transaccion():
        tarde = operaciones.llegar(aula.jornada.id, aula.ana.id, Via.CODIGO_PERSONAL, quien).asistencia
        assert tarde.estado is EstadoAsistencia.RETARDO
        assert not operaciones.ya_puede_salir(tarde, ahora()), "leerlo dos veces seguidas no es irse"
    with time_machine.travel(inicia + timedelta(hours=3), tick=False), transaccion():
        assert operaciones.ya_puede_salir(tarde, ahora())
        operaciones.llegar(aula.jornada.id, aula.ana.id, Via.CODIGO_PERSONAL, quien, se_va=True)
    otra = una_jornada(aula.edicion, inicia - timedelta(days=1), horas=2)
    marcar(aula, aula.ana.id, jornada=otra)
    suyas = consultas.horas_de(aula.edicion.id)
    assert suyas[aula.ana.id].asistidas == round(2 + 140 / 60, 2)
    assert suyas[aula.ana.id].presentes == {aula.jornada.id, otra.id}
    assert (suyas[aula.luz.id].asistidas, suyas[aula.luz.id].jornadas) == (0, 2)
    assert suyas[aula.luz.id].programadas == 6
    assert consultas.presentes_por_jornada(aula.edicion.id) == {aula.jornada.id: (1, 0), otra.id: (1, 0)}


def test_quien_imparte_y_tiene_lugar_no_se_marca_a_si_misma(aula: Aula, monkeypatch: pytest.MonkeyPatch):
    irma, otra = aula.imparte, fabricas.una_integrante(aula.red)
    con_lugar(aula.edicion, irma, 3)
    ella, id = Quien(irma.id), aula.jornada.id
    renglones = consultas.renglones(aula.jornada, consultas.dia_de_jornada(aula.jornada))
    suyo = next(r for r in renglones if r.persona_id == irma.id)
    intentos = (
        lambda: operaciones.marcar(id, irma.id, None, Dicho(PRESENTE), ella),
        lambda: operaciones.llegar(id, irma.id, Via.CODIGO_PERSONAL, ella),
        lambda: operaciones.marcar_varias(id, [(suyo, Dicho(PRESENTE))], ella),
    )
    for intento in intentos:
        with pytest.raises(NoASiMisma), transaccion():
            intento()
    assert consultas.asistencia_de(id, irma.id, None) is None
    assert marcar(aula, aula.ana.id, quien=ella).nueva, "la de las demás, sí"
    for quien in (Quien(irma.id, por_si_misma=True), Quien(otra.id), Quien(irma.id, coordina=True)):
        assert marcar(aula, irma.id, quien=quien).nueva
    with transaccion():
        assert operaciones.marcar_varias(id, [(suyo, Dicho(PRESENTE))], ella) == 0, (
            "decir lo mismo no cambia nada"
        )
    monkeypatch.setattr(Quien, "no_marca_a", lambda *_: False)
    with transaccion():
        assert intentos[0]().nueva, "control: sin la regla se marca"
