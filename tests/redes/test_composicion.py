"""La Red se cuenta bien, con el mismo número de consultas sea del tamaño que sea."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert

from red.base import db, transaccion
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from red.redes import composicion, meta
from red.redes.modelos import EstadoMembresia, Membresia
from red.reloj import hoy
from tests.fabricas import una_adscripcion, una_institucion, una_membresia, una_persona, una_red
from tests.preguntas import contando


def una_que_trabaja_en(red, institucion, nivel=NivelCargo.MANDO_MEDIO, **membresia):  # type: ignore[no-untyped-def]
    persona = una_persona()
    una_adscripcion(persona, institucion, nivel=nivel)
    return una_membresia(red, persona, **membresia)


def test_cuenta_por_institucion_y_por_nivel_y_dice_donde_falta_alguien(app: Flask) -> None:
    obras, cultura, salud = (una_institucion(nombre=n) for n in ("Obras", "Cultura", "Salud"))
    red = una_red(instituciones=[obras, cultura, salud])
    una_que_trabaja_en(red, obras)
    una_que_trabaja_en(red, obras, NivelCargo.SUPERIOR)
    una_que_trabaja_en(red, cultura)
    una_que_trabaja_en(red, cultura, estado=EstadoMembresia.CONCLUIDA, hasta=hoy())
    una_membresia(red, una_persona())
    hecha = composicion.composicion(red.id, hoy())
    assert [(f.nombre, f.personas) for f in hecha.por_institucion] == [("Obras", 2), ("Cultura", 1)]
    assert hecha.por_nivel == [(NivelCargo.SUPERIOR, 1), (NivelCargo.MANDO_MEDIO, 2)]
    assert [f.nombre for f in hecha.sin_nadie] == [red.convocante.nombre, "Salud"]
    assert (hecha.integrantes, hecha.sin_puesto, hecha.instituciones) == (4, 1, 4)


def test_un_puesto_que_ya_termino_no_cuenta(app: Flask) -> None:
    obras, cultura = una_institucion(nombre="Obras"), una_institucion(nombre="Cultura")
    red = una_red(instituciones=[obras, cultura])
    persona = una_persona()
    una_adscripcion(persona, obras, hasta=hoy() - timedelta(days=1))
    una_adscripcion(persona, cultura, desde=hoy())
    una_membresia(red, persona)
    assert [f.nombre for f in composicion.composicion(red.id, hoy()).por_institucion] == ["Cultura"]


def test_solo_da_las_primeras_y_dice_cuantas_son(app: Flask) -> None:
    instituciones = [una_institucion(nombre=f"Dependencia {n}") for n in range(5)]
    red = una_red(instituciones=instituciones)
    for institucion in instituciones:
        una_que_trabaja_en(red, institucion)
    hecha = composicion.composicion(red.id, hoy(), cuantas=2)
    assert len(hecha.por_institucion) == 2
    assert hecha.instituciones_con_alguien == 5


def test_el_paso_se_mide_con_altas_y_bajas_y_solo_si_hay_historia(app: Flask) -> None:
    nueva, antigua = una_red(), una_red()
    una_que_trabaja_en(nueva, nueva.convocante, desde=hoy() - timedelta(days=10))
    for dias in (400, 200, 100, 30, 20, 10):
        una_que_trabaja_en(antigua, antigua.convocante, desde=hoy() - timedelta(days=dias))
    una_que_trabaja_en(
        antigua,
        antigua.convocante,
        desde=hoy() - timedelta(days=300),
        hasta=hoy() - timedelta(days=5),
        estado=EstadoMembresia.CONCLUIDA,
    )
    avances = meta.avances([nueva, antigua], hoy())
    assert avances[nueva.id] == meta.Avance(1, antes=None)
    assert avances[antigua.id] == meta.Avance(6, antes=4)


def test_el_numero_de_consultas_no_depende_de_cuantas_personas_hay(app: Flask) -> None:
    chica, grande = una_red(), una_red()
    una_que_trabaja_en(chica, chica.convocante)
    _muchas(grande.id, grande.convocante_id, 3000)
    hechas = []
    for red_id in (chica.id, grande.id):
        with contando() as consultas:
            composicion.composicion(red_id, hoy())
            composicion.sucesos_recientes(red_id, hoy())
            composicion.personas_activas([red_id], hoy())
        hechas.append(len(consultas))
    assert hechas[0] == hechas[1]
    assert composicion.personas_activas([grande.id], hoy())[grande.id].valor == 3000


def test_el_avance_de_muchas_redes_se_cuenta_de_una_vez(app: Flask) -> None:
    redes = [una_red() for _ in range(5)]
    for red in redes:
        db.session.refresh(red)
    with contando() as de_una:
        meta.avances(redes[:1], hoy())
    with contando() as de_cinco:
        meta.avances(redes, hoy())
    assert len(de_una) == len(de_cinco)


def test_lo_mas_reciente_dice_quien_entro_y_quien_salio(app: Flask) -> None:
    red = una_red()
    entra, sale = una_persona(nombre="Elena"), una_persona(nombre="Rosa")
    una_membresia(red, entra, desde=hoy())
    una_membresia(
        red,
        sale,
        desde=hoy() - timedelta(days=9),
        hasta=hoy() - timedelta(days=1),
        estado=EstadoMembresia.CONCLUIDA,
    )
    textos = [suceso.texto for suceso in composicion.sucesos_recientes(red.id, hoy())]
    assert textos[0] == f"{entra.nombre_visible} se integró"
    assert textos[1] == f"{sale.nombre_visible} dejó de ser integrante"


def _muchas(red_id: int, institucion_id: int, cuantas: int) -> None:
    desde = hoy() - timedelta(days=5)
    with transaccion():
        db.session.execute(
            insert(Persona),
            [
                {
                    "nombre": "Ana",
                    "primer_apellido": "Muchas",
                    "correo": f"m{n}@x.test",
                    "clave": f"m{n}",
                    "visibilidad": {},
                }
                for n in range(cuantas)
            ],
        )
        ids = list(db.session.scalars(db.select(Persona.id).where(Persona.primer_apellido == "Muchas")))
        puesto = {
            "institucion_id": institucion_id,
            "puesto": "Jefa",
            "nivel": NivelCargo.OPERATIVO,
            "desde": desde,
        }
        db.session.execute(insert(Adscripcion), [{"persona_id": i, **puesto} for i in ids])
        alta = {"red_id": red_id, "desde": desde, "estado": EstadoMembresia.ACTIVA}
        db.session.execute(insert(Membresia), [{"persona_id": i, **alta} for i in ids])
