"""Quien administra ve qué espera, qué salió y qué no se pudo, y puede volver a enviarlo."""

from pathlib import Path

import pytest

from red.avisos import comandos, envio
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.avisos.redaccion import DE_QUE_TRATA
from red.base import db, transaccion
from tests import fabricas as f
from tests.cliente import Cliente

SALIDA = "/avisos/salida"


@pytest.fixture
def admin(app):
    return f.una_administradora()


def _rechazados(correo, cuantos):
    for n in range(cuantos):
        correo.al_destinatario[f"p{n}@ejemplo.test"] = "550 No existe"
        with transaccion():
            encolar("contrasena_cambiada", f"p{n}@ejemplo.test", {"nombre": "Ana"})
    envio.enviar_pendientes()
    correo.al_destinatario.clear()


def test_dice_que_paso_con_cada_uno(correo, cliente, admin):
    _rechazados(correo, 2)
    with transaccion():
        encolar("contrasena_cambiada", "espera@ejemplo.test", {"nombre": "Ana"})
    cliente.entrar(admin)
    texto = cliente.get(SALIDA).get_data(as_text=True)
    assert "550 No existe" in texto
    assert "Por enviar" in texto
    assert "Enviarlos de nuevo" in texto
    fallidos = cliente.get(f"{SALIDA}?estado=fallido").get_data(as_text=True)
    assert "espera@ejemplo.test" not in fallidos
    assert "p1@ejemplo.test" in fallidos
    assert "p1@ejemplo.test" not in cliente.get(f"{SALIDA}?q=espera").get_data(as_text=True)


def test_se_vuelven_a_enviar_todos_tras_confirmar_cuantos(correo, cliente, admin):
    _rechazados(correo, 3)
    cliente.entrar(admin)
    assert "Enviar de nuevo 3 correos" in cliente.get(f"{SALIDA}/reintentar").get_data(as_text=True)
    assert envio.enviar_pendientes() == {}, "mirar la página no envía nada"
    assert cliente.post(f"{SALIDA}/reintentar").status_code == 303
    assert envio.enviar_pendientes() == {"enviados": 3}
    assert "No hay correos sin enviar" in cliente.get(f"{SALIDA}/reintentar").get_data(as_text=True)


def test_se_vuelve_a_enviar_uno(correo, cliente, admin):
    _rechazados(correo, 2)
    db.session.rollback()
    uno = db.session.scalars(db.select(Aviso).where(Aviso.para == "p0@ejemplo.test")).one()
    cliente.entrar(admin)
    assert (
        cliente.post(f"{SALIDA}/{uno.id}/reintentar", {"estado": "fallido"}).location
        == f"{SALIDA}?estado=fallido"
    )
    assert envio.enviar_pendientes() == {"enviados": 1}
    assert cliente.post(f"{SALIDA}/{uno.id}/reintentar").status_code == 303, "repetirlo no lo envía otra vez"
    assert envio.enviar_pendientes() == {}
    assert cliente.post(f"{SALIDA}/99999/reintentar").status_code == 404


def test_sin_servidor_de_correo_lo_advierte(cliente, admin):
    assert "No hay servidor de correo configurado" in cliente.entrar(admin).get(SALIDA).get_data(as_text=True)


def test_solo_la_administracion_la_ve(app):
    red = f.una_red()
    for persona in (f.una_coordinadora(red), f.una_analista(red), f.una_integrante(red)):
        cliente = Cliente(app).entrar(persona)
        assert cliente.get(SALIDA).status_code == 403
        assert cliente.get(f"{SALIDA}/reintentar").status_code == 403
        assert cliente.post(f"{SALIDA}/reintentar").status_code == 403


def test_las_ordenes_dicen_lo_que_hicieron(app, correo):
    app.cli.add_command(comandos.avisos)
    consola = app.test_cli_runner()
    assert "No había correos por enviar" in consola.invoke(args=["avisos", "enviar"]).output
    with transaccion():
        encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
        encolar("recuperar", "nadie@ejemplo.test", {})
    estado = consola.invoke(args=["avisos", "estado"]).output
    assert "Por enviar: 2" in estado
    assert "El que más espera" in estado
    envio_ = consola.invoke(args=["avisos", "enviar"]).output
    assert "Enviados: 1" in envio_
    assert "Descartados: 1" in envio_
    assert db.session.scalar(db.select(db.func.count()).where(Aviso.estado == EstadoAviso.PENDIENTE)) == 0


def test_cada_correo_se_nombra_en_palabras(app, cliente, admin):
    plantillas = Path(app.root_path, app.template_folder or "", "avisos").resolve().glob("*.txt")
    assert {plantilla.stem for plantilla in plantillas} == DE_QUE_TRATA.keys()
    with transaccion():
        encolar("contrasena_cambiada", "espera@ejemplo.test", {"nombre": "Ana"})
    cliente.entrar(admin)
    texto = cliente.get(SALIDA).text
    assert "Cambió una contraseña" in texto
    assert "Contrasena cambiada" not in texto


def test_cada_estado_se_dice_con_su_palabra(cliente, admin):
    with transaccion():
        for n, estado in enumerate(EstadoAviso):
            encolar("contrasena_cambiada", f"p{n}@ejemplo.test", {"nombre": "Ana"}).estado = estado
    cliente.entrar(admin)
    texto = cliente.get(SALIDA).text
    for estado in EstadoAviso:
        assert estado.etiqueta in texto.partition("<tbody")[2]
