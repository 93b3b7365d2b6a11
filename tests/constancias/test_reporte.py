"""«Elegibles sin constancia»: se cuenta una vez al día, se dice a quien coordina y no se le debe a nadie en silencio."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, escribir
from red.base import db, transaccion
from red.constancias import consultas, emisiones, hechos, operaciones, reporte, sueltas, trabajos
from red.constancias.modelos import ClaseDeConstancia
from red.constancias.vistas import apartados
from red.formacion import imparticion, logros
from red.formacion.modelos_logros import ClaseDeLogro, Logro
from red.permisos import Identidad, Papel, Rol
from red.reloj import hoy
from tests import fabricas as f
from tests.constancias.conftest import emitir, emitir_todas, terminan, una_terminada

LAS_NUEVE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""En Guadalajara son las nueve."""


def _correos():
    db.session.rollback()
    return list(
        db.session.scalars(
            db.select(Aviso).where(Aviso.plantilla == "constancias_por_emitir").order_by(Aviso.id)
        )
    )


def test_se_cuenta_una_vez_al_dia_y_se_escribe_solo_si_hay_mas(app, red, coordinadora, edicion, firmante):
    ana, eva = f.una_persona(), f.una_persona()
    with time_machine.travel(LAS_NUEVE - timedelta(hours=2), tick=False):
        terminan(edicion, [ana])
        trabajos.elegibles_sin_constancia()
        assert _correos() == [], "a las siete todavía no"
    with time_machine.travel(LAS_NUEVE, tick=False):
        trabajos.elegibles_sin_constancia()
        trabajos.elegibles_sin_constancia()
        assert [uno.cuantas for uno in consultas.reportes_de(red.id)] == [1]
        assert [uno.para for uno in _correos()] == [coordinadora.correo]
        carta = escribir(_correos()[0])
        assert carta.asunto == "Hay constancias por emitir"
        assert "Grupo A: 1" in carta.en_texto
    with time_machine.travel(LAS_NUEVE + timedelta(days=1), tick=False):
        trabajos.elegibles_sin_constancia()
        assert len(_correos()) == 1, "sigue la misma: no se insiste"
        terminan(edicion, [eva])
    with time_machine.travel(LAS_NUEVE + timedelta(days=2), tick=False):
        trabajos.elegibles_sin_constancia()
        assert len(_correos()) == 2
        assert [uno.cuantas for uno in consultas.reportes_de(red.id)] == [2, 1, 1]
        emitir_todas(app, edicion, 2)
        with pytest.raises(NoHaceFalta):
            escribir(_correos()[-1])


def test_solo_cuenta_lo_terminado_aqui_que_sigue_en_pie(app, red, edicion, firmante):
    ana, eva, rosa = (f.una_persona() for _ in range(3))
    otra = una_terminada(f.una_red())
    terminan(edicion, [ana, eva, rosa])
    terminan(otra, [ana])
    emitir(edicion, ana)
    with transaccion():
        logros.retirar(consultas.por_emitir(edicion.id, [eva.id])[0][0], "Faltó.")
    assert [(una.edicion.id, una.cuantas) for una in consultas.ediciones_por_emitir(red.id)] == [
        (edicion.id, 1)
    ]
    assert [persona.id for _, persona in consultas.por_emitir(edicion.id)] == [rosa.id]


def test_la_que_se_queda_sin_sustento_se_pide_revisar(app, red, edicion, firmante):
    ana = f.una_persona()
    terminan(edicion, [ana])
    suya = emitir(edicion, ana)
    assert consultas.sin_fundamento(red.id) == []
    with transaccion():
        logros.retirar(db.session.scalars(db.select(Logro)).one(), "Se revisó su asistencia.")
    assert consultas.sin_fundamento(red.id) == [suya]
    with app.test_request_context():
        coordina = Identidad(1, 1, "C", (Papel(Rol.COORDINADORA, red.id),))
        pendiente = apartados._por_emitir(red, coordina)
        assert [uno.texto for uno in pendiente] == ["1 constancia por revisar"]
        assert apartados._por_emitir(red, Identidad(1, 1, "A", (Papel(Rol.ANALISTA, red.id),))) == []


def test_la_que_dice_otra_cosa_se_revisa_y_se_cambia_por_la_que_corresponde(
    app, red, coordinadora, edicion, firmante, cliente
):
    """La edición se vuelve a cerrar: quien acreditaba participó y al revés. Ninguna vale sin que alguien lo sepa."""
    ana, luz, eva = (f.una_persona() for _ in range(3))
    terminan(edicion, [ana, eva], ClaseDeLogro.ACREDITACION)
    terminan(edicion, [luz], ClaseDeLogro.PARTICIPACION)
    de_ana, de_luz, de_eva = (emitir(edicion, una) for una in (ana, luz, eva))
    terminan(edicion, [ana], ClaseDeLogro.PARTICIPACION)
    terminan(edicion, [luz], ClaseDeLogro.ACREDITACION)
    assert consultas.sin_fundamento(red.id) == [de_ana, de_luz]
    assert hechos.que_revisar(de_eva) == "", "el control: la que dice lo que consta no se revisa"
    with pytest.raises(operaciones.DiceOtraCosa, match="0002"):
        emitir(edicion, luz)
    cliente.entrar(coordinadora)
    assert "Dice que participó y ahora consta que acreditó." in cliente.get(f"/constancias/{de_luz.id}").text
    with transaccion():
        operaciones.revocar(de_luz, "Se volvió a cerrar la edición.", None)
        operaciones.revocar(de_eva, "Copió.", None)
    assert [persona.id for _, persona in consultas.por_emitir(edicion.id)] == [luz.id], (
        "lo revocado no vuelve solo"
    )
    assert emitir(edicion, luz).clase is ClaseDeConstancia.ACREDITACION
    assert consultas.sin_fundamento(red.id) == [de_ana]


def test_si_ya_no_consta_que_impartio_se_pide_revisar(app, red, edicion, firmante):
    with transaccion():
        rosa, sara = (
            imparticion.agregar(edicion.id, imparticion.DeFuera(nombre, None), "Consultora")
            for nombre in ("Rosa Vidal", "Sara Ruiz")
        )
    suya, _ = (sueltas.emitir(sueltas.de_quien_impartio(una, None, hoy())) for una in (rosa, sara))
    assert consultas.sin_fundamento(red.id) == []
    with transaccion():
        imparticion.retirar(rosa.id, "No fue ella.")
    assert consultas.sin_fundamento(red.id) == [suya]
    assert "haya impartido" in hechos.que_revisar(suya)


def test_un_tramo_no_anota_la_que_dejo_de_decir_lo_que_consta(app, red, edicion, firmante):
    ana = f.una_persona()
    terminan(edicion, [ana], ClaseDeLogro.PARTICIPACION)
    with transaccion():
        emision = emisiones.pedir(edicion.id, 1, None, hoy())
    tramo = emisiones.Tramo(app, emision, hoy())
    tramo.preparar()
    terminan(edicion, [ana], ClaseDeLogro.ACREDITACION)
    with pytest.raises(operaciones.SeMovio), transaccion():
        tramo.guardar()
    trabajos.emitir_constancias()
    assert [una.clase for una in consultas.de_edicion(edicion.id)] == [ClaseDeConstancia.ACREDITACION]


def test_dos_procesos_a_la_vez_no_cuentan_dos_veces(app, red, edicion):
    with transaccion():
        una = reporte.contar_hoy(red, hoy())
        assert reporte.contar_hoy(red, hoy()) is una
