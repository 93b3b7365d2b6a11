"""La demostración trae una lista subida que espera revisión, con un renglón de cada suerte que importa."""

from flask import Flask

from red.acceso.operaciones import resumir
from red.base import transaccion
from red.demostracion.carga import cargar
from red.demostracion.cuentas import CONTRASENA
from red.demostracion.lista_por_revisar import RED, dejar_una_lista
from red.demostracion.redes_demo import componer
from red.importacion.modelos import Destino, EstadoPlan
from red.personas.operaciones_privacidad import publicar_avisos
from red.reloj import hoy


def test_hay_una_lista_por_revisar_y_nada_ha_cambiado(app: Flask) -> None:
    dia = hoy()
    redes = componer("guadalajara", dia)
    with transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, dia, resumir(CONTRASENA))
        plan = dejar_una_lista(RED, dia)
    assert plan is not None
    assert plan.estado is EstadoPlan.LISTO
    assert {d for d in Destino if plan.cuantos(d)} >= {Destino.NUEVA, Destino.YA_EXISTE, Destino.CON_ERROR}, (
        plan.cuentas
    )
    assert plan.cuantos(Destino.ACTUALIZA, Destino.IGUAL) == 1
    assert dejar_una_lista("otra", dia) is None
