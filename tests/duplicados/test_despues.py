"""Lo que alguien hizo después de juntar dos registros no se pierde ni se le quita al separarlos."""

import pytest
from flask import Flask
from sqlalchemy import select

from red.acceso.consultas import cuenta_de_persona
from red.base import con_candado, db, transaccion
from red.duplicados import despues, diario
from red.duplicados.modelos import Clase, Fusion
from red.formacion import operaciones as formacion
from red.formacion.consultas import inscripcion_viva
from red.formacion.modelos import Inscripcion
from red.personas import consultas
from red.personas import operaciones_privacidad as privacidad
from red.personas.modelos import Consentimiento, Finalidad, Persona
from tests import fabricas
from tests.duplicados.escena import como, inscribir, juntar, separar

TODO = {"telefono": "red", "correo": "red"}


def _viva(edicion_id: int, persona_id: int) -> Inscripcion:
    hallada = inscripcion_viva(edicion_id, persona_id)
    assert hallada is not None
    return hallada


def _juntas(app: Flask) -> tuple[Persona, Fusion, int, int]:
    """La que queda no tiene cuenta; la que se va sí, y con ella se entra."""
    red = fabricas.una_red()
    queda = fabricas.una_persona(nombre="María", primer_apellido="García")
    suya = fabricas.una_persona(nombre="María", primer_apellido="García", visibilidad=dict(TODO))
    aviso = fabricas.un_aviso_de_privacidad()
    fabricas.una_membresia(red, suya)
    fabricas.una_cuenta(suya)
    for finalidad in (Finalidad.DIRECTORIO, Finalidad.MAPA):
        fabricas.un_consentimiento(suya, finalidad, aviso)
    administradora = fabricas.una_administradora()
    edicion = fabricas.una_edicion(red, cupo=2)
    inscribir(edicion.id, suya.id, 1)
    fusion = juntar(como(administradora), Clase.PERSONA, queda.id, suya.id)
    with transaccion():
        privacidad.ocultar(db.session.get_one(Persona, queda.id))
        privacidad.consentir(db.session.get_one(Persona, queda.id), aviso, {Finalidad.ANALISIS})
        formacion.cancelar(_viva(edicion.id, queda.id).id, por_id=queda.id)
    otra = fabricas.una_edicion(red)
    with transaccion():
        formacion.inscribir(otra.id, queda.id)
    return administradora, fusion, otra.id, suya.id


def test_lo_que_decidio_despues_se_va_con_su_cuenta(app: Flask) -> None:
    administradora, fusion, edicion_id, suya_id = _juntas(app)
    conservado = separar(como(administradora), fusion)
    assert cuenta_de_persona(suya_id) is not None
    assert db.session.get_one(Persona, suya_id).visibilidad == {}
    assert consultas.finalidades_de(suya_id) == {Finalidad.ANALISIS}
    assert consultas.finalidades_de(fusion.queda_id) == set()
    assert inscripcion_viva(edicion_id, suya_id) is not None
    assert inscripcion_viva(edicion_id, fusion.queda_id) is None
    assert set(conservado) == {"persona.visibilidad", "consentimiento", "inscripcion"}


def test_sin_llevarlo_lo_oculto_volveria_a_verse(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    administradora, fusion, edicion_id, suya_id = _juntas(app)
    monkeypatch.setattr(despues, "llevar", lambda *_: [])
    separar(como(administradora), fusion)
    assert db.session.get_one(Persona, suya_id).visibilidad == TODO
    assert inscripcion_viva(edicion_id, suya_id) is None


def test_si_al_separar_vuelve_otra_inscripcion_suya_queda_la_ultima(app: Flask) -> None:
    red, administradora = fabricas.una_red(), fabricas.una_administradora()
    queda, suya = fabricas.una_persona(), fabricas.una_integrante(red)
    espera, edicion = fabricas.una_integrante(red), fabricas.una_edicion(red, cupo=2)
    inscribir(edicion.id, queda.id, 1)
    inscribir(edicion.id, suya.id, None)
    fusion = juntar(como(administradora), Clase.PERSONA, queda.id, suya.id)
    with transaccion():
        formacion.cancelar(_viva(edicion.id, queda.id).id, por_id=queda.id)
    with transaccion():
        nueva = formacion.inscribir(edicion.id, queda.id).inscripcion.id
    inscribir(edicion.id, espera.id, 2)
    separar(como(administradora), fusion)
    viva = _viva(edicion.id, suya.id)
    assert (viva.id, viva.lugar) == (nueva, 1)


def test_la_que_ya_tenia_su_cuenta_conserva_lo_que_consintio_despues(app: Flask) -> None:
    aviso, administradora = fabricas.un_aviso_de_privacidad(), fabricas.una_administradora()
    queda, otra = fabricas.una_persona(visibilidad=dict(TODO)), fabricas.una_persona()
    fabricas.una_cuenta(queda)
    fusion = juntar(como(administradora), Clase.PERSONA, queda.id, otra.id)
    with transaccion():
        privacidad.consentir(db.session.get_one(Persona, queda.id), aviso, {Finalidad.MAPA})
        db.session.get_one(Persona, queda.id).visibilidad = {"correo": "institucion"}
    separar(como(administradora), fusion)
    assert db.session.get_one(Persona, fusion.queda_id).visibilidad == {"correo": "institucion"}
    assert db.session.scalars(select(Consentimiento.persona_id)).all() == [fusion.queda_id]


def _correo_reusado(app: Flask) -> tuple[Persona, Fusion, int]:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    queda = fabricas.una_persona(nombre="María", primer_apellido="García", correo="vieja@ejemplo.test")
    se_va = fabricas.una_persona(nombre="María", primer_apellido="García", correo="buena@ejemplo.test")
    fabricas.una_membresia(red, queda)
    fusion = juntar(como(administradora), Clase.PERSONA, queda.id, se_va.id, correo="se_va")
    with transaccion():
        con_candado(Persona, queda.id).correo = "nueva@ejemplo.test"
    return administradora, fusion, fabricas.una_persona(correo="buena@ejemplo.test").id


def test_separar_no_le_quita_a_nadie_su_correo(app: Flask) -> None:
    administradora, fusion, ajena = _correo_reusado(app)
    assert separar(como(administradora), fusion).count("persona.correo") == 2
    correos = {
        id_: db.session.get_one(Persona, id_).correo for id_ in (ajena, fusion.queda_id, fusion.se_va_id)
    }
    assert list(correos.values()) == ["buena@ejemplo.test", "nueva@ejemplo.test", "vieja@ejemplo.test"]


def test_si_se_pidiera_prestado_a_cualquiera_se_notaria(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    administradora, fusion, ajena = _correo_reusado(app)
    todas = {("persona", id_, "correo") for id_ in (ajena, fusion.queda_id, fusion.se_va_id)}
    de_verdad = diario._casillas
    monkeypatch.setattr(diario, "_casillas", lambda pasos: todas if len(pasos) > 1 else de_verdad([]))
    separar(como(administradora), fusion)
    assert "prestado" in db.session.get_one(Persona, ajena).correo
