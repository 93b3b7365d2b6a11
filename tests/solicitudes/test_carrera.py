"""Dos que deciden lo contrario a la vez, y quien deshace cuando ya va a surtir: siempre un solo resultado."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from red.acceso.consultas import cuenta_de_persona, identidad
from red.aplicacion import crear_app
from red.base import M, db, transaccion
from red.redes.modelos import Membresia
from red.reloj import ahora, hoy
from red.solicitudes import operaciones_bandeja, trabajos
from red.solicitudes.modelos import Decision, Sentido
from tests.fabricas import una_coordinadora
from tests.motores import Fabrica, configurar
from tests.solicitudes.ayudas import una_red_abierta, una_solicitud

MOTORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
A_LA_VEZ = 16
pytestmark = pytest.mark.lento


def a_la_vez(app: Flask, actos: list[Callable[[], object]]) -> Counter[str]:
    """Corre cada acto en su hilo, todos detrás de la misma salida, y cuenta cómo acabaron."""
    salida, fines = threading.Barrier(len(actos)), Counter[str]()

    def correr(hacer: Callable[[], object]) -> None:
        with app.app_context():
            salida.wait()
            try:
                hacer()
                fines["hecho"] += 1
            except Exception as error:
                fines[type(error).__name__] += 1
            finally:
                db.session.remove()

    hilos = [threading.Thread(target=correr, args=(hacer,)) for hacer in actos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return fines


def decidir_a_la_vez(bases: Fabrica, motor: str) -> tuple[Counter[str], int]:
    """Muchas coordinadoras aprueban o declinan la misma solicitud; devuelve cómo acabaron y cuántas valen."""
    app = crear_app(configurar(bases.nueva(motor), bases.carpeta))
    app.testing = True
    with app.app_context():
        red = una_red_abierta()
        quienes = [una_coordinadora(red).id for _ in range(A_LA_VEZ)]
        clave = f"solicitud-{una_solicitud(red).id}"
        db.session.remove()

    def decidir(numero: int) -> Callable[[], object]:
        def hacer() -> None:
            cuenta = cuenta_de_persona(quienes[numero])
            assert cuenta is not None
            quien = identidad(cuenta, hoy())
            sentido = Sentido.APROBAR if numero % 2 else Sentido.DECLINAR
            with transaccion():
                operaciones_bandeja.decidir(quien, [clave], sentido, "Porque sí")

        return hacer

    fines = a_la_vez(app, [decidir(numero) for numero in range(A_LA_VEZ)])
    with app.app_context():
        valen = (
            db.session.scalar(db.select(db.func.count(Decision.id)).where(Decision.deshecha_en.is_(None)))
            or 0
        )
        db.session.remove()
        db.engine.dispose()
    return fines, valen


@pytest.mark.parametrize("motor", MOTORES)
def test_aprobar_y_declinar_a_la_vez_dejan_una_sola_decision(bases: Fabrica, motor: str) -> None:
    fines, valen = decidir_a_la_vez(bases, motor)
    assert fines == {"hecho": 1, "NadaQueDecidir": A_LA_VEZ - 1}
    assert valen == 1


@pytest.mark.postgresql
def test_sin_candado_ni_indice_habria_varias(bases: Fabrica, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: sin apartar la Red varias pasan la revisión, y sólo el índice detiene a las demás."""

    def sin_candado(modelo: type[M], id: int) -> M:
        return db.session.scalars(db.select(modelo).where(modelo.id == id)).one()

    monkeypatch.setattr("red.solicitudes.operaciones_bandeja.con_candado", sin_candado)
    fines, valen = decidir_a_la_vez(bases, "postgresql")
    assert fines["YaRegistrado"] > 0
    assert valen == 1


@pytest.mark.parametrize("motor", MOTORES)
def test_deshacer_cuando_va_a_surtir_gana_uno_y_surte_a_lo_mas_una_vez(bases: Fabrica, motor: str) -> None:
    app = crear_app(configurar(bases.nueva(motor), bases.carpeta))
    app.testing = True
    with app.app_context():
        red = una_red_abierta()
        coordinadora = una_coordinadora(red).id
        cuenta = cuenta_de_persona(coordinadora)
        assert cuenta is not None
        quien = identidad(cuenta, hoy())
        claves = [f"solicitud-{una_solicitud(red, correo=f'c{n}@ejemplo.test').id}" for n in range(6)]
        db.session.rollback()
        with transaccion():
            operaciones_bandeja.decidir(quien, claves, Sentido.APROBAR, "")
        with transaccion():
            for decision in db.session.scalars(db.select(Decision)):
                decision.surte_en = ahora() + timedelta(milliseconds=300)
        ids = list(db.session.scalars(db.select(Decision.id)))
        db.session.remove()

    def deshacer() -> None:
        with transaccion():
            operaciones_bandeja.deshacer(ids, coordinadora)

    def surtir() -> None:
        while ahora() < limite:
            trabajos.surtir_decisiones()

    limite = ahora() + timedelta(milliseconds=900)
    a_la_vez(app, [surtir, surtir, surtir, deshacer])
    with app.app_context():
        trabajos.surtir_decisiones()  # lo que una máquina cargada no alcanzó en ese rato
        decisiones = db.session.scalars(db.select(Decision)).all()
        assert all((d.firme_en is None) != (d.deshecha_en is None) for d in decisiones)
        firmes = sum(d.firme_en is not None for d in decisiones)
        from red.avisos.modelos import Aviso

        consulta = db.select(db.func.count(Aviso.id)).where(Aviso.plantilla == "solicitud_aprobada")
        assert db.session.scalar(consulta) == firmes
        assert db.session.scalar(db.select(db.func.count(Membresia.id))) == 0
        db.session.remove()
        db.engine.dispose()
