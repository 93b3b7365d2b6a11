"""Quien busca algo halla a quien lo ofrece y lo deja ver, y le escribe sin que nadie muestre su correo."""

from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.avisos.redaccion import escribir
from red.base import db, transaccion
from red.personas.modelos import Audiencia, CampoVisible, Finalidad, Interes, Persona, Sentido, Tema
from red.redes.modelos import Red
from tests.cliente import Cliente
from tests.fabricas import (
    guardar,
    un_aviso_de_privacidad,
    un_consentimiento,
    una_coordinadora,
    una_integrante,
    una_red,
)

ABRE = {CampoVisible.INTERESES.value: Audiencia.RED.value}


def _con(red: Red, nombre: str, *, ofrece: Tema | None = None, busca: Tema | None = None, aparece: bool = True,
         abre: bool = True) -> Persona:  # fmt: skip
    persona = una_integrante(red, nombre=nombre, visibilidad=ABRE if abre else {})
    if aparece:
        un_consentimiento(persona, Finalidad.DIRECTORIO, un_aviso_de_privacidad())
    for sentido, tema in ((Sentido.OFRECE, ofrece), (Sentido.BUSCA, busca)):
        if tema is not None:
            guardar(Interes(persona_id=persona.id, sentido=sentido, tema=tema))
    return persona


def test_se_encuentran_quien_ofrece_y_quien_busca_y_solo_si_se_dejan_ver(cliente: Cliente) -> None:
    red = una_red()
    yo = _con(red, "Yolanda", busca=Tema.PRESUPUESTO, ofrece=Tema.DATOS)
    _con(red, "Ofelia", ofrece=Tema.PRESUPUESTO)
    _con(red, "Brenda", busca=Tema.DATOS)
    _con(red, "Oculta", ofrece=Tema.PRESUPUESTO, aparece=False)
    _con(red, "Callada", ofrece=Tema.PRESUPUESTO, abre=False)
    _con(una_red(), "Ajena", ofrece=Tema.PRESUPUESTO)
    cliente.entrar(yo)
    pagina = cliente.get("/personas/afinidades").text
    assert pagina.index("Ofelia") < pagina.index("Puedo ayudar a") < pagina.index("Brenda")
    for nombre in ("Oculta", "Callada", "Ajena"):
        assert nombre not in pagina


def test_se_le_escribe_sin_mostrar_ningun_correo(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    yo = _con(red, "Yolanda", busca=Tema.PRESUPUESTO)
    ella = _con(red, "Ofelia", ofrece=Tema.PRESUPUESTO)
    cliente.entrar(yo)
    url = f"/personas/{ella.clave}/escribir"
    assert ella.correo not in cliente.get(url).text
    assert cliente.post(url, {"nota": ""}).status_code == 422
    assert cliente.post(url, {"nota": "¿Me ayudas\ncon un anexo?"}).status_code == 303
    aviso = db.session.scalars(select(Aviso)).one()
    assert aviso.para == ella.correo
    with transaccion():
        carta = escribir(aviso).en_texto
    assert yo.correo not in carta
    assert ella.correo not in carta
    assert "¿Me ayudas con un anexo?" in carta
    assert f"/personas/{yo.clave}" in carta


def test_a_la_misma_persona_se_le_escribe_una_vez_al_dia(cliente: Cliente) -> None:
    red = una_red()
    yo = _con(red, "Yolanda", busca=Tema.PRESUPUESTO)
    ella = _con(red, "Ofelia", ofrece=Tema.PRESUPUESTO)
    cliente.entrar(yo)
    url = f"/personas/{ella.clave}/escribir"
    assert cliente.post(url, {"nota": "Hola"}).status_code == 303
    assert cliente.post(url, {"nota": "Hola otra vez"}).status_code == 429
    assert len(db.session.scalars(select(Aviso)).all()) == 1


def test_no_se_escribe_a_quien_no_coincide_ni_a_quien_no_se_deja_ver(cliente: Cliente) -> None:
    red = una_red()
    yo = _con(red, "Yolanda", busca=Tema.PRESUPUESTO)
    cliente.entrar(yo)
    for otra in (
        _con(red, "Otra", ofrece=Tema.DATOS),
        _con(red, "Oculta", ofrece=Tema.PRESUPUESTO, aparece=False),
        _con(red, "Callada", ofrece=Tema.PRESUPUESTO, abre=False),
        yo,
    ):
        for respuesta in (
            cliente.get(f"/personas/{otra.clave}/escribir"),
            cliente.post(f"/personas/{otra.clave}/escribir", {"nota": "Hola"}),
        ):
            assert respuesta.status_code == 404
    assert db.session.scalars(select(Aviso)).all() == []


def test_quien_no_aparece_no_escribe_porque_no_podrian_responderle(cliente: Cliente) -> None:
    red = una_red()
    yo = _con(red, "Yolanda", busca=Tema.PRESUPUESTO, aparece=False)
    ella = _con(red, "Ofelia", ofrece=Tema.PRESUPUESTO)
    cliente.entrar(yo)
    respuesta = cliente.post(f"/personas/{ella.clave}/escribir", {"nota": "Hola"})
    assert respuesta.status_code == 422
    assert "aparecer en el directorio" in respuesta.text
    assert db.session.scalars(select(Aviso)).all() == []


def test_la_coordinacion_ve_que_tema_nadie_ofrece_y_propone_un_curso(cliente: Cliente) -> None:
    red = una_red()
    _con(red, "Yolanda", busca=Tema.PRESUPUESTO)
    cliente.entrar(una_coordinadora(red))
    pagina = cliente.get(f"/personas/temas/{red.clave}").text
    assert "Nadie lo ofrece" in pagina
    assert "/formacion/cursos/nuevo?" in pagina
    _con(red, "Ofelia", ofrece=Tema.PRESUPUESTO)
    assert "Nadie lo ofrece" not in cliente.get(f"/personas/temas/{red.clave}").text
    curso = cliente.get(f"/formacion/cursos/nuevo?red={red.clave}&nombre=Presupuesto").text
    assert 'value="Presupuesto"' in curso
