"""Cincuenta navegadores aceptan a la vez el mismo enlace ante el servidor de producción, que tiene dos procesos."""

import hashlib
import http.client
import os
import threading
from collections import Counter
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select

from red.acceso.modelos import Cuenta
from red.aplicacion import crear_app
from red.base import db
from red.invitaciones.modelos import LlaveInvitacion
from red.invitaciones.vistas.respuesta import CONSIENTE, LEIDO, LLAVE
from red.personas.avisos_de_privacidad import presentar
from red.personas.modelos import Persona
from red.redes.consultas import responsable_de
from red.redes.modelos import Membresia
from tests.fabricas import un_aviso_de_privacidad, una_red
from tests.formacion.carrera import Pista
from tests.formacion.rafaga import Sesion, servidor
from tests.invitaciones.ayudas import formulario_de_alta, una_invitacion, una_llave
from tests.motores import Fabrica, configurar

A_LA_VEZ = 50
MOTORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
pytestmark = pytest.mark.lento


def sesiones(donde: Pista, fichas: list[str], leido: str) -> list[Sesion]:
    """Lo que lleva cada navegador después de abrir su enlace y consentir."""
    firma = donde.app.session_interface.get_signing_serializer(donde.app)  # type: ignore[attr-defined]
    de_formulario = URLSafeTimedSerializer(donde.app.config["SECRET_KEY"], salt="wtf-csrf-token")
    suyas = []
    for ficha in fichas:
        cruda = hashlib.sha256(os.urandom(32)).hexdigest()
        suyo = {LLAVE: LlaveInvitacion.huella_de(ficha), CONSIENTE: [], LEIDO: leido}
        contenido = {**suyo, "csrf_token": cruda}
        galleta = f"{donde.app.config['SESSION_COOKIE_NAME']}={firma.dumps(contenido)}"
        suyas.append(Sesion(galleta, str(de_formulario.dumps(cruda))))
    return suyas


def aceptar_todas(puerto: int, de_quienes: list[Sesion]) -> Counter[str]:
    """Todas envían su alta en el mismo instante; cuenta a dónde las llevó el servidor."""
    salida, llegaron, anotar = threading.Barrier(len(de_quienes)), Counter[str](), threading.Lock()

    def enviar(sesion: Sesion) -> None:
        conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
        datos = formulario_de_alta(institucion_id="0", otra_institucion="Otra", csrf_token=sesion.ficha)
        cabeceras = {
            "Cookie": sesion.galleta,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        salida.wait()
        conexion.request("POST", "/invitaciones/registrarse", urlencode(datos), cabeceras)
        respuesta = conexion.getresponse()
        respuesta.read()
        with anotar:
            llegaron[f"{respuesta.status} {respuesta.getheader('Location') or ''}".strip()] += 1
        conexion.close()

    hilos = [threading.Thread(target=enviar, args=(sesion,)) for sesion in de_quienes]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return llegaron


@pytest.mark.parametrize("motor", MOTORES)
def test_un_enlace_aceptado_por_cincuenta_a_la_vez_deja_una_cuenta_y_una_membresia(
    bases: Fabrica, motor: str
) -> None:
    direccion = bases.nueva(motor)
    app = crear_app(configurar(direccion, bases.carpeta))
    with app.app_context():
        red = una_red()
        aviso = un_aviso_de_privacidad()
        leido = presentar(aviso, responsable_de(red)).huella
        invitacion = una_invitacion(red)
        fichas = [una_llave(invitacion) for _ in range(2)]  # también valen a la vez dos enlaces de la misma
        donde = Pista(app, direccion, red.id, [])
        db.session.remove()
        with servidor(donde, bases.carpeta) as puerto:
            llegaron = aceptar_todas(puerto, sesiones(donde, fichas * (A_LA_VEZ // 2), leido))
            # Control: un enlace que nadie envió no crea nada aunque todo lo demás sea igual.
            ajenas = aceptar_todas(puerto, sesiones(donde, ["enlace-inventado"] * 2, leido))
        cuantas = [
            db.session.scalar(select(func.count()).select_from(m)) for m in (Cuenta, Persona, Membresia)
        ]
        db.session.remove()
        db.engine.dispose()
    assert llegaron["303 /personas/mi-perfil"] == 1, llegaron
    assert sum(llegaron.values()) == A_LA_VEZ
    assert {dicho.split()[0] for dicho in llegaron} <= {"302", "303"}
    assert "303 /personas/mi-perfil" not in ajenas
    assert cuantas == [1, 1, 1]
