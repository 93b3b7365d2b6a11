"""Quien no se deja ver no deja hueco: sus colegas ven lo mismo que si no existiera, letra por letra."""

import random
import re

import pytest
from flask import Flask
from sqlalchemy import delete

from red.base import db, transaccion
from red.personas.modelos import (
    Adscripcion,
    Audiencia,
    Consentimiento,
    Finalidad,
    Interes,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.personas.operaciones_privacidad import ocultar
from red.redes.modelos import Membresia
from red.vinculos.modelos import Colaboracion, Intensidad
from tests.cliente import Cliente
from tests.directorio.escena import Escena, un_miembro, una_colega, una_escena
from tests.fabricas import un_consentimiento

OCULTA = {"nombre": "Guadalupe", "primer_apellido": "Canariona", "correo": "canariona@canario.test"}


def _poblar(escena: Escena, azar: random.Random, cuantas: int) -> None:
    """Integrantes al azar: unas se dejan ver, otras no, cada una a su manera."""
    for n in range(cuantas):
        un_miembro(
            escena,
            en=azar.choice([escena.obras, escena.salud]),
            consiente=azar.random() < 0.6,
            audiencia=azar.choice(list(Audiencia)),
            nivel=azar.choice(list(NivelCargo)),
            ofrece=tuple(azar.sample(list(Tema), 2)),
            busca=tuple(azar.sample(list(Tema), 1)),
            nombre=azar.choice(["Ana", "Luz", "Guadalupe"]),
            primer_apellido=f"{azar.choice(['Cruz', 'Canaria', 'Zea'])} {n}",
        )


def _todo_lo_visible(mirona: Cliente, clave: str, institucion_id: int) -> list[str]:
    """Lo que una integrante puede ver y preguntar, sin las fichas contra falsificación ni la clave que escribió."""
    direcciones = [
        "/personas/",
        "/personas/?pagina=2",
        "/personas/?q=guadalupe",
        "/personas/?q=canariona",
        "/personas/?q=canariona@canario.test",
        f"/personas/?institucion={institucion_id}",
        *(f"/personas/?nivel={nivel.value}" for nivel in NivelCargo),
        *(f"/personas/?ofrece={tema.value}" for tema in Tema),
        "/personas/?ofrece=mios&busca=mios",
        f"/personas/{clave}",
        "/vinculos/",
        "/vinculos/nuevo?q=canariona",
        "/vinculos/nuevo?q=guadalupe",
        f"/vinculos/nuevo?persona={clave}",
    ]
    paginas = []
    for direccion in direcciones:
        respuesta = mirona.get(direccion)
        html = re.sub(r'name="csrf_token"[^>]*>', "", respuesta.get_data(as_text=True))
        paginas.append(f"{direccion} {respuesta.status_code} {html.replace(clave, '')}")
    return paginas


def _como_si_no_existiera(persona_id: int) -> None:
    """Quita de la base todo rastro de la persona: es con lo que se compara."""
    with transaccion():
        for modelo in (Colaboracion, Consentimiento, Interes, Adscripcion, Membresia):
            db.session.execute(delete(modelo).where(modelo.persona_id == persona_id))
        db.session.execute(delete(Colaboracion).where(Colaboracion.con_persona_id == persona_id))
        db.session.execute(delete(Persona).where(Persona.id == persona_id))


def _con_lazos(escena: Escena, yo: Persona, otra: Persona) -> None:
    """Cada una declaró que colabora con la otra."""
    with transaccion():
        for quien, con in ((yo, otra), (otra, yo)):
            db.session.add(
                Colaboracion(
                    red_id=escena.red.id,
                    persona_id=quien.id,
                    con_persona_id=con.id,
                    intensidad=Intensidad.COORDINA,
                    desde=escena.aviso.vigente_desde,
                )
            )


@pytest.mark.parametrize("semilla", range(6))
def test_quien_no_consiente_no_deja_hueco(app: Flask, semilla: int) -> None:
    azar = random.Random(semilla)
    escena = una_escena()
    _poblar(escena, azar, azar.randint(3, 12))
    yo = una_colega(escena, escena.obras)
    with transaccion():
        db.session.add(Interes(persona_id=yo.id, sentido=Sentido.BUSCA, tema=Tema.DATOS))
    oculta = un_miembro(escena, consiente=False, audiencia=Audiencia.RED, ofrece=(Tema.DATOS,), **OCULTA)
    _con_lazos(escena, yo, oculta)
    mirona, persona_id, clave, institucion_id = (
        Cliente(app).entrar(yo),
        oculta.id,
        oculta.clave,
        escena.obras.id,
    )
    con_ella = _todo_lo_visible(mirona, clave, institucion_id)
    _como_si_no_existiera(persona_id)
    assert _todo_lo_visible(mirona, clave, institucion_id) == con_ella


def test_quien_se_oculta_no_deja_hueco(app: Flask) -> None:
    escena = una_escena()
    _poblar(escena, random.Random(7), 4)
    yo = una_colega(escena, escena.obras)
    oculta = un_miembro(escena, audiencia=Audiencia.RED, ofrece=(Tema.DATOS,), **OCULTA)
    _con_lazos(escena, yo, oculta)
    mirona, persona_id, clave, institucion_id = (
        Cliente(app).entrar(yo),
        oculta.id,
        oculta.clave,
        escena.obras.id,
    )
    antes = _todo_lo_visible(mirona, clave, institucion_id)
    with transaccion():
        ocultar(oculta)
    ya_oculta = _todo_lo_visible(mirona, clave, institucion_id)
    assert ya_oculta != antes
    _como_si_no_existiera(persona_id)
    assert _todo_lo_visible(mirona, clave, institucion_id) == ya_oculta


def test_la_comparacion_si_ve_a_quien_se_deja_ver(app: Flask) -> None:
    """Control: si consintiera, las páginas serían otras y esta prueba lo notaría."""
    escena = una_escena()
    yo = una_colega(escena, escena.obras)
    persona = un_miembro(escena, consiente=False, audiencia=Audiencia.RED, **OCULTA)
    mirona, clave, institucion_id = Cliente(app).entrar(yo), persona.clave, escena.obras.id
    antes = _todo_lo_visible(mirona, clave, institucion_id)
    un_consentimiento(persona, Finalidad.DIRECTORIO, escena.aviso)
    despues = _todo_lo_visible(mirona, clave, institucion_id)
    distintas = [uno.split()[0] for uno, otro in zip(antes, despues, strict=True) if uno != otro]
    assert {"/personas/", "/personas/?q=guadalupe", f"/personas/{clave}"} <= set(distintas)


def test_un_dato_cerrado_no_se_encuentra_al_filtrar(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    un_miembro(
        escena, nombre="Cerrada", audiencia=Audiencia.NADIE, nivel=NivelCargo.TITULAR, ofrece=(Tema.DATOS,)
    )
    un_miembro(
        escena, nombre="Abierta", audiencia=Audiencia.RED, nivel=NivelCargo.TITULAR, ofrece=(Tema.DATOS,)
    )
    un_miembro(
        escena,
        nombre="Cercana",
        audiencia=Audiencia.INSTITUCION,
        nivel=NivelCargo.TITULAR,
        ofrece=(Tema.DATOS,),
    )
    for donde, esperadas in ((escena.salud, {"Abierta"}), (escena.obras, {"Abierta", "Cercana"})):
        cliente.entrar(una_colega(escena, donde))
        for filtro in ("nivel=titular", "ofrece=datos", "nivel=titular&ofrece=datos"):
            html = cliente.get(f"/personas/?{filtro}").get_data(as_text=True)
            assert {nombre for nombre in ("Cerrada", "Abierta", "Cercana") if nombre in html} == esperadas


def test_quien_usa_otro_nombre_no_se_encuentra_por_el_de_sus_papeles(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    un_miembro(
        escena, nombre="Rigoberta", primer_apellido="Paz", segundo_apellido="Olmos", nombre_preferido="Lucía"
    )
    cliente.entrar(una_colega(escena, escena.obras))
    assert "Lucía Paz" in cliente.get("/personas/?q=lucia+paz").get_data(as_text=True)
    for legal in ("rigoberta", "olmos"):
        html = cliente.get(f"/personas/?q={legal}").get_data(as_text=True)
        assert "Lucía" not in html
        assert "Rigoberta" not in html
