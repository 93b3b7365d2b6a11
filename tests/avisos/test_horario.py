"""Lo urgente sale en el acto; lo demás, a sus horas, junto si así se pidió, y nunca dos veces."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from red.avisos import envio, operaciones, preferencias
from red.avisos.horario import Horario
from red.avisos.modelos import Aviso, EstadoAviso, Ritmo
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from tests import fabricas as f

CARTA = {"quien": "Eva", "nombre": "Ana", "nota": "Algo muy privado", "ofrece": "", "busca": "", "clave": "x"}
SANTIAGO = "America/Santiago"


def _a_las(texto):
    return datetime.fromisoformat(texto).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("momento", "zona", "hasta"),
    [
        ("2026-11-21 02:59", "America/Mexico_City", "2026-11-21 02:59"),
        ("2026-11-21 03:00", "America/Mexico_City", "2026-11-21 13:00"),
        ("2026-11-21 12:59", "America/Mexico_City", "2026-11-21 13:00"),
        ("2026-11-21 13:00", "America/Mexico_City", "2026-11-21 13:00"),
        ("2026-11-21 00:30", SANTIAGO, "2026-11-21 10:00"),
    ],
)
def test_de_noche_se_espera_a_la_manana_de_su_red(momento, zona, hasta):
    assert Horario(zona, (21, 7)).despierta(_a_las(momento)) == _a_las(hasta)


def test_el_dia_en_que_cambia_la_hora_tambien_amanece():
    """En Chile el 6 de septiembre de 2026 las doce de la noche son la una: las siete llegan igual."""
    llega = Horario(SANTIAGO, (21, 7)).despierta(_a_las("2026-09-06 03:30"))
    assert llega == _a_las("2026-09-06 10:00")


@pytest.fixture
def con_silencio(app, correo, monkeypatch):
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], silencio=(21, 7)))
    return correo


@pytest.fixture
def ana(app):
    red = f.una_red(zona=SANTIAGO)
    return f.una_integrante(red)


def _preferir(persona, ritmo, desde=21, hasta=7):
    with transaccion():
        preferencias.preferir(persona.id, ritmo, desde, hasta)


def _encolar(plantilla, persona, datos=None):
    with transaccion():
        return encolar(plantilla, persona.correo, datos or {**CARTA}).id


def _estados():
    db.session.rollback()
    return [a.estado for a in db.session.scalars(db.select(Aviso).order_by(Aviso.id))]


def test_de_noche_sale_lo_urgente_y_lo_demas_amanece(con_silencio, ana):
    with time_machine.travel("2026-11-21 04:00:00+00:00", tick=False) as reloj:
        _encolar("carta", ana)
        _encolar("contrasena_cambiada", ana, {"nombre": "Ana"})
        assert envio.enviar_pendientes() == {"enviados": 1}
        assert [m["Subject"] for _, m in con_silencio.recibidos] == ["Tu contraseña cambió"]
        reloj.move_to("2026-11-21 09:59:00+00:00")
        assert envio.enviar_pendientes() == {}
        reloj.move_to("2026-11-21 10:00:00+00:00")
        assert envio.enviar_pendientes() == {"enviados": 1}
    assert all(a.intentos == 1 for a in db.session.scalars(db.select(Aviso))), "esperar no gasta intentos"


def test_una_vez_al_dia_llega_un_solo_correo_sin_lo_de_dentro(con_silencio, ana):
    _preferir(ana, Ritmo.UNA_VEZ_AL_DIA)
    with time_machine.travel("2026-11-21 15:00:00+00:00", tick=False) as reloj:
        _encolar("carta", ana)
        _encolar("carta", ana)
        _encolar("formacion_edicion_reanudada", ana, {"nombre": "Ana", "curso": "Violencia y acoso", "edicion": "1",
            "con_lugar": True, "cuando": "hoy", "donde": "aquí", "edicion_id": 1})  # fmt: skip
        assert envio.enviar_pendientes() == {}
        reloj.move_to("2026-11-22 10:00:30+00:00")
        assert envio.enviar_pendientes() == {"enviados": 1}
        ((_, mensaje),) = con_silencio.recibidos
        assert envio.enviar_pendientes() == {}
    assert mensaje["Subject"] == "Tu resumen del día"
    for forma in ("plain", "html"):
        dicho = mensaje.get_body((forma,)).get_content()
        assert dicho.count("/personas/x") >= 2, "cada uno con su enlace"
        for delicado in ("Algo muy privado", "acoso", "Violencia"):
            assert delicado not in dicho
    assert _estados() == [EstadoAviso.ENVIADO] * 4


def test_si_no_se_pudo_mandar_el_resumen_nada_se_pierde(con_silencio, ana):
    _preferir(ana, Ritmo.UNA_VEZ_AL_DIA)
    with time_machine.travel("2026-11-21 15:00:00+00:00", tick=False) as reloj:
        for _ in range(2):
            _encolar("carta", ana)
        reloj.move_to("2026-11-23 10:01:00+00:00")
        con_silencio.al_mensaje = "554 No"
        assert envio.enviar_pendientes() == {"rechazados": 3}, (
            "rechazado el resumen, cada uno sale por su cuenta"
        )
        con_silencio.al_mensaje = "250 OK"
        with transaccion():
            assert operaciones.reintentar_fallidos() == 3
        assert envio.enviar_pendientes()["enviados"] >= 1
    assert _estados()[:2] == [EstadoAviso.ENVIADO] * 2


def test_uno_que_no_se_deja_redactar_no_detiene_el_resumen(con_silencio, ana, caplog):
    _preferir(ana, Ritmo.UNA_VEZ_AL_DIA)
    with time_machine.travel("2026-11-21 15:00:00+00:00", tick=False) as reloj:
        for datos in ({**CARTA}, {**CARTA}, {"nombre": "Sin lo demás"}):
            _encolar("carta", ana, datos)
        reloj.move_to("2026-11-22 10:01:00+00:00")
        assert envio.enviar_pendientes() == {"enviados": 1, "tropiezos": 1}
    assert _estados() == [
        EstadoAviso.ENVIADO,
        EstadoAviso.ENVIADO,
        EstadoAviso.PENDIENTE,
        EstadoAviso.ENVIADO,
    ]


def test_un_solo_asunto_no_se_vuelve_resumen(con_silencio, ana):
    _preferir(ana, Ritmo.UNA_VEZ_AL_DIA)
    with time_machine.travel("2026-11-21 15:00:00+00:00", tick=False) as reloj:
        _encolar("carta", ana)
        reloj.move_to("2026-11-22 10:01:00+00:00")
        assert envio.enviar_pendientes() == {"enviados": 1}
    assert "te escribe" in con_silencio.recibidos[0][1]["Subject"]


def test_quien_solo_quiere_lo_necesario_no_recibe_lo_que_sólo_cuenta_algo(con_silencio, ana):
    _preferir(ana, Ritmo.SOLO_LO_NECESARIO)
    with time_machine.travel("2026-11-21 15:00:00+00:00", tick=False):
        _encolar("carta", ana)
        _encolar("formacion_cambio", ana, {"nombre": "Ana", "curso": "c", "edicion": "1", "con_lugar": True,
            "cuando": "hoy", "donde": "aquí", "edicion_id": 1})  # fmt: skip
        assert envio.enviar_pendientes() == {"descartados": 1, "enviados": 1}


def test_lo_urgente_no_hace_fila_detras_de_mil(app, correo):
    with transaccion():
        for n in range(60):
            encolar("carta", f"p{n}@ejemplo.test", {**CARTA})
        encolar("contrasena_cambiada", "eva@ejemplo.test", {"nombre": "Eva"})
    envio.enviar_pendientes()
    assert correo.recibidos[0][0] == ["eva@ejemplo.test"]


def test_cada_quien_elige_en_su_pagina(app, cliente, ana):
    cliente.entrar(ana)
    assert cliente.get("/avisos/mis-correos").status_code == 200
    assert cliente.post("/avisos/mis-correos", {"ritmo": "nunca"}).status_code == 422
    datos = {"ritmo": "una_vez_al_dia", "calla_desde": "22", "calla_hasta": "6"}
    assert cliente.post("/avisos/mis-correos", datos).status_code == 303
    assert 'value="22" selected' in cliente.get("/avisos/mis-correos").text.replace(
        'selected value="22"', 'value="22" selected'
    )
