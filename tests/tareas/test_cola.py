"""La cola hace de verdad lo que se le pide, en otro proceso, y repasa cada minuto lo que se le escapó."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from huey import crontab

from red.aplicacion import crear_app
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.configuracion import Entorno
from red.tareas import cola
from tests.motores import configurar

RAIZ = Path(__file__).parent.parent.parent


@pytest.fixture
def instalacion(bases, tmp_path):
    """Una instalación como la que se levanta: base propia y cola embebida en un archivo."""
    configuracion = configurar(bases.nueva("sqlite"), tmp_path, entorno=Entorno.DEMO)
    app = crear_app(configuracion)
    with app.app_context():
        yield app
        db.engine.dispose()
    app.extensions["cola"].storage.close()


def _atender(app):
    configuracion = app.config["RED"]
    entorno = {
        **os.environ,
        "RED_ENTORNO": "demo",
        "RED_BASE_DATOS": configuracion.base_datos,
        "RED_INSTANCIA": str(configuracion.instancia),
        "RED_CLAVE_SECRETA": configuracion.clave_secreta,
    }
    orden = [sys.executable, "-m", "flask", "--app", "wsgi", "tareas", "atender"]
    return subprocess.Popen(
        orden, cwd=RAIZ, env=entorno, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _enviados() -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).where(Aviso.estado == EstadoAviso.ENVIADO))


def _esperar(cuantos, segundos=30):
    limite = time.monotonic() + segundos
    while _enviados() < cuantos and time.monotonic() < limite:
        time.sleep(0.1)
    return _enviados()


@pytest.mark.lento
def test_lo_que_se_pide_lo_hace_otro_proceso_en_segundos(instalacion):
    proceso = _atender(instalacion)
    try:
        with transaccion():
            encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
        assert _esperar(1) == 1
        inicio = time.monotonic()
        with transaccion():
            encolar("contrasena_cambiada", "eva@ejemplo.test", {"nombre": "Eva"})
        assert _esperar(2) == 2
        assert time.monotonic() - inicio < 10
        assert len(list((instalacion.config["RED"].instancia / "buzon" / "new").iterdir())) == 2
    finally:
        proceso.send_signal(signal.SIGTERM)
        assert proceso.wait(20) is not None


@pytest.mark.lento
def test_lo_que_se_pidio_sin_nadie_atendiendo_se_hace_al_volver(instalacion):
    with transaccion():
        encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
    assert _enviados() == 0
    proceso = _atender(instalacion)
    try:
        assert _esperar(1) == 1
    finally:
        proceso.terminate()
        proceso.wait(20)


def test_perder_la_cola_no_pierde_nada(instalacion):
    """El archivo de la cola se borra; el repaso encuentra el correo porque lo que hay que hacer está en la base."""
    with transaccion():
        encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
    instalacion.extensions["cola"].flush()
    assert len(instalacion.extensions["cola"]) == 0
    cola.repasar(instalacion)
    assert _enviados() == 1


def test_el_repaso_es_cada_minuto_y_envia_los_correos(instalacion):
    huey = instalacion.extensions["cola"]
    (periodica,) = huey._registry.periodic_tasks
    from datetime import datetime

    for minuto in range(60):
        assert periodica.validate_datetime(datetime(2026, 11, 21, 12, minuto))  # noqa: DTZ001
    assert crontab(minute="*")(datetime(2026, 1, 1))  # noqa: DTZ001
    assert "enviar_avisos" in cola.CADA_MINUTO


def test_un_trabajo_que_falla_no_detiene_a_los_demas_del_repaso(instalacion, monkeypatch):
    hechos = []

    def falla():
        raise RuntimeError("prueba")

    monkeypatch.setattr(cola, "TRABAJOS", {"malo": falla, "bueno": lambda: hechos.append(1)})
    monkeypatch.setattr(cola, "CADA_MINUTO", ["malo", "bueno"])
    cola.repasar(instalacion)
    assert hechos == [1]


def test_que_la_cola_no_acepte_no_falla_la_peticion(instalacion):
    """Con la cola bloqueada por otro proceso, lo guardado queda guardado y el repaso lo hará."""
    archivo = instalacion.config["RED"].instancia / "cola.sqlite"
    instalacion.extensions["cola"].storage.close()
    archivo.write_bytes(b"esto no es una base de datos" * 100)
    for resto in archivo.parent.glob("cola.sqlite-*"):
        resto.unlink()
    with transaccion():
        encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(archivo).execute("SELECT 1 FROM task")
    cola.repasar(instalacion)
    assert _enviados() == 1


def test_nada_se_pide_si_la_transaccion_no_se_confirma(instalacion):
    def hacer_y_fallar():
        with transaccion():
            encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
            raise RuntimeError("prueba")

    with pytest.raises(RuntimeError):
        hacer_y_fallar()
    assert len(instalacion.extensions["cola"]) == 0


def test_la_aplicacion_conoce_todo_lo_que_se_hace_sin_que_nadie_lo_pida(app):
    """Un trabajo que nadie importa no corre nunca, y nada lo dice: por eso se nombran aquí todos."""
    assert set(cola.CADA_MINUTO) == {
        "atender_levantamientos",
        "avisar_acreditaciones",
        "avisar_de_vencidas",
        "buscar_duplicados",
        "elegibles_sin_constancia",
        "emitir_constancias",
        "enviar_avisos",
        "enviar_invitaciones",
        "estadisticas",
        "importaciones",
        "leer_rebotes",
        "medir_cortes",
        "ofertas_de_lugar",
        "olvidar_importaciones",
        "olvidar_solicitudes",
        "respaldos_aplazados",
        "pedir_confirmacion_de_datos",
        "plazos_de_la_bandeja",
        "recordar_expedientes",
        "recordar_invitaciones",
        "surtir_decisiones",
        "olvidar_encuestas_sin_enviar",
        "terminar_bienvenidas",
        "volver_de_pausas",
    }
