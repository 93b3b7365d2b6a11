"""Atajos de estas pruebas: entrar por el formulario y leer el correo que se enviaría."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from red.acceso.consultas import cuenta_de_persona, identidad
from red.acceso.modelos import Asignacion
from red.avisos import consultas, redaccion
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db, transaccion
from red.permisos import Identidad, Rol
from red.personas.modelos import Persona
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import CONTRASENA

ENTRAR = "/acceso/entrar"


def intentar(
    cliente: Cliente, correo: str, contrasena: str = CONTRASENA, red: str = "10.0.0.1", **mas
) -> TestResponse:
    """Envía el formulario de entrada desde esa dirección de red."""
    datos = {"correo": correo, "contrasena": contrasena, **mas}
    return cliente.post(ENTRAR, datos, environ_overrides={"REMOTE_ADDR": red})


def ultimo_aviso(plantilla: str) -> Aviso:
    """El último correo que se dejó por enviar con esa plantilla."""
    db.session.rollback()
    avisos = db.session.scalars(consultas.salida(None)).all()
    return next(aviso for aviso in avisos if aviso.plantilla == plantilla)


def pendientes(plantilla: str) -> list[Aviso]:
    """Los correos por enviar con esa plantilla."""
    db.session.rollback()
    return [
        a
        for a in db.session.scalars(consultas.salida(EstadoAviso.PENDIENTE)).all()
        if a.plantilla == plantilla
    ]


def enlace_de_recuperacion(app: Flask) -> str:
    """La ruta del enlace que llevaría el último correo de recuperación."""
    with transaccion():
        carta = redaccion.escribir(ultimo_aviso("recuperar"))
    url = next(parrafo.url for parrafo in carta.parrafos if parrafo.url)
    return re.sub(r"^https?://[^/]+", "", url)


def identidad_de(persona: Persona) -> Identidad:
    """Quién es hoy esa persona y qué papeles tiene."""
    cuenta = cuenta_de_persona(persona.id)
    assert cuenta is not None
    return identidad(cuenta, hoy())


def papel_de(persona: Persona, rol: Rol) -> Asignacion:
    """El papel de esa persona con ese rol."""
    db.session.rollback()
    consulta = db.select(Asignacion).where(Asignacion.persona_id == persona.id, Asignacion.rol == rol)
    return db.session.scalars(consulta).one()
