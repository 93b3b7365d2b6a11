"""Mi privacidad: todo empieza apagado, se da y se retira con el mismo esfuerzo, y se ve cómo me ven."""

import re

import pytest
from flask import Flask

from red.personas import consultas, retrato
from red.personas.modelos import ELECTIVAS, Audiencia, CampoVisible, Finalidad, Persona
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    una_coordinadora,
    una_integrante,
    una_persona,
    una_red,
)

CERRADO = {"correo": "nadie", "telefono": "nadie", "puesto": "nadie", "intereses": "nadie"}


def _integrante(**valores: object) -> Persona:
    un_aviso_de_privacidad(version="7")
    return una_integrante(una_red(), **valores)


def test_nada_viene_marcado(app: Flask, cliente: Cliente) -> None:
    cliente.entrar(_integrante())
    html = cliente.get("/personas/mi-privacidad").get_data(as_text=True)
    casillas = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", html)
    assert len(casillas) == len(ELECTIVAS)
    assert not [casilla for casilla in casillas if "checked" in casilla]
    assert html.count('<option selected value="nadie">') == len(CampoVisible)


@pytest.mark.parametrize("finalidad", ELECTIVAS)
def test_cada_finalidad_se_da_y_se_retira_sola(app: Flask, cliente: Cliente, finalidad: Finalidad) -> None:
    persona = _integrante()
    persona_id = persona.id
    cliente.entrar(persona)
    assert cliente.post("/personas/mi-privacidad", {**CERRADO, finalidad.value: "y"}).status_code == 303
    assert consultas.finalidades_de(persona_id) == {finalidad}
    assert cliente.post("/personas/mi-privacidad", CERRADO).status_code == 303
    assert consultas.finalidades_de(persona_id) == set()


def test_dice_que_texto_acepto_con_su_version_y_su_huella(app: Flask, cliente: Cliente) -> None:
    aviso = un_aviso_de_privacidad(version="2020-1", huella="abcdef0123456789" * 4)
    persona = una_integrante(una_red())
    un_consentimiento(persona, Finalidad.PARTICIPAR, aviso)
    html = cliente.entrar(persona).get("/personas/mi-privacidad").get_data(as_text=True)
    assert "2020-1" in html
    assert "abcdef0123456789" in html


def test_la_vista_previa_es_lo_que_de_veras_se_ve(app: Flask, cliente: Cliente) -> None:
    persona = _integrante(telefono="3311112222", visibilidad={"telefono": "institucion", "correo": "red"})
    correo = persona.correo
    un_consentimiento(persona, Finalidad.DIRECTORIO, un_aviso_de_privacidad())
    html = cliente.entrar(persona).get("/personas/mi-privacidad").get_data(as_text=True)
    colega, otra = html.split("Así te ven")[1].split("Otra integrante de la Red")
    assert "3311112222" in colega
    assert "3311112222" not in otra
    assert correo in colega
    assert correo in otra


def test_quien_no_aparece_no_tiene_vista_previa(app: Flask, cliente: Cliente) -> None:
    html = cliente.entrar(_integrante()).get("/personas/mi-privacidad").get_data(as_text=True)
    assert "Así te ven" not in html
    assert "Ninguna otra integrante te encuentra" in html


def test_quien_me_ve_se_dice_con_palabras_segun_lo_guardado() -> None:
    persona = Persona(visibilidad={"correo": "red", "telefono": "institucion", "puesto": "institucion"})
    frases = " ".join(retrato.quien_me_ve(persona, {Finalidad.DIRECTORIO, Finalidad.MAPA}))
    assert "Toda la Red ve tu correo." in frases
    assert "Sólo tus colegas de institución ven tu teléfono, tu puesto y tu nivel." in frases
    assert "Ninguna integrante ve lo que ofreces ni lo que buscas." in frases
    assert "Apareces en el mapa" in frases
    cerrada = " ".join(retrato.quien_me_ve(Persona(visibilidad={"correo": "red"}), set()))
    assert "tu correo" not in cerrada
    assert "No apareces en el mapa" in cerrada


def test_ocultarme_retira_directorio_y_mapa_y_nada_mas(app: Flask, cliente: Cliente) -> None:
    persona = _integrante(visibilidad={campo.value: Audiencia.RED.value for campo in CampoVisible})
    aviso = un_aviso_de_privacidad()
    for finalidad in Finalidad:
        un_consentimiento(persona, finalidad, aviso)
    correo = persona.correo
    cliente.entrar(persona)
    assert cliente.post("/personas/mi-privacidad/ocultarme").status_code == 303
    guardada = consultas.persona_de_correo(correo)
    assert guardada is not None
    assert consultas.finalidades_de(guardada.id) == {Finalidad.PARTICIPAR, Finalidad.CORREOS}
    assert guardada.visibilidad == {}
    assert "Ya no apareces" in cliente.get("/personas/mi-privacidad").get_data(as_text=True)


def test_ocultarme_no_se_hace_con_un_enlace(app: Flask, cliente: Cliente) -> None:
    cliente.entrar(_integrante())
    assert cliente.get("/personas/mi-privacidad/ocultarme").status_code == 405


def test_mirar_no_escribe_nada(app: Flask, cliente: Cliente) -> None:
    from sqlalchemy import func, select

    from red.base import db
    from red.bitacora.modelos import Registro

    red = una_red()
    un_aviso_de_privacidad()
    clave = una_persona().clave
    integrante = una_integrante(red)
    suya = integrante.clave
    cliente.entrar(una_coordinadora(red))
    antes = db.session.scalar(select(func.count()).select_from(Registro))
    for pagina in (
        "",
        clave,
        suya,
        f"{suya}/editar",
        "mi-perfil",
        "mi-perfil/puesto",
        "mi-perfil/temas",
        "mi-privacidad",
    ):
        cliente.get(f"/personas/{pagina}")
    assert db.session.scalar(select(func.count()).select_from(Registro)) == antes
