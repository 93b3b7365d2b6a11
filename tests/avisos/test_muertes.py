"""El proceso que envía puede morir en cualquier momento: nada se pierde y lo repetido se reconoce."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from red.avisos import envio
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.reloj import ahora
from tests.avisos.servidor import servidor_de_correo

RAIZ = Path(__file__).parent.parent.parent
MUERTES = int(os.environ.get("RED_PRUEBAS_MUERTES", "4"))
CORREOS = 30


def _empezar_a_enviar(app, direccion):
    configuracion = app.config["RED"]
    entorno = {
        **os.environ,
        "RED_ENTORNO": "pruebas",
        "RED_BASE_DATOS": configuracion.base_datos,
        "RED_INSTANCIA": str(configuracion.instancia),
        "RED_CLAVE_SECRETA": configuracion.clave_secreta,
        "RED_URL_PUBLICA": configuracion.url_publica,
        "RED_CORREO": direccion,
        "RED_REMITENTE": "Red <avisos@red.test>",
    }
    orden = [sys.executable, "-m", "flask", "--app", "wsgi", "avisos", "enviar"]
    return subprocess.Popen(
        orden, cwd=RAIZ, env=entorno, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _vencer_los_plazos():
    """Hace como que pasaron los cinco minutos por los que el proceso muerto había tomado un correo."""
    with transaccion():
        for aviso in db.session.scalars(db.select(Aviso).where(Aviso.estado == EstadoAviso.PENDIENTE)):
            aviso.siguiente_en = ahora()


@pytest.mark.lento
def test_matar_a_quien_envia_no_pierde_correos_ni_cambia_su_identificador(app, con_correo):
    azar = random.Random(20261121)
    with transaccion():
        avisos = [
            encolar("contrasena_cambiada", f"p{n}@ejemplo.test", {"nombre": "Ana"}) for n in range(CORREOS)
        ]
    esperados = {a.para: f"<{a.identificador}@red.test>" for a in avisos}
    db.session.remove()
    with servidor_de_correo() as (receptor, direccion):
        receptor.demora = 0.1
        muertes = 0
        for _ in range(MUERTES):
            antes = len(receptor.recibidos)
            proceso = _empezar_a_enviar(app, direccion)
            limite = time.monotonic() + 20
            while len(receptor.recibidos) == antes and proceso.poll() is None and time.monotonic() < limite:
                time.sleep(0.01)
            time.sleep(azar.uniform(0, 0.25))
            if proceso.poll() is None:
                muertes += 1
                proceso.send_signal(signal.SIGKILL)
            proceso.wait()
            _vencer_los_plazos()
        assert muertes >= MUERTES // 2, "las muertes llegaron a media tarea"
        receptor.demora = 0.0
        con_correo(direccion)
        time.sleep(0.3)
        envio.enviar_pendientes()
    llegaron = Counter(destinos[0] for destinos, _ in receptor.recibidos)
    assert set(llegaron) == set(esperados), "ninguno se perdió"
    assert sum(llegaron.values()) - CORREOS <= muertes, "a lo más uno repetido por cada muerte"
    for destinos, mensaje in receptor.recibidos:
        assert mensaje["Message-ID"] == esperados[destinos[0]]
    db.session.rollback()
    assert not db.session.scalars(db.select(Aviso).where(Aviso.estado != EstadoAviso.ENVIADO)).all()
