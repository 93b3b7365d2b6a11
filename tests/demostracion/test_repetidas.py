"""La demostración trae algo que hallar: personas e instituciones repetidas, y datos por confirmar."""

from flask import Flask
from sqlalchemy import select

from red.acceso.operaciones import resumir
from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.busqueda.modelos import ActoMultiple
from red.demostracion.carga import cargar
from red.demostracion.cuentas import CONTRASENA
from red.demostracion.redes_demo import componer
from red.demostracion.repetidas import REPETIDAS, dar_de_que_hallar
from red.directorio.al_dia import cuantas_sin_confirmar
from red.duplicados.modelos import Clase, Fusion, ParDuplicado
from red.personas.operaciones_privacidad import publicar_avisos
from red.redes.consultas import red_de_clave
from red.reloj import hoy


def test_hay_pares_por_decidir_y_datos_por_confirmar(app: Flask) -> None:
    redes = [red for red in componer("estatal", hoy()) if red.clave == "guadalajara"]
    with actuando("demo cargar"), transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, hoy(), resumir(CONTRASENA))
        dar_de_que_hallar("guadalajara", hoy())
    clases = [par.clase for par in db.session.scalars(select(ParDuplicado))]
    assert clases.count(Clase.PERSONA) >= REPETIDAS
    assert clases.count(Clase.INSTITUCION) >= 1
    assert db.session.scalars(select(Fusion)).one().deshecha_en is None
    assert db.session.scalars(select(ActoMultiple)).one().cuantas > 0
    assert 0 < cuantas_sin_confirmar(red_de_clave("guadalajara").id, hoy()) < 10
