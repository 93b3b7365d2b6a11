"""La sesión se cierra cuando debe, en todas partes, y una copia de la cookie no la resucita."""

from datetime import timedelta

import pytest
import time_machine

from red.acceso.consultas import cuenta_de_persona
from red.acceso.operaciones import terminar_papel
from red.base import db, transaccion
from red.permisos import Identidad, Papel, Rol
from tests import fabricas as f
from tests.acceso.visitas import intentar
from tests.cliente import Cliente

MIA = "/acceso/contrasena"
ADMINISTRA = Identidad(papeles=(Papel(Rol.ADMINISTRADORA),))


def _dentro(cliente) -> bool:
    return cliente.get(MIA).status_code == 200


def _copia(app, cliente) -> Cliente:
    """Otro navegador con la misma cookie: lo que tendría quien la robó."""
    otra = Cliente(app)
    galleta = cliente.navegador.get_cookie("sesion")
    otra.navegador.set_cookie("sesion", galleta.value)
    return otra


@pytest.fixture
def ana(app):
    persona = f.una_persona()
    f.una_cuenta(persona)
    return persona


def test_la_cookie_cambia_al_entrar(app, cliente, ana):
    cliente.get("/acceso/entrar")
    antes = cliente.navegador.get_cookie("sesion")
    intentar(cliente, ana.correo)
    despues = cliente.navegador.get_cookie("sesion")
    assert antes is None or antes.value != despues.value
    assert despues.http_only
    assert despues.same_site == "Lax"
    assert despues.path == "/"


def test_salir_cierra_tambien_las_copias_de_la_cookie(app, cliente, ana):
    intentar(cliente, ana.correo)
    robada = _copia(app, cliente)
    assert _dentro(robada), "control: antes de salir la copia sí abre"
    respuesta = cliente.post("/acceso/salir")
    assert respuesta.status_code == 303
    assert "cache" in respuesta.headers["Clear-Site-Data"]
    assert not _dentro(cliente)
    assert not _dentro(robada)


def test_salir_de_un_equipo_no_saca_de_los_demas(app, ana):
    oficina, telefono = Cliente(app), Cliente(app)
    intentar(oficina, ana.correo)
    intentar(telefono, ana.correo)
    oficina.post("/acceso/salir")
    assert not _dentro(oficina)
    assert _dentro(telefono)


def test_cerrar_las_demas_sesiones_deja_solo_esta(app, ana):
    oficina, telefono = Cliente(app), Cliente(app)
    intentar(oficina, ana.correo)
    intentar(telefono, ana.correo)
    assert telefono.post("/acceso/cerrar-sesiones").status_code == 303
    assert _dentro(telefono)
    assert not _dentro(oficina)


def test_no_se_sale_con_un_enlace(cliente, ana):
    assert cliente.entrar(ana).get("/acceso/salir").status_code == 405


def test_cerrar_la_cuenta_cierra_sus_sesiones(cliente, ana):
    intentar(cliente, ana.correo)
    with transaccion():
        cuenta_de_persona(ana.id).activa = False
    assert not _dentro(cliente)


def test_terminar_un_papel_cierra_la_sesion_en_la_siguiente_peticion(app, cliente):
    red = f.una_red()
    coordinadora = f.una_coordinadora(red)
    intentar(cliente, coordinadora.correo)
    assert cliente.get("/acceso/papeles").status_code == 200
    from red.acceso.modelos import Asignacion

    papel = db.session.scalars(db.select(Asignacion).where(Asignacion.persona_id == coordinadora.id)).one()
    with transaccion():
        terminar_papel(ADMINISTRA, papel)
    assert cliente.get("/acceso/papeles").status_code == 302
    intentar(cliente, coordinadora.correo)
    assert cliente.get("/acceso/papeles").status_code == 403, (
        "y al volver a entrar el papel ya no rige, aun hoy"
    )


def test_un_papel_con_fecha_deja_de_regir_al_pasar_el_dia(app, cliente):
    red = f.una_red()
    persona = f.una_persona()
    f.una_cuenta(persona)
    with time_machine.travel("2026-11-21 18:00:00+00:00", tick=False) as reloj:
        from red.reloj import hoy

        f.un_papel(persona, Rol.COORDINADORA, red=red, desde=hoy(), hasta=hoy())
        cliente.entrar(persona)
        assert cliente.get("/acceso/papeles").status_code == 200
        reloj.shift(timedelta(days=1))
        assert cliente.entrar(persona).get("/acceso/papeles").status_code == 403


def test_la_sesion_dura_doce_horas_aunque_se_use_sin_parar(app, cliente, ana):
    with time_machine.travel("2026-11-21 08:00:00+00:00", tick=False) as reloj:
        intentar(cliente, ana.correo)
        for _ in range(23):
            reloj.shift(timedelta(minutes=31))
            assert _dentro(cliente)
        reloj.shift(timedelta(minutes=31))
        assert not _dentro(cliente)


def test_quien_tiene_un_papel_vuelve_a_entrar_tras_media_hora_sin_uso(app):
    red = f.una_red()
    coordinadora, integrante = f.una_coordinadora(red), f.una_integrante(red)
    con_papel, sin_papel = Cliente(app), Cliente(app)
    with time_machine.travel("2026-11-21 08:00:00+00:00", tick=False) as reloj:
        intentar(con_papel, coordinadora.correo)
        intentar(sin_papel, integrante.correo)
        for _ in range(3):
            reloj.shift(timedelta(minutes=29))
            assert _dentro(con_papel), "mientras se usa, sigue"
        reloj.shift(timedelta(minutes=31))
        assert not _dentro(con_papel)
        assert not _dentro(con_papel), "y recargar no la revive"
        assert _dentro(sin_papel)


def test_una_cookie_alterada_no_abre_nada(app, cliente, ana):
    intentar(cliente, ana.correo)
    valor = cliente.navegador.get_cookie("sesion").value
    for lugar in range(0, len(valor) - 1, 7):  # la última letra de la firma lleva bits que no dicen nada
        otra = Cliente(app)
        otra.navegador.set_cookie(
            "sesion", valor[:lugar] + ("A" if valor[lugar] != "A" else "B") + valor[lugar + 1 :]
        )
        assert not _dentro(otra)


def test_las_sesiones_cerradas_se_olvidan_cuando_su_cookie_ya_no_valdria(app, ana):
    from red.acceso.modelos import SesionCerrada

    with time_machine.travel("2026-11-21 08:00:00+00:00", tick=False) as reloj:
        for _ in range(3):
            cliente = Cliente(app)
            intentar(cliente, ana.correo)
            cliente.post("/acceso/salir")
        reloj.shift(timedelta(hours=13))
        cliente = Cliente(app)
        intentar(cliente, ana.correo)
        cliente.post("/acceso/salir")
    assert db.session.scalar(db.select(db.func.count()).select_from(SesionCerrada)) == 1


def test_al_cerrarse_la_sesion_se_dice_que_paso_y_se_vuelve_al_formulario(app):
    red = f.una_red()
    coordinadora = f.una_coordinadora(red)
    cliente = Cliente(app)
    with time_machine.travel("2026-11-21 08:00:00+00:00", tick=False) as reloj:
        intentar(cliente, coordinadora.correo)
        reloj.shift(timedelta(minutes=31))
        enviado = cliente.post("/personas/mi-perfil", {"nombre": "Rosa"})
        assert enviado.location == "/acceso/entrar?siguiente=/personas/mi-perfil"
        assert "lo que escribiste no se guardó" in cliente.get(enviado.location).text
        assert intentar(cliente, coordinadora.correo, siguiente="/personas/mi-perfil").location == (
            "/personas/mi-perfil"
        )
        reloj.shift(timedelta(minutes=31))
        vista = cliente.get("/acceso/papeles")
        assert "después de un rato sin usarla" in cliente.get(vista.location).text
    nueva = Cliente(app).get("/acceso/papeles", sigue=True)
    assert "Tu sesión se cerró" not in nueva.text, "control: quien no tenía sesión no la perdió"


def test_lo_enviado_sin_sesion_a_donde_no_se_puede_ir_vuelve_a_la_pagina_de_la_que_salio(app):
    ajena = {"Referer": "https://otro.test/robo"}
    propia = {"Referer": "http://localhost/personas/mi-perfil?inicio=1"}
    assert Cliente(app).post("/acceso/cerrar-sesiones", headers=propia).location == (
        "/acceso/entrar?siguiente=/personas/mi-perfil?inicio%3D1"
    )
    assert Cliente(app).post("/acceso/cerrar-sesiones", headers=ajena).location == "/acceso/entrar"
