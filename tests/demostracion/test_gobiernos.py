"""La demostración dice qué gobierno rige en cada Red, quién se iría con él y qué puestos esperan a alguien."""

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.continuidad.consultas_gobierno import terminos
from red.continuidad.consultas_puestos import cuantas_vacantes
from red.demostracion.carga import cargar
from red.demostracion.gobiernos import PERIODOS, VACANTES, dar_gobierno
from red.demostracion.redes_demo import componer
from red.instituciones.modelos import Institucion, NombreDeInstitucion
from red.personas.operaciones_privacidad import publicar_avisos
from red.redes.consultas import red_de_clave
from red.reloj import hoy
from red.territorios.modelos import Periodo


@pytest.mark.parametrize("clave", sorted(PERIODOS))
def test_cada_red_tiene_su_gobierno_sus_vacantes_y_quien_se_iria(app: Flask, clave: str) -> None:
    dia = hoy()
    redes = [red for red in componer("estatal", dia) if red.clave == clave]
    with transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, dia, "x")
        dar_gobierno(clave, dia)
    red = red_de_clave(clave)
    assert db.session.scalars(select(Periodo)).one().hasta is not None
    assert cuantas_vacantes(red.id, dia) == len(VACANTES[clave])
    (termino,) = terminos(red, dia)
    assert termino.personas > 0
    assert termino.dias(dia) > 0


def test_quien_cambio_de_nombre_se_encuentra_por_el_de_antes(app: Flask) -> None:
    dia = hoy()
    redes = [red for red in componer("estatal", dia) if red.clave == "chiapas"]
    with transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, dia, "x")
        dar_gobierno("chiapas", dia)
    (anterior,) = db.session.scalars(select(NombreDeInstitucion)).all()
    assert str(anterior.hasta_dicho) == "2024"
    hallada = db.session.scalars(select(Institucion).where(Institucion.coincide("seigen"))).one()
    assert hallada.nombre == "Secretaría de la Mujer e Igualdad de Género"
