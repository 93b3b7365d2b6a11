"""La demostración trae una convocatoria en marcha, con invitaciones en todos los estados y algo que decidir."""

from flask import Flask
from sqlalchemy import select

from red.acceso.operaciones import resumir
from red.avisos.consultas import lotes_por_aprobar
from red.base import db, transaccion
from red.demostracion.carga import cargar
from red.demostracion.convocatoria_abierta import RED, abrir_una_convocatoria
from red.demostracion.cuentas import CONTRASENA
from red.demostracion.redes_demo import componer
from red.invitaciones import candidatas, consultas_convocatoria
from red.invitaciones.modelos import EstadoInvitacion, Invitacion
from red.personas.operaciones_privacidad import publicar_avisos
from red.reloj import ahora, hoy


def test_hay_una_convocatoria_con_todos_los_estados_y_un_envio_por_aprobar(app: Flask) -> None:
    dia = hoy()
    redes = componer("guadalajara", dia)
    with transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, dia, resumir(CONTRASENA))
        convocatoria = abrir_una_convocatoria(RED, dia)
    assert convocatoria is not None
    momento = ahora()
    estados = {i.estado(momento) for i in db.session.scalars(select(Invitacion))}
    assert estados == set(EstadoInvitacion)
    camino = consultas_convocatoria.recorrido(convocatoria, momento, dia).todas
    assert camino.invitadas >= camino.entregadas >= camino.abrieron >= camino.aceptaron >= camino.integran > 0
    assert (camino.listas, camino.sin_correo) == (3, 1)
    primera = candidatas.a_quien_invitar(convocatoria, dia)[0]
    assert (primera.institucion.integrantes, len(primera.personas)) == (0, 1)
    assert len(lotes_por_aprobar(None)) == 1
    assert abrir_una_convocatoria("otra", dia) is None
