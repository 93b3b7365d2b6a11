"""Lo que cambia en una Red conserva su historia y no se hace dos veces."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.instituciones.modelos import Institucion
from red.redes import consultas, operaciones
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Red
from red.reloj import hoy
from tests.fabricas import una_institucion, una_membresia, una_persona, una_red


def nueva(**cambios: Any) -> dict[str, Any]:
    convocante = una_institucion(nombre="Instituto que convoca")
    return {
        "clave": "tonala",
        "nombre": "Red de Tonalá",
        "descripcion": "",
        "convocante_id": convocante.id,
        "territorio_id": convocante.territorio_id,
        "meta": 40,
        "meta_texto": "servidoras públicas",
        "mide": MideMeta.PERSONAS,
        "zona": "America/Mexico_City",
        "dia": hoy(),
        **cambios,
    }


def crear(**valores: Any) -> Red:
    with transaccion():
        return operaciones.crear_red(**valores)


def participan(red: Red, dia: date | None = None) -> list[Institucion]:
    """Las que la Red abarca ese día."""
    vigente = Participacion.vigente(dia or hoy())
    filas = db.session.scalars(select(Participacion).where(Participacion.red_id == red.id, vigente))
    return [fila.institucion for fila in filas]


def test_crear_una_red_hace_participar_a_quien_convoca(app: Flask) -> None:
    red = crear(**nueva())
    assert [i.nombre for i in participan(red)] == ["Instituto que convoca"]


def test_sin_clave_se_hace_con_el_nombre(app: Flask) -> None:
    red = crear(**nueva(clave=""))
    assert red.clave == "tonala"


@pytest.mark.parametrize("clave", ["nueva", "membresias", "con espacio", "ñandú", "a", "-x-", "x" * 41])
def test_una_clave_que_no_cabe_en_la_direccion_no_se_admite(app: Flask, clave: str) -> None:
    with pytest.raises(operaciones.ClaveInservible) as error:
        crear(**nueva(clave=clave))
    assert error.value.campo == "clave"


def test_dos_redes_no_comparten_clave(app: Flask) -> None:
    una_red(clave="tonala")
    with pytest.raises(operaciones.ClaveTomada):
        crear(**nueva(clave="Tonala"))


def test_incorporar_dos_veces_deja_una_sola_membresia(app: Flask) -> None:
    red, persona = una_red(), una_persona()
    with transaccion():
        primera = operaciones.incorporar(red, persona, hoy())
        segunda = operaciones.incorporar(red, persona, hoy())
    assert primera is segunda
    assert consultas.integra(red.id, persona.id, hoy())


def test_quien_sale_y_vuelve_tiene_dos_membresias_y_una_sola_abierta(app: Flask) -> None:
    red, persona = una_red(), una_persona()
    with transaccion():
        operaciones.concluir(operaciones.incorporar(red, persona, hoy()), hoy(), "Cambió de puesto")
    assert not consultas.integra(red.id, persona.id, hoy())
    with transaccion():
        operaciones.incorporar(red, persona, hoy())
    assert consultas.integra(red.id, persona.id, hoy())
    estados = [m.estado for m in db.session.scalars(select(Membresia).order_by(Membresia.id))]
    assert estados == [EstadoMembresia.CONCLUIDA, EstadoMembresia.ACTIVA]


def test_quien_esta_en_pausa_sigue_integrando_pero_no_cuenta_para_la_meta(app: Flask) -> None:
    red, persona = una_red(), una_persona()
    membresia = una_membresia(red, persona)
    assert _cuenta(red.id) == 1
    with transaccion():
        operaciones.pausar(membresia, "Licencia")
    assert consultas.integra(red.id, persona.id, hoy())
    assert _cuenta(red.id) == 0
    with transaccion():
        operaciones.reactivar(membresia)
    assert _cuenta(red.id) == 1
    assert membresia.motivo is None


def test_aceptar_otra_vez_termina_la_pausa(app: Flask) -> None:
    red, persona = una_red(), una_persona()
    una_membresia(red, persona, estado=EstadoMembresia.EN_PAUSA, motivo="Licencia")
    with transaccion():
        membresia = operaciones.incorporar(red, persona, hoy())
    assert membresia.estado is EstadoMembresia.ACTIVA


def test_lo_que_no_corresponde_se_dice_y_no_cambia_nada(app: Flask) -> None:
    membresia = una_membresia(una_red(), una_persona())
    with pytest.raises(operaciones.SinPausa), transaccion():
        operaciones.reactivar(membresia)
    with transaccion():
        operaciones.pausar(membresia, "Licencia")
    with pytest.raises(operaciones.YaEnPausa), transaccion():
        operaciones.pausar(membresia, "Otra vez")
    with transaccion():
        operaciones.concluir(membresia, hoy(), "Se fue")
    with pytest.raises(operaciones.YaConcluida), transaccion():
        operaciones.concluir(membresia, hoy(), "Otra vez")
    assert membresia.motivo == "Se fue"


def test_concluir_no_deja_un_periodo_al_reves(app: Flask) -> None:
    membresia = una_membresia(una_red(), una_persona(), desde=hoy() + timedelta(days=3))
    with transaccion():
        operaciones.concluir(membresia, hoy(), None)
    assert membresia.hasta == membresia.desde


def test_una_institucion_deja_de_participar_y_puede_volver(app: Flask) -> None:
    institucion = una_institucion()
    red = una_red(instituciones=[institucion])
    participacion = consultas.participacion_abierta(red.id, institucion.id)
    assert participacion is not None
    with transaccion():
        operaciones.terminar_participacion(participacion, hoy())
    assert institucion not in participan(red)
    assert institucion in participan(red, hoy() - timedelta(days=30))
    with transaccion():
        operaciones.sumar_institucion(red, institucion.id, hoy())
    suyas = select(Participacion).where(Participacion.institucion_id == institucion.id)
    filas = db.session.scalars(suyas.order_by(Participacion.id))
    assert [p.hasta is None for p in filas] == [False, True]


def test_no_se_suma_dos_veces_ni_se_quita_a_quien_convoca(app: Flask) -> None:
    red = una_red()
    with pytest.raises(operaciones.YaParticipa), transaccion():
        operaciones.sumar_institucion(red, red.convocante_id, hoy())
    propia = consultas.participacion_abierta(red.id, red.convocante_id)
    assert propia is not None
    with pytest.raises(operaciones.ConvocanteParticipa), transaccion():
        operaciones.terminar_participacion(propia, hoy())


def test_el_alcance_de_una_institucion_son_las_redes_en_que_participa(app: Flask) -> None:
    institucion = una_institucion()
    una, otra = una_red(instituciones=[institucion]), una_red()
    alcance = consultas.alcance_de_institucion(institucion.id, hoy())
    assert alcance.redes == {una.id}
    assert otra.id not in alcance.redes
    assert alcance.institucion == institucion.id


def _cuenta(red_id: int) -> int:
    from red.redes.composicion import personas_activas

    return personas_activas([red_id], hoy())[red_id].valor
