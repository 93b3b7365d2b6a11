"""Lo recordado es exacto: vale mientras la base no cambie, la cambie quien la cambie."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from red import memoria, paginacion
from red.base import db, transaccion
from red.territorios.modelos import Territorio
from tests.fabricas import un_territorio


def cuantos() -> int:
    return memoria.contar(select(func.count()).select_from(Territorio))


def test_con_la_base_igual_no_se_vuelve_a_contar(app: Flask) -> None:
    veces = []
    for _ in range(3):
        memoria.recordar("cifra", lambda: veces.append(1))
    assert len(veces) == 1


def test_lo_que_conto_una_conexion_sirve_a_las_demas(app: Flask) -> None:
    veces = []
    for _ in range(3):
        memoria.recordar("cifra de todas", lambda: veces.append(1))
        db.session.remove()
        db.engine.dispose()
    assert len(veces) == 1


def test_una_fotografia_vieja_no_lee_ni_deja_recuerdos(app: Flask) -> None:
    un_territorio()
    antes = cuantos()  # la sesión se queda con su fotografía de ahora
    with db.engine.connect() as otra, otra.begin():
        fila = otra.execute(select(Territorio.__table__).limit(1)).mappings().one()
        otra.execute(Territorio.__table__.insert().values({**fila, "id": fila["id"] + 1, "codigo": "otro"}))
    if db.engine.dialect.name == "sqlite":
        assert cuantos() == antes
    db.session.rollback()
    assert cuantos() == antes + 1


def test_varias_a_la_vez_cuentan_una_sola(app: Flask) -> None:
    veces: list[int] = []

    def lenta() -> int:
        veces.append(1)
        time.sleep(0.2)
        return 7

    def pedir(_: int) -> int:
        with app.app_context():
            return memoria.recordar("cifra lenta", lenta)

    with ThreadPoolExecutor(4) as hilos:
        assert list(hilos.map(pedir, range(4))) == [7] * 4
    assert len(veces) == 1


def test_un_cambio_propio_se_ve_enseguida(app: Flask) -> None:
    antes = cuantos()
    un_territorio()
    assert cuantos() == antes + 1
    un_territorio()
    assert cuantos() == antes + 2


def test_un_cambio_de_otra_conexion_se_ve_enseguida(app: Flask) -> None:
    un_territorio()
    antes = cuantos()
    db.session.rollback()
    with db.engine.connect() as primera, db.engine.connect() as otra, otra.begin():
        assert primera is not otra
        fila = otra.execute(select(Territorio.__table__).limit(1)).mappings().one()
        valores = {**fila, "codigo": "otro", "nombre": "Otro"}
        valores.pop("id")
        otra.execute(Territorio.__table__.insert().values(**valores))
    assert cuantos() == antes + 1


def test_dentro_de_una_transaccion_siempre_se_cuenta_y_lo_deshecho_no_queda(app: Flask) -> None:
    antes = cuantos()
    un = un_territorio()

    def a_medias() -> None:
        with transaccion():
            db.session.add(Territorio(pais="MX", nivel=un.nivel, codigo="nuevo", nombre="Nuevo"))
            db.session.flush()
            assert cuantos() == antes + 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        a_medias()
    assert cuantos() == antes + 1


def test_control_sin_la_version_la_cifra_seria_vieja(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    fijo: dict[object, object] = {}
    monkeypatch.setattr(memoria, "_recuerdos", lambda _conexion: fijo)
    antes = cuantos()
    un_territorio()
    assert cuantos() == antes


def test_otra_pregunta_no_recibe_la_cifra_de_esta(app: Flask) -> None:
    un_territorio(pais="MX")
    un_territorio(pais="MX")
    un_territorio(pais="CL")

    def de(pais: str) -> int:
        return memoria.contar(select(func.count()).select_from(Territorio).where(Territorio.pais == pais))

    assert [de("MX"), de("CL"), de("CO"), de("MX")] == [2, 1, 0, 2]


def test_las_paginas_hondas_dicen_lo_mismo_con_marcas_que_recorriendo(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(23):
        un_territorio(nombre=f"Lugar {n % 5}")
    consulta = select(Territorio.id).order_by(Territorio.nombre, Territorio.id)
    orden = (Territorio.nombre, Territorio.id)
    todas = list(db.session.scalars(consulta))
    monkeypatch.setattr(paginacion, "TRAMO", 4)
    for antes in range(25):
        tramo = paginacion.saltar(consulta, orden, antes).limit(3)
        assert list(db.session.scalars(tramo)) == todas[antes : antes + 3]


def test_una_pagina_honda_ve_a_quien_acaba_de_llegar(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paginacion, "TRAMO", 2)
    for n in (1, 3, 5, 7):
        un_territorio(nombre=f"Lugar {n}")
    consulta = select(Territorio.nombre).order_by(Territorio.nombre, Territorio.id)

    def desde(antes: int) -> list[str]:
        tramo = paginacion.saltar(consulta, (Territorio.nombre, Territorio.id), antes)
        return list(db.session.scalars(tramo.limit(2)))

    assert desde(2) == ["Lugar 5", "Lugar 7"]
    un_territorio(nombre="Lugar 0")
    assert desde(2) == ["Lugar 3", "Lugar 5"]
