"""Dos cambios a la vez no dejan lo que ninguno solo dejaría, y quien se cruza con otro se entera sin perder lo escrito."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import con_candado, db, transaccion
from red.duplicados import operaciones as duplicados
from red.duplicados.modelos import Clase, ParDuplicado
from red.errores import ErrorDeDominio, SeCruzaron
from red.instituciones import operaciones
from red.instituciones.modelos import Institucion
from red.reloj import hoy
from tests.a_la_vez import en_otro, que_espere
from tests.fabricas import un_territorio, una_institucion, una_persona
from tests.instituciones.test_instituciones import _datos


def _cada_una_bajo_la_otra(app: Flask) -> tuple[list[str], int]:
    """Dos personas ponen a la vez cada institución bajo la otra; qué falló y cuántas quedaron con madre."""
    lugar = un_territorio().id
    una, otra = (una_institucion(territorio_id=lugar).id for _ in range(2))
    fallas: list[str] = []

    def poner(hija: int, madre: int) -> None:
        institucion = db.session.get_one(Institucion, hija)
        operaciones.corregir(institucion, _datos(lugar, nombre=f"Oficina {hija}", madre_id=madre))

    def la_otra() -> None:
        with transaccion():
            poner(otra, una)

    with transaccion():
        poner(una, otra)
        db.session.flush()
        hilo = en_otro(app, la_otra, fallas)
        que_espere(hilo)
    hilo.join()
    con_madre = select(Institucion.id).where(Institucion.madre_id.is_not(None))
    return fallas, len(db.session.scalars(con_madre).all())


def test_dos_a_la_vez_no_cierran_un_circulo(app: Flask) -> None:
    assert _cada_una_bajo_la_otra(app) == (["MadreCircular"], 1)


def test_sin_apartar_la_linea_se_cerraria(app: Flask, motor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if motor != "postgresql":
        pytest.skip("SQLite escribe de uno en uno")
    monkeypatch.setattr(operaciones, "con_candado", lambda modelo, id_, **_: db.session.get_one(modelo, id_))
    assert _cada_una_bajo_la_otra(app) == ([], 2)


def test_dos_que_buscan_duplicados_a_la_vez_no_se_estorban(app: Flask) -> None:
    for _ in range(3):
        una_persona(
            nombre="Elena", primer_apellido="Garibay", segundo_apellido="Luna", telefono="33 1234 5678"
        )
    fallas: list[str] = []
    hallados = duplicados.hallar(Clase.PERSONA, hoy())
    db.session.rollback()

    def tambien() -> None:
        with transaccion():
            duplicados.guardar(Clase.PERSONA, hallados)

    with transaccion():
        duplicados.guardar(Clase.PERSONA, hallados)
        db.session.flush()
        hilo = en_otro(app, tambien, fallas)
        que_espere(hilo)
    hilo.join()
    assert fallas == []
    assert len(db.session.scalars(select(ParDuplicado)).all()) == 3


class _Formulario:
    sin_comprobar = False

    def __init__(self) -> None:
        self.errores: list[ErrorDeDominio] = []

    def agregar_error(self, error: ErrorDeDominio) -> None:
        self.errores.append(error)


def test_quien_se_cruza_con_otra_lo_lee_en_su_formulario(app: Flask, motor: str) -> None:
    if motor != "postgresql":
        pytest.skip("SQLite escribe de uno en uno")
    llaves = [una_institucion().id for _ in range(2)]
    db.session.rollback()
    formularios, juntas, hechas = [_Formulario(), _Formulario()], threading.Barrier(2), []

    def apartar(orden: list[int], formulario: _Formulario) -> None:
        with transaccion(formulario) as hecho:
            con_candado(Institucion, orden[0])
            juntas.wait(5)
            con_candado(Institucion, orden[1])
        hechas.append(bool(hecho))

    fallas: list[str] = []
    hilos = [
        en_otro(app, lambda orden=orden, f=f: apartar(orden, f), fallas)
        for orden, f in zip((llaves, llaves[::-1]), formularios, strict=True)
    ]
    for hilo in hilos:
        hilo.join()
    assert fallas == []
    assert sorted(hechas) == [False, True]
    (error,) = [error for formulario in formularios for error in formulario.errores]
    assert isinstance(error, SeCruzaron)
