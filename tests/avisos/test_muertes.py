"""El proceso que envía puede morir en cualquier momento: nada se pierde y lo repetido se reconoce.

Aquí muere unas cuantas veces; `make resistencia` lo mata cincuenta.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from red.avisos import envio
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.reloj import ahora
from tests.avisos.servidor import servidor_de_correo

RAIZ = Path(__file__).parent.parent.parent
MUERTES = int(os.environ.get("RED_PRUEBAS_MUERTES", "2"))
POR_MUERTE = 8


class Vivero:
    """De donde salen los procesos que envían."""

    def __init__(self, proceso: subprocess.Popen[str]) -> None:
        self._proceso = proceso
        self._leer()

    def _leer(self) -> str:
        return self._proceso.stdout.readline().strip()

    def nacer(self, orden: str) -> int:
        """Un proceso que empieza a enviar; su número."""
        self._proceso.stdin.write(f"{orden}\n")
        self._proceso.stdin.flush()
        return int(self._leer())

    def acabo(self) -> None:
        """Espera a que el último acabe, como sea."""
        assert self._leer() == "fin"


@contextmanager
def _vivero(app, direccion):
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
    orden = [sys.executable, "-m", "tests.avisos.vivero"]
    with subprocess.Popen(
        orden, cwd=RAIZ, env=entorno, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as proceso:
        try:
            yield Vivero(proceso)
        finally:
            proceso.stdin.close()


def _vencer_los_plazos():
    """Hace como que pasaron los cinco minutos por los que el proceso muerto había tomado un correo."""
    with transaccion():
        for aviso in db.session.scalars(db.select(Aviso).where(Aviso.estado == EstadoAviso.PENDIENTE)):
            aviso.siguiente_en = ahora()


def _esperar(cuantos, receptor):
    limite = time.monotonic() + 20
    while len(receptor.recibidos) < cuantos and time.monotonic() < limite:
        time.sleep(0.002)


def _matar(vivero, orden, receptor, *, tras, azar):
    """Nace uno, envía unos cuantos y muere; si acabó antes, no murió."""
    antes = len(receptor.recibidos)
    numero = vivero.nacer(orden)
    _esperar(antes + tras, receptor)
    time.sleep(azar.uniform(0, receptor.demora * 2))
    try:
        os.kill(numero, signal.SIGKILL)
    except ProcessLookupError:
        vivero.acabo()
        return False
    vivero.acabo()
    return True


def _encolar(cuantos):
    with transaccion():
        avisos = [
            encolar("contrasena_cambiada", f"p{n}@ejemplo.test", {"nombre": "Ana"}) for n in range(cuantos)
        ]
    esperados = {a.para: f"<{a.identificador}@red.test>" for a in avisos}
    db.session.remove()
    return esperados


@pytest.mark.lento
def test_matar_a_quien_envia_no_pierde_correos_ni_cambia_su_identificador(app, con_correo):
    azar = random.Random(20261121)
    esperados = _encolar(MUERTES * POR_MUERTE)
    with servidor_de_correo() as (receptor, direccion):
        receptor.demora = 0.02
        with _vivero(app, direccion) as vivero:
            muertes = 0
            for _ in range(MUERTES):
                muertes += _matar(vivero, "enviar", receptor, tras=azar.randint(1, 4), azar=azar)
                _vencer_los_plazos()
        assert muertes >= MUERTES * 0.9, "las muertes llegaron a media tarea"
        time.sleep(0.1)
        receptor.demora = 0.0
        con_correo(direccion)
        envio.enviar_pendientes()
    llegaron = Counter(destinos[0] for destinos, _ in receptor.recibidos)
    assert set(llegaron) == set(esperados), "ninguno se perdió"
    repetidos = sum(llegaron.values()) - len(esperados)
    print(f"\n{muertes} muertes, {len(esperados)} correos, {repetidos} repetidos")
    assert repetidos <= muertes, "a lo más uno repetido por cada muerte"
    for destinos, mensaje in receptor.recibidos:
        assert mensaje["Message-ID"] == esperados[destinos[0]]
    db.session.rollback()
    assert not db.session.scalars(db.select(Aviso).where(Aviso.estado != EstadoAviso.ENVIADO)).all()


@pytest.mark.lento
def test_control_sin_apuntar_cada_uno_una_muerte_repite_varios(app, con_correo):
    """Si lo que salió se apuntara al final, una sola muerte repetiría todo lo que llevaba."""
    azar = random.Random(1)
    _encolar(20)
    with servidor_de_correo() as (receptor, direccion):
        receptor.demora = 0.01
        with _vivero(app, direccion) as vivero:
            assert _matar(vivero, "sin_apuntar", receptor, tras=5, azar=azar)
        _vencer_los_plazos()
        receptor.demora = 0.0
        con_correo(direccion)
        envio.enviar_pendientes()
    assert len(receptor.recibidos) - 20 > 1
