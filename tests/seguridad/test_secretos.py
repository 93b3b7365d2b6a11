"""Lo secreto no se escribe: ni al mostrar un objeto, ni en el registro de fallas."""

import logging

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from red.acceso.modelos import Cuenta
from red.avisos.transporte import Servidor
from red.base import Modelo, db
from red.configuracion import Configuracion
from red.personas.modelos import Persona
from red.territorios.modelos import Nivel, Territorio
from tests.fabricas import CONTRASENA, una_cuenta, una_persona
from tests.seguridad.test_sesion import _ficha


def test_mostrar_la_configuracion_no_muestra_llaves() -> None:
    configuracion = Configuracion(
        base_datos="postgresql+psycopg://app:secreto-de-la-base@servidor/red",
        clave_secreta="secreto-de-la-sesion",
        correo="smtp://usuaria:secreto-del-correo@servidor",
        cola="redis://:secreto-de-la-cola@servidor",
    )
    assert "secreto" not in repr(configuracion)
    assert "secreto" not in str(configuracion)


def test_mostrar_el_servidor_de_correo_no_muestra_su_llave() -> None:
    assert "secreto" not in repr(Servidor.de("smtp://usuaria:secreto@servidor"))
    assert Servidor.de("smtp://usuaria:secreto@servidor").clave == "secreto"


def test_mostrar_una_fila_no_muestra_a_la_persona() -> None:
    for mapeo in Modelo.registry.mappers:
        assert mapeo.class_.__repr__ is Modelo.__repr__ or "UserMixin" in str(mapeo.class_.__mro__)
    persona = Persona(nombre="Nombre-Secreto", primer_apellido="Apellido", correo="oculta@ejemplo.test")
    assert "ecret" not in repr(persona)
    assert "oculta" not in repr(Cuenta(correo="oculta@ejemplo.test", contrasena="secreta"))


def test_un_error_de_la_base_no_repite_los_datos(app: Flask) -> None:
    for _ in range(2):
        db.session.add(
            Territorio(pais="MX", nivel=Nivel.MUNICIPIO, codigo="00001", nombre="Dato-Que-No-Debe-Leerse")
        )
    with pytest.raises(StatementError) as dicho:
        db.session.flush()
    db.session.rollback()
    assert "Dato-Que-No-Debe-Leerse" not in str(dicho.value), (
        "Remedio: hide_parameters=True en las opciones del motor (red/aplicacion.py)"
    )


def test_el_registro_no_guarda_lo_que_alguien_escribio(
    en_claro: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with en_claro.app_context():
        correo = una_cuenta(una_persona(correo="quien-entra@ejemplo.test")).correo
    visita = en_claro.test_client()
    ficha = _ficha(visita, "http://localhost")
    with caplog.at_level(logging.DEBUG):
        for contrasena in ("equivocada-y-secreta", CONTRASENA):
            visita.post(
                "/acceso/entrar", data={"correo": correo, "contrasena": contrasena, "csrf_token": ficha}
            )
        visita.get("/acceso/restablecer/llave-de-un-correo")
        visita.get("/acceso/restablecer")
        visita.get("/no-existe/quien-busca@ejemplo.test")
    registrado = caplog.text
    for secreto in (
        "equivocada-y-secreta",
        CONTRASENA,
        "quien-entra@",
        "llave-de-un-correo",
        "quien-busca@",
        ficha,
    ):
        assert secreto not in registrado


def test_una_falla_inesperada_si_queda_anotada(en_claro: Flask, caplog: pytest.LogCaptureFixture) -> None:
    en_claro.test_client().get("/prueba/falla")
    assert "Falla en prueba_falla" in caplog.text


def test_la_consola_de_errores_no_existe(en_produccion: Flask) -> None:
    visita = en_produccion.test_client()
    assert not en_produccion.debug
    for ruta in (
        "/console",
        "/.git/config",
        "/.env",
        "/instancia/red.sqlite",
        "/wsgi.py",
        "/estaticos/",
        "/?__debugger__=yes&cmd=resource",
    ):
        respuesta = visita.get(ruta, base_url="https://red.ejemplo.test")
        assert respuesta.status_code == (200 if ruta.startswith("/?") else 404), ruta
        assert b"debugger" not in respuesta.data.lower()
